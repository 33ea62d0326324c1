"""The real program on a real X server with a window manager: who has the keyboard before, in and after dialogs."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.profile import PASSPHRASE, Profile
from fakes.window_run import run_window
from fakes.x_display import NOT_THERE, available, x_display

MANAGER = "openbox"

pytestmark = [
    pytest.mark.skipif(not available(), reason=NOT_THERE),
    pytest.mark.skipif(
        shutil.which(MANAGER) is None, reason="openbox is not installed (Debian: apt-get install openbox)"
    ),
]


@pytest.fixture
def display(bare_profile: Profile) -> Iterator[str]:
    """A display with a window manager on it."""
    with x_display() as name:
        manager = subprocess.Popen(
            [MANAGER, "--sm-disable"],
            env=bare_profile.environment | {"DISPLAY": name},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(0.5)  # it has no sign of its own that it manages
        assert manager.poll() is None, "openbox ended"
        try:
            yield name
        finally:
            manager.terminate()
            manager.wait(timeout=10)


def test_dialogs_take_the_keyboard_and_give_it_back(bare_profile: Profile, display: str, tmp_path: Path) -> None:
    seen = run_window(
        bare_profile,
        "with_manager",
        tmp_path / "window",
        given={"passphrase": PASSPHRASE},
        environment={"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"},
    )
    told = seen.told
    assert told["first_run"] == "Next"
    for keys, (inside, after) in told["seen"].items():
        assert inside not in {"NoneType", "InstructionField"}, f"{keys}: nothing in the dialog has the keyboard"
        assert after == "Instruction", f"{keys}: the keyboard is at {after!r} after the dialog"
    assert len(set(told["regions"])) >= 4, told["regions"]
    assert told["typed"] == "Half a thought"
    assert seen.code == 0, seen.errors
