"""Tickets: what the app may ask the broker to send, for exactly these bytes, once, and not later than."""

import hashlib
import hmac
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from homeport.domain.consent import header_sha256
from homeport.domain.exchange import Outgoing
from homeport.domain.ledger import canonical

RUN_KEY_BYTES = 32
_SPENT_BEFORE_PRUNING = 1024
_RANGE = re.compile(r"bytes=(?:0|[1-9][0-9]{0,14})-", re.ASCII)


class TicketKind(StrEnum):
    """Which rules hold for the address; see `reach`."""

    DEVICE = "device"
    PRIVATE = "private"
    MANAGED = "managed"
    FETCH = "fetch"  # a file of the program's own list; carries nothing


class TicketRefusal(StrEnum):
    """Why a ticket was refused."""

    UNREADABLE = "unreadable"
    FORGED = "forged"  # or of a broker that has ended: its key died with it
    EXPIRED = "expired"
    SPENT = "spent"
    METHOD = "method"
    URL = "url"
    HEADERS = "headers"
    BODY = "body"
    COMPANY_CA = "company-ca"
    LEDGER = "ledger"  # leaves this computer, and no intent stands in the ledger
    CARRIES = "carries"  # a fetch that carries more than the number of a byte
    NOT_LISTED = "not-listed"  # a fetch of something that the program's list does not have


@dataclass(frozen=True, slots=True)
class Claims:
    """What a ticket stands for. `expires_at` is on the steady clock; hashes are hex SHA-256."""

    id: str
    kind: TicketKind
    ledger_seq: int  # of the intent; 0 for device tickets
    method: str
    url: str
    header_sha256: str
    body_sha256: str
    company_ca_sha256: str
    expires_at: float


@dataclass(frozen=True, slots=True)
class Ticket:
    """Claims and the proof that this run of the program made them."""

    claims: Claims
    mac: str

    def as_json(self) -> dict[str, Any]:
        """The ticket as a JSON object."""
        return asdict(self.claims) | {"mac": self.mac}


def mint(run_key: bytes, claims: Claims) -> Ticket:
    """Make a ticket that the broker of this run accepts."""
    return Ticket(claims, _mac(run_key, claims))


def read_ticket(given: Mapping[str, Any]) -> Ticket:
    """Read a ticket from JSON.

    Raises:
        ValueError: a field is missing, unknown, of another type or not a number.
    """
    try:
        kind = TicketKind(given["kind"])
        claims = Claims(**{field.name: given[field.name] for field in fields(Claims)} | {"kind": kind})
        mac = given["mac"]
    except KeyError as error:
        raise ValueError("a field is missing") from error
    texts = (
        claims.id, claims.method, claims.url, claims.header_sha256, claims.body_sha256, claims.company_ca_sha256,
        mac,
    )  # fmt: skip
    if len(given) != len(fields(Claims)) + 1 or not all(
        isinstance(text, str) and text.isascii() for text in texts
    ):
        raise ValueError("not a ticket")
    if (
        type(claims.ledger_seq) is not int
        or type(claims.expires_at) is not float
        or not math.isfinite(claims.expires_at)
    ):
        raise ValueError("not a ticket")
    return Ticket(claims, mac)


def ca_sha256(company_ca: str) -> str:
    """Hex SHA-256 of the PEM text, empty for none."""
    return hashlib.sha256(company_ca.encode()).hexdigest() if company_ca else ""


def _mac(run_key: bytes, claims: Claims) -> str:
    return hmac.new(run_key, canonical(asdict(claims)), hashlib.sha256).hexdigest()


class TicketBook:
    """The broker's side: checks a ticket against the bytes in hand and remembers that it was used.

    Args:
        run_key: random, of this broker alone.
        steady: seconds on the clock that `Claims.expires_at` counts on.
    """

    def __init__(self, run_key: bytes, steady: Callable[[], float]) -> None:
        self._run_key = run_key
        self._steady = steady
        self._spent: dict[str, float] = {}

    def spend(self, ticket: Ticket, outgoing: Outgoing, company_ca: str) -> TicketRefusal | None:
        """Use the ticket up for these bytes; None means that they may be sent now, once.

        An authentic ticket is spent by being shown, even when it does not fit: whoever shows other bytes with it
        gets no second try. There is no await in here, so two uses at once cannot both pass.
        """
        claims, now = ticket.claims, self._steady()
        if not hmac.compare_digest(ticket.mac, _mac(self._run_key, claims)):
            return TicketRefusal.FORGED
        if claims.id in self._spent:
            return TicketRefusal.SPENT
        if now >= claims.expires_at:
            return TicketRefusal.EXPIRED
        self._remember(claims, now)
        return _mismatch(claims, outgoing, company_ca)

    def _remember(self, claims: Claims, now: float) -> None:
        if len(self._spent) >= _SPENT_BEFORE_PRUNING:  # expired ones are refused without being remembered
            self._spent = {id_: until for id_, until in self._spent.items() if until > now}
        self._spent[claims.id] = claims.expires_at


def _mismatch(claims: Claims, outgoing: Outgoing, company_ca: str) -> TicketRefusal | None:
    if claims.kind is not TicketKind.DEVICE and claims.ledger_seq < 1:
        return TicketRefusal.LEDGER
    pairs = (
        (claims.method, outgoing.method, TicketRefusal.METHOD),
        (claims.url, outgoing.url, TicketRefusal.URL),
        (claims.header_sha256, header_sha256(outgoing), TicketRefusal.HEADERS),
        (claims.body_sha256, outgoing.body_sha256, TicketRefusal.BODY),
        (claims.company_ca_sha256, ca_sha256(company_ca), TicketRefusal.COMPANY_CA),
    )
    refusal = next((refusal for claimed, found, refusal in pairs if claimed != found), None)
    if refusal is None and claims.kind is TicketKind.FETCH and _carries(outgoing):
        return TicketRefusal.CARRIES
    return refusal


def _carries(outgoing: Outgoing) -> bool:
    """Whether a fetch holds anything but its address and from which byte on it wants the file."""
    headers = dict(outgoing.headers)
    ranged = headers.pop("range", "bytes=0-")
    plain = not headers and len(outgoing.headers) <= 1 and _RANGE.fullmatch(ranged) is not None
    return not plain or outgoing.method != "GET" or bool(outgoing.body) or bool(outgoing.secret_headers)
