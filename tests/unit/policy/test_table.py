"""A policy laid out as a table, a matrix and a difference."""

import json
from dataclasses import replace

import pytest

from fakes.random_policies import NAMES, shipped
from homeport.domain.policy import FactSpec
from homeport.policy.prove import whole
from homeport.policy.table import difference, matrix, row_of, table


@pytest.mark.parametrize("name", NAMES)
def test_the_matrix_counts_what_the_table_says(name):
    policy = shipped(name)
    decisions = list(table(policy))
    cells = {(cell.data_class, cell.lane): cell for cell in matrix(whole(policy))}
    assert len(cells) == 4 * len(policy.lanes)
    for (data_class, lane), cell in cells.items():
        of_class = [d for d in decisions if d.facts_found["sensitivity"] == data_class]
        assert cell.combinations == len(of_class)
        assert cell.first == sum(d.first == lane for d in of_class)
        assert cell.reached == sum(lane in d.allowed for d in of_class)
        assert cell.closed == sum(lane in d.blocked for d in of_class)


def test_a_row_is_json_with_lanes_by_exposure():
    policy = shipped("two-lanes")
    rows = [row_of(policy, decision) for decision in table(policy)]
    assert len(rows) == 576
    assert json.loads(json.dumps(rows[0])) == rows[0]
    assert list(rows[0]) == ["facts", "first", "rule", "blocked", "next", "reaches", "review"]
    assert all(row["reaches"] in (["device"], ["device", "premium"]) for row in rows)


def test_two_equal_versions_differ_nowhere():
    all_of = whole(shipped("two-lanes"))
    assert difference(all_of, all_of).changed == 0
    assert difference(all_of, all_of).examples == ()


def test_a_difference_names_the_combinations_whose_outcome_changes():
    policy = shipped("two-lanes")
    old, new = whole(policy), whole(replace(policy, never=()))
    found = difference(old, new, most=3)
    changed = [
        before.facts_found
        for before, after in zip(table(policy), table(new.policy), strict=True)
        if (before.first, before.next, before.blocked.keys(), before.review)
        != (after.first, after.next, after.blocked.keys(), after.review)
    ]
    assert (found.combinations, found.changed) == (576, len(changed))
    assert list(found.examples) == changed[:3]
    assert len(difference(old, new, most=10_000).examples) == len(changed)


def test_a_lane_or_a_review_more_is_a_difference():
    policy = shipped("two-lanes")
    old = whole(policy)
    assert difference(old, whole(replace(policy, review=policy.review[:1]))).changed == 144
    fewer = replace(
        policy, lanes={"device": policy.lanes["device"]}, never=(), escalate=(), fallback=policy.fallback[1:]
    )
    assert difference(old, whole(fewer)).changed > 0


def test_versions_with_other_facts_cannot_be_laid_side_by_side():
    policy = shipped("two-lanes")
    facts = {**policy.facts, "task": FactSpec("task", ("general", "dev"))}
    reviews = policy.review[:1]
    assert difference(whole(policy), whole(replace(policy, facts=facts, review=reviews))) is None
    turned = dict(reversed(policy.facts.items()))
    assert difference(whole(policy), whole(replace(policy, facts=turned))) is None
