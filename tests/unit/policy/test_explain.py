"""Every decision explains itself, in both languages, without a gap."""

import re
import time
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given

from fakes.random_policies import BOUNDED, FACTS, LANES, NAMES, SAY, combination, policies, shipped
from homeport.domain.decision import Decision
from homeport.domain.facts import Fact, Facts, FactSource
from homeport.domain.policy import Condition, Policy, ReviewRule, RouteRule, Trigger
from homeport.policy.decide import FactError, decide, narrow
from homeport.policy.device_only import DEVICE_ONLY
from homeport.policy.explain import Explanation, explain, explain_error
from homeport.policy.lane_state import LaneState
from homeport.policy.load import load_policy
from homeport.policy.own_sentences import own_sentence
from homeport.policy.sentences import (
    FACT_NAMES,
    SENTENCES,
    SOURCES,
    TRIGGERS,
    VALUES,
    in_language,
    pick,
    say,
    value_words,
)
from homeport.policy.vocabulary import KNOWN_VALUES

WHY = "Addendum.docx, page 3: a personal identity number."
# Words the program never says of itself (wording.md); what a policy's own sentences say is not ours.
NEVER_SAID = re.compile(
    r"\b(safe|secure|verified|compliant|anonymised|säker|säkert|anonymiserad)\b", re.IGNORECASE
)


def given_by_label(values: dict[str, str]) -> Facts:
    return Facts(tuple(Fact(name, value, FactSource.LABEL, WHY) for name, value in values.items()))


def explained(policy: Policy, values: dict[str, str], language: str = "en") -> Explanation:
    decision = decide(policy, values)
    assert isinstance(decision, Decision)
    return explain(policy, decision, given_by_label(values), language)


def gaps(sentence: str) -> list[str]:
    return re.findall(r"\{|\}|“\.?”|””|\(\)|: [.;)]|  |^ | $|\.\.|None|,\s*[.)]", sentence)


def combinations(policy: Policy, step: int) -> list[dict[str, str]]:
    rows = product(*(spec.values for spec in policy.facts.values()))
    return [dict(zip(policy.facts, row, strict=True)) for row in rows][::step]


@pytest.mark.parametrize(("name", "step"), [("two-lanes", 1), ("nordics", 7)])
@pytest.mark.parametrize("language", ["en", "sv"])
def test_no_sentence_of_any_combination_has_a_gap(name, step, language):
    policy = shipped(name)
    own = [in_language(rule.say, language).rstrip(".") for rule in (*policy.never, *policy.review, *policy.lowers)]
    for values in combinations(policy, step):
        explanation = explained(policy, values, language)
        for sentence in explanation.sentences:
            assert not gaps(sentence), sentence
            assert sentence.endswith((".", "”"))
            ours = sentence
            for quoted in own:
                ours = ours.replace(quoted, "")
            assert not NEVER_SAID.search(ours), sentence


@pytest.mark.parametrize("name", NAMES)
def test_every_decision_names_its_rule_and_speaks_of_every_lane(name):
    policy = shipped(name)
    for values in combinations(policy, 11):
        decision = decide(policy, values)
        explanation = explain(policy, decision, given_by_label(values))
        assert explanation.deciding is not None
        assert explanation.deciding.id == decision.route_rule
        assert [line.id for line in explanation.lanes] == list(policy.lanes)
        for line in explanation.lanes:
            assert (line.state is LaneState.BLOCKED) == (line.id in decision.blocked)
            assert [rule.id for rule in line.rules] == list(decision.blocked.get(line.id, ()))
            assert all(rule.sentence in line.sentence for rule in line.rules)
            assert line.asks == (line.id != "device")
        assert [line.id for line in explanation.review] == list(decision.review)
        spoken = {line.trigger for line in explanation.next}
        assert {trigger for trigger, lanes in decision.next.items() if lanes} <= spoken


@BOUNDED
@given(policies(), combination(FACTS))
def test_random_policies_are_explained_without_a_gap(policy, values):
    decision = narrow(decide(policy, values), {"eu": "", "private": "it does not answer"}, ["unread parts"])
    for language in ("en", "sv"):
        for sentence in explain(policy, decision, given_by_label(values), language).sentences:
            assert not gaps(sentence), sentence


def test_a_refused_lane_names_every_rule_what_it_read_and_the_finding():
    policy = shipped("two-lanes")
    values = {**policy.examples[0].given, "ceiling": "free"}
    (_, premium) = explained(policy, values).lanes
    assert premium.state is LaneState.BLOCKED
    assert premium.sentence == (
        "premium (A premium managed API): closed by rule N1 (“Confidential and restricted input never leaves this "
        "computer”) and the cost ceiling (it needs premium, the ceiling is nothing). Read: data class restricted "
        "(Addendum.docx, page 3: a personal identity number)."
    )
    (_, swedish) = explained(policy, values, "sv").lanes
    assert "dataklass strängt konfidentiell (Addendum.docx" in swedish.sentence


