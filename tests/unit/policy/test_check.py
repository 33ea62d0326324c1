"""Checking a file says everything about it, and never another verdict than loading it."""

import pytest

from fakes.broken_policies import BROKEN, EXAMPLE, SMALL
from fakes.random_policies import NAMES, POLICIES
from homeport.domain.policy import Policy
from homeport.policy.check import check_policy
from homeport.policy.load import load_policy
from homeport.policy.problems import PolicyErrors


@pytest.mark.parametrize("name", NAMES)
def test_an_accepted_file_comes_with_its_proof_examples_and_remarks(name):
    checked = check_policy((POLICIES / f"{name}.toml").read_bytes())
    assert checked.accepted
    assert checked.tried is not None
    assert checked.tried.proof.accepted
    assert all(result.passed for result in checked.tried.examples)
    assert len(checked.tried.examples) > 3
    assert checked.tried.disagreements == ()


@pytest.mark.parametrize("case", BROKEN)
def test_the_verdict_and_the_problems_are_those_of_loading(case):
    data = BROKEN[case][0].encode()
    checked, errors = check_policy(data), load_policy(data)
    assert isinstance(errors, PolicyErrors)
    assert checked.problems == errors.problems
    assert not checked.accepted


def test_a_policy_refused_by_its_examples_is_still_laid_out():
    wrong = EXAMPLE.replace('first = "device"', 'first = "eu"').encode()
    for data, cases in ((SMALL.encode() + wrong, b""), (SMALL.encode(), wrong)):
        checked = check_policy(data, cases)
        assert not checked.accepted
        assert checked.tried is not None
        assert isinstance(checked.tried.policy, Policy)
        assert [result.passed for result in checked.tried.examples] == [False]
        assert checked.tried.proof.accepted


def test_a_file_without_sense_cannot_be_tried():
    assert check_policy(b"[[[").tried is None
