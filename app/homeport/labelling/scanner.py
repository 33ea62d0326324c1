"""One linear scan of a text by all detectors.

Numbers are found by one pattern and looked up by their written shape; everything else goes through one RE2 set.
"""

import functools
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from homeport.domain.data_class import DataClass
from homeport.domain.document import Document
from homeport.labelling import contracts, health, markings, people
from homeport.labelling.engine import Engine, Pass
from homeport.labelling.hit import Hit
from homeport.labelling.identifiers import contact, european, finance, nordic
from homeport.labelling.identifiers.lettered import LETTERED, LetteredKind
from homeport.labelling.identifiers.number import NumberKind
from homeport.labelling.kinds import KINDS
from homeport.labelling.layout import layout_of
from homeport.labelling.names import NameTagger
from homeport.labelling.readings import BLOB, HEX, SPELLED, SPELLED_TRIGGER, readings
from homeport.labelling.readings import PATTERNS as READING_PATTERNS
from homeport.labelling.secrets import SECRETS, plausible
from homeport.text.view import View, normalised

_BEFORE, _AFTER = 60, 30  # characters around a candidate in which a context word counts
_BARE = 64  # a text this short that is nothing but a candidate needs no context
_COLUMN, _COLUMN_SHARE = 4, 0.8  # so many numbers of a shape, nearly all valid: a column of them, not chance

_NUMBER_KINDS = (*nordic.NUMBERS, *finance.NUMBERS, *european.NUMBERS)
_LETTERED_KINDS = (*LETTERED, *contact.CONTACT)
_LETTERED_BY_NAME = {kind.kind: kind for kind in _LETTERED_KINDS}
_SECRET_BY_NAME = {f"secret {index}": kind for index, kind in enumerate(SECRETS)}
_CHECKED_DATES = frozenset({"SE_PNR", "FI_HETU", "IS_KT", "IS_KT_COMPANY"})
_BY_FORM = frozenset({"EMAIL", "IP", "IPV6", "MAC", "GB_NINO"})


_BREAKABLE = ("IBAN", *(f"context {kind}" for kind in ("SE_PNR", "NO_FNR", "DK_CPR", "FI_HETU", "IS_KT", "CARD")))
"""Patterns after which a number may be broken over lines or cells."""


def scan(text: str, places: Document | None = None, names: NameTagger | None = None) -> list[Hit]:
    """Every hit in `text`, in order of place; offsets are characters of `text`. Time is linear in its length.

    Args:
        text: what to scan.
        places: the document whose text this is; tells where markings stand in it.
        names: finds people's names; without it only names in telling places count.
    """
    view = normalised(text)
    seen = Pass(_engine(), view.text)
    hits = _identifiers(seen)
    hits.extend(_hidden(seen, view, hits))
    hits.extend(markings.markings(seen, view, lambda: layout_of(text, places)))
    hits.extend(health.individual_health(seen))
    hits.extend(contracts.contract(seen))
    named = people.names_in(seen, hits, names) if names else []
    hits.extend(people.contact_data(seen, hits, named))
    hits.extend(named)
    if view.starts or view.below:
        hits = [Hit(hit.entry, *view.span(hit.start, hit.end), hit.detector, hit.explained) for hit in hits]
    return sorted(hits, key=lambda hit: (hit.start, hit.end))


def _identifiers(seen: Pass) -> list[Hit]:
    around = _Surroundings(seen)
    tokens = seen.spans(_NUMBER)
    found = [*_numbers(seen, tokens, around), *_lettered(seen, around), *_ibans(seen), *_secrets(seen)]
    found.extend(_phones(seen.text, tokens, found))
    return _settled(found, around)


