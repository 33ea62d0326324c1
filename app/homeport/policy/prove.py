"""Prove a policy over every combination of its facts: promises and gaps.

A promise that does not hold comes with a combination that breaks it. Lanes are looked for in the whole allowed
list of every way, not only at its head, because run-time conditions may make any of them the head.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from homeport.domain.policy import Condition, Policy, Promise
from homeport.policy.evaluate import Outcome, evaluate, matches, union
from homeport.policy.reach import FIRST, Effect, effect_of, reaches
from homeport.policy.space import Set, Space, full_space, lowest
from homeport.policy.vocabulary import SENSITIVITY, TOP_CLASS

RESTRICTED_STAYS = "restricted-stays"
HAS_ROUTE = "has-route"
"""Promises every policy makes, written or not."""


@dataclass(frozen=True, slots=True)
class PromiseResult:
    """One promise: in how many combinations it is broken, and the first of them."""

    promise: Promise
    broken: int
    counterexample: Mapping[str, str] | None
    lanes: tuple[str, ...]  # lanes that are reached, or opened, against the promise

    @property
    def holds(self) -> bool:
        """Whether no combination breaks it."""
        return not self.broken


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found over all combinations. A gap is a combination for which no route rule decides."""

    combinations: int
    promises: tuple[PromiseResult, ...]
    gaps: int
    gap: Mapping[str, str] | None

    @property
    def accepted(self) -> bool:
        """Whether every promise holds and there is no gap."""
        return not self.gaps and all(result.holds for result in self.promises)


@dataclass(frozen=True, slots=True)
class Whole:
    """A policy evaluated over every combination."""

    policy: Policy
    space: Space
    outcome: Outcome
    effect: Effect


def whole(policy: Policy) -> Whole:
    """Evaluate a policy over all its combinations."""
    space = full_space(policy.facts)
    outcome = evaluate(policy, space)
    return Whole(policy, space, outcome, effect_of(policy, outcome))


def prove(policy: Policy) -> Proof:
    """Check every promise, those every policy makes included, over all combinations."""
    return prove_whole(whole(policy))


def prove_whole(all_of: Whole) -> Proof:
    """As `prove`, for a policy that has been evaluated already."""
    space = all_of.space
    uncovered = space.everything & ~union(all_of.outcome.route.values())
    return Proof(
        space.everything.bit_count(),
        tuple(_judge(promise, all_of) for promise in promises_of(all_of.policy)),
        uncovered.bit_count(),
        space.values_at(lowest(uncovered)) if uncovered else None,
    )


def promises_of(policy: Policy) -> tuple[Promise, ...]:
    """The promises of the file and, where it does not make them itself, the two every policy makes."""
    managed = _managed(policy)
    top = Condition({SENSITIVITY: frozenset({TOP_CLASS})})
    added: list[Promise] = []
    if not any(_forbids(promise, managed) for promise in policy.promises):
        added.append(Promise(RESTRICTED_STAYS, _RESTRICTED_SAYS, Condition(), (top,), reaches_no=managed))
    if not any(promise.has_route and Condition() in promise.cases for promise in policy.promises):
        added.append(Promise(HAS_ROUTE, _ROUTE_SAYS, Condition(), (Condition(),), has_route=True))
    return (*policy.promises, *added)


def _managed(policy: Policy) -> tuple[str, ...]:
    return tuple(lane.id for lane in policy.lanes.values() if lane.managed)


def _forbids(promise: Promise, managed: tuple[str, ...]) -> bool:
    """Whether the promise says that restricted text reaches no managed lane, by any way."""
    return (
        set(managed) <= set(promise.reaches_no or ())
        and not promise.on
        and any(
            set(case.allowed) <= {SENSITIVITY} and TOP_CLASS in case.allowed.get(SENSITIVITY, {TOP_CLASS})
            for case in promise.cases
        )
    )


def _judge(promise: Promise, all_of: Whole) -> PromiseResult:
    space = all_of.space
    within = union(matches(case, space, space.having) for case in promise.cases)
    if _forbids(promise, _managed(all_of.policy)):
        within |= all_of.outcome.classes[TOP_CLASS]  # also what only a rule made restricted (docs/adr/0011)
    against = {lane: held & within for lane, held in _against(promise, all_of)}
    broken = union(against.values())
    return PromiseResult(
        promise,
        broken.bit_count(),
        space.values_at(lowest(broken)) if broken else None,
        tuple(lane for lane in all_of.policy.lanes if against.get(lane)),
    )


def _against(promise: Promise, all_of: Whole) -> Iterator[tuple[str, Set]]:
    """Where a lane (or, under ``""``, the whole request) does what is promised not to happen."""
    space, effect = all_of.space, all_of.effect
    for lane in promise.reaches_no or ():
        yield lane, reaches(effect, [lane], promise.on)
    if promise.has_route:
        yield "", space.everything & ~reaches(effect, all_of.policy.lanes, [FIRST])
    if promise.reviewed is not None:
        yield (
            "",
            space.everything
            & ~union(held for (before, _), held in effect.review.items() if before == promise.reviewed),
        )
    if promise.never_widens is not None:
        for lane in all_of.policy.lanes:
            yield lane, _opened_by_raising(promise.never_widens, effect.blocked[lane], space)


def _opened_by_raising(fact: str, blocked: Set, space: Space) -> Set:
    """Where a lane is open although it is closed for the next lower value, all else being the same."""
    stride, values = space.stride[fact], list(space.having[fact].values())
    return union((blocked & lower) << stride & ~blocked for lower in values[:-1])


_RESTRICTED_SAYS = {
    "en": "Restricted input never reaches a managed lane.",
    "sv": "Strängt konfidentiellt material når aldrig en väg som drivs av andra.",
}
_ROUTE_SAYS = {"en": "Every request has a first lane.", "sv": "Varje uppgift har en första väg."}
