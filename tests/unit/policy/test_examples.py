"""The examples a policy carries are run."""

from dataclasses import replace

import pytest

from fakes.random_policies import NAMES, shipped
from homeport.domain.policy import Example, Trigger
from homeport.policy.decide import decide
from homeport.policy.examples import Difference, check_examples, expectations, outcome_of


@pytest.mark.parametrize("name", NAMES)
def test_every_example_of_a_shipped_policy_passes(name):
    results = check_examples(shipped(name))
    assert len(results) >= 4
    assert all(result.passed for result in results)


@pytest.mark.parametrize(
    ("expect", "difference"),
    [
        ({"first": "premium"}, Difference("first", "premium", "device")),
        ({"rule": "R9"}, Difference("rule", "R9", "R1")),
        ({"reaches": []}, Difference("reaches", "[]", "[device]")),
        ({"review": ["H2"]}, Difference("review", "[H2]", "[H1, H2]")),
        ({"waits": True}, Difference("waits", "true", "false")),
        ({"next": {"error": []}}, Difference("next.error", "[]", "[device]")),
        ({"blocked": {"premium": ["ceiling"]}}, Difference("blocked.premium", "[ceiling]", "[N1]")),
        ({"blocked": {"device": ["N1"]}}, Difference("blocked.device", "[N1]", "[]")),
        ({"nonsense": ""}, None),
    ],
)
def test_each_expectation_is_compared(expect, difference):
    policy = shipped("two-lanes")
    example = replace(policy.examples[0], expect=expect)
    (result,) = check_examples(replace(policy, examples=(example,)))
    assert result.differences == (() if difference is None else (difference,))


def test_only_next_lanes_have_an_order():
    policy = shipped("nordics")
    example = policy.examples[1]
    turned = {"review": ["H3", "H1", "H2"], "reaches": ["premium", "eu", "private", "device"]}
    (same,) = check_examples(replace(policy, examples=(replace(example, expect=turned),)))
    assert same.passed
    other = {"next": {"hard": ["premium", "eu", "private"]}}
    (result,) = check_examples(replace(policy, examples=(replace(example, expect=other),)))
    assert not result.passed


def test_an_example_that_cannot_be_decided_fails():
    policy = shipped("two-lanes")
    (result,) = check_examples(replace(policy, examples=(Example({"": "Half of it."}, {}, {"first": "device"}),)))
    assert [difference.key for difference in result.differences] == ["given.task"]


def test_an_outcome_has_every_key_an_example_may_expect():
    policy = shipped("two-lanes")
    outcome = outcome_of(policy, decide(policy, policy.examples[0].given))
    assert {f"next.{trigger}" for trigger in Trigger} < set(outcome)
    assert {"blocked.device", "blocked.premium", "first", "rule", "reaches", "review", "waits"} < set(outcome)


def test_every_expectation_stands_beside_what_came_out():
    policy = shipped("nordics")
    for example in policy.examples:
        both = expectations(policy, example)
        assert {each.key.partition(".")[0] for each in both} == set(example.expect)
    wrong = replace(policy.examples[0], expect={"waits": True, "rule": "R1"})
    assert [(each.key, each.expected, each.got) for each in expectations(policy, wrong)] == [
        ("waits", "true", "false"),
        ("rule", "R1", "R1"),
    ]
