"""A person's yes to exact bytes, and what the broker may do because of it."""

import hashlib
import json
from dataclasses import dataclass, field

from homeport.domain.exchange import Outgoing
from homeport.domain.lane import Endpoint


@dataclass(frozen=True, slots=True)
class Prepared:
    """Bytes ready to be shown: nothing has been sent, and a yes is for these bytes only.

    `highest_price` is a hard ceiling in `currency` (bytes of the body as tokens, plus the largest answer);
    None means that no price is known.
    """

    task_id: str
    endpoint: Endpoint
    outgoing: Outgoing
    parts: tuple[str, ...]  # what it is made of, in words
    remarks: tuple[str, ...]  # struck findings, lowerings, reasons to look twice
    highest_price: float | None
    currency: str = ""


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


Permit = DevicePermit | SendPermit


def header_sha256(outgoing: Outgoing) -> str:
    """Hex SHA-256 over header names with their values, and the names of secret headers without them."""
    # As JSON, so that no value can be written in a way that reads like another list of headers.
    shown = [sorted(map(list, outgoing.headers)), sorted(outgoing.secret_headers)]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()
