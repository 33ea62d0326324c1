"""Replaces what was found by placeholders, everywhere it stands, and refuses when anything identifying is left."""

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass

from homeport.domain.finding import Finding
from homeport.redaction.entities import PERSON, EntityTable, PseudonymMap
from homeport.redaction.occurrences import Mention, occurrences
from homeport.redaction.placeholder import grammar, type_word
from homeport.text.view import normalised

_TYPES = {
    "NAME": PERSON,
    "PER": PERSON,
    "PERSON": PERSON,
    "CONTACT_DATA": "ADDRESS",
    "EMAIL": "EMAIL",
    "PHONE": "PHONE",
    "CARD": "CARD",
    "IBAN": "IBAN",
    "CRYPTO_ADDRESS": "WALLET",
    "IP": "IP",
    "MAC": "MAC",
    "SECRET": "SECRET",
}
_BY_CATEGORY = {"personal": "ID", "business": "COMPANY", "financial": "ACCOUNT", "credential": "SECRET"}
_FIRST = ("EMAIL", PERSON)  # of two findings of one length the one named first here gives the type
_LONGEST_ENDING = 6
_SET_OFF = re.compile(r"['’:](?:s|i?(?:l(?:l[aäe]|t[aä])|s(?:s[aä]|t[aä])|ksi|tt?[aä]|n[aä]|n)|[aä])?\Z")
"""An ending behind an apostrophe or a colon."""

Scan = Callable[[str], Iterable[Finding]]
"""Everything identifying in a text; the service gives the same detectors that found the first time."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """One replacement: ``original[start:end]`` became ``outgoing[out_start:out_end]``."""

    start: int
    end: int
    out_start: int
    out_end: int
    type: str


@dataclass(frozen=True, slots=True)
class Pseudonymised:
    """The text that may be shown as outgoing, what was replaced in it, and the map of the session after it."""

    outgoing: str
    replaced: tuple[Replaced, ...]
    map: PseudonymMap


@dataclass(frozen=True, slots=True)
class StillIdentifying:
    """Nothing may go out: so many of each kind were still found in the outgoing text."""

    left: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Collision:
    """The text already holds what would be taken for placeholders of this session."""

    count: int


class BadOffsets(ValueError):  # noqa: N818 - names what was given
    """A finding does not lie in the text it was given with: a programming error, never a person's."""


def pseudonymise(
    text: str, findings: Sequence[Finding], known: PseudonymMap, scan: Scan
) -> Pseudonymised | StillIdentifying | Collision:
    """Replace every finding, and every other place where its value stands; linear in the length of the text.

    A finding about the whole source (both offsets 0) is passed over. What a person struck stays, everywhere.

    Args:
        text: the text as it is.
        findings: what to replace; they may overlap, then the longest gives the type and nothing of any is left.
        known: the session's map; ``PseudonymMap(pick_nonce(...))`` for a new one.
        scan: finds what is identifying in the outgoing text.

    Raises:
        BadOffsets: a finding lies outside the text.
    """
    ours = grammar(known.nonce, frozenset())
    if clashes := sum(ours.name(match) is not None for match in ours.token.finditer(text)):
        return Collision(clashes)
    table = EntityTable(known)
    struck = frozenset(text[finding.start : finding.end] for finding in findings if finding.struck)
    given = [
        Mention(*_trimmed(text, finding), type_of(finding))
        for finding in findings
        if finding.end > finding.start and not finding.struck
    ]
    spans = _settle(given)
    view = normalised(text)
    # A single word that was found inside something longer counts too; it may stand elsewhere by itself.
    single = (span for span in given if not any(map(str.isspace, text[span.start : span.end])))
    table.learn((span.type, text[span.start : span.end]) for span in (*spans, *single))
    # A name that was joined with a value of another type is no name to take an ending from.
    starts = [span.start for span in spans]
    mixed = {bisect_right(starts, one.start) - 1 for one in given if one.type != PERSON}
    bent = (span if index in mixed else _bent(text, span, table) for index, span in enumerate(spans))
    found = (*bent, *occurrences(view, table))
    mentions = _settle(mention for mention in found if text[mention.start : mention.end] not in struck)
    outgoing, replaced = _replace(text, mentions, table)
    left = _left(outgoing, replaced, struck, scan)
    if left:
        return StillIdentifying(left)
    digest = hashlib.sha256(outgoing.encode("utf-8", "surrogatepass")).hexdigest()
    return Pseudonymised(outgoing, replaced, table.as_map(digest))


