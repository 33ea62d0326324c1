"""An HTTPS server that plays a chat provider: it counts connections and keeps every byte it receives.

It runs in threads of the test's process. What it answers is a script: a function that writes to the connection.
"""

import hashlib
import json
import select
import socket
import ssl
import struct
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PATH = "/v1/chat/completions"


@dataclass(frozen=True)
class Received:
    """One request as it came over the wire."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def body_sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)


Script = Callable[[ssl.SSLSocket | socket.socket, Received], None]


def head(status: str = "200 OK", content_type: str = "text/event-stream", *more: str) -> bytes:
    """A response head; the body ends with the connection."""
    lines = [f"HTTP/1.1 {status}", f"content-type: {content_type}", "connection: close", *more]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def sse(*texts: str, model: str = "provider-model", pause: float = 0.0) -> Script:
    """A chat answer in pieces, with usage and the terminal marker."""

    def script(connection: ssl.SSLSocket | socket.socket, _: Received) -> None:
        connection.sendall(head())
        events: list[dict[str, object]] = [
            {"model": model, "choices": [{"index": 0, "delta": {"content": text}}]} for text in texts
        ]
        events.append({"model": model, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        events.append({"model": model, "choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 3}})
        for event in events:
            connection.sendall(b"data: " + json.dumps(event).encode() + b"\n\n")
            time.sleep(pause)
        connection.sendall(b"data: [DONE]\n\n")

    return script


def answer(status: str, content_type: str, body: bytes, *more: str) -> Script:
    """A whole answer at once."""

    def script(connection: ssl.SSLSocket | socket.socket, _: Received) -> None:
        connection.sendall(head(status, content_type, f"content-length: {len(body)}", *more) + body)

    return script


def redirect(status: int, location: str) -> Script:
    return answer(f"{status} Elsewhere", "text/plain", b"", f"location: {location}")


def silent(seconds: float) -> Script:
    """Reads the request and says nothing; stops early when the connection does."""

    def script(connection: ssl.SSLSocket | socket.socket, _: Received) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            connection.getpeername()
            time.sleep(0.02)

    return script


def comments(interval: float, seconds: float) -> Script:
    """Keep-alive comments and nothing else."""

    def script(connection: ssl.SSLSocket | socket.socket, _: Received) -> None:
        connection.sendall(head())
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            connection.sendall(b": still here\n\n")
            time.sleep(interval)

    return script


def reset_mid_body(connection: ssl.SSLSocket | socket.socket, _: Received) -> None:
    """A chunked answer that ends in a reset."""
    connection.sendall(head("200 OK", "text/event-stream", "transfer-encoding: chunked"))
    connection.sendall(b"10\r\ndata: {}\n\n      \r\n40\r\ndata: cut")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def cut_mid_body(connection: ssl.SSLSocket | socket.socket, _: Received) -> None:
    """A chunked answer that ends cleanly in the middle of a chunk."""
    connection.sendall(head("200 OK", "text/event-stream", "transfer-encoding: chunked"))
    connection.sendall(b"10\r\ndata: {}\n\n      \r\n40\r\ndata: cut")


def large(size: int) -> Script:
    """`size` bytes of body."""

    def script(connection: ssl.SSLSocket | socket.socket, _: Received) -> None:
        connection.sendall(head("200 OK", "application/octet-stream", f"content-length: {size}"))
        piece = bytes(1 << 16)
        for start in range(0, size, len(piece)):
            connection.sendall(piece[: size - start])

    return script


def raw(data: bytes) -> Script:
    """Any bytes at all."""
    return lambda connection, _received: connection.sendall(data)


@dataclass
class Authority:
    """Certificates for one test run."""

    ca: trustme.CA = field(default_factory=trustme.CA)

    @property
    def pem(self) -> str:
        return self.ca.cert_pem.bytes().decode()

    def context(self, *names: str, expired: bool = False) -> ssl.SSLContext:
        """For a server with these names."""
        now = datetime.now(UTC)
        if expired:
            leaf = self.ca.issue_cert(
                *names, not_before=now - timedelta(days=9), not_after=now - timedelta(days=2)
            )
        else:
            leaf = self.ca.issue_cert(*names)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        leaf.configure_cert(context)
        return context


def self_signed(name: str) -> ssl.SSLContext:
    """A server that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "server.pem")
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context.load_cert_chain(path)
    return context


class TlsProvider:
    """The server; use it as a context manager.

    Args:
        script: what it answers; may be changed while it runs.
        context: its TLS side; None speaks plain HTTP.
        host: an address of this computer.
    """

    def __init__(self, script: Script, context: ssl.SSLContext | None, host: str = "127.0.0.1") -> None:
        self.script = script
        self.requests: list[Received] = []
        self.connections = 0
        self.closed_by_client = threading.Event()
        self.answering = threading.Event()
        self._context = context
        self._listener = socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        self.port: int = self._listener.getsockname()[1]
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []

    def url(self, host: str = "localhost", path: str = PATH) -> str:
        scheme = "http" if self._context is None else "https"
        return f"{scheme}://{host}:{self.port}{path}"

    def __enter__(self) -> "TlsProvider":
        self._spawn(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(20)
        for connection in self._open:
            connection.close()

    def _spawn(self, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            self._spawn(lambda connection=connection: self._serve(connection))  # type: ignore[misc]

    def _serve(self, connection: socket.socket | ssl.SSLSocket) -> None:
        with suppress(OSError, ssl.SSLError, ValueError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._context is not None:
                connection = _shake_hands(connection, self._context)
                self._open.append(connection)
            received = _read_request(connection)
            if received is None:
                return
            self.requests.append(received)
            self.answering.set()
            watcher = threading.Thread(target=self._watch, args=(connection,), daemon=True)
            if self._context is None:
                watcher.start()
            self.script(connection, received)
        with suppress(OSError):
            connection.close()

    def _watch(self, connection: socket.socket) -> None:
        """Notice the client's close while the script runs (plain connections only)."""
        with suppress(OSError, ValueError):
            # Never blocked in recv(): a close in the other thread would not reach the wire.
            while not select.select([connection], [], [], 0.02)[0]:
                pass
            if connection.recv(1) == b"":
                self.closed_by_client.set()
                return
        if connection.fileno() >= 0:
            self.closed_by_client.set()


def _shake_hands(connection: socket.socket, context: ssl.SSLContext) -> ssl.SSLSocket:
    secured = context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
    try:
        secured.do_handshake()
    except ssl.SSLError:
        with suppress(OSError):
            secured.shutdown(socket.SHUT_WR)
            while secured.recv(1 << 16):  # closing with bytes unread would reset, and the alert be lost
                pass
        secured.close()
        raise
    return secured


def _read_request(connection: socket.socket) -> Received | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(1 << 16)
        if not piece:
            return None
        data += piece
    top, _, body = data.partition(b"\r\n\r\n")
    first, *lines = top.decode("latin-1").split("\r\n")
    headers = tuple((name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines))
    length = int(dict(headers).get("content-length", "0"))
    pieces, have = [body], len(body)
    while have < length:
        piece = connection.recv(1 << 16)
        if not piece:
            return None
        pieces.append(piece)
        have += len(piece)
    method, target, _ = first.split(" ")
    return Received(method, target, headers, b"".join(pieces))
