"""The one way out of the process."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Protocol

from homeport.domain.consent import Permit
from homeport.domain.exchange import Fault, Outgoing


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds allowed for each phase of one exchange."""

    connect: float = 10.0
    first_byte: float = 600.0  # a local model may read a long prompt before it says anything
    idle: float = 60.0
    total: float = 3600.0


@dataclass(frozen=True, slots=True)
class Connected:
    """The connection stands; nothing has been written yet. `peer` is the literal address."""

    peer: str


@dataclass(frozen=True, slots=True)
class BodyWritten:
    """All bytes were handed to the network: from here on they have left."""

    bytes_written: int


@dataclass(frozen=True, slots=True)
class Head:
    """Status and headers of the response; header names are lower case."""

    status: int
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes of the response's body, as they came."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Ended:
    """The response was read to its end."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The exchange broke. `may_have_left` is False only when no byte of the body can have been delivered."""

    fault: Fault
    may_have_left: bool


EgressEvent = Connected | BodyWritten | Head | Chunk | Ended | Failed


class Egress(Protocol):
    """Sends exact bytes under a permit."""

    def exchange(
        self,
        outgoing: Outgoing,
        permit: Permit,
        *,
        secrets: Mapping[str, str] | None = None,
        deadlines: Deadlines | None = None,
    ) -> AsyncGenerator[EgressEvent, None]:
        """Send once and yield what happens, ending with `Ended` or `Failed`; it never raises for network faults.

        Closing the generator (or cancelling the task that reads it) closes the connection within 100 ms.

        Args:
            outgoing: the bytes; refused unless the permit is for exactly these.
            permit: why this may be sent.
            secrets: values of `outgoing.secret_headers`; they reach the broker and nothing else.
            deadlines: seconds per phase.
        """
        ...