def type_of(finding: Finding) -> str:
    """The word that stands in the placeholder of a finding."""
    return _TYPES.get(finding.kind) or _BY_CATEGORY.get(finding.category) or type_word(finding.kind)


def _trimmed(text: str, finding: Finding) -> tuple[int, int]:
    start, end = finding.start, finding.end
    if not 0 <= start < end <= len(text):
        raise BadOffsets(f"{finding.kind} at {start}:{end} of {len(text)} characters")
    value = text[start:end]
    if not value.strip():
        return start, end
    start, end = start + len(value) - len(value.lstrip()), end - len(value) + len(value.rstrip())
    if type_of(finding) == PERSON and (
        ending := _SET_OFF.search(text, max(start + 1, end - _LONGEST_ENDING), end)
    ):
        end = ending.start()
    return start, end


def _settle(mentions: Iterable[Mention]) -> list[Mention]:
    """Without overlap, in order: the longest stands; where one reaches beyond it, the stretch of both does."""
    settled: list[Mention] = []
    longest = 0  # of those that were joined into the last stretch
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end, m.key is None, _rank(m.type))):
        if not settled or mention.start >= settled[-1].end:
            settled.append(mention)
            longest = mention.end - mention.start
            continue
        last = settled[-1]
        if mention.end <= last.end:
            continue
        length = mention.end - mention.start
        word = mention.type if (-length, _rank(mention.type)) < (-longest, _rank(last.type)) else last.type
        longest = max(longest, length)
        settled[-1] = Mention(last.start, mention.end, word)
    return settled


def _rank(word: str) -> int:
    return _FIRST.index(word) if word in _FIRST else len(_FIRST)


def _bent(text: str, span: Mention, table: EntityTable) -> Mention:
    """A name without its ending, which stays outside the placeholder."""
    if span.type != PERSON:
        return span
    surface = text[span.start : span.end]
    key, cut = table.stem(surface)
    if cut and not surface[-cut:].isalpha():  # an ending written with invisible signs stays with the name
        cut = 0
    return Mention(span.start, span.end - cut, PERSON, key)


def _replace(text: str, mentions: list[Mention], table: EntityTable) -> tuple[str, tuple[Replaced, ...]]:
    pieces: list[str] = []
    replaced: list[Replaced] = []
    done = length = 0
    for mention in mentions:
        kept = text[done : mention.start]
        put = table.place(mention.type, text[mention.start : mention.end], mention.key)
        pieces += (kept, put)
        start = length + len(kept)
        length = start + len(put)
        replaced.append(Replaced(mention.start, mention.end, start, length, put[1 : put.index("_")]))
        done = mention.end
    pieces.append(text[done:])
    return "".join(pieces), tuple(replaced)


def _left(
    outgoing: str, replaced: Sequence[Replaced], struck: Container[str], scan: Scan
) -> tuple[tuple[str, int], ...]:
    """Findings of the outgoing text that hold more than placeholders and the endings behind them, by kind."""
    ours = bytearray(len(outgoing))  # 1 where a placeholder or an ending stands
    for one in replaced:
        end = one.out_end
        while end < len(outgoing) and end - one.out_end < _LONGEST_ENDING and outgoing[end].isalpha():
            end += 1
        ours[one.out_start : end] = b"\1" * (end - one.out_start)
    left: Counter[str] = Counter()
    for finding in scan(outgoing):
        if finding.struck or outgoing[finding.start : finding.end] in struck:
            continue
        span = range(finding.start, finding.end)
        if not span or any(not ours[at] and outgoing[at].isalnum() for at in span):
            left[finding.kind] += 1
    return tuple(sorted(left.items()))
