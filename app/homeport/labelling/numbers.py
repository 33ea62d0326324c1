"""Identifiers and telephone numbers made of digits: found by one pattern, looked up by their written shape."""

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from homeport.labelling.engine import Pass
from homeport.labelling.hit import Hit
from homeport.labelling.identifiers import contact, european, finance, nordic
from homeport.labelling.identifiers.number import NumberKind
from homeport.labelling.surroundings import Surroundings, context

KINDS = (*nordic.NUMBERS, *finance.NUMBERS, *european.NUMBERS)

_COLUMN, _COLUMN_SHARE = 4, 0.8  # so many numbers of a shape, nearly all valid: a column of them, not chance
_SAMPLE = 50  # numbers looked at before a whole column is

NAME = "number"
_SEVEN, _UP_TO_42 = "{6}", "{6,41}"  # digits after the first
TRIGGER, PATTERN = (r"[0-9](?:(?: - |--|[ \-./+_])?[0-9])" + more for more in (_SEVEN, _UP_TO_42))
"""Seven digits or more with a single separator between any two."""

_GROUP = re.compile("9+")
_TO_NINES = bytes(57 if 48 <= byte <= 57 else byte for byte in range(256))
_SEPARATORS = dict.fromkeys(map(ord, " -./+_"))


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Kinds that are written in one shape: those that count alone in it, the others, and both."""

    alone: tuple[NumberKind, ...]
    others: tuple[NumberKind, ...]
    every: tuple[NumberKind, ...]


def _by_shape() -> dict[bytes, _Kinds]:
    shapes = {shape for kind in KINDS for shape in kind.shapes}
    return {
        shape.encode(): _Kinds(
            tuple(kind for kind in KINDS if shape in kind.shapes and shape in kind.alone),
            tuple(kind for kind in KINDS if shape in kind.shapes and shape not in kind.alone),
            tuple(kind for kind in KINDS if shape in kind.shapes),
        )
        for shape in shapes
    }


_SHAPES = _by_shape()
_BY_LENGTH = {
    length: tuple(kind for kind in KINDS if any(shape.count("9") == length for shape in kind.shapes))
    for length in range(7, 20)
}
_LONGEST_SHAPE = max(map(len, _SHAPES))
_Window = tuple[int, int, bytes, _Kinds]


@functools.lru_cache(maxsize=8192)
def _windows(shape: bytes) -> tuple[_Window, ...]:
    """Runs of digit groups in a token that have a known shape."""
    found: list[_Window] = []
    groups = [match.span() for match in _GROUP.finditer(shape.decode())]
    for index, (first, _) in enumerate(groups):
        for _, last in groups[index:]:
            if last - first > _LONGEST_SHAPE:
                break
            kinds = _SHAPES.get(shape[first:last])
            if kinds is not None:
                found.append((first, last, shape[first:last], kinds))
    return tuple(found)


class _Lone:
    """Numbers that nothing explains: only a column of them counts."""

    def __init__(self) -> None:
        self._by_shape: defaultdict[bytes, list[tuple[int, int]]] = defaultdict(list)
        self._by_kind: defaultdict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
        self._kinds: dict[str, NumberKind] = {}

    def add_shape(self, shape: bytes, start: int, end: int) -> None:
        """Note a number for all kinds of its shape that do not count alone in it."""
        self._by_shape[shape].append((start, end))

    def add(self, kind: NumberKind, start: int, end: int) -> None:
        """Note a number for one kind."""
        self._kinds[kind.kind] = kind
        self._by_kind[kind.kind, end - start].append((start, end))

    def columns(self, text: str) -> Iterator[Hit]:
        """The numbers of each kind and length of which there are several, nearly all valid."""
        for shape, spans in self._by_shape.items():
            for kind in _SHAPES[shape].others:
                self._kinds[kind.kind] = kind
                self._by_kind[kind.kind, len(shape)].extend(spans)
        for (name, _), spans in self._by_kind.items():
            if len(spans) >= _COLUMN:
                spans.sort()
                yield from _column(text, self._kinds[name], spans)


def _column(text: str, kind: NumberKind, spans: Sequence[tuple[int, int]]) -> Iterator[Hit]:
    sample = spans[:_SAMPLE]
    if len(_valid(text, kind, sample)) < _COLUMN_SHARE * len(sample):
        return
    passed = _valid(text, kind, spans)
    if len(passed) >= _COLUMN_SHARE * len(spans) and len({text[s:e] for s, e in passed}) >= _COLUMN:
        yield from (Hit(kind.kind, start, end, "check digits") for start, end in passed)


def _valid(text: str, kind: NumberKind, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(start, end) for start, end in spans if kind.valid(text[start:end].translate(_SEPARATORS))]


def numbers(seen: Pass, around: Surroundings) -> Iterator[Hit]:
    """Every identifier made of digits that its form, a word, a column or the lack of anything else explains."""
    text = seen.text
    lone = _Lone()
    for base, stop in seen.spans(NAME):
        token = text[base:stop]
        windows = _windows(token.encode("ascii").translate(_TO_NINES))
        if not windows:
            yield from _any_form(text, token, base, around)
        for first, last, shape, kinds in windows:
            start, end = base + first, base + last
            if (start and text[start - 1].isdigit()) or text[end : end + 1].isdigit():
                continue
            words, bare, glued = around.words(start, end), around.bare(start, end), around.glued(start, end)
            if not words and not bare:
                if glued:
                    continue
                if kinds.alone:
                    digits = token[first:last].translate(_SEPARATORS)
                    yield from (
                        Hit(kind.kind, start, end, "check digits") for kind in kinds.alone if kind.valid(digits)
                    )
                if kinds.others:
                    lone.add_shape(shape, start, end)
                continue
            digits = token[first:last].translate(_SEPARATORS)
            for kind in kinds.every:
                explained = context(kind.kind) in words
                if explained or bare or (kind in kinds.alone and not glued):
                    if kind.valid(digits):
                        yield Hit(kind.kind, start, end, "check digits", explained)
                elif not glued:
                    lone.add(kind, start, end)
    yield from lone.columns(text)


def _any_form(text: str, token: str, base: int, around: Surroundings) -> Iterator[Hit]:
    """A number written as nobody writes it, where a word says what it is or nothing else stands there."""
    digits = token.translate(_SEPARATORS)
    start, end = base, base + len(token)
    kinds = _BY_LENGTH.get(len(digits))
    if kinds is None or (start and text[start - 1].isdigit()) or text[end : end + 1].isdigit():
        return
    words, bare = around.words(start, end), around.bare(start, end)
    for kind in kinds if words or bare else ():
        explained = context(kind.kind) in words
        if (explained or bare) and kind.valid(digits):
            yield Hit(kind.kind, start, end, "check digits", explained)


_PHONE_HEAD = re.compile(r"(?:(?:\+|00)?[0-9]{0,3}[ -]?\([0-9]{1,4}\)[ -]?|\+)\Z")
_HEAD_ENDS = frozenset("+)- ")  # what the head of a number ends in
_DATE_HEAD = re.compile(r"(?:19|20)[0-9]{2}[-./ ][0-9]{2}[-./ ][0-9]{2}[ .]+")
_NATIONAL = re.compile(r"\(0?[0-9]{2,4}\) ?[0-9]{3}[ -]?[0-9]{2,4}|0[0-9]{1,3}-[0-9]{2,3} ?[0-9]{2,3} ?[0-9]{2}\Z")
_PHONE_WORDS_BEFORE = 30  # characters before a number in which a word such as "tel" counts


def phones(seen: Pass, taken: Iterable[Hit]) -> Iterator[Hit]:
    """Telephone numbers among what is no other identifier: by a plus sign, a national form, or a word before."""
    text = seen.text
    edges = {hit.start for hit in taken} | {hit.end for hit in taken}
    for begin, end in seen.spans(NAME):
        dated = _DATE_HEAD.match(text, begin, end)
        start = dated.end() if dated else begin
        if not edges.isdisjoint(range(start, end + 1)):
            continue
        first = start
        if text[start - 1 : start] in _HEAD_ENDS:
            head = _PHONE_HEAD.search(text, max(0, start - 12), start)
            first = head.start() if head else start
        called = text[first] == "+" or _NATIONAL.match(text, first, end) is not None
        if not called:
            before = text[max(0, first - _PHONE_WORDS_BEFORE) : first].lower()
            called = contact.phone_context(before)
        if called and contact.phone(text[first:end]):
            yield Hit("PHONE", first, end, "form", True)
