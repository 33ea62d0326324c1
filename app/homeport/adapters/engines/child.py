"""One run of the built-in engine's process, from its start to its end."""

import asyncio
import json
import secrets
import socket
from contextlib import suppress

from homeport.adapters.engines.server import Failure, Order, Phase
from homeport.domain.exchange import Fault, FaultKind
from homeport.ports.engine import EngineProgress, Progress
from homeport.ports.processes import Child, ChildKind, ChildProcesses

_FAULTS = {
    Failure.MISSING: Fault(FaultKind.MODEL_MISSING, "The model file is not there or may not be read."),
    Failure.CHANGED: Fault(FaultKind.MODEL_REFUSED, "The model file is not the one whose SHA-256 was agreed on."),
    Failure.NOT_LOADED: Fault(FaultKind.MODEL_REFUSED, "llama.cpp cannot run this file, or memory is short."),
    Failure.NO_ENGINE: Fault(FaultKind.NOT_RUNNING, "The package xllamacpp is not installed."),
    Failure.NO_FENCE: Fault(
        FaultKind.NOT_RUNNING, "The engine's process could not be closed off from the network."
    ),
}
_GARBLED = (ValueError, LookupError, TypeError)  # a line that no engine of ours writes: as good as dead
DIED = Fault(FaultKind.ENGINE_DIED, "The built-in engine ended by itself.")


class EngineChild:
    """The process and what it has said so far; lives on one event loop.

    Attributes:
        port: where it serves; 0 until it is ready.
        api_key: what a request must carry, made for this run.
        fault: why it does not or no longer serve.
    """

    def __init__(self, processes: ChildProcesses, child: Child, api_key: str) -> None:
        self.port = 0
        self.api_key = api_key
        self.fault: Fault | None = None
        self._processes = processes
        self._child = child
        self._progress = EngineProgress(Phase.CHECKING)
        self._news = asyncio.Condition()
        self._reading: asyncio.Task[None] | None = None

    @classmethod
    async def start(
        cls, processes: ChildProcesses, *, model: str, sha256: str, name: str, context_tokens: int, threads: int
    ) -> "EngineChild":
        """Start the process and give it its order.

        Raises:
            UserFacingError: the launcher is gone or refuses.
        """
        order = Order(model, sha256, name, context_tokens, threads, api_key=secrets.token_urlsafe(32))
        child = await processes.start(ChildKind.ENGINE)
        run = cls(processes, child, order.api_key)
        run._reading = asyncio.create_task(run._follow(order))
        return run

    @property
    def pid(self) -> int:
        """The process id."""
        return self._child.pid

    @property
    def serving(self) -> bool:
        """Whether it is ready and its end of the socket is still open."""
        return self.port != 0 and self.fault is None

    async def until_ready(self, progress: Progress | None = None) -> Fault | None:
        """Wait until it serves or has failed; being cancelled here leaves it loading."""
        async with self._news:
            while not self.serving and self.fault is None:
                if progress:
                    progress(self._progress)
                await self._news.wait()
        return self.fault

    async def end(self) -> None:
        """Kill the process and let go of its socket."""
        self.fault = self.fault or DIED
        await self._processes.kill(self._child)
        if self._reading:
            self._reading.cancel()
            with suppress(asyncio.CancelledError):
                await self._reading
        async with self._news:
            self._news.notify_all()  # somebody may still be waiting for it to be ready

    async def _follow(self, order: Order) -> None:
        end_of_pair = socket.socket(fileno=self._child.fd)
        try:
            reader, writer = await asyncio.open_connection(sock=end_of_pair)
        except BaseException:
            end_of_pair.close()
            raise
        try:
            with suppress(OSError, *_GARBLED):
                writer.write(order.line())
                while line := await reader.readline():
                    await self._heard(line)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
        async with self._news:
            self.fault = self.fault or DIED
            self._news.notify_all()

    async def _heard(self, line: bytes) -> None:
        says = json.loads(line)
        async with self._news:
            match says["phase"]:
                case Phase.READY:
                    self.port = int(says["port"])
                case Phase.FAILED:
                    self.fault = _FAULTS[Failure(says["reason"])]
                case phase:
                    self._progress = EngineProgress(phase, says.get("done", 0), says.get("total", 0))
            self._news.notify_all()
