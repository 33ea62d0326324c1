"""System-call filters of this program, as classic BPF handed to the Linux kernel through ctypes.

Three filters, each a table of rules: the app's process opens no internet socket, the built-in engine connects
nowhere, a document worker can only compute and talk on what is open already. A filter cannot be taken back; it
also holds threads and children. Formats: linux/seccomp.h, linux/bpf_common.h, linux/audit.h; seccomp(2).
"""

import ctypes
import errno
import functools
import os
import platform
import struct
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_CALLS = {
    # call: (x86_64, aarch64), from asm/unistd_64.h and asm-generic/unistd.h; None where it does not exist
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66), "pread64": (17, 67),
    "lseek": (8, 62), "close": (3, 57), "dup": (32, 23), "fcntl": (72, 25), "ioctl": (16, 29),
    "fstat": (5, 80), "newfstatat": (262, 79), "fadvise64": (221, 223),
    "mmap": (9, 222), "munmap": (11, 215), "mprotect": (10, 226), "mremap": (25, 216), "madvise": (28, 233),
    "brk": (12, 214), "membarrier": (324, 283),
    "futex": (202, 98), "futex_waitv": (449, 449), "set_robust_list": (273, 99), "rseq": (334, 293),
    "set_tid_address": (218, 96), "arch_prctl": (158, None), "clone": (56, 220), "clone3": (435, 435),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "sigaltstack": (131, 132),
    "restart_syscall": (219, 128), "kill": (62, 129), "tgkill": (234, 131), "exit": (60, 93),
    "exit_group": (231, 94),
    "sched_yield": (24, 124), "sched_getaffinity": (204, 123), "clock_gettime": (228, 113),
    "clock_getres": (229, 114), "clock_nanosleep": (230, 115), "nanosleep": (35, 101), "gettimeofday": (96, 169),
    "times": (100, 153), "getrusage": (98, 165), "getrlimit": (97, 163), "prlimit64": (302, 261),
    "getpid": (39, 172), "gettid": (186, 178), "getuid": (102, 174), "geteuid": (107, 175), "getgid": (104, 176),
    "getegid": (108, 177), "getrandom": (318, 278), "sysinfo": (99, 179), "uname": (63, 160),
    "poll": (7, None), "ppoll": (271, 73), "select": (23, None), "pselect6": (270, 72),
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "sendto": (44, 206),
    "sendmsg": (46, 211), "sendmmsg": (307, 269), "recvfrom": (45, 207), "shutdown": (48, 210),
    "getsockopt": (55, 209),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "bpf": (321, 280),
    "pidfd_getfd": (438, 438), "perf_event_open": (298, 241),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Architecture:
    audit: int  # AUDIT_ARCH_* of linux/audit.h
    column: int  # in _CALLS
    seccomp: int  # number of seccomp(2)
    x32: bool  # the same audit value also covers a second set of numbers


_ARCHITECTURES = {
    "x86_64": _Architecture(0xC000003E, 0, 317, x32=True),
    "aarch64": _Architecture(0xC00000B7, 1, 277, x32=False),
}
_X32_BIT = 0x40000000

_PR_SET_NO_NEW_PRIVS = 38
_SET_MODE_FILTER, _GET_ACTION_AVAIL = 1, 2
_FLAG_TSYNC = 1  # every thread of the process gets the filter, or none does

_ALLOW, _KILL_PROCESS, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000

_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
_NUMBER_AT, _ARCH_AT, _ARGUMENTS_AT = 0, 4, 16  # struct seccomp_data

_AF_UNIX, _AF_INET, _AF_INET6 = 1, 2, 10
_SOCK_STREAM, _SOCK_TYPE_MASK, _TCP = 1, 0xF, 6
_MSG_FASTOPEN = 0x20000000  # sends while connecting
_CLONE_THREAD = 0x10000
_PROT_EXEC = 4
_AT_EMPTY_PATH = 0x1000
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C  # type into the terminal's shell
_HARMLESS_IOCTLS = (0x5401, 0x5421, 0x541B, 0x5450, 0x5451)  # TCGETS, FIONBIO, FIONREAD, FIONCLEX, FIOCLEX
_HARMLESS_FCNTLS = (1, 2, 3, 4, 1030)  # F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC

