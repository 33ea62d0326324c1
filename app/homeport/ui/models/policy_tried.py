"""What "Try it" shows: the facts that are set, and everything a policy makes of them."""

from dataclasses import dataclass

from homeport.policy.lane_state import LaneState
from homeport.ui.models.policy_opened import Combination


@dataclass(frozen=True, slots=True)
class TriedFact:
    """One fact, its value, and the values it may have, with their words."""

    name: str
    title: str
    value: str
    options: tuple[tuple[str, str], ...]
    can_change: bool  # whether a person sets it; the others are found


@dataclass(frozen=True, slots=True)
class TriedRule:
    """A rule that took part: its sentence, and what the program says it does (empty for the cost ceiling)."""

    id: str
    say: str
    does: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """Facts to change so that a lane is reached."""

    said: str
    facts: Combination  # all of them, changed


@dataclass(frozen=True, slots=True)
class TriedLane:
    """One lane: how it stands, what closes it, and what would open it.

    `you_can` is what a person can set; `otherwise` what would have to be different about the work itself.
    """

    id: str
    say: str
    state: LaneState
    state_said: str
    rules: tuple[TriedRule, ...]
    reached: bool
    you_can: tuple[Way, ...] = ()
    otherwise: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class TriedStep:
    """What may happen next, and the lanes that follow in order."""

    title: str
    lanes: tuple[tuple[str, bool], ...]  # lane, whether it takes a yes
    rule: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Tried:
    """One combination of facts and what is decided. `first` is None when it waits for a person."""

    facts: tuple[TriedFact, ...]
    first: str | None
    asks: bool  # the first lane takes a yes
    outcome: str
    deciding: TriedRule | None
    class_said: str
    classified_by: tuple[TriedRule, ...]
    steps: tuple[TriedStep, ...]
    lanes: tuple[TriedLane, ...]
    review: tuple[tuple[str, str], ...]  # rule, sentence
    no_review: str
    sentences: tuple[str, ...]

    @property
    def values(self) -> dict[str, str]:
        """Fact to value."""
        return {fact.name: fact.value for fact in self.facts}
