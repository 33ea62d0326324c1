"""How long the window's thread keeps the person waiting: measured inside the real app's process.

Two figures for every wait. By the clock: what a person sits through, on this machine with all it is doing. Own:
without the time in which the window's thread could have gone on and the system gave it no processor, and no more
than the processor time that all threads of the app's process used meanwhile. A wait that the app makes itself
(work in the window's thread, another thread that holds the interpreter) counts in both; one that comes from other
programs on a busy machine counts by the clock only.
"""

import math
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

TICK_MILLISECONDS = 5
"""The meter's timer: what is longer than this is a wait."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Milliseconds: by the clock and own, each with its greatest, and the share below a limit in between."""

    count: int
    middle: float
    nearly_all: float  # 99 %
    longest: float
    own_nearly_all: float
    own_longest: float

    def told(self) -> dict[str, float]:
        """For a report."""
        return {name: round(getattr(self, name), 2) for name in self.__slots__}


def waits(clock: Sequence[float], own: Sequence[float]) -> Waits:
    """The distribution of waits in seconds.

    Raises:
        ValueError: there are none.
    """
    if not clock:
        raise ValueError("nothing was measured")
    by_clock, of_own = sorted(1000 * value for value in clock), sorted(1000 * value for value in own)
    return Waits(
        len(by_clock),
        _share(by_clock, 0.5),
        _share(by_clock, 0.99),
        by_clock[-1],
        _share(of_own, 0.99),
        of_own[-1],
    )


def _share(ordered: Sequence[float], share: float) -> float:
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


@dataclass(frozen=True)
class Moment:
    """A moment on the window's thread, in seconds from different beginnings."""

    clock: float
    used: float  # processor time of all threads
    queued: float  # in which this thread waited for a processor

    def own_since(self, before: "Moment") -> float:
        """How much of the time since then the app made itself."""
        waited = self.clock - before.clock - (self.queued - before.queued)
        return max(0.0, min(waited, self.used - before.used))


class Moments:
    """Tells the moment on the thread that made it; the kernel counts how long a thread waits for a processor."""

    def __init__(self) -> None:
        try:
            self._counts = os.open("/proc/thread-self/schedstat", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:  # another system: what neighbours do counts as the app's own
            self._counts = -1

    def now(self) -> Moment:
        """The moment."""
        queued = int(os.pread(self._counts, 100, 0).split()[1]) / 1e9 if self._counts >= 0 else 0.0
        return Moment(time.perf_counter(), time.process_time(), queued)


@dataclass
class GapMeter:
    """Ticks on the window's thread, and how far they are apart."""

    core: Any  # PySide6.QtCore
    clock: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Begin."""
        self._moments = Moments()
        self._last = self._moments.now()
        self._timer = self.core.QTimer()
        self._timer.setTimerType(self.core.Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = self._moments.now()
        self.clock.append(now.clock - self._last.clock)
        self.own.append(now.own_since(self._last))
        self._last = now

    def stop(self) -> Waits:
        """End; the gaps between ticks."""
        self._timer.stop()
        return waits(self.clock, self.own)


class Typist:
    """Presses a letter every so often, whatever else goes on, and sees when it is on the screen.

    A letter counts from the moment it was due, not from the moment the window had time for it; what the app had to
    do with it counts as its own from the last look before that moment.
    """

    def __init__(self, hands: Any, field_: Any, letters: str, every: float) -> None:
        self._hands, self._field, self._letters, self._every = hands, field_, letters, every
        self._pressed = 0
        self._unpainted: list[tuple[float, Moment]] = []
        self.clock: list[float] = []
        self.own: list[float] = []
        typist = self

        class Watch(hands.core.QObject):  # type: ignore[misc]
            def eventFilter(self, watched: Any, event: Any) -> bool:
                if event.type() == hands.core.QEvent.Type.Paint:
                    hands.core.QTimer.singleShot(0, typist._painted)  # after the paint, not before
                return False

        self._watch = Watch()
        self._timer = hands.core.QTimer()
        self._timer.setTimerType(hands.core.Qt.TimerType.PreciseTimer)
        self._timer.setInterval(2)
        self._timer.timeout.connect(self._press)

    def start(self) -> None:
        """Begin to type."""
        self._field.viewport().installEventFilter(self._watch)
        self._moments = Moments()
        self._before = self._moments.now()
        self._began = self._before.clock
        self._timer.start()

    def _press(self) -> None:
        before = self._before
        while self._pressed < len(self._letters):
            due = self._began + self._pressed * self._every
            if time.perf_counter() < due:
                break
            self._unpainted.append((due, before))
            self._hands.test.keyClick(self._hands._focus(), self._letters[self._pressed])
            self._pressed += 1
        self._before = self._moments.now()

    def _painted(self) -> None:
        now = self._moments.now()
        for due, before in self._unpainted:
            self.clock.append(now.clock - due)
            self.own.append(min(now.clock - due, now.own_since(before)))
        self._unpainted.clear()

    @property
    def ended(self) -> bool:
        """Whether every letter is on the screen."""
        return self._pressed == len(self._letters) and not self._unpainted

    def stop(self) -> Waits:
        """End; the times from key to paint."""
        self._timer.stop()
        self._field.viewport().removeEventFilter(self._watch)
        return waits(self.clock, self.own)


def memory_kib() -> int:
    """Resident memory of this process."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4
