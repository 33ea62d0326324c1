"""One linear scan of a text for identifiers and credentials.

Numbers are found by one pattern and looked up by their written shape; everything with letters goes through an RE2
`Set` over chunks of bytes, and only patterns that fired are run on their own, on the chunks where they fired.
"""

import functools
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from homeport.labelling.hit import Hit
from homeport.labelling.identifiers import contact, european, finance, nordic
from homeport.labelling.identifiers.lettered import LETTERED, LetteredKind
from homeport.labelling.identifiers.number import NumberKind
from homeport.labelling.secrets import SECRETS, plausible

CHUNK = 4096
"""Bytes of one chunk; smaller ones pin a hit down, larger ones cost fewer calls."""

OVERLAP = 128
"""Bytes a chunk shares with the next: longer than the part of any pattern that must be seen whole."""

_MARGIN = 512  # bytes around a chunk that fired, for values longer than the overlap
_BEFORE, _AFTER = 60, 30  # characters around a candidate in which a context word counts
_BARE = 64  # a text this short that is nothing but a candidate needs no context


# --- numbers ----------------------------------------------------------------------------------------------------

_TOKEN = re.compile(r"[0-9](?:(?: - |[ \-./+])?[0-9]){6,41}+")
_GROUP = re.compile(r"[0-9]+")
_NUMBER_KINDS = (*nordic.NUMBERS, *finance.NUMBERS, *european.NUMBERS)
_TO_NINES = bytes(57 if 48 <= byte <= 57 else byte for byte in range(256))


def _by_shape() -> dict[str, tuple[NumberKind, ...]]:
    table: defaultdict[str, list[NumberKind]] = defaultdict(list)
    for kind in _NUMBER_KINDS:
        for shape in kind.shapes:
            table[shape].append(kind)
    return {shape: tuple(kinds) for shape, kinds in table.items()}


_SHAPES = _by_shape()
_LONGEST_SHAPE = max(map(len, _SHAPES))
_NOT_DIGITS = dict.fromkeys(map(ord, " -./+"))


class _Surroundings:
    """The words around a candidate, in lower case."""

    def __init__(self, text: str) -> None:
        self._text = text
        line = text[: text.find("\n") + 1][:2000]
        # A table's header explains its columns however far down a row stands.
        self._header = line.lower() if sum(map(line.count, ";\t,|")) >= 2 else ""
        stripped = text.strip()
        self._bare = len(re.sub(r"\W", "", stripped)) if len(stripped) <= _BARE else 0

    def bare(self, start: int, end: int) -> bool:
        """Whether the text is hardly more than the candidate."""
        return self._bare > 0 and sum(map(str.isalnum, self._text[start:end])) >= 0.8 * self._bare

    def explain(self, context: re.Pattern[str], start: int, end: int) -> bool:
        """Whether a context word stands near, or in the header of a table."""
        near = self._text[max(0, start - _BEFORE) : start] + " | " + self._text[end : end + _AFTER]
        return context.search(near.lower()) is not None or (
            self._header != "" and context.search(self._header) is not None
        )

    def glued(self, start: int, end: int) -> bool:
        """Whether the candidate is part of a longer word or number."""
        text = self._text
        before = text[start - 1 : start] if start else ""
        after = text[end : end + 1]
        return (
            before.isalnum() or after.isalnum() or before in {"_", "-", ".", "+", "/"} & {before} or after == "_"
        )


def _numbers(text: str, around: _Surroundings) -> Iterator[Hit]:
    weak: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    seen: defaultdict[tuple[str, str], int] = defaultdict(int)
    for match in _TOKEN.finditer(text):
        token, base = match.group(), match.start()
        shape = token.encode("ascii").translate(_TO_NINES).decode("ascii")
        for first, last in _windows(shape):
            start, end = base + first, base + last
            if text[start - 1 : start].isdigit() or text[end : end + 1].isdigit():
                continue
            digits = token[first:last].translate(_NOT_DIGITS)
            written = shape[first:last]
            for kind in _SHAPES[written]:
                seen[kind.kind, written] += 1
                if not kind.valid(digits):
                    continue
                explained = around.explain(kind.context, start, end)
                alone = written in kind.alone and not around.glued(start, end)
                if explained or alone or around.bare(start, end):
                    yield Hit(kind.kind, start, end, "check digits", explained)
                elif not around.glued(start, end):
                    weak[kind.kind, written].append((start, end))
    for key, spans in weak.items():
        # Nearly every number of this shape passes: a column of them, not chance.
        if len({text[start:end] for start, end in spans}) >= 4 and len(spans) >= 0.8 * seen[key]:
            yield from (Hit(key[0], start, end, "check digits") for start, end in spans)


def _windows(shape: str) -> Iterator[tuple[int, int]]:
    """Runs of digit groups in a token that have a known shape."""
    if shape in _SHAPES:
        yield 0, len(shape)
    groups = [match.span() for match in _GROUP.finditer(shape)]
    if len(groups) == 1:
        return
    for index, (first, _) in enumerate(groups):
        for _, last in groups[index:]:
            if last - first > _LONGEST_SHAPE:
                break
            if shape[first:last] in _SHAPES and last - first < len(shape):
                yield first, last


# --- patterns ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pattern:
    regex: str
    hits: Callable[[str, int, int, _Surroundings], Hit | None]


def _lettered(spec: LetteredKind) -> _Pattern:
    def hits(text: str, start: int, end: int, around: _Surroundings) -> Hit | None:
        if text[start - 1 : start].isalnum() or text[end : end + 1].isalnum() or not spec.valid(text[start:end]):
            return None
        explained = around.explain(spec.context, start, end)
        if spec.alone or explained or around.bare(start, end):
            return Hit(spec.kind, start, end, "check digits" if spec.kind not in _BY_FORM else "form", explained)
        return None

    return _Pattern(spec.pattern, hits)


