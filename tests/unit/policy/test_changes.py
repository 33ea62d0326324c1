"""What another version of a policy changes: every combination in its place, openings first, said in words."""

from dataclasses import replace
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.random_policies import FACTS, FEW, NAMES, policies, shipped
from homeport.domain.decision import Decision
from homeport.domain.lane import DEVICE
from homeport.domain.policy import Condition, FactSpec, ReviewRule, RouteRule, SpendRule
from homeport.policy.boxes import MOST_BOXES, boxes
from homeport.policy.change_sentences import (
    change_sentence,
    change_title,
    facts_words,
    lane_sentences,
    rule_change_sentence,
    work_words,
)
from homeport.policy.changes import Change, ChangeKind, changes
from homeport.policy.decide import decide
from homeport.policy.space import full_space, members
from homeport.policy.vocabulary import MAX_COMBINATIONS

SAY = {"": "A sentence that says what it does."}


def loosened(**parts):
    return replace(shipped("two-lanes"), **parts)


def of(found, kind):
    return [change for change in found.changes if change.kind is kind]


def in_boxes(work, facts):
    return sum(all(facts[fact] in some for fact, some in box.values.items()) for box in work)


# ---- boxes


@cache
def space():
    return full_space({name: FACTS[name] for name in ("sensitivity", "stakes", "ceiling")})


@given(st.integers(0, (1 << 24) - 1))
@FEW
def test_boxes_hold_exactly_the_set_and_nothing_twice(held):
    found = boxes(space(), held)
    assert sum(box.combinations for box in found) == held.bit_count()
    rows = [space().values_at(index) for index in range(24)]
    for index, row in enumerate(rows):
        inside = [box for box in found if in_boxes([box], row)]
        whole = [box for box in inside if not box.part]
        assert bool(inside) >= bool(held >> index & 1)
        assert len(whole) <= 1
        if not any(box.part for box in found):
            assert len(whole) == held >> index & 1


def test_a_set_without_any_order_ends_in_one_box_that_says_so():
    facts = {name: FACTS[name] for name in FACTS}
    scattered = sum(1 << index for index in range(0, 288, 7))
    found = boxes(full_space(facts), scattered)
    assert len(found) <= MOST_BOXES
    assert [box.part for box in found] == [False] * (len(found) - 1) + [True]
    assert sum(box.combinations for box in found) == scattered.bit_count()


def test_nothing_is_no_box_and_everything_is_one_without_conditions():
    assert boxes(space(), 0) == ()
    (whole,) = boxes(space(), space().everything)
    assert (whole.values, whole.combinations, whole.part) == ({}, 24, False)


# ---- against the decisions themselves


@given(policies(), policies())
@FEW
def test_every_change_is_in_the_decisions_and_every_changed_decision_is_told(old, new):
    found = changes(old, new)
    told = {}
    for change in found.changes:
        assert change.combinations == sum(box.combinations for box in change.work)
        for row in product(*(spec.values for spec in FACTS.values())):
            facts = dict(zip(FACTS, row, strict=True))
            if in_boxes(change.work, facts) and not any(box.part for box in change.work):
                told.setdefault(tuple(facts.values()), []).append(change)
    for row in product(*(spec.values for spec in FACTS.values())):
        facts = dict(zip(FACTS, row, strict=True))
        before, after = decide(old, facts), decide(new, facts)
        here = told.get(row, [])
        if any(box.part for change in found.changes for box in change.work):
            continue
        opened = {change.lane for change in here if change.kind is ChangeKind.OPENS}
        declined = {lane for d in (before, after) for lane in d.next["declined"]}
        assert opened - declined == after.allowed - before.allowed - declined
        assert {c.lane for c in here if c.kind is ChangeKind.CLOSES} == before.allowed - after.allowed
        (started,) = [c for c in here if c.kind is ChangeKind.STARTS] or [None]
        assert (started is not None) == (before.first != after.first)
        if started:
            assert (started.before, started.after) == (before.first or "", after.first or "")
        lowered = [c for c in here if c.kind in (ChangeKind.LOWERED, ChangeKind.RAISED)]
        assert bool(lowered) == (before.facts["sensitivity"] != after.facts["sensitivity"])
        if not here:
            assert _outcome(before) == _outcome(after)


def _outcome(decision: Decision):
    return (decision.first, decision.allowed, set(decision.blocked), decision.facts)


