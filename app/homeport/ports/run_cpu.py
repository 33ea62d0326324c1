"""Work that would hold up the event loop."""

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class RunCpu(Protocol):
    """Runs a pure function off the loop thread."""

    async def __call__(self, function: Callable[[], T]) -> T:
        """The function's result; its exceptions are raised here."""
        ...
