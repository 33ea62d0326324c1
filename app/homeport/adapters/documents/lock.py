"""The worker locks itself: limits, Landlock, the system-call filter, in this order and for good."""

import sys

from homeport.adapters.documents.messages import Locked, Order
from homeport.adapters.system import landlock, seccomp

CPU_GRACE_SECONDS = 2
"""Between the signal that a Python parser can answer and the one that ends any process."""


def lock(order: Order) -> Locked:
    """Give up everything but the descriptors that are open; say what holds.

    Raises:
        OSError: the system has a lock and did not take it: the document must not be read then.
    """
    limited = _limit(order)
    denied = landlock.deny_all_files_and_network()
    filtered = seccomp.available()
    if filtered:
        seccomp.lock_worker()
    return Locked(landlock=denied.abi, seccomp=filtered, limits=limited)


def sandbox_words() -> str:
    """What will hold a worker on this system, in words."""
    held = ["a process of its own"]
    if sys.platform != "win32":
        held.append("limits on memory and time")
    if version := landlock.abi():
        held.append(f"no files (Landlock {version})")
    if seccomp.available():
        held.append("no network and no programs (seccomp)")
    missing = "" if seccomp.available() else "; this system offers no filter against network access"
    return ", ".join(held) + missing


def _limit(order: Order) -> bool:
    if sys.platform == "win32":
        return False
    import resource  # noqa: PLC0415 - not on Windows

    memory, cpu = order.memory_bytes, order.cpu_seconds
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold the document
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (order.open_files, order.open_files))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + CPU_GRACE_SECONDS))
    if sys.platform == "linux":  # macOS does not keep to it
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    return True
