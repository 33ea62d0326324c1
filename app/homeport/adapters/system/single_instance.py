"""One window a profile: a second start hands its files to the first and ends.

A lock file in the data folder says who is first; the system frees it when that process dies, however it dies. Its
holder writes into it where it listens: an AF_UNIX socket of a random name in a folder of this person's alone. So a
socket left by a killed process is never asked, and never in the way. Only processes of the same person are heard.

Nothing but the standard library, and no asyncio before `FirstWindow.serve`: a second start is over before anything
heavy loads. Tried on Linux; macOS takes the same way and Windows that of `single_instance_windows`, both untried.
"""

import contextlib
import json
import os
import secrets
import socket
import stat
import struct
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from homeport.adapters.system.private_files import FILE_MODE, make_private_folder
from homeport.domain.errors import UserFacingError
from homeport.ports.second_start import OnlyWindow, Wish

if TYPE_CHECKING:
    import asyncio

LOCK_FILE = "window.lock"
"""In the data folder."""

MAX_REQUEST_BYTES = 1 << 20
MAX_FILES = 2000
ANSWER_SECONDS = 3.0
"""How long a second start waits for the first to take its files, which may itself be starting."""

_TAKEN = b"taken\n"
_REFUSED = b"refused\n"
_READ_SECONDS = 2.0
_RETRY_SECONDS = 0.02
_MAX_PATH_BYTES = 100  # sockaddr_un holds 108 on Linux, 104 on macOS
_MAX_ACTIVATION = 512


def first_or_hand_over(
    folder: Path, wish: Wish, environment: Mapping[str, str] | None = None, *, seconds: float = ANSWER_SECONDS
) -> OnlyWindow | None:
    """Become the one window of a profile, or hand `wish` to it.

    Args:
        folder: the profile's data folder; made if missing.
        wish: what this start was asked for.
        environment: where XDG_RUNTIME_DIR is looked for; the process's own by default.
        seconds: how long to wait for an answer.

    Returns:
        The right to be the window, or None when the window that is open has taken the wish.

    Raises:
        UserFacingError: there is a window, but it does not answer or does not take the wish; or the folder cannot
            be used.
    """
    environment = os.environ if environment is None else environment
    until = time.monotonic() + seconds
    lock = folder / LOCK_FILE
    while True:
        try:
            make_private_folder(folder)
            first = _claim(lock, folder, environment)
        except OSError as error:
            raise UserFacingError(
                f"The folder {folder} cannot be used: {error.strerror}.",
                "Check that it is there, is yours and has free space, then try again.",
            ) from error
        if first is not None:
            return first
        answer = _ask(lock, wish, until - time.monotonic())
        if answer == _TAKEN:
            return None
        if answer == _REFUSED:
            raise UserFacingError(
                "The Homeport that is open did not take these files.", "Add them in its window, fewer at a time."
            )
        if time.monotonic() >= until:
            raise UserFacingError(
                "Homeport is open already, but its window does not answer.",
                "Wait until it does, or end it and start it again; nothing was changed.",
            )
        time.sleep(_RETRY_SECONDS)  # it is just starting, or just ending


class FirstWindow:
    """`ports.second_start.OnlyWindow` over a locked file and a listening socket."""

    def __init__(self, lock: int, listening: socket.socket, address: Path) -> None:
        self._lock = lock
        self._listening = listening
        self._address = address

    async def serve(self, on_wish: Callable[[Wish], None]) -> None:
        """Take wishes until cancelled."""
        import asyncio  # noqa: PLC0415 - a second start never needs it

        async def heard(reader: "asyncio.StreamReader", writer: "asyncio.StreamWriter") -> None:
            try:
                with contextlib.suppress(OSError, TimeoutError):  # a start that went away asks for nothing
                    await self._answer(reader, writer, on_wish)
            finally:
                writer.close()

        server = await asyncio.start_unix_server(
            heard, sock=self._listening.dup(), limit=MAX_REQUEST_BYTES, backlog=8
        )
        async with server:
            await server.serve_forever()

    def close(self) -> None:
        """Stop listening, then free the lock, in this order: who gets the lock finds nobody listening."""
        if self._lock < 0:
            return
        self._listening.close()
        _remove(self._address)
        os.ftruncate(self._lock, 0)
        os.close(self._lock)
        self._lock = -1

    async def _answer(
        self, reader: "asyncio.StreamReader", writer: "asyncio.StreamWriter", on_wish: Callable[[Wish], None]
    ) -> None:
        import asyncio  # noqa: PLC0415 - as in `serve`

        if _peer_uid(writer.get_extra_info("socket")) != os.getuid():
            return
        async with asyncio.timeout(_READ_SECONDS):
            try:
                answer, wish = _answer_to(await reader.readuntil(b"\n"))
            except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                answer, wish = _REFUSED, None
            if wish is not None:
                on_wish(wish)
            writer.write(answer)
            await writer.drain()


