"""The app's end of one broker's socket: many exchanges over one stream of frames."""

import asyncio
import json
import socket
from collections.abc import Mapping
from typing import Any

from homeport.adapters.egress.frames import (
    PIECE,
    Frame,
    FrameError,
    FrameKind,
    FrameWriter,
    decode_count,
    encode_count,
    read_frame,
)
from homeport.adapters.egress.tickets import RUN_KEY_BYTES
from homeport.domain.exchange import Fault, FaultKind
from homeport.ports.egress import BodyWritten, Chunk, Connected, EgressEvent, Ended, Failed, Head

HELLO_SECONDS = 30.0
"""A cold start on a slow disk; the usual figure is a third of a second."""

_LOST = "The process that sends has ended; it is started again for the next try."


class Conversation:
    """One exchange as the app follows it."""

    def __init__(self, link: "BrokerLink", id_: int) -> None:
        self._link = link
        self._id = id_
        self._events: asyncio.Queue[EgressEvent] = asyncio.Queue()
        self._connected = False
        self._over = False
        self._taken = 0

    async def send(self, head: Mapping[str, Any], body: bytes) -> None:
        """Hand over the request; if the broker dies meanwhile, `next_event` tells."""
        try:
            await self._link.writer.send(self._frame(FrameKind.REQUEST, json.dumps(head).encode()))
            for start in range(0, len(body), PIECE):
                await self._link.writer.send(self._frame(FrameKind.BODY, body[start : start + PIECE]))
        except ConnectionError:
            self.lost()

    async def next_event(self) -> EgressEvent:
        """What happens next. After `Ended` or `Failed` nothing does."""
        if self._taken >= PIECE:
            self._link.writer.send_now(self._frame(FrameKind.CREDIT, encode_count(self._taken)))
            self._taken = 0
        event = await self._events.get()
        if isinstance(event, Chunk):
            self._taken += len(event.data)
        return event

    def close(self) -> None:
        """End the exchange if it still runs; the broker closes the connection at once."""
        if not self._over:
            self._link.writer.send_now(self._frame(FrameKind.CANCEL))
        self._link.forget(self._id)

    def hear(self, frame: Frame) -> None:
        """A frame for this exchange has come."""
        event = _event(frame)
        self._connected |= isinstance(event, Connected)
        self._put(event)

    def lost(self) -> None:
        """The broker is gone. It tells "connected" before it writes: not heard means that nothing has left."""
        if not self._over:
            self._put(Failed(Fault(FaultKind.BROKER_LOST, _LOST), may_have_left=self._connected))

    def _put(self, event: EgressEvent) -> None:
        self._over |= isinstance(event, Ended | Failed)
        self._events.put_nowait(event)

    def _frame(self, kind: FrameKind, payload: bytes = b"") -> Frame:
        return Frame(self._id, kind, payload)


def _event(frame: Frame) -> EgressEvent:
    match frame.kind:
        case FrameKind.CONNECTED:
            return Connected(frame.payload.decode())
        case FrameKind.BODY_WRITTEN:
            return BodyWritten(decode_count(frame.payload))
        case FrameKind.HEAD:
            given = json.loads(frame.payload)
            return Head(given["status"], given["headers"])
        case FrameKind.DATA:
            return Chunk(frame.payload)
        case FrameKind.ENDED:
            return Ended()
        case FrameKind.FAILED:
            given = json.loads(frame.payload)
            return Failed(Fault(FaultKind(given["kind"]), given["detail"]), given["may_have_left"])
        case _:
            raise FrameError("unexpected frame")


class BrokerLink:
    """A connection to one broker process; made by `open_link`."""

    def __init__(self, reader: asyncio.StreamReader, writer: FrameWriter, run_key: bytes) -> None:
        self.writer = writer
        self.run_key = run_key
        self._conversations: dict[int, Conversation] = {}
        self._last_id = 0
        self._pump = asyncio.create_task(self._read(reader))

    @property
    def alive(self) -> bool:
        """Whether the broker was there when last looked."""
        return not self._pump.done()

    def begin(self) -> Conversation:
        """A new exchange."""
        self._last_id += 1
        conversation = self._conversations[self._last_id] = Conversation(self, self._last_id)
        return conversation

    def forget(self, id_: int) -> None:
        """The exchange is over; what still comes for it is dropped."""
        self._conversations.pop(id_, None)

    async def close(self) -> None:
        """Let go of the broker, which ends."""
        self._pump.cancel()
        await asyncio.wait([self._pump])

    async def _read(self, reader: asyncio.StreamReader) -> None:
        try:
            while (frame := await read_frame(reader)) is not None:
                if conversation := self._conversations.get(frame.id):
                    conversation.hear(frame)
        except (FrameError, ValueError, KeyError):
            return  # no broker of ours: as good as gone
        finally:
            self.writer.close()
            for conversation in tuple(self._conversations.values()):
                conversation.lost()


async def open_link(broker_fd: int) -> BrokerLink:
    """Take the socket of a broker that has just been started.

    Raises:
        ConnectionError: it ended before it said hello, or did not say it in time.
    """
    reader, stream = await asyncio.open_connection(sock=socket.socket(fileno=broker_fd))
    writer = FrameWriter(stream)
    try:
        async with asyncio.timeout(HELLO_SECONDS):
            hello = await read_frame(reader)
        if hello is None or hello.kind is not FrameKind.HELLO or len(hello.payload) != RUN_KEY_BYTES:
            raise ConnectionError("no broker answers")
    except TimeoutError as error:
        writer.close()
        raise ConnectionError("the broker did not start") from error
    except BaseException:
        writer.close()
        raise
    return BrokerLink(reader, writer, hello.payload)
