"""A clock that moves only when it is told to."""

from datetime import UTC, datetime, timedelta


class StillClock:
    def __init__(self, start: str = "2026-01-02T03:04:05Z") -> None:
        self._at = datetime.fromisoformat(start).astimezone(UTC)
        self._steady = 1000.0

    def now(self) -> str:
        return self._at.strftime("%Y-%m-%dT%H:%M:%SZ")

    def steady(self) -> float:
        return self._steady

    def pass_seconds(self, seconds: float) -> None:
        self._at += timedelta(seconds=seconds)
        self._steady += seconds
