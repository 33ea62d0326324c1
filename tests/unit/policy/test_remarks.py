"""Parts of a policy that do nothing are named, with a combination."""

from dataclasses import replace

import pytest
from hypothesis import given

from fakes.random_policies import BOUNDED, FACTS, LANES, SAY, policies, shipped
from homeport.domain.policy import (
    Condition,
    DeclassifyRule,
    LowerRule,
    NeverRule,
    Policy,
    RaiseRule,
    RouteRule,
    SlowRule,
    SpendRule,
    StepRule,
    Trigger,
)
from homeport.policy.decide import decide
from homeport.policy.proof_sentences import remark_sentence
from homeport.policy.prove import whole
from homeport.policy.remarks import Remark, RemarkKind, remarks_on, rules_of, with_rule, without_condition


def when(**allowed: str) -> Condition:
    return Condition({name: frozenset(values.split()) for name, values in allowed.items()})


ALWAYS = Condition()
NEVER_HOLDS = when(stakes="high", sensitivity="public", sensitivity_was="restricted")
BASE = Policy(1, "t", "1", "o", "0", FACTS, LANES, route=(RouteRule("R9", SAY, ALWAYS, ("device",)),))


def remarks(kind: RemarkKind, **changes: object) -> list[Remark]:
    return [remark for remark in remarks_on(whole(replace(BASE, **changes))) if remark.kind is kind]


def subjects(kind: RemarkKind, **changes: object) -> list[str]:
    return [remark.subject for remark in remarks(kind, **changes)]


def test_a_rule_that_never_does_anything_is_dead():
    assert subjects(
        RemarkKind.DEAD,
        raises=(
            RaiseRule("C1", SAY, when(sensitivity="internal"), "public"),
            RaiseRule("C2", SAY, when(personal="special"), "restricted"),
        ),
        lowers=(
            LowerRule("D1", SAY, when(sensitivity="confidential"), "internal"),
            LowerRule("D2", SAY, when(sensitivity="confidential"), "public"),
        ),
        never=(
            NeverRule("N1", SAY, when(sensitivity="public", sensitivity_was="restricted"), ("eu",)),
            NeverRule("N2", SAY, ALWAYS, ()),
            NeverRule("N3", SAY, ALWAYS, ("eu",)),
        ),
        escalate=(StepRule("E1", SAY, when(difficulty="routine"), (Trigger.HARD,), ("eu",)),),
        declassify=(DeclassifyRule("D3", SAY, NEVER_HOLDS, "confidential", "internal", ("published",), "self"),),
        slow=(SlowRule("L1", SAY, NEVER_HOLDS, {}), SlowRule("L2", SAY, ALWAYS, {})),
        spend=(SpendRule("S1", SAY, NEVER_HOLDS, {}), SpendRule("S2", SAY, ALWAYS, {})),
    ) == ["C1", "D2", "N1", "N2", "E1", "D3", "L1", "S1"]


def test_of_a_dead_rule_the_combination_that_comes_nearest_is_shown():
    (never,) = remarks(RemarkKind.DEAD, never=(NeverRule("N1", SAY, replace(NEVER_HOLDS), ("eu",)),))
    assert (never.example["stakes"], never.example["sensitivity"]) == ("high", "restricted")  # all but one hold
    no_lane = NeverRule("N2", SAY, when(stakes="high"), ())
    assert remarks(RemarkKind.DEAD, never=(no_lane,))[0].example["stakes"] == "high"
    same = RaiseRule("C1", SAY, when(sensitivity="internal", stakes="high"), "public")
    assert remarks(RemarkKind.DEAD, raises=(same,))[0].example["sensitivity"] == "internal"
    hard = StepRule("E1", SAY, when(stakes="high"), (Trigger.HARD,), ("eu",))
    facts = {name: spec for name, spec in FACTS.items() if name != "difficulty"}
    (nowhere,) = remarks(RemarkKind.DEAD, facts=facts, escalate=(hard,))
    assert set(nowhere.example) == set(facts)


def test_a_rule_behind_one_that_always_decides_is_shadowed():
    (remark,) = remarks(
        RemarkKind.SHADOWED,
        route=(*BASE.route, RouteRule("R10", SAY, when(stakes="high"), ("private",))),
        fallback=(
            StepRule("F1", SAY, when(stakes="normal"), (Trigger.ERROR,), ("device",)),
            StepRule("F2", SAY, ALWAYS, (Trigger.ERROR,), ("private",)),
        ),
    )
    assert (remark.subject, remark.other, remark.combinations) == ("R10", "R9", 144)
    assert remark.example["stakes"] == "high"


def test_two_route_rules_that_both_match_and_differ_are_said_to_depend_on_order():
    first = RouteRule("R1", SAY, when(stakes="high"), ("private", "device"))
    second = RouteRule("R2", SAY, when(difficulty="hard"), ("device",))
    (remark,) = remarks(RemarkKind.OVERLAP, route=(first, second, *BASE.route))
    assert (remark.subject, remark.other, remark.combinations) == ("R1", "R2", 72)
    assert not remarks(RemarkKind.OVERLAP, route=(first, replace(second, lanes=first.lanes), *BASE.route))
    apart = replace(second, when=when(stakes="normal"))
    assert not remarks(RemarkKind.OVERLAP, route=(first, apart, *BASE.route))


