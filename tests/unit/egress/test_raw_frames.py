"""The broker against an app that does not keep to the rules: frames written by hand."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

import pytest

from fakes.confirmed import outgoing_to
from fakes.launched import Launched
from fakes.tls_provider import Authority, TlsProvider
from homeport.adapters.egress.frames import MAX_PAYLOAD, Frame, FrameKind, encode, read_frame
from homeport.adapters.egress.tickets import Claims, TicketKind, ca_sha256, mint
from homeport.adapters.system.clock import SystemClock
from homeport.domain.consent import header_sha256
from homeport.domain.exchange import Outgoing
from homeport.ports.egress import Deadlines
from homeport.ports.processes import ChildKind

pytestmark = pytest.mark.anyio


class RawApp:
    """The app's end of a broker's socket, without any of the app's own checks."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, key: bytes) -> None:
        self.reader = reader
        self.writer = writer
        self.key = key

    def write(self, id_: int, kind: int, payload: bytes) -> None:
        self.writer.write(encode(Frame(id_, kind, payload)))  # type: ignore[arg-type]

    def request(self, id_: int, outgoing: Outgoing, ca: str, **change: Any) -> None:
        head = {
            "ticket": change.get("ticket") if "ticket" in change else self.ticket(outgoing, ca),
            "method": outgoing.method,
            "url": outgoing.url,
            "headers": outgoing.headers,
            "secrets": {},
            "company_ca": ca,
            "deadlines": asdict(Deadlines()),
            "body_length": len(outgoing.body),
        }
        self.write(id_, FrameKind.REQUEST, json.dumps(head | change).encode())

    def ticket(self, outgoing: Outgoing, ca: str, key: bytes | None = None, **change: Any) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "id": "ticket",
            "kind": TicketKind.MANAGED,
            "ledger_seq": 1,
            "method": outgoing.method,
            "url": outgoing.url,
            "header_sha256": header_sha256(outgoing),
            "body_sha256": outgoing.body_sha256,
            "company_ca_sha256": ca_sha256(ca),
            "expires_at": SystemClock().steady() + 60,
        }
        return mint(key or self.key, Claims(**(fields | change))).as_json()

    async def next(self) -> Frame | None:
        async with asyncio.timeout(10):
            return await read_frame(self.reader)

    async def refusal(self) -> str:
        frame = await self.next()
        assert frame is not None
        assert frame.kind is FrameKind.FAILED
        told = json.loads(frame.payload)
        assert told["may_have_left"] is False
        detail: str = told["detail"]
        return detail


async def raw_app(launched: Launched) -> RawApp:
    child = await launched.start(ChildKind.BROKER)
    reader, writer = await asyncio.open_connection(sock=socket.socket(fileno=child.fd))
    hello = await read_frame(reader)
    assert hello is not None
    assert hello.kind is FrameKind.HELLO
    return RawApp(reader, writer, hello.payload)


@pytest.fixture
async def app(launched: Launched, anyio_backend: str) -> AsyncIterator[RawApp]:
    app = await raw_app(launched)
    yield app
    app.writer.transport.abort()


async def test_a_forged_mac(app: RawApp, provider: TlsProvider, authority: Authority) -> None:
    outgoing = outgoing_to(provider.url())
    app.request(1, outgoing, authority.pem, ticket=app.ticket(outgoing, authority.pem) | {"mac": "0" * 64})
    app.write(1, FrameKind.BODY, outgoing.body)
    assert await app.refusal() == "forged"
    assert provider.connections == 0


async def test_a_ticket_of_an_earlier_run(
    app: RawApp, launched: Launched, provider: TlsProvider, authority: Authority
) -> None:
    outgoing = outgoing_to(provider.url())
    old = app.ticket(outgoing, authority.pem)
    launched.kill_last()
    later = await raw_app(launched)
    assert later.key != app.key
    later.request(1, outgoing, authority.pem, ticket=old)
    later.write(1, FrameKind.BODY, outgoing.body)
    assert await later.refusal() == "forged"
    assert provider.connections == 0
    later.writer.transport.abort()


