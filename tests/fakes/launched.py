"""The real launcher's class inside the test's process, so that a test can start and kill real children."""

import os
import signal
from collections.abc import Sequence

from homeport.__main__ import Launcher
from homeport.ports.processes import Child, ChildKind


class Launched:
    """`ChildProcesses` without the control socket in between. `started` has every child in order."""

    def __init__(self) -> None:
        self.launcher = Launcher()
        self.started: list[Child] = []

    async def start(self, kind: ChildKind, fds: Sequence[int] = ()) -> Child:
        pid, ours = self.launcher.start(kind, fds)
        child = Child(kind, pid, ours.detach())
        self.started.append(child)
        return child

    async def kill(self, child: Child) -> None:
        self.launcher.kill({child.pid})

    def kill_last(self) -> None:
        """Kill it from outside, without the launcher knowing."""
        os.kill(self.started[-1].pid, signal.SIGKILL)

    def close(self) -> None:
        """End all children."""
        self.launcher.kill({child.pid for child in self.started})
