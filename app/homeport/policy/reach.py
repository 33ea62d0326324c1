"""Where each lane is reached, by the first list or by a trigger, over a whole space."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import permutations

from homeport.domain.policy import Policy, Trigger
from homeport.policy.evaluate import Outcome, union
from homeport.policy.space import Set

FIRST = "first"
"""Stands beside the triggers for the list of the deciding route rule."""

Way = Trigger | str
"""A trigger, or `FIRST`."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Everything a policy does, whichever rule does it: two policies with equal effects decide alike."""

    classes: Mapping[str, Set]
    blocked: Mapping[str, Set]
    reached: Mapping[tuple[Way, str], Set]  # (way, lane) -> where the way's list holds the lane
    before: Mapping[tuple[Way, str, str], Set]  # (way, a, b) -> where the list holds a before b
    review: Mapping[tuple[str, int], Set]  # (before, people)

    def sets(self) -> Iterable[Set]:
        """Every set of the effect."""
        for part in (self.classes, self.blocked, self.reached, self.before, self.review):
            yield from part.values()


def effect_of(policy: Policy, outcome: Outcome) -> Effect:
    """What the policy does in each combination, without the names of rules."""
    reached: dict[tuple[Way, str], Set] = {}
    before: dict[tuple[Way, str, str], Set] = {}
    for way, decided in _ways(policy, outcome):
        for lane in policy.lanes:
            listed = union(held for lanes, held in decided if lane in lanes)
            reached[way, lane] = listed & ~outcome.blocked[lane]
        for one, other in permutations(policy.lanes, 2):
            both = reached[way, one] & reached[way, other]
            before[way, one, other] = both & union(
                held
                for lanes, held in decided
                if one in lanes and other in lanes and lanes.index(one) < lanes.index(other)
            )
    review: dict[tuple[str, int], Set] = {}
    for rule in policy.review:
        kind = (rule.before, rule.people)
        review[kind] = review.get(kind, 0) | outcome.review[rule.id]
    return Effect(
        outcome.classes, outcome.blocked, reached, before, {k: held for k, held in review.items() if held}
    )


def reaches(effect: Effect, lanes: Iterable[str], on: Iterable[Way] = ()) -> Set:
    """Where any of the lanes can be reached: by these triggers, or by every way when none is named."""
    wanted, ways = set(lanes), set(on)
    return union(
        held for (way, lane), held in effect.reached.items() if lane in wanted and (not ways or way in ways)
    )


def _ways(policy: Policy, outcome: Outcome) -> Iterable[tuple[Way, list[tuple[tuple[str, ...], Set]]]]:
    routes = {rule.id: rule.lanes for rule in policy.route}
    yield FIRST, [(routes[rule], held) for rule, held in outcome.route.items()]
    steps = {rule.id: rule.lanes for rule in (*policy.fallback, *policy.escalate)}
    for trigger, decided in outcome.next.items():
        yield trigger, [(steps[rule], held) for rule, held in decided.items()]
