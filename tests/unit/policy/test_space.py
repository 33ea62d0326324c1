"""Sets of combinations as integers."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from fakes.random_policies import BOUNDED, FACTS, LANES, NAMES, combination, policies, shipped
from homeport.domain.policy import FactSpec
from homeport.policy.evaluate import evaluate
from homeport.policy.space import count_combinations, full_space, lowest, members, space_of


def rows_of(facts: dict[str, FactSpec]) -> list[dict[str, str]]:
    return [dict(zip(facts, row, strict=True)) for row in product(*(spec.values for spec in facts.values()))]


def test_the_full_space_is_every_combination_once_in_odometer_order():
    for facts in (FACTS, *(shipped(name).facts for name in NAMES)):
        rows = rows_of(dict(facts))
        full = full_space(facts)
        assert full.having == space_of(facts, rows).having
        assert full.everything == space_of(facts, rows).everything
        assert count_combinations(facts) == len(rows)


def test_a_bit_reads_back_as_its_combination():
    space, rows = full_space(FACTS), rows_of(FACTS)
    for index in (0, 1, 17, len(rows) - 1):
        assert space.values_at(index) == rows[index]


@BOUNDED
@given(st.sets(st.integers(0, 300)))
def test_members_are_the_bits(indexes):
    held = sum(1 << index for index in indexes)
    assert list(members(held)) == sorted(indexes)
    if indexes:
        assert lowest(held) == min(indexes)


@BOUNDED
@given(policies(), st.lists(combination(FACTS), min_size=1, max_size=4))
def test_one_space_of_many_combinations_says_what_many_of_one_say(policy, rows):
    together = evaluate(policy, space_of(FACTS, rows))
    for index, row in enumerate(rows):
        alone = evaluate(policy, space_of(FACTS, [row]))
        for lane in LANES:
            assert together.blocked[lane] >> index & 1 == alone.blocked[lane]
        for kind in ("classes", "classified", "route", "review"):
            wide, narrow = getattr(together, kind), getattr(alone, kind)
            assert {name: held >> index & 1 for name, held in wide.items()} == narrow
