"""A policy laid out: every combination, class by lane, and what differs between two versions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from homeport.domain.decision import Decision
from homeport.domain.policy import Policy
from homeport.policy.decide import decide
from homeport.policy.prove import Whole
from homeport.policy.reach import FIRST, Effect, reaches
from homeport.policy.space import Set, members
from homeport.policy.vocabulary import SENSITIVITY


def table(policy: Policy) -> Iterator[Decision]:
    """The decision of every combination, the last declared fact turning fastest."""
    names = tuple(policy.facts)
    for row in product(*(spec.values for spec in policy.facts.values())):
        decision = decide(policy, dict(zip(names, row, strict=True)))
        assert isinstance(decision, Decision)  # every value is a declared one
        yield decision


def row_of(policy: Policy, decision: Decision) -> dict[str, object]:
    """One line of the table as JSON values; `reaches` stands from least to most exposed."""
    return {
        "facts": dict(decision.facts_found),
        "first": decision.first,
        "rule": decision.route_rule,
        "blocked": {lane: list(rules) for lane, rules in decision.blocked.items()},
        "next": {str(trigger): list(lanes) for trigger, lanes in decision.next.items()},
        "reaches": [lane for lane in policy.lanes if lane in decision.allowed],
        "review": list(decision.review),
    }


@dataclass(frozen=True, slots=True)
class Cell:
    """One class, as found, and one lane: of how many combinations it is first, reached and closed."""

    data_class: str
    lane: str
    combinations: int
    first: int
    reached: int
    closed: int


def matrix(all_of: Whole) -> tuple[Cell, ...]:
    """Every class against every lane."""
    policy, effect = all_of.policy, all_of.effect
    ahead = first_lanes(policy, effect)
    return tuple(
        Cell(
            data_class,
            lane,
            found.bit_count(),
            (ahead[lane] & found).bit_count(),
            (reaches(effect, [lane]) & found).bit_count(),
            (effect.blocked[lane] & found).bit_count(),
        )
        for data_class, found in all_of.space.having[SENSITIVITY].items()
        for lane in policy.lanes
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """Combinations that two versions decide differently, and the first few of them."""

    combinations: int
    changed: int
    examples: tuple[Mapping[str, str], ...]


def difference(old: Whole, new: Whole, most: int = 20) -> Difference | None:
    """What changed between two versions; None when they declare other facts and cannot be laid side by side."""
    if {name: spec.values for name, spec in old.policy.facts.items()} != {
        name: spec.values for name, spec in new.policy.facts.items()
    } or list(old.policy.facts) != list(new.policy.facts):
        return None
    changed = 0
    for before, after in zip(_parts(old.effect), _parts(new.effect), strict=True):
        for key in before.keys() | after.keys():
            changed |= before.get(key, 0) ^ after.get(key, 0)
    examples: list[Mapping[str, str]] = []
    for index in members(changed):
        if len(examples) == most:
            break
        examples.append(new.space.values_at(index))
    return Difference(new.space.everything.bit_count(), changed.bit_count(), tuple(examples))


def _parts(effect: Effect) -> tuple[Mapping[object, Set], ...]:
    return (
        dict(effect.classes.items()),
        dict(effect.blocked.items()),
        dict(effect.reached.items()),
        dict(effect.before.items()),
        dict(effect.review.items()),
    )


def first_lanes(policy: Policy, effect: Effect) -> dict[str, Set]:
    """Where each lane heads the list of the deciding route rule."""
    ahead: dict[str, Set] = {}
    for lane in policy.lanes:
        ahead[lane] = effect.reached[FIRST, lane]
        for other in policy.lanes:
            if other != lane:
                ahead[lane] &= ~effect.before[FIRST, other, lane]
    return ahead
