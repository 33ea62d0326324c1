"""The app's side of the launcher's control socket."""

import asyncio
import contextlib
import json
import os
import socket
from collections.abc import Sequence
from typing import Any

from homeport.domain.errors import UserFacingError
from homeport.ports.processes import Child, ChildKind

_ANSWER_BYTES = 4096


class LauncherClient:
    """`ports.processes.ChildProcesses` over the socket that the launcher handed to the app.

    Requests go one at a time, in order; use it on one event loop.
    """

    def __init__(self, control_fd: int) -> None:
        self._socket = socket.socket(fileno=control_fd)
        self._socket.setblocking(False)
        self._turn = asyncio.Lock()

    async def start(self, kind: ChildKind, fds: Sequence[int] = ()) -> Child:
        """Start a child; `fds` may be closed as soon as this is awaited.

        Raises:
            UserFacingError: the launcher is gone or refuses.
        """
        copies = [os.dup(fd) for fd in fds]
        request = asyncio.ensure_future(self._start(kind, copies))
        try:
            return await asyncio.shield(request)
        except asyncio.CancelledError:
            request.add_done_callback(self._discard)
            raise

    async def kill(self, child: Child) -> None:
        """End the child's whole process group at once; a child that has ended is fine. Its `fd` stays yours."""
        await asyncio.shield(asyncio.ensure_future(self._ask({"kill": child.pid}, [])))

    def close(self) -> None:
        """Let go of the launcher: it waits for this process to end and then ends the children."""
        self._socket.close()

    async def _start(self, kind: ChildKind, fds: list[int]) -> Child:
        try:
            answer, received = await self._ask({"start": kind.value}, fds)
        finally:
            for fd in fds:
                os.close(fd)
        return Child(kind, int(answer["pid"]), received[0])

    async def _ask(self, request: dict[str, Any], fds: list[int]) -> tuple[dict[str, Any], list[int]]:
        async with self._turn:
            try:
                socket.send_fds(self._socket, [json.dumps(request).encode() + b"\n"], fds)
                data, received = await self._receive()
            except OSError as error:
                raise _lost() from error
        answer: dict[str, Any] = json.loads(data)
        if "error" in answer:
            raise UserFacingError(f"A helper program could not be started ({answer['error']}).", "Try again.")
        return answer, received

    async def _receive(self) -> tuple[bytes, list[int]]:
        loop = asyncio.get_running_loop()
        readable: asyncio.Future[None] = loop.create_future()
        loop.add_reader(self._socket, _wake, readable)
        try:
            await readable
        finally:
            loop.remove_reader(self._socket)
        data, fds, _, _ = socket.recv_fds(self._socket, _ANSWER_BYTES, 1)
        if not data:
            raise ConnectionResetError
        for fd in fds:
            os.set_inheritable(fd, False)
        return data, fds

    def _discard(self, request: "asyncio.Future[Child]") -> None:
        """End a child that was being started when its caller was cancelled."""
        if not request.cancelled() and request.exception() is None:
            child = request.result()
            os.close(child.fd)  # the child ends at the end of its socket
            with contextlib.suppress(RuntimeError):  # no loop any more: then the launcher is about to end it
                self._ending = asyncio.ensure_future(self.kill(child))


def _wake(waiting: "asyncio.Future[None]") -> None:
    if not waiting.done():
        waiting.set_result(None)


def _lost() -> UserFacingError:
    return UserFacingError(
        "The launcher has ended.", "Close Homeport and start it again; what was recorded stays."
    )
