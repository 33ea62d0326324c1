"""An approval opens no managed lane to restricted text, and no other lane than its own."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.task_bench import policy
from homeport.domain.facts import Fact, Facts, FactSource
from homeport.domain.policy import Policy
from homeport.policy.decide import FactError, decide
from homeport.services.route import Route

NORDICS = policy("nordics")
VALUES = {name: spec.values for name, spec in NORDICS.facts.items()}


def facts(values: dict[str, str]) -> Facts:
    return Facts(tuple(Fact(name, value, FactSource.TYPED, "") for name, value in values.items()))


@st.composite
def some_facts(draw: st.DrawFn) -> dict[str, str]:
    values = {name: draw(st.sampled_from(known)) for name, known in VALUES.items()}
    return {**values, "approval": "none", "declassified": "none"}


def managed(rules: Policy) -> set[str]:
    return {lane.id for lane in rules.lanes.values() if lane.managed}


@settings(max_examples=400, deadline=None)
@given(some_facts())
def test_restricted_text_is_approvable_for_no_managed_lane(values: dict[str, str]) -> None:
    route = Route(NORDICS, {}, 4096)
    approvable = set(route.approvable(facts(values)))
    without, _ = route.decide(facts(values))
    assert approvable <= set(without.blocked)
    if without.facts["sensitivity"] == "restricted":
        assert not approvable & managed(NORDICS)
    for lane in approvable:
        given_for = route.approved(lane)
        approved, _ = route.decide(facts(values), given_for)
        assert set(without.blocked) - set(approved.blocked) == {lane}, "it opens its own lane and no other"
        assert approved.facts["sensitivity"] != "restricted" or lane not in managed(NORDICS)


@settings(max_examples=200, deadline=None)
@given(some_facts(), st.sampled_from(["device", "private", "eu", "premium"]))
def test_an_approval_of_restricted_text_that_came_about_somehow_still_opens_nothing_managed(
    values: dict[str, str], lane: str
) -> None:
    """The bytes of an approval may have held less; what the task holds now is decided anew."""
    values = {**values, "sensitivity": "restricted"}
    decided = decide(NORDICS, values, {lane: {"approval": "granted", "redaction": "verified"}})
    assert not isinstance(decided, FactError)
    reached = {*decided.route_lanes, *(at for lanes in decided.next.values() for at in lanes)}
    assert not reached & managed(NORDICS)


def test_a_policy_that_reads_no_approval_has_none_to_give() -> None:
    two = Route(policy("two-lanes"), {}, 4096)
    assert two.approved("premium") == {}
    values = {name: spec.values[-1] for name, spec in two.policy.facts.items()}
    assert two.approvable(facts(values)) == ()


def test_a_lane_without_an_endpoint_is_not_approvable() -> None:
    values = {"sensitivity": "internal", "personal": "none", "task": "general", "difficulty": "hard"}
    values |= {"stakes": "normal", "latency": "interactive", "ceiling": "premium", "redaction": "none"}
    known = facts({**values, "approval": "none"})
    assert Route(NORDICS, {}, 4096).approvable(known) == ("premium",)
    assert Route(NORDICS, {"premium": "not set up"}, 4096).approvable(known) == ()
    assert Route(NORDICS, {}, 4096).approvable(facts({**values, "ceiling": "cheapest"})) == ()
