"""What the confirmation shows, as values without words. The texts come out of the exact bytes, nowhere else."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from homeport.domain.consent import Part, Place, Prepared, Purpose
from homeport.domain.data_class import Category, DataClass
from homeport.domain.exchange import Role
from homeport.domain.finding import Finding
from homeport.domain.lane import ProviderFacts, Region
from homeport.text.visible import unseen_in
from homeport.wire.read_back import ReadBack, read_back


class Unrecognised(StrEnum):
    """What the labelling cannot tell in any text; said on every sheet."""

    DESCRIPTIONS = "descriptions"  # people who can be told from what is said about them
    NAMES = "names"  # names of people that stand alone
    UNMARKED_SECRETS = "unmarked-secrets"  # business secrets that nothing marks as such
    PICTURES = "pictures"  # what stands in pictures; pictures are never sent


UNRECOGNISED = (Unrecognised.DESCRIPTIONS, Unrecognised.NAMES, Unrecognised.UNMARKED_SECRETS)
"""Of the texts of a request, which are all that is ever sent."""


class RemarkKind(StrEnum):
    """A reason to look twice."""

    STRUCK = "struck"  # a person called a finding a false alarm
    LOWERED = "lowered"  # a rule lowered the class
    COMPANY_PROXY = "company-proxy"  # a private authority is accepted, so somebody on the way can read it
    UNSEEN_CHARACTERS = "unseen-characters"  # characters that no screen shows


@dataclass(frozen=True, slots=True)
class SheetRemark:
    """A reason to look twice, with the finding or the rule it is about."""

    kind: RemarkKind
    finding: Finding | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Remaining:
    """How many findings of a kind still stand in the text."""

    kind: str
    category: Category
    data_class: DataClass
    evidence: str
    count: int


@dataclass(frozen=True, slots=True)
class Aged:
    """A fact's day, and how many days ago that was; None when no day is known."""

    on: str
    days: int | None


@dataclass(frozen=True, slots=True)
class Marked:
    """A finding at characters ``start:end`` of a passage's text."""

    start: int
    end: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a message, in order; all passages together are all messages.

    `part_id` is empty for Homeport's own words. `begins` is where it starts in the whole, from 0 to 1.
    """

    role: Role
    part_id: str
    text: str
    marks: tuple[Marked, ...]
    begins: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a person has to know to say yes or no."""

    recipient: str
    model: str
    managed: bool
    region: Region
    country: str
    retention: str
    facts: ProviderFacts
    facts_age: Aged
    purpose: Purpose
    data_class: DataClass
    parts: tuple[Part, ...]
    taken_out: tuple[str, ...]
    replaced: int
    remaining: tuple[Remaining, ...]
    unrecognised: tuple[Unrecognised, ...]
    highest_price: float | None
    currency: str
    price_age: Aged
    remarks: tuple[SheetRemark, ...]
    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    secret_headers: tuple[str, ...]
    body_bytes: int
    body_sha256: str
    readable: tuple[Passage, ...]
    raw: str


def sheet_of(prepared: Prepared, today: str = "") -> Sheet:
    """The sheet of these bytes. Its time grows with their length; for megabytes call it off the loop thread.

    Args:
        prepared: the bytes, and what is known about them.
        today: an ISO date or moment; without it no ages are told.

    Raises:
        NotReadableError: the messages cannot be read out of the bytes; then nothing may be confirmed.
    """
    endpoint, outgoing = prepared.endpoint, prepared.outgoing
    findings = {part.id: _by_source(part) for part in prepared.parts}
    readable = _passages(read_back(endpoint.wire, outgoing.body), prepared.places, findings)
    marks = [mark.finding for passage in readable for mark in passage.marks]
    raw = outgoing.body.decode("utf-8", "backslashreplace")
    price = endpoint.price
    return Sheet(
        recipient=endpoint.provider,
        model=endpoint.model,
        managed=endpoint.managed,
        region=endpoint.region,
        country=endpoint.country,
        retention=endpoint.retention,
        facts=endpoint.facts,
        facts_age=_aged(endpoint.facts.checked_on, today),
        purpose=prepared.purpose,
        data_class=max((part.label.data_class for part in prepared.parts), default=DataClass.RESTRICTED),
        parts=prepared.parts,
        taken_out=prepared.taken_out,
        replaced=0,
        remaining=_remaining(marks),
        unrecognised=UNRECOGNISED,
        highest_price=prepared.highest_price,
        currency=prepared.currency,
        price_age=_aged(price.read_on if price else "", today),
        remarks=_remarks(prepared, raw),
        method=outgoing.method,
        url=outgoing.url,
        headers=outgoing.headers,
        secret_headers=outgoing.secret_headers,
        body_bytes=len(outgoing.body),
        body_sha256=outgoing.body_sha256,
        readable=readable,
        raw=raw,
    )