def _claim(lock: Path, folder: Path, environment: Mapping[str, str]) -> OnlyWindow | None:
    if sys.platform == "win32":
        from homeport.adapters.system import single_instance_windows  # noqa: PLC0415 - multiprocessing

        return single_instance_windows.claim(folder, _answer_to)
    import fcntl  # noqa: PLC0415 - not on Windows

    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, FILE_MODE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    try:
        if left := os.read(descriptor, 4096):  # by one that was killed
            _remove(Path(os.fsdecode(left)))
        listening, address = _listen(folder, environment)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, os.fsencode(address), 0)
    except BaseException:
        os.close(descriptor)
        raise
    return FirstWindow(descriptor, listening, address)


def _listen(folder: Path, environment: Mapping[str, str]) -> tuple[socket.socket, Path]:
    name = secrets.token_hex(8)
    address = _runtime_folder(folder, environment) / name
    if len(os.fsencode(address)) > _MAX_PATH_BYTES:
        address = Path(tempfile.mkdtemp(prefix="homeport-")) / name  # mode 0700, and nobody knows its name
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listening.bind(os.fspath(address))
        listening.listen(8)
        listening.setblocking(False)
    except BaseException:
        listening.close()
        raise
    return listening, address


def _runtime_folder(folder: Path, environment: Mapping[str, str]) -> Path:
    """XDG_RUNTIME_DIR as the XDG Base Directory Specification 0.8 wants it (ours alone), else the data folder."""
    given = environment.get("XDG_RUNTIME_DIR", "")
    with contextlib.suppress(OSError):
        if os.path.isabs(given) and _ours_alone(os.stat(given)):
            return make_private_folder(Path(given) / "homeport")
    return make_private_folder(folder / "runtime")


def _ours_alone(found: os.stat_result) -> bool:
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not stat.S_IMODE(found.st_mode) & 0o077


def _remove(address: Path) -> None:
    with contextlib.suppress(OSError, ValueError):
        if stat.S_ISSOCK(os.lstat(address).st_mode):
            os.unlink(address)
            if address.parent.parent == Path(tempfile.gettempdir()):
                os.rmdir(address.parent)


def _ask(lock: Path, wish: Wish, seconds: float) -> bytes:
    """The first window's answer; empty when nobody answers (yet, or any more)."""
    if sys.platform == "win32":
        from homeport.adapters.system import single_instance_windows  # noqa: PLC0415 - multiprocessing

        return single_instance_windows.ask(
            lock.with_name(single_instance_windows.PIPE_FILE), _line_of(wish), seconds
        )
    with contextlib.suppress(OSError, ValueError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        asking.settimeout(max(seconds, 0.001))
        asking.connect(lock.read_bytes())
        if _peer_uid(asking) != os.getuid():
            return b""
        asking.sendall(_line_of(wish))
        answer = b""
        while not answer.endswith(b"\n") and (more := asking.recv(64)):
            answer += more
        return answer
    return b""


def _line_of(wish: Wish) -> bytes:
    told = {
        "files": [os.fspath(path) for path in wish.files],
        "new_task": wish.new_task,
        "activation": wish.activation,
    }
    return json.dumps(told).encode("ascii") + b"\n"  # file names that are no text go as escaped lone surrogates


def _answer_to(line: bytes) -> tuple[bytes, Wish | None]:
    try:
        return _TAKEN, _wish_of(line)
    except ValueError:
        return _REFUSED, None


def _wish_of(line: bytes) -> Wish:
    """Read a request.

    Raises:
        ValueError: it is not one.
    """
    try:
        told: dict[str, Any] = json.loads(line)
        files, new_task, activation = told["files"], told["new_task"], told["activation"]
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("not a request") from error
    if not isinstance(files, list) or len(files) > MAX_FILES or not all(map(_is_absolute, files)):
        raise ValueError("not a list of files")
    if not isinstance(activation, str) or len(activation) > _MAX_ACTIVATION or not isinstance(new_task, bool):
        raise ValueError("not a wish")
    if not activation.isprintable() or not activation.isascii():
        activation = ""
    return Wish(tuple(map(Path, files)), new_task, activation)


def _is_absolute(path: object) -> bool:
    return isinstance(path, str) and os.path.isabs(path) and "\0" not in path


def _peer_uid(connected: socket.socket) -> int:
    """Who is at the other end, as the kernel knows it; -1 when it does not say."""
    try:
        if sys.platform == "linux":
            size = struct.calcsize("3i")  # struct ucred of unix(7): pid, uid, gid
            _, uid, _ = struct.unpack("3i", connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
        else:
            # struct xucred of sys/ucred.h by LOCAL_PEERCRED: version, uid, number of groups, 16 groups
            uid = struct.unpack_from("2I", connected.getsockopt(0, 1, 76))[1]
    except OSError:
        return -1
    return int(uid)
