"""The broker: the one process with network code. It sends what a ticket covers, and nothing else.

Started by the launcher as ``python -m homeport.adapters.egress.broker SOCKET_FD``. It says hello with the key of
this run, then serves requests on that socket until the other end is closed. The order for each request is fixed:

1. collect head and body;
2. check the ticket against these very bytes and spend it (`tickets`);
3. check the URL, look the name up once, check the addresses, connect to one of them (`reach`, `dial`);
4. tell the app "connected", and only when the kernel has that message write the first byte (`http_exchange`).

So an app that never heard "connected" knows that nothing has left, however this process ended.
"""

import asyncio
import contextlib
import json
import os
import secrets
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

from homeport.adapters.egress.faults import NetworkFaultError
from homeport.adapters.egress.frames import (
    MAX_BODY,
    WINDOW,
    Frame,
    FrameError,
    FrameKind,
    FrameWriter,
    decode_count,
    encode_count,
    read_frame,
)
from homeport.adapters.egress.http_exchange import HttpExchange, Send, warm_up
from homeport.adapters.egress.listed import ListedAddresses
from homeport.adapters.egress.reach import Reach
from homeport.adapters.egress.tickets import (
    RUN_KEY_BYTES,
    Ticket,
    TicketBook,
    TicketKind,
    TicketRefusal,
    read_ticket,
)
from homeport.adapters.system.child_environment import forbid_core_dumps, start_child
from homeport.adapters.system.clock import steady_seconds
from homeport.domain.address import parse
from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import FaultKind, Outgoing
from homeport.ports.egress import Deadlines

MOST_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Request:
    """The head of a request as the app sent it."""

    ticket: Ticket
    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    secrets: Mapping[str, str]
    company_ca: str
    deadlines: Deadlines
    body_length: int

    def outgoing(self, body: bytes) -> Outgoing:
        """The bytes as they will be sent: what the ticket is checked against."""
        return Outgoing(self.method, self.url, self.headers, body, tuple(self.secrets))


