"""The process that reads one document: load the reader, lock the door, only then look at the document.

Started by the launcher as ``python -m homeport.adapters.documents.worker SOCKET_FD FILE_FD``. It speaks what
`messages` says, prints nothing, and ends when it has answered or when nobody listens any more.
"""

import contextlib
import io
import os
import signal
import sys
import zipfile

from homeport.adapters.documents import pdf
from homeport.adapters.documents.extraction import Extraction
from homeport.adapters.documents.kinds import UNKNOWN_MEDIA_TYPE, Kind
from homeport.adapters.documents.lock import lock
from homeport.adapters.documents.messages import LENGTH, ORDER_BYTES, Order, encode_result, frame
from homeport.adapters.documents.read import Result, read_document
from homeport.adapters.system.child_environment import start_child
from homeport.domain.document import Unread

_CHUNK = 1 << 20


class CpuSpentError(BaseException):
    """The processor time is spent. No parser may catch it, so it is no `Exception`."""


def main(argv: list[str]) -> int:
    """Read one document and answer.

    Args:
        argv: program name, descriptor of the socket, descriptor of the file.

    Returns:
        0 when an answer was given, 1 when nobody asked or listened.
    """
    child = start_child(argv[1:])
    _silence()
    order = _receive(child.socket_fd)
    if order is None:
        return 1
    _warm_up(order)
    signal.signal(signal.SIGXCPU, _stop_reading)
    locked = lock(order)
    try:
        _send(child.socket_fd, locked.encode())
        result = _read(child.fds[0], order)
        answer = encode_result(result.media_type, result.extraction, result.unread)
        _send(child.socket_fd, answer)
        _send(child.socket_fd, frame(result.extraction.text.encode("utf-8", "replace")))
    except BrokenPipeError:
        return 1
    return 0


def _read(fd: int, order: Order) -> Result:
    try:
        return read_document(_content(fd, order.size), order.name)
    except CpuSpentError:
        why = Unread.TIMEOUT
    except MemoryError:
        why = Unread.MEMORY
    except Exception:  # a process boundary: whatever a parser makes of hostile bytes, the document is damaged
        why = Unread.DAMAGED
    return Result(UNKNOWN_MEDIA_TYPE, Extraction(), why)


def _content(fd: int, size: int) -> bytes:
    chunks = []
    at = 0
    while at < size and (chunk := os.pread(fd, min(_CHUNK, size - at), at)):  # the offset is shared with the app
        chunks.append(chunk)
        at += len(chunk)
    return b"".join(chunks)


def _warm_up(order: Order) -> None:
    """Run every reader once on a scrap of its kind: nothing can be imported after the lock."""
    if order.pdf:
        with contextlib.suppress(ImportError):  # told as an unknown format when a PDF comes up
            pdf.warm_up()
    if order.mail:
        from homeport.adapters.documents import mail  # noqa: PLC0415 - as in `read`

        mail.warm_up()
    read_document(b"\xe5", "a.txt")
    read_document("a".encode("utf-16"), "a.txt")
    read_document(b"<html><p>a&amp;&#229;</p><!-- a --></html>", "a.html")
    read_document(b"{\\rtf1\\ansicpg1252 a\\'e5\\u229 a}", "a.rtf")
    read_document(
        _package(
            {
                "[Content_Types].xml": f'<Types><Override ContentType="{Kind.DOCX.value}.main+xml"/></Types>',
                "word/document.xml": "<document><p><r><t>a</t></r></p></document>",
            }
        ),
        "a.docx",
    )


def _package(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return buffer.getvalue()


def _stop_reading(_number: int, _frame: object) -> None:
    raise CpuSpentError


def _silence() -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.close(null)


def _receive(fd: int) -> Order | None:
    head = _exactly(fd, LENGTH.size)
    if head is None:
        return None
    (length,) = LENGTH.unpack(head)
    data = _exactly(fd, length) if length <= ORDER_BYTES else None
    return None if data is None else Order.decode(data)


def _exactly(fd: int, count: int) -> bytes | None:
    data = b""
    while len(data) < count:
        chunk = os.read(fd, count - len(data))
        if not chunk:
            return None
        data += chunk
    return data


def _send(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view[:_CHUNK]) :]


if __name__ == "__main__":
    code = main(sys.argv)
    os._exit(code)  # finalising would only take time
