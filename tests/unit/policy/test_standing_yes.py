"""A standing yes is for one own server, one workspace and one day, and spares no more than the sheet."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.random_policies import BOUNDED, POLICIES, combination, shipped
from homeport.domain.decision import Decision
from homeport.domain.lane import DEVICE, Endpoint, Lane, Region
from homeport.domain.policy import Condition, Policy
from homeport.policy.decide import decide
from homeport.policy.layers import load_layer
from homeport.policy.load import load_policy
from homeport.policy.problems import PolicyErrors, ProblemKind
from homeport.policy.standing_yes import NotStanding, StandingYes, may_stand, why_not_standing

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SERVER = Endpoint(
    "ours/m", "private", "Our company", "chat", "https://ai.ours.example/v1", "m", False, Region.EU, "Sweden",
    "nothing is kept", 8000, 1000,
)  # fmt: skip


def policy_with_yes() -> Policy:
    text = (POLICIES / "nordics.toml").read_text("utf-8")
    own = 'sv = "Vår egen server" }\n'
    assert own in text
    policy = load_policy(text.replace(own, own + "standing_yes = true\n").encode())
    assert isinstance(policy, Policy), policy
    return policy


POLICY = policy_with_yes()
YES = StandingYes("private", "matter-7", SERVER, POLICY.sha256, NOON, NOON + timedelta(hours=12))


def decided(**changes: str) -> Decision:
    decision = decide(POLICY, {**POLICY.examples[2].given, **changes})
    assert isinstance(decision, Decision)
    return decision


def asked(
    yes: StandingYes = YES,
    policy: Policy = POLICY,
    decision: Decision | None = None,
    endpoint: Endpoint = SERVER,
    workspace: str = "matter-7",
    now: datetime = NOON + timedelta(hours=1),
) -> NotStanding | None:
    return why_not_standing(policy, decision or decided(), yes, endpoint, workspace, now)


def test_it_stands_for_the_day_the_workspace_and_the_server_it_was_given_for():
    assert asked() is None
    assert asked(now=NOON) is None
    assert asked(decision=decided(sensitivity="restricted")) is None  # the policy lets it go there
    assert YES.recipient == "Our company"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"now": NOON + timedelta(hours=12)}, NotStanding.OVER),
        ({"now": NOON - timedelta(seconds=1)}, NotStanding.OVER),
        ({"workspace": "matter-8"}, NotStanding.OTHER_WORKSPACE),
        ({"endpoint": replace(SERVER, model="n")}, NotStanding.OTHER_ENDPOINT),
        ({"endpoint": replace(SERVER, region=Region.GLOBAL)}, NotStanding.OTHER_ENDPOINT),
        ({"endpoint": replace(SERVER, provider="Others")}, NotStanding.OTHER_ENDPOINT),
        ({"endpoint": replace(SERVER, lane="eu")}, NotStanding.OTHER_LANE),
        ({"endpoint": replace(SERVER, managed=True)}, NotStanding.NOT_ALLOWED),
        ({"yes": replace(YES, lane="premium")}, NotStanding.NOT_ALLOWED),
        ({"yes": replace(YES, lane="nowhere")}, NotStanding.NOT_ALLOWED),
        ({"yes": replace(YES, policy_sha256="0" * 64)}, NotStanding.OTHER_POLICY),
        ({"policy": shipped("nordics")}, NotStanding.NOT_ALLOWED),
        ({"policy": replace(POLICY, sha256="0" * 64)}, NotStanding.OTHER_POLICY),
    ],
)
def test_anything_else_needs_a_sheet(changes, why):
    assert asked(**changes) is why


@pytest.mark.parametrize(
    "changes",
    [
        {"sensitivity": "confidential", "redaction": "verified"},  # replacements to tick, and a lowered class
        {"personal": "personal", "redaction": "verified"},  # only a lowered class
        {"approval": "granted"},
    ],
)
def test_what_a_sheet_has_to_show_is_shown_on_one(changes):
    assert asked(decision=decided(**changes)) is NotStanding.SHEET_NEEDED


def test_a_class_lowered_by_a_person_or_a_struck_finding_is_shown_on_a_sheet():
    decision = decided()
    for by in ("self", "second"):
        facts = {**decision.facts_found, "declassified": by}
        assert asked(decision=replace(decision, facts_found=facts)) is NotStanding.SHEET_NEEDED


@pytest.mark.parametrize("managed", [False, True])
@pytest.mark.parametrize("region", list(Region))
@pytest.mark.parametrize("name", [DEVICE, "private"])
@pytest.mark.parametrize("says", [False, True])
def test_only_an_own_server_whose_policy_says_so_may_have_one(managed, region, name, says):
    lane = Lane(name, "A lane", managed, region, "free", standing_yes=says)
    assert may_stand(lane) is (says and not managed and name != DEVICE)


def test_no_shipped_policy_allows_one():
    for name in ("two-lanes", "three-lanes", "nordics"):
        assert not any(map(may_stand, shipped(name).lanes.values()))


def test_a_users_own_file_cannot_allow_one():
    head = b'schema = 1\nname = "Mine"\nversion = "1"\nowner = "Me"\n[lanes.private]\nstanding_yes = true\n'
    refused = load_layer(shipped("nordics"), head)
    assert isinstance(refused, PolicyErrors)
    assert [problem.kind for problem in refused.problems] == [ProblemKind.LAYER_TABLE]


@BOUNDED
@given(combination(dict(POLICY.facts)), st.sampled_from(list(POLICY.lanes)))
def test_no_facts_make_it_stand_for_a_lane_of_others(values, lane):
    decision = decide(replace(POLICY, never=()), values)
    assert isinstance(decision, Decision)
    managed = POLICY.lanes[lane].managed
    endpoint = replace(SERVER, lane=lane, managed=managed)
    yes = replace(YES, lane=lane, endpoint=endpoint)
    if managed or lane == DEVICE:
        assert asked(yes=yes, decision=decision, endpoint=endpoint) is NotStanding.NOT_ALLOWED


def test_a_review_before_use_does_not_ask_for_a_sheet():
    decision = decided(stakes="high")
    assert decision.review == ("H1",)
    assert asked(decision=decision) is None
    only = replace(POLICY.review[0], before="send", when=Condition())
    assert asked(policy=replace(POLICY, review=(only,)), decision=decision) is NotStanding.SHEET_NEEDED
