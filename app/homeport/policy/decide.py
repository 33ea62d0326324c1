"""Facts in, a decision out: pure and deterministic."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from homeport.domain.decision import Decision
from homeport.domain.lane import DEVICE
from homeport.domain.policy import Policy, RouteRule, StepRule, Trigger
from homeport.policy.evaluate import Outcome, evaluate
from homeport.policy.space import Set, space_of
from homeport.policy.vocabulary import PER_LANE_FACTS, SENSITIVITY

APPROVAL, APPROVED = "approval", "granted"
NO_LANE_FACTS: Mapping[str, Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class FactError:
    """A declared fact has no value, or one the policy does not declare: the request waits, nothing is guessed."""

    fact: str
    value: str | None  # None when it is missing
    declared: tuple[str, ...]


def decide(
    policy: Policy,
    values: Mapping[str, str],
    lane_facts: Mapping[str, Mapping[str, str]] = NO_LANE_FACTS,
) -> Decision | FactError:
    """Decide one request.

    Args:
        policy: an accepted policy.
        values: a value for every declared fact; others are ignored. A sensitivity that is missing or not declared
            counts as the highest.
        lane_facts: for a lane, the values of `redaction` and `approval` that hold for the text prepared for it.
            The lane is then judged by these, from classification to review; every other lane is not.

    Raises:
        ValueError: `lane_facts` names a fact that is not judged per lane.
    """
    found = _found(policy, values)
    if isinstance(found, FactError):
        return found
    rows, row_of = [found], dict.fromkeys(policy.lanes, 0)
    for lane, overrides in lane_facts.items():
        if not set(overrides) <= set(PER_LANE_FACTS):
            raise ValueError(f"only {PER_LANE_FACTS} are judged per lane, not {sorted(overrides)}")
        own = _found(policy, {**found, **overrides})
        if isinstance(own, FactError):
            return own
        if lane in row_of and own != found:
            row_of[lane] = len(rows)
            rows.append(own)
    space = space_of(policy.facts, rows)
    return _decision(policy, found, evaluate(policy, space), row_of)


def opens_by_approval(policy: Policy, decision: Decision, lane: str) -> bool:
    """Whether nothing but a second person's approval of the text prepared for a closed lane is missing."""
    spec = policy.facts.get(APPROVAL)
    if lane == DEVICE or lane in decision.unavailable or spec is None or APPROVED not in spec.values:
        return False
    approved = decide(policy, decision.facts_found, {lane: {APPROVAL: APPROVED}})
    return isinstance(approved, Decision) and lane in approved.allowed


def narrow(decision: Decision, unavailable: Mapping[str, str], extra_review: Collection[str] = ()) -> Decision:
    """Apply run-time conditions, which only ever remove lanes and add review.

    Args:
        decision: what the policy said.
        unavailable: lane -> why it cannot be used now, in words (price, budget, context, health, a wish).
        extra_review: names of review duties to add, for example ``"unread-parts"``.
    """
    route_lanes = _without(decision.route_lanes, unavailable)
    added = tuple(name for name in dict.fromkeys(extra_review) if name not in decision.review)
    return replace(
        decision,
        route_lanes=route_lanes,
        first=route_lanes[0] if route_lanes else None,
        next={trigger: _without(lanes, unavailable) for trigger, lanes in decision.next.items()},
        review=decision.review + added,
        unavailable={**decision.unavailable, **unavailable},
    )


def next_step(decision: Decision, trigger: Trigger, tried: Collection[str]) -> str | None:
    """The lane to go to when the trigger fires; None when a draft made earlier stands, or the task waits.

    `tried` holds every lane that was visited or refused by the person. Only the device lane is entered without a
    person's yes; every other answer is an offer.
    """
    return next((lane for lane in decision.next.get(trigger, ()) if lane not in tried), None)


def _found(policy: Policy, values: Mapping[str, str]) -> dict[str, str] | FactError:
    found: dict[str, str] = {}
    for name, spec in policy.facts.items():
        value = values.get(name)
        if value not in spec.values and name == SENSITIVITY:
            value = spec.values[-1]
        if value is None or value not in spec.values:
            return FactError(name, value, spec.values)
        found[name] = value
    return found


def _decision(policy: Policy, found: dict[str, str], outcome: Outcome, row_of: Mapping[str, int]) -> Decision:
    route_rule, route_lanes = _list(policy, policy.route, outcome.route, outcome, row_of)
    following: dict[Trigger, tuple[str, ...]] = {}
    next_rules: dict[Trigger, str] = {}
    for trigger, decided in outcome.next.items():
        rule, following[trigger] = _list(policy, (*policy.fallback, *policy.escalate), decided, outcome, row_of)
        if rule is not None:
            next_rules[trigger] = rule
    following[Trigger.DECLINED] = _less_exposed(policy, route_lanes)
    if route_rule is not None:
        next_rules[Trigger.DECLINED] = route_rule
    sensitivity = next(name for name, held in outcome.classes.items() if held & 1)
    return Decision(
        facts_found=found,
        facts={**found, SENSITIVITY: sensitivity},
        classified_by=tuple(rule for rule, held in outcome.classified.items() if held & 1),
        route_rule=route_rule,
        route_lanes=route_lanes,
        first=route_lanes[0] if route_lanes else None,
        blocked={
            lane: tuple(rule for rule, held in outcome.refused[lane].items() if held >> row & 1)
            for lane, row in row_of.items()
            if outcome.blocked[lane] >> row & 1
        },
        next=following,
        next_rules=next_rules,
        review=tuple(rule for rule, held in outcome.review.items() if held),
        policy_name=policy.name,
        policy_version=policy.version,
        policy_sha256=policy.sha256,
    )


def _list(
    policy: Policy,
    rules: tuple[RouteRule | StepRule, ...],
    decided: Mapping[str, Set],
    outcome: Outcome,
    row_of: Mapping[str, int],
) -> tuple[str | None, tuple[str, ...]]:
    """The deciding rule and its allowed lanes.

    A lane with facts of its own is listed if the rule that decides under those facts lists it. The order is that
    of the request's own rule; a lane that only its own facts let in comes after, from least to most exposed.
    """
    by_id = {rule.id: rule for rule in rules}
    deciding = {
        row: next((by_id[name] for name, held in decided.items() if held >> row & 1), None)
        for row in {0, *row_of.values()}
    }
    rule = deciding[0]
    order = dict.fromkeys((*(rule.lanes if rule else ()), *policy.lanes))
    lanes = tuple(
        lane
        for lane in order
        if (listed := deciding[row_of[lane]]) is not None
        and lane in listed.lanes
        and not outcome.blocked[lane] >> row_of[lane] & 1
    )
    if rule is None and lanes:
        rule = deciding[row_of[lanes[0]]]
    return (rule.id if rule else None), lanes


def _less_exposed(policy: Policy, route_lanes: tuple[str, ...]) -> tuple[str, ...]:
    """Where each further no leads, from the first lane on: every one less exposed than all before it.

    Removing lanes at run time keeps that true, whichever lane is then the first.
    """
    exposure = {lane: place for place, lane in enumerate(policy.lanes)}
    chain: list[str] = []
    for lane in route_lanes[1:]:
        if exposure[lane] < exposure[chain[-1] if chain else route_lanes[0]]:
            chain.append(lane)
    return tuple(chain)


def _without(lanes: tuple[str, ...], unavailable: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(lane for lane in lanes if lane not in unavailable)
