"""What every process of the program does first: a clean environment, its sockets, an end with its parent."""

import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HANDOVER = "HOMEPORT_FDS"
"""Names the app's two descriptors, ``control,broker``; set by the launcher, taken away by `handed_over`."""

_NAMES = frozenset(
    {
        "SSLKEYLOGFILE",  # would write session keys to a file
        "SSL_CERT_FILE",  # would change who is trusted
        "SSL_CERT_DIR",
        "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
        "LD_PRELOAD",  # proxychains and the like divert connections this way
        "LD_AUDIT",
        "GCONV_PATH",
        "HOSTALIASES",  # would change where names lead
        "LOCALDOMAIN",
        "RES_OPTIONS",
        "QT_PLUGIN_PATH",  # would load other code into the window
        "QT_QPA_PLATFORM_PLUGIN_PATH",
        HANDOVER,
    }
)
_PREFIXES = ("OLLAMA_", "PYTHON", "KEYRING_", "OPENSSL_", "DYLD_")

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4  # linux/prctl.h


def scrubbed(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without what could divert traffic, change trust, load code or choose another keyring."""
    return {name: value for name, value in environment.items() if not _unwanted(name.upper())}


def _unwanted(name: str) -> bool:
    return name in _NAMES or name.startswith(_PREFIXES) or name.endswith("_PROXY")


@dataclass(frozen=True, slots=True)
class ChildStart:
    """What a child was given: its stream socket, and further descriptors in the order they were passed."""

    socket_fd: int
    fds: tuple[int, ...]


def start_child(arguments: Sequence[str]) -> ChildStart:
    """Read the descriptors from a child's arguments (``sys.argv[1:]``) and end with the launcher from now on.

    Raises:
        ValueError: the arguments are not descriptor numbers: nobody but the launcher should start this.
    """
    fds = tuple(int(argument) for argument in arguments)
    if not fds:
        raise ValueError("no descriptor given")
    for fd in fds:
        os.set_inheritable(fd, False)
    for name in os.environ.keys() - scrubbed(os.environ).keys():  # the launcher has done so; whoever it was
        del os.environ[name]
    end_with_parent(signal.SIGKILL)
    return ChildStart(fds[0], fds[1:])


@dataclass(frozen=True, slots=True)
class Handover:
    """The app's ends of the launcher's control socket and of the first broker's socket."""

    control_fd: int
    broker_fd: int


def handed_over() -> Handover | None:
    """The descriptors the launcher gave this app process; None when no launcher started it. Works once."""
    given = os.environ.pop(HANDOVER, "")
    if not given:
        return None
    control, broker = (int(part) for part in given.split(","))
    for fd in (control, broker):
        os.set_inheritable(fd, False)
    end_with_parent(signal.SIGTERM)
    if _is_closed(control):  # it died before the kernel was asked to tell us
        signal.raise_signal(signal.SIGTERM)
    return Handover(control, broker)


def _is_closed(fd: int) -> bool:
    with socket.socket(fileno=os.dup(fd)) as looking:
        looking.setblocking(False)
        try:
            return not looking.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False


def end_with_parent(how: signal.Signals) -> None:
    """Have the kernel send `how` when the parent dies (Linux); elsewhere the end of the socket has to tell."""
    if sys.platform != "linux":
        return
    import ctypes  # noqa: PLC0415 - 8 ms that other systems need not pay

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(how), 0, 0, 0)


def forbid_core_dumps() -> None:
    """Keep this process's memory from core files and from other programs of the same person (Linux: ptrace)."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
