"""Markdown cut into blocks while it arrives: what is finished never changes again, the rest is the open tail.

One pass, line by line. Deeper nesting than a person can read is flattened, so nothing a model writes can make the
reader recurse.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

DEEPEST = 6
"""Levels of lists and quotes; deeper ones are shown at this level."""

LONGEST = 6_000
"""Characters of one paragraph; a longer one is cut at a space, since each word would lay it out again."""

MOST_CELLS = 3_000
"""Cells of one table; what follows is shown as lines of text."""

MOST_COLUMNS = 24

LONGEST_TABLE = 40_000
"""Characters of lines that may become a table; what follows is looked at anew."""


class BlockKind(StrEnum):
    """What a stretch of an answer is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    QUOTE = "quote"
    CODE = "code"
    TABLE = "table"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Block:
    """One block. `text` is Markdown of one paragraph, or the code itself.

    `level` is 1-6 for a heading, the depth from 0 for an item and what stands under one, from 1 for a quote.
    `marker` is what stands before an item ("•", "3."), or the language of code. `rows` are a table's cells, the
    header first; every row has as many.
    """

    kind: BlockKind
    text: str = ""
    level: int = 0
    marker: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


_FENCE = re.compile(r"([ \t]*)(`{3,}|~{3,})[ \t]*([^`\s]*)[^`]*$")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)(.*)$")
_RULE = re.compile(r" {0,3}(?:\*[ \t]*){3,}$| {0,3}(?:-[ \t]*){3,}$| {0,3}(?:_[ \t]*){3,}$")
_ITEM = re.compile(r"([ \t]*)(?:([-*+•])|(\d{1,9})([.)]))(?:[ \t]+|$)(.*)$")
_QUOTE = re.compile(r" {0,3}>")
_DIVIDER = re.compile(r"[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)*[ \t]*:?-+:?[ \t]*\|?[ \t]*$")
_TASK = re.compile(r"\[([ xX])\][ \t]+")
_CLOSING = re.compile(r"[ \t]+#+[ \t]*$")
BULLET = "•"


@dataclass(slots=True)
class _Open:
    """The block that is being read."""

    kind: BlockKind
    level: int = 0
    marker: str = ""
    indent: int = 0
    fence: str = ""
    lines: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, line: str) -> None:
        self.lines.append(line)
        self.size += len(line) + 1


@dataclass(slots=True)
class _List:
    indent: int
    number: int | None


@dataclass(frozen=True, slots=True)
class Tail:
    """The block that has not ended; `number` is the same as long as it is that block.

    `lines` are those of its lines that have ended and were asked for, `partial` the one that has not.
    """

    number: int
    kind: BlockKind
    level: int
    marker: str
    lines: tuple[str, ...]
    partial: str


