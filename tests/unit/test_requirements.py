"""What is installed is pinned to the byte, comes from wherever the installer is set to, and may be shipped."""

import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements"
LOCKED = sorted(REQUIREMENTS.glob("*.txt"))
NAMES = ["bench", "build", "dev", "embedded", "lock", "runtime"]

_PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^\s;]+)(?: ; [^\\]+)?")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def _notices() -> ModuleType:
    # By path: the folder shares its name with a package that pytest itself uses.
    spec = importlib.util.spec_from_file_location("homeport_notices", ROOT / "packaging" / "notices.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


NOTICES = _notices()


def pins(text: str) -> dict[str, str]:
    """Name to version; every line must be a pin with its hashes and nothing else.

    Raises:
        ValueError: a line is something else: an address, an option, a range, a pin without a hash.
    """
    found = {}
    for line in text.replace("\\\n", " ").splitlines():
        pin, *hashes = re.split(r"\s+(?=--hash)", line.strip())
        match = _PIN.fullmatch(pin.strip())
        if match is None or not hashes or not all(_HASH.fullmatch(part.strip()) for part in hashes):
            raise ValueError(f"not a pin with hashes: {line}")
        found[match["name"]] = match["version"]
    return found


def versions(name: str) -> dict[str, str]:
    return pins((REQUIREMENTS / f"{name}.txt").read_text("utf-8"))


def test_every_list_is_there_with_its_source() -> None:
    assert [path.stem for path in LOCKED] == NAMES
    assert sorted(path.stem for path in REQUIREMENTS.glob("*.in")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_a_pin_with_hashes_and_nothing_else(name: str) -> None:
    assert versions(name)


GOOD = "a==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n"


@pytest.mark.parametrize(
    "text",
    [
        "a==1.0\n",
        "a>=1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n",
        "a==1.0 \\\n    --hash=md5:" + "0" * 32 + "\n",
        "a==1.0 \\\n    --hash=sha256:" + "0" * 63 + "\n",
        GOOD + "--index-" + "url https://example.test/some\n",
        GOOD + "-f wheels\n",
        GOOD + "b @ https://example.test/b.whl --hash=sha256:" + "0" * 64 + "\n",
        GOOD + "git+https://example.test/b\n",
    ],
)
def test_any_other_line_is_caught(text: str) -> None:
    assert pins(GOOD) == {"a": "1.0"}
    with pytest.raises(ValueError, match="not a pin"):
        pins(text)


@pytest.mark.parametrize("name", ["build", "runtime"])
def test_tests_run_on_what_is_shipped(name: str) -> None:
    assert versions(name).items() <= versions("dev").items()


@pytest.mark.parametrize("name", NAMES)
def test_every_wish_has_a_pin(name: str) -> None:
    wished = re.findall(r"^([A-Za-z0-9._-]+)", (REQUIREMENTS / f"{name}.in").read_text("utf-8"), re.M)
    assert {wish.lower().replace("_", "-") for wish in wished if not wish.startswith("-")} <= set(versions(name))


def test_qt_stays_below_the_version_that_aborts() -> None:
    # docs/adr/0003-pyside-below-6.12.md
    for name in ("runtime", "dev"):
        for package in ("pyside6-essentials", "shiboken6"):
            assert (6, 11, 3) <= tuple(map(int, versions(name)[package].split("."))) < (6, 12)
    assert "pyside6-addons" not in versions("dev")


def test_supported_pythons_are_told_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["requires-python"] == ">=3.11,<3.14"
    assert "(3, 11) <= sys.version_info[:2] <= (3, 13)" in (ROOT / "Makefile").read_text("utf-8")
    assert project["tool"]["mypy"]["python_version"] == "3.11"
    assert project["tool"]["ruff"]["target-version"] == "py311"


def test_notice_lists_what_is_shipped_with_an_accepted_licence() -> None:
    text = (ROOT / "NOTICE").read_text("utf-8")
    listed = text.split(NOTICES.BEGIN)[1].split(NOTICES.END)[0].strip()
    lines = [line.split(maxsplit=2) for line in listed.splitlines()]
    assert {name: version for name, version, _ in lines} == versions("runtime") | versions("embedded")
    assert [line for line in lines if not NOTICES.accepted(line[2])] == []
    for name, _, licence in lines:
        assert NOTICES.licence_of(name) in ("", licence), name


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-3-Clause", True),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", True),
        ("GPL-2.0-only OR MIT AND BSD-3-Clause", True),
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("MIT AND GPL-2.0-only", False),
        ("GPL-2.0-only OR MIT AND AGPL-3.0-only", False),
        ("UNKNOWN", False),
        ("", False),
    ],
)
def test_only_licences_that_can_be_met_are_accepted(expression: str, expected: bool) -> None:
    assert NOTICES.accepted(expression) is expected