def test_a_condition_that_changes_nothing_is_redundant():
    never = NeverRule("N1", SAY, when(sensitivity="confidential restricted"), ("eu", "premium"))
    step = StepRule(
        "E1", SAY, when(sensitivity="public internal", stakes="high"), (Trigger.ASKED,), ("eu", "premium")
    )
    found = remarks(RemarkKind.REDUNDANT_CONDITION, never=(never,), escalate=(step,))
    assert [(remark.subject, remark.other) for remark in found] == [("E1", "sensitivity")]
    # The condition keeps this out, and without it nothing would be different here.
    assert (found[0].example["sensitivity"], found[0].example["stakes"]) == ("confidential", "high")
    every = NeverRule("N1", SAY, when(stakes="normal high", difficulty="hard"), ("eu",))
    (kept_out_nothing,) = remarks(RemarkKind.REDUNDANT_CONDITION, never=(every,))
    assert (kept_out_nothing.other, kept_out_nothing.example["difficulty"]) == ("stakes", "hard")


def test_a_fact_that_changes_nothing_is_unused():
    never = NeverRule("N1", SAY, when(sensitivity="restricted", approval="none"), ("eu", "premium"))
    route = RouteRule("R1", SAY, ALWAYS, ("device", "eu"))
    assert subjects(RemarkKind.UNUSED_FACT, route=(route,), never=(never,)) == ["personal", "difficulty", "stakes"]
    slow = SlowRule("L1", SAY, when(stakes="high"), {})
    spend = SpendRule("S1", SAY, when(difficulty_was="hard"), {})
    assert subjects(RemarkKind.UNUSED_FACT, route=(route,), never=(never,), slow=(slow,), spend=(spend,)) == [
        "personal"
    ]


def test_a_lane_no_list_leads_to_is_unreached():
    assert subjects(RemarkKind.UNREACHED_LANE) == ["private", "eu", "premium"]
    not_closed = remarks(RemarkKind.UNREACHED_LANE)[2].example
    assert not_closed["ceiling"] == "premium"
    closed = remarks(RemarkKind.UNREACHED_LANE, never=(NeverRule("N1", SAY, ALWAYS, ("premium",)),))
    assert closed[2].example == {name: spec.values[0] for name, spec in FACTS.items()}


def test_the_shipped_policies_have_nothing_superfluous_but_one_said_twice():
    assert remarks_on(whole(shipped("nordics"))) == ()
    assert remarks_on(whole(shipped("three-lanes"))) == ()
    (remark,) = remarks_on(whole(shipped("two-lanes")))
    assert (remark.kind, remark.subject, remark.other) == (RemarkKind.REDUNDANT_CONDITION, "E1", "sensitivity")


@BOUNDED
@given(policies())
def test_every_remark_shows_a_combination_that_bears_it_out(policy):
    all_of = whole(policy)
    for remark in remarks_on(all_of):
        assert set(remark.example) == set(FACTS)
        before = decide(policy, remark.example)
        if remark.kind is RemarkKind.UNREACHED_LANE:
            assert remark.subject not in before.allowed
        if remark.kind is RemarkKind.UNUSED_FACT:
            for value in FACTS[remark.subject].values:
                after = decide(policy, {**remark.example, remark.subject: value})
                assert (after.allowed, after.first, after.next) == (before.allowed, before.first, before.next)
                looks = {(r.before, r.people) for r in policy.review if r.id in before.review}
                assert looks == {(r.before, r.people) for r in policy.review if r.id in after.review}
        if remark.kind is RemarkKind.REDUNDANT_CONDITION:
            table, place, rule = next(each for each in rules_of(policy) if each[2].id == remark.subject)
            after = decide(with_rule(policy, table, place, without_condition(rule, remark.other)), remark.example)
            assert (after.allowed, after.first, after.facts) == (before.allowed, before.first, before.facts)


@BOUNDED
@given(policies())
def test_rules_called_dead_or_shadowed_can_be_left_out(policy):
    all_of = whole(policy)
    idle = {r.subject for r in remarks_on(all_of) if r.kind in {RemarkKind.DEAD, RemarkKind.SHADOWED}}
    for table, place, rule in rules_of(policy):
        if rule.id in idle:
            assert whole(with_rule(policy, table, place, None)).effect == all_of.effect


def test_rules_and_conditions_are_taken_away_one_at_a_time():
    policy = shipped("nordics")
    assert [rule.id for rule in with_rule(policy, "never", 1, None).never] == ["N1", "N3", "N4"]
    assert set(without_condition(policy.never[2], "approval").when.allowed) == {"sensitivity"}


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("kind", list(RemarkKind))
def test_every_remark_has_words(kind, language):
    sentence = remark_sentence(Remark(kind, "R1", "R2", 3, {"stakes": "high"}), language)
    assert "R1" in sentence
    assert "{" not in sentence
    assert remark_sentence(Remark(kind, "R1"), language)