class BlockSplitter:
    """Takes text as it comes and gives blocks as they end."""

    def __init__(self) -> None:
        self._line = ""  # of the line that has not ended
        self._open: _Open | None = None
        self._lists: list[_List] = []
        self._blank = True
        self._ended = 0

    def tail(self, first: int = 0) -> Tail | None:
        """What is open now, its lines from number `first` on; None when nothing is.

        A table is a paragraph of its lines until it ends.
        """
        opened, line = self._open, self._line
        if opened is None:
            return self._guess(line) if line.strip() else None
        if opened.fence:
            line = "" if _closes(opened, line) else line[min(opened.indent, _indent(line)) :]
        else:
            line = line.lstrip()
        return Tail(self._ended, opened.kind, opened.level, opened.marker, tuple(opened.lines[first:]), line)

    def _guess(self, line: str) -> Tail:
        """How a first line that has not ended looks so far."""
        kind, level, marker, text = BlockKind.PARAGRAPH, 0, "", line.strip()
        if match := _HEADING.match(line):
            kind, level, text = BlockKind.HEADING, len(match[1]), match[2]
        elif (match := _ITEM.match(line)) and match[5]:
            level = sum(each.indent + 2 <= _indent(line) for each in self._lists)
            kind, marker, text = BlockKind.ITEM, f"{match[3]}{match[4]}" if match[3] else BULLET, match[5]
        return Tail(self._ended, kind, min(level, DEEPEST), marker, (), text)

    def feed(self, text: str) -> list[Block]:
        """Take more text; returns the blocks that ended in it."""
        *whole, rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        ended: list[Block] = []
        for piece in whole:
            ended.extend(self._take(self._line + piece))
            self._line = ""
        self._line += rest
        if len(self._line) > LONGEST:
            ended.extend(self._cut())
        elif self._begins_another():
            ended.extend(self._end())
        self._ended += len(ended)
        return ended

    def close(self) -> list[Block]:
        """Nothing follows: returns what is left."""
        ended = list(self._take(self._line)) if self._line else []
        self._line = ""
        ended.extend(self._end())
        self._ended += len(ended)
        self._lists.clear()
        return ended

    def _begins_another(self) -> bool:
        """Whether the line that has not ended will end the open block, whatever follows on it."""
        if self._open is None or self._open.fence:
            return False
        item = _ITEM.match(self._line)
        if item is not None and item[5]:
            return self._may_begin(item)
        heading = _HEADING.match(self._line)
        return heading is not None and bool(heading[2])

    def _cut(self) -> Iterator[Block]:
        """A line too long to wait for its end is cut at spaces."""
        while len(self._line) > LONGEST:
            at = self._line.rfind(" ", LONGEST // 2, LONGEST)
            at = at if at > 0 else LONGEST
            head, self._line = self._line[:at], self._line[at:].lstrip(" ")
            yield from self._take(head)
            if self._open is not None and not self._open.fence:
                yield from self._end()

    def _end(self) -> Iterator[Block]:
        opened, self._open = self._open, None
        if opened is None:
            return
        if opened.kind is BlockKind.PARAGRAPH and (table := _table(opened.lines)) is not None:
            before, rows, after = table
            if before:
                yield Block(BlockKind.PARAGRAPH, "\n".join(before), opened.level)
            yield Block(BlockKind.TABLE, "", opened.level, rows=rows)
            if after:
                yield Block(BlockKind.PARAGRAPH, "\n".join(after), opened.level)
        else:
            yield _block(opened)

    def _take(self, line: str) -> Iterator[Block]:
        opened = self._open
        if opened is not None and opened.fence:
            if _closes(opened, line):
                yield from self._end()
            else:
                opened.add(line[min(opened.indent, _indent(line)) :])
            return
        if not line.strip():
            yield from self._end()
            self._blank = True
            return
        yield from self._begin(line)
        self._blank = False

    def _begin(self, line: str) -> Iterator[Block]:
        """A line that is not blank and not in a fence."""
        if match := _FENCE.match(line):
            yield from self._end()
            depth = self._depth(_indent(line))
            self._open = _Open(BlockKind.CODE, depth, match[3], _indent(line), match[2])
        elif match := _HEADING.match(line):
            yield from self._end()
            self._lists.clear()
            yield Block(BlockKind.HEADING, _CLOSING.sub("", match[2]).strip(), len(match[1]))
        elif _RULE.match(line):
            yield from self._end()
            self._lists.clear()
            yield Block(BlockKind.RULE)
        elif (match := _ITEM.match(line)) and self._may_begin(match):
            yield from self._end()
            self._item(match)
        elif match := _QUOTE.match(line):
            yield from self._quote(line)
        else:
            yield from self._text(line)

    def _may_begin(self, item: re.Match[str]) -> bool:
        """A number in the middle of a paragraph begins a list only where one is open or it is the first."""
        in_paragraph = self._open is not None and self._open.kind is BlockKind.PARAGRAPH and not self._lists
        return not in_paragraph or bool(item[2]) or item[3] == "1"

    def _item(self, match: re.Match[str]) -> None:
        indent = _indent(match[0])
        while self._lists and indent < self._lists[-1].indent:
            self._lists.pop()
        if not self._lists or indent >= self._lists[-1].indent + 2:
            if len(self._lists) < DEEPEST:
                self._lists.append(_List(indent, None))
        elif (self._lists[-1].number is None) != (match[3] is None):
            self._lists[-1].number = None
        current = self._lists[-1]
        if match[3]:
            current.number = int(match[3]) if current.number is None else current.number + 1
            marker = f"{current.number}{match[4]}"
        else:
            current.number = None
            marker = BULLET
        text = match[5]
        if task := _TASK.match(text):
            marker, text = ("☐" if task[1] == " " else "☑"), text[task.end() :]
        self._open = _Open(BlockKind.ITEM, len(self._lists) - 1, marker, indent)
        self._open.add(text)

    def _quote(self, line: str) -> Iterator[Block]:
        depth = 0
        while match := _QUOTE.match(line):
            line = line[match.end() :]
            depth += 1
            if depth >= DEEPEST:
                line = line.lstrip("> \t")
        line = line.strip()
        opened = self._open
        same = opened is not None and opened.kind is BlockKind.QUOTE and opened.level == depth
        if not same or not line:
            yield from self._end()
        if not line:
            return
        if self._open is None:
            self._lists.clear()
            self._open = _Open(BlockKind.QUOTE, depth)
        self._open.add(line)
        yield from self._split_long()

    def _text(self, line: str) -> Iterator[Block]:
        if self._open is None:
            indent = _indent(line)
            if self._lists and self._blank and indent >= self._lists[0].indent + 2:
                level = self._depth(indent)
            else:
                level = 0
                self._lists.clear()
            self._open = _Open(BlockKind.PARAGRAPH, level)
        self._open.add(line.strip() + ("  " if line.endswith("  ") else ""))
        yield from self._split_long()

    def _split_long(self) -> Iterator[Block]:
        if self._open is None or self._open.size <= LONGEST:
            return
        if self._open.size > LONGEST_TABLE or not _may_be_table(self._open.lines):
            yield from self._end()

    def _depth(self, indent: int) -> int:
        """How deep in the open lists a line with this indent stands; 0 outside, 1 under an item of the first."""
        while self._lists and indent < self._lists[-1].indent + 2:
            self._lists.pop()
        return len(self._lists)


def split(text: str) -> list[Block]:
    """The blocks of a whole text."""
    splitter = BlockSplitter()
    return [*splitter.feed(text), *splitter.close()]


def _indent(line: str) -> int:
    stripped = line.lstrip(" \t")
    return len(line[: len(line) - len(stripped)].expandtabs(4))


def _closes(opened: _Open, line: str) -> bool:
    line = line.strip()
    return line.startswith(opened.fence) and not line.strip(opened.fence[0])


def _block(opened: _Open) -> Block:
    return Block(opened.kind, "\n".join(opened.lines).rstrip(" "), opened.level, opened.marker)


def _may_be_table(lines: list[str]) -> bool:
    return len(lines) > 1 and "|" in lines[0]


def _table(lines: list[str]) -> tuple[list[str], tuple[tuple[str, ...], ...], list[str]] | None:
    """Lines before a table, its rows, and lines after it; None where there is none."""
    for at in range(min(len(lines) - 1, 50)):
        if "|" in lines[at] and "-" in lines[at + 1] and _DIVIDER.match(lines[at + 1]):
            header = _cells(lines[at])
            if 0 < len(header) <= MOST_COLUMNS and len(_cells(lines[at + 1])) == len(header):
                return _rows(lines, at, header)
    return None


def _rows(
    lines: list[str], at: int, header: list[str]
) -> tuple[list[str], tuple[tuple[str, ...], ...], list[str]]:
    width = len(header)
    rows = [tuple(header)]
    end = at + 2
    while end < len(lines) and "|" in lines[end] and (len(rows) + 1) * width <= MOST_CELLS:
        cells = _cells(lines[end])[:width]
        rows.append((*cells, *[""] * (width - len(cells))))
        end += 1
    return lines[:at], tuple(rows), lines[end:]


_BAR = re.compile(r"\\\||\|")


def _cells(line: str) -> list[str]:
    line = line.strip()
    cells, done = [], 0
    for match in _BAR.finditer(line):
        if match[0] == "|":
            cells.append(line[done : match.start()])
            done = match.end()
    cells.append(line[done:])
    if line.startswith("|"):
        cells.pop(0)
    if line.endswith("|") and not line.endswith("\\|") and cells:
        cells.pop()
    return [cell.replace("\\|", "|").strip() for cell in cells]
