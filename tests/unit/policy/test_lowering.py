"""A class is lowered only as the `declassify` rules say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.broken_policies import SMALL
from fakes.random_policies import BOUNDED, NAMES, shipped
from homeport.domain.data_class import DataClass
from homeport.domain.decision import Decision
from homeport.domain.policy import Policy
from homeport.policy.decide import decide
from homeport.policy.load import load_policy
from homeport.policy.lowering import Lowered, Refusal, Refused, Wish, lower, lowerings, refusal_sentence

RULES = """
[[declassify]]
id = "D1"
say = "The user may call confidential development work internal if it is published."
when = { task = ["dev"] }
from = "confidential"
to = "internal"
reasons = ["published"]
by = "self"
[[declassify]]
id = "D2"
say = "A second person may lower confidential to internal as a false alarm or when published."
from = "confidential"
to = "internal"
reasons = ["false alarm", "published"]
by = "second"
[[declassify]]
id = "D3"
say = "A second person may lower restricted to confidential as a false alarm."
from = "restricted"
to = "confidential"
reasons = ["false alarm"]
by = "second"
"""
CLASSES = [data_class.word for data_class in DataClass]


def policy(text: str = SMALL + RULES) -> Policy:
    loaded = load_policy(text.encode())
    assert isinstance(loaded, Policy), loaded
    return loaded


def decided(sensitivity: str, task: str = "general", **more: str) -> Decision:
    declared = '[facts.declassified]\nvalues = ["none", "self", "second"]\nordered = true\n[lanes.device]'
    values = {"sensitivity": sensitivity, "task": task, "ceiling": "small", "latency": "batch", **more}
    text = (SMALL + RULES).replace("[lanes.device]", declared) if more else SMALL + RULES
    decision = decide(policy(text), values)
    assert isinstance(decision, Decision)
    return decision


def asked(decision: Decision, to: str, reason: str, by: str, stands: bool = False) -> Lowered | Refused:
    return lower(policy(), decision, Wish(to, reason, by), top_finding_stands=stands)


def test_the_rule_that_allows_it_and_the_facts_to_decide_again_are_given():
    lowered = asked(decided("confidential", "dev"), "internal", "published", "self")
    assert isinstance(lowered, Lowered)
    assert lowered.rule == "D1"
    assert (lowered.facts["sensitivity"], lowered.facts["declassified"]) == ("internal", "self")
    again = decide(policy(), lowered.facts)
    assert isinstance(again, Decision)
    assert again.facts["sensitivity"] == "internal"


def test_a_second_person_may_do_what_the_user_alone_may():
    lowered = asked(decided("confidential", "dev"), "internal", "published", "second")
    assert isinstance(lowered, Lowered)
    assert (lowered.rule, lowered.facts["declassified"]) == ("D1", "second")


def test_what_the_user_alone_lowered_stays_known_as_that():
    lowered = asked(decided("confidential", "dev", declassified="self"), "internal", "published", "second")
    assert isinstance(lowered, Lowered)
    assert lowered.facts["declassified"] == "self"


@pytest.mark.parametrize(
    ("found", "task", "to", "reason", "by", "stands", "why"),
    [
        ("confidential", "general", "internal", "published", "self", False, Refusal.SECOND_PERSON),
        ("confidential", "dev", "internal", "false alarm", "self", False, Refusal.SECOND_PERSON),
        ("confidential", "dev", "internal", "in a hurry", "second", False, Refusal.REASON),
        ("confidential", "dev", "public", "published", "second", False, Refusal.NO_RULE),
        ("internal", "dev", "public", "published", "second", False, Refusal.NO_RULE),
        ("restricted", "dev", "confidential", "false alarm", "second", True, Refusal.FINDING_STANDS),
        ("restricted", "dev", "confidential", "false alarm", "self", False, Refusal.SECOND_PERSON),
    ],
)
def test_everything_else_is_refused_in_words(found, task, to, reason, by, stands, why):
    refused = asked(decided(found, task), to, reason, by, stands)
    assert isinstance(refused, Refused)
    assert (refused.why, refused.from_class, refused.to_class) == (why, found, to)
    for language in ("en", "sv"):
        sentence = refusal_sentence(refused, language)
        assert sentence.endswith(".")
        assert "{" not in sentence


def test_the_reasons_that_would_do_are_named():
    refused = asked(decided("confidential", "dev"), "internal", "because", "self")
    assert isinstance(refused, Refused)
    assert refusal_sentence(refused) == (
        "That is no reason the policy knows for lowering confidential to internal. Known: published, false alarm."
    )


def test_the_highest_class_is_not_lowered_while_a_finding_of_it_stands():
    decision = decided("restricted")
    assert lowerings(policy(), decision, top_finding_stands=True) == ()
    assert [rule.id for rule in lowerings(policy(), decision, top_finding_stands=False)] == ["D3"]
    assert isinstance(asked(decision, "confidential", "false alarm", "second"), Lowered)


@BOUNDED
@given(
    st.sampled_from(CLASSES),
    st.sampled_from(["general", "dev"]),
    st.builds(
        Wish,
        st.sampled_from(CLASSES),
        st.sampled_from(["published", "false alarm", ""]),
        st.sampled_from(["self", "second"]),
    ),
    st.booleans(),
)
def test_a_granted_wish_always_lowers_by_a_rule_and_is_always_a_fact(found, task, wish, stands):
    outcome = lower(policy(), decided(found, task), wish, top_finding_stands=stands)
    if isinstance(outcome, Lowered):
        rule = next(rule for rule in policy().declassify if rule.id == outcome.rule)
        assert (rule.from_class, rule.to_class) == (found, wish.to_class)
        assert CLASSES.index(wish.to_class) < CLASSES.index(found)
        assert wish.reason in rule.reasons
        assert outcome.facts["declassified"] in ("self", "second")
        assert not (found == "restricted" and stands)


@pytest.mark.parametrize("name", NAMES)
def test_no_shipped_policy_lets_anybody_lower_a_class(name):
    decision = decide(shipped(name), shipped(name).examples[0].given)
    assert isinstance(decision, Decision)
    assert lowerings(shipped(name), decision, top_finding_stands=False) == ()
