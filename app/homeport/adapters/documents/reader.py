"""The app's side: opens and hashes the file, has a worker read it, and believes nothing unchecked."""

import asyncio
import contextlib
import hashlib
import os
import socket
import stat
import time
from dataclasses import dataclass
from pathlib import Path

from homeport.adapters.documents import limits
from homeport.adapters.documents.kinds import HEAD_BYTES, UNKNOWN_MEDIA_TYPE, Kind, kind_of_name, sniff
from homeport.adapters.documents.limits import WorkerLimits
from homeport.adapters.documents.lock import sandbox_words
from homeport.adapters.documents.messages import (
    LENGTH,
    LOCK_BYTES,
    RESULT_BYTES,
    TEXT_BYTES,
    BadMessageError,
    Locked,
    Order,
    Reading,
    decode_result,
    decode_text,
)
from homeport.adapters.system import seccomp
from homeport.domain.document import Document, Unread
from homeport.domain.errors import UserFacingError
from homeport.ports.processes import Child, ChildKind, ChildProcesses

MOST_WORKERS = 2
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class _File:
    """An open file that was hashed."""

    fd: int
    size: int
    sha256: str
    head: bytes
    stamp: tuple[int, ...]  # changes with every change of the content


class _NotReadError(Exception):
    def __init__(self, why: Unread, size: int = 0) -> None:
        super().__init__(why.value)
        self.why = why
        self.size = size


class SandboxedDocumentReader:
    """`ports.documents.DocumentReader`: one process a document, never more than two at a time."""

    def __init__(self, processes: ChildProcesses, worker_limits: WorkerLimits | None = None) -> None:
        """Take what starts processes.

        Args:
            processes: starts `ChildKind.DOCUMENT_WORKER`.
            worker_limits: other limits than the usual ones.
        """
        self._processes = processes
        self._limits = worker_limits or WorkerLimits()
        self._turn = asyncio.Semaphore(MOST_WORKERS)

    @property
    def sandbox(self) -> str:
        """Which sandbox holds the parser on this system, in words."""
        return sandbox_words()

    async def read(self, path: Path) -> Document:
        """Read one file within fixed limits; whatever goes wrong is told by `Document.unread`, never raised."""
        name = os.fsencode(path.name).decode("utf-8", "replace")  # names on disk may be any bytes
        async with self._turn:
            try:
                file = await _opened(path)
            except _NotReadError as error:
                return Document(name, "", error.size, _media_type(name, b""), "", unread=error.why)
            try:
                return await self._read(name, file)
            finally:
                os.close(file.fd)

    async def _read(self, name: str, file: _File) -> Document:
        try:
            reading, text = await self._ask_worker(name, file)
            if _stamp(os.fstat(file.fd)) != file.stamp:  # what was read may not be what was hashed
                raise _NotReadError(Unread.DAMAGED)
        except _NotReadError as error:
            media_type = _media_type(name, file.head)
            return Document(name, file.sha256, file.size, media_type, "", unread=error.why)
        return Document(
            name=name,
            sha256=file.sha256,
            size=file.size,
            media_type=reading.media_type,
            text=text,
            sections=reading.sections,
            markings=reading.markings,
            unread=reading.unread,
            unread_parts=reading.unread_parts,
            remarks=reading.remarks,
        )

    async def _ask_worker(self, name: str, file: _File) -> tuple[Reading, str]:
        try:
            child = await self._processes.start(ChildKind.DOCUMENT_WORKER, (file.fd,))
        except UserFacingError as error:
            raise _NotReadError(Unread.WORKER_DIED) from error
        started = time.monotonic()
        try:
            with socket.socket(fileno=child.fd) as link:
                link.setblocking(False)
                async with asyncio.timeout(self._limits.wall_seconds):
                    return await _converse(link, self._order(name, file))
        except TimeoutError as error:
            raise _NotReadError(Unread.TIMEOUT) from error
        except (OSError, EOFError) as error:
            # A parser in C cannot answer the signal that its time is up; the kernel then ends it.
            spent = time.monotonic() - started >= self._limits.cpu_seconds
            raise _NotReadError(Unread.TIMEOUT if spent else Unread.WORKER_DIED) from error
        except BadMessageError as error:
            raise _NotReadError(Unread.WORKER_DIED) from error
        finally:
            await self._end(child)

    async def _end(self, child: Child) -> None:
        with contextlib.suppress(UserFacingError):  # the launcher is gone, and its children with it
            await asyncio.shield(self._processes.kill(child))

    def _order(self, name: str, file: _File) -> Order:
        kind = sniff(file.head, name)
        container = kind is Kind.MAIL or (kind is Kind.ZIP and kind_of_name(name) in {None, Kind.ZIP})
        return Order(
            name=name[-1000:],
            size=file.size,
            pdf=kind is Kind.PDF or container,
            mail=kind is Kind.PDF or container,
            cpu_seconds=self._limits.cpu_seconds,
            memory_bytes=self._limits.memory_bytes,
            open_files=self._limits.open_files,
        )


