"""Promises are proved over every combination, as one would by trying them all."""

import time
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fakes.random_policies import (
    BOUNDED,
    FACTS,
    FEW,
    LANES,
    NAMES,
    SAY,
    conditions,
    holds,
    policies,
    read_naively,
    shipped,
)
from homeport.domain.decision import Decision
from homeport.domain.policy import Condition, NeverRule, Policy, Promise, RaiseRule, RouteRule, StepRule, Trigger
from homeport.policy.decide import decide, narrow, next_step
from homeport.policy.proof_sentences import promise_sentence
from homeport.policy.prove import HAS_ROUTE, RESTRICTED_STAYS, prove, whole
from homeport.policy.reach import reaches

ROWS = [dict(zip(FACTS, row, strict=True)) for row in product(*(spec.values for spec in FACTS.values()))]
ALWAYS = Condition()
ROUTE = RouteRule("R1", SAY, ALWAYS, ("device",))
MANAGED = ("eu", "premium")


def policy_with(*promises: Promise, **changes: object) -> Policy:
    base = Policy(1, "t", "1", "o", "0", FACTS, LANES, route=(ROUTE,), promises=promises)
    return replace(base, **changes)


@st.composite
def found_conditions(draw: st.DrawFn) -> Condition:
    allowed = draw(conditions()).allowed
    return Condition({name: values for name, values in allowed.items() if not name.endswith("_was")})


def says_that_restricted_stays(promise: Promise) -> bool:
    every = [set(case.allowed) <= {"sensitivity"} for case in promise.cases]
    top = ["restricted" in case.allowed.get("sensitivity", {"restricted"}) for case in promise.cases]
    named = set(promise.reaches_no or ()) >= set(MANAGED) and not promise.on
    return named and any(map(all, zip(every, top, strict=True)))


@FEW
@given(policies(), st.lists(found_conditions(), min_size=1, max_size=2), st.data())
def test_a_promise_about_lanes_is_judged_as_trying_every_combination_would(policy, cases, data):
    lanes = data.draw(st.sets(st.sampled_from(list(LANES)), min_size=1))
    on = data.draw(st.sets(st.sampled_from([t for t in Trigger if t is not Trigger.DECLINED]), max_size=2))
    promise = Promise("P1", SAY, ALWAYS, tuple(cases), tuple(on), reaches_no=tuple(lanes))
    result = prove(replace(policy, promises=(promise,))).promises[0]
    broken = []
    for row in ROWS:
        naive = read_naively(policy, row)
        lists = [naive["next"][t] for t in on] if on else [naive["route_lanes"], *naive["next"].values()]
        concerns = any(holds(case, row, row) for case in cases)
        if says_that_restricted_stays(promise):
            concerns |= naive["facts"]["sensitivity"] == "restricted"
        if concerns and any(lanes & set(each) for each in lists):
            broken.append(row)
    assert result.broken == len(broken)
    assert result.counterexample == (broken[0] if broken else None)
    assert result.holds == (not broken)
    assert bool(result.lanes) == bool(broken)
    assert set(result.lanes) <= lanes


@FEW
@given(policies(), st.sampled_from([name for name, spec in FACTS.items() if spec.ordered]))
def test_never_widens_is_judged_as_trying_every_combination_would(policy, fact):
    result = prove(replace(policy, promises=(Promise("P1", SAY, ALWAYS, (ALWAYS,), never_widens=fact),))).promises[
        0
    ]
    blocked = {tuple(row.values()): read_naively(policy, row)["blocked"] for row in ROWS}
    values, broken = FACTS[fact].values, 0
    for row in ROWS:
        place = values.index(row[fact])
        if place:
            lower = blocked[tuple({**row, fact: values[place - 1]}.values())]
            broken += bool(lower.keys() - blocked[tuple(row.values())].keys())
    assert result.broken == broken


@FEW
@given(policies(), st.sampled_from(("use", "send")))
def test_routes_gaps_and_reviews_are_judged_as_trying_every_combination_would(policy, before):
    promises = (
        Promise("P1", SAY, ALWAYS, (ALWAYS,), has_route=True),
        Promise("P2", SAY, ALWAYS, (ALWAYS,), reviewed=before),
    )
    proof = prove(replace(policy, promises=promises))
    naive = [read_naively(policy, row) for row in ROWS]
    ids = {rule.id for rule in policy.review if rule.before == before}
    assert proof.combinations == len(ROWS)
    assert proof.promises[0].broken == sum(each["first"] is None for each in naive)
    assert proof.promises[1].broken == sum(not ids & set(each["review"]) for each in naive)
    assert proof.gaps == sum(each["route_rule"] is None for each in naive)
    assert (proof.gap is None) == (proof.gaps == 0)


@BOUNDED
@given(
    policies(),
    st.sampled_from([row for row in ROWS if row["sensitivity"] == "restricted"]),
    st.sets(st.sampled_from(list(LANES))),
    st.lists(st.sampled_from(list(Trigger)), max_size=8),
)
def test_restricted_never_leaves_by_any_chain_of_an_accepted_policy(policy, values, unavailable, triggers):
    policy = replace(policy, route=(*policy.route, ROUTE))
    assume(prove(policy).promises[0].holds)
    decision = narrow(decide(policy, values), dict.fromkeys(unavailable, "not now"))
    lane, tried = decision.first, []
    for trigger in triggers:
        if lane is not None:
            tried.append(lane)
        lane = next_step(decision, trigger, tried)
    assert not set(tried) & set(MANAGED)