def test_under_each_sentence_of_a_rule_stands_what_it_does():
    policy = shipped("nordics")
    explanation = explained(policy, {**policy.examples[0].given, "ceiling": "free"})
    rules = {rule.id: rule for rule in (*policy.raises, *policy.never, *policy.route, *policy.review)}
    assert [line.id for line in explanation.rules] == ["C1", "R1", "N1", "H1", "H2"]  # the ceiling is no rule
    for language in ("en", "sv"):
        for line in explained(policy, dict(policy.examples[0].given), language).rules:
            assert line.does == own_sentence(policy, rules[line.id], language)


def test_a_lane_the_program_itself_closed_says_why():
    policy = shipped("two-lanes")
    values = dict(policy.examples[1].given)
    decision = replace(decide(policy, values), blocked={"premium": ("the facts could not be read",)})
    (_, premium) = explain(policy, decision, given_by_label(values)).lanes
    assert premium.sentence == "premium (A premium managed API): closed by the facts could not be read."


def test_a_class_set_by_a_rule_is_explained_by_that_rule():
    policy = shipped("nordics")
    explanation = explained(policy, dict(policy.examples[0].given))
    assert [line.id for line in explanation.classification] == ["C1"]
    assert explanation.class_that_counts == "The data class that counts is restricted; found was internal."
    assert "Read: data class restricted (by rule C1)." in explanation.lanes[2].sentence


def test_a_class_that_was_raised_and_lowered_again_is_said_to_be_as_found():
    policy = shipped("nordics")
    values = {
        **policy.examples[2].given,
        "sensitivity": "internal",
        "personal": "personal",
        "redaction": "verified",
    }
    explanation = explained(policy, values)
    assert [line.id for line in explanation.classification] == ["C2", "C3"]
    assert explanation.class_that_counts == "The data class that counts is internal, as found."


def test_a_lane_that_only_an_approval_opens_says_so():
    policy = shipped("nordics")
    values = {**policy.examples[2].given, "sensitivity": "internal"}
    lanes = {line.id: line for line in explained(policy, values).lanes}
    assert lanes["premium"].needs_approval
    assert lanes["premium"].sentence.endswith(" A second person's approval of the exact text opens it.")
    assert not any(line.needs_approval for line in lanes.values() if line.id != "premium")
    # More than an approval is missing, or there is nothing to approve.
    for changes in ({"ceiling": "small"}, {"sensitivity": "confidential"}, {"approval": "granted"}):
        line = explained(policy, {**values, **changes}).lanes[3]
        assert not line.needs_approval
        assert "approval of the exact text" not in line.sentence
    away = narrow(decide(policy, values), {"premium": "no key"})
    assert not explain(policy, away, given_by_label(values)).lanes[3].needs_approval
    other = shipped("two-lanes")
    assert not any(line.needs_approval for line in explained(other, dict(other.examples[0].given)).lanes)


@BOUNDED
@given(policies(), combination(FACTS))
def test_what_an_approval_is_said_to_open_it_opens(policy, values):
    decision = decide(policy, values)
    for lane in LANES:
        approved = decide(policy, values, {lane: {"approval": "granted"}})
        opens = lane != "device" and lane in decision.blocked and lane in approved.allowed
        line = next(line for line in explain(policy, decision, given_by_label(values)).lanes if line.id == lane)
        assert line.needs_approval == opens


def test_facts_judged_per_lane_are_not_given_as_the_reason_of_a_refusal():
    policy = shipped("nordics")
    values = {**policy.examples[-1].given, "approval": "none"}
    eu = explained(policy, values).lanes[2]
    assert [rule.id for rule in eu.rules] == ["N3"]
    assert "approval by" not in eu.sentence


def test_lane_states_tell_what_happens_by_itself_and_what_needs_a_yes():
    policy = shipped("nordics")
    values = dict(policy.examples[-4].given)  # hard and restricted: starts on the own server
    decision = decide(policy, values)
    lines = explain(policy, decision, given_by_label(values)).lanes
    assert [line.state for line in lines] == [
        LaneState.ALLOWED,
        LaneState.CHOSEN,
        LaneState.BLOCKED,
        LaneState.BLOCKED,
    ]
    assert "only after you have seen the exact bytes and said yes" in lines[1].sentence
    away = explain(policy, narrow(decision, {"private": "it does not answer"}), given_by_label(values)).lanes
    assert [line.state for line in away[:2]] == [LaneState.CHOSEN, LaneState.UNAVAILABLE]
    assert away[1].sentence == "private (Our own server): allowed, but not now: it does not answer."


def test_a_lane_no_rule_leads_to_is_called_unused():
    policy = Policy(1, "t", "1", "o", "", FACTS, LANES, route=(RouteRule("R1", SAY, Condition(), ("device",)),))
    values = {name: spec.values[-1] for name, spec in FACTS.items()}
    assert explained(policy, values).lanes[3].state is LaneState.UNUSED


