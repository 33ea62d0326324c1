"""Random run-time conditions over every combination of a shipped policy; the benchmark tries a million."""

from dataclasses import replace

import pytest

from fakes.fuzzed_runs import FuzzedRuns
from fakes.random_policies import NAMES, shipped

pytestmark = pytest.mark.unmeasured


@pytest.mark.parametrize("name", NAMES)
def test_restricted_work_is_never_sent_under_any_run_time_conditions(name):
    sends = FuzzedRuns(shipped(name)).run(10_000, seed=1)
    assert sends.restricted == 0
    assert sends.managed > 100  # other work is, so the runs do go out


def test_a_policy_without_its_never_rules_is_caught():
    policy = shipped("three-lanes")
    assert FuzzedRuns(replace(policy, never=())).run(2_000, seed=1).restricted > 10
