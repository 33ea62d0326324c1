"""The ticket's own rules, without a network."""

import dataclasses
import json
import secrets
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.confirmed import outgoing_to
from homeport.adapters.egress.tickets import (
    Claims,
    Ticket,
    TicketBook,
    TicketKind,
    TicketRefusal,
    ca_sha256,
    mint,
    read_ticket,
)
from homeport.domain.consent import header_sha256
from homeport.domain.exchange import Outgoing

KEY = bytes(32)
OUTGOING = outgoing_to("https://provider.example/v1/chat/completions", secret_headers=("authorization",))


def claims_for(outgoing: Outgoing = OUTGOING, expires_at: float = 100.0, id_: str = "one") -> Claims:
    return Claims(
        id=id_,
        kind=TicketKind.MANAGED,
        ledger_seq=3,
        method=outgoing.method,
        url=outgoing.url,
        header_sha256=header_sha256(outgoing),
        body_sha256=outgoing.body_sha256,
        company_ca_sha256=ca_sha256("PEM"),
        expires_at=expires_at,
    )


def book(now: float = 50.0) -> TicketBook:
    return TicketBook(KEY, lambda: now)


def test_a_fitting_ticket_is_good_once() -> None:
    tickets = book()
    assert tickets.spend(mint(KEY, claims_for()), OUTGOING, "PEM") is None
    assert tickets.spend(mint(KEY, claims_for()), OUTGOING, "PEM") is TicketRefusal.SPENT


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "two"),
        ("kind", TicketKind.DEVICE),
        ("ledger_seq", 4),
        ("method", "PUT"),
        ("url", "https://evil.example/"),
        ("header_sha256", "0" * 64),
        ("body_sha256", "0" * 64),
        ("company_ca_sha256", ""),
        ("expires_at", 1e9),
    ],
)
def test_no_claim_can_be_changed(field: str, value: object) -> None:
    ticket = mint(KEY, claims_for())
    changed = Ticket(dataclasses.replace(ticket.claims, **{field: value}), ticket.mac)  # type: ignore[arg-type]
    tickets = book()
    assert tickets.spend(changed, OUTGOING, "PEM") is TicketRefusal.FORGED
    assert tickets.spend(ticket, OUTGOING, "PEM") is None  # a forgery spends nothing


def test_every_claim_is_covered_above() -> None:
    [mark] = [mark for mark in test_no_claim_can_be_changed.pytestmark if mark.name == "parametrize"]  # type: ignore[attr-defined]
    assert [field for field, _ in mark.args[1]] == [field.name for field in dataclasses.fields(Claims)]


def test_a_ticket_of_another_run_is_refused() -> None:
    ticket = mint(secrets.token_bytes(32), claims_for())
    assert book().spend(ticket, OUTGOING, "PEM") is TicketRefusal.FORGED


@pytest.mark.parametrize(
    ("now", "refusal"), [(99.9, None), (100.0, TicketRefusal.EXPIRED), (1e9, TicketRefusal.EXPIRED)]
)
def test_expiry(now: float, refusal: TicketRefusal | None) -> None:
    assert book(now).spend(mint(KEY, claims_for()), OUTGOING, "PEM") is refusal


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [
        (TicketKind.MANAGED, TicketRefusal.LEDGER),
        (TicketKind.PRIVATE, TicketRefusal.LEDGER),
        (TicketKind.DEVICE, None),
    ],
)
def test_what_leaves_wants_an_intent_in_the_ledger(kind: TicketKind, refusal: TicketRefusal | None) -> None:
    claims = dataclasses.replace(claims_for(), kind=kind, ledger_seq=0)
    assert book().spend(mint(KEY, claims), OUTGOING, "PEM") is refusal


def test_other_root_is_refused() -> None:
    assert book().spend(mint(KEY, claims_for()), OUTGOING, "OTHER") is TicketRefusal.COMPANY_CA
    assert book().spend(mint(KEY, claims_for()), OUTGOING, "") is TicketRefusal.COMPANY_CA


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        (dataclasses.replace(OUTGOING, method="PUT"), TicketRefusal.METHOD),
        (dataclasses.replace(OUTGOING, url=OUTGOING.url + "/"), TicketRefusal.URL),
        (dataclasses.replace(OUTGOING, secret_headers=()), TicketRefusal.HEADERS),
        (dataclasses.replace(OUTGOING, secret_headers=("x-api-key",)), TicketRefusal.HEADERS),
        (dataclasses.replace(OUTGOING, body=b""), TicketRefusal.BODY),
    ],
)
def test_showing_other_bytes_spends_the_ticket(changed: Outgoing, refusal: TicketRefusal) -> None:
    tickets, ticket = book(), mint(KEY, claims_for())
    assert tickets.spend(ticket, changed, "PEM") is refusal
    assert tickets.spend(ticket, OUTGOING, "PEM") is TicketRefusal.SPENT


def test_spent_tickets_are_forgotten_only_after_they_expired() -> None:
    now = [0.0]
    tickets = TicketBook(KEY, lambda: now[0])
    lasting = mint(KEY, claims_for(expires_at=1e6, id_="lasting"))
    assert tickets.spend(lasting, OUTGOING, "PEM") is None
    for number in range(3000):
        now[0] += 1.0
        brief = mint(KEY, claims_for(expires_at=now[0] + 5.0, id_=str(number)))
        assert tickets.spend(brief, OUTGOING, "PEM") is None
    assert len(tickets._spent) < 1100
    assert tickets.spend(lasting, OUTGOING, "PEM") is TicketRefusal.SPENT


def test_a_ticket_survives_its_wire_form() -> None:
    ticket = mint(KEY, claims_for(expires_at=123.456789012345))
    assert read_ticket(json.loads(json.dumps(ticket.as_json()))) == ticket


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "anything"},
        {"kind": 1},
        {"ledger_seq": "3"},
        {"ledger_seq": True},
        {"ledger_seq": 3.0},
        {"expires_at": float("nan")},
        {"expires_at": float("inf")},
        {"expires_at": "100"},
        {"expires_at": 100},
        {"url": None},
        {"id": 5},
        {"mac": None},
        {"mac": "é"},
        {"more": 1},
    ],
)
def test_what_is_not_a_ticket(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message repeats nothing on purpose
        read_ticket(mint(KEY, claims_for()).as_json() | change)


@given(
    st.dictionaries(st.sampled_from([f.name for f in dataclasses.fields(Claims)] + ["mac"]), st.none() | st.text())
)
def test_rubbish_is_never_a_ticket(given_: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        read_ticket(given_)
