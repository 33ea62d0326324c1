"""Every cell of class by lane, against the decisions themselves."""

from pathlib import Path

import pytest

from homeport.domain.decision import Decision
from homeport.domain.lane import DEVICE
from homeport.domain.policy import Policy
from homeport.policy.class_lanes import Access, class_lanes, tasks_that_differ
from homeport.policy.load import load_policy
from homeport.policy.prove import whole
from homeport.policy.table import table

POLICIES = Path(__file__).parents[3] / "resources" / "policies"
SHIPPED = ["two-lanes", "three-lanes", "nordics"]

BY_TASK = """
[[never]]
id = "N9"
say = "Medical work stays on this computer, whatever its class."
when = { task = ["medical"] }
lanes = { managed = true }

[[route]]
id = "R1"
"""

TWO_LOOK = """
[[review]]
id = "H9"
say = "Two people look at everything internal before it is sent."
when = { sensitivity = ["internal"] }
before = "send"
people = 2

[[review]]
id = "H1"
"""


def policy_of(text: str) -> Policy:
    policy = load_policy(text.encode(), b"")
    assert isinstance(policy, Policy), policy
    return policy


def shipped(name: str) -> str:
    return (POLICIES / f"{name}.toml").read_text("utf-8")


def without_examples(text: str) -> str:
    return text.partition("[[example]]")[0]


def by_decisions(
    policy: Policy, decisions: list[Decision], data_class: str, lane: str, task: str | None
) -> Access:
    """What the decisions of all combinations say of one cell."""
    looked_at_by_two = {rule.id for rule in policy.review if rule.before == "send" and rule.people > 1}
    alone = anyhow = False
    for decision in decisions:
        if decision.facts["sensitivity"] != data_class or task not in {None, decision.facts["task"]}:
            continue
        if lane in decision.allowed:
            anyhow = True
            if decision.facts.get("approval") != "granted" and not looked_at_by_two & set(decision.review):
                alone = True
    if not anyhow:
        return Access.NEVER
    if lane == DEVICE:
        return Access.YES
    return Access.ASKS if alone else Access.SECOND


@pytest.mark.parametrize("name", SHIPPED)
def test_a_cell_says_what_the_decisions_of_all_its_combinations_say(name: str) -> None:
    policy = policy_of(shipped(name))
    decisions = list(table(policy))
    for cell in class_lanes(whole(policy)):
        assert cell.access is by_decisions(policy, decisions, cell.data_class, cell.lane, None), cell


def test_a_cell_that_never_opens_names_the_rules_that_close_it() -> None:
    cells = {(c.data_class, c.lane): c for c in class_lanes(whole(policy_of(shipped("nordics"))))}
    assert cells["restricted", "eu"].because == ("N1",)
    assert cells["confidential", "premium"].because == ("N2",)
    assert cells["internal", "premium"].access is Access.SECOND
    assert cells["internal", "premium"].because == ("N4",)
    assert cells["internal", "premium"].closed_by == ("ceiling",)
    assert cells["public", "device"].access is Access.YES


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_policies_need_no_choice_of_work(name: str) -> None:
    assert tasks_that_differ(whole(policy_of(shipped(name)))) == ()


def test_a_policy_that_differs_by_kind_of_work_says_so() -> None:
    policy = policy_of(shipped("two-lanes").replace('[[route]]\nid = "R1"\n', BY_TASK))
    all_of, decisions = whole(policy), list(table(policy))
    assert tasks_that_differ(all_of) == ("general", "dev", "contract", "medical")
    medical = {(c.data_class, c.lane): c for c in class_lanes(all_of, "medical")}
    assert medical["public", "premium"].access is Access.NEVER
    assert medical["public", "premium"].because == ("N9",)
    for task in (None, "medical", "dev"):
        for cell in class_lanes(all_of, task):
            assert cell.access is by_decisions(policy, decisions, cell.data_class, cell.lane, task), (task, cell)


def test_two_people_who_look_make_a_second_person() -> None:
    policy = policy_of(without_examples(shipped("two-lanes")).replace('[[review]]\nid = "H1"\n', TWO_LOOK))
    cells = {(c.data_class, c.lane): c for c in class_lanes(whole(policy))}
    assert cells["internal", "premium"].access is Access.SECOND
    assert cells["internal", "premium"].because == ("H9",)
    assert cells["public", "premium"].access is Access.ASKS


def test_a_class_that_no_work_can_have_is_counted_as_such() -> None:
    raised = """
[[raise]]
id = "C1"
say = "Everything counts as internal at least, whatever it was."
sensitivity = "internal"

[[never]]
id = "N1"
"""
    policy = policy_of(without_examples(shipped("two-lanes")).replace('[[never]]\nid = "N1"\n', raised))
    public = next(cell for cell in class_lanes(whole(policy)) if cell.data_class == "public")
    assert public.combinations == 0
    assert public.access is Access.NEVER
    assert public.because == ()
