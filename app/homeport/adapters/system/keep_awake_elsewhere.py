"""Keeping awake on Windows and macOS. Written from the systems' documentation, untried."""

import ctypes
from collections.abc import Callable
from typing import Any

from homeport.ports.desktop import Hold, KeepAwake

_WHY = "A task is running"


class Released:
    """`ports.desktop.Hold` that calls back once."""

    def __init__(self, release: Callable[[], object]) -> None:
        self._release: Callable[[], object] | None = release

    def release(self) -> None:
        """Once."""
        release, self._release = self._release, None
        if release is not None:
            release()


class _PowerStatus(ctypes.Structure):  # SYSTEM_POWER_STATUS (winbase.h)
    _fields_ = (
        ("line", ctypes.c_ubyte),
        ("flag", ctypes.c_ubyte),
        ("percent", ctypes.c_ubyte),
        ("saver", ctypes.c_ubyte),
        ("seconds_left", ctypes.c_uint32),
        ("seconds_full", ctypes.c_uint32),
    )


class _ReasonContext(ctypes.Structure):  # REASON_CONTEXT (minwinbase.h) with a simple string
    _fields_ = (("version", ctypes.c_uint32), ("flags", ctypes.c_uint32), ("reason", ctypes.c_wchar_p))


class WindowsKeepAwake:
    """A power request; unlike SetThreadExecutionState it belongs to the process, not to the calling thread."""

    _SIMPLE_STRING = 1  # POWER_REQUEST_CONTEXT_SIMPLE_STRING
    _SYSTEM_REQUIRED = 1  # PowerRequestSystemRequired

    def __init__(self) -> None:
        self._kernel: Any = ctypes.CDLL("kernel32")
        self._kernel.PowerCreateRequest.restype = ctypes.c_void_p

    def on_mains(self) -> bool:
        """ACLineStatus is 0 on a battery."""
        status = _PowerStatus()
        return not self._kernel.GetSystemPowerStatus(ctypes.byref(status)) or status.line != 0

    def hold(self) -> Hold | None:
        """A power request."""
        request = self._kernel.PowerCreateRequest(ctypes.byref(_ReasonContext(0, self._SIMPLE_STRING, _WHY)))
        if request in {None, ctypes.c_void_p(-1).value}:
            return None
        handle = ctypes.c_void_p(request)
        if not self._kernel.PowerSetRequest(handle, self._SYSTEM_REQUIRED):
            self._kernel.CloseHandle(handle)
            return None
        return Released(lambda: self._kernel.CloseHandle(handle))  # which clears the request


class MacKeepAwake:
    """A power assertion (IOKit/pwr_mgt/IOPMLib.h)."""

    _LEVEL_ON = 255  # kIOPMAssertionLevelOn
    _UTF8 = 0x08000100  # kCFStringEncodingUTF8
    _UNLIMITED = -2.0  # kIOPSTimeRemainingUnlimited: not on a battery

    def __init__(self) -> None:
        self._power: Any = ctypes.CDLL("/System/Library/Frameworks/IOKit.framework/IOKit")
        self._power.IOPSGetTimeRemainingEstimate.restype = ctypes.c_double
        core: Any = ctypes.CDLL("/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation")
        core.CFStringCreateWithCString.restype = ctypes.c_void_p
        self._core = core

    def on_mains(self) -> bool:
        """No time to run is left to estimate."""
        return bool(self._power.IOPSGetTimeRemainingEstimate() == self._UNLIMITED)

    def hold(self) -> Hold | None:
        """An assertion against sleeping when idle."""
        number = ctypes.c_uint32()
        kind, why = self._text("PreventUserIdleSystemSleep"), self._text(f"Homeport: {_WHY}")
        failed = self._power.IOPMAssertionCreateWithName(kind, self._LEVEL_ON, why, ctypes.byref(number))
        self._core.CFRelease(kind)
        self._core.CFRelease(why)
        return None if failed else Released(lambda: self._power.IOPMAssertionRelease(number))

    def _text(self, text: str) -> ctypes.c_void_p:
        return ctypes.c_void_p(self._core.CFStringCreateWithCString(None, text.encode(), self._UTF8))


class NeverAwake:
    """A system that we do not know how to ask."""

    def on_mains(self) -> bool:
        """Assumed."""
        return True

    def hold(self) -> Hold | None:
        """Never."""
        return None


def keep_awake(platform: str) -> KeepAwake:
    """This system's."""
    try:
        if platform == "win32":
            return WindowsKeepAwake()
        if platform == "darwin":
            return MacKeepAwake()
    except (OSError, AttributeError):
        return NeverAwake()
    return NeverAwake()