async def test_the_same_ticket_in_two_requests_at_once(
    app: RawApp, provider: TlsProvider, authority: Authority
) -> None:
    outgoing = outgoing_to(provider.url())
    ticket = app.ticket(outgoing, authority.pem)
    for id_ in range(1, 9):
        app.request(id_, outgoing, authority.pem, ticket=ticket)
    for id_ in range(1, 9):
        app.write(id_, FrameKind.BODY, outgoing.body)
    ends = []
    while len(ends) < 8:
        frame = await app.next()
        assert frame is not None
        if frame.kind in {FrameKind.ENDED, FrameKind.FAILED}:
            ends.append(frame.kind)
    assert sorted(ends) == [FrameKind.ENDED, *[FrameKind.FAILED] * 7]
    assert provider.connections == 1


async def test_bytes_that_are_not_the_confirmed_ones(
    app: RawApp, provider: TlsProvider, authority: Authority
) -> None:
    outgoing = outgoing_to(provider.url())
    app.request(1, outgoing, authority.pem)
    app.write(1, FrameKind.BODY, outgoing.body.replace(b"hej", b"HEJ"))
    assert await app.refusal() == "body"
    assert provider.connections == 0


async def test_an_expired_ticket(app: RawApp, provider: TlsProvider, authority: Authority) -> None:
    outgoing = outgoing_to(provider.url())
    ticket = app.ticket(outgoing, authority.pem, expires_at=SystemClock().steady() - 0.001)
    app.request(1, outgoing, authority.pem, ticket=ticket)
    app.write(1, FrameKind.BODY, outgoing.body)
    assert await app.refusal() == "expired"
    assert provider.connections == 0


async def test_a_device_ticket_for_a_managed_address(
    app: RawApp, provider: TlsProvider, authority: Authority
) -> None:
    outgoing = outgoing_to("https://provider.example/v1")
    app.request(1, outgoing, "", ticket=app.ticket(outgoing, "", kind=TicketKind.DEVICE))
    app.write(1, FrameKind.BODY, outgoing.body)
    assert "not an address on this computer" in await app.refusal()


@pytest.mark.parametrize(
    "change",
    [
        {"ticket": {}},
        {"ticket": {"mac": 1}},
        {"headers": [["only-a-name"]]},
        {"headers": [["name", 5]]},
        {"headers": None},
        {"secrets": {"x": 1}},
        {"secrets": ["x"]},
        {"deadlines": {}},
        {"body_length": "1"},
        {"url": 1},
    ],
    ids=str,
)
async def test_an_unreadable_request_is_refused_and_the_broker_goes_on(
    app: RawApp, provider: TlsProvider, authority: Authority, change: dict[str, Any]
) -> None:
    outgoing = outgoing_to(provider.url())
    app.request(1, outgoing, authority.pem, **change)
    assert await app.refusal() == "unreadable"
    app.request(2, outgoing, authority.pem)
    app.write(2, FrameKind.BODY, outgoing.body)
    frame = await app.next()
    assert frame is not None
    assert frame.kind is FrameKind.CONNECTED


@pytest.mark.parametrize(
    ("kind", "payload"),
    [(200, b""), (FrameKind.REQUEST, bytes(MAX_PAYLOAD + 1))],
    ids=["unknown kind", "too long"],
)
async def test_who_breaks_the_protocol_is_served_no_more(app: RawApp, kind: int, payload: bytes) -> None:
    app.write(1, kind, payload)
    assert await app.next() is None


async def test_more_body_than_announced_ends_it(app: RawApp, provider: TlsProvider, authority: Authority) -> None:
    outgoing = outgoing_to(provider.url())
    app.request(1, outgoing, authority.pem)
    app.write(1, FrameKind.BODY, outgoing.body + b"!")
    assert await app.next() is None
    assert provider.connections == 0


async def test_the_broker_ends_with_its_socket(app: RawApp, launched: Launched) -> None:
    _, process = launched.launcher._children[launched.started[-1].pid]
    app.writer.transport.abort()
    assert await asyncio.to_thread(process.wait, 5) == 0