_PEEKING = ("ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "bpf", "perf_event_open")
_IO_URING = ("io_uring_setup", "io_uring_enter", "io_uring_register")  # does what a filter refuses, unseen by it

_Code = tuple[bytes, ...]
_Rules = Mapping[str, _Code]


def available() -> bool:
    """Whether this kernel and machine take these filters."""
    return _architecture() is not None and _errno_action_known()


def refuse_internet_sockets() -> None:
    """Refuse this process every socket but AF_UNIX (EACCES), and what reaches round that.

    Also refused (EPERM): io_uring, reading or steering other processes, loading BPF, typing into the terminal.

    Raises:
        OSError: the kernel did not take the filter.
    """
    only_unix = _if(errno.EACCES, _argument_in(0, _AF_UNIX))
    _install(
        {
            "socket": only_unix,
            "socketpair": only_unix,
            "ioctl": _if(errno.EPERM, _argument_not_in(1, _TIOCSTI, _TIOCLINUX)),
            **_refused(errno.EPERM, *_IO_URING, *_PEEKING),
        },
        otherwise=_ALLOW,
    )


def refuse_connect() -> None:
    """Let this process listen and answer on TCP, but connect or send to an address nowhere (EACCES).

    A filter cannot read addresses, so every connect is refused, AF_UNIX too, and every socket that could send
    without one: only TCP (over IPv4 and IPv6) and AF_UNIX streams are left.

    Raises:
        OSError: the kernel did not take the filter.
    """
    no_fast_open = _masked(2, _MSG_FASTOPEN, 0)
    _install(
        {
            "connect": _always(_ERRNO | errno.EACCES),
            "socket": _if(
                errno.EACCES,
                _argument_in(0, _AF_UNIX, _AF_INET, _AF_INET6),
                _masked(1, _SOCK_TYPE_MASK, _SOCK_STREAM),
                _argument_in(2, 0, _TCP),
            ),
            "socketpair": _if(errno.EACCES, _argument_in(0, _AF_UNIX)),
            "sendto": _if(errno.EACCES, _null(4)),
            "sendmsg": _if(errno.EACCES, no_fast_open),
            "sendmmsg": _if(errno.EACCES, _masked(3, _MSG_FASTOPEN, 0)),
            **_refused(errno.EPERM, *_IO_URING, *_PEEKING),
        },
        otherwise=_ALLOW,
    )


def lock_worker() -> None:
    """Leave this process nothing but computing, its threads, and descriptors that are open already.

    What is not on the list is refused (EPERM): opening any file, sockets, programs, processes, signals to others,
    memory that can be executed. Whatever is needed must have been imported and opened before.

    Raises:
        OSError: the kernel did not take the filter.
    """
    to_itself = _if(errno.EPERM, _argument_in(0, os.getpid()))
    no_code = _if(errno.EPERM, _masked(2, _PROT_EXEC, 0))
    _install(
        {
            "mmap": no_code,
            "mprotect": no_code,
            "clone": _if(errno.EPERM, _masked(0, _CLONE_THREAD, _CLONE_THREAD)),
            "clone3": _always(_ERRNO | errno.ENOSYS),  # its flags lie in memory; the C library falls back to clone
            "kill": to_itself,
            "tgkill": to_itself,
            "fcntl": _if(errno.EPERM, _argument_in(1, *_HARMLESS_FCNTLS)),
            "ioctl": _if(errno.EPERM, _argument_in(1, *_HARMLESS_IOCTLS)),
            "newfstatat": _if(errno.EPERM, _argument_in(3, _AT_EMPTY_PATH)),  # how fstat() is spelt today
            "prlimit64": _if(errno.EPERM, _null(2)),
            "sendto": _if(errno.EPERM, _null(4)),
            **{
                call: _always(_ALLOW)
                for call in (
                    "read", "write", "readv", "writev", "pread64", "lseek", "close", "dup", "fstat", "fadvise64",
                    "munmap", "mremap", "madvise", "brk", "membarrier", "futex", "futex_waitv",
                    "set_robust_list", "rseq", "set_tid_address", "arch_prctl", "rt_sigaction", "rt_sigprocmask",
                    "rt_sigreturn", "sigaltstack", "restart_syscall", "exit", "exit_group", "sched_yield",
                    "sched_getaffinity", "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep",
                    "gettimeofday", "times", "getrusage", "getrlimit", "getpid", "gettid", "getuid", "geteuid",
                    "getgid", "getegid", "getrandom", "sysinfo", "uname", "poll", "ppoll", "select", "pselect6",
                    "recvfrom", "shutdown", "getsockopt",
                )
            },
        },
        otherwise=_ERRNO | errno.EPERM,
    )  # fmt: skip


def _architecture() -> _Architecture | None:
    if sys.platform != "linux" or sys.maxsize <= 1 << 32 or sys.byteorder != "little":
        return None
    return _ARCHITECTURES.get(platform.machine())


@functools.cache
def _errno_action_known() -> bool:
    action = ctypes.c_uint32(_ERRNO)
    return _seccomp(_GET_ACTION_AVAIL, 0, ctypes.byref(action)) == 0


def _seccomp(operation: int, flags: int, argument: object) -> int:
    architecture = _architecture()
    if architecture is None:
        raise OSError(errno.ENOSYS, "no system-call filter on this system")
    return int(_libc().syscall(ctypes.c_long(architecture.seccomp), operation, flags, argument))


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    """``struct sock_fprog``."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _install(rules: _Rules, otherwise: int) -> None:
    architecture = _architecture()
    if architecture is None:
        raise OSError(errno.ENOSYS, "no system-call filter on this system")
    code = b"".join(_assemble(rules, otherwise, architecture))
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(buffer))
    if _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    result = _seccomp(_SET_MODE_FILTER, _FLAG_TSYNC, ctypes.byref(program))
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    if result > 0:
        raise OSError(errno.EBUSY, f"thread {result} could not take the system-call filter")


def _assemble(rules: _Rules, otherwise: int, architecture: _Architecture) -> Iterable[bytes]:
    yield _instruction(_LOAD, _ARCH_AT)
    yield _instruction(_JUMP_EQUAL, architecture.audit, 1, 0)
    yield from _always(_KILL_PROCESS)  # calls in another architecture's numbers: nobody here makes them by mistake
    yield _instruction(_LOAD, _NUMBER_AT)
    if architecture.x32:
        yield _instruction(_JUMP_AT_LEAST, _X32_BIT, 0, 1)
        yield from _always(_ERRNO | errno.EPERM)
    for call, body in rules.items():
        number = _CALLS[call][architecture.column]
        if number is not None:
            yield _instruction(_JUMP_EQUAL, number, 0, len(body))
            yield from body  # ends in a return on every way through it
    yield from _always(otherwise)


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, if_true, if_false, value)


def _always(action: int) -> _Code:
    return (_instruction(_RETURN, action),)


def _refused(number: int, *calls: str) -> dict[str, _Code]:
    return dict.fromkeys(calls, _always(_ERRNO | number))


def _if(number: int, *checks: _Code) -> _Code:
    """Allow when no check says otherwise; a check jumps to its own end when it holds and falls to the refusal."""
    code: _Code = ()
    for check in checks:
        code += (*check, *_always(_ERRNO | number))
    return (*code, *_always(_ALLOW))


def _load_argument(index: int, *, high: bool = False) -> bytes:
    # For int and flag arguments the kernel itself looks at the low half only; little-endian machines.
    return _instruction(_LOAD, _ARGUMENTS_AT + 8 * index + 4 * high)


def _argument_in(index: int, *values: int) -> _Code:
    tests = (_instruction(_JUMP_EQUAL, value, len(values) - at, 0) for at, value in enumerate(values))
    return (_load_argument(index), *tests)


def _argument_not_in(index: int, *values: int) -> _Code:
    # Each value jumps to the refusal that follows; past the last one the refusal is skipped.
    count = len(values)
    tests = [
        _instruction(_JUMP_EQUAL, value, count - at - 1, 0 if at < count - 1 else 1)
        for at, value in enumerate(values)
    ]
    return (_load_argument(index), *tests)


def _masked(index: int, mask: int, value: int) -> _Code:
    return (_load_argument(index), _instruction(_AND, mask), _instruction(_JUMP_EQUAL, value, 1, 0))


def _null(index: int) -> _Code:
    return (
        _load_argument(index),
        _instruction(_JUMP_EQUAL, 0, 0, 2),
        _load_argument(index, high=True),
        _instruction(_JUMP_EQUAL, 0, 1, 0),
    )
