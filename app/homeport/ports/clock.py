"""Time, so that tests can hold it still."""

from typing import Protocol


class Clock(Protocol):
    """Wall time for records, a steady clock for durations and expiry."""

    def now(self) -> str:
        """UTC, ISO 8601 with seconds and ``Z``."""
        ...

    def steady(self) -> float:
        """Seconds on a clock that nobody can set back, the same in every process of this machine."""
        ...
