"""How long the window takes to show, from the start of the installed command to its first whole paint.

Real launcher, broker, fence and window, on a private X display; once for a person who has nothing yet and once
with a million messages in the record. A warm start: bytecode is compiled, and one start goes before those that
count.
"""

import asyncio
import compileall
import contextlib
import io
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from fakes.big_record import make_big_record
from fakes.first_paint import first_paint
from fakes.profile import PASSPHRASE, Profile, program
from fakes.shared_record import DRAFTS_EACH, TASKS, shared_record
from fakes.window_figures import first_list
from fakes.x_display import NOT_THERE, available, x_display
from homeport.adapters.secrets.vault import make_vault
from homeport.adapters.store.record import FILE_NAME, open_record
from homeport.adapters.system.clock import SystemClock
from homeport.adapters.system.single_instance import FirstWindow, first_or_hand_over
from homeport.ports.second_start import Wish

STARTS = 5
FEW = 600
"""Tasks of the record that the big one is held against: their 60 conversations fill the first page of the list."""

MESSAGES = TASKS * (DRAFTS_EACH + 1)
APP = Path(__file__).parents[2] / "app"

Row = tuple[str, str, str]


def run() -> list[Row]:
    """Measure."""
    if not available():
        return [("first paint", f"not measured: {NOT_THERE}", "")]
    with contextlib.redirect_stdout(io.StringIO()):
        compileall.compile_dir(str(APP), quiet=2)
    with tempfile.TemporaryDirectory(prefix="homeport-bench-") as name, x_display("1920x1080x24") as display:
        folder = Path(name)
        rows = [_paint("first paint of the window, new profile", Profile(_made(folder / "new")), display)]
        rows.append(_second(Profile(_made(folder / "second")), display))
        few = Profile(_made(folder / "few"))
        few.data.mkdir(parents=True, mode=0o700)
        make_big_record(few.data / FILE_NAME, make_vault(few.data, PASSPHRASE), tasks=FEW, entries=FEW)
        big = Profile(_made(folder / "big"))
        shared_record().copy_to(big.data, PASSPHRASE)
        rows.append(_paint(f"first paint of the window, {MESSAGES:,} messages in the record", big, display))
        rows.append(_lists(few, big, folder))
        rows.append(_history())
        return rows


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700)
    return folder


def _paint(what: str, profile: Profile, display: str) -> Row:
    environment = profile.environment | {"DISPLAY": display}
    seconds = [first_paint(environment, profile.home).seconds for _ in range(STARTS + 1)][1:]
    return what, f"{statistics.median(seconds):.2f} s (slowest of {STARTS}: {max(seconds):.2f} s)", "< 1.0 s"


def _second(profile: Profile, display: str) -> Row:
    environment = profile.environment | {"DISPLAY": display}
    first = first_or_hand_over(profile.data, Wish(), environment)
    assert isinstance(first, FirstWindow)

    async def starts(window: FirstWindow) -> list[float]:
        serving = asyncio.create_task(window.serve(lambda _: None))
        seconds = []
        for _ in range(STARTS + 1):
            began = time.monotonic()
            await asyncio.to_thread(subprocess.run, program(), env=environment, check=True)
            seconds.append(time.monotonic() - began)
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        return seconds[1:]

    seconds = asyncio.run(starts(first))
    first.close()
    return "a second start hands over and ends", f"{statistics.median(seconds):.2f} s", "< 0.5 s"


def _lists(few: Profile, big: Profile, folder: Path) -> Row:
    """The vault takes its time with the passphrase, whatever is in the record: hence both."""
    seconds: dict[Profile, list[float]] = {few: [], big: []}
    for _ in range(STARTS):
        for profile, kept in seconds.items():
            kept.append(first_list(profile, folder / "window")["seconds"])
    small, large = (statistics.median(kept) for kept in seconds.values())
    return (
        f"from the passphrase to the newest conversations in the list, {MESSAGES:,} messages",
        f"{large:.2f} s, {small:.2f} s with {FEW * (DRAFTS_EACH + 1)} messages",
        "no longer than with few",
    )


def _history() -> Row:
    shared = shared_record()  # with its keys at hand, without the vault's own key derivation

    async def page() -> float:
        began = time.monotonic()
        record = await asyncio.to_thread(open_record, shared.path, shared.secrets, SystemClock())
        rows = (await record.history_page(None, 50)).rows
        seconds = time.monotonic() - began
        await record.close()
        assert len(rows) == 50
        return seconds

    seconds = statistics.median([asyncio.run(page()) for _ in range(STARTS)])
    return "open that record and read the newest 50 rows", f"{1000 * seconds:.0f} ms", ""