@given(policies(), policies())
@FEW
def test_openings_come_first_and_are_what_may_leave_or_is_looked_at_less(old, new):
    found = changes(old, new).changes
    assert [change.opening for change in found] == sorted((c.opening for c in found), reverse=True)
    for change in found:
        if change.kind in (ChangeKind.OPENS, ChangeKind.OFFERED, ChangeKind.UNBLOCKED):
            assert change.opening == (change.lane != DEVICE)
        assert change.opening or change.kind not in (ChangeKind.UNREVIEWED, ChangeKind.LOWERED)


@given(policies())
@FEW
def test_a_version_changes_nothing_against_itself(policy):
    found = changes(policy, policy)
    assert found.nothing
    assert (found.changed, found.changes, found.examples) == (0, (), ())


# ---- single kinds


def test_a_rule_taken_away_opens_the_lane_for_exactly_that_work():
    old, new = shipped("two-lanes"), loosened(never=(), escalate=(replace(shipped("two-lanes").escalate[0],
                                                                          when=Condition()),))  # fmt: skip
    found = changes(old, new, most=2)
    opens = of(found, ChangeKind.OPENS)[0]
    assert (opens.lane, opens.opening, opens.combinations) == ("premium", True, 96)
    (work,) = opens.work
    assert work.values == {"sensitivity": ("confidential", "restricted"), "ceiling": ("premium",)}
    assert len(opens.examples) == 3
    assert len(found.examples) == 2
    assert change_sentence(opens) == "Premium opens: 96 combinations."
    assert change_sentence(opens, "sv", str.title) == "Premium öppnas: 96 kombinationer."
    assert work_words(work) == "data class: confidential or restricted; cost ceiling: premium"
    assert work_words(work, "sv") == "dataklass: konfidentiell eller strängt konfidentiell; kostnadstak: premium"


def test_a_lane_no_rule_leads_to_is_told_when_it_is_no_longer_closed():
    found = changes(shipped("two-lanes"), loosened(never=()))
    (unblocked,) = found.changes
    assert (unblocked.kind, unblocked.opening) == (ChangeKind.UNBLOCKED, True)
    (blocked,) = changes(loosened(never=()), shipped("two-lanes")).changes
    assert (blocked.kind, blocked.opening) == (ChangeKind.BLOCKED, False)


def test_one_more_way_to_a_lane_is_an_opening():
    policy = shipped("two-lanes")
    wider = replace(policy.fallback[0], when=Condition({"sensitivity": frozenset({"public", "internal"})}))
    found = changes(policy, replace(policy, fallback=(wider, *policy.fallback[1:])))
    offered = of(found, ChangeKind.OFFERED)[0]
    assert (offered.lane, offered.ways, offered.opening) == ("premium", ("error", "slow"), True)
    assert "is also offered if a lane fails or a lane is too slow" in change_title(offered)
    behind = replace(policy, route=(RouteRule("R1", SAY, Condition(), ("device", "premium")),))
    offered = of(changes(policy, behind), ChangeKind.OFFERED)[0]
    assert change_title(offered) == "Premium is also offered if a lane before it cannot be used"


def test_work_that_starts_elsewhere_or_waits():
    policy = shipped("two-lanes")
    outward = replace(policy, route=(RouteRule("R1", SAY, Condition(), ("premium", "device")),))
    starts = of(changes(policy, outward), ChangeKind.STARTS)[0]
    assert (starts.before, starts.after, starts.opening) == ("device", "premium", True)
    assert change_title(starts) == "Work starts on premium instead of device"
    (back,) = of(changes(outward, policy), ChangeKind.STARTS)
    assert not back.opening
    waiting = replace(policy, route=(RouteRule("R1", SAY, Condition(), ("premium",)),))
    waits = of(changes(policy, waiting), ChangeKind.STARTS)
    assert "Work waits for a person instead of starting on device" in map(change_title, waits)
    again = of(changes(waiting, policy), ChangeKind.STARTS)
    assert "Work starts on device instead of waiting for a person" in map(change_title, again)
    assert [change.opening for change in again] == [False, False]


@pytest.mark.parametrize("before", ["use", "send"])
def test_fewer_people_who_look_is_an_opening(before):
    policy = shipped("two-lanes")
    one, two = (replace(policy, review=(ReviewRule("H1", SAY, Condition(), before, people),)) for people in (1, 2))
    (fewer,) = of(changes(two, one), ChangeKind.UNREVIEWED)
    assert (fewer.opening, fewer.review, fewer.combinations) == (True, (before, 2), 576)
    (more,) = of(changes(one, two), ChangeKind.REVIEWED)
    assert (more.opening, more.review) == (False, (before, 2))
    assert not of(changes(one, two), ChangeKind.UNREVIEWED)
    for language in ("en", "sv"):
        assert len({change_title(each, language) for each in (fewer, more)}) == 2