async def _opened(path: Path) -> _File:
    """`_open` off the loop; a file that is opened after the reading was stopped is closed again."""
    opening = asyncio.ensure_future(asyncio.to_thread(_open, path))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        opening.add_done_callback(_close)
        raise


def _close(opening: "asyncio.Future[_File]") -> None:
    if not opening.cancelled() and opening.exception() is None:
        os.close(opening.result().fd)


def _open(path: Path) -> _File:
    """Open, look at the size before anything else, and hash.

    Raises:
        _NotReadError: it is not there, not a file, not allowed, empty or too large.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # a pipe must not hold us up
    try:
        fd = os.open(path, flags | getattr(os, "O_CLOEXEC", 0))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise _NotReadError(Unread.MISSING) from error
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte
        raise _NotReadError(Unread.NOT_ALLOWED) from error
    try:
        return _hashed(fd)
    except OSError as error:
        os.close(fd)
        raise _NotReadError(Unread.NOT_ALLOWED) from error
    except BaseException:
        os.close(fd)
        raise


def _hashed(fd: int) -> _File:
    facts = os.fstat(fd)
    if not stat.S_ISREG(facts.st_mode):
        raise _NotReadError(Unread.UNKNOWN_FORMAT)
    if facts.st_size == 0:
        raise _NotReadError(Unread.EMPTY)
    if facts.st_size > limits.FILE_BYTES:
        raise _NotReadError(Unread.TOO_LARGE, facts.st_size)
    digest = hashlib.sha256()
    head = b""
    left = facts.st_size
    while left and (block := os.read(fd, min(_BLOCK, left))):
        head = head or block[:HEAD_BYTES]
        digest.update(block)
        left -= len(block)
    return _File(fd, facts.st_size, digest.hexdigest(), head, _stamp(facts))


def _stamp(facts: os.stat_result) -> tuple[int, ...]:
    return facts.st_size, facts.st_mtime_ns


def _media_type(name: str, head: bytes) -> str:
    """The best guess for a file that was not read."""
    kind = kind_of_name(name) or (sniff(head, name) if head else None)
    return kind.value if kind else UNKNOWN_MEDIA_TYPE


async def _converse(link: socket.socket, order: Order) -> tuple[Reading, str]:
    """Give the order and take the answer.

    Raises:
        BadMessageError: the answer breaks the protocol, or the worker reads without its locks.
        EOFError: the worker ended before it was done.
        OSError: the same.
    """
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(link, order.encode())
    locked = Locked.decode(await _frame(link, LOCK_BYTES))
    if seccomp.available() and not locked.seccomp:
        raise BadMessageError("the worker is not locked")
    result = await _frame(link, RESULT_BYTES)
    text = await _frame(link, TEXT_BYTES)
    return await asyncio.to_thread(_checked, result, text)


def _checked(result: bytes, text: bytes) -> tuple[Reading, str]:
    plain = decode_text(text)
    return decode_result(result, len(plain)), plain


async def _frame(link: socket.socket, most: int) -> bytes:
    (length,) = LENGTH.unpack(await _exactly(link, LENGTH.size))
    if length > most:
        raise BadMessageError("a message over its limit")
    return await _exactly(link, length)


async def _exactly(link: socket.socket, count: int) -> bytes:
    loop = asyncio.get_running_loop()
    data = bytearray()
    while len(data) < count:
        chunk = await loop.sock_recv(link, min(_BLOCK, count - len(data)))
        if not chunk:
            raise EOFError
        data += chunk
    return bytes(data)
