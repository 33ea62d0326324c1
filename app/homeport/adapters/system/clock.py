"""The machine's clocks."""

import time
from datetime import UTC, datetime


def steady_seconds() -> float:
    """Seconds since the machine started, the same in every process, running on while the machine sleeps.

    A yes must not outlive its minutes because the lid was closed: `time.monotonic` stands still during sleep on
    Linux (clock_gettime(2), CLOCK_BOOTTIME) and on macOS (mach_absolute_time).
    """
    clock = getattr(time, "CLOCK_BOOTTIME", None) or getattr(time, "CLOCK_MONOTONIC", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


class SystemClock:
    """`ports.clock.Clock` over the system's clocks."""

    def now(self) -> str:
        """UTC, ISO 8601 with seconds and ``Z``."""
        return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def steady(self) -> float:
        """Seconds on a clock that nobody can set back, the same in every process of this machine."""
        return steady_seconds()
