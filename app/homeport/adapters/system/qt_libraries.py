"""Which system libraries the window lacks, looked for before Qt starts: Qt itself would abort the process.

Qt's wheels bring Qt; what the display needs is left to the system (Linux only).
"""

import ctypes
import importlib.util
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEBIAN_PACKAGES: Mapping[str, str] = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
"""Debian 12's names; later releases provide them, too. What Qt's libraries and display plugins link to."""

_WAYLAND_ONLY = frozenset({"libwayland-client.so.0", "libwayland-cursor.so.0", "libwayland-egl.so.1"})


@dataclass(frozen=True, slots=True)
class MissingLibraries:
    """What cannot be loaded, and the Debian packages that have it."""

    libraries: tuple[str, ...]
    packages: tuple[str, ...]

    @property
    def title(self) -> str:
        """In words."""
        return f"The window needs system libraries that cannot be loaded: {', '.join(self.libraries)}."

    @property
    def what_next(self) -> str:
        """In words."""
        if not self.packages:
            return "Install them with your system's package manager; the terminal commands work without them."
        return (
            f"On Debian and Ubuntu: apt-get install {' '.join(self.packages)}. "
            "The terminal commands work without them."
        )


def missing_libraries(environment: Mapping[str, str], platform: str) -> MissingLibraries | None:
    """Load what the window will load; None when all of it is there.

    Args:
        environment: tells which display Qt will choose.
        platform: as in `sys.platform`; only Linux leaves libraries to the system.
    """
    found = importlib.util.find_spec("PySide6")
    if platform != "linux" or found is None or not found.submodule_search_locations:
        return None
    qt = Path(found.submodule_search_locations[0]) / "Qt"
    plugins = display_plugins(environment)
    errors = [_cannot_load(qt / "lib" / "libQt6Widgets.so.6")]
    if not errors[0]:
        errors = [_cannot_load(qt / "plugins" / "platforms" / f"libq{name}.so") for name in plugins]
        if not all(errors):  # Qt takes the first that it can load
            return None
    missing = tuple(
        name
        for name in DEBIAN_PACKAGES
        if (name not in _WAYLAND_ONLY or plugins == ("wayland",)) and _cannot_load(Path(name))
    )
    if not missing:  # something that is not in the table: say what the system said
        return MissingLibraries(tuple(error.partition(":")[0] for error in errors if error), ())
    return MissingLibraries(missing, tuple(dict.fromkeys(DEBIAN_PACKAGES[name] for name in missing)))


def display_plugins(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Qt's display plugins in the order in which it tries them."""
    if chosen := environment.get("QT_QPA_PLATFORM"):
        return tuple(part.partition(":")[0] for part in chosen.split(";") if part)
    wayland = bool(environment.get("WAYLAND_DISPLAY"))
    if not wayland:
        return ("xcb",)
    return ("wayland", "xcb") if environment.get("DISPLAY") else ("wayland",)


def _cannot_load(library: Path) -> str:
    """The system's reason, empty when it was loaded; it stays loaded, and Qt finds it there."""
    try:
        ctypes.CDLL(os.fspath(library))
    except OSError as error:
        return str(error)
    return ""
