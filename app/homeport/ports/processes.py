"""Child processes, started by the launcher because this process may not start any."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class ChildKind(StrEnum):
    """The closed list of what the launcher starts."""

    BROKER = "broker"
    ENGINE = "engine"
    DOCUMENT_WORKER = "document-worker"
    LMS = "lms"  # asks LM Studio's command line two fixed questions


@dataclass(frozen=True, slots=True)
class Child:
    """A running child. `fd` is our end of a stream socket pair with it; end of file there means it has ended."""

    kind: ChildKind
    pid: int
    fd: int


class ChildProcesses(Protocol):
    """Starts and ends children; they end with the launcher at the latest."""

    async def start(self, kind: ChildKind, fds: Sequence[int] = ()) -> Child:
        """Start a child; it inherits its socket and copies of `fds`, whose numbers it finds in its arguments.

        Starting the broker ends the one before it: there is never more than one.

        Raises:
            UserFacingError: the launcher is gone or refuses.
        """
        ...

    async def kill(self, child: Child) -> None:
        """End the child's whole process group at once; a child that has ended is fine."""
        ...
