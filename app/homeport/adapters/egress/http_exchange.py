"""One HTTP exchange on one connection: the only module of the broker that knows the HTTP library.

HTTP/1.1, no retry, no redirect, no proxy, no cookie, no keep-alive, no content coding.
"""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import anyio  # what httpcore waits and locks with
import httpcore

import homeport
from homeport.adapters.egress.dial import Dialled, dial, tls_context
from homeport.adapters.egress.faults import NetworkFaultError, tls_fault
from homeport.adapters.egress.frames import PIECE
from homeport.adapters.egress.reach import Reach
from homeport.adapters.egress.tickets import TicketKind
from homeport.domain.address import Address
from homeport.domain.exchange import FaultKind, Outgoing
from homeport.ports.egress import Deadlines

_USER_AGENT = f"homeport/{homeport.__version__}"

BROKER_HEADERS = frozenset(
    {
        "host", "user-agent", "accept-encoding", "content-length", "connection", "transfer-encoding", "keep-alive",
        "te", "trailer", "upgrade", "expect", "cookie", "proxy-authorization", "proxy-connection",
    }
)  # fmt: skip
"""Header names that only the broker sets, or that it never sends."""

_POINTS = frozenset({301, 302, 303, 307, 308})
_METHODS = frozenset({"GET", "POST", "DELETE", "HEAD", "PUT"})
_TOKEN = re.compile(r"[a-z0-9!#$&'*+.^_`|~-]+", re.ASCII)  # RFC 9110, section 5.6.2, in lower case
_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?|", re.ASCII)


