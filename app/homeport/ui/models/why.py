"""What the panel "Why this route" is told and what it shows, as values.

`homeport.ui.models.why_view` makes the one from the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from homeport.domain.data_class import DataClass
from homeport.domain.facts import Facts

if TYPE_CHECKING:  # what only annotations name is not loaded before the first paint
    from homeport.domain.decision import Decision
    from homeport.domain.label import Label
    from homeport.domain.lane import Endpoint
    from homeport.domain.policy import Policy
    from homeport.policy.lane_state import LaneState
    from homeport.policy.prove import Whole
    from homeport.ui.models.why_evidence import Evidence

HASH_SHOWN = 12
"""Hex digits of a policy's hash that are shown; the whole of it is copied."""


class Moment(StrEnum):
    """When the panel is looked at."""

    NOTHING = "nothing"  # no task, nothing typed
    BEFORE = "before"  # a forecast
    DURING = "during"
    AFTER = "after"
    PAST = "past"  # an old task, with the decision of that day


@dataclass(frozen=True, slots=True)
class WayOn:
    """Something a person may do next. `value` is whatever the caller wants back when it is chosen."""

    label: str  # on the button, for example "Try own server…"
    says: str  # under it
    value: object


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a task's route.

    Args:
        moment: when it is asked.
        decision: the latest; None while nothing was decided.
        policy: the policy that made it; None, or one with another hash, when it is no longer here.
        facts: as they were taken for it.
        label: of the whole task.
        lane: where it works or worked, if that is known; else the decision's first lane.
        model: what worked there, in words, if that is known; else the lane's endpoint says.
        endpoints: what is set up for each lane.
        all_of: the policy evaluated whole, for the smallest change; None says nothing of it.
        ways: legal ways on, the best first; only that one gets a button.
        decided_at: UTC, ISO 8601; for an old task.
        notice: why the policy in force is not the chosen one, in words; empty when it is.
        waits: whether the task came to no draft and waits for a person, whatever lane was chosen for it.
    """

    moment: Moment = Moment.NOTHING
    decision: "Decision | None" = None
    policy: "Policy | None" = None
    facts: Facts = field(default_factory=lambda: Facts(()))
    label: "Label | None" = None
    lane: str = ""
    model: str = ""
    endpoints: "Mapping[str, Endpoint]" = field(default_factory=dict)
    all_of: "Whole | None" = None
    ways: tuple[WayOn, ...] = ()
    decided_at: str = ""
    notice: tuple[str, ...] = ()
    waits: bool = False


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule: its own sentence, ours, and what it rests on."""

    id: str
    say: str
    caption: str
    does: str = ""
    evidence: "tuple[Evidence, ...]" = ()


@dataclass(frozen=True, slots=True)
class LaneRow:
    """One lane with its state and everything that closes it."""

    lane: str
    name: str
    state: "LaneState"
    state_words: str
    caption: str
    says: str = ""  # shown when opened
    rules: tuple[RuleRow, ...] = ()

    @property
    def opens(self) -> bool:
        """Whether there is more to show."""
        return bool(self.says or self.rules)


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact: what, which value and why; `why` is empty where the source says it all."""

    name: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Facts that came from one source. `usual` = nobody said or found anything else."""

    source: str
    facts: tuple[FactRow, ...]
    usual: bool = False


@dataclass(frozen=True, slots=True)
class NextRow:
    """Where it goes, and when; triggers that lead to the same are told together."""

    when: str
    lanes: str


@dataclass(frozen=True, slots=True)
class Card:
    """The chosen lane; `lane` is empty when the task waits."""

    lane: str
    heading: str
    name: str
    model: str


@dataclass(frozen=True, slots=True)
class ClassRow:
    """The class that counts and why."""

    data_class: DataClass
    says: str
    changed: str  # empty when no rule of the policy changed it
    rules: tuple[RuleRow, ...]


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """Which policy decided."""

    says: str
    sha256: str

    @property
    def short(self) -> str:
        """The first digits of the hash."""
        return self.sha256[:HASH_SHOWN]


@dataclass(frozen=True, slots=True)
class WhyView:
    """Everything the panel shows, in its order. Without `card` nothing is decided yet."""

    moment: Moment = Moment.NOTHING
    notice: tuple[str, str] = ("", "")  # what is unusual and what it means; empty when nothing is
    card: Card | None = None
    counts: ClassRow | None = None
    deciding: tuple[RuleRow, ...] = ()
    instead: str = ""  # which lane the rule names first and why it is not that one; empty when it is
    facts: tuple[FactGroup, ...] = ()
    lanes: tuple[LaneRow, ...] = ()
    next: tuple[NextRow, ...] = ()
    next_else: str = ""
    review: tuple[RuleRow, ...] = ()
    no_review: str = ""
    way: WayOn | None = None
    smallest: str = ""
    policy: PolicyRow | None = None
