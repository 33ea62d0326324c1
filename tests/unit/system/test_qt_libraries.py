"""Missing system libraries are named before Qt could abort the process; the real loader says what is missing."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from homeport.adapters.system.qt_libraries import DEBIAN_PACKAGES, display_plugins, missing_libraries

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux leaves libraries to the system")

_ASK = """
import json, sys
from homeport.adapters.system.qt_libraries import missing_libraries
found = missing_libraries({sys.argv[1]: "x"}, "linux")
print(json.dumps(found and [found.libraries, found.packages, found.title, found.what_next]))
"""

EVERYWHERE = re.compile(r"lib(c|m|gcc_s|pthread|dl|rt)\.so\.\d|ld-linux|lib(pyside6|shiboken6)|libicu|libQt6")
"""The system's own, Qt's own and Python's own."""


def broken(folder: Path, *libraries: str) -> dict[str, str]:
    """An environment whose loader finds files that are no libraries in the place of these."""
    for name in libraries:
        (folder / name).write_bytes(b"")
    return dict(os.environ) | {"LD_LIBRARY_PATH": str(folder)}


def asked(environment: dict[str, str], display: str = "DISPLAY") -> list[object] | None:
    output = subprocess.check_output([sys.executable, "-c", _ASK, display], env=environment, text=True)
    found: list[object] | None = json.loads(output)
    return found


def whole_system() -> bool:
    return missing_libraries({"DISPLAY": ":0"}, "linux") is None


def test_each_missing_library_and_its_package_is_named(tmp_path: Path) -> None:
    if not whole_system():
        pytest.skip("this machine lacks libraries of the window: " + str(missing_libraries({}, "linux")))
    found = asked(broken(tmp_path, "libxcb-cursor.so.0", "libxkbcommon-x11.so.0"))
    assert found is not None
    assert found[0] == ["libxcb-cursor.so.0", "libxkbcommon-x11.so.0"]
    assert found[1] == ["libxcb-cursor0", "libxkbcommon-x11-0"]
    assert "libxcb-cursor.so.0" in str(found[2])
    assert "apt-get install libxcb-cursor0 libxkbcommon-x11-0." in str(found[3])


def test_a_library_of_qt_itself_counts_too(tmp_path: Path) -> None:
    if not whole_system():
        pytest.skip("this machine lacks libraries of the window: " + str(missing_libraries({}, "linux")))
    found = asked(broken(tmp_path, "libEGL.so.1"))
    assert found is not None
    assert found[1] == ["libegl1"]


def test_a_library_that_the_display_in_use_does_not_need_is_not_missed(tmp_path: Path) -> None:
    if not whole_system():
        pytest.skip("this machine lacks libraries of the window: " + str(missing_libraries({}, "linux")))
    assert asked(broken(tmp_path, "libwayland-client.so.0")) is None


def test_other_systems_bring_their_own() -> None:
    assert missing_libraries({}, "darwin") is None
    assert missing_libraries({}, "win32") is None


@pytest.mark.parametrize(
    ("environment", "plugins"),
    [
        ({"DISPLAY": ":0"}, ("xcb",)),
        ({"WAYLAND_DISPLAY": "wayland-0"}, ("wayland",)),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, ("wayland", "xcb")),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, ("offscreen",)),
        ({"QT_QPA_PLATFORM": "wayland:x;xcb"}, ("wayland", "xcb")),
    ],
)
def test_the_display_plugins(environment: dict[str, str], plugins: tuple[str, ...]) -> None:
    assert display_plugins(environment) == plugins


def test_the_table_has_every_library_that_qt_leaves_to_the_system() -> None:
    if shutil.which("readelf") is None:
        pytest.skip("readelf (binutils) is not installed")
    spec = find_spec("PySide6")
    assert spec is not None
    assert spec.submodule_search_locations
    pyside = Path(spec.submodule_search_locations[0])
    files = [pyside / f"Qt{name}.abi3.so" for name in ("Core", "Gui", "Widgets", "Svg")]
    names = ("Core", "Gui", "Widgets", "Svg", "DBus", "XcbQpa", "WaylandClient")
    files += [pyside / "Qt" / "lib" / f"libQt6{name}.so.6" for name in names]
    files += [
        pyside / "Qt" / "plugins" / "platforms" / f"libq{name}.so" for name in ("xcb", "wayland", "offscreen")
    ]
    needed = set()
    for file in files:
        told = subprocess.check_output(["readelf", "-d", str(file)], text=True)
        needed |= set(re.findall(r"\(NEEDED\).*\[(.+)\]", told))
    assert {name for name in needed if not EVERYWHERE.match(name)} - set(DEBIAN_PACKAGES) == set()


def test_the_packages_are_debians_own_names() -> None:
    if shutil.which("dpkg-query") is None:
        pytest.skip("not a Debian system")
    for library, package in DEBIAN_PACKAGES.items():
        told = subprocess.run(
            ["dpkg-query", "-S", f"*/{library}"], capture_output=True, text=True, check=False
        ).stdout
        owners = {line.partition(":")[0].removesuffix("t64") for line in told.splitlines()}
        assert not owners or package in owners, (library, owners)
