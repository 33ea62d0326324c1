"""The first process: starts the broker and the app, and on the app's word further children of a closed list.

It holds no document and no key, imports nothing but the standard library, and ends with the app. The app itself
may start nothing: a child would inherit its fence. Protocol and reasons: docs/adr/0004-one-way-out.md.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence, Set

from homeport.adapters.system.child_environment import HANDOVER, scrubbed

MODULES = {"broker": "egress.broker", "document-worker": "documents.worker"}
MODULES |= {"engine": "engines.server", "lms": "engines.lms"}
APP = "homeport.bootstrap"  # raises the fence, wires the services, opens the window or the terminal
ISOLATED = (sys.executable, "-I")  # no PYTHON* variables, no user site, no current folder on the path
ENDED = os.WEXITED | os.WNOHANG | os.WNOWAIT  # looks without reaping


class Launcher:
    def __init__(self) -> None:
        self.environment = scrubbed(os.environ)
        self._children: dict[int, tuple[str, subprocess.Popen[bytes]]] = {}  # all that can be killed

    def start(self, kind: str, fds: Sequence[int]) -> tuple[int, socket.socket]:
        """Start a child; gives its process id and our end of its socket. A new broker ends the old one."""
        module = f"homeport.adapters.{MODULES[kind]}"
        ended = {pid for pid in self._children if os.waitid(os.P_PID, pid, ENDED)}
        self.kill(ended | {pid for pid, (old, _) in self._children.items() if kind == old == "broker"})
        ours, theirs = socket.socketpair()
        with theirs:
            numbers = (theirs.fileno(), *fds)
            command = (*ISOLATED, "-m", module, *map(str, numbers))
            null = subprocess.DEVNULL  # and a session of its own: Ctrl+C is for the app, and groups die as one
            child = subprocess.Popen(  # noqa: S603 - a module of the closed list
                command, env=self.environment, pass_fds=numbers, stdin=null, stdout=null, start_new_session=True
            )
        self._children[child.pid] = (kind, child)
        return child.pid, ours

    def kill(self, pids: Set[int]) -> None:
        """End whole process groups; a leader is reaped last, so that its number cannot have been reused."""
        for pid in self._children.keys() & pids:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
            self._children.pop(pid)[1].wait()

    def answer(self, control: socket.socket, request: bytes, fds: Sequence[int]) -> None:
        """Do what the app asks for in one JSON line."""
        try:
            asked = json.loads(request)
            if "kill" in asked:
                self.kill({asked["kill"]})
                control.sendall(b"{}\n")
            else:
                pid, ours = self.start(asked["start"], fds)
                with ours:
                    socket.send_fds(control, [b'{"pid": %d}\n' % pid], [ours.fileno()])
        except (ValueError, KeyError, TypeError, OSError) as error:
            control.sendall(json.dumps({"error": f"{type(error).__name__}: {error}"}).encode() + b"\n")

    def run(self, app: Sequence[str]) -> int:
        """Run the app (arguments of the interpreter) with its broker; gives its exit code as a shell counts it."""
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, lambda *_: None)  # not SIG_IGN: children would inherit that
        control, apps_end = socket.socketpair()
        fds = (apps_end.fileno(), self.start("broker", ())[1].detach())
        environment = self.environment | {HANDOVER: ",".join(map(str, fds))}
        process = subprocess.Popen((*ISOLATED, *app), env=environment, pass_fds=fds)  # noqa: S603 - ours
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup stays nohup
                signal.signal(number, lambda number, _: process.send_signal(number))
        apps_end.close()
        os.close(fds[1])
        with contextlib.suppress(ConnectionError):  # it may die between a request and its answer
            while (received := socket.recv_fds(control, 4096, 16))[0]:
                self.answer(control, *received[:2])
                for fd in received[1]:
                    os.close(fd)
        code = process.wait()
        self.kill(set(self._children))
        return code if code >= 0 else 128 - code


def main() -> int:
    """The program."""
    return Launcher().run(("-m", APP, *sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
