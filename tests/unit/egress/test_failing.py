"""What is told when the other side fails, and how soon."""

import asyncio
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psutil
import pytest

from fakes.confirmed import body_of, managed, outgoing_to, yes_to
from fakes.launched import Launched
from fakes.settled import descriptors, settled
from fakes.tls_provider import (
    Authority,
    Received,
    TlsProvider,
    answer,
    comments,
    cut_mid_body,
    raw,
    reset_mid_body,
    self_signed,
    silent,
    sse,
)
from homeport.adapters.egress.client import BrokerEgress
from homeport.domain.consent import DevicePermit
from homeport.domain.exchange import FaultKind, Outgoing
from homeport.ports.egress import BodyWritten, Chunk, Connected, Deadlines, EgressEvent, Ended, Failed, Head

pytestmark = pytest.mark.anyio

Serve = Callable[..., TlsProvider]
DEVICE = DevicePermit("ollama")


async def all_events(
    egress: BrokerEgress, outgoing: Outgoing, permit: Any = DEVICE, **more: Any
) -> list[EgressEvent]:
    return [event async for event in egress.exchange(outgoing, permit, **more)]


def failure(events: list[EgressEvent]) -> Failed:
    assert isinstance(events[-1], Failed)
    return events[-1]


async def ask(egress: BrokerEgress, server: TlsProvider, company_ca: str = "", host: str = "localhost") -> Failed:
    """Send under a fresh yes to a server that is not expected to be believed."""
    outgoing = outgoing_to(server.url(host))
    events = await all_events(egress, outgoing, managed(yes_to(outgoing), company_ca))
    assert len(events) == 1  # not even "connected": no byte of the request was written
    assert server.requests == []
    assert not failure(events).may_have_left
    return failure(events)


async def test_self_signed(egress: BrokerEgress, serve: Serve) -> None:
    failed = await ask(egress, serve(sse("no"), self_signed("localhost")))
    assert failed.fault.kind is FaultKind.TLS
    assert "self-signed" in failed.fault.detail
    assert "organisation" in failed.fault.detail


async def test_unknown_authority(egress: BrokerEgress, serve: Serve, server_context: ssl.SSLContext) -> None:
    failed = await ask(egress, serve(sse("no"), server_context))
    assert failed.fault.kind is FaultKind.TLS
    assert "does not know" in failed.fault.detail
    assert "your organisation" in failed.fault.detail
    assert "certificate authority" in failed.fault.detail


async def test_failed_handshakes_leave_nothing_open(
    egress: BrokerEgress, launched: Launched, serve: Serve, server_context: ssl.SSLContext
) -> None:
    server = serve(sse("no"), server_context)
    await ask(egress, server)
    broker = psutil.Process(launched.started[-1].pid)
    before = len(descriptors(broker.pid))
    for _ in range(20):
        await ask(egress, server)
    await settled(broker, before)


async def test_expired(egress: BrokerEgress, serve: Serve, authority: Authority) -> None:
    failed = await ask(egress, serve(sse("no"), authority.context("localhost", expired=True)), authority.pem)
    assert failed.fault.kind is FaultKind.TLS
    assert "expired" in failed.fault.detail


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
async def test_wrong_host(egress: BrokerEgress, serve: Serve, authority: Authority, host: str) -> None:
    failed = await ask(egress, serve(sse("no"), authority.context("other.example")), authority.pem, host)
    assert failed.fault.kind is FaultKind.TLS
    assert f"not for {host}" in failed.fault.detail


async def test_old_tls_only(egress: BrokerEgress, serve: Serve, authority: Authority) -> None:
    context = authority.context("localhost")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version = ssl.TLSVersion.TLSv1
    failed = await ask(egress, serve(sse("no"), context), authority.pem)
    assert failed.fault.kind is FaultKind.TLS


async def test_client_certificate_asked(egress: BrokerEgress, serve: Serve, authority: Authority) -> None:
    context = authority.context("localhost")
    context.verify_mode = ssl.CERT_REQUIRED
    authority.ca.configure_trust(context)
    server = serve(sse("no"), context)
    outgoing = outgoing_to(server.url())
    events = await all_events(egress, outgoing, managed(yes_to(outgoing), authority.pem))
    assert failure(events).fault.kind is FaultKind.TLS  # TLS 1.3 says so only after the first bytes
    assert "client certificate" in failure(events).fault.detail
    assert server.requests == []


async def test_not_tls_at_all(egress: BrokerEgress, authority: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve_one() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1 << 16)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        serving = asyncio.create_task(asyncio.to_thread(serve_one))
        outgoing = outgoing_to(f"https://localhost:{listener.getsockname()[1]}/v1")
        events = await all_events(egress, outgoing, managed(yes_to(outgoing), authority.pem))
        await serving
    assert failure(events).fault.kind is FaultKind.TLS
    assert not failure(events).may_have_left


