"""One linear scan of a text by all detectors.

A few RE2 sets tell which patterns may match and where; those are then run on their own.
"""

import functools
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from homeport.domain.data_class import DataClass
from homeport.domain.document import Document
from homeport.labelling import contracts, health, markings, numbers, people
from homeport.labelling.engine import Engine, Pass
from homeport.labelling.hit import Hit
from homeport.labelling.identifiers import contact, finance
from homeport.labelling.identifiers.lettered import LETTERED, LetteredKind
from homeport.labelling.kinds import KINDS
from homeport.labelling.layout import layout_of
from homeport.labelling.names import NameTagger
from homeport.labelling.readings import BLOB, HEX, SPELLED, TRIGGERS, readings
from homeport.labelling.readings import PATTERNS as READING_PATTERNS
from homeport.labelling.secrets import SECRETS, plausible
from homeport.labelling.surroundings import Surroundings, context
from homeport.text.view import View, normalised

_LETTERED_KINDS = (*LETTERED, *contact.CONTACT)
_LETTERED_BY_NAME = {kind.kind: kind for kind in _LETTERED_KINDS}
_SECRET_BY_NAME = {f"secret {index}": kind for index, kind in enumerate(SECRETS)}
_CHECKED_DATES = frozenset({"SE_PNR", "FI_HETU", "IS_KT", "IS_KT_COMPANY"})
_BY_FORM = frozenset({"EMAIL", "IP", "IPV6", "MAC", "GB_NINO"})


_BREAKABLE = tuple(context(kind) for kind in ("SE_PNR", "NO_FNR", "DK_CPR", "FI_HETU", "IS_KT", "CARD"))
"""Context words after which a number may be broken over lines or cells."""


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
    around = Surroundings(seen)
    found = [*numbers.numbers(seen, around), *_lettered(seen, around), *_ibans(seen), *_secrets(seen)]
    found.extend(numbers.phones(seen, found))
    return _settled(found, around)


def _hidden(seen: Pass, view: View, known: list[Hit]) -> list[Hit]:
    """What other readings of some stretches show, at the place where it stands in the plain reading."""
    taken = {(hit.entry, hit.start, hit.end) for hit in known}
    taken_at = sorted((hit.start, hit.end) for hit in known)
    found: list[Hit] = []
    for reading in readings(seen, view, _BREAKABLE):
        inner = Pass(_engine(), reading.view.text)
        around = Surroundings(inner)
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
    contexts = {context(kind.kind): kind.context for kind in (*_LETTERED_KINDS, *numbers.KINDS) if kind.context}
    credentials = {name: kind.pattern for name, kind in _SECRET_BY_NAME.items()}
    assigned = {name: credentials.pop(name) for name, kind in _SECRET_BY_NAME.items() if kind.name == "assigned"}
    lettered = {name: kind.pattern for name, kind in _LETTERED_BY_NAME.items()} | {"IBAN": finance.IBAN_PATTERN}
    encoded = dict(READING_PATTERNS)
    spelled = {SPELLED: encoded.pop(SPELLED)}
    blocks = {name: encoded.pop(name) for name in (BLOB, HEX)}
    marked = {markings.NAME: markings.PATTERN}
    agreed = {contracts.TITLE: contracts.TITLE_PATTERN, contracts.TERMS: contracts.TERMS_PATTERN}
    places = dict(people.PLACES)
    number = {numbers.NAME: numbers.PATTERN}
    # Measured on texts of many kinds, seen and unseen: what stays alive over many characters is kept apart.
    groups = (
        credentials | lettered | encoded | number,
        blocks | marked,
        assigned | spelled | places,
        agreed | dict(health.CUES),
        # Asked for only where something else was found.
        dict(health.MORE),
        dict(people.PERSONS),
        {markings.STATE_REFERENCE: markings.STATE_PATTERN},
    )
    triggers = {
        numbers.NAME: numbers.TRIGGER,
        **lettered,
        **blocks,
        **{name: kind.trigger for name, kind in (_LETTERED_BY_NAME | _SECRET_BY_NAME).items() if kind.trigger},
        **TRIGGERS,
        **people.TRIGGERS,
        contracts.TERMS: contracts.TERMS_TRIGGER,
    }
    return Engine(groups, triggers, near=contexts)


# --- patterns ---------------------------------------------------------------------------------------------------


def _lettered(seen: Pass, around: Surroundings) -> Iterator[Hit]:
    text = seen.text
    for name, kind in _LETTERED_BY_NAME.items():
        for start, end in seen.spans(name):
            hit = _lettered_hit(kind, text, start, end, around)
            if hit is not None:
                yield hit


def _lettered_hit(kind: LetteredKind, text: str, start: int, end: int, around: Surroundings) -> Hit | None:
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


# --- all together -----------------------------------------------------------------------------------------------


def _settled(hits: list[Hit], around: Surroundings) -> list[Hit]:
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
