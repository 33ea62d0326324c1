"""A finding is struck one by one, as the policy allows and in no other way; a raised class counts in the run."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fakes.lenient_policy import REASON, lenient
from fakes.replay_server import ReplayServer
from fakes.task_bench import Bench, ScriptedPerson, open_bench, policy
from homeport.domain.data_class import Category, DataClass
from homeport.domain.document import Document, Unread
from homeport.domain.label import Label
from homeport.domain.ledger import LedgerKind
from homeport.domain.policy import Policy
from homeport.domain.task import DEFAULT_WORKSPACE, Ceiling, Latency, Task, TaskKind
from homeport.labelling.label import label_document, label_text
from homeport.policy.lowering import Refusal, Refused
from homeport.services.corrections import SECOND, Corrections, Granted, corrected, may_be_false, restore, strike
from homeport.services.raise_class import raise_class
from homeport.services.relabel import Spoken, relabelled
from homeport.services.route import Route
from homeport.services.run_task import RunTask
from homeport.services.updates import Opened

pytestmark = pytest.mark.anyio

NUMBER = "19900118-9811"  # serial 981: never given to a person
TASK = Task("", DEFAULT_WORKSPACE, "Go.", TaskKind.GENERAL, Latency.INTERACTIVE, Ceiling.PREMIUM, created="")


def route(rules: Policy) -> Route:
    return Route(rules, {}, 4096)


def document(text: str, name: str = "note.txt") -> Document:
    return Document(name, "ab" * 32, len(text), "text/plain", text)


def index_of(label: Label, data_class: DataClass = DataClass.RESTRICTED) -> int:
    return next(i for i, finding in enumerate(label.findings) if finding.data_class is data_class)


@pytest.fixture
def server() -> Iterator[ReplayServer]:
    with ReplayServer(tokens=["On ", "Monday."], rate=0) as running:
        yield running


@pytest.fixture
async def bench(tmp_path: Path, server: ReplayServer) -> AsyncIterator[Bench]:
    made = open_bench(tmp_path, server.base_url("chat"))
    made = replace(made, workshop=replace(made.workshop, route=route(lenient())))
    yield made
    await made.record.close()


def test_striking_the_only_finding_leaves_the_class_without_a_finding() -> None:
    label = label_text(f"Number {NUMBER}.", "instruction")
    assert label.data_class is DataClass.RESTRICTED
    after = strike(label, index_of(label))
    assert after.data_class is DataClass.INTERNAL
    assert after.default_reason
    assert [finding.struck for finding in after.findings] == [True]
    assert restore(after, 0) == replace(label, default_reason="")


def test_another_finding_keeps_the_class() -> None:
    label = label_text(f"Number {NUMBER} and number 19900118-9803.", "instruction")
    assert len(label.findings) == 2
    assert strike(label, 0).data_class is DataClass.RESTRICTED


def test_corrections_are_found_again_at_the_same_place_only() -> None:
    found = label_text(f"Number {NUMBER}.", "instruction")
    struck = strike(found, 0)
    assert corrected(found, struck) == struck
    moved = label_text(f"The number {NUMBER}.", "instruction")
    assert corrected(moved, struck) == moved
    raised = raise_class(label_text("Plain.", "instruction"), "instruction", DataClass.CONFIDENTIAL)
    assert corrected(label_text("Other words.", "instruction"), raised).data_class is DataClass.CONFIDENTIAL
    assert corrected(found, raised).data_class is DataClass.RESTRICTED


@pytest.mark.parametrize("name", ["two-lanes", "three-lanes", "nordics"])
def test_the_shipped_policies_let_nobody_strike(name: str) -> None:
    judge = Corrections(route(policy(name)), None)  # type: ignore[arg-type]
    text = document(f"Patienten, personnummer {NUMBER}, hostar. Confidential: a@example.com")
    label = label_document(text)
    assert judge.reasons(TASK, label, (text,)) == {}
    for index in range(len(label.findings)):
        refused = judge.judge(TASK, label, (text,), index, REASON)
        assert isinstance(refused, Refused)


def test_a_rule_grants_it_for_its_reason_and_for_no_other() -> None:
    judge = Corrections(route(lenient()), None)  # type: ignore[arg-type]
    text = document(f"Number {NUMBER}.")
    label = label_document(text)
    index = index_of(label)
    assert judge.reasons(TASK, label, (text,)) == {index: (REASON,)}
    assert judge.judge(TASK, label, (text,), index, REASON) == Granted("D1", REASON, "restricted", "internal")
    refused = judge.judge(TASK, label, (text,), index, "because")
    assert isinstance(refused, Refused)
    assert (refused.why, refused.reasons) == (Refusal.REASON, (REASON,))


def test_one_at_a_time_each_judged_by_itself() -> None:
    judge = Corrections(route(lenient()), None)  # type: ignore[arg-type]
    label = label_text(f"Number {NUMBER} and number 19900118-9803.", "instruction")
    first = judge.judge(TASK, label, (), 0, REASON)
    assert isinstance(first, Granted)
    assert (first.from_class, first.to_class) == ("restricted", "restricted")
    second = judge.judge(TASK, strike(label, 0), (), 1, REASON)
    assert isinstance(second, Granted)
    assert second.to_class == "internal"
    again = judge.judge(TASK, strike(label, 0), (), 0, REASON)
    assert isinstance(again, Refused)


def test_a_rule_that_lowers_less_far_does_not_grant_it() -> None:
    judge = Corrections(route(lenient(target="confidential")), None)  # type: ignore[arg-type]
    label = label_text(f"Number {NUMBER}.", "instruction")
    refused = judge.judge(TASK, label, (), 0, REASON)
    assert isinstance(refused, Refused)
    assert refused.why is Refusal.NO_RULE


def test_what_needs_a_second_person_is_not_granted_to_one() -> None:
    judge = Corrections(route(lenient(by="second")), None)  # type: ignore[arg-type]
    label = label_text(f"Number {NUMBER}.", "instruction")
    assert judge.reasons(TASK, label, ()) == {}
    refused = judge.judge(TASK, label, (), 0, REASON)
    assert isinstance(refused, Refused)
    assert refused.why is Refusal.SECOND_PERSON


def test_a_second_person_may_agree_to_it_and_that_is_a_fact_of_its_own() -> None:
    rules = lenient(by="second")
    judge = Corrections(route(rules), None)  # type: ignore[arg-type]
    label = label_text(f"Number {NUMBER}.", "instruction")
    assert judge.reasons_of_two(TASK, label, ()) == {0: (REASON,)}
    granted = judge.judge(TASK, label, (), 0, REASON, SECOND)
    assert isinstance(granted, Granted)
    assert (granted.rule, granted.from_class, granted.to_class) == ("D1", "restricted", "internal")
    wrong = judge.judge(TASK, label, (), 0, "because", SECOND)
    assert isinstance(wrong, Refused)
    assert (wrong.why, wrong.reasons) == (Refusal.REASON, (REASON,))
    agreed = strike(label, 0, "Kim")
    assert fact_of(route(rules), agreed) == "second"
    assert corrected(label, agreed) == agreed
    assert restore(agreed, 0).findings == label.findings
    assert fact_of(route(rules), strike(label, 0)) == "self"


def test_one_that_was_struck_alone_stays_known_as_that() -> None:
    label = label_text(f"Number {NUMBER} and number 19900118-9803.", "instruction")
    assert fact_of(route(lenient()), strike(strike(label, 0, "Kim"), 1)) == "self"
    assert fact_of(route(lenient()), strike(strike(label, 0, "Kim"), 1, "Kim")) == "second"


def test_an_agreed_strike_travels_with_the_text() -> None:
    label = strike(label_text(f"Number {NUMBER}.", "instruction"), 0, "Kim")
    again = relabelled(label, [Spoken(f"Number {NUMBER}.", "instruction", "earlier question")])
    assert [(finding.struck, finding.agreed_by) for finding in again.findings] == [(True, "Kim")]


async def test_an_agreed_strike_says_in_the_ledger_who_agreed_by_id(bench: Bench) -> None:
    judge = Corrections(route(lenient(by="second")), bench.record)
    label = label_text(f"Number {NUMBER}.", "instruction")
    granted = judge.judge(TASK, label, (), 0, REASON, SECOND)
    assert isinstance(granted, Granted)
    await judge.record(granted, label.findings[0], None, "kim-id")
    (line,) = [entry for entry in await bench.record.entries() if entry.kind is LedgerKind.DECLASSIFIED]
    assert (line.fields["by"], line.fields["approver"]) == ("second", "kim-id")
    assert NUMBER not in str(line.fields)


def fact_of(rules: Route, label: Label) -> str:
    return str(rules.facts(TASK, label, ()).values()["declassified"])


def test_what_was_not_read_is_never_struck() -> None:
    judge = Corrections(route(lenient()), None)  # type: ignore[arg-type]
    unread = replace(document("", "scan.pdf"), unread=Unread.NO_TEXT)
    label = label_document(unread)
    (index,) = (i for i, f in enumerate(label.findings) if f.category is Category.UNREADABLE)
    assert not may_be_false(label.findings[index])
    assert judge.reasons(TASK, label, (unread,)) == {}
    assert isinstance(judge.judge(TASK, label, (unread,), index, REASON), Refused)
    forged = replace(label, findings=tuple(replace(f, struck=True) for f in label.findings))
    assert corrected(label, forged) == label, "not by way of an older label either"


def test_many_in_one_are_not_struck_as_one() -> None:
    judge = Corrections(route(lenient()), None)  # type: ignore[arg-type]
    label = label_text(f"Number {NUMBER}.", "instruction")
    many = replace(label, findings=tuple(replace(f, more=3) for f in label.findings))
    assert judge.reasons(TASK, many, ()) == {}


async def test_a_strike_is_one_ledger_line_without_content_and_is_signed(bench: Bench) -> None:
    judge = Corrections(bench.workshop.route, bench.record)
    text = document(f"Number {NUMBER}.", "kanariefil.txt")
    label = label_document(text)
    index = index_of(label)
    granted = judge.judge(TASK, label, (text,), index, REASON)
    assert isinstance(granted, Granted)
    await judge.record(granted, label.findings[index], text)
    await judge.record_restored(label.findings[index], text)
    lines = [e for e in await bench.record.entries() if e.kind is LedgerKind.DECLASSIFIED]
    assert [line.fields["did"] for line in lines] == ["struck", "restored"]
    fields = lines[0].fields
    assert (fields["rule"], fields["reason"], fields["from"], fields["to"]) == (
        "D1",
        REASON,
        "restricted",
        "internal",
    )
    assert await bench.record.is_commitment_to(fields["source"], text.sha256)
    for line in lines:
        assert NUMBER not in str(line.fields)
        assert "kanarie" not in str(line.fields)
        assert text.sha256 not in str(line.fields)
    entries = await bench.record.entries()
    assert [e.kind for e in entries if e.seq == lines[0].seq + 1] == [LedgerKind.ANCHOR]


async def test_a_struck_finding_is_decided_with_and_is_a_fact(bench: Bench) -> None:
    text = document(f"Number {NUMBER}.")
    label = label_document(text)
    struck = Opened(text, strike(label, index_of(label)))
    context = bench.context(ScriptedPerson(), "When?", [struck])  # type: ignore[list-item]
    await RunTask(context).run()
    assert context.decision is not None
    assert context.decision.facts_found["declassified"] == "self"
    assert context.decision.facts_found["sensitivity"] == "internal"
    assert "premium" not in context.decision.blocked


async def test_a_raised_instruction_closes_the_lanes_in_the_real_decision(bench: Bench) -> None:
    plain = label_text("When is it?", "instruction")
    raised = raise_class(plain, "instruction", DataClass.RESTRICTED)
    context = bench.context(ScriptedPerson(looks=True, says_yes=True), "When is it?", [])
    context.instruction_label = raised
    await RunTask(context, ask_for_more=True).run()
    assert context.decision is not None
    assert context.decision.facts_found["sensitivity"] == "restricted"
    assert "premium" in context.decision.blocked
    (part,) = [piece.part for piece in context.pieces]
    assert part.label.data_class is DataClass.RESTRICTED