def _by_source(part: Part) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in part.label.findings:
        if finding.end > finding.start:  # what has no place is about the file, its name or an earlier text
            found.setdefault(finding.source, []).append(finding)
    return found


def _passages(
    messages: Sequence[ReadBack], places: Iterable[Place], findings: Mapping[str, Mapping[str, Sequence[Finding]]]
) -> tuple[Passage, ...]:
    """The messages cut at the places of the parts; what lies between two places is a passage of its own."""
    whole = max(1, sum(len(message.text) for message in messages))
    by_message: dict[int, list[Place]] = {}
    for place in places:
        by_message.setdefault(place.message, []).append(place)
    passages: list[Passage] = []
    before = 0
    for number, message in enumerate(messages):
        at = 0
        for place in [*by_message.get(number, ()), None]:
            start, end = (place.start, place.end) if place else (len(message.text),) * 2
            if start > at:
                passages.append(Passage(message.role, "", message.text[at:start], (), (before + at) / whole))
            if place:
                marks = _marks(place, findings.get(place.part_id, {}).get(place.source, ()))
                text, begins = message.text[start:end], (before + start) / whole
                passages.append(Passage(message.role, place.part_id, text, marks, begins))
            at = end
        before += len(message.text)
    return tuple(passages)


def _marks(place: Place, findings: Iterable[Finding]) -> tuple[Marked, ...]:
    shift, length = place.text_start - place.start, place.end - place.start
    marks = (Marked(f.start + shift, f.end + shift, f) for f in findings if f.end + shift <= length)
    return tuple(sorted(marks, key=lambda mark: (mark.start, mark.end)))


def _remaining(findings: Iterable[Finding]) -> tuple[Remaining, ...]:
    """What stands in the text by kind, the strictest first; markings say nothing about a person or a secret."""
    standing = [f for f in findings if not f.struck and f.category is not Category.MARKING]
    counted, evidence = Counter[tuple[int, Category, str]](), dict[str, str]()
    for finding in standing:
        counted[-finding.data_class, finding.category, finding.kind] += 1 + finding.more
        evidence.setdefault(finding.kind, finding.evidence)  # the last one of many says how many there are
    return tuple(
        Remaining(kind, category, DataClass(-rank), evidence[kind], count)
        for (rank, category, kind), count in sorted(counted.items())
    )


def _remarks(prepared: Prepared, raw: str) -> tuple[SheetRemark, ...]:
    struck = [f for part in prepared.parts for f in part.label.findings if f.struck]
    remarks = [SheetRemark(RemarkKind.STRUCK, finding) for finding in struck]
    remarks += [SheetRemark(RemarkKind.LOWERED, rule=rule) for rule in prepared.lowered_by]
    if prepared.endpoint.company_ca:
        remarks.append(SheetRemark(RemarkKind.COMPANY_PROXY))
    if unseen_in(raw):
        remarks.append(SheetRemark(RemarkKind.UNSEEN_CHARACTERS))
    return tuple(remarks)


def _aged(on: str, today: str) -> Aged:
    try:
        return Aged(on, (date.fromisoformat(today[:10]) - date.fromisoformat(on)).days)
    except ValueError:
        return Aged(on, None)
