"""Keeping awake, asked of a stand-in for logind over a real bus, from a process behind the real fence, too."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.desktop_services import NOT_THERE, DesktopServices, available, private_bus
from homeport.adapters.system.keep_awake import LogindKeepAwake, keep_awake, on_mains

needs_a_bus = pytest.mark.skipif(not available(), reason=NOT_THERE)

_FENCED = """
import sys
from homeport.adapters.system.fence import raise_fence
from homeport.adapters.system.keep_awake import keep_awake
raise_fence()
hold = keep_awake().hold()
print("held" if hold else "not held", flush=True)
sys.stdin.readline()
if hold:
    hold.release()
print("released", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with private_bus() as address:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        yield address


def eventually(logind: DesktopServices, held: int) -> bool:
    until = time.monotonic() + 10
    while logind.held() != held and time.monotonic() < until:
        time.sleep(0.01)
    return logind.held() == held


@needs_a_bus
def test_the_lock_is_held_until_it_is_released(bus: str) -> None:
    with DesktopServices(bus) as logind:
        hold = LogindKeepAwake().hold()
        assert hold is not None
        assert logind.held() == 1
        assert logind.asked[0].values == ("idle:sleep", "Homeport", "A task is running", "block")
        hold.release()
        hold.release()
        assert eventually(logind, 0)


@needs_a_bus
def test_where_only_the_milder_lock_is_allowed_it_is_taken(bus: str) -> None:
    with DesktopServices(bus, refuse=frozenset({"idle:sleep"})) as logind:
        hold = LogindKeepAwake().hold()
        assert hold is not None
        assert [asked.values[0] for asked in logind.asked] == ["idle:sleep", "idle"]
        hold.release()


@needs_a_bus
def test_a_refusal_silence_and_absence_are_told_quietly(bus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("homeport.adapters.system.desktop_bus.SECONDS", 0.2)
    with DesktopServices(bus, refuse=frozenset({"idle:sleep", "idle"})):
        assert LogindKeepAwake().hold() is None
    with DesktopServices(bus, silent=True) as logind:
        assert LogindKeepAwake().hold() is None
        assert logind.asked
    assert LogindKeepAwake().hold() is None  # nobody has the name
    for nowhere in ("unix:path=/nowhere", "tcp:host=127.0.0.1,port=1", "nonsense", "unix:path="):
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", nowhere)
        assert LogindKeepAwake().hold() is None


@needs_a_bus
def test_behind_the_fence_it_works_and_a_kill_releases_it(bus: str) -> None:
    with DesktopServices(bus) as logind:
        children = [
            subprocess.Popen(
                [sys.executable, "-c", _FENCED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            for _ in range(2)
        ]
        for child in children:
            assert child.stdout is not None
            assert child.stdout.readline() == "held\n"
        assert logind.held() == 2
        children[0].send_signal(signal.SIGKILL)
        assert eventually(logind, 1)
        _, last = children
        assert last.stdin is not None
        assert last.stdout is not None
        last.stdin.write("\n")
        last.stdin.flush()
        assert last.stdout.readline() == "released\n"
        assert eventually(logind, 0)
        for child in children:
            child.communicate(timeout=10)


def supplies(folder: Path, **named: dict[str, str]) -> Path:
    for name, fields in named.items():
        (folder / name).mkdir()
        for field, value in fields.items():
            (folder / name / field).write_text(f"{value}\n")
    return folder


MAINS_ON = {"type": "Mains", "online": "1"}
MAINS_OFF = {"type": "Mains", "online": "0"}
CHARGING = {"type": "Battery", "status": "Charging"}
EMPTYING = {"type": "Battery", "status": "Discharging"}


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ({}, True),
        ({"AC": MAINS_ON}, True),
        ({"AC": MAINS_ON, "BAT0": EMPTYING}, True),  # a weak charger: still on mains
        ({"AC": MAINS_OFF, "BAT0": EMPTYING}, False),
        ({"BAT0": EMPTYING}, False),
        ({"BAT0": CHARGING}, True),
        ({"BAT0": {"type": "Battery", "status": "Full"}}, True),
        ({"BAT0": {"type": "Battery", "status": "Unknown"}}, False),
        ({"BAT0": {"type": "Battery"}}, False),
        ({"ucsi": {"type": "USB", "online": "1"}, "BAT0": EMPTYING}, True),
        ({"ucsi": {"type": "USB", "online": "0"}, "BAT0": EMPTYING}, False),
        ({"mouse": EMPTYING | {"scope": "Device"}}, True),
        ({"mouse": {"type": "Mains", "online": "1", "scope": "Device"}, "BAT0": EMPTYING}, False),
        ({"odd": {}}, True),
    ],
)
def test_mains(there: dict[str, dict[str, str]], tmp_path: Path, *, expected: bool) -> None:
    assert on_mains(supplies(tmp_path, **there)) is expected
    assert LogindKeepAwake(tmp_path).on_mains() is expected


def test_a_machine_without_power_supplies_runs_on_mains(tmp_path: Path) -> None:
    assert on_mains(tmp_path / "none")


@pytest.mark.parametrize("platform", ["win32", "darwin", "plan9"])
def test_a_system_whose_libraries_are_not_there_is_left_alone(platform: str) -> None:
    if platform == sys.platform:
        pytest.skip("this is that system")
    awake = keep_awake(platform)
    assert awake.hold() is None
    assert awake.on_mains()
