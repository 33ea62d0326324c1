"""A user's file on top of the organisation's only narrows it, and every promise still holds."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fakes.random_policies import BOUNDED, FACTS, POLICIES, SAY, combination, policies, shipped
from homeport.domain.decision import Decision
from homeport.domain.policy import Condition, NeverRule, Policy, RouteRule, Trigger
from homeport.policy.decide import decide
from homeport.policy.layers import load_layer
from homeport.policy.problem_sentences import problem_sentence
from homeport.policy.problems import PolicyErrors, Problem
from homeport.policy.problems import ProblemKind as K
from homeport.policy.prove import prove

HEAD = 'schema = 1\nname = "Mine"\nversion = "2"\nowner = "Me"\n'
NO_CONTRACTS_OUT = """
[[never]]
id = "U1"
say = "My contracts never go to anybody else."
when = { task = ["contract"] }
lanes = { managed = true }
"""
LOOK_AT_CODE = """
[[review]]
id = "U2"
say = "I look at all code before it is used."
when = { task = ["dev"] }
before = "use"
"""
START_HERE = """
[[route]]
id = "U3"
say = "Batch work starts on this computer and nowhere else."
when = { latency = ["batch"] }
lanes = ["device"]
"""


def layered(text: str, name: str = "nordics") -> Policy:
    policy = load_layer(shipped(name), (HEAD + text).encode())
    assert isinstance(policy, Policy), [problem_sentence(problem) for problem in policy.problems]
    return policy


def refused(text: str, name: str = "nordics") -> tuple[Problem, ...]:
    errors = load_layer(shipped(name), text.encode())
    assert isinstance(errors, PolicyErrors)
    for problem in errors.problems:
        for language in ("en", "sv"):
            assert not set(problem_sentence(problem, language)) & set("{}")
    return errors.problems


def decided(policy: Policy, **values: str) -> Decision:
    given_values = {**shipped("nordics").examples[2].given, **values}
    decision = decide(policy, given_values)
    assert isinstance(decision, Decision)
    return decision


def test_a_users_rules_close_lanes_ask_for_review_and_shorten_routes():
    policy = layered(NO_CONTRACTS_OUT + LOOK_AT_CODE + START_HERE)
    contract = decided(policy, task="contract")
    assert contract.blocked == {"eu": ("U1",), "premium": ("U1",)}
    assert decided(policy, task="dev").review == ("U2",)
    batch = decided(policy, latency="batch")
    assert (batch.route_rule, batch.route_lanes) == ("U3", ("device",))
    assert decided(policy).route_rule == "R5"


def test_the_decision_names_both_files():
    organisation, data = shipped("nordics"), (HEAD + NO_CONTRACTS_OUT).encode()
    policy = load_layer(organisation, data)
    assert isinstance(policy, Policy)
    assert policy.name == "EU and Nordics, four lanes + Mine"
    assert policy.version == f"{organisation.version} + 2"
    both = f"{organisation.sha256} {hashlib.sha256(data).hexdigest()}"
    assert policy.sha256 == hashlib.sha256(both.encode()).hexdigest()
    assert decided(policy).policy_sha256 == policy.sha256


def test_an_empty_layer_changes_nothing():
    organisation = shipped("nordics")
    assert decided(layered("")).next == decided(organisation).next
    assert prove(layered("")).accepted


def test_the_two_promises_every_policy_makes_are_kept_too():
    assert {promise.id for promise in layered("").promises} >= {"P1", "P4"}
    (problem,) = refused(HEAD + NO_CONTRACTS_OUT.replace("{ managed = true }", '["device", "private"]'))
    assert (problem.kind, problem.value) == (K.LAYER_BREAKS_PROMISE, "P4")
    assert "task = contract" in problem.detail


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ('[[escalate]]\nid = "U1"\n', K.LAYER_TABLE, "escalate"),
        ('[[lower]]\nid = "U1"\n', K.LAYER_TABLE, "lower"),
        ('[[promise]]\nid = "U1"\n', K.LAYER_TABLE, "promise"),
        ('[facts.task]\nvalues = ["a", "b"]\n', K.LAYER_TABLE, "facts"),
        ('[lanes.mine]\nsay = "My own place"\n', K.LAYER_TABLE, "lanes"),
        ("[[routes]]\n", K.UNKNOWN_KEY, "routes"),
        (NO_CONTRACTS_OUT.replace("U1", "N1"), K.DUPLICATE_ID, "N1"),
        (NO_CONTRACTS_OUT.replace("U1", "P1"), K.DUPLICATE_ID, "P1"),
        (NO_CONTRACTS_OUT.replace('"contract"', '"cooking"'), K.UNKNOWN_VALUE, "cooking"),
        (NO_CONTRACTS_OUT.replace("{ managed = true }", '["mine"]'), K.UNKNOWN_LANE, "mine"),
        (START_HERE.replace('["device"]', '["device", "private"]'), K.LAYER_WIDENS, "device, private"),
        (START_HERE.replace('["device"]', '["device", "premium"]'), K.LAYER_WIDENS, "device, premium"),
    ],
)
def test_a_layer_that_is_more_than_a_narrowing_is_refused(text, kind, value):
    assert (kind, value) in [(problem.kind, problem.value) for problem in refused(HEAD + text)]


def test_a_route_that_would_widen_names_the_organisations_rule_and_a_combination():
    (problem,) = refused(HEAD + START_HERE.replace('["device"]', '["premium"]'), "two-lanes")
    assert (HEAD + START_HERE).split("\n")[problem.line - 1] == 'lanes = ["device"]'
    assert problem_sentence(problem).startswith(
        "Line 10. Rule U3: it lists premium, but there the organisation's rule lists R1: device (sensitivity = "
    )


def test_what_an_earlier_rule_of_the_user_decides_is_not_held_against_a_later_one():
    later = START_HERE.replace("U3", "U4").replace('["device"]', '["premium"]')
    assert layered(START_HERE + later).route[1].lanes == ("premium",)


def test_narrowing_that_breaks_a_promise_of_the_organisation_is_refused():
    public_stays = NO_CONTRACTS_OUT.replace('task = ["contract"]', 'sensitivity = ["public"]')
    (problem,) = refused(HEAD + public_stays, "two-lanes")
    assert (problem.kind, problem.value, problem.line) == (K.LAYER_BREAKS_PROMISE, "P3", 1)


@pytest.mark.parametrize("data", [b"[[[", b"\xff", b"schema = 2\n", b"schema = true\n"])
def test_rubbish_is_refused(data):
    assert isinstance(load_layer(shipped("two-lanes"), data), PolicyErrors)


LANE_LIST = ("private", "device", "eu", "premium")
RESTRICTED_STAYS = NeverRule("N9", SAY, Condition({"sensitivity": frozenset({"restricted"})}), ("eu", "premium"))


@st.composite
def organisations(draw: st.DrawFn) -> Policy:
    """A random policy that could have been accepted: it keeps the two promises every policy makes."""
    policy = draw(policies())
    never = [replace(rule, lanes=tuple(lane for lane in rule.lanes if lane != "device")) for rule in policy.never]
    return replace(
        policy,
        never=(*never, RESTRICTED_STAYS),
        route=(
            *(replace(rule, lanes=LANE_LIST) for rule in policy.route),
            RouteRule("R8", SAY, Condition(), LANE_LIST),
        ),
        lowers=(),
    )


@st.composite
def layers(draw: st.DrawFn) -> str:
    """Up to two `never`, `route` and `review` rules over the facts and lanes of the random policies."""

    def when() -> str:
        parts = []
        for name in draw(st.lists(st.sampled_from(list(FACTS)), max_size=2, unique=True)):
            values = draw(st.lists(st.sampled_from(FACTS[name].values), min_size=1, unique=True))
            parts.append(f"{name} = {values!r}")
        return "{ " + ", ".join(parts) + " }"

    def some(table: str, letter: str, key: str, lanes: st.SearchStrategy[list[str]]) -> list[str]:
        return [
            f'[[{table}]]\nid = "{letter}{number}"\nsay = "A rule of my own."\nwhen = {when()}\n'
            f"{key} = {draw(lanes)!r}\n"
            for number in range(draw(st.integers(0, 2)))
        ]

    closed = st.lists(st.sampled_from(["private", "eu", "premium"]), min_size=1, unique=True)
    shorter = closed.map(lambda chosen: [lane for lane in LANE_LIST if lane == "device" or lane in chosen])
    never = some("never", "U", "lanes", closed)
    route = some("route", "V", "lanes", shorter)
    return HEAD + "".join((*never, *route, *some("review", "W", "before", st.just("use"))))


@BOUNDED
@given(organisations(), layers(), st.lists(combination(FACTS), min_size=1, max_size=8))
def test_whatever_layer_is_accepted_opens_nothing_and_takes_no_review_away(organisation, text, rows):
    assume(prove(organisation).accepted)
    policy = load_layer(organisation, text.encode())
    assert isinstance(policy, Policy), policy
    for values in rows:
        before, after = decide(organisation, values), decide(policy, values)
        assert isinstance(before, Decision)
        assert isinstance(after, Decision)
        assert after.facts == before.facts
        assert after.blocked.keys() >= before.blocked.keys()
        assert set(after.review) >= set(before.review)
        assert set(after.route_lanes) <= set(before.route_lanes)
        for trigger in Trigger:
            if trigger is not Trigger.DECLINED:
                assert set(after.next[trigger]) <= set(before.next[trigger])
        assert after.allowed <= before.allowed
    assert not [result for result in prove(policy).promises if not result.holds]


def test_shipped_policies_take_a_layer():
    for path in POLICIES.glob("*.toml"):
        if not path.name.endswith(".cases.toml"):
            assert prove(layered(NO_CONTRACTS_OUT, path.stem)).accepted
