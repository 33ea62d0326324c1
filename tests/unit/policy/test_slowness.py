"""Slow is counted from the end of reading, leads to an offer or to nothing, and stops no run."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.random_policies import BOUNDED, shipped
from homeport.domain.decision import Decision
from homeport.domain.policy import Policy, Trigger
from homeport.policy.decide import decide, narrow, next_step
from homeport.policy.slowness import BACKGROUND_SECONDS, Pace, Waited, better_in_background, pace

TWO, FOUR = shipped("two-lanes"), shipped("nordics")
PUBLIC = {**TWO.examples[1].given}  # interactive: 20 seconds, and public work may be offered elsewhere
HERE = ("device",)


def decided(policy: Policy = TWO, **changes: str) -> Decision:
    decision = decide(policy, {**PUBLIC, **changes})
    assert isinstance(decision, Decision)
    return decision


@pytest.mark.parametrize(
    ("waited", "expected"),
    [
        (Waited(19.0, 0.0, words=False), Pace.IN_TIME),
        (Waited(20.0, 0.0, words=False), Pace.IN_TIME),
        (Waited(20.1, 0.0, words=False), Pace.SLOW),
        (Waited(919.0, 900.0, words=False), Pace.IN_TIME),  # a long prompt is read first
        (Waited(921.0, 900.0, words=False), Pace.SLOW),
        (Waited(10_000.0, 0.0, words=True), Pace.IN_TIME),  # it writes: whatever it takes
        (Waited(10_000.0, None, words=False), Pace.IN_TIME),  # nobody knows when the reading ends
    ],
)
def test_the_first_word_is_waited_for_from_the_end_of_reading(waited, expected):
    assert pace(TWO, decided(), waited, HERE) is expected


def test_with_no_other_lane_only_the_time_left_is_shown():
    late = Waited(100.0, 0.0, words=False)
    assert pace(TWO, decided(sensitivity="internal"), late, HERE) is Pace.TIME_LEFT
    assert pace(TWO, decided(ceiling="free"), late, HERE) is Pace.TIME_LEFT
    assert pace(TWO, narrow(decided(), {"premium": "no key"}), late, HERE) is Pace.TIME_LEFT
    assert pace(TWO, decided(), late, (*HERE, "premium")) is Pace.TIME_LEFT


def test_work_in_the_background_may_take_longer_and_a_policy_without_limit_knows_no_slow():
    late = Waited(100.0, 0.0, words=False)
    assert pace(TWO, decided(latency="background"), late, HERE) is Pace.IN_TIME
    assert pace(replace(TWO, slow=()), decided(), late, HERE) is Pace.IN_TIME


@BOUNDED
@given(
    st.sampled_from(["public", "internal", "confidential", "restricted"]),
    st.builds(Waited, st.floats(0, 1e5), st.none() | st.floats(0, 1e5), st.booleans()),
)
def test_slow_leads_only_where_the_fallback_rules_do(sensitivity, waited):
    values = {**FOUR.examples[2].given, "sensitivity": sensitivity}
    decision = decide(FOUR, values)
    assert isinstance(decision, Decision)
    found = pace(FOUR, decision, waited, HERE)
    assert (found is Pace.SLOW) <= (next_step(decision, Trigger.SLOW, HERE) is not None)
    assert (found is not Pace.IN_TIME) <= (not waited.words)


def test_over_a_minute_is_offered_as_background_before_it_starts():
    assert not better_in_background(None)
    assert not better_in_background(BACKGROUND_SECONDS)
    assert better_in_background(BACKGROUND_SECONDS + 0.1)