_BY_FORM = {"EMAIL", "IP", "MAC", "GB_NINO"}


def _iban(text: str, start: int, _end: int, _around: _Surroundings) -> Hit | None:
    end = finance.iban_end(text, start)
    return Hit("IBAN", start, end, "check digits", True) if end > 0 else None


def _secret(index: int) -> _Pattern:
    kind = SECRETS[index]

    def hits(text: str, start: int, end: int, _around: _Surroundings) -> Hit | None:
        return Hit("SECRET", start, end, kind.name, True) if plausible(text[start:end], kind.entropy) else None

    return _Pattern(kind.pattern, hits)


_COUNTRIES = "|".join(sorted(finance.IBAN_COUNTRIES))


class _Engine:
    """The compiled patterns; built once, at the first scan."""

    def __init__(self, patterns: Iterable[_Pattern]) -> None:
        import re2  # noqa: PLC0415 - heavy, and not needed before the first scan

        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        options.never_capture = True
        options.max_mem = 64 << 20
        options.log_errors = False
        self.patterns = tuple(patterns)
        self._set = re2.Set.SearchSet(options)
        for pattern in self.patterns:
            self._set.Add(pattern.regex.encode())
        self._set.Compile()
        self._options = options
        self._compiled: dict[int, object] = {}
        self._compile = re2.compile

    def spans(self, data: bytes) -> Iterator[tuple[int, int, int]]:
        """Pattern index, first and last byte of every match, pattern by pattern."""
        fired: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for start in range(0, len(data), CHUNK):
            for index in self._set.Match(data[start : start + CHUNK + OVERLAP]) or ():
                ranges = fired[index]
                low, high = max(0, start - OVERLAP), min(len(data), start + CHUNK + _MARGIN)
                if ranges and ranges[-1][1] >= low:
                    ranges[-1] = (ranges[-1][0], high)
                else:
                    ranges.append((low, high))
        for index, ranges in fired.items():
            regexp = self._regexp(index)
            for low, high in ranges:
                for match in regexp.finditer(data, low, high):
                    yield index, match.start(), match.end()

    def _regexp(self, index: int):  # type: ignore[no-untyped-def]
        if index not in self._compiled:
            self._compiled[index] = self._compile(self.patterns[index].regex.encode(), self._options)
        return self._compiled[index]


@functools.cache
def _engine() -> _Engine:
    patterns = [_lettered(kind) for kind in (*LETTERED, *contact.CONTACT)]
    patterns.append(_Pattern(rf"(?i)\b(?:{_COUNTRIES}) ?\d\d", _iban))
    patterns.extend(_secret(index) for index in range(len(SECRETS)))
    return _Engine(patterns)


def _lettered_hits(text: str, around: _Surroundings) -> Iterator[Hit]:
    engine = _engine()
    data = text.encode("utf-8", "surrogatepass")
    spans = list(engine.spans(data))
    if len(data) == len(text):
        place: Callable[[int], int] = lambda offset: offset  # noqa: E731
    else:
        place = _character_offsets(data, {offset for _, *span in spans for offset in span}).__getitem__
    for index, first, last in spans:
        hit = engine.patterns[index].hits(text, place(first), place(last), around)
        if hit is not None:
            yield hit


def _character_offsets(data: bytes, offsets: set[int]) -> dict[int, int]:
    """Byte offset to character offset in one pass over the text."""
    places: dict[int, int] = {}
    last = characters = 0
    for offset in sorted(offsets):
        characters += len(data[last:offset].decode("utf-8", "surrogatepass"))
        places[offset] = characters
        last = offset
    return places


# --- telephone numbers ------------------------------------------------------------------------------------------

_PHONE = re.compile(r"(?<![\w.+/-])(?:\+|00)?\(?[0-9]{1,4}+\)?(?:[ \-./]{0,2}\(?[0-9]{1,5}+\)?){1,7}+(?!\w)")


def _phones(text: str, taken: list[Hit]) -> Iterator[Hit]:
    starts = sorted((hit.start, hit.end) for hit in taken)
    for match in _PHONE.finditer(text):
        start, end = match.span()
        index = bisect_left(starts, (end, 0))
        if index and starts[index - 1][1] > start:
            continue
        value = match.group()
        if not contact.phone(value):
            continue
        if value[0] == "+" or contact.PHONE_CONTEXT.search(text[max(0, start - 30) : start].lower()):
            yield Hit("PHONE", start, end, "form", True)


# --- all together -----------------------------------------------------------------------------------------------


def scan(text: str) -> list[Hit]:
    """Every identifier, card, account, contact and credential in `text`, in order; time linear in its length."""
    around = _Surroundings(text)
    hits = list(_numbers(text, around))
    hits.extend(_lettered_hits(text, around))
    hits.extend(_phones(text, hits))
    return _settle(hits)


def _settle(hits: list[Hit]) -> list[Hit]:
    """Drop what lies inside a longer hit, and guesses where a word explains the same characters."""
    hits.sort(key=lambda hit: (hit.start, -hit.end))
    explained = {(hit.start, hit.end) for hit in hits if hit.explained}
    kept: list[Hit] = []
    reach = (-1, -1)
    for hit in hits:
        span = (hit.start, hit.end)
        if hit.end <= reach[1] and span != reach:
            continue
        if span in explained and not hit.explained:
            continue
        kept.append(hit)
        if hit.end > reach[1]:
            reach = span
    return kept
