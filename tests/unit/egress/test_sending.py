"""Exactly the confirmed bytes arrive, once; everything else is refused before a connection is opened."""

import asyncio
import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from fakes.confirmed import body_of, managed, outgoing_to, yes_to
from fakes.launched import Launched
from fakes.settled import descriptors, settled
from fakes.tls_provider import Authority, TlsProvider, large, redirect, sse
from homeport.adapters.egress.client import BrokerEgress
from homeport.adapters.system.clock import SystemClock
from homeport.domain.consent import Confirmation, DevicePermit, Permit
from homeport.domain.exchange import FaultKind, Outgoing
from homeport.ports.egress import BodyWritten, Connected, Deadlines, EgressEvent, Ended, Failed, Head

pytestmark = pytest.mark.anyio


async def all_events(egress: BrokerEgress, outgoing: Outgoing, permit: Permit, **more: Any) -> list[EgressEvent]:
    return [event async for event in egress.exchange(outgoing, permit, **more)]


def refusal(events: list[EgressEvent]) -> str:
    assert len(events) == 1
    assert isinstance(events[0], Failed)
    assert events[0].fault.kind is FaultKind.TICKET_REFUSED
    assert not events[0].may_have_left
    return events[0].fault.detail


async def test_confirmed_bytes_arrive_as_shown(
    egress: BrokerEgress, provider: TlsProvider, authority: Authority
) -> None:
    outgoing = outgoing_to(provider.url(), secret_headers=("authorization",))
    confirmation = yes_to(outgoing)
    events = await all_events(
        egress, outgoing, managed(confirmation, authority.pem), secrets={"authorization": "Bearer k"}
    )
    assert isinstance(events[0], Connected)
    assert events[0].peer == "127.0.0.1"
    assert events[1] == BodyWritten(len(outgoing.body))
    assert isinstance(events[2], Head)
    assert events[2].status == 200
    assert events[-1] == Ended()
    assert b"[DONE]" in body_of(events)
    [received] = provider.requests
    assert received.body_sha256 == confirmation.body_sha256
    assert (received.method, received.target) == ("POST", "/v1/chat/completions")
    assert provider.connections == 1
    sent = dict(received.headers)
    assert len(sent) == len(received.headers)
    assert sent.pop("user-agent").startswith("homeport/")
    assert sent == {
        "host": f"localhost:{provider.port}",
        "accept-encoding": "identity",
        "connection": "close",
        "content-length": str(len(outgoing.body)),
        "content-type": "application/json",
        "accept": "text/event-stream",
        "authorization": "Bearer k",
    }


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda out: dataclasses.replace(out, body=out.body.replace(b"hej", b"Hej")), "body"),
        (lambda out: dataclasses.replace(out, body=out.body + b" "), "body"),
        (lambda out: dataclasses.replace(out, url=out.url + "/more"), "url"),
        (lambda out: dataclasses.replace(out, url=out.url + "?a=b"), "url"),
        (lambda out: dataclasses.replace(out, url=out.url.replace("localhost", "127.0.0.1")), "url"),
        (lambda out: dataclasses.replace(out, url=out.url.replace("/v1", "/v2")), "url"),
        (lambda out: dataclasses.replace(out, method="PUT"), "method"),
        (lambda out: dataclasses.replace(out, headers=(*out.headers, ("x-more", "1"))), "headers"),
        (lambda out: dataclasses.replace(out, headers=out.headers[1:]), "headers"),
        (lambda out: dataclasses.replace(out, headers=(("accept", "*/*"), *out.headers[:1])), "headers"),
    ],
    ids=["byte", "longer", "path", "query", "host", "version", "method", "header", "no-header", "value"],
)
async def test_anything_else_than_confirmed_is_refused(
    egress: BrokerEgress,
    provider: TlsProvider,
    authority: Authority,
    change: Callable[[Outgoing], Outgoing],
    reason: str,
) -> None:
    outgoing = outgoing_to(provider.url())
    permit = managed(yes_to(outgoing), authority.pem)
    assert refusal(await all_events(egress, change(outgoing), permit)) == reason
    assert refusal(await all_events(egress, outgoing, permit)) == "spent"  # shown once, gone
    assert provider.connections == 0


