"""How long the window's thread keeps the person waiting: measured inside the real app's process.

Two figures for every wait. By the clock: what a person sits through, on this machine with all it is doing. Own: no
more than the processor time that all threads of the app's process used meanwhile. A wait that the app makes itself
(work in the window's thread, another thread that holds the interpreter) counts in both; one that comes from other
programs on a busy machine counts by the clock only.
"""

import math
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


@dataclass
class GapMeter:
    """Ticks on the window's thread, and how far they are apart."""

    core: Any  # PySide6.QtCore
    clock: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Begin."""
        self._last, self._used = time.perf_counter(), time.process_time()
        self._timer = self.core.QTimer()
        self._timer.setTimerType(self.core.Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now, used = time.perf_counter(), time.process_time()
        self.clock.append(now - self._last)
        self.own.append(min(now - self._last, used - self._used))
        self._last, self._used = now, used

    def stop(self) -> Waits:
        """End; the gaps between ticks."""
        self._timer.stop()
        return waits(self.clock, self.own)


class Typist:
    """Presses a letter every so often, whatever else goes on, and sees when it is on the screen.

    A letter counts from the moment it was due, not from the moment the window had time for it.
    """

    def __init__(self, hands: Any, field_: Any, letters: str, every: float) -> None:
        self._hands, self._field, self._letters, self._every = hands, field_, letters, every
        self._pressed = 0
        self._unpainted: list[tuple[float, float]] = []
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
        self._began = time.perf_counter()
        self._used_before = time.process_time()
        self._timer.start()

    def _press(self) -> None:
        used = self._used_before
        while self._pressed < len(self._letters):
            due = self._began + self._pressed * self._every
            if time.perf_counter() < due:
                break
            self._unpainted.append((due, used))
            self._hands.test.keyClick(self._hands._focus(), self._letters[self._pressed])
            self._pressed += 1
        self._used_before = time.process_time()

    def _painted(self) -> None:
        now, used = time.perf_counter(), time.process_time()
        for due, before in self._unpainted:
            self.clock.append(now - due)
            self.own.append(min(now - due, used - before))
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
