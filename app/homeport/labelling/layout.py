"""Where in a text markings stand: its first and last lines, headers and footers, the edges of its pages."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from homeport.domain.document import Document, Section, SectionKind

HEAD_LINES, TAIL_LINES = 12, 6
LONGEST_LINE = 120
_EDGE_OF_PAGE = 200  # characters

_FLOWING = frozenset({SectionKind.PARAGRAPH, SectionKind.BODY, SectionKind.TABLE})
_PAGES = frozenset({SectionKind.PAGE, SectionKind.SLIDE})
_FIRST = _FLOWING | _PAGES | {SectionKind.SHEET}
_BESIDE = frozenset({SectionKind.HEADER, SectionKind.FOOTER})
_FILLED = re.compile(r"^.*\S.*$", re.MULTILINE)
_PAGE_BREAK = re.compile("\f")

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """Stretches in order of place, in characters of the text.

    `opening` is where a line speaks for all that follows: the first lines, and at most the first page.
    `headers` are headers, footers and what the file says about itself; `repeated` are those that stand on every
    page by their nature. `edges` are all places of markings. `pages` are the beginnings of pages and slides.
    """

    opening: Stretch
    headers: tuple[Stretch, ...]
    repeated: tuple[Stretch, ...]
    edges: tuple[Stretch, ...]
    pages: tuple[int, ...]

    def page_of(self, place: int) -> int:
        """The number of the page, from 0."""
        return max(0, bisect_right(self.pages, place) - 1)


def inside(place: int, stretches: tuple[Stretch, ...]) -> bool:
    """Whether the character stands in one of the stretches."""
    index = bisect_right(stretches, place, key=lambda stretch: stretch[0]) - 1
    return index >= 0 and place < stretches[index][1]


def layout_of(text: str, document: Document | None = None) -> Layout:
    """The layout of a text; of one that stands alone, from its line breaks and form feeds."""
    sections = document.sections if document else ()
    kept = [section for section in sections if section.kind in _BESIDE or section.kind is SectionKind.METADATA]
    headers = tuple((section.start, section.end) for section in kept)
    repeated = tuple(
        (s.start, s.end) for s in kept if s.kind in _BESIDE and s.name != "mail"
    )  # once, and anyone's
    pages = [section for section in sections if section.kind in _PAGES]
    breaks = [match.end() for match in _PAGE_BREAK.finditer(text)] if len(pages) < 2 else []
    return Layout(
        _opening(text, sections),
        headers,
        repeated,
        tuple(sorted([*headers, *_ends_of(sections), *_ends(text)])),
        tuple([0, *breaks] if breaks else (section.start for section in pages)),
    )


def _opening(text: str, sections: tuple[Section, ...]) -> Stretch:
    start, end = 0, len(text)
    first = next((i for i, section in enumerate(sections) if section.kind in _FIRST), None)
    if first is not None:
        start, kind = sections[first].start, sections[first].kind
        for section in sections[first + 1 :]:
            if kind not in _FLOWING or section.kind not in _FLOWING:
                end = section.start
                break
    elif sections:
        return 0, 0
    stop = text.find("\f", start, end)
    end = stop if stop >= 0 else end
    filled = [match.end() for match, _ in zip(_FILLED.finditer(text, start, end), range(HEAD_LINES), strict=False)]
    return start, (filled[-1] if filled else start) + 1


def _ends_of(sections: tuple[Section, ...]) -> Iterator[Stretch]:
    for section in sections:
        if section.kind in _PAGES or section.kind is SectionKind.NOTE:
            yield section.start, min(section.end, section.start + _EDGE_OF_PAGE)
            yield max(section.start, section.end - _EDGE_OF_PAGE), section.end


def _ends(text: str) -> Iterator[Stretch]:
    """The first and last lines of the text that hold something, and those around form feeds."""
    head = [match.end() for match, _ in zip(_FILLED.finditer(text), range(HEAD_LINES), strict=False)]
    yield 0, (head[-1] if head else 0) + 1
    end = text[-TAIL_LINES * LONGEST_LINE :]
    tail = [match.start() for match in _FILLED.finditer(end)][-TAIL_LINES:]
    yield len(text) - len(end) + (tail[0] if tail else 0), len(text)
    for match in _PAGE_BREAK.finditer(text):
        yield max(0, match.start() - LONGEST_LINE), match.end() + LONGEST_LINE