def test_waiting_is_said_and_triggers_that_cannot_fire_are_not_spoken_of():
    values = {name: spec.values[0] for name, spec in FACTS.items()}
    explanation = explained(Policy(1, "t", "1", "o", "", FACTS, LANES), values)
    assert explanation.outcome == (
        "No rule says where work like this starts.",
        "No lane is left, so the task waits for you. Nothing was sent.",
    )
    assert [line.trigger for line in explanation.next] == [
        Trigger.ERROR,
        Trigger.SLOW,
        Trigger.OVER_CEILING,
        Trigger.LOW_QUALITY,
        Trigger.ASKED,
    ]
    assert explanation.sentences[-2:] == ("The policy asks for no review.", "Policy: t, version 1.")


@pytest.mark.parametrize(("before", "people"), [("use", 1), ("use", 2), ("send", 1), ("send", 2)])
def test_review_says_before_what_and_by_how_many(before, people):
    rule = ReviewRule("H1", SAY, Condition(), before, people)
    policy = Policy(1, "t", "1", "o", "", FACTS, LANES, review=(rule,))
    values = {name: spec.values[0] for name, spec in FACTS.items()}
    (line,) = explained(policy, values).review
    assert ("two people" in line.sentence) == (people == 2)
    assert ("used" in line.sentence) == (before == "use")


def test_an_unknown_class_is_said_to_be_unknown():
    policy = shipped("two-lanes")
    values = {**policy.examples[1].given, "sensitivity": "secret"}
    line = explained(policy, values).facts[0]
    assert (line.value, line.source) == ("restricted", FactSource.UNKNOWN)
    assert line.sentence == "Data class: restricted (not known, so the strictest counts)."
    decision = decide(policy, values)
    nowhere = explain(policy, decision, Facts(()))
    assert {fact.source for fact in nowhere.facts} == {FactSource.UNKNOWN}
    assert "Read: data class restricted (not known, so the strictest counts)" in nowhere.lanes[1].sentence


def test_a_policy_speaks_its_own_language_where_it_can():
    explanation = explain(
        DEVICE_ONLY,
        decide(DEVICE_ONLY, {name: values[0] for name, values in KNOWN_VALUES.items()}),
        given_by_label({name: values[0] for name, values in KNOWN_VALUES.items()}),
        "sv",
    )
    assert explanation.lanes[0].say == "En modell på den här datorn"
    assert "Ingen policy kunde läsas" in explanation.outcome[0]
    assert in_language({"sv": "Hej"}, "en") == "Hej"
    assert in_language({"": "Plain", "sv": "Hej"}, "en") == "Plain"


def test_a_decision_of_another_policy_is_not_explained():
    values = dict(shipped("two-lanes").examples[0].given)
    decision = decide(shipped("two-lanes"), values)
    with pytest.raises(ValueError, match="Two lanes"):
        explain(shipped("nordics"), decision, given_by_label(values))


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_request_that_waits_for_a_fact_says_which(language):
    for error in (FactError("task", None, ("general", "dev")), FactError("task", "cooking", ("general", "dev"))):
        sentence = explain_error(error, language)
        assert not gaps(sentence)
        assert pick(FACT_NAMES["task"], language) in sentence
        assert (error.value or "") in sentence


def test_the_tables_of_words_are_complete():
    assert set(FACT_NAMES) == set(KNOWN_VALUES)
    assert set(VALUES) == {(name, value) for name, values in KNOWN_VALUES.items() for value in values}
    assert set(SOURCES) == set(FactSource)
    assert set(TRIGGERS) == set(Trigger)
    for words in (*SENTENCES.values(), *VALUES.values()):
        assert len(words) == 2
        assert all(words)
        english, swedish = (set(re.findall(r"{(\w+)}", text)) for text in words)
        assert english == swedish


def test_a_slot_nobody_filled_says_so():
    assert say("unavailable", "sv", lane="eu", why=" ") == "eu: tillåten, men inte nu: ej angivet."
    assert value_words("task", "own_case-work", "en") == "own case work"
    assert say("starts", "fi", lane="device") == "It starts with device."


@pytest.mark.unmeasured
def test_deciding_with_an_explanation_takes_under_two_milliseconds():
    policy = shipped("nordics")
    facts = [given_by_label(values) for values in combinations(policy, 7)]
    spent = []
    for given_facts in facts:
        start = time.thread_time()
        explain(policy, decide(policy, given_facts.values()), given_facts).sentences  # noqa: B018
        spent.append(time.thread_time() - start)
    assert sorted(spent)[int(len(spent) * 0.99)] < 0.002


def test_lanes_in_two_languages_are_named_in_the_one_asked_for():
    data = (
        b'schema=1\nname="x"\nversion="1"\nowner="o"\n[facts.sensitivity]\nvalues=["internal","restricted"]\n'
        b'ordered=true\n[lanes.device]\nsay={en="This computer",sv="Den h\xc3\xa4r datorn"}\nmanaged=false\n'
        b'region="device"\nneeds_ceiling="free"\n[[route]]\nid="R1"\n'
        b'say="Everything starts here."\nlanes=["device"]\n'
    )
    policy = load_policy(data)
    assert isinstance(policy, Policy)
    assert explained(policy, {"sensitivity": "internal"}, "sv").lanes[0].say == "Den här datorn"
