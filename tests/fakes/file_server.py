"""What a server of large files answers: whole, from a byte on, slowly, cut short, or something else altogether."""

import socket
import ssl
import time

from fakes.tls_provider import Received, Script, head


def file_server(data: bytes, *, cut_after: int | None = None, ranges: bool = True, pause: float = 0.0) -> Script:
    """Serves `data`.

    Args:
        data: the whole file.
        cut_after: bytes of this answer after which the connection breaks.
        ranges: whether it goes on from a byte that was asked for; else it always sends all.
        pause: seconds between pieces of 64 KiB.
    """

    def script(connection: ssl.SSLSocket | socket.socket, received: Received) -> None:
        asked = received.header("range")
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and ranges else 0
        if start >= len(data):
            connection.sendall(head("416 Range Not Satisfiable", "text/plain", "content-length: 0"))
            return
        more = [f"content-length: {len(data) - start}"]
        if asked and ranges:
            more.append(f"content-range: bytes {start}-{len(data) - 1}/{len(data)}")
        status = "206 Partial Content" if asked and ranges else "200 OK"
        connection.sendall(head(status, "application/octet-stream", *more))
        body = data[start:] if cut_after is None else data[start : start + cut_after]
        for at in range(0, len(body), 1 << 16):
            connection.sendall(body[at : at + (1 << 16)])
            time.sleep(pause)

    return script
