"""Short calls to an engine: whatever answers, the outcome is an answer or a fault."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from fakes.plain_egress import PlainEgress
from homeport.adapters.engines.calls import ANSWER_BYTES, Answer, call
from homeport.domain.exchange import Fault, FaultKind
from homeport.ports.egress import Deadlines

pytestmark = pytest.mark.anyio

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"


@asynccontextmanager
async def answering(*parts: bytes, then: Callable[[], float] = lambda: 0.0) -> AsyncIterator[str]:
    """A server that reads one request, writes the parts, waits, and closes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        try:
            for part in parts:
                writer.write(part)
                await writer.drain()
            await asyncio.sleep(then())
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/x"


async def ask(url: str, seconds: float = 5.0) -> Answer | Fault:
    deadlines = Deadlines(connect=seconds, first_byte=seconds, idle=seconds, total=seconds)
    return await call(PlainEgress(), "ollama", url, deadlines=deadlines)


@pytest.mark.parametrize(
    ("body", "json", "error"),
    [
        (b'{"error":"model not found"}', {"error": "model not found"}, "model not found"),
        (b'{"error":{"message":"Loading model"}}', {"error": {"message": "Loading model"}}, "Loading model"),
        (b'{"error":7}', {"error": 7}, ""),
        (b"[1]", None, ""),
        (b"<html>", None, ""),
        (b"", None, ""),
        (b"[" * 100_000, None, ""),
        (b"\xff\xfe", None, ""),
    ],
)
async def test_body_is_json_or_nothing(body: bytes, json: object, error: str) -> None:
    async with answering(HEAD + b"content-length: %d\r\n\r\n" % len(body) + body) as url:
        answer = await ask(url)
    assert isinstance(answer, Answer)
    assert (answer.status, answer.json, answer.error) == (200, json, error)


async def test_error_text_is_shortened() -> None:
    body = b'{"error":"%s"}' % (b"x" * 10_000)
    async with answering(HEAD + b"content-length: %d\r\n\r\n" % len(body) + body) as url:
        answer = await ask(url)
    assert isinstance(answer, Answer)
    assert len(answer.error) == 300


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirect_is_a_fault_and_is_not_followed(status: int) -> None:
    async with answering(
        b"HTTP/1.1 %d X\r\nlocation: http://192.0.2.1/\r\ncontent-length: 0\r\n\r\n" % status
    ) as url:
        assert await ask(url) == Fault(FaultKind.REDIRECTED, f"HTTP {status}")


async def test_endless_body_is_cut() -> None:
    block = b"x" * (1 << 20)
    async with answering(HEAD + b"\r\n", *([block] * ((ANSWER_BYTES >> 20) + 8))) as url:
        answer = await ask(url)
    assert isinstance(answer, Fault)
    assert answer.kind is FaultKind.MALFORMED


@pytest.mark.parametrize("parts", [(), (HEAD + b"content-length: 9\r\n\r\n",), (HEAD + b"\r\n", b'{"a"')])
async def test_silence_is_a_timeout(parts: tuple[bytes, ...]) -> None:
    async with answering(*parts, then=lambda: 1.0) as url:
        answer = await ask(url, 0.2)
    assert isinstance(answer, Fault)
    assert answer.kind is FaultKind.TIMEOUT


@pytest.mark.parametrize("parts", [(), (HEAD + b"content-length: 9\r\n\r\n{",), (b"SSH-2.0-server\r\n\r\n",)])
async def test_broken_answer_is_a_fault(parts: tuple[bytes, ...]) -> None:
    async with answering(*parts) as url:
        answer = await ask(url)
    assert isinstance(answer, Fault)
    assert answer.kind is FaultKind.CUT


async def test_nobody_there_is_not_running() -> None:
    assert await ask("http://127.0.0.1:1/x") == Fault(FaultKind.NOT_RUNNING)


async def test_elsewhere_is_never_connected_to() -> None:
    assert await ask("http://192.0.2.1/x") == Fault(FaultKind.NOT_LOCAL, "192.0.2.1")