async def test_a_broken_company_root(egress: BrokerEgress, serve: Serve, server_context: ssl.SSLContext) -> None:
    pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    server = serve(sse("no"), server_context)
    failed = await ask(egress, server, pem)
    assert failed.fault.kind is FaultKind.TLS
    assert server.connections == 0


async def test_slow_first_byte(egress: BrokerEgress, serve: Serve) -> None:
    server = serve(silent(5))
    began = time.monotonic()
    events = await all_events(egress, outgoing_to(server.url()), deadlines=Deadlines(first_byte=0.3))
    assert time.monotonic() - began < 2
    assert failure(events).fault.kind is FaultKind.TIMEOUT
    assert "0.3 seconds" in failure(events).fault.detail
    assert failure(events).may_have_left


async def test_the_first_byte_is_one_of_the_body(egress: BrokerEgress, serve: Serve) -> None:
    """A server may send its head at once and then read a long prompt; idle does not count yet."""

    def script(connection: Any, _: Received) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")
        time.sleep(0.6)
        connection.sendall(b"late")

    events = await all_events(
        egress, outgoing_to(serve(script).url()), deadlines=Deadlines(first_byte=5, idle=0.2)
    )
    assert events[-1] == Ended()
    assert body_of(events) == b"late"


async def test_silence_in_the_middle(egress: BrokerEgress, serve: Serve) -> None:
    def script(connection: Any, received: Received) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\ndata: 1\n\n")
        silent(5)(connection, received)

    events = await all_events(egress, outgoing_to(serve(script).url()), deadlines=Deadlines(idle=0.3))
    assert body_of(events) == b"data: 1\n\n"
    assert failure(events).fault.kind is FaultKind.TIMEOUT


async def test_comments_for_ever_meet_the_total_deadline(egress: BrokerEgress, serve: Serve) -> None:
    server = serve(comments(0.1, 20))
    began = time.monotonic()
    events = await all_events(egress, outgoing_to(server.url()), deadlines=Deadlines(idle=1, total=1))
    assert 0.9 < time.monotonic() - began < 2.5
    assert failure(events).fault.kind is FaultKind.TIMEOUT
    assert "in all" in failure(events).fault.detail


