"""Policies for tests: the shipped ones, random small ones, and a second, naive reading of the semantics."""

from itertools import permutations
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from homeport.domain.lane import Lane, Region
from homeport.domain.policy import (
    ESCALATE_TRIGGERS,
    FALLBACK_TRIGGERS,
    Condition,
    FactSpec,
    LowerRule,
    NeverRule,
    Policy,
    RaiseRule,
    ReviewRule,
    RouteRule,
    StepRule,
    Trigger,
)
from homeport.policy.load import load_policy

POLICIES = Path(__file__).parents[2] / "resources" / "policies"
NAMES = ("two-lanes", "three-lanes", "nordics")
BOUNDED = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
"""For property tests: a busy machine is not a failure."""
FEW = settings(BOUNDED, max_examples=15)
"""For those that try every combination in each example."""
SAY = {"": "A sentence that says what it does."}

CLASSES = ("public", "internal", "confidential", "restricted")
FACTS = {
    "sensitivity": FactSpec("sensitivity", CLASSES, ordered=True),
    "personal": FactSpec("personal", ("none", "personal", "special"), ordered=True),
    "difficulty": FactSpec("difficulty", ("routine", "hard"), ordered=True),
    "stakes": FactSpec("stakes", ("normal", "high"), ordered=True),
    "ceiling": FactSpec("ceiling", ("free", "small", "premium"), ordered=True, can_change=True),
    "approval": FactSpec("approval", ("none", "granted"), ordered=True, can_change=True),
}
LANES = {
    "device": Lane("device", "This computer", False, Region.DEVICE, "free"),
    "private": Lane("private", "Our server", False, Region.EU, "free"),
    "eu": Lane("eu", "An EU model", True, Region.EU, "small"),
    "premium": Lane("premium", "A premium model", True, Region.GLOBAL, "premium"),
}


def shipped(name: str) -> Policy:
    """A policy from resources/policies, which must load with the cases beside it."""
    cases = POLICIES / f"{name}.cases.toml"
    policy = load_policy((POLICIES / f"{name}.toml").read_bytes(), cases.read_bytes() if cases.exists() else b"")
    assert isinstance(policy, Policy), policy
    return policy


def combination(facts: dict[str, FactSpec]) -> st.SearchStrategy[dict[str, str]]:
    """One value for every fact."""
    return st.fixed_dictionaries({name: st.sampled_from(spec.values) for name, spec in facts.items()})


KEYS = [name + suffix for name in FACTS for suffix in ("", "_was")]
LANE_LISTS = [lanes for size in (1, 2, 3, 4) for lanes in permutations(LANES, size)]


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    """Up to two facts, some of them as found, each with any of its values but not none."""
    allowed = {}
    for key in draw(st.lists(st.sampled_from(KEYS), max_size=2, unique=True)):
        values = FACTS[key.removesuffix("_was")].values
        chosen = draw(st.integers(1, 2 ** len(values) - 1))
        allowed[key] = frozenset(value for place, value in enumerate(values) if chosen >> place & 1)
    return Condition(allowed)


