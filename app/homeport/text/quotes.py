"""Quotes in an answer, and where in the documents they stand: character for character, or not quite.

Only what stands in quotation marks or in a block quote counts. "Exact" means that the same words stand there in
the same order with the same signs; white space does not count, nor how quotation marks, apostrophes and dashes are
drawn.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

LEAST_CHARACTERS = 20
"""Shorter quotes are terms and titles: they stand in many places and prove nothing."""

LONGEST = 4_000
"""A closing mark further away than this belongs to another quote."""

LEAST_ANCHOR_WORDS = 4
"""So many words in a row have to stand in a document for a quote to be near it."""

MOST_QUOTES = 200
"""More than anybody looks through."""

MOST_PLACES = 8
"""Places that are looked at for a quote that is not exact."""

LEAST_SHARED = 0.6
"""Share of the words of a quote that a near miss has to hold."""

_PAIRS = (
    ('"', '"'),
    ("\u201c", "\u201d"),  # “ ”
    ("\u201d", "\u201d"),  # ” ”, as in Swedish
    ("\u201e", "\u201c"),  # „ “
    ("\u201e", "\u201d"),  # „ ”
    ("\u00ab", "\u00bb"),  # « »
    ("\u00bb", "\u00ab"),  # » «
    ("\u00bb", "\u00bb"),  # » », as in Swedish
)
_CLOSING: dict[str, str] = {}
for _opening, _closing in _PAIRS:
    _CLOSING[_opening] = _CLOSING.get(_opening, "") + _closing
_OPENING = re.compile("[" + "".join(_CLOSING) + "]")
_BLOCK = re.compile(r"(?:^[ \t]{0,3}>[^\n]*(?:\n|\Z))+", re.MULTILINE)
_MARK = re.compile(r"^[ \t]{0,3}>[ \t]?", re.MULTILINE)
_FENCE = re.compile(r"^[ \t]{0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]{0,3}\1[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_EMPHASIS = re.compile(r"(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=\S)\1")
_WORD = re.compile(r"\w+")
_DRAWN = str.maketrans(
    "\u2018\u2019\u201a\u201b\u2032\u201c\u201d\u201e\u201f\u00ab\u00bb\u2010\u2011\u2012\u2013\u2014\u2212",
    "'''''" + '"' * 6 + "-" * 6,
)
_SPACES = re.compile(r"\s+")
_GAPS = re.compile(r"(?:[^\S ]| \s)\s*")
"""White space that is not a single space."""
_ENDS = " .,;:!?\u2026"


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage of the answer that is put as a quote; `start` and `end` are characters of the answer."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """Where a quote stands: characters ``start:end`` of the text of that document. Not exact = a near miss."""

    quote: Quote
    document: int
    start: int
    end: int
    exact: bool


class Text:
    """One document's text, read without white space, with the way back to its characters."""

    def __init__(self, text: str) -> None:
        self.text = text
        pieces: list[str] = []
        self._starts: list[int] = []  # of each stretch in the reading
        self._origins: list[int] = []  # and in the text
        at = length = 0
        for gap in _GAPS.finditer(text):
            length = self._take(text, at, gap.start(), length, pieces)
            at = gap.end()
        self._take(text, at, len(text), length, pieces)
        self.reading = " ".join(pieces).translate(_DRAWN)  # a sign for a sign: places stay

    def _take(self, text: str, start: int, end: int, length: int, pieces: list[str]) -> int:
        if end == start:
            return length
        self._starts.append(length)
        self._origins.append(start)
        pieces.append(text[start:end])
        return length + end - start + 1

    def find(self, reading: str, after: int = 0) -> tuple[int, int] | None:
        """The characters of the text that read so."""
        at = self.reading.find(reading, after)
        return None if at < 0 else (self.origin(at), self.origin(at + len(reading) - 1) + 1)

    def origin(self, at: int) -> int:
        """The character of the text that stands at a place of the reading."""
        index = bisect_right(self._starts, at) - 1
        return self._origins[index] + at - self._starts[index]


