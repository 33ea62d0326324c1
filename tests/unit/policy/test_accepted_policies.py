"""What holds of every policy that the loader accepts, whatever stands in it and whatever happens at run time."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fakes.policy_toml import as_toml
from fakes.random_policies import BOUNDED, FACTS, LANES, SAY, combination, holds, policies, shipped
from homeport.domain.decision import Decision
from homeport.domain.policy import Condition, NeverRule, Policy, Promise, RouteRule, Trigger
from homeport.policy.counterfactual import counterfactual_sentences, what_would_open
from homeport.policy.decide import decide, narrow, next_step
from homeport.policy.load import load_policy
from homeport.policy.problems import PolicyErrors, ProblemKind
from homeport.policy.prove import prove, whole
from homeport.policy.sentences import value_words

pytestmark = pytest.mark.unmeasured

MANAGED = {lane.id for lane in LANES.values() if lane.managed}
CLASSES = FACTS["sensitivity"].values
TOP = CLASSES[-1]
ROWS = [dict(zip(FACTS, row, strict=True)) for row in product(*(spec.values for spec in FACTS.values()))]
OPEN_ROWS = [values for values in ROWS if values["ceiling"] == "premium"]  # no lane is closed by its price
LAST_RESORT = RouteRule("R8", SAY, Condition(), ("device",))
RESTRICTED_STAYS = NeverRule("N9", SAY, Condition({"sensitivity": frozenset({TOP})}), ("eu", "premium"))
NEVER_WIDENS = Promise("P1", SAY, Condition(), (Condition(),), never_widens="sensitivity")


@st.composite
def written(draw: st.DrawFn) -> Policy:
    """Random policies; all have a first lane, and one in three leaves it to its own rules to keep restricted."""
    policy = draw(policies())
    never = [
        replace(rule, lanes=tuple(x for x in LANES if x in rule.lanes and x != "device")) for rule in policy.never
    ]
    kept = tuple(rule for rule in never if rule.lanes)
    closing = (RESTRICTED_STAYS,) if draw(st.integers(0, 2)) else ()
    routes = (
        *(replace(rule, lanes=(*rule.lanes, "device")) for rule in policy.route if "device" not in rule.lanes),
    )
    routes += tuple(rule for rule in policy.route if "device" in rule.lanes)
    return replace(policy, never=(*kept, *closing), route=(*routes, LAST_RESORT))


def accepted(policy: Policy) -> Policy:
    """As loaded from its file; a policy that is refused is no case."""
    loaded = load_policy(as_toml(policy))
    if isinstance(loaded, PolicyErrors):
        kinds = {problem.kind for problem in loaded.problems}
        assert kinds <= {ProblemKind.PROMISE_BROKEN, ProblemKind.GAP}, kinds
    assume(isinstance(loaded, Policy))
    assert isinstance(loaded, Policy)
    return loaded


@BOUNDED
@given(written())
def test_a_policy_is_accepted_exactly_if_its_proof_holds_and_comes_back_as_it_was_written(policy):
    loaded = load_policy(as_toml(policy))
    assert isinstance(loaded, Policy) == prove(policy).accepted
    if isinstance(loaded, Policy):
        plain = {lane.id: replace(lane, say_in={}) for lane in loaded.lanes.values()}
        assert replace(loaded, sha256=policy.sha256, lanes=plain) == policy


RUN = st.lists(
    st.tuples(
        st.sampled_from(list(Trigger)),
        st.sets(st.sampled_from(list(LANES))),
        st.sampled_from((0, 0, 1, 3)),
        combination(FACTS),
        st.dictionaries(st.sampled_from(list(LANES)), st.sampled_from(("none", "granted"))),
    ),
    min_size=1,
    max_size=6,
)
"""Hop by hop: what happens, what cannot be used now, by how much the class has risen, the other facts as they are
then, and for which lanes an approval holds."""


@BOUNDED
@given(written(), RUN)
def test_restricted_reaches_no_managed_lane_by_any_chain_under_any_narrowing(policy, run):
    policy = accepted(policy)
    found, tried, lane = 0, [], None
    for place, (trigger, unavailable, risen, others, approvals) in enumerate(run):
        found = min(found + risen, len(CLASSES) - 1)
        granted = {each: {"approval": value} for each, value in approvals.items()}
        values = {**others, "ceiling": "premium", "sensitivity": CLASSES[found]}
        decided = decide(policy, values, granted)
        assert isinstance(decided, Decision)
        decision = narrow(decided, dict.fromkeys(unavailable, "not now"), ("unread parts",))
        lane = decision.first if place == 0 else next_step(decision, trigger, tried)
        if lane is not None:
            tried.append(lane)
            assert lane not in unavailable
            assert lane not in MANAGED or TOP not in (decision.facts["sensitivity"], CLASSES[found])
    assert len(set(tried)) == len(tried)


@BOUNDED
@given(written())
def test_no_list_of_any_combination_holds_a_managed_lane_for_restricted_work(policy):
    policy = accepted(policy)
    for values in OPEN_ROWS:  # whatever cannot be used at run time, only lanes of these lists are left
        decision = decide(policy, values)
        assert isinstance(decision, Decision)
        if TOP in (decision.facts["sensitivity"], values["sensitivity"]):
            assert decision.allowed.isdisjoint(MANAGED)


@BOUNDED
@given(written(), combination(FACTS), st.randoms())
def test_blocking_wins_whatever_the_order_of_any_rules(policy, found, random):
    tables = {}
    for table in ("never", "route", "escalate", "fallback", "review"):
        rules = list(getattr(policy, table))
        random.shuffle(rules)
        tables[table] = tuple(rules)
    for each in (policy, replace(policy, **tables)):
        decision = decide(each, found)
        assert isinstance(decision, Decision)
        closed = {
            lane for rule in policy.never if holds(rule.when, dict(decision.facts), found) for lane in rule.lanes
        }
        assert closed <= decision.blocked.keys()
        assert decision.allowed.isdisjoint(closed)


@BOUNDED
@given(written(), combination(FACTS))
def test_a_stricter_class_opens_no_lane_when_that_is_promised(policy, found):
    policy = accepted(replace(policy, promises=(NEVER_WIDENS,)))
    closed: set[str] = set()
    for name in CLASSES:
        decision = decide(policy, {**found, "sensitivity": name})
        assert isinstance(decision, Decision)
        assert closed <= decision.blocked.keys()
        closed = set(decision.blocked)


@pytest.mark.parametrize(("name", "step"), [("two-lanes", 1), ("three-lanes", 5), ("nordics", 97)])
def test_every_change_shown_for_a_shipped_policy_does_what_it_says(name, step):
    policy = shipped(name)
    all_of = whole(policy)
    shown = 0
    for index in range(0, all_of.space.everything.bit_count(), step):
        values = all_of.space.values_at(index)
        for lane in policy.lanes:
            found = what_would_open(all_of, values, lane)
            sentences = counterfactual_sentences(found, "en", with_otherwise=True)
            for changes in (*found.you_can, *found.otherwise):
                decision = decide(policy, {**values, **changes})
                assert isinstance(decision, Decision)
                assert lane in decision.allowed
                said = [
                    each for each in sentences if all(value_words(*pair, "en") in each for pair in changes.items())
                ]
                assert said
                shown += 1
            for changes in found.you_can:
                assert all(policy.facts[fact].can_change for fact in changes)
    assert shown > 100
