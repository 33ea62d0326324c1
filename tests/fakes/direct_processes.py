"""Starts real workers over a socket pair, as the launcher does, and counts them."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress

from homeport.ports.processes import Child, ChildKind

WORKER = "homeport.adapters.documents.worker"


class DirectProcesses:
    """`ChildProcesses` for document workers.

    `started` has every child in order, `most` the highest number that ran at once. `command` may be replaced by
    another program (arguments of the interpreter) to play a worker that is up to no good.
    """

    def __init__(self, *command: str) -> None:
        self.command = command or ("-m", WORKER)
        self.started: list[Child] = []
        self.ended: dict[int, int] = {}
        self.most = 0
        self._running: dict[int, subprocess.Popen[bytes]] = {}

    async def start(self, kind: ChildKind, fds: Sequence[int] = ()) -> Child:
        assert kind is ChildKind.DOCUMENT_WORKER
        ours, theirs = socket.socketpair()
        with theirs:
            numbers = (theirs.fileno(), *fds)
            process = subprocess.Popen(
                [sys.executable, "-I", *self.command, *map(str, numbers)],
                pass_fds=numbers,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        child = Child(kind, process.pid, ours.detach())
        self._running[process.pid] = process
        self.started.append(child)
        self.most = max(self.most, len(self._running))
        return child

    async def kill(self, child: Child) -> None:
        process = self._running.pop(child.pid, None)
        if process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        self.ended[child.pid] = await asyncio.to_thread(process.wait)
