"""Ways out of the app's process, really tried: what `homeport fence` shows."""

import asyncio
import ctypes
import errno
import os
import socket
import struct
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable

from homeport.ports.fence import Attempt, FencedError

NOWHERE = ("127.0.0.1", 9)
"""The discard port of this very computer: an attempt that gets through hurts nobody."""

_UNKNOWN_NAME = "fence-attempt.invalid"  # RFC 6761: never exists
_REFUSALS = frozenset({errno.EACCES, errno.EPERM})
_IN_A_CHILD = f"""
import socket, sys
try:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"", {NOWHERE!r})
except PermissionError:
    sys.exit(13)
"""


def try_all() -> tuple[Attempt, ...]:
    """Try every way out; see `fence.attempts`. Native ways are tried on Linux only."""
    ways: list[tuple[str, Callable[[], None]]] = [
        ("a socket in Python", _python_socket),
        ("connect without an exception", _connect_ex),
        ("asyncio", _asyncio),
        ("urllib", _urllib),
        ("a name look-up", _look_up),
        ("an old-style name look-up", _old_look_up),
        ("a datagram", _datagram),
        ("a message with an address", _message),
        ("a child program", _child_program),
        ("a shell command", _shell),
        ("a spawned program", _spawned),
        ("a fork", _fork),
        ("a program in place of this one", _exec),
    ]
    if sys.platform == "linux":
        ways += [
            ("native code: internet socket", _native(socket.AF_INET)),
            ("native code: internet socket, version 6", _native(socket.AF_INET6)),
            ("native code: raw packets", _native(socket.AF_PACKET)),
            ("native code: the kernel's routing", _native(socket.AF_NETLINK)),
            ("native code: the host of a virtual machine", _native(socket.AF_VSOCK)),
            ("native code: connect and send", _native_connect),
            ("native code: io_uring", _io_uring),
            ("native code: a child program with a socket", _native_child),
        ]
    return tuple(_try(name, way) for name, way in ways)


def _try(name: str, way: Callable[[], None]) -> Attempt:
    try:
        way()
    except FencedError:
        return Attempt(name, stopped=True, by="the audit hook")
    except OSError as error:
        if error.errno in _REFUSALS:
            return Attempt(name, stopped=True, by="the kernel (seccomp)")
        if error.errno == errno.ENOSYS:
            return Attempt(name, stopped=True, by="the kernel does not have it")
        return Attempt(name, stopped=False, by=f"nothing; it ended with: {error.strerror or error}")
    return Attempt(name, stopped=False, by="nothing")


def _python_socket() -> None:
    socket.create_connection(NOWHERE, 2).close()


def _connect_ex() -> None:
    with socket.socket() as tried:
        tried.settimeout(2)
        if code := tried.connect_ex(NOWHERE):
            raise OSError(code, os.strerror(code))


def _asyncio() -> None:
    failure: list[OSError] = []

    async def connect() -> None:
        _, writer = await asyncio.open_connection(*NOWHERE)
        writer.close()

    def run() -> None:
        try:
            asyncio.run(connect())
        except OSError as error:
            failure.append(error)

    thread = threading.Thread(target=run)  # the caller may have a running loop of its own
    thread.start()
    thread.join()
    if failure:
        raise failure[0]


def _urllib() -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        opener.open("http://{}:{}/".format(*NOWHERE), timeout=2).close()
    except urllib.error.URLError as error:
        if isinstance(error.reason, OSError):
            raise error.reason from error
        raise


def _look_up() -> None:
    socket.getaddrinfo(_UNKNOWN_NAME, 443)


def _old_look_up() -> None:
    socket.gethostbyname(_UNKNOWN_NAME)


def _datagram() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as tried:
        tried.sendto(b"", NOWHERE)


def _message() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as tried:
        tried.sendmsg([b""], [], 0, NOWHERE)


def _child_program() -> None:
    _child_ended(subprocess.run((sys.executable, "-I", "-c", _IN_A_CHILD), check=False).returncode)  # noqa: S603


def _shell() -> None:
    os.system("exit 0")  # noqa: S605, S607


def _spawned() -> None:
    pid = os.posix_spawn(sys.executable, [sys.executable, "-I", "-c", _IN_A_CHILD], {})
    _child_ended(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def _fork() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _exec() -> None:
    # A program that is not there: where nothing refuses, this fails and the process goes on.
    os.execv("/nonexistent/program", ["program"])  # noqa: S606


def _native(family: int) -> Callable[[], None]:
    def attempt() -> None:
        os.close(_native_socket(family))

    return attempt


def _native_socket(family: int) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    kind = socket.SOCK_RAW if family == socket.AF_NETLINK else socket.SOCK_DGRAM
    fd = int(libc.socket(family, int(kind), 0))
    if fd < 0:
        _raise_errno()
    return fd


def _native_connect() -> None:
    fd = _native_socket(socket.AF_INET)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        address = struct.pack("=HH4s8x", socket.AF_INET, socket.htons(NOWHERE[1]), socket.inet_aton(NOWHERE[0]))
        if libc.connect(fd, address, len(address)) or libc.send(fd, b"", 0, 0) < 0:
            _raise_errno()
    finally:
        os.close(fd)


def _io_uring() -> None:
    setup = 425  # io_uring_setup(2); the same number on every architecture
    if ctypes.CDLL(None, use_errno=True).syscall(setup, 0, None) < 0:
        _raise_errno()


def _native_child() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    pid = ctypes.c_int()
    words = [os.fsencode(word) for word in (sys.executable, "-I", "-c", _IN_A_CHILD)]
    arguments = (ctypes.c_char_p * (len(words) + 1))(*words, None)
    environment = (ctypes.c_char_p * 1)(None)
    code = libc.posix_spawn(ctypes.byref(pid), words[0], None, None, arguments, environment)
    if code:
        raise OSError(code, os.strerror(code))
    _child_ended(os.waitstatus_to_exitcode(os.waitpid(pid.value, 0)[1]))


def _child_ended(code: int) -> None:
    if code == errno.EACCES:  # what `_IN_A_CHILD` ends with when it got no socket
        raise OSError(errno.EACCES, "the child got no socket")


def _raise_errno() -> None:
    code = ctypes.get_errno()
    raise OSError(code, os.strerror(code))
