"""What the policy window shows of the difference between two policies."""

from collections.abc import Mapping
from dataclasses import dataclass

Combination = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """One change: what changes and in how many combinations, for which work, and examples with their words."""

    said: str
    opening: bool
    work: tuple[str, ...]
    examples: tuple[tuple[Combination, str], ...]


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """Everything that differs; `outside` are sentences on what is in no combination."""

    counted: str
    opens: tuple[ChangeEntry, ...] = ()
    others: tuple[ChangeEntry, ...] = ()
    outside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplayEntry:
    """One real decision that comes out differently."""

    task_id: str
    when: str
    moved: str
    facts: str
    opening: bool


@dataclass(frozen=True, slots=True)
class ReplayView:
    """What came of the last days' decisions."""

    told: tuple[str, ...]
    entries: tuple[ReplayEntry, ...] = ()
    more: str = ""