async def test_an_extra_secret_header_is_refused(
    egress: BrokerEgress, provider: TlsProvider, authority: Authority
) -> None:
    outgoing = outgoing_to(provider.url())
    permit = managed(yes_to(outgoing), authority.pem)
    assert refusal(await all_events(egress, outgoing, permit, secrets={"x-key": "1"})) == "headers"
    with_key = dataclasses.replace(outgoing, secret_headers=("x-key",))
    assert refusal(await all_events(egress, with_key, permit, secrets={"x-key": "1"})) == "headers"
    assert provider.connections == 0


async def test_another_root_than_confirmed_is_refused_by_hash(
    egress: BrokerEgress, provider: TlsProvider, authority: Authority
) -> None:
    """The permit's root is part of the ticket; without it the provider of the test is unknown."""
    outgoing = outgoing_to(provider.url())
    events = await all_events(egress, outgoing, managed(yes_to(outgoing), Authority().pem))
    assert isinstance(events[0], Failed)
    assert events[0].fault.kind is FaultKind.TLS
    assert provider.requests == []


async def test_a_yes_is_good_for_one_send(
    egress: BrokerEgress, provider: TlsProvider, authority: Authority
) -> None:
    outgoing = outgoing_to(provider.url())
    permit = managed(yes_to(outgoing), authority.pem)
    assert (await all_events(egress, outgoing, permit))[-1] == Ended()
    assert refusal(await all_events(egress, outgoing, permit)) == "spent"
    assert provider.connections == 1


async def test_two_uses_at_once_give_one_send(
    egress: BrokerEgress, provider: TlsProvider, authority: Authority
) -> None:
    outgoing = outgoing_to(provider.url())
    permit = managed(yes_to(outgoing), authority.pem)
    both = await asyncio.gather(*(all_events(egress, outgoing, permit) for _ in range(8)))
    assert sum(events[-1] == Ended() for events in both) == 1
    assert provider.connections == 1
    assert len(provider.requests) == 1


async def test_an_expired_yes_is_refused(
    egress: BrokerEgress, provider: TlsProvider, authority: Authority
) -> None:
    outgoing = outgoing_to(provider.url())
    expired = yes_to(outgoing, valid_seconds=0.0)
    assert refusal(await all_events(egress, outgoing, managed(expired, authority.pem))) == "expired"
    assert provider.connections == 0


async def test_a_yes_read_back_from_the_record_is_expired(
    egress: BrokerEgress, provider: TlsProvider, authority: Authority
) -> None:
    outgoing = outgoing_to(provider.url())
    stored: Confirmation = dataclasses.replace(yes_to(outgoing), confirmed_steady=None)
    assert refusal(await all_events(egress, outgoing, managed(stored, authority.pem))) == "expired"
    assert provider.connections == 0


async def test_setting_the_wall_clock_back_prolongs_nothing(
    egress: BrokerEgress, provider: TlsProvider, authority: Authority
) -> None:
    outgoing = outgoing_to(provider.url())
    given = dataclasses.replace(yes_to(outgoing, valid_seconds=0.0), confirmed_at="2199-01-01T00:00:00Z")
    assert refusal(await all_events(egress, outgoing, managed(given, authority.pem))) == "expired"
    assert provider.connections == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_told_and_not_followed(
    egress: BrokerEgress,
    provider: TlsProvider,
    authority: Authority,
    serve: Callable[..., TlsProvider],
    server_context: Any,
    status: int,
) -> None:
    elsewhere = serve(sse("no"), server_context)
    provider.script = redirect(status, elsewhere.url())
    outgoing = outgoing_to(provider.url())
    events = await all_events(egress, outgoing, managed(yes_to(outgoing), authority.pem))
    assert isinstance(events[-1], Failed)
    assert events[-1].fault.kind is FaultKind.REDIRECTED
    assert events[-1].may_have_left
    assert elsewhere.connections == 0
    assert provider.connections == 1


