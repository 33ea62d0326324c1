"""A person's yes to exact bytes, and what the broker may do because of it."""

import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum

from homeport.domain.exchange import Outgoing
from homeport.domain.label import Label
from homeport.domain.lane import Endpoint
from homeport.domain.policy import Trigger
from homeport.domain.task import TaskKind


class PartKind(StrEnum):
    """What a part of a request is."""

    INSTRUCTION = "instruction"
    DOCUMENT = "document"
    EARLIER = "earlier"  # an earlier question and its answer
    HALF = "half"  # the answer so far, which is to go on


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what a task holds, and of what would be sent.

    `id` (``instruction``, ``document-2``, ``earlier-1``, ``half``) and `name` (``Document 2``) stay the same when
    other parts are taken out, and hold no content. `own_name` is what the person knows it by, for example a file
    name; it is never sent.
    """

    id: str
    kind: PartKind
    name: str
    own_name: str
    characters: int
    pages: int | None
    label: Label
    removable: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text of a part stands: characters ``start:end`` of a message's text.

    The findings of the part's label whose source is `source` count their characters from `text_start`.
    """

    part_id: str
    message: int
    start: int
    end: int
    text_start: int
    source: str


@dataclass(frozen=True, slots=True)
class Purpose:
    """What it would be sent for: the kind of work, what speaks for this lane, and the rule that names it."""

    kind: TaskKind = TaskKind.GENERAL
    triggers: tuple[Trigger, ...] = ()  # empty: the policy starts this work there
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Bytes ready to be shown: nothing has been sent, and a yes is for these bytes only.

    `highest_price` is a hard ceiling in `currency` (bytes of the body as tokens, plus the largest answer);
    None means that no price is known. `taken_out` names the parts that a person took out of it; `lowered_by` the
    rules that lowered its class.
    """

    task_id: str
    endpoint: Endpoint
    outgoing: Outgoing
    parts: tuple[Part, ...]
    highest_price: float | None
    currency: str = ""
    places: tuple[Place, ...] = ()
    purpose: Purpose = Purpose()
    taken_out: tuple[str, ...] = ()
    lowered_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The yes: bound to endpoint, method, URL, header set and body hash; single use; it expires.

    `confirmed_at` is UTC, ISO 8601, for the record. `valid_seconds` counts from `confirmed_steady`
    (`Clock.steady`), which nobody can set back. It is not kept over a restart: a yes without it has expired.
    """

    id: str
    task_id: str
    endpoint_id: str
    method: str
    url: str
    header_sha256: str
    body_sha256: str
    confirmed_at: str
    valid_seconds: float
    confirmed_steady: float | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class DevicePermit:
    """May send to an engine on this computer: the broker checks the address and both ends of the socket."""

    endpoint_id: str


@dataclass(frozen=True, slots=True)
class SendPermit:
    """May send once off this computer: a confirmation whose intent stands in the ledger at `ledger_seq`."""

    confirmation: Confirmation
    ledger_seq: int
    managed: bool
    company_ca: str = ""  # PEM text of a private root that may answer


@dataclass(frozen=True, slots=True)
class FetchPermit:
    """May get a file of the program's own list, whose intent stands in the ledger at `ledger_seq`.

    Nothing of a person goes with it: the broker knows the list by itself, and refuses every other address, every
    body and every header but the one that says from which byte on.
    """

    url: str  # as listed, or where the answer to it just pointed
    ledger_seq: int
    company_ca: str = ""  # PEM text of a private root that may answer


Permit = DevicePermit | SendPermit | FetchPermit


def header_sha256(outgoing: Outgoing) -> str:
    """Hex SHA-256 over header names with their values, and the names of secret headers without them."""
    # As JSON, so that no value can be written in a way that reads like another list of headers.
    shown = [sorted(map(list, outgoing.headers)), sorted(outgoing.secret_headers)]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()
