"""Starts the engine's real process over a socket pair, as the launcher does."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress

from homeport.ports.processes import Child, ChildKind


class EngineProcesses:
    """`ChildProcesses` for engines. `started` has every child in order."""

    def __init__(self) -> None:
        self.started: list[Child] = []
        self._running: dict[int, subprocess.Popen[bytes]] = {}

    async def start(self, kind: ChildKind, fds: Sequence[int] = ()) -> Child:
        assert kind is ChildKind.ENGINE
        assert not fds
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(  # noqa: ASYNC220 - returns at once
                [sys.executable, "-m", "homeport.adapters.engines.server", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        child = Child(kind, process.pid, ours.detach())
        self._running[process.pid] = process
        self.started.append(child)
        return child

    async def kill(self, child: Child) -> None:
        process = self._running.pop(child.pid, None)
        if process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await asyncio.to_thread(process.wait)

    async def close(self) -> None:
        """End whatever still runs."""
        for child in self.started:
            await self.kill(child)
