"""`single_instance` on Windows: a locked file and a named pipe with a key. Written from documentation, untried.

The pipe's name and key stand in a file of the data folder, which the profile's access list keeps to this person;
`multiprocessing.connection` proves on both ends that the other one knows the key.
"""

import asyncio
import contextlib
import secrets
import time
from collections.abc import Callable
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import cast

from homeport.adapters.system.private_files import FileLock, make_private_folder, write_private
from homeport.ports.second_start import Wish

LOCK_FILE, PIPE_FILE = "window.lock", "window.pipe"

_STOP = b"stop\n"
Answer = Callable[[bytes], tuple[bytes, Wish | None]]


class FirstWindowsWindow:
    """`ports.second_start.OnlyWindow` over a named pipe."""

    def __init__(self, lock: FileLock, listener: Listener, pipe_file: Path, answer: Answer) -> None:
        self._lock = lock
        self._listener = listener
        self._pipe_file = pipe_file
        self._answer = answer

    async def serve(self, on_wish: Callable[[Wish], None]) -> None:
        """Take wishes until cancelled; the last accept ends by a connection of our own."""
        try:
            while True:
                for wish in await asyncio.to_thread(self._one):
                    on_wish(wish)
        finally:
            ask(self._pipe_file, _STOP, 1.0)

    def close(self) -> None:
        """Give the right back."""
        self._listener.close()
        self._pipe_file.unlink(missing_ok=True)
        self._lock.release()

    def _one(self) -> tuple[Wish, ...]:
        with contextlib.suppress(OSError, EOFError, AuthenticationError), self._listener.accept() as connected:
            answer, wish = self._answer(connected.recv_bytes(1 << 20))
            connected.send_bytes(answer)
            return () if wish is None else (wish,)
        return ()


def claim(folder: Path, answer: Answer) -> FirstWindowsWindow | None:
    """The right to be the window, or None when somebody has it."""
    make_private_folder(folder)
    lock = FileLock(folder / LOCK_FILE)
    if not lock.acquire(wait=False):
        return None
    name, key = rf"\\.\pipe\homeport-{secrets.token_hex(16)}", secrets.token_bytes(32)
    listener = Listener(name, "AF_PIPE", authkey=key)
    write_private(folder / PIPE_FILE, f"{name}\n{key.hex()}".encode("ascii"))
    return FirstWindowsWindow(lock, listener, folder / PIPE_FILE, answer)


def ask(pipe_file: Path, request: bytes, seconds: float) -> bytes:
    """The first window's answer; empty when nobody answers."""
    until = time.monotonic() + seconds
    with contextlib.suppress(OSError, EOFError, AuthenticationError, ValueError):
        name, key = pipe_file.read_text("ascii").splitlines()
        with Client(name, "AF_PIPE", authkey=bytes.fromhex(key)) as asking:
            connected = cast("Connection[bytes, bytes]", asking)
            connected.send_bytes(request)
            if connected.poll(max(until - time.monotonic(), 0.0)):
                return connected.recv_bytes(64)
    return b""
