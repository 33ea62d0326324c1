"""The installed command started again beside an open window: its files arrive, and it is gone at once."""

import asyncio
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


@pytest.mark.anyio
async def test_it_hands_its_files_over_and_is_gone_within_half_a_second(
    bare_profile: Profile, environment: dict[str, str], tmp_path: Path
) -> None:
    here = tmp_path / "matter"
    here.mkdir()
    for name in ("a b.pdf", "å.txt"):
        (here / name).write_text("x")
    first = first_or_hand_over(bare_profile.data, Wish(), environment)
    assert isinstance(first, FirstWindow)
    wishes: list[Wish] = []
    serving = asyncio.create_task(first.serve(wishes.append))
    seconds = []
    for arguments in (["a b.pdf", "å.txt"], ["--new-task"], [], ["a b.pdf"], []):
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
    both, one = (here / "a b.pdf", here / "å.txt"), (here / "a b.pdf",)
    assert wishes == [Wish(both), Wish(new_task=True), Wish(), Wish(one), Wish()]
    assert min(seconds) < TARGET_SECONDS, seconds  # the median is measured by the bench, on a quiet machine


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
