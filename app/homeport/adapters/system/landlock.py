"""Landlock: a process gives up files and the network for good, without privileges (Linux 5.13 and later).

Facts: landlock(7) and linux/landlock.h. It holds the calling thread and the threads and children it starts
afterwards, so it has to come before any other thread.
"""

import ctypes
import errno
import functools
import os
import struct
import sys
from dataclasses import dataclass

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_CREATE_VERSION = 1
_RULE_NET_PORT = 2
_PR_SET_NO_NEW_PRIVS = 38

_FILES_1 = (1 << 13) - 1  # execute, write, read, list, remove and make entries
_FILES_LATER = ((2, 1 << 13), (3, 1 << 14), (5, 1 << 15))  # (from ABI, right): refer, truncate, device ioctl
_BIND_TCP, _CONNECT_TCP = 1, 2
_NETWORK_FROM, _SCOPE_FROM = 4, 6
_SCOPE_ALL = 3  # abstract AF_UNIX sockets and signals outside the sandbox


@dataclass(frozen=True, slots=True)
class Level:
    """What Landlock denies this process now."""

    abi: int  # 0: not there, nothing is denied
    files: bool
    network: bool  # TCP only; datagrams are the system-call filter's to refuse
    scoped: bool  # signals and abstract sockets of processes outside


NONE = Level(0, files=False, network=False, scoped=False)


@functools.cache
def abi() -> int:
    """The version of Landlock the kernel offers; 0 when there is none or it is switched off."""
    if sys.platform != "linux" or sys.maxsize <= 1 << 32:
        return 0
    return max(0, _call(_CREATE_RULESET, None, 0, _CREATE_VERSION))


def deny_all_files_and_network() -> Level:
    """Deny every file that is not open yet, and TCP; give the level reached, `NONE` without Landlock.

    Raises:
        OSError: the kernel has Landlock and refused the rules.
    """
    version = abi()
    files = _FILES_1
    for since, right in _FILES_LATER:
        files |= right if version >= since else 0
    return _restrict(files, listen_on=None)


def deny_network_but_listening(port: int) -> Level:
    """Deny connecting over TCP, and listening on any port but one; files stay as they are.

    Args:
        port: the only port that may be bound; 0 stands for one that the kernel chooses.

    Raises:
        OSError: the kernel has Landlock and refused the rules.
    """
    return _restrict(0, listen_on=port)


def _restrict(files: int, listen_on: int | None) -> Level:
    version = abi()
    network = _BIND_TCP | _CONNECT_TCP if version >= _NETWORK_FROM else 0
    scope = _SCOPE_ALL if version >= _SCOPE_FROM else 0
    if not version or not (files or network or scope):
        return NONE
    size = 24 if version >= _SCOPE_FROM else 16 if version >= _NETWORK_FROM else 8
    ruleset = _checked(_CREATE_RULESET, struct.pack("=QQQ", files, network, scope), size, 0)
    try:
        if listen_on is not None and network:
            _checked(_ADD_RULE, ruleset, _RULE_NET_PORT, struct.pack("=QQ", _BIND_TCP, listen_on), 0)
        if _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
            _raise_errno()
        _checked(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    return Level(version, files=bool(files), network=bool(network), scoped=bool(scope))


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _call(number: int, *arguments: int | bytes | None) -> int:
    words = (ctypes.c_long(each) if isinstance(each, int) else each for each in arguments)
    return int(_libc().syscall(ctypes.c_long(number), *words))


def _checked(number: int, *arguments: int | bytes | None) -> int:
    result = _call(number, *arguments)
    if result < 0:
        _raise_errno()
    return result


def _raise_errno() -> None:
    number = ctypes.get_errno() or errno.EINVAL
    raise OSError(number, os.strerror(number))