def read_request(payload: bytes) -> Request:
    """Read a request's head.

    Raises:
        ValueError: it is not one. The message repeats nothing of it.
    """
    try:
        given: dict[str, Any] = json.loads(payload)
        request = Request(
            ticket=read_ticket(given["ticket"]),
            method=given["method"],
            url=given["url"],
            headers=tuple((name, value) for name, value in given["headers"]),
            secrets=dict(given["secrets"].items()),
            company_ca=given["company_ca"],
            deadlines=Deadlines(*(float(given["deadlines"][field.name]) for field in fields(Deadlines))),
            body_length=given["body_length"],
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise ValueError("not a request") from None
    texts = [request.method, request.url, request.company_ca, *request.secrets, *request.secrets.values()]
    texts += [text for pair in request.headers for text in pair]
    if not all(isinstance(text, str) for text in texts) or type(request.body_length) is not int:
        raise ValueError("not a request")
    return request


class Exchange:
    """One request from its first frame to its last; tells the app what happens."""

    def __init__(self, id_: int, request: Request, writer: FrameWriter) -> None:
        self.request = request
        self.body = bytearray()
        self.task: asyncio.Task[None] | None = None
        self._id = id_
        self._writer = writer
        self._credit = WINDOW
        self._credited = asyncio.Event()

    def credit(self, count: int) -> None:
        """The app has taken `count` more bytes."""
        self._credit += count
        self._credited.set()

    async def connected(self, peer: str) -> None:
        """See `http_exchange.Listener`."""
        await self._tell(FrameKind.CONNECTED, peer.encode())

    async def body_written(self, size: int) -> None:
        """See `http_exchange.Listener`."""
        await self._tell(FrameKind.BODY_WRITTEN, encode_count(size))

    async def head(self, status: int, headers: Mapping[str, str]) -> None:
        """See `http_exchange.Listener`."""
        await self._tell(FrameKind.HEAD, json.dumps({"status": status, "headers": headers}).encode())

    async def data(self, data: bytes) -> None:
        """Pass on, waiting while the app has not taken what it has."""
        while self._credit <= 0:
            self._credited.clear()
            await self._credited.wait()
        self._credit -= len(data)
        await self._tell(FrameKind.DATA, data)

    async def ended(self) -> None:
        """The answer was read to its end."""
        await self._tell(FrameKind.ENDED)

    async def failed(self, kind: FaultKind, detail: str, *, may_have_left: bool) -> None:
        """It broke."""
        payload = {"kind": kind, "detail": detail, "may_have_left": may_have_left}
        await self._tell(FrameKind.FAILED, json.dumps(payload).encode())

    async def _tell(self, kind: FrameKind, payload: bytes = b"") -> None:
        await self._writer.send(Frame(self._id, kind, payload))


class Broker:
    """Serves one app over one socket.

    Args:
        reader: frames from the app.
        writer: frames to the app.
        reach: the rules and the store behind the audit hook.
        listed: what may be fetched.
    """

    def __init__(
        self, reader: asyncio.StreamReader, writer: FrameWriter, reach: Reach, listed: ListedAddresses
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._reach = reach
        self._listed = listed
        self._run_key = secrets.token_bytes(RUN_KEY_BYTES)
        self._tickets = TicketBook(self._run_key, steady_seconds)
        self._exchanges: dict[int, Exchange] = {}

    async def serve(self) -> None:
        """Serve until the app's end is closed.

        Raises:
            FrameError: the app broke the protocol; there is nobody to trust on the other side any more.
        """
        await self._writer.send(Frame(0, FrameKind.HELLO, self._run_key))
        warm_up()
        while (frame := await read_frame(self._reader)) is not None:
            if frame.kind is FrameKind.REQUEST:
                await self._begin(frame)
            elif exchange := self._exchanges.get(frame.id):  # else it has ended meanwhile
                self._go_on(exchange, frame)

    async def _begin(self, frame: Frame) -> None:
        if frame.id in self._exchanges or len(self._exchanges) >= MOST_AT_ONCE:
            raise FrameError("too many requests")
        try:
            exchange = Exchange(frame.id, read_request(frame.payload), self._writer)
        except ValueError:
            payload = {
                "kind": FaultKind.TICKET_REFUSED,
                "detail": TicketRefusal.UNREADABLE,
                "may_have_left": False,
            }
            await self._writer.send(Frame(frame.id, FrameKind.FAILED, json.dumps(payload).encode()))
            return
        if not 0 <= exchange.request.body_length <= MAX_BODY:
            raise FrameError("body too long")
        self._exchanges[frame.id] = exchange
        self._start_if_whole(frame.id, exchange)

    def _go_on(self, exchange: Exchange, frame: Frame) -> None:
        if frame.kind is FrameKind.CREDIT:
            exchange.credit(decode_count(frame.payload))
        elif frame.kind is FrameKind.CANCEL:
            del self._exchanges[frame.id]
            if exchange.task is not None:
                exchange.task.cancel()
        elif frame.kind is FrameKind.BODY and exchange.task is None:
            exchange.body += frame.payload
            self._start_if_whole(frame.id, exchange)
        else:
            raise FrameError("unexpected frame")

    def _start_if_whole(self, id_: int, exchange: Exchange) -> None:
        missing = exchange.request.body_length - len(exchange.body)
        if missing < 0:
            raise FrameError("more body than announced")
        if missing == 0:
            exchange.task = asyncio.create_task(self._run(exchange))
            exchange.task.add_done_callback(lambda _: self._exchanges.pop(id_, None))

    async def _run(self, exchange: Exchange) -> None:
        request = exchange.request
        outgoing = request.outgoing(bytes(exchange.body))
        refusal = self._tickets.spend(request.ticket, outgoing, request.company_ca)
        address, points = parse(request.url), None
        if refusal is None and request.ticket.claims.kind is TicketKind.FETCH:
            hosts = self._listed.take(request.url)
            refusal = TicketRefusal.NOT_LISTED if hosts is None else None
            points = partial(self._listed.point, hosts or frozenset())
        if refusal is not None or address is None:
            await exchange.failed(FaultKind.TICKET_REFUSED, refusal or TicketRefusal.URL, may_have_left=False)
            return
        kind = request.ticket.claims.kind
        send = Send(kind, address, outgoing, request.secrets, request.company_ca, request.deadlines, points)
        http = HttpExchange(send, self._reach, exchange)
        try:
            await http.run()
        except NetworkFaultError as error:
            await exchange.failed(error.fault.kind, error.fault.detail, may_have_left=http.began_writing)
        except Exception as error:  # a process boundary: a mistake of ours is told, without any text it may quote
            detail = f"The broker failed ({type(error).__name__})."
            await exchange.failed(FaultKind.BROKER_LOST, detail, may_have_left=http.began_writing)
        else:
            await exchange.ended()


async def serve(socket_fd: int, listed: ListedAddresses) -> None:
    """Serve the app at the other end of this socket, then end the process; no look-up under way holds it up."""
    reach = Reach()
    reader, writer = await asyncio.open_connection(sock=socket.socket(fileno=socket_fd))
    reach.guard_process()
    with contextlib.suppress(ConnectionError):  # gone before it was greeted
        await Broker(reader, FrameWriter(writer), reach, listed).serve()
    os._exit(0)


def main() -> None:
    """The process; it ends with the app or the launcher, whichever goes first."""
    start = start_child(sys.argv[1:])
    forbid_core_dumps()
    asyncio.run(serve(start.socket_fd, ListedAddresses(_shipped_list)))


def _shipped_list() -> Mapping[str, frozenset[str]]:
    """The addresses of the list that came with the program; none when it cannot be read."""
    from homeport.adapters.system.folders import resources_folder  # noqa: PLC0415 - only a fetch needs these
    from homeport.adapters.system.model_files import CATALOGUE, listed_models  # noqa: PLC0415

    try:
        return {model.url: frozenset(model.points_to) for model in listed_models(resources_folder() / CATALOGUE)}
    except (OSError, UserFacingError):
        return {}


if __name__ == "__main__":
    main()
