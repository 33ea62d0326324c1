"""The texts of the confirmation sheet, ready to be shown: nothing of the bytes is left out, nothing hidden.

Pure and without Qt: for megabytes it may be called on any thread. Positions are UTF-16 code
units, in which Qt counts.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from homeport.domain.consent import Prepared
from homeport.domain.document import Document, SectionKind
from homeport.domain.finding import Finding
from homeport.services.sheet import Passage, Sheet
from homeport.text.visible import visible

LONGEST_LINE = 2000
"""Characters after which a line is broken on the screen: Qt lays a line out whole, and a body often is one."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a shown text: characters ``start:end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ShownMark(Span):
    """A finding."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class Stretch(Span):
    """A part, or one page of it; `page` is empty for a part without known pages."""

    part_id: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class ShownText:
    """One view of the bytes.

    `heads` are words of the sheet itself that stand between the texts and are not sent.
    """

    text: str
    length: int
    heads: tuple[Span, ...] = ()
    marks: tuple[ShownMark, ...] = ()
    stretches: tuple[Stretch, ...] = ()


Pages = Mapping[str, Sequence[tuple[str, int, int]]]
"""Part id to its pages: name, first and last character in the part's passage."""


def pages_of(prepared: Prepared, documents: Mapping[str, Document]) -> Pages:
    """Where the pages of documents stand in their passages.

    Args:
        prepared: the bytes and where the parts stand in them.
        documents: the documents by the id of their part.
    """
    pages: dict[str, list[tuple[str, int, int]]] = {}
    for place in prepared.places:
        document = documents.get(place.part_id)
        if document is None:
            continue
        shift, length = place.text_start - place.start, place.end - place.start
        if length - shift < len(document.text):
            continue  # another text of the same part, its file name say
        sections = [section for section in document.sections if section.kind is SectionKind.PAGE]
        if not sections:
            continue
        starts = [section.start + shift for section in sections]
        for section, start, end in zip(sections, starts, (*starts[1:], length), strict=True):
            pages.setdefault(place.part_id, []).append((section.name, start, end))
    return pages


def readable_text(sheet: Sheet, head: Callable[[Passage], str], pages: Pages | None = None) -> ShownText:
    """All texts of all messages in order, with a heading of ours before each.

    Args:
        sheet: the sheet.
        head: what stands above a passage, in the person's words.
        pages: where pages stand, as far as that is known.
    """
    writing = _Writing()
    for number, passage in enumerate(sheet.readable):
        if number:
            writing.add("\n\n")
        writing.heading(visible(head(passage)).replace("\n", " "))
        writing.add("\n")
        writing.passage(passage, (pages or {}).get(passage.part_id, ()))
    return writing.shown()


def raw_text(sheet: Sheet) -> ShownText:
    """The body as it is sent."""
    writing = _Writing()
    writing.broken(visible(sheet.raw))
    return writing.shown()


@dataclass(slots=True)
class _Writing:
    pieces: list[str] = field(default_factory=list)
    at: int = 0
    column: int = 0
    heads: list[Span] = field(default_factory=list)
    marks: list[ShownMark] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)

    def shown(self) -> ShownText:
        return ShownText(
            "".join(self.pieces), self.at, tuple(self.heads), tuple(self.marks), tuple(self.stretches)
        )

    def add(self, text: str) -> None:
        self.pieces.append(text)
        self.at += units(text)
        newline = text.rfind("\n")
        self.column = self.column + len(text) if newline < 0 else len(text) - newline - 1

    def heading(self, text: str) -> None:
        start = self.at
        self.add(text)
        self.heads.append(Span(start, self.at))

    def passage(self, passage: Passage, pages: Sequence[tuple[str, int, int]]) -> None:
        """The text, cut where a mark or a page begins or ends, so that each lands on its place."""
        text = passage.text
        cuts = {0, len(text)}
        for mark in passage.marks:
            cuts |= {mark.start, mark.end}
        for _, start, end in pages:
            cuts |= {start, end}
        ordered = sorted(cut for cut in cuts if 0 <= cut <= len(text))
        placed = {0: self.at}
        for start, end in pairwise(ordered):
            self.broken(visible(text[start:end]))
            placed[end] = self.at
        for mark in passage.marks:
            if mark.end in placed:
                self.marks.append(ShownMark(placed[mark.start], placed[mark.end], mark.finding))
        if not passage.part_id:
            return
        if not pages:
            self.stretches.append(Stretch(placed[0], self.at, passage.part_id))
        for name, start, end in pages:
            if end in placed and start in placed:
                self.stretches.append(Stretch(placed[start], placed[end], passage.part_id, name))

    def broken(self, text: str) -> None:
        """Text with its long lines broken."""
        if len(text) + self.column <= LONGEST_LINE:
            self.add(text)
            return
        for line_number, line in enumerate(text.split("\n")):
            if line_number:
                self.add("\n")
            for piece in _pieces(line, LONGEST_LINE - self.column):
                if self.column >= LONGEST_LINE:
                    self.add("\n")
                self.add(piece)


def _pieces(line: str, room: int) -> Iterator[str]:
    first = max(room, 0)
    if first:
        yield line[:first]
    for start in range(first, len(line), LONGEST_LINE):
        yield line[start : start + LONGEST_LINE]


def units(text: str) -> int:
    """How many UTF-16 code units a text has."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


class Seen:
    """Which stretches of a text have been on the screen."""

    def __init__(self, length: int) -> None:
        self._length = max(length, 1)
        self._starts: list[int] = []
        self._ends: list[int] = []

    @property
    def spans(self) -> Iterable[tuple[int, int]]:
        """What was seen, in order, without overlap."""
        return zip(self._starts, self._ends, strict=True)

    @property
    def share(self) -> float:
        """How much of the text, 0 to 1."""
        return min(1.0, sum(end - start for start, end in self.spans) / self._length)

    def add(self, start: int, end: int) -> bool:
        """Remember ``start:end``; whether anything of it is new."""
        if end <= start:
            return False
        first = bisect_right(self._ends, start - 2)  # a line end between two screens is nothing to see
        last = bisect_right(self._starts, end + 1)
        if last - first == 1 and self._starts[first] <= start and end <= self._ends[first]:
            return False
        if first < last:
            start, end = min(start, self._starts[first]), max(end, self._ends[last - 1])
        self._starts[first:last] = [start]
        self._ends[first:last] = [end]
        return True

    def whole(self, start: int, end: int) -> bool:
        """Whether all of ``start:end`` was seen."""
        at = bisect_right(self._starts, start) - 1
        return end <= start or (at >= 0 and self._ends[at] >= end)


def never_shown(text: ShownText, seen: Seen) -> dict[str, list[str]]:
    """Parts of which something was never on the screen, with the pages concerned as far as they are known."""
    missing: dict[str, list[str]] = {}
    for stretch in text.stretches:
        if not seen.whole(stretch.start, stretch.end):
            pages = missing.setdefault(stretch.part_id, [])
            if stretch.page:
                pages.append(stretch.page)
    return missing


def ranges(pages: Sequence[str]) -> str:
    """Page numbers in short: ``4-12, 14``."""
    if not all(page.isdecimal() for page in pages):
        return ", ".join(pages)
    runs: list[list[int]] = []
    for number in map(int, pages):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
