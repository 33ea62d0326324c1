"""What would have to change; every change that is shown does what it says."""

import time

from hypothesis import given
from hypothesis import strategies as st

from fakes.random_policies import BOUNDED, FACTS, LANES, combination, policies, shipped
from homeport.policy.counterfactual import SHOWN, counterfactual_sentences, what_would_open
from homeport.policy.decide import decide
from homeport.policy.prove import whole

NDA = {
    "sensitivity": "confidential", "personal": "none", "task": "contract", "difficulty": "hard", "stakes": "high",
    "latency": "interactive", "ceiling": "free", "redaction": "none", "approval": "none",
}  # fmt: skip


@BOUNDED
@given(policies(), combination(FACTS), st.sampled_from(list(LANES)))
def test_every_change_shown_opens_the_lane_and_no_part_of_it_does(policy, values, lane):
    found = what_would_open(whole(policy), values, lane)
    assert found.reached == (lane in decide(policy, values).allowed)
    for changes in (*found.you_can, *found.otherwise):
        assert lane in decide(policy, {**values, **changes}).allowed
        assert all(values[name] != value for name, value in changes.items())
        for name in changes:
            smaller = {other: value for other, value in changes.items() if other != name}
            assert lane not in decide(policy, {**values, **smaller}).allowed
    assert all(FACTS[name].can_change for changes in found.you_can for name in changes)
    assert all(not all(FACTS[name].can_change for name in changes) for changes in found.otherwise)
    assert len(found.you_can) <= SHOWN
    sizes = [len(changes) for changes in found.otherwise]
    assert sizes == sorted(sizes)


@BOUNDED
@given(policies(), combination(FACTS), st.sampled_from(list(LANES)))
def test_when_nothing_is_shown_nothing_helps(policy, values, lane):
    found = what_would_open(whole(policy), values, lane)
    if not found.reached and not found.you_can:
        for ceiling in FACTS["ceiling"].values:
            for approval in FACTS["approval"].values:
                assert lane not in decide(policy, {**values, "ceiling": ceiling, "approval": approval}).allowed
    if not (found.reached or found.you_can or found.otherwise):
        assert not any(
            lane in decide(policy, {**values, "sensitivity": name}).allowed for name in FACTS["sensitivity"].values
        )


def test_a_confidential_contract_needs_ceiling_redaction_and_approval():
    found = what_would_open(whole(shipped("nordics")), NDA, "premium")
    assert found.you_can == ({"ceiling": "premium", "redaction": "verified", "approval": "granted"},)
    assert {"sensitivity": "public", "ceiling": "premium"} in found.otherwise
    (advice,) = counterfactual_sentences(found)
    assert advice == (
        "premium could be reached with cost ceiling = premium and redaction = checked by a person and approval by "
        "a second person = granted."
    )
    assert not any("public" in sentence for sentence in counterfactual_sentences(found, "sv"))
    assert len(counterfactual_sentences(found, "sv", with_otherwise=True)) == 1 + len(found.otherwise)


def test_the_least_change_is_chosen():
    assert what_would_open(whole(shipped("nordics")), NDA, "eu").you_can[0] == {
        "ceiling": "small",
        "redaction": "verified",
    }


def test_restricted_material_is_opened_by_nothing_a_person_can_set():
    found = what_would_open(whole(shipped("nordics")), {**NDA, "sensitivity": "restricted"}, "premium")
    assert found.you_can == ()
    assert counterfactual_sentences(found) == ["Nothing you can set here opens premium for this task."]


def test_a_lane_that_is_open_needs_no_change():
    found = what_would_open(whole(shipped("nordics")), NDA, "device")
    assert found.reached
    assert counterfactual_sentences(found) == ["device can be reached as it is."]


def test_the_answer_comes_in_under_fifty_milliseconds():
    all_of = whole(shipped("nordics"))
    spent = []
    for index in range(0, 6912, 50):
        values = all_of.space.values_at(index)
        start = time.thread_time()
        what_would_open(all_of, values, "premium")
        spent.append(time.thread_time() - start)
    assert sorted(spent)[int(len(spent) * 0.99)] < 0.05
