"""The fence around the app's process: it can open no internet socket and start no child, nor can a library in it.

Two layers. On Linux the kernel refuses the sockets (seccomp), also to native code. Everywhere an audit hook
refuses what Python code and its libraries ask for; it catches mistakes, not attackers: native code passes it by.
"""

import functools
import os
import socket
import sys
from typing import Any

from homeport.ports.fence import Attempt, FencedError, FencePart, FenceReport

_WITHIN = frozenset({int(getattr(socket, "AF_UNIX", -1)), -1})  # -1: around a descriptor that is open already
_ADDRESSED = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})
_REFUSED = frozenset(
    {
        "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo",
        "subprocess.Popen", "os.system", "os.posix_spawn", "os.spawn", "os.exec", "os.fork", "os.forkpty",
        "os.startfile", "pty.spawn", "webbrowser.open",
    }
)  # fmt: skip
# Not `ctypes.dlopen`: key stores of macOS and Windows are reached that way, and on Linux the kernel stops what it
# could open.


def attempts() -> tuple[Attempt, ...]:
    """Really try every way out, in the process as it is. Takes about a second where nothing stops it."""
    from homeport.adapters.system.fence_attempts import try_all  # noqa: PLC0415 - one command needs it

    return try_all()


@functools.cache  # the fence of a process stands once and for good
def raise_fence() -> FenceReport:
    """Raise the fence, before any thread is started, and say which parts of it stand. A second call only says.

    Raises:
        OSError: the kernel has seccomp but did not take the filter: the app must not go on.
    """
    kernel = _raise_kernel_fence()
    sys.addaudithook(_audit)
    return FenceReport(
        (
            kernel,
            FencePart(
                "audit-hook", active=True, sentence="Python refuses sockets, name look-ups and child programs."
            ),
        )
    )


def _raise_kernel_fence() -> FencePart:
    from homeport.adapters.system import seccomp  # noqa: PLC0415 - ctypes, and on Linux only

    if not seccomp.available():
        return FencePart(
            "seccomp",
            active=False,
            sentence="The system cannot be asked to refuse internet sockets to this process.",
        )
    seccomp.refuse_internet_sockets()
    return FencePart(
        "seccomp", active=True, sentence="The kernel refuses internet sockets to this process and its children."
    )


def _audit(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.__new__":
        if args[1] in _WITHIN or _is_windows_socketpair():
            return
    elif event in _ADDRESSED:
        if not isinstance(args[1], tuple) or _is_windows_socketpair():  # text and bytes are AF_UNIX names
            return
    elif event not in _REFUSED:
        return
    raise FencedError(f"{event} is not allowed in this process")


def _is_windows_socketpair() -> bool:
    """Whether the event comes from `socket.socketpair`: loopback TCP on Windows, and asyncio needs it."""
    if os.name != "nt":
        return False
    pair = socket.socketpair.__code__
    frame = sys._getframe(2)
    for _ in range(4):  # socket.__init__, accept and the like stand between
        if frame.f_code is pair:
            return True
        if frame.f_back is None:
            return False
        frame = frame.f_back
    return False
