"""A decision follows the written semantics, point by point."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.random_policies import BOUNDED, FACTS, LANES, NAMES, SAY, combination, policies, read_naively, shipped
from homeport.domain.decision import Decision
from homeport.domain.facts import KNOWN_FACTS
from homeport.domain.policy import Condition, NeverRule, Policy, RouteRule, StepRule, Trigger
from homeport.policy.decide import FactError, decide, narrow, next_step
from homeport.policy.device_only import DEVICE_ONLY

BASE = {
    "sensitivity": "public",
    "personal": "none",
    "difficulty": "routine",
    "stakes": "normal",
    "ceiling": "premium",
    "approval": "none",
}
ALWAYS = Condition()
EMPTY = Policy(1, "test", "1", "nobody", "0" * 64, FACTS, LANES)


def decided(policy: Policy, **values: str) -> Decision:
    decision = decide(policy, {**BASE, **values})
    assert isinstance(decision, Decision)
    return decision


def every_combination(policy: Policy) -> list[dict[str, str]]:
    names = list(policy.facts)
    return [dict(zip(names, row, strict=True)) for row in product(*(f.values for f in policy.facts.values()))]


@pytest.mark.parametrize("name", NAMES)
def test_every_combination_of_a_shipped_policy_comes_out_as_the_naive_reading_says(name):
    policy = shipped(name)
    for found in every_combination(policy)[:: 1 if name == "two-lanes" else 5]:
        decision = decide(policy, found)
        for key, expected in read_naively(policy, found).items():
            got = getattr(decision, key)
            if key == "next":
                got = {trigger: lanes for trigger, lanes in got.items() if trigger is not Trigger.DECLINED}
            assert got == expected, (found, key)


@BOUNDED
@given(policies(), combination(FACTS))
def test_random_policies_come_out_as_the_naive_reading_says(policy, found):
    decision = decide(policy, found)
    for key, expected in read_naively(policy, found).items():
        got = getattr(decision, key)
        if key == "next":
            got = {trigger: lanes for trigger, lanes in got.items() if trigger is not Trigger.DECLINED}
        assert got == expected


@BOUNDED
@given(policies(), combination(FACTS), st.randoms())
def test_blocking_wins_whatever_the_order_of_rules(policy, found, random):
    decision = decide(policy, found)
    assert decision.allowed.isdisjoint(decision.blocked)
    never = list(policy.never)
    random.shuffle(never)
    again = decide(replace(policy, never=tuple(never)), found)
    assert {lane: set(rules) for lane, rules in again.blocked.items()} == {
        lane: set(rules) for lane, rules in decision.blocked.items()
    }
    assert (again.first, again.next, again.review) == (decision.first, decision.next, decision.review)


@BOUNDED
@given(policies(), combination(FACTS))
def test_deciding_twice_gives_the_same(policy, found):
    assert decide(policy, found) == decide(policy, dict(reversed(found.items())))


@pytest.mark.parametrize("name", NAMES)
def test_restricted_never_gets_a_managed_lane_in_a_shipped_policy(name):
    policy = shipped(name)
    managed = {lane.id for lane in policy.lanes.values() if lane.managed}
    assert managed
    restricted = [found for found in every_combination(policy) if found["sensitivity"] == "restricted"]
    for found in restricted[:: 1 if name == "two-lanes" else 3]:
        decision = decide(policy, found)
        assert not decision.allowed & managed
        assert set(decision.blocked) >= managed


@BOUNDED
@given(
    policies(), combination(FACTS), st.dictionaries(st.sampled_from(list(LANES)), st.text(min_size=1)), st.data()
)
def test_narrowing_never_adds_a_lane_and_never_removes_review(policy, found, unavailable, data):
    decision = decide(policy, found)
    extra = data.draw(st.lists(st.text(min_size=1, max_size=3), max_size=2))
    narrowed = narrow(decision, unavailable, extra)
    assert narrowed.allowed <= decision.allowed - unavailable.keys()
    assert narrowed.blocked == decision.blocked
    assert set(narrowed.review) == set(decision.review) | set(extra)
    for trigger, lanes in narrowed.next.items():
        assert [lane for lane in decision.next[trigger] if lane not in unavailable] == list(lanes)
    assert narrowed.first == (narrowed.route_lanes[0] if narrowed.route_lanes else None)
    exposure = list(LANES)
    chain = [exposure.index(lane) for lane in narrowed.next[Trigger.DECLINED]]
    if narrowed.first is not None and narrowed.first not in narrowed.next[Trigger.DECLINED]:
        chain.insert(0, exposure.index(narrowed.first))
    assert chain == sorted(set(chain), reverse=True)


@BOUNDED
@given(policies(), combination(FACTS), st.lists(st.sampled_from(list(Trigger)), max_size=12))
def test_every_chain_ends_after_at_most_one_visit_to_each_lane(policy, found, triggers):
    decision = decide(policy, found)
    tried = [decision.first] if decision.first else []
    for trigger in triggers:
        lane = next_step(decision, trigger, tried)
        if lane is not None:
            assert lane not in tried
            assert lane in decision.allowed
            tried.append(lane)
    assert len(tried) <= len(LANES)


def test_a_missing_or_unknown_sensitivity_counts_as_the_highest():
    policy = shipped("two-lanes")
    values = dict(policy.examples[1].given)
    for found in ({**values, "sensitivity": "secret"}, {k: v for k, v in values.items() if k != "sensitivity"}):
        decision = decide(policy, found)
        assert isinstance(decision, Decision)
        assert decision.facts_found["sensitivity"] == "restricted"
        assert decision.blocked["premium"] == ("N1",)


@pytest.mark.parametrize("fact", [name for name in BASE if name != "sensitivity"])
def test_any_other_missing_or_undeclared_value_waits(fact):
    declared = FACTS[fact].values
    assert decide(EMPTY, {**BASE, fact: "odd"}) == FactError(fact, "odd", declared)
    rest = {name: value for name, value in BASE.items() if name != fact}
    assert decide(EMPTY, rest) == FactError(fact, None, declared)


def test_facts_the_policy_does_not_declare_are_ignored():
    assert decide(EMPTY, {**BASE, "weather": "fine", "task": "odd"}) == decide(EMPTY, BASE)


def test_without_a_route_or_with_every_lane_closed_the_request_waits():
    assert decided(EMPTY).first is None
    closed = replace(
        EMPTY,
        route=(RouteRule("R1", SAY, ALWAYS, ("device",)),),
        never=(NeverRule("N1", SAY, ALWAYS, ("device",)),),
    )
    decision = decided(closed)
    assert (decision.first, decision.route_rule, decision.route_lanes) == (None, "R1", ())


def test_a_ceiling_below_what_a_lane_needs_is_one_more_reason_beside_the_rules():
    policy = replace(EMPTY, never=(NeverRule("N1", SAY, ALWAYS, ("premium",)),))
    assert decided(policy, ceiling="small").blocked == {"premium": ("N1", "ceiling")}
    assert decided(policy, ceiling="free").blocked == {"eu": ("ceiling",), "premium": ("N1", "ceiling")}


def test_without_a_ceiling_fact_no_lane_is_closed_by_it():
    facts = {name: spec for name, spec in FACTS.items() if name not in {"ceiling", "difficulty"}}
    policy = replace(EMPTY, facts=facts, escalate=(StepRule("E1", SAY, ALWAYS, (Trigger.HARD,), ("eu",)),))
    decision = decided(policy)
    assert decision.blocked == {}
    assert decision.next[Trigger.HARD] == ()


def test_declined_goes_only_to_less_exposed_lanes_of_the_same_list():
    policy = replace(EMPTY, route=(RouteRule("R1", SAY, ALWAYS, ("eu", "premium", "private", "device")),))
    decision = decided(policy)
    assert decision.first == "eu"
    assert decision.next[Trigger.DECLINED] == ("private", "device")
    assert next_step(decision, Trigger.DECLINED, ["eu"]) == "private"
    assert next_step(decision, Trigger.DECLINED, ["eu", "private", "device"]) is None
    assert decision.next_rules[Trigger.DECLINED] == "R1"


def test_after_narrowing_a_no_still_never_leads_further_out():
    policy = replace(EMPTY, route=(RouteRule("R1", SAY, ALWAYS, ("premium", "private", "eu", "device")),))
    decision = narrow(decided(policy), {"premium": "over budget"})
    assert decision.first == "private"
    assert next_step(decision, Trigger.DECLINED, ["private"]) == "device"
    decision = narrow(decision, {"private": "it does not answer"})
    assert (decision.first, next_step(decision, Trigger.DECLINED, ["eu"])) == ("eu", "device")
    assert decision.unavailable == {"premium": "over budget", "private": "it does not answer"}


def test_a_trigger_the_decision_does_not_know_leads_nowhere():
    decision = replace(decided(EMPTY), next={})
    assert next_step(decision, Trigger.ERROR, ()) is None


NDA = {
    "sensitivity": "confidential",
    "personal": "none",
    "task": "contract",
    "difficulty": "hard",
    "stakes": "high",
    "latency": "interactive",
    "ceiling": "premium",
    "redaction": "none",
    "approval": "none",
}


def test_approval_and_redaction_hold_only_for_the_lane_they_were_given_for():
    policy = shipped("nordics")
    plain = decide(policy, NDA)
    assert set(plain.blocked) == {"eu", "premium"}
    ready = decide(policy, NDA, {"eu": {"redaction": "verified", "approval": "granted"}})
    assert isinstance(ready, Decision)
    assert set(ready.blocked) == {"premium"}
    assert ready.next[Trigger.HARD] == ("private", "eu")
    assert ready.facts == plain.facts
    assert ready.first == plain.first
    # A text that was redacted for a lane is seen by a person before it goes there.
    assert ready.review == ("H1", "H2", "H3")


def test_facts_of_a_lane_may_close_it_too():
    policy = shipped("nordics")
    values = {**NDA, "approval": "granted", "redaction": "verified"}
    stale = decide(policy, values, {"premium": {"approval": "none"}})
    assert isinstance(stale, Decision)
    assert stale.blocked == {"premium": ("N4",)}


def test_a_lane_let_in_by_its_own_facts_comes_after_the_lanes_of_the_deciding_rule():
    policy = shipped("nordics")
    decision = decide(policy, NDA, {"eu": {"redaction": "verified"}, "unknown": {"approval": "granted"}})
    assert isinstance(decision, Decision)
    # Confidential work falls back at home (F1); redacted for the EU lane it counts as internal there (F2).
    assert decision.next[Trigger.ERROR] == ("private", "device", "eu")
    assert decision.next_rules[Trigger.ERROR] == "F1"


def test_the_rule_of_a_lane_speaks_when_the_request_itself_has_none():
    escalate = StepRule("E1", SAY, Condition({"approval": frozenset({"granted"})}), (Trigger.ASKED,), ("eu",))
    policy = replace(EMPTY, escalate=(escalate,))
    assert Trigger.ASKED not in decided(policy).next_rules
    decision = decide(policy, BASE, {"eu": {"approval": "granted"}})
    assert isinstance(decision, Decision)
    assert decision.next[Trigger.ASKED] == ("eu",)
    assert decision.next_rules[Trigger.ASKED] == "E1"


def test_only_redaction_and_approval_are_judged_per_lane():
    with pytest.raises(ValueError, match="sensitivity"):
        decide(EMPTY, BASE, {"eu": {"sensitivity": "public"}})
    assert decide(EMPTY, BASE, {"eu": {"approval": "odd"}}) == FactError("approval", "odd", ("none", "granted"))


@BOUNDED
@given(
    policies(),
    combination(FACTS),
    st.dictionaries(st.sampled_from(list(LANES)), st.sampled_from(("none", "granted"))),
)
def test_a_lane_is_reached_only_as_its_own_facts_allow(policy, found, approvals):
    decision = decide(policy, found, {lane: {"approval": value} for lane, value in approvals.items()})
    for lane in LANES:
        alone = decide(policy, {**found, "approval": approvals.get(lane, found["approval"])})
        assert (lane in decision.blocked) == (lane in alone.blocked)
        assert (lane in decision.route_lanes) == (lane in alone.route_lanes)
        for trigger in Trigger:
            if trigger is not Trigger.DECLINED:
                assert (lane in decision.next[trigger]) == (lane in alone.next[trigger])
        assert set(alone.review) <= set(decision.review) or lane not in approvals


def test_device_only_takes_every_fact_and_never_leaves_this_computer():
    assert tuple(DEVICE_ONLY.facts) == KNOWN_FACTS
    for found in every_combination(DEVICE_ONLY)[::7]:
        decision = decide(DEVICE_ONLY, found)
        assert isinstance(decision, Decision)
        assert (decision.first, decision.allowed, decision.review) == ("device", {"device"}, ("H1",))