async def test_managed_lanes_want_tls(egress: BrokerEgress, serve: Callable[..., TlsProvider]) -> None:
    plain = serve(sse("no"))
    outgoing = outgoing_to(plain.url())
    events = await all_events(egress, outgoing, managed(yes_to(outgoing)))
    assert "TLS" in refusal(events)
    assert plain.connections == 0


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
async def test_a_device_permit_reaches_loopback(
    egress: BrokerEgress, serve: Callable[..., TlsProvider], host: str
) -> None:
    engine = serve(sse("hej"), None, "::1" if host == "[::1]" else "127.0.0.1")
    events = await all_events(egress, outgoing_to(engine.url(host)), DevicePermit("ollama"))
    assert events[-1] == Ended()
    assert engine.connections == 1


async def test_localhost_is_also_version_6(egress: BrokerEgress, serve: Callable[..., TlsProvider]) -> None:
    engine = serve(sse("hej"), None, "::1")
    events = await all_events(egress, outgoing_to(engine.url("localhost")), DevicePermit("ollama"))
    assert events[0] == Connected("::1")


@pytest.mark.parametrize(
    "host",
    ["0.0.0.0", "127.1", "2130706433", "192.0.2.1", "localhost.", "a.localhost", "[::ffff:127.0.0.1]", "[::]"],
)
async def test_a_device_permit_reaches_nothing_else(
    egress: BrokerEgress, serve: Callable[..., TlsProvider], host: str
) -> None:
    engine = serve(sse("hej"))
    [event] = await all_events(egress, outgoing_to(engine.url(host)), DevicePermit("ollama"))
    assert isinstance(event, Failed)
    assert event.fault.kind in {FaultKind.NOT_LOCAL, FaultKind.TICKET_REFUSED}
    assert not event.may_have_left
    assert engine.connections == 0


async def test_nothing_listens(egress: BrokerEgress, serve: Callable[..., TlsProvider]) -> None:
    gone = TlsProvider(sse("no"), None)
    url = gone.url()
    with gone:
        pass
    [event] = await all_events(egress, outgoing_to(url), DevicePermit("ollama"))
    assert isinstance(event, Failed)
    assert event.fault.kind is FaultKind.NOT_RUNNING
    assert not event.may_have_left


async def test_proxy_variables_divert_nothing(
    monkeypatch: pytest.MonkeyPatch,
    provider: TlsProvider,
    authority: Authority,
    serve: Callable[..., TlsProvider],
) -> None:
    proxy = serve(sse("no"))
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy.url(path=""))
    launched = Launched()
    launched.launcher.environment |= {"HTTPS_PROXY": proxy.url(path="")}  # even if the scrubbing were forgotten
    egress = BrokerEgress(None, launched, SystemClock())
    try:
        outgoing = outgoing_to(provider.url())
        events = await all_events(egress, outgoing, managed(yes_to(outgoing), authority.pem))
        assert events[-1] == Ended()
        assert proxy.connections == 0
        assert provider.connections == 1
    finally:
        await egress.close()
        launched.close()


@pytest.mark.parametrize(
    ("headers", "named"),
    [
        ((("host", "evil.example"),), "host"),
        ((("cookie", "a=b"),), "cookie"),
        ((("Content-Type", "a/b"),), "Content-Type"),
        ((("x-one", "1"), ("x-one", "2")), "x-one"),
        ((("x-split", "1\r\nx-more: 2"),), "x-split"),
        ((("transfer-encoding", "chunked"),), "transfer-encoding"),
        ((("accept-encoding", "gzip"),), "accept-encoding"),
    ],
)
async def test_headers_that_are_not_sent(
    egress: BrokerEgress,
    provider: TlsProvider,
    authority: Authority,
    headers: tuple[tuple[str, str], ...],
    named: str,
) -> None:
    outgoing = outgoing_to(provider.url(), headers=headers)
    assert named in refusal(await all_events(egress, outgoing, managed(yes_to(outgoing), authority.pem)))
    assert provider.connections == 0


