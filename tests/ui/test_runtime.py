"""The loop thread: results come back in order on the window's thread, stop means stop, the window never waits."""

import asyncio
import threading
import time
from itertools import pairwise

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from homeport.ui.runtime import Runtime


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
    """40 calls of 5 ms each would block for 200 ms; they come in slices with other events between them."""
    beats: list[float] = []
    done: list[int] = []

    def beat() -> None:
        beats.append(time.perf_counter())

    timer = QTimer(interval=0)
    timer.timeout.connect(beat)
    timer.start()
    for number in range(40):
        runtime.call_soon(lambda number=number: (time.sleep(0.005), done.append(number)))
    qtbot.waitUntil(lambda: len(done) == 40)
    timer.stop()
    gaps = [after - before for before, after in pairwise(beats)]
    assert max(gaps) < 0.05


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
