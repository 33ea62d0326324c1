"""The semantics of a policy over a space of combinations (docs/policy.md, points 2 to 6).

This is the only place that says what a rule means.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from homeport.domain.decision import CEILING
from homeport.domain.lane import Lane
from homeport.domain.policy import (
    ESCALATE_TRIGGERS,
    FALLBACK_TRIGGERS,
    Condition,
    Policy,
    RouteRule,
    StepRule,
    Trigger,
)
from homeport.policy.space import Set, Space
from homeport.policy.vocabulary import ALWAYS_TRIGGERED, CEILING_FACT, FOUND_SUFFIX, SENSITIVITY

Holdings = Mapping[str, Mapping[str, Set]]
"""Fact -> value -> the combinations that hold it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """For which combinations each rule does what it says.

    Of `route`, and of each trigger in `next`, a combination has at most one rule: the first that matches.
    """

    classes: Mapping[str, Set]  # sensitivity after classification
    classified: Mapping[str, Set]  # raise or lower rule -> where it changed the class
    refused: Mapping[str, Mapping[str, Set]]  # lane -> never rule, or "ceiling" -> where it refuses the lane
    blocked: Mapping[str, Set]  # lane -> where anything refuses it
    route: Mapping[str, Set]  # route rule -> where it decides
    next: Mapping[Trigger, Mapping[str, Set]]  # trigger -> escalate or fallback rule -> where it decides
    review: Mapping[str, Set]


def evaluate(policy: Policy, space: Space) -> Outcome:
    """Apply the policy to every combination of the space."""
    classes, classified = _classify(policy, space)
    facts = {**space.having, SENSITIVITY: classes}
    refused = {lane.id: _refusals(policy, lane, space, facts) for lane in policy.lanes.values()}
    following: dict[Trigger, Mapping[str, Set]] = {}
    for rules, triggers in ((policy.fallback, FALLBACK_TRIGGERS), (policy.escalate, ESCALATE_TRIGGERS)):
        for trigger in triggers:
            listening = [rule for rule in rules if trigger in rule.on]
            following[trigger] = _first_match(listening, fires(trigger, space, facts), space, facts)
    return Outcome(
        classes,
        classified,
        refused,
        {lane: union(by_rule.values()) for lane, by_rule in refused.items()},
        _first_match(policy.route, space.everything, space, facts),
        following,
        {rule.id: matches(rule.when, space, facts) for rule in policy.review},
    )


def matches(condition: Condition, space: Space, facts: Holdings) -> Set:
    """Where the condition holds, given the facts after classification; ``X_was`` reads them as found."""
    held = space.everything
    for key, allowed in condition.allowed.items():
        found = key.endswith(FOUND_SUFFIX)
        by_value = space.having[key.removesuffix(FOUND_SUFFIX)] if found else facts[key]
        held &= union(by_value[value] for value in allowed)
    return held


def union(sets: Iterable[Set]) -> Set:
    """The combinations in any of the sets."""
    whole = 0
    for each in sets:
        whole |= each
    return whole


def fires(trigger: Trigger, space: Space, facts: Holdings) -> Set:
    """Where the trigger can fire: everywhere, or where the facts say so."""
    if trigger not in ALWAYS_TRIGGERED:
        return space.everything
    fact, value = ALWAYS_TRIGGERED[trigger]
    return facts.get(fact, {}).get(value, 0)


def _classify(policy: Policy, space: Space) -> tuple[dict[str, Set], dict[str, Set]]:
    """Apply every raise rule in file order, then the first lower rule that matches."""
    classes = dict(space.having[SENSITIVITY])
    facts = {**space.having, SENSITIVITY: classes}  # shares `classes`: each rule sees what the ones before it did
    order = policy.facts[SENSITIVITY].values
    classified: dict[str, Set] = {}
    for raising in policy.raises:
        below = order[: order.index(raising.sensitivity)]
        held = matches(raising.when, space, facts)
        classified[raising.id] = _move(classes, below, raising.sensitivity, held)
    undecided = space.everything
    for lowering in policy.lowers:
        above = order[order.index(lowering.sensitivity) + 1 :]
        held = matches(lowering.when, space, facts) & undecided
        undecided &= ~held
        classified[lowering.id] = _move(classes, above, lowering.sensitivity, held)
    return classes, classified


def _move(classes: dict[str, Set], sources: Iterable[str], target: str, held: Set) -> Set:
    moved = 0
    for source in sources:
        leaving = classes[source] & held
        classes[source] ^= leaving
        moved |= leaving
    classes[target] |= moved
    return moved


def _refusals(policy: Policy, lane: Lane, space: Space, facts: Holdings) -> dict[str, Set]:
    refusals = {rule.id: matches(rule.when, space, facts) for rule in policy.never if lane.id in rule.lanes}
    if CEILING_FACT in policy.facts:
        order = policy.facts[CEILING_FACT].values
        too_low = order[: order.index(lane.needs_ceiling)]
        refusals[CEILING] = union(facts[CEILING_FACT][value] for value in too_low)
    return refusals


def _first_match(
    rules: Iterable[RouteRule | StepRule], undecided: Set, space: Space, facts: Holdings
) -> dict[str, Set]:
    decided: dict[str, Set] = {}
    for rule in rules:
        decided[rule.id] = matches(rule.when, space, facts) & undecided
        undecided &= ~decided[rule.id]
    return decided