class Listener(Protocol):
    """Hears what happens, in order; the exchange goes on when the call returns."""

    async def connected(self, peer: str) -> None: ...
    async def body_written(self, size: int) -> None: ...
    async def head(self, status: int, headers: Mapping[str, str]) -> None: ...
    async def data(self, data: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class Send:
    """What to send and under which rules. The values of secret headers are nowhere else."""

    kind: TicketKind
    address: Address
    outgoing: Outgoing
    secrets: Mapping[str, str]
    company_ca: str
    deadlines: Deadlines
    points: Callable[[str], bool] | None = None  # for a fetch: whether its answer may point there


class HttpExchange:
    """Sends once. `began_writing` tells whether any byte of the request may have been delivered."""

    def __init__(self, send: Send, reach: Reach, listener: Listener) -> None:
        self._send = send
        self._reach = reach
        self._listener = listener
        self._loop = asyncio.get_running_loop()
        self._total_until = self._loop.time() + send.deadlines.total
        self._answer_until = self._total_until
        self._asked = False
        self._answering = False
        self._stream: _Stream | None = None
        self.began_writing = False

    async def run(self) -> None:
        """Connect, send, and tell the listener what comes until the answer's end.

        Raises:
            NetworkFaultError: it broke; what was told before remains true.
        """
        send = self._send
        headers = wire_headers(send)
        context = tls_context(send.company_ca) if send.address.scheme == "https" else None
        connection = httpcore.AsyncHTTPConnection(
            httpcore.Origin(send.address.scheme.encode(), send.address.host.encode(), send.address.port),
            ssl_context=context,
            keepalive_expiry=0,
            network_backend=_Backend(self),
        )
        request = httpcore.Request(
            send.outgoing.method,
            httpcore.URL(
                scheme=send.address.scheme.encode(),
                host=send.address.host.encode(),
                port=send.address.port,
                target=(send.address.target or "/").encode(),
            ),
            headers=headers,
            content=_pieces(send.outgoing.body),
            extensions={"trace": self._trace, "sni_hostname": send.address.host},
        )
        try:
            response = await connection.handle_async_request(request)
            await self._hear(response)
        except httpcore.RemoteProtocolError as error:
            raise self._protocol_fault(error) from error
        except httpcore.LocalProtocolError as error:
            raise NetworkFaultError(FaultKind.TICKET_REFUSED, "This cannot be sent as HTTP.") from error
        finally:
            if self._stream is not None:  # the library forgets a stream whose handshake failed
                await self._stream.aclose()

    async def _hear(self, response: httpcore.Response) -> None:
        status = response.status
        if status in _POINTS and self._send.points is not None:
            headers = _read_headers(response.headers)
            if self._send.points(headers.get("location", "")):
                await self._listener.head(status, headers)  # its body says nothing more
                return
        if 300 <= status < 400:
            raise NetworkFaultError(
                FaultKind.REDIRECTED, f"Status {status}: the server points elsewhere; it was not followed."
            )
        if status < 200:
            raise NetworkFaultError(FaultKind.MALFORMED, f"Status {status} was not asked for.")
        await self._listener.head(status, _read_headers(response.headers))
        async for data in response.aiter_stream():
            self._answering = True
            await self._listener.data(data)

    def _protocol_fault(self, error: httpcore.RemoteProtocolError) -> NetworkFaultError:
        if self._answering or "disconnected" in str(error) or "closed" in str(error):
            return NetworkFaultError(FaultKind.CUT, "The connection was closed before the answer was whole.")
        return NetworkFaultError(FaultKind.MALFORMED, "What answered does not speak HTTP.")

    async def _trace(self, name: str, _: Mapping[str, Any]) -> None:
        if name == "http11.send_request_body.complete":
            self._asked = True
            self._await_answer()
            await self._listener.body_written(len(self._send.outgoing.body))

    # What the connection asks back.

    async def open_stream(self) -> "_Stream":
        """Open the connection within its deadline."""
        seconds = min(self._send.deadlines.connect, self._total_until - self._loop.time())
        dialled = await dial(self._send.kind, self._send.address, self._reach, seconds)
        self._stream = _Stream(self, dialled)
        return self._stream

    def secure_until(self) -> float:
        """When the TLS handshake has to be over."""
        return min(self._loop.time() + self._send.deadlines.connect, self._total_until)

    def write_until(self) -> float:
        """When the next piece has to be taken."""
        return min(self._loop.time() + self._send.deadlines.idle, self._total_until)

    def read_until(self) -> float:
        """When the next bytes have to be here: the first of the answer's body, then any."""
        return self.write_until() if self._answering else self._answer_until

    def timeout(self) -> NetworkFaultError:
        """The fault for a deadline that has just passed."""
        deadlines = self._send.deadlines
        if self._loop.time() >= self._total_until:
            words = f"The exchange took longer than the {deadlines.total:g} seconds allowed in all."
        elif self._answering or not self._asked:
            words = f"Nothing moved for {deadlines.idle:g} seconds."
        else:
            words = f"No answer began within {deadlines.first_byte:g} seconds."
        return NetworkFaultError(FaultKind.TIMEOUT, words)

    async def before_first_byte(self, peer: str) -> None:
        """Told once, when the secure connection stands and nothing has been written to it."""
        if not self.began_writing:
            await self._listener.connected(peer)
            self.began_writing = True
            self._await_answer()

    def _await_answer(self) -> None:
        self._answer_until = min(self._loop.time() + self._send.deadlines.first_byte, self._total_until)


class _Backend(httpcore.AsyncNetworkBackend):
    def __init__(self, exchange: HttpExchange) -> None:
        self._exchange = exchange

    async def connect_tcp(
        self,
        host: str,  # noqa: ARG002 - the address was settled with the ticket
        port: int,  # noqa: ARG002
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - our own deadlines hold
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> "_Stream":
        return await self._exchange.open_stream()


class _Stream(httpcore.AsyncNetworkStream):
    """A connected socket that becomes an asyncio stream, plain or TLS, when it is first used."""

    def __init__(self, exchange: HttpExchange, dialled: Dialled) -> None:
        self._exchange = exchange
        self._dialled = dialled
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
    ) -> "_Stream":
        name = server_hostname or ""
        try:
            async with asyncio.timeout_at(self._exchange.secure_until()):
                await self._open(ssl_context, name)
        except ssl.SSLError as error:
            raise tls_fault(error, name) from error
        except TimeoutError as error:
            raise NetworkFaultError(
                FaultKind.TIMEOUT, f"{name} did not finish its TLS handshake in time."
            ) from error
        except OSError as error:
            raise NetworkFaultError(
                FaultKind.TLS, f"{name} broke off before a secure connection stood."
            ) from error
        return self

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109
        writer = self._writer or await self._open(None, None)
        await self._exchange.before_first_byte(self._dialled.peer)
        if not buffer:
            return
        try:
            async with asyncio.timeout_at(self._exchange.write_until()):
                writer.write(buffer)
                await writer.drain()
        except TimeoutError as error:
            raise self._exchange.timeout() from error
        except OSError as error:  # the answer may stand there already: 413, say
            raise httpcore.WriteError from error

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109
        assert self._reader is not None
        try:
            async with asyncio.timeout_at(self._exchange.read_until()):
                return await self._reader.read(max_bytes)
        except TimeoutError as error:
            raise self._exchange.timeout() from error
        except ssl.SSLError as error:
            raise tls_fault(error, self._dialled.peer) from error
        except OSError as error:
            raise NetworkFaultError(FaultKind.CUT, "The connection broke before the answer was whole.") from error

    async def aclose(self) -> None:
        if self._writer is None:
            self._dialled.socket.close()
        else:
            self._writer.transport.abort()  # at once: a polite TLS goodbye would wait for the other side

    def get_extra_info(self, info: str) -> Any:  # noqa: ARG002 - no second version of HTTP to ask about
        return None

    async def _open(self, context: ssl.SSLContext | None, name: str | None) -> asyncio.StreamWriter:
        self._reader, self._writer = await asyncio.open_connection(
            sock=self._dialled.socket, ssl=context, server_hostname=name, limit=PIECE
        )
        # drain() is to mean "handed on". Not 0: asyncio's TLS pauses at `size >= high` and would never resume.
        self._writer.transport.set_write_buffer_limits(high=1, low=0)
        return self._writer


def wire_headers(send: Send) -> list[tuple[bytes, bytes]]:
    """The header lines as they go out.

    Raises:
        NetworkFaultError: a name or value that must not be sent; the value is not repeated.
    """
    outgoing = send.outgoing
    if outgoing.method not in _METHODS:
        raise NetworkFaultError(FaultKind.TICKET_REFUSED, "The method is not one that is sent.")
    given = [*outgoing.headers, *((name, send.secrets[name]) for name in outgoing.secret_headers)]
    names = [name for name, _ in given]
    for name, value in given:
        if not _TOKEN.fullmatch(name) or name in BROKER_HEADERS or names.count(name) > 1:
            raise NetworkFaultError(FaultKind.TICKET_REFUSED, f"The header {name!r} is not one that is sent.")
        if not _VALUE.fullmatch(value):
            raise NetworkFaultError(FaultKind.TICKET_REFUSED, f"The value of the header {name} cannot be sent.")
    own = [("host", send.address.authority), ("user-agent", _USER_AGENT), ("accept-encoding", "identity")]
    own.append(("connection", "close"))
    if outgoing.body or outgoing.method in {"POST", "PUT"}:
        own.append(("content-length", str(len(outgoing.body))))
    return [(name.encode(), value.encode()) for name, value in (*own, *given)]


def warm_up() -> None:
    """Load on the running loop what the library loads at its first exchange: a tenth of a second."""
    anyio.get_cancelled_exc_class()


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), PIECE):
        yield body[start : start + PIECE]


def _read_headers(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Names in lower case; repeated ones joined (RFC 9110, section 5.2); cookies are not even told."""
    read: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        if name != "set-cookie":
            read[name] = f"{read[name]}, {value}" if name in read else value
    return read