def quotes_in(answer: str) -> tuple[Quote, ...]:
    """The quotes of an answer, in order; Markdown's emphasis is taken out of them, code is no quote."""
    found: list[Quote] = []
    fences = [match.span() for match in _FENCE.finditer(answer)]
    dark = list(fences)
    for match in _BLOCK.finditer(answer):
        if not _within(match.start(), fences):
            dark.append(match.span())
            _add(found, _MARK.sub("", match.group()), match.start(), match.end())
    dark.sort()
    at = 0
    while (opening := _OPENING.search(answer, at)) is not None:
        start, at = opening.start(), opening.end()
        if (span := _within(start, dark)) is not None:
            at = span[1]
            continue
        end = _closed(answer, at, _CLOSING[opening.group()])
        if end < 0:
            continue
        _add(found, answer[at:end], start, end + 1)
        at = end + 1
    return tuple(sorted(found, key=lambda quote: quote.start))


def find_quotes(answer: str, documents: Sequence[str]) -> tuple[Found, ...]:
    """Where the quotes of an answer stand in the documents.

    A quote that stands nowhere, and that nothing is near to, is left out: it may be anybody's.
    """
    quotes = quotes_in(answer)[:MOST_QUOTES]
    if not quotes:
        return ()
    texts = [Text(document) for document in documents]
    return tuple(found for quote in quotes if (found := _find(quote, texts)) is not None)


def _find(quote: Quote, texts: Sequence[Text]) -> Found | None:
    reading = _SPACES.sub(" ", quote.text).strip().translate(_DRAWN)
    # A point or comma before the closing mark belongs to the sentence around it as often as to the quote.
    for looked_for in dict.fromkeys((reading, reading.strip(_ENDS))):
        for number, text in enumerate(texts):
            if looked_for and (span := text.find(looked_for)) is not None:
                return Found(quote, number, *span, exact=True)
    return _near(quote, reading, texts)


def _near(quote: Quote, reading: str, texts: Sequence[Text]) -> Found | None:
    """The place that shares most of the quote's words, around a few of them that stand there in a row."""
    words = [(match.start(), match.group().lower()) for match in _WORD.finditer(reading)]
    if len(words) < LEAST_ANCHOR_WORDS:
        return None
    wanted = {word for _, word in words}
    best: tuple[float, Found] | None = None
    looked = 0
    for first in range(0, len(words) - LEAST_ANCHOR_WORDS + 1, LEAST_ANCHOR_WORDS):
        start = words[first][0]
        last = words[first + LEAST_ANCHOR_WORDS - 1]
        anchor = reading[start : last[0] + len(last[1])]
        for number, text in enumerate(texts):
            at = text.reading.find(anchor)
            if at < 0:
                continue
            begin = max(0, at - start)
            begin = text.reading.rfind(" ", 0, begin + 1) + 1 if begin else 0
            end = min(len(text.reading), at - start + len(reading))
            end = max(text.reading.find(" ", end - 1), 0) or len(text.reading)
            there = {match.group().lower() for match in _WORD.finditer(text.reading, begin, end)}
            share = len(wanted & there) / len(wanted)
            if share >= LEAST_SHARED and (best is None or share > best[0]):
                span = text.origin(begin), text.origin(end - 1) + 1
                best = share, Found(quote, number, *span, exact=False)
            looked += 1
            if looked >= MOST_PLACES:
                return best[1] if best else None
    return best[1] if best else None


def _add(found: list[Quote], text: str, start: int, end: int) -> None:
    plain = _EMPHASIS.sub(r"\2", text).strip()
    if len(plain) >= LEAST_CHARACTERS:
        found.append(Quote(plain, start, end))


def _closed(answer: str, start: int, closing: str) -> int:
    """Where the quote that begins at `start` ends; -1 when no mark closes it before the paragraph does."""
    end = min(len(answer), start + LONGEST)
    paragraph = answer.find("\n\n", start, end)
    end = paragraph if paragraph >= 0 else end
    places = [place for mark in closing if (place := answer.find(mark, start, end)) >= 0]
    return min(places, default=-1)


def _within(place: int, spans: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The one of these spans, in order, that a place is in."""
    index = bisect_right(spans, place, key=lambda span: span[0]) - 1
    return spans[index] if index >= 0 and place < spans[index][1] else None
