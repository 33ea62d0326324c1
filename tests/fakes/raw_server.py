"""A loopback HTTP server that is nothing but sockets, so that a test decides every byte of an answer.

It keeps what it received and counts connections: "nothing was sent twice" is asserted here.
"""

import contextlib
import re
import select
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

_MOST_BYTES = 512 * 1024 * 1024
_TICK = 0.05  # seconds between looks at whether the server is being stopped


class ClientGoneError(Exception):
    """The client has left, or the server is being stopped: the answer ends here."""


@dataclass(frozen=True)
class Received:
    """One request as it came. `complete` is False when the client left before its end."""

    head: bytes
    body: bytes
    complete: bool

    @property
    def method(self) -> str:
        return self.head.split(b" ", 1)[0].decode("latin-1")

    @property
    def path(self) -> str:
        parts = self.head.split(b" ", 2)
        return parts[1].decode("latin-1") if len(parts) > 2 else ""

    def header(self, name: str) -> str | None:
        """The value of a header, None if it was not sent."""
        found = re.search(rf"^{re.escape(name)}:[ \t]*(.*?)\r?$".encode(), self.head, re.IGNORECASE | re.MULTILINE)
        return found.group(1).decode("latin-1") if found else None


@dataclass
class Conversation:
    """One connection, after its request was read."""

    sock: socket.socket
    request: Received
    stopping: threading.Event

    def send(self, data: bytes) -> None:
        """Send all of it.

        Raises:
            ClientGoneError: the client has left.
        """
        try:
            self.sock.sendall(data)
        except OSError:
            raise ClientGoneError from None

    def head(self, status: int, *headers: str) -> None:
        """Send a status line and headers."""
        self.send("\r\n".join([f"HTTP/1.1 {status} Whatever", *headers, "", ""]).encode("latin-1"))

    def chunk(self, data: bytes) -> None:
        """Send one chunk of a chunked body."""
        self.send(b"%x\r\n%s\r\n" % (len(data), data))

    def end_chunks(self) -> None:
        """End a chunked body."""
        self.send(b"0\r\n\r\n")

    def reply(self, status: int, body: bytes, *headers: str) -> None:
        """Send a whole response with its length."""
        self.head(status, f"Content-Length: {len(body)}", "Connection: close", *headers)
        self.send(body)

    def reset(self) -> None:
        """End the connection with RST; what the client has not read yet may be lost to it."""
        time.sleep(_TICK)  # so that it has read what went before
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def wait(self, seconds: float) -> None:
        """Wait, unless the client leaves.

        Raises:
            ClientGoneError: it left, or the server is being stopped.
        """
        until = time.monotonic() + seconds
        while True:
            left = until - time.monotonic()
            try:
                readable = select.select([self.sock], [], [], max(0.0, min(left, _TICK)))[0]
                if readable and not self.sock.recv(65536):
                    raise ClientGoneError
            except (OSError, ValueError):
                raise ClientGoneError from None
            if self.stopping.is_set():
                raise ClientGoneError
            if left <= 0:
                return

    def wait_until_gone(self) -> None:
        """Say nothing until the client leaves.

        Raises:
            ClientGoneError: always.
        """
        while True:
            self.wait(60.0)


@dataclass
class RawServer:
    """Answers every connection with `answer` in a thread of its own; at most one request per connection.

    `left` has the moments (`time.monotonic`) at which an answer was broken off because the client had gone.
    """

    answer: Callable[[Conversation], None]
    tls: ssl.SSLContext | None = None
    connections: int = 0
    requests: list[Received] = field(default_factory=list)
    left: list[float] = field(default_factory=list)
    _listener: socket.socket | None = None
    _threads: list[threading.Thread] = field(default_factory=list)
    _stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def port(self) -> int:
        assert self._listener is not None, "the server is not running"
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def url(self) -> str:
        """Scheme, address and port, without a slash."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen on a free loopback port."""
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._listener.settimeout(_TICK)
        self._run(self._accept)

    def stop(self) -> None:
        """End all answers, close all sockets and wait for the threads."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(timeout=10)
            assert not thread.is_alive(), "a test server's thread did not end"
        if self._listener:
            self._listener.close()

    def __enter__(self) -> "RawServer":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _run(self, target: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        assert self._listener is not None
        while not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                sock, _ = self._listener.accept()
                self.connections += 1
                self._run(self._serve, sock)

    def _serve(self, sock: socket.socket) -> None:
        try:
            sock.settimeout(20)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.tls:
                sock = self.tls.wrap_socket(sock, server_side=True)
            request = _read_request(sock)
            if request is None:
                return
            self.requests.append(request)
            if request.complete:
                self.answer(Conversation(sock, request, self._stopping))
        except ClientGoneError:
            self.left.append(time.monotonic())
        except (OSError, ssl.SSLError):
            self.left.append(time.monotonic())
        finally:
            with contextlib.suppress(OSError):
                sock.close()


def _read_request(sock: socket.socket) -> Received | None:
    data = bytearray()
    while b"\r\n\r\n" not in data:
        more = sock.recv(65536)
        if not more:
            return Received(bytes(data), b"", complete=False) if data else None
        data += more
    head, _, rest = bytes(data).partition(b"\r\n\r\n")
    length = re.search(rb"^content-length:\s*(\d+)", head, re.IGNORECASE | re.MULTILINE)
    wanted = min(int(length.group(1)), _MOST_BYTES) if length else 0
    body = bytearray(rest)
    while len(body) < wanted:
        more = sock.recv(1 << 20)
        if not more:
            break
        body += more
    return Received(head, bytes(body), complete=len(body) >= wanted)
