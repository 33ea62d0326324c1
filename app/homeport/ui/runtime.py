"""The one asyncio loop, in one worker thread; the window submits coroutines to it and never waits for them.

What a coroutine tells comes back through one queue that a timer empties every 33 ms, so that a fast answer paints
thirty times a second, not two hundred. Results come back on the window's thread in the order in which they came.
"""

import asyncio
import contextlib
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

T = TypeVar("T")

BATCH_MILLISECONDS = 33
"""Thirty paints a second: enough for reading, and it leaves two thirds of a processor to the model."""

SLICE_SECONDS = 0.008
"""The window's thread gives one batch at most this long; typing and painting come before the rest."""

SWITCH_SECONDS = 0.0005
"""How long another thread may keep the interpreter while the window's thread wants it back.

Qt gives it away and takes it back some ten times from a key to its paint; with Python's own 5 ms each, a person
waits for every thread that computes.
"""

STOP_SECONDS = 2.0
"""How long what was cancelled may take to end; a write in the middle does, whatever waits longer is left."""

LAST_SECONDS = 30.0
"""How long the last work may take: it closes the record, behind the writes that are still on their way to a slow
disk. Nobody waits for it, the windows are gone by then."""


class Handle(Generic[T]):
    """One submitted coroutine."""

    def __init__(self) -> None:
        self._future: Future[T] | None = None
        self._cancelled = False

    def cancel(self) -> None:
        """Stop it; `on_done` and `on_error` are not called any more, `on_cancelled` is."""
        self._cancelled = True
        if self._future is not None:
            self._future.cancel()

    @property
    def cancelled(self) -> bool:
        """Whether it was told to stop."""
        return self._cancelled

    def _started(self, future: "Future[T]") -> None:
        self._future = future
        if self._cancelled:
            future.cancel()


class Runtime(QObject):
    """The loop thread. Lives on the window's thread; `call_soon` and `tell` may be used from any."""

    failed = Signal(object)
    """An exception that nobody else takes: a programming error, for the bug window."""

    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(SWITCH_SECONDS)
        self._calls: deque[Callable[[], None]] = deque()
        self._timer = QTimer(self, interval=BATCH_MILLISECONDS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._empty)
        self._woken.connect(self._wake, Qt.ConnectionType.QueuedConnection)
        self._asleep = True
        self._lock = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="homeport-loop", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def submit(
        self,
        work: Coroutine[Any, Any, T],
        on_done: Callable[[T], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
        on_cancelled: Callable[[], None] | None = None,
    ) -> Handle[T]:
        """Run a coroutine on the loop; the callbacks come on the window's thread.

        An exception without `on_error` goes to `failed`.
        """
        handle: Handle[T] = Handle()

        def ended(future: "Future[T]") -> None:
            self.call_soon(lambda: settle(future))

        def settle(future: "Future[T]") -> None:
            if future.cancelled() or handle.cancelled:
                if on_cancelled is not None:
                    on_cancelled()
                return
            error = future.exception()
            if error is None:
                if on_done is not None:
                    on_done(future.result())
            elif on_error is not None and isinstance(error, Exception):
                on_error(error)
            else:
                self.failed.emit(error)

        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        handle._started(future)
        future.add_done_callback(ended)
        return handle

    def call_soon(self, call: Callable[[], None]) -> None:
        """Call something on the window's thread, in order, in the next batch; from any thread."""
        with self._lock:
            self._calls.append(call)
            wake, self._asleep = self._asleep, False
        if wake:
            self._woken.emit()

    def call_on_loop(self, call: Callable[[], None]) -> None:
        """Call something on the loop's thread."""
        self._loop.call_soon_threadsafe(call)

    def _wake(self) -> None:
        self._empty()
        if not self._asleep:
            self._timer.start()

    def _empty(self) -> None:
        until = time.perf_counter() + SLICE_SECONDS
        while time.perf_counter() < until:
            with self._lock:
                if not self._calls:
                    self._asleep = True
                    self._timer.stop()
                    return
                call = self._calls.popleft()
            try:
                call()
            except Exception as error:  # one broken view must not hold up what all others are told
                self.failed.emit(error)

    def close(self, last: Coroutine[Any, Any, None] | None = None) -> None:
        """Stop accepting, cancel what runs, run `last`, join.

        Takes `STOP_SECONDS` and `LAST_SECONDS` at most. What is then cut off was acknowledged to nobody, and the
        record takes it for the end of a killed run.
        """
        if not self._thread.is_alive():
            return

        async def end() -> None:
            mine = asyncio.current_task()
            tasks = [task for task in asyncio.all_tasks() if task is not mine]
            for task in tasks:
                task.cancel()
            if tasks:
                await asyncio.wait(tasks, timeout=STOP_SECONDS)
            if last is not None:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(last, LAST_SECONDS)
            await self._loop.shutdown_asyncgens()

        future = asyncio.run_coroutine_threadsafe(end(), self._loop)
        try:
            with contextlib.suppress(TimeoutError):
                future.result(2 * STOP_SECONDS + LAST_SECONDS)
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(STOP_SECONDS)
            self._timer.stop()
            self._calls.clear()
            if not self._thread.is_alive():
                self._loop.close()
