"""On which line of a TOML file a key stands; `tomllib` does not say.

The text must already have been accepted by `tomllib`: this reader only finds statements, it checks nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

Path = tuple[str | int, ...]
"""Keys and array positions, for example ``("never", 0, "when")``."""

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""+'
    r"|'''.*?'''+"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{}=\n.]"
    r"|[^\[\]{}=\n.\"'\#\s]+",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class LineIndex:
    """Where each header and each key begins and ends (lines from 1, both ends included)."""

    lines: tuple[str, ...]
    spans: Mapping[Path, tuple[int, int]]

    def line_of(self, path: Path, value: object = None) -> int:
        """The line of `path`, or of the longest beginning of it that is known.

        Inside a statement of several lines the line on which `value` stands is preferred, then that of the
        innermost key.
        """
        for length in range(len(path), 0, -1):
            if path[:length] in self.spans:
                first, last = self.spans[path[:length]]
                return self._line_within(first, last, (*path[length:], value))
        return 1

    def _line_within(self, first: int, last: int, words: Path | tuple[object, ...]) -> int:
        for word in reversed(words):
            if isinstance(word, str) and word:
                alone = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
                for line in range(first, last + 1):
                    if alone.search(self.lines[line - 1]):
                        return line
        return first


def index_lines(text: str) -> LineIndex:
    """Find every header and key of a TOML text."""
    spans: dict[Path, tuple[int, int]] = {}
    tables: dict[Path, int] = {}  # arrays of tables: how many there are so far
    table: Path = ()
    for words, first, last in _statements(text):
        if words[0] == "[":
            repeated = words[1] == "["
            table = _table(tuple(_keys(words)), repeated, tables)
            for length in range(1, len(table) + 1):
                spans.setdefault(table[:length], (first, last))
        else:
            spans[table + tuple(_keys(words[: words.index("=")]))] = (first, last)
    return LineIndex(tuple(text.split("\n")), spans)


def _statements(text: str) -> list[tuple[list[str], int, int]]:
    """Tokens of each statement with its first and last line."""
    statements: list[tuple[list[str], int, int]] = []
    words: list[str] = []
    line, first, depth = 1, 1, 0
    for match in _TOKEN.finditer(text + "\n"):
        word = match.group()
        if word == "\n" and depth == 0 and words:
            statements.append((words, first, line))
            words = []
        elif not word.startswith(("#", "\n")):
            if not words:
                first = line
            words.append(word)
            depth += (word in "[{") - (word in "]}")
        line += word.count("\n")
    return statements


def _keys(words: list[str]) -> list[str]:
    return [word.strip("\"'") for word in words if word not in "[]."]


def _table(keys: tuple[str, ...], repeated: bool, tables: dict[Path, int]) -> Path:
    path: Path = ()
    for place, key in enumerate(keys):
        path += (key,)
        if repeated and place == len(keys) - 1:
            tables[path] = tables.get(path, 0) + 1
        if path in tables:
            path += (tables[path] - 1,)
    return path
