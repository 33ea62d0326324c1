"""The loop thread: results come back in order on the window's thread, stop means stop, the window never waits."""

import asyncio
import threading
import time
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from fakes.kept_secrets import KeptSecrets
from fakes.record_samples import sample_task
from fakes.still_clock import StillClock
from homeport.adapters.store.record import FILE_NAME, Record, open_record
from homeport.domain.ledger import LedgerKind, LedgerVerdict
from homeport.domain.settings import Settings
from homeport.domain.task_event import Started, fields_of
from homeport.ui import runtime as module
from homeport.ui.app import Start, WindowProgram
from homeport.ui.runtime import STOP_SECONDS, Runtime
from homeport.ui.theme import Theme
from homeport.ui.words import Words


async def value(what: str, seconds: float = 0.0) -> str:
    await asyncio.sleep(seconds)
    return f"{what} by {threading.current_thread().name}"


def test_a_coroutine_runs_on_the_loop_and_its_result_comes_to_the_window(qtbot: QtBot, runtime: Runtime) -> None:
    said: list[tuple[str, str]] = []
    runtime.submit(value("done"), lambda result: said.append((result, threading.current_thread().name)))
    qtbot.waitUntil(lambda: bool(said))
    assert said == [("done by homeport-loop", "MainThread")]


def test_what_is_told_comes_in_order(qtbot: QtBot, runtime: Runtime) -> None:
    told: list[int] = []

    async def many() -> None:
        for number in range(5000):
            runtime.call_soon(lambda number=number: told.append(number))
            if number % 100 == 0:
                await asyncio.sleep(0)

    runtime.submit(many(), lambda _: told.append(-1))
    qtbot.waitUntil(lambda: told[-1:] == [-1])
    assert told == [*range(5000), -1]


def test_a_burst_leaves_the_window_room_between_its_batches(qtbot: QtBot, runtime: Runtime) -> None:
    """40 calls of 5 ms each would block for 200 ms; they come in slices with other events between them.

    Counted in calls, as a busy machine lengthens every wait: ten of them are 50 ms.
    """
    beats: list[int] = []
    done: list[int] = []

    def beat() -> None:
        beats.append(len(done))

    timer = QTimer(interval=0)
    timer.timeout.connect(beat)
    timer.start()
    for number in range(40):
        runtime.call_soon(lambda number=number: (time.sleep(0.005), done.append(number)))
    qtbot.waitUntil(lambda: len(done) == 40)
    timer.stop()
    slices = [after - before for before, after in pairwise([*beats, len(done)])]
    assert max(slices) < 10