async def test_a_connection_that_never_stands(egress: BrokerEgress, authority: Authority) -> None:
    """A listener that accepts and never answers the TLS hello."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        outgoing = outgoing_to(f"https://localhost:{listener.getsockname()[1]}/v1")
        began = time.monotonic()
        events = await all_events(
            egress, outgoing, managed(yes_to(outgoing), authority.pem), deadlines=Deadlines(connect=0.3)
        )
        assert time.monotonic() - began < 2
    assert failure(events).fault.kind is FaultKind.TIMEOUT
    assert not failure(events).may_have_left


@pytest.mark.parametrize("script", [reset_mid_body, cut_mid_body])
async def test_cut_in_the_middle_of_a_chunked_answer(egress: BrokerEgress, serve: Serve, script: Any) -> None:
    server = serve(script)
    events = await all_events(egress, outgoing_to(server.url()))
    assert isinstance(events[2], Head)
    assert failure(events).fault.kind is FaultKind.CUT
    assert failure(events).may_have_left
    assert server.connections == 1  # not tried again


async def test_closed_without_an_answer(egress: BrokerEgress, serve: Serve) -> None:
    server = serve(raw(b""))
    events = await all_events(egress, outgoing_to(server.url()))
    assert failure(events).fault.kind is FaultKind.CUT
    assert server.connections == 1


async def test_a_close_delimited_answer_ends_where_it_ends(egress: BrokerEgress, serve: Serve) -> None:
    """Only the wire format can know that something is missing."""
    events = await all_events(egress, outgoing_to(serve(raw(b"HTTP/1.1 200 OK\r\n\r\nhalf")).url()))
    assert body_of(events) == b"half"
    assert events[-1] == Ended()


@pytest.mark.parametrize(
    "data",
    [
        b"SSH-2.0-OpenSSH_9.9\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nx: " + b"a" * 300_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: nan\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
        b"\x00\x01\x02" * 100 + b"\r\n\r\n",
    ],
    ids=["ssh", "huge head", "length", "chunk", "upgrade", "noise"],
)
async def test_not_http(egress: BrokerEgress, serve: Serve, data: bytes) -> None:
    events = await all_events(egress, outgoing_to(serve(raw(data)).url()))
    assert failure(events).fault.kind is FaultKind.MALFORMED
    assert failure(events).may_have_left


async def test_a_login_page_is_passed_on_as_it_is(egress: BrokerEgress, serve: Serve) -> None:
    """Whether HTML may answer is for the wire format to say."""
    server = serve(answer("200 OK", "text/html; charset=utf-8", b"<html>log in</html>"))
    events = await all_events(egress, outgoing_to(server.url()))
    assert isinstance(events[2], Head)
    assert events[2].headers["content-type"] == "text/html; charset=utf-8"
    assert events[-1] == Ended()


async def test_cookies_are_not_told_and_repeated_headers_joined(egress: BrokerEgress, serve: Serve) -> None:
    server = serve(
        answer("429 Slow down", "text/plain", b"", "Set-Cookie: a=b", "Via: 1", "Via: 2", "Retry-After: 3")
    )
    events = await all_events(egress, outgoing_to(server.url()))
    assert isinstance(events[2], Head)
    assert events[2].status == 429
    assert events[2].headers["via"] == "1, 2"
    assert events[2].headers["retry-after"] == "3"
    assert "set-cookie" not in events[2].headers


async def test_an_early_refusal_of_a_large_body_is_heard(egress: BrokerEgress) -> None:
    """413 and a reset while the body is still being written."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve_one() -> None:
            connection, _ = listener.accept()
            connection.recv(1 << 16)
            connection.sendall(b"HTTP/1.1 413 Too large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            connection.shutdown(socket.SHUT_WR)
            with suppress(OSError):
                while connection.recv(1 << 20):
                    pass
            connection.close()

        serving = asyncio.create_task(asyncio.to_thread(serve_one))
        outgoing = outgoing_to(f"http://127.0.0.1:{listener.getsockname()[1]}/", bytes(8 << 20))
        events = await all_events(egress, outgoing)
        await serving
    heads = [event for event in events if isinstance(event, Head)]
    assert heads
    assert heads[0].status == 413


async def test_name_not_found(egress: BrokerEgress) -> None:
    outgoing = outgoing_to("https://homeport-test.invalid/v1")
    [event] = await all_events(egress, outgoing, managed(yes_to(outgoing)), deadlines=Deadlines(connect=20))
    assert isinstance(event, Failed)
    assert event.fault.kind is FaultKind.NAME
    assert not event.may_have_left


async def test_nothing_listens_at_the_provider(egress: BrokerEgress) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    outgoing = outgoing_to(f"https://localhost:{port}/v1")
    [event] = await all_events(egress, outgoing, managed(yes_to(outgoing)))
    assert isinstance(event, Failed)
    assert event.fault.kind is FaultKind.UNREACHABLE
    assert not event.may_have_left


async def test_a_stop_closes_the_connection_within_a_tenth_of_a_second(egress: BrokerEgress, serve: Serve) -> None:
    server = serve(silent(5))
    events = egress.exchange(outgoing_to(server.url()), DEVICE)
    assert isinstance(await anext(events), Connected)
    assert isinstance(await anext(events), BodyWritten)
    assert await asyncio.to_thread(server.answering.wait, 5)
    began = time.monotonic()
    await events.aclose()
    assert await asyncio.to_thread(server.closed_by_client.wait, 5)
    assert time.monotonic() - began < 0.1


async def test_cancelling_the_task_closes_the_connection(egress: BrokerEgress, serve: Serve) -> None:
    server = serve(comments(0.05, 10))
    started = asyncio.Event()

    async def read() -> None:
        async for event in egress.exchange(outgoing_to(server.url()), DEVICE):
            if isinstance(event, Chunk):
                started.set()

    task = asyncio.create_task(read())
    await started.wait()
    began = time.monotonic()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(server.closed_by_client.wait, 5)
    assert time.monotonic() - began < 0.1
    assert (await all_events(egress, outgoing_to(serve(sse("hej")).url())))[-1] == Ended()


async def test_a_stop_before_the_tls_handshake_is_over(egress: BrokerEgress, authority: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        outgoing = outgoing_to(f"https://localhost:{listener.getsockname()[1]}/v1")
        permit = managed(yes_to(outgoing), authority.pem)
        task = asyncio.create_task(all_events(egress, outgoing, permit))
        connection, _ = await asyncio.to_thread(listener.accept)
        with connection:
            await asyncio.to_thread(connection.recv, 1)
            began = time.monotonic()
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            connection.settimeout(5)

            def drained() -> None:
                with suppress(ConnectionResetError):
                    while connection.recv(4096):
                        pass

            await asyncio.to_thread(drained)
            assert time.monotonic() - began < 0.1
