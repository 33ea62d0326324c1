"""The installed command started again beside an open window: its files arrive, and it is gone at once."""

import asyncio
import os
import subprocess
import time
from pathlib import Path

import pytest

from fakes.profile import Profile, program
from homeport.adapters.system.single_instance import FirstWindow, first_or_hand_over
from homeport.ports.second_start import Wish

TARGET_SECONDS = 0.5


@pytest.fixture
def environment(bare_profile: Profile, tmp_path: Path) -> dict[str, str]:
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    return bare_profile.environment | {"QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(runtime)}


async def starts(
    environment: dict[str, str], data: Path, here: Path, *command_lines: list[str]
) -> tuple[list[Wish], list[float]]:
    """Run the command beside an open window; what the window heard, and how long each run took."""
    first = first_or_hand_over(data, Wish(), environment)
    assert isinstance(first, FirstWindow)
    wishes: list[Wish] = []
    serving = asyncio.create_task(first.serve(wishes.append))
    seconds = []
    for arguments in command_lines:
        began = time.monotonic()
        done = await asyncio.to_thread(
            subprocess.run,
            [*program(), *arguments],
            cwd=here,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
        )
        seconds.append(time.monotonic() - began)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    first.close()
    return wishes, seconds


@pytest.mark.anyio
async def test_it_hands_over_what_it_was_asked_for(
    bare_profile: Profile, environment: dict[str, str], tmp_path: Path
) -> None:
    here = tmp_path / "matter"
    here.mkdir()
    for name in ("a b.pdf", "å.txt"):
        (here / name).write_text("x")
    wishes, _ = await starts(environment, bare_profile.data, here, ["a b.pdf", "å.txt"], ["--new-task"], [])
    assert wishes == [Wish((here / "a b.pdf", here / "å.txt")), Wish(new_task=True), Wish()]


@pytest.mark.anyio
async def test_it_is_gone_within_half_a_second(
    bare_profile: Profile, environment: dict[str, str], tmp_path: Path
) -> None:
    _, seconds = await starts(environment, bare_profile.data, tmp_path, [], [], [], [], [])
    if os.getloadavg()[0] > (os.cpu_count() or 1) and min(seconds) >= TARGET_SECONDS:
        pytest.skip(f"the machine is too busy to measure: {min(seconds):.2f} s at load {os.getloadavg()[0]:.1f}")
    assert min(seconds) < TARGET_SECONDS, seconds


def test_a_file_that_is_not_there_is_said_and_nothing_opens(environment: dict[str, str], tmp_path: Path) -> None:
    done = subprocess.run(
        [*program(), "nowhere.pdf"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "'nowhere.pdf' is neither a command nor a file" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_display_the_terminal_says_so(bare_profile: Profile) -> None:
    done = bare_profile.run()
    assert "no display" in done.stderr
    assert "commands:" in done.stdout
    assert done.returncode == 0
