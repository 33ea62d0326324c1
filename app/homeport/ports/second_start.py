"""A second start of the program beside an open window."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Wish:
    """What a second start asks of the window that is open already: always to show itself, maybe more."""

    files: tuple[Path, ...] = ()  # absolute
    new_task: bool = False
    activation: str = ""  # the desktop's token that lets a window come to the front; empty when there is none


class OnlyWindow(Protocol):
    """The right to be the one window of a profile, and what later starts ask of it."""

    async def serve(self, on_wish: Callable[[Wish], None]) -> None:
        """Take wishes until cancelled; `on_wish` is called on the loop's thread and must not block."""
        ...

    def close(self) -> None:
        """Give the right back; the next start opens a window of its own."""
        ...
