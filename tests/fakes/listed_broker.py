"""The real broker in a process of its own, with a list of fetchable addresses that a test gives it."""

import json
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence

from homeport.ports.processes import Child, ChildKind

_BROKER = """
import asyncio, json, sys
from homeport.adapters.egress.broker import serve
from homeport.adapters.egress.listed import ListedAddresses
from homeport.adapters.system.child_environment import start_child
given = {url: frozenset(hosts) for url, hosts in json.loads(sys.argv[1]).items()}
start = start_child(sys.argv[2:])
asyncio.run(serve(start.socket_fd, ListedAddresses(lambda: given)))
"""


class ListedBroker:
    """`ChildProcesses` that starts brokers only; `listed` may be changed before the first start."""

    def __init__(self, listed: Mapping[str, Sequence[str]] | None = None) -> None:
        self.listed = dict(listed or {})
        self._running: list[subprocess.Popen[bytes]] = []

    async def start(self, kind: ChildKind, fds: Sequence[int] = ()) -> Child:
        assert kind is ChildKind.BROKER
        assert not fds
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-I", "-c", _BROKER, json.dumps(self.listed), str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
            )
        self._running.append(process)
        return Child(kind, process.pid, ours.detach())

    async def kill(self, child: Child) -> None:
        for process in self._running:
            if process.pid == child.pid:
                process.kill()

    def close(self) -> None:
        """End all brokers."""
        for process in self._running:
            process.kill()
            process.wait()
