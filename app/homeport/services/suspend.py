"""Notices that the computer has slept, from two clocks: one that runs on during sleep and one that does not."""

from dataclasses import dataclass

SHORTEST_SLEEP = 2.0
"""Seconds. Reading two clocks one after the other on a busy machine stays far below."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """Both clocks, read at one moment; seconds from any beginning."""

    with_sleep: float
    awake: float


@dataclass(frozen=True, slots=True)
class Resumed:
    """The computer slept for so many seconds and goes on."""

    after_seconds: float


class SuspendDetector:
    """Compares each look with the one before."""

    def __init__(self, first: Clocks) -> None:
        self._slept = first.with_sleep - first.awake

    def look(self, now: Clocks) -> Resumed | None:
        """What happened since the last look; None when the computer did not sleep."""
        slept = now.with_sleep - now.awake
        more, self._slept = slept - self._slept, slept
        return Resumed(more) if more >= SHORTEST_SLEEP else None