@pytest.mark.parametrize("name", NAMES)
def test_shipped_policies_keep_every_promise_and_have_no_gap(name):
    proof = prove(shipped(name))
    assert proof.accepted
    assert proof.combinations == {"two-lanes": 576, "three-lanes": 1728, "nordics": 6912}[name]
    assert {result.promise.id for result in proof.promises} == {promise.id for promise in shipped(name).promises}


def test_every_policy_promises_that_restricted_stays_and_that_there_is_a_route():
    leaky = policy_with(fallback=(StepRule("F1", SAY, ALWAYS, (Trigger.ERROR,), ("eu",)),))
    results = {result.promise.id: result for result in prove(leaky).promises}
    assert set(results) == {RESTRICTED_STAYS, HAS_ROUTE}
    assert results[HAS_ROUTE].holds
    assert not results[RESTRICTED_STAYS].holds
    assert results[RESTRICTED_STAYS].lanes == ("eu",)
    assert results[RESTRICTED_STAYS].counterexample["sensitivity"] == "restricted"
    assert not prove(leaky).accepted
    assert not prove(policy_with(route=())).accepted


def test_what_only_a_rule_makes_restricted_stays_too():
    special = RaiseRule("C1", SAY, Condition({"personal": frozenset({"special"})}), "restricted")
    as_found = NeverRule("N1", SAY, Condition({"sensitivity_was": frozenset({"restricted"})}), MANAGED)
    step = StepRule("E1", SAY, ALWAYS, (Trigger.ASKED,), ("eu",))
    top = Condition({"sensitivity": frozenset({"restricted"})})
    written = Promise("P1", SAY, ALWAYS, (top,), reaches_no=MANAGED)
    for promises in ((), (written,)):
        policy = policy_with(*promises, raises=(special,), never=(as_found,), escalate=(step,))
        result = prove(policy).promises[0]
        assert result.lanes == ("eu",)
        assert result.counterexample is not None
        assert result.counterexample["personal"] == "special"
        assert result.counterexample["sensitivity"] != "restricted"
        kept = replace(policy, never=(replace(as_found, when=top),))
        assert prove(kept).promises[0].holds


def test_a_weaker_promise_does_not_stand_for_the_one_every_policy_makes():
    top = Condition({"sensitivity": frozenset({"restricted"})})
    narrower = Condition({"sensitivity": frozenset({"restricted"}), "approval": frozenset({"none"})})
    other = Condition({"sensitivity": frozenset({"internal"})})
    for promise, stands in (
        (Promise("P1", SAY, ALWAYS, (top,), reaches_no=MANAGED), True),
        (Promise("P1", SAY, ALWAYS, (ALWAYS,), reaches_no=(*MANAGED, "private")), True),
        (Promise("P1", SAY, ALWAYS, (narrower, top), reaches_no=MANAGED), True),
        (Promise("P1", SAY, ALWAYS, (narrower,), reaches_no=MANAGED), False),
        (Promise("P1", SAY, ALWAYS, (other,), reaches_no=MANAGED), False),
        (Promise("P1", SAY, ALWAYS, (top,), reaches_no=("eu",)), False),
        (Promise("P1", SAY, ALWAYS, (top,), (Trigger.ERROR,), reaches_no=MANAGED), False),
        (Promise("P1", SAY, ALWAYS, (top,), has_route=True), False),
    ):
        ids = [result.promise.id for result in prove(policy_with(promise)).promises]
        assert (RESTRICTED_STAYS not in ids) == stands
        assert HAS_ROUTE in ids


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_proof_says_what_holds_and_where_it_breaks(language):
    results = prove(policy_with(fallback=(StepRule("F1", SAY, ALWAYS, (Trigger.ERROR,), ("eu",)),))).promises
    broken, kept = (promise_sentence(result, language) for result in results)
    assert "sensitivity = restricted" in broken
    assert "→ eu" in broken
    assert "{" not in broken + kept
    assert HAS_ROUTE in kept


def test_a_lane_is_counted_wherever_it_stands_in_a_list():
    route = RouteRule("R1", SAY, ALWAYS, ("device", "premium"))
    all_of = whole(policy_with(route=(route,)))
    assert reaches(all_of.effect, ["premium"]).bit_count() == len(ROWS) // 3  # the premium ceiling


def test_seven_thousand_combinations_are_proved_in_under_a_second():
    policy = shipped("nordics")
    start = time.thread_time()
    assert prove(policy).accepted
    assert time.thread_time() - start < 1.0


def test_the_table_of_decisions_and_the_proof_speak_of_the_same_lanes():
    policy = shipped("two-lanes")
    all_of = whole(policy)
    for index in range(0, 576, 7):
        values = all_of.space.values_at(index)
        decision = decide(policy, values)
        assert isinstance(decision, Decision)
        reached = {lane for lane in policy.lanes if reaches(all_of.effect, [lane]) >> index & 1}
        assert reached == decision.allowed