def _hidden(seen: Pass, view: View, known: list[Hit]) -> list[Hit]:
    """What other readings of some stretches show, at the place where it stands in the plain reading."""
    taken = {(hit.entry, hit.start, hit.end) for hit in known}
    taken_at = sorted((hit.start, hit.end) for hit in known)
    found: list[Hit] = []
    for reading in readings(seen, view, _BREAKABLE):
        inner = Pass(_engine(), reading.view.text)
        around = _Surroundings(inner)
        for hit in _identifiers(inner):
            if KINDS[hit.entry].data_class < DataClass.RESTRICTED:
                continue
            sure = reading.certain or hit.explained or around.bare(hit.start, hit.end)
            joined = reading.joins is None or _spans_one(reading.joins, hit.start, hit.end)
            start, end = _span_in(reading.view, view, hit.start, hit.end)
            end = min(end, len(view.text))  # the break under the last window is not part of the text
            if sure and joined and not _covered(taken_at, start, end) and (hit.entry, start, end) not in taken:
                taken.add((hit.entry, start, end))
                found.append(Hit(hit.entry, start, end, f"{hit.detector}, {reading.name}", hit.explained))
    return found


def _covered(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether the characters are already known as a hit of their own."""
    index = bisect_right(spans, (start, end + 1)) - 1
    return index >= 0 and spans[index][0] <= start and spans[index][1] >= end


def _spans_one(joins: Sequence[int], start: int, end: int) -> bool:
    index = bisect_right(joins, start)
    return index < len(joins) and joins[index] < end


def _span_in(inner: View, outer: View, start: int, end: int) -> tuple[int, int]:
    """The span in the text of `outer`, on which `inner` stands."""
    view: View | None = inner
    while view is not None and view is not outer:
        start, end = view.step(start, end)
        view = view.below
    return start, end


@functools.cache
def _engine() -> Engine:
    contexts = {
        f"context {kind.kind}": kind.context for kind in (*_LETTERED_KINDS, *_NUMBER_KINDS) if kind.context
    }
    credentials = {name: kind.pattern for name, kind in _SECRET_BY_NAME.items()}
    assigned = {name: credentials.pop(name) for name, kind in _SECRET_BY_NAME.items() if kind.name == "assigned"}
    lettered = {name: kind.pattern for name, kind in _LETTERED_BY_NAME.items()} | {"IBAN": finance.IBAN_PATTERN}
    encoded = dict(READING_PATTERNS)
    spelled = {SPELLED: encoded.pop(SPELLED)}
    blocks = {name: encoded.pop(name) for name in (BLOB, HEX)}
    marked = {markings.NAME: markings.PATTERN, markings.STATE_REFERENCE: markings.STATE_PATTERN}
    agreed = {contracts.TITLE: contracts.TITLE_PATTERN, contracts.TERMS: contracts.TERMS_PATTERN}
    cues = dict(health.PATTERNS) | dict(people.PATTERNS)
    number = {_NUMBER: _NUMBER_PATTERN}
    # Measured on texts of many kinds: these together cost least when warm, and little more than apart when cold.
    groups = (
        contexts | marked | assigned | agreed | spelled | cues,
        credentials | lettered | encoded,
        blocks | number,
    )
    return Engine(groups, exact={_NUMBER: _NUMBER_TRIGGER, SPELLED: SPELLED_TRIGGER, **blocks, **lettered})


class _Surroundings:
    """What stands around a candidate."""

    def __init__(self, seen: Pass) -> None:
        self._seen = seen
        self._text = text = seen.text
        end = text.find("\n")
        header = text[: end if 0 <= end <= 2000 else 0]
        # A table's header explains its columns however far down a row stands.
        self._header = end if sum(map(header.count, ";\t,|")) >= 2 else 0
        stripped = text.strip()
        self._bare = sum(map(str.isalnum, stripped)) if len(stripped) <= _BARE else 0
        self.short = self._bare > 0

    def bare(self, start: int, end: int) -> bool:
        """Whether the text is hardly more than the candidate."""
        return self._bare > 0 and sum(map(str.isalnum, self._text[start:end])) >= 0.8 * self._bare

    def explain(self, kind: str, start: int, end: int) -> bool:
        """Whether a context word stands near, or in the header of a table."""
        name = f"context {kind}"
        return self._seen.near(name, max(0, start - _BEFORE), end + _AFTER) or (
            self._header > 0 and self._seen.near(name, 0, self._header)
        )

    def glued(self, start: int, end: int) -> bool:
        """Whether the candidate is part of a longer word or number."""
        text = self._text
        before, after = text[start - 1 : start] if start else "", text[end : end + 1]
        if before.isalnum() or after.isalnum() or before == "_" or after == "_":
            return True
        return before != "" and before in "-./+" and text[max(0, start - 2) : start - 1].isdigit()


# --- numbers ----------------------------------------------------------------------------------------------------

_NUMBER = "number"
_SEVEN, _UP_TO_42 = "{6}", "{6,41}"  # digits after the first
_NUMBER_TRIGGER, _NUMBER_PATTERN = (r"[0-9](?:(?: - |--|[ \-./+_])?[0-9])" + more for more in (_SEVEN, _UP_TO_42))
_GROUP = re.compile("9+")
_TO_NINES = bytes(57 if 48 <= byte <= 57 else byte for byte in range(256))
_SEPARATORS = dict.fromkeys(map(ord, " -./+_"))


def _by_shape() -> dict[bytes, tuple[tuple[NumberKind, bool], ...]]:
    table: defaultdict[bytes, list[tuple[NumberKind, bool]]] = defaultdict(list)
    for kind in _NUMBER_KINDS:
        for shape in kind.shapes:
            table[shape.encode()].append((kind, shape in kind.alone))
    return {shape: tuple(kinds) for shape, kinds in table.items()}


_SHAPES = _by_shape()
_BY_LENGTH = {
    length: tuple(
        {kind: None for shape, kinds in _SHAPES.items() for kind, _ in kinds if shape.count(b"9") == length}
    )
    for length in range(7, 20)
}
_LONGEST_SHAPE = max(map(len, _SHAPES))
_Window = tuple[int, int, tuple[tuple[NumberKind, bool], ...]]


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
                found.append((first, last, kinds))
    return tuple(found)


def _numbers(seen: Pass, tokens: Sequence[tuple[int, int]], around: _Surroundings) -> Iterator[Hit]:
    text = seen.text
    contexts = {kind.kind for kind in _NUMBER_KINDS if f"context {kind.kind}" in seen.fired}
    lone: defaultdict[tuple[str, int], list[tuple[NumberKind, int, int]]] = defaultdict(list)
    for base, stop in tokens:
        token = text[base:stop]
        windows = _windows(token.encode("ascii").translate(_TO_NINES))
        if not windows and (contexts or around.short):
            yield from _any_form(text, token, base, around)
        for first, last, kinds in windows:
            start, end = base + first, base + last
            if (start and text[start - 1].isdigit()) or text[end : end + 1].isdigit():
                continue
            digits = token[first:last].translate(_SEPARATORS)
            glued = around.glued(start, end)
            bare = around.bare(start, end)
            for kind, alone in kinds:
                explained = around.explain(kind.kind, start, end)
                if explained or bare or (alone and not glued):
                    if kind.valid(digits):
                        yield Hit(kind.kind, start, end, "check digits", explained)
                elif not glued:
                    lone[kind.kind, last - first].append((kind, start, end))
    yield from _columns(text, lone)


def _any_form(text: str, token: str, base: int, around: "_Surroundings") -> Iterator[Hit]:
    """A number written as nobody writes it, where a word says what it is or nothing else stands there."""
    digits = token.translate(_SEPARATORS)
    start, end = base, base + len(token)
    if (start and text[start - 1].isdigit()) or text[end : end + 1].isdigit():
        return
    for kind in _BY_LENGTH.get(len(digits), ()):
        explained = around.explain(kind.kind, start, end)
        if (explained or around.bare(start, end)) and kind.valid(digits):
            yield Hit(kind.kind, start, end, "check digits", explained)


def _columns(text: str, lone: dict[tuple[str, int], list[tuple[NumberKind, int, int]]]) -> Iterator[Hit]:
    for candidates in lone.values():
        if len(candidates) < _COLUMN:
            continue
        kind = candidates[0][0]
        sample = candidates[:50]
        if sum(kind.valid(text[s:e].translate(_SEPARATORS)) for _, s, e in sample) < _COLUMN_SHARE * len(sample):
            continue
        passed = [(s, e) for _, s, e in candidates if kind.valid(text[s:e].translate(_SEPARATORS))]
        if len(passed) >= _COLUMN_SHARE * len(candidates) and len({text[s:e] for s, e in passed}) >= _COLUMN:
            yield from (Hit(kind.kind, start, end, "check digits") for start, end in passed)


# --- patterns ---------------------------------------------------------------------------------------------------


def _lettered(seen: Pass, around: _Surroundings) -> Iterator[Hit]:
    text = seen.text
    for name, kind in _LETTERED_BY_NAME.items():
        for start, end in seen.spans(name):
            hit = _lettered_hit(kind, text, start, end, around)
            if hit is not None:
                yield hit


def _lettered_hit(kind: LetteredKind, text: str, start: int, end: int, around: _Surroundings) -> Hit | None:
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if before.isalnum() or after.isalnum() or not kind.valid(text[start:end]):
        return None
    if kind.kind == "IPV6" and (before == ":" or after in {":", "."}):
        return None
    explained = bool(kind.context) and around.explain(kind.kind, start, end)
    if kind.alone or explained or around.bare(start, end):
        return Hit(kind.kind, start, end, "form" if kind.kind in _BY_FORM else "check digits", explained)
    return None


def _ibans(seen: Pass) -> Iterator[Hit]:
    for start, _ in seen.spans("IBAN"):
        end = finance.iban_end(seen.text, start)
        if end > 0 and not (start and seen.text[start - 1].isalnum()):
            yield Hit("IBAN", start, end, "check digits", True)


def _secrets(seen: Pass) -> Iterator[Hit]:
    for name, kind in _SECRET_BY_NAME.items():
        for start, end in seen.spans(name):
            span = kind.valid(seen.text, start, end) if kind.valid else (start, end)
            if span is not None and plausible(seen.text[span[0] : span[1]], kind.entropy):
                yield Hit("SECRET", *span, kind.name, True)


# --- telephone numbers ------------------------------------------------------------------------------------------

_PHONE_HEAD = re.compile(r"(?:(?:\+|00)?[0-9]{0,3}[ -]?\([0-9]{1,4}\)[ -]?|\+)\Z")
_DATE_HEAD = re.compile(r"(?:19|20)[0-9]{2}[-./ ][0-9]{2}[-./ ][0-9]{2}[ .]+")
_NATIONAL = re.compile(r"\(0?[0-9]{2,4}\) ?[0-9]{3}[ -]?[0-9]{2,4}|0[0-9]{1,3}-[0-9]{2,3} ?[0-9]{2,3} ?[0-9]{2}\Z")
_PHONE_WORDS_BEFORE = 30  # characters before a number in which a word such as "tel" counts


def _phones(text: str, tokens: Sequence[tuple[int, int]], taken: list[Hit]) -> Iterator[Hit]:
    spans = {hit.start for hit in taken} | {hit.end for hit in taken}
    for begin, end in tokens:
        dated = _DATE_HEAD.match(text, begin, end)
        start = dated.end() if dated else begin
        head = _PHONE_HEAD.search(text, max(0, start - 12), start)
        first = head.start() if head else start
        if not spans.isdisjoint(range(start, end + 1)) or not contact.phone(text[first:end]):
            continue
        before = text[max(0, first - _PHONE_WORDS_BEFORE) : first].lower()
        if text[first] == "+" or _NATIONAL.match(text, first, end) or contact.PHONE_CONTEXT.search(before):
            yield Hit("PHONE", first, end, "form", True)


# --- all together -----------------------------------------------------------------------------------------------


def _settled(hits: list[Hit], around: _Surroundings) -> list[Hit]:
    """Drop what lies inside a longer hit as strict, and guesses where a word explains the same characters."""
    hits.sort(key=lambda hit: (hit.start, -hit.end))
    explained = {(hit.start, hit.end) for hit in hits if hit.explained}
    checked = Counter((hit.start, hit.end) for hit in hits if hit.entry in _CHECKED_DATES)
    kept: list[Hit] = []
    reach, reach_class = (-1, -1), DataClass.PUBLIC
    for hit in hits:
        span = (hit.start, hit.end)
        data_class = KINDS[hit.entry].data_class
        if hit.end <= reach[1] and span != reach and data_class <= reach_class:
            continue
        if span in explained and not hit.explained:
            continue
        if hit.entry == "DK_CPR" and checked[span] and not (hit.explained or around.bare(*span)):
            continue  # a date alone proves less than the check digit of another country
        kept.append(hit)
        if hit.end > reach[1] and hit.entry != "EU_VAT":  # the country's own number stands inside it
            reach, reach_class = span, data_class
    return kept
