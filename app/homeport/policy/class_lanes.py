"""Every data class against every lane, for people: yes, asks, asks a second person, or never, and by which rules.

Nothing is sampled: a cell speaks of every combination of facts in which the class counts. The class is the one
that counts, after the policy's own raising and lowering.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from homeport.domain.decision import CEILING
from homeport.domain.lane import DEVICE
from homeport.policy.evaluate import union
from homeport.policy.prove import Whole
from homeport.policy.reach import reaches
from homeport.policy.space import Set

_APPROVAL, _GRANTED = "approval", "granted"
_TASK = "task"


class Access(StrEnum):
    """What work of a class meets on a lane, at best."""

    YES = "yes"  # it runs there by itself
    ASKS = "asks"  # after the person's yes to the exact bytes
    SECOND = "second"  # and after a second person's approval
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class ClassLane:
    """One class and one lane.

    `because` are the rules that make the cell what it is: those that close the lane, or those that want a second
    person. `closed_by` are rules that close the lane to a part of such work only. `combinations` is how many
    combinations of facts the cell speaks of; 0 = no work can be of this class.
    """

    data_class: str
    lane: str
    access: Access
    because: tuple[str, ...]
    closed_by: tuple[str, ...]
    combinations: int


def class_lanes(all_of: Whole, task: str | None = None) -> tuple[ClassLane, ...]:
    """The cells, class by class, lanes from least to most exposed.

    Args:
        all_of: the policy, evaluated over every combination.
        task: a declared kind of work; None for all kinds.
    """
    within = all_of.space.everything if task is None else all_of.space.having[_TASK][task]
    return tuple(
        _cell(all_of, data_class, lane, counted & within)
        for data_class, counted in all_of.outcome.classes.items()
        for lane in all_of.policy.lanes
    )


def tasks_that_differ(all_of: Whole) -> tuple[str, ...]:
    """The declared kinds of work, if any two of them have different cells; else none."""
    kinds = tuple(all_of.space.having.get(_TASK, {}))
    seen = {tuple(_without_count(cell) for cell in class_lanes(all_of, kind)) for kind in kinds}
    return kinds if len(seen) > 1 else ()


def _cell(all_of: Whole, data_class: str, lane: str, within: Set) -> ClassLane:
    open_to = reaches(all_of.effect, [lane]) & within
    refusing = {rule: held & within for rule, held in all_of.outcome.refused[lane].items() if held & within}
    count = within.bit_count()
    if not open_to:
        whole = tuple(rule for rule, held in refusing.items() if held == within)
        return ClassLane(data_class, lane, Access.NEVER, whole or tuple(refusing), (), count)
    if lane == DEVICE:
        return ClassLane(data_class, lane, Access.YES, (), tuple(refusing), count)
    second = _needs_second(all_of)
    if open_to & ~second:
        return ClassLane(data_class, lane, Access.ASKS, (), tuple(refusing), count)
    wanting = _wanting_second(all_of, refusing, open_to)
    closing = tuple(rule for rule in refusing if rule not in wanting)
    return ClassLane(data_class, lane, Access.SECOND, wanting, closing, count)


def _needs_second(all_of: Whole) -> Set:
    """Where a send is approved by a second person, or two people look at what is sent."""
    granted = all_of.space.having.get(_APPROVAL, {}).get(_GRANTED, 0)
    return granted | union(
        held for (before, people), held in all_of.effect.review.items() if before == "send" and people > 1
    )


def _wanting_second(all_of: Whole, refusing: Mapping[str, Set], open_to: Set) -> tuple[str, ...]:
    """Rules that close the lane only while nobody has approved, and rules that have two people look."""
    granted = all_of.space.having.get(_APPROVAL, {}).get(_GRANTED, 0)
    closing = (rule for rule, held in refusing.items() if granted and not held & granted)
    looking = (
        rule.id
        for rule in all_of.policy.review
        if rule.before == "send" and rule.people > 1 and all_of.outcome.review[rule.id] & open_to
    )
    return (*(rule for rule in closing if rule != CEILING), *looking)


def _without_count(cell: ClassLane) -> tuple[object, ...]:
    return (cell.data_class, cell.lane, cell.access, cell.because, cell.closed_by)