@st.composite
def lowers(draw: st.DrawFn, name: str) -> LowerRule:
    """A rule that lowers, and never from the top."""
    target = draw(st.integers(0, 1))
    above = st.sampled_from(CLASSES[target + 1 : -1])
    allowed = {**draw(conditions()).allowed, "sensitivity": draw(st.frozensets(above, min_size=1))}
    return LowerRule(name, SAY, Condition(allowed), CLASSES[target])


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """A small policy over `FACTS` and `LANES` that the loader's rules of sense would admit."""

    def some(most: int, letter: str) -> list[str]:
        return [f"{letter}{number}" for number in range(draw(st.integers(0, most)))]

    def when() -> Condition:
        return draw(conditions())

    def lanes() -> tuple[str, ...]:
        return draw(st.sampled_from(LANE_LISTS))

    def on(triggers: tuple[Trigger, ...]) -> tuple[Trigger, ...]:
        return tuple(draw(st.lists(st.sampled_from(triggers), min_size=1, unique=True)))

    # Most policies say where the rest starts; one that seldom does would leave little to test.
    rest = (RouteRule("R9", SAY, Condition(), lanes()),) if draw(st.integers(0, 4)) else ()
    return Policy(
        schema=1,
        name="random",
        version="1",
        owner="nobody",
        sha256="0" * 64,
        facts=FACTS,
        lanes=LANES,
        raises=tuple(RaiseRule(n, SAY, when(), draw(st.sampled_from(CLASSES))) for n in some(3, "C")),
        lowers=tuple(draw(lowers(n)) for n in some(2, "D")),
        never=tuple(NeverRule(n, SAY, when(), lanes()) for n in some(4, "N")),
        route=(*(RouteRule(n, SAY, when(), lanes()) for n in some(2, "R")), *rest),
        escalate=tuple(StepRule(n, SAY, when(), on(ESCALATE_TRIGGERS), lanes()) for n in some(3, "E")),
        fallback=tuple(StepRule(n, SAY, when(), on(FALLBACK_TRIGGERS), lanes()) for n in some(3, "F")),
        review=tuple(
            ReviewRule(n, SAY, when(), draw(st.sampled_from(("use", "send"))), draw(st.sampled_from((1, 2))))
            for n in some(3, "H")
        ),
    )


def holds(condition: Condition, facts: dict[str, str], found: dict[str, str]) -> bool:
    """The naive reading of one condition."""
    return all(
        (found[key.removesuffix("_was")] if key.endswith("_was") else facts[key]) in allowed
        for key, allowed in condition.allowed.items()
    )


def read_naively(policy: Policy, found: dict[str, str]) -> dict[str, object]:
    """What the written semantics say, one combination at a time and without any set."""
    order = policy.facts["sensitivity"].values
    facts, changed = dict(found), []
    for rule in policy.raises:
        if holds(rule.when, facts, found) and order.index(rule.sensitivity) > order.index(facts["sensitivity"]):
            facts["sensitivity"] = rule.sensitivity
            changed.append(rule.id)
    for lower in policy.lowers:
        if holds(lower.when, facts, found):
            if order.index(lower.sensitivity) < order.index(facts["sensitivity"]):
                facts["sensitivity"] = lower.sensitivity
                changed.append(lower.id)
            break
    blocked = {}
    for lane in policy.lanes.values():
        why = [r.id for r in policy.never if lane.id in r.lanes and holds(r.when, facts, found)]
        ceilings = policy.facts["ceiling"].values
        if ceilings.index(facts["ceiling"]) < ceilings.index(lane.needs_ceiling):
            why.append("ceiling")
        if why:
            blocked[lane.id] = tuple(why)

    def listed(rules):
        for rule in rules:
            if holds(rule.when, facts, found):
                return rule.id, tuple(lane for lane in rule.lanes if lane not in blocked)
        return None, ()

    route_rule, route_lanes = listed(policy.route)
    following = {}
    for trigger in FALLBACK_TRIGGERS:
        following[trigger] = listed(r for r in policy.fallback if trigger in r.on)[1]
    for trigger in ESCALATE_TRIGGERS:
        silent = (trigger is Trigger.HARD and facts["difficulty"] != "hard") or (
            trigger is Trigger.HIGH_STAKES and facts["stakes"] != "high"
        )
        following[trigger] = () if silent else listed(r for r in policy.escalate if trigger in r.on)[1]
    return {
        "facts": facts,
        "classified_by": tuple(changed),
        "blocked": blocked,
        "route_rule": route_rule,
        "route_lanes": route_lanes,
        "first": route_lanes[0] if route_lanes else None,
        "next": following,
        "review": tuple(r.id for r in policy.review if holds(r.when, facts, found)),
    }
