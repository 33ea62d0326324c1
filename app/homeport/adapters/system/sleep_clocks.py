"""The two clocks that differ by the time a machine has slept. Those of macOS and Windows are untried."""

import sys
import time


def with_sleep_and_awake() -> tuple[float, float]:
    """Seconds on a clock that runs on while the machine sleeps, and on one that stands still.

    Linux: clock_gettime(2), CLOCK_BOOTTIME and CLOCK_MONOTONIC. macOS: clock_gettime(3), where CLOCK_MONOTONIC
    runs on and CLOCK_UPTIME_RAW does not. Windows: GetTickCount64 and QueryUnbiasedInterruptTime.
    """
    if sys.platform == "win32":
        return _of_windows()
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC), time.clock_gettime(time.CLOCK_UPTIME_RAW)
    return time.clock_gettime(time.CLOCK_BOOTTIME), time.clock_gettime(time.CLOCK_MONOTONIC)


if sys.platform == "win32":
    import ctypes

    def _of_windows() -> tuple[float, float]:
        kernel = ctypes.WinDLL("kernel32")
        kernel.GetTickCount64.restype = ctypes.c_uint64
        awake = ctypes.c_uint64()  # in 100 ns
        kernel.QueryUnbiasedInterruptTime(ctypes.byref(awake))
        return kernel.GetTickCount64() / 1e3, awake.value / 1e7
