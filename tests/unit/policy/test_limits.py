"""Numbers a policy sets."""

from dataclasses import replace

from fakes.random_policies import SAY, shipped
from homeport.domain.policy import Condition, SlowRule, SpendRule
from homeport.policy.decide import decide
from homeport.policy.limits import first_word_seconds, holds, request_euros, week_euros

NORDICS = shipped("nordics")
DECISION = decide(NORDICS, NORDICS.examples[0].given)  # internal as found, restricted by rule, background, premium


def test_the_numbers_of_the_chosen_latency_and_ceiling_hold():
    assert first_word_seconds(NORDICS, DECISION) == 300
    assert request_euros(NORDICS, DECISION) == 0.5
    assert week_euros(NORDICS, DECISION) == 20


def test_of_several_rules_the_strictest_that_holds_counts():
    never = Condition({"sensitivity": frozenset({"public"})})
    policy = replace(
        NORDICS,
        slow=(
            *NORDICS.slow,
            SlowRule("L2", SAY, Condition(), {"background": 60}),
            SlowRule("L3", SAY, never, {"background": 1}),
        ),
        spend=(
            *NORDICS.spend,
            SpendRule("S2", SAY, Condition(), {"premium": 0.1}, 5),
            SpendRule("S3", SAY, never, {"premium": 0.0}, 0.0),
            SpendRule("S4", SAY, Condition(), {"free": 0.0}),
        ),
    )
    assert first_word_seconds(policy, DECISION) == 60
    assert request_euros(policy, DECISION) == 0.1
    assert week_euros(policy, DECISION) == 5


def test_without_a_rule_there_is_no_limit():
    policy = replace(NORDICS, slow=(), spend=())
    assert first_word_seconds(policy, DECISION) is None
    assert request_euros(policy, DECISION) is None
    assert week_euros(policy, DECISION) is None
    assert request_euros(NORDICS, replace(DECISION, facts={})) is None


def test_conditions_read_the_facts_after_classification_or_as_found():
    assert holds(Condition({"sensitivity": frozenset({"restricted"})}), DECISION)
    assert holds(Condition({"sensitivity_was": frozenset({"internal"})}), DECISION)
    assert not holds(Condition({"sensitivity": frozenset({"internal"})}), DECISION)
