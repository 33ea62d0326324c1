"""Bounded incremental decoders: bytes in, events out, each byte looked at once.

Memory is at most twice `MAX_EVENT_BYTES` per decoder plus the bytes of one `feed`. How the bytes are split over
the calls makes no difference to what comes out.
"""

import re
from dataclasses import dataclass

MAX_EVENT_BYTES = 8 * 1024 * 1024
"""Longest line and largest event; `response.completed` repeats a whole answer in one event, which breaks 1 MiB."""

_BOM = b"\xef\xbb\xbf"
_JSON_STARTS = b"{["
_LEADING = re.compile(rb"(?:[ \t\r\n]|\xef\xbb\xbf)*")


@dataclass(frozen=True, slots=True)
class SseEvent:
    """One server-sent event. `terminated` is False for a last one that the end of the stream completed."""

    name: str  # the `event` field; empty when there was none
    data: str
    terminated: bool = True


@dataclass(frozen=True, slots=True)
class JsonLine:
    """One line that is not empty. `terminated` is False for a last one without its line end."""

    text: str
    terminated: bool = True


@dataclass(frozen=True, slots=True)
class JsonBody:
    """The whole response was one JSON text instead of a stream; it comes when the stream ends."""

    text: str


@dataclass(frozen=True, slots=True)
class TooLarge:
    """An event or line passed the limit, in bytes; the decoder gives nothing after this."""

    limit: int


class _Lines:
    """Splits bytes at CR, LF and CRLF; drops a byte order mark at the start of the stream."""

    def __init__(self, limit: int) -> None:
        self.too_large = False
        self._limit = limit
        self._pending = bytearray()
        self._after_cr = False
        self._first = True

    def feed(self, data: bytes) -> list[bytes]:
        """Lines completed by `data`, without their ends; stops at the first that is too long."""
        if self.too_large or not data:
            return []
        if self._after_cr and data.startswith(b"\n"):
            data = data[1:]
        if not data:
            self._after_cr = False
            return []
        self._after_cr = data.endswith(b"\r")
        lines: list[bytes] = []
        for piece in data.splitlines(keepends=True):
            line = piece.rstrip(b"\r\n")
            if len(self._pending) + len(line) > self._limit:
                self.too_large = True
                self._pending.clear()
                break
            if len(line) == len(piece):
                self._pending += line
            else:
                lines.append(self._without_bom(bytes(self._pending) + line))
                self._pending.clear()
        return lines

    def close(self) -> bytes:
        """What stands after the last line end."""
        rest = self._without_bom(bytes(self._pending))
        self._pending.clear()
        return rest

    def _without_bom(self, line: bytes) -> bytes:
        if self._first:
            self._first = False
            return line.removeprefix(_BOM)
        return line


class SseDecoder:
    """Decodes ``text/event-stream`` as the WHATWG HTML standard says (section 9.2), with a size limit.

    Two departures: an event that the end of the stream cuts short of its blank line is given, marked as not
    terminated, instead of dropped; and `id` and `retry` are ignored, because nothing is ever asked again.
    Bytes that are not UTF-8 become U+FFFD, whatever the `charset` of the response says.
    """

    def __init__(self, limit: int = MAX_EVENT_BYTES) -> None:
        self._limit = limit
        self._lines = _Lines(limit)
        self._name = b""
        self._data = bytearray()
        self._has_data = False
        self._dead = False

    def feed(self, data: bytes) -> list[SseEvent | TooLarge]:
        """Events completed by `data`."""
        out: list[SseEvent | TooLarge] = []
        if self._dead:
            return out
        for line in self._lines.feed(data):
            if not line:
                self._dispatch(out, terminated=True)
            elif not self._field(line):
                self._die(out)
                return out
        if self._lines.too_large:
            self._die(out)
        return out

    def close(self) -> list[SseEvent | TooLarge]:
        """The stream ended: the event that was under way, if it had data."""
        out: list[SseEvent | TooLarge] = []
        if self._dead:
            return out
        if self._field(self._lines.close()):
            self._dispatch(out, terminated=False)
            self._dead = True
        else:
            self._die(out)
        return out

    def _field(self, line: bytes) -> bool:
        """Take in one line; False when the event has grown too large."""
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            if self._has_data:
                self._data += b"\n"
            self._data += value
            self._has_data = True
        elif name == b"event":
            self._name = value
        return len(self._data) <= self._limit

    def _dispatch(self, out: list[SseEvent | TooLarge], *, terminated: bool) -> None:
        if self._has_data:
            name, data = (part.decode("utf-8", "replace") for part in (self._name, self._data))
            out.append(SseEvent(name, data, terminated))
        self._name = b""
        self._data = bytearray()
        self._has_data = False

    def _die(self, out: list[SseEvent | TooLarge]) -> None:
        out.append(TooLarge(self._limit))
        self._dead = True
        self._data.clear()


class NdjsonDecoder:
    """Decodes newline-delimited JSON into its lines; parsing them is the caller's."""

    def __init__(self, limit: int = MAX_EVENT_BYTES) -> None:
        self._limit = limit
        self._lines = _Lines(limit)
        self._dead = False

    def feed(self, data: bytes) -> list[JsonLine | TooLarge]:
        """Lines completed by `data`; blank ones are left out."""
        if self._dead:
            return []
        out: list[JsonLine | TooLarge] = [
            JsonLine(line.decode("utf-8", "replace")) for line in self._lines.feed(data) if line.strip()
        ]
        if self._lines.too_large:
            out.append(TooLarge(self._limit))
            self._dead = True
        return out

    def close(self) -> list[JsonLine | TooLarge]:
        """The stream ended: the line that was under way, if it was not blank."""
        rest = b"" if self._dead else self._lines.close()
        self._dead = True
        return [JsonLine(rest.decode("utf-8", "replace"), terminated=False)] if rest.strip() else []


class SseOrJsonDecoder:
    """Decodes an event stream, or one JSON text where the other side answered without streaming.

    No line of an event stream that means anything starts with a bracket, so the first character decides.
    """

    def __init__(self, limit: int = MAX_EVENT_BYTES) -> None:
        self._limit = limit
        self._head = b""
        self._sse: SseDecoder | None = None
        self._body: bytearray | None = None
        self._dead = False

    def feed(self, data: bytes) -> list[SseEvent | JsonBody | TooLarge]:
        """Events completed by `data`; a JSON text comes on `close` only."""
        if self._sse is None and self._body is None:
            data = self._decide(data)
        if self._sse is not None:
            return list(self._sse.feed(data))
        if self._body is None or self._dead:
            return []
        if len(self._body) + len(data) > self._limit:
            self._body.clear()
            self._dead = True
            return [TooLarge(self._limit)]
        self._body += data
        return []

    def close(self) -> list[SseEvent | JsonBody | TooLarge]:
        """The stream ended: what was under way."""
        if self._sse is not None:
            return list(self._sse.close())
        if not self._body or self._dead:
            return []
        self._dead = True
        return [JsonBody(self._body.decode("utf-8", "replace"))]

    def _decide(self, data: bytes) -> bytes:
        data = self._head + data
        data = data[_leading(data) :]
        if _BOM.startswith(data):  # nothing yet, or part of a mark
            self._head = data
            return b""
        self._head = b""
        if data[0] in _JSON_STARTS:
            self._body = bytearray()
        else:
            self._sse = SseDecoder(self._limit)
        return data


def _leading(data: bytes) -> int:
    found = _LEADING.match(data)
    return found.end() if found else 0