async def test_a_bad_key_is_never_repeated(
    egress: BrokerEgress, provider: TlsProvider, authority: Authority
) -> None:
    outgoing = outgoing_to(provider.url(), secret_headers=("authorization",))
    permit = managed(yes_to(outgoing), authority.pem)
    told = refusal(await all_events(egress, outgoing, permit, secrets={"authorization": "Bearer s3cret\n"}))
    assert "s3cret" not in told
    assert provider.connections == 0


async def test_a_large_body_arrives_whole(
    egress: BrokerEgress, provider: TlsProvider, authority: Authority
) -> None:
    body = json.dumps({"text": "å" * 4_000_000}).encode()
    outgoing = outgoing_to(provider.url(), body)
    events = await all_events(egress, outgoing, managed(yes_to(outgoing), authority.pem))
    assert events[-1] == Ended()
    assert provider.requests[0].body_sha256 == outgoing.body_sha256


async def test_fifty_megabytes_with_flat_memory(
    egress: BrokerEgress, launched: Launched, serve: Callable[..., TlsProvider]
) -> None:
    size = 50_000_000
    engine = serve(large(size))
    outgoing = outgoing_to(engine.url())
    await all_events(egress, outgoing_to(engine.url()), DevicePermit("warm-up"), deadlines=Deadlines())
    processes = [psutil.Process(launched.started[-1].pid), psutil.Process()]
    before = [process.memory_info().rss for process in processes]
    received = peak = 0
    async for event in egress.exchange(outgoing, DevicePermit("ollama")):
        if data := getattr(event, "data", b""):
            received += len(data)
            if received % (1 << 20) < len(data):
                await asyncio.sleep(0)  # a reader that is slower than the sender
                grown = [p.memory_info().rss - b for p, b in zip(processes, before, strict=True)]
                peak = max(peak, *grown)
    assert received == size
    assert peak < 8 << 20


async def test_a_reader_that_stops_reading_holds_the_sender(
    egress: BrokerEgress, launched: Launched, serve: Callable[..., TlsProvider]
) -> None:
    engine = serve(large(50_000_000))
    events = egress.exchange(outgoing_to(engine.url()), DevicePermit("ollama"), deadlines=Deadlines(idle=0.3))
    async for event in events:
        if getattr(event, "data", b""):
            break
    broker = psutil.Process(launched.started[-1].pid)
    before = broker.memory_info().rss
    await asyncio.sleep(1)  # longer than the idle deadline, which is about the server and not about us
    assert broker.memory_info().rss - before < 4 << 20
    async for event in events:
        if getattr(event, "data", b""):
            break
    else:
        pytest.fail("the exchange ended while nobody read")
    await events.aclose()


async def test_many_exchanges_leave_nothing_open(
    egress: BrokerEgress, launched: Launched, serve: Callable[..., TlsProvider]
) -> None:
    engine = serve(sse("hej"))
    outgoing = outgoing_to(engine.url())
    await all_events(egress, outgoing, DevicePermit("ollama"))
    broker = psutil.Process(launched.started[-1].pid)
    before = len(descriptors(broker.pid))
    for _ in range(5):
        many = await asyncio.gather(*(all_events(egress, outgoing, DevicePermit("ollama")) for _ in range(20)))
        assert all(events[-1] == Ended() for events in many)
    await settled(broker, before)
    assert len(launched.started) == 1


def test_only_one_module_knows_the_http_library() -> None:
    folder = Path(__file__).parents[3] / "app" / "homeport" / "adapters" / "egress"
    knows = {path.name for path in folder.glob("*.py") if "import httpcore" in path.read_text("utf-8")}
    assert knows == {"http_exchange.py"}
    assert {path.name for path in folder.glob("*.py") if "import httpx" in path.read_text("utf-8")} == {
        "transport.py"
    }
