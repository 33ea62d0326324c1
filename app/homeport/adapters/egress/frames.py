"""Frames between the app and the broker: length, request id, kind, payload.

One exchange is a `REQUEST`, as many `BODY` frames as its length asks for, then from the broker `CONNECTED`,
`BODY_WRITTEN`, `HEAD`, `DATA`..., and `ENDED` or `FAILED`. The broker may have `WINDOW` bytes of `DATA` under way;
`CREDIT` allows more. `CANCEL` ends an exchange without an answer. `HELLO` comes first and carries the run key.
"""

import asyncio
import struct
from dataclasses import dataclass
from enum import IntEnum

_HEADER = struct.Struct("!IIB")
_COUNT = struct.Struct("!I")

MAX_PAYLOAD = 1 << 20
"""Bytes; the largest is a request's head with a company's certificates in it."""

PIECE = 64 << 10
"""Bytes of a body in one frame, and of credit given back at a time."""

WINDOW = 4 * PIECE
"""Bytes of response body under way before the app has taken any."""

MAX_BODY = 64 << 20
"""Bytes of request body."""


class FrameKind(IntEnum):
    """What a frame says."""

    HELLO = 0
    REQUEST = 1
    BODY = 2
    CREDIT = 3
    CANCEL = 4
    CONNECTED = 5
    BODY_WRITTEN = 6
    HEAD = 7
    DATA = 8
    ENDED = 9
    FAILED = 10


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame; `id` is 0 for `HELLO`."""

    id: int
    kind: FrameKind
    payload: bytes = b""


class FrameError(Exception):
    """The other side does not speak this protocol."""


def encode(frame: Frame) -> bytes:
    """The frame's bytes."""
    return _HEADER.pack(len(frame.payload), frame.id, frame.kind) + frame.payload


def encode_count(count: int) -> bytes:
    """The payload of `CREDIT` and `BODY_WRITTEN`."""
    return _COUNT.pack(count)


def decode_count(payload: bytes) -> int:
    """Read `encode_count` back.

    Raises:
        FrameError: it is something else.
    """
    if len(payload) != _COUNT.size:
        raise FrameError("not a count")
    return int(_COUNT.unpack(payload)[0])


async def read_frame(reader: asyncio.StreamReader) -> Frame | None:
    """The next frame; None when the other side has ended, even in the middle of a frame.

    Raises:
        FrameError: over-long or of an unknown kind.
    """
    try:
        length, id_, kind = _HEADER.unpack(await reader.readexactly(_HEADER.size))
        if length > MAX_PAYLOAD:
            raise FrameError("frame too long")
        return Frame(id_, FrameKind(kind), await reader.readexactly(length))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    except ValueError as error:
        raise FrameError("unknown kind of frame") from error


class FrameWriter:
    """Writes frames so that a finished write has reached the kernel: a reader gets it even if we die next."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._turn = asyncio.Lock()
        writer.transport.set_write_buffer_limits(high=0)  # drain() then waits until nothing is left here

    async def send(self, frame: Frame) -> None:
        """Write one frame.

        Raises:
            ConnectionError: the other side is gone.
        """
        async with self._turn:
            self._writer.write(encode(frame))
            await self._writer.drain()

    def send_now(self, frame: Frame) -> None:
        """Queue a small frame without waiting, as at a cancel."""
        if not self._writer.is_closing():
            self._writer.write(encode(frame))

    def close(self) -> None:
        """Close the connection at once."""
        self._writer.transport.abort()
