"""A document's text in the lines that the view shows, with the way from its characters to theirs and back.

Qt counts in UTF-16 units and ends lines at more signs than the reader did; the findings count characters of the
text as read. Both ways go through the lines. A line too long to lay out at once is cut in the view only.
"""

import re
from array import array
from bisect import bisect_right

LONGEST_LINE = 2_000
"""Characters of one line in the view; Qt lays a line out whole."""

# Signs at which Qt would end a line by itself, controls, and signs that turn the reading direction.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufdd0\ufdd1\ud800-\udfff]")
_BEYOND_16_BITS = re.compile("[\U00010000-\U0010ffff]")
STAND_IN = "\ufffd"


class Lines:
    """Lines of a text, found piece by piece as `read` is called."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = array("Q", [0])
        self._read = 0

    @property
    def whole(self) -> bool:
        """Whether all of the text has been read."""
        return self._read >= len(self.text)

    @property
    def read_to(self) -> int:
        """Characters read so far."""
        return self._read

    def __len__(self) -> int:
        return len(self._starts)

    def read(self, characters: int) -> str:
        """The next characters as the view shows them; ends of lines in it are the ends in the view."""
        piece = self.text[self._read : self._read + characters]
        shown: list[str] = []
        at = self._read
        start = self._starts[-1]
        for part in _split(piece):
            begin = 0
            body = len(part) - part.endswith("\n")
            while at + body - start > LONGEST_LINE:
                cut = _cut(part, begin, start + LONGEST_LINE - at)
                shown.append(part[begin:cut])
                shown.append("\n")
                start = at + cut
                self._starts.append(start)
                begin = cut
            shown.append(part[begin:])
            at += len(part)
            if part.endswith("\n"):
                start = at
                self._starts.append(start)
        self._read = at
        return _UNFIT.sub(STAND_IN, "".join(shown))

    def line_of(self, offset: int) -> int:
        """The line in which a character of the text stands."""
        return bisect_right(self._starts, offset) - 1

    def place(self, offset: int) -> tuple[int, int]:
        """Line and UTF-16 column of a character of the text."""
        line = self.line_of(offset)
        start = self._starts[line]
        between = self.text[start:offset]
        return line, len(between) + len(_BEYOND_16_BITS.findall(between))

    def offset(self, line: int, column: int) -> int:
        """The character of the text at a line and UTF-16 column."""
        line = min(max(line, 0), len(self._starts) - 1)
        start = self._starts[line]
        end = self.end_of(line)
        shown = self.text[start:end]
        if not _BEYOND_16_BITS.search(shown):
            return min(start + column, end)
        units = 0
        for at, letter in enumerate(shown):
            if units >= column:
                return start + at
            units += 2 if ord(letter) > 0xFFFF else 1
        return end

    def start_of(self, line: int) -> int:
        """The first character of a line; the end of what is read for a line past the last."""
        return self._starts[line] if line < len(self._starts) else self._read

    def end_of(self, line: int) -> int:
        """The character after the last of a line, its line end not counted."""
        if line + 1 >= len(self._starts):
            return self._read
        following = self._starts[line + 1]
        return following - 1 if self.text[following - 1] == "\n" else following


def _split(piece: str) -> list[str]:
    parts = piece.split("\n")
    last = parts.pop()
    lines = [f"{part}\n" for part in parts]
    return [*lines, last] if last else lines


def _cut(part: str, begin: int, limit: int) -> int:
    """Where to cut a line that is too long: behind its last blank, if that is not too far back."""
    limit = max(limit, begin + 1)
    blank = part.rfind(" ", max(begin, limit - 200), limit)
    return blank + 1 if blank >= 0 else limit
