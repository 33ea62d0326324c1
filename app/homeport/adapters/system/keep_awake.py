"""Keeping the computer awake: logind's inhibitor lock on Linux; other systems in `keep_awake_elsewhere`.

https://systemd.io/INHIBITOR_LOCKS/: the lock is a descriptor, and ends when nobody holds it open any more, however
its holder died. Closing the lid still sleeps: logind does not count this lock for it by default.
"""

import sys
from pathlib import Path

from homeport.adapters.system.desktop_bus import NoAnswer, Service, call, close_descriptor
from homeport.ports.desktop import Hold, KeepAwake

POWER_SUPPLIES = Path("/sys/class/power_supply")

_LOGIND = Service("SYSTEM", "org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
_WANTED = ("idle:sleep", "idle")  # an administrator may allow only the milder one
_WHO, _WHY, _MODE = "Homeport", "A task is running", "block"  # anybody on this machine can read these


class InhibitorLock:
    """`ports.desktop.Hold` by an open descriptor."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def release(self) -> None:
        """Close it."""
        if self._descriptor >= 0:
            close_descriptor(self._descriptor)
            self._descriptor = -1


class LogindKeepAwake:
    """`ports.desktop.KeepAwake` by logind."""

    def __init__(self, power_supplies: Path = POWER_SUPPLIES) -> None:
        self._power_supplies = power_supplies

    def on_mains(self) -> bool:
        """See `on_mains`."""
        return on_mains(self._power_supplies)

    def hold(self) -> Hold | None:
        """An inhibitor lock, or None."""
        for what in _WANTED:
            try:
                (descriptor,) = call(_LOGIND, "Inhibit", "ssss", what, _WHO, _WHY, _MODE)
            except (NoAnswer, ValueError):
                continue
            return InhibitorLock(int(descriptor))
        return None


def on_mains(power_supplies: Path) -> bool:
    """Whether a supply from outside is on, or no battery of the machine is being emptied.

    Fields by Documentation/ABI/testing/sysfs-class-power of the Linux kernel; a battery of scope "Device" belongs
    to a mouse or the like. A machine that has no power supplies to show runs on mains.
    """
    try:
        supplies = sorted(power_supplies.iterdir())
    except OSError:
        return True
    if any(_field(supply, "online") not in {"", "0"} and _outside(supply) for supply in supplies):
        return True
    return not any(
        _field(supply, "type") == "Battery"
        and _field(supply, "scope") != "Device"
        and _field(supply, "status") in {"Discharging", "Unknown", ""}
        for supply in supplies
    )


def keep_awake(platform: str = sys.platform) -> KeepAwake:
    """This system's."""
    if platform == "linux":
        return LogindKeepAwake()
    from homeport.adapters.system import keep_awake_elsewhere  # noqa: PLC0415 - ctypes of another system

    return keep_awake_elsewhere.keep_awake(platform)


def _outside(supply: Path) -> bool:
    return _field(supply, "type") in {"Mains", "USB", "Wireless"} and _field(supply, "scope") != "Device"


def _field(supply: Path, name: str) -> str:
    try:
        return (supply / name).read_text("ascii", "replace").strip()
    except OSError:
        return ""
