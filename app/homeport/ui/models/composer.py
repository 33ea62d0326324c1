"""What the composer shows and asks for, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from homeport.domain.document import Document, Remark, Unread
from homeport.domain.label import Label
from homeport.domain.lane import DEVICE
from homeport.domain.task import Ceiling, Latency, TaskKind

OWN_TEXT = "own-text"
"""The id by which cards and signals name the typed text."""


class ChipKind(StrEnum):
    """What a chip stands for."""

    FILE = "file"
    TEXT = "text"  # a long paste
    IMAGE = "image"  # a pasted picture: nobody can read it here


class ChipState(StrEnum):
    """How far a chip has come."""

    WAITING = "waiting"
    READING = "reading"
    READ = "read"
    UNREAD = "unread"  # nothing of it was read


@dataclass(frozen=True, slots=True)
class ChipView:
    """One document of the task to come.

    `label` is None until it was read; `document` is the reading itself when somebody kept it. `path` is what the
    person added, to tell when it is added again.
    """

    id: str
    name: str
    state: ChipState = ChipState.READING
    kind: ChipKind = ChipKind.FILE
    label: Label | None = None
    unread: Unread | None = None
    unread_parts: int = 0
    size: int = 0  # bytes; 0 when not known
    characters: int = 0
    number: int = 0  # of pasted texts and pictures, from 1
    remarks: tuple[Remark, ...] = ()
    path: Path | None = None
    raised: bool = False  # a person raised its class
    document: Document | None = None

    @property
    def settled(self) -> bool:
        """Whether its class is known."""
        return self.label is not None


@dataclass(frozen=True, slots=True)
class Correction:
    """What the policy lets a person correct on a label. By default nothing may be lowered.

    `reasons` are the only ones the policy takes; with none of them any reason in words will do.
    """

    may_lower: bool = False
    because: str = ""  # why not, in the person's language
    reasons: tuple[str, ...] = ()
    of: Mapping[int, tuple[str, ...]] | None = (
        None  # the same by finding: only these may be struck, for these reasons
    )

    def allows(self, index: int) -> bool:
        """Whether the finding at this index may be struck."""
        return self.may_lower and (self.of is None or index in self.of)

    def reasons_of(self, index: int) -> tuple[str, ...]:
        """The reasons that the policy takes for that one."""
        return self.reasons if self.of is None else self.of.get(index, ())


class ForecastState(StrEnum):
    """What is known of the route before the task runs."""

    NOTHING = "nothing"  # nothing to forecast: no text yet
    CHECKING = "checking"
    RUNS = "runs"
    WAITS = "waits"  # no lane is open: it would wait for the person
    UNAVAILABLE = "unavailable"  # the lane that would run it cannot be used now


@dataclass(frozen=True, slots=True)
class ForecastView:
    """Where the task would run if it were started now.

    `recipient` is a company's name for a lane off this computer. `why` is a sentence in the person's language that
    is said after the forecast; it is needed where the task would wait.
    """

    state: ForecastState = ForecastState.NOTHING
    lane: str = DEVICE
    recipient: str = ""
    seconds: float | None = None
    held: bool = False
    asks: bool = False  # a confirmation follows
    why: str = ""

    @property
    def here(self) -> bool:
        """Whether it runs on this computer."""
        return self.lane == DEVICE


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What the composer holds."""

    instruction: str
    kind: TaskKind
    latency: Latency
    ceiling: Ceiling