def test_an_error_goes_to_who_asked(qtbot: QtBot, runtime: Runtime) -> None:
    async def broken() -> None:
        raise ValueError("no")

    errors: list[Exception] = []
    runtime.submit(broken(), on_error=errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert str(errors[0]) == "no"


def test_an_error_nobody_takes_is_reported(qtbot: QtBot, runtime: Runtime) -> None:
    async def broken() -> None:
        raise ValueError("no")

    with qtbot.waitSignal(runtime.failed) as blocker:
        runtime.submit(broken())
    assert str(blocker.args[0]) == "no"


def test_a_broken_call_is_reported_and_holds_up_nothing(qtbot: QtBot, runtime: Runtime) -> None:
    def broken() -> None:
        raise ValueError("no view")

    told: list[str] = []
    errors: list[BaseException] = []
    runtime.failed.connect(errors.append)
    runtime.call_soon(broken)
    runtime.call_soon(lambda: told.append("after"))
    qtbot.waitUntil(lambda: told == ["after"])
    runtime.call_soon(lambda: told.append("later"))
    qtbot.waitUntil(lambda: told == ["after", "later"])
    assert [str(error) for error in errors] == ["no view"]


def test_cancel_stops_at_once_and_says_so(qtbot: QtBot, runtime: Runtime) -> None:
    ended: list[str] = []
    handle = runtime.submit(value("never", 60), ended.append, on_cancelled=lambda: ended.append("cancelled"))
    started = time.monotonic()
    handle.cancel()
    qtbot.waitUntil(lambda: bool(ended))
    assert ended == ["cancelled"]
    assert time.monotonic() - started < 0.5


def test_a_result_that_arrives_after_cancel_is_not_delivered(qtbot: QtBot, runtime: Runtime) -> None:
    """The window may have moved on: what was cancelled must not write into it."""
    said: list[str] = []
    handle = runtime.submit(value("late"), said.append, on_cancelled=lambda: said.append("cancelled"))
    time.sleep(0.05)  # it has ended on the loop, and the window has not heard yet
    handle.cancel()
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["cancelled"]


def test_the_last_work_is_not_cut_off_where_the_disk_is_slow(runtime: Runtime) -> None:
    ended: list[str] = []

    async def last() -> None:
        await asyncio.sleep(STOP_SECONDS + 0.5)
        ended.append("last")

    runtime.close(last())
    assert ended == ["last"]


def test_last_work_that_never_ends_does_not_hold_up_the_end(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LAST_SECONDS", 0.2)
    started = time.monotonic()
    runtime.close(value("never", 60))  # type: ignore[arg-type]
    assert time.monotonic() - started < 1.0
    assert not [thread for thread in threading.enumerate() if thread.name == "homeport-loop"]


def test_what_was_acknowledged_before_a_slow_close_is_in_the_record(tmp_path: Path, runtime: Runtime) -> None:
    """Closing waits behind a disk that hangs for longer than a stop may take; the head is signed after it."""
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    hanging = threading.Event()

    async def work() -> Record:
        record = open_record(path, secrets, StillClock())
        await record.save_task(sample_task())
        await record.append(LedgerKind.TASK_EVENT, fields_of(Started()), task_id="t1")
        record._thread.submit(hanging.set)
        record._thread.submit(time.sleep, STOP_SECONDS + 0.5)
        return record

    record = asyncio.run_coroutine_threadsafe(work(), runtime._loop).result(10)
    assert hanging.wait(5)
    runtime.close(record.close())

    async def look() -> tuple[LedgerVerdict, list[str]]:
        again = open_record(path, secrets, StillClock())
        verdict = await again.verify()
        kinds = [entry.kind for entry in await again.entries()]
        await again.close()
        return verdict, kinds

    verdict, kinds = asyncio.run(look())
    assert kinds == [LedgerKind.TASK_EVENT, LedgerKind.ANCHOR]  # the head was signed behind it
    assert (verdict.broken_at, verdict.anchor_missing) == (None, False)


def test_the_windows_are_gone_before_the_record_is_closed(qtbot: QtBot, theme: Theme, words: Words) -> None:
    seen: list[list[bool]] = []

    class Ends:
        def close(self) -> None:
            seen.append([window.isVisible() for window in windows])

    windows = [QWidget(), QDialog()]
    for window in windows:
        qtbot.addWidget(window)
        window.show()
    program = WindowProgram.__new__(WindowProgram)
    QObject.__init__(program)
    program._app, program.presenter, program.garbage = QApplication.instance(), Ends(), None  # type: ignore[assignment]
    program.start = Start(Path(), lambda _: None, Settings(), lambda: (0.0, 0.0))  # type: ignore[arg-type, return-value]
    program.close()
    assert seen == [[False, False]]


@pytest.mark.parametrize("running", [0, 3])
def test_closing_cancels_runs_the_last_work_and_joins(qtbot: QtBot, running: int) -> None:
    runtime = Runtime()
    ended: list[str] = []

    async def long() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("cancelled")

    async def last() -> None:
        ended.append("last")

    for _ in range(running):
        runtime.submit(long())
    runtime.submit(value("x"), lambda _: ended.append("begun"))
    qtbot.waitUntil(lambda: "begun" in ended)
    started = time.monotonic()
    runtime.close(last())
    assert time.monotonic() - started < 1.0
    assert ended == ["begun", *["cancelled"] * running, "last"]
    assert not [thread for thread in threading.enumerate() if thread.name == "homeport-loop"]
