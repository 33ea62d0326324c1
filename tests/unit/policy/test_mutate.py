"""Promises and examples notice when something is taken away from a policy."""

from dataclasses import replace

import pytest

from fakes.random_policies import NAMES, shipped
from homeport.policy.mutate import mutation_score


@pytest.mark.parametrize("name", NAMES)
def test_every_effective_mutant_of_a_shipped_policy_is_noticed(name):
    score = mutation_score(shipped(name))
    assert score.survivors == ()
    assert score.share == 1.0
    assert len(score.effective) >= 11


def test_without_promises_and_examples_mutants_survive():
    policy = replace(shipped("two-lanes"), promises=(), examples=())
    score = mutation_score(policy)
    assert 0 < score.share < 1
    assert {mutant.rule for mutant in score.survivors} >= {"E1", "H1", "H2"}
    assert [(m.rule, m.condition) for m in score.mutants if not m.effective] == [("E1", "sensitivity")]


def test_a_policy_without_rules_to_take_away_has_a_full_score():
    bare = replace(shipped("two-lanes"), route=(), never=(), escalate=(), fallback=(), review=())
    assert mutation_score(bare).share == 1.0