def test_rules_outside_the_combinations_are_told_with_before_and_after():
    policy = shipped("two-lanes")
    spends = SpendRule("S1", SAY, Condition(), {"free": 0.0, "small": 0.02, "premium": 0.5}, 20.0)
    dearer = replace(spends, per_week_eur=200.0)
    old, new = replace(policy, spend=(spends,)), replace(policy, spend=(dearer,))
    found = changes(old, new)
    assert (found.changed, found.nothing) == (0, False)
    (rule,) = found.rules
    told = rule_change_sentence(rule, old, new)
    assert "Rule S1 was: " in told
    assert "a week 20 euro. It is now: " in told
    assert rule_change_sentence(changes(policy, new).rules[0], policy, new).startswith("Rule S1 is new. Always")
    assert rule_change_sentence(changes(old, policy).rules[0], old, policy, "sv").startswith("Regel S1 är borta.")


def test_another_order_of_the_same_lanes():
    policy = shipped("nordics")
    rule = policy.escalate[-1]
    turned = replace(rule, lanes=tuple(reversed(rule.lanes)))
    found = changes(policy, replace(policy, escalate=(*policy.escalate[:-1], turned)))
    assert [change.kind for change in found.changes] == [ChangeKind.ORDER]


# ---- versions that declare other facts


@pytest.mark.parametrize(("old", "new"), [(a, b) for a in NAMES for b in NAMES if a != b])
def test_shipped_policies_are_compared_over_the_facts_of_both(old, new):
    found = changes(shipped(old), shipped(new), most=50)
    assert found.combinations >= found.changed > 0
    for facts in found.examples:
        before, after = decide(shipped(old), facts), decide(shipped(new), facts)
        assert _outcome(before) != _outcome(after)
    lanes = lane_sentences(shipped(old), shipped(new), "sv")
    assert len(lanes) == len(found.lanes_new) + len(found.lanes_gone) > 0
    for change in found.changes:
        for language in ("en", "sv"):
            says = " ".join((change_sentence(change, language), *(work_words(w, language) for w in change.work)))
            assert "{" not in says
            assert "  " not in says


def test_a_value_that_a_version_does_not_know_makes_the_work_wait():
    policy = shipped("two-lanes")
    facts = {**policy.facts, "task": FactSpec("task", ("general", "dev", "contract", "medical", "travel"))}
    found = changes(policy, replace(policy, facts=facts))
    (starts,) = of(found, ChangeKind.STARTS)
    assert (starts.before, starts.after) == ("", "device")
    assert starts.work[0].values == {"task": ("travel",)}


def test_a_class_that_a_version_does_not_know_counts_as_the_highest():
    policy = shipped("two-lanes")
    fewer = replace(
        policy,
        facts={**policy.facts, "sensitivity": FactSpec("sensitivity", ("internal", "restricted"), ordered=True)},
        never=(), escalate=(), fallback=(),
    )  # fmt: skip
    found = changes(policy, fewer)
    raised = of(found, ChangeKind.RAISED)
    assert {(change.before, change.after) for change in raised} == {
        ("public", "restricted"),
        ("confidential", "restricted"),
    }


def test_too_many_combinations_of_both_are_not_compared():
    policy = shipped("two-lanes")
    many = {
        name: FactSpec(name, tuple(f"v{n}" for n in range(6))) for name in ("personal", "redaction", "approval")
    }
    wide = replace(policy, facts={**policy.facts, **many})
    other = replace(policy, facts={**policy.facts, "declassified": FactSpec("declassified", ("none", "self"))})
    assert MAX_COMBINATIONS < 576 * 6**3 * 2
    assert changes(wide, other) is None


def test_a_combination_is_named_in_words():
    assert facts_words({"sensitivity": "public", "difficulty": "hard"}) == "data class: public; difficulty: hard"
    assert facts_words({"sensitivity": "public"}, "sv") == "dataklass: öppen"


def test_members_of_examples_are_the_first_of_the_change():
    found = changes(shipped("two-lanes"), loosened(never=()))
    change: Change = found.changes[0]
    whole = full_space(shipped("two-lanes").facts)
    rows = [whole.values_at(index) for index in members(whole.everything)]
    assert list(change.examples) == [row for row in rows if in_boxes(change.work, row)][:3]
