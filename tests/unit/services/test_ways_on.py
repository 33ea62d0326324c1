"""Which findings close a lane, and which ways on are offered: only legal ones, each really decided."""

from dataclasses import replace

import pytest

from fakes.task_bench import policy
from homeport.domain.consent import PartKind
from homeport.domain.data_class import Category, DataClass
from homeport.domain.decision import Decision
from homeport.domain.document import Document, Section, SectionKind, Unread
from homeport.domain.finding import Finding
from homeport.domain.label import Label, combine
from homeport.domain.task import DEFAULT_WORKSPACE, Ceiling, Latency, Task, TaskKind
from homeport.domain.turn import Turn
from homeport.labelling.label import label_document, label_text
from homeport.services.parts import Piece, document_pieces, earlier_texts, instruction_piece, turn_pieces
from homeport.services.route import Route
from homeport.services.updates import Opened
from homeport.services.ways_on import (
    LeaveIt,
    OnlyQuestion,
    RunHere,
    WayOn,
    WithoutDocuments,
    closing_findings,
    ways_on,
)

PNR = "19900118-9811"  # serial 981: never given to a person


def opened(name: str, text: str, pages: int = 1) -> Opened:
    size = max(1, len(text) // pages)
    sections = tuple(Section(SectionKind.PAGE, str(n + 1), n * size, (n + 1) * size) for n in range(pages))
    document = Document(name, "0" * 64, len(text), "text/plain", text, sections)
    return Opened(document, label_document(document))


def task(**choices: object) -> Task:
    made = Task("t", DEFAULT_WORKSPACE, "When?", TaskKind.GENERAL, Latency.INTERACTIVE, Ceiling.PREMIUM, "now")
    return replace(made, **choices)  # type: ignore[arg-type]


class Case:
    """A task under a shipped policy."""

    def __init__(
        self,
        *sources: Opened,
        turns: tuple[Turn, ...] = (),
        policy_name: str = "two-lanes",
        unavailable: dict[str, str] | None = None,
        draft: Label | None = None,
        **choices: object,
    ) -> None:
        self.task = task(**choices)
        self.sources = sources
        self.route = Route(policy(policy_name), unavailable or {}, 4096)
        typed = label_text(self.task.instruction, "instruction")
        self.pieces: tuple[Piece, ...] = (
            instruction_piece(self.task.instruction, typed),
            *document_pieces(sources),
            *turn_pieces(turns),
        )
        self.parts = [piece.part for piece in self.pieces]
        self.label = combine([*(part.label for part in self.parts), *([draft] if draft else ())])
        documents = [source.document for source in sources]
        facts = self.route.facts(self.task, self.label, documents, earlier=earlier_texts(self.pieces))
        self.decision: Decision = self.route.decide(facts)[0]

    def closing(self) -> dict[tuple[str, str], list[tuple[str, str, str]]]:
        closings = closing_findings(self.route.policy, self.decision, self.label, self.parts)
        return {
            (lane.lane, rule.rule): [(c.part_id, c.finding.kind, c.finding.where) for c in rule.findings]
            for lane in closings
            for rule in lane.rules
        }

    def ways(self) -> tuple[WayOn, ...]:
        return ways_on(self.route, self.task, self.decision, self.sources, self.pieces, self.label)


def test_the_closed_lane_names_document_and_page() -> None:
    text = "x" * 900 + f"\nPatient: {PNR}\n" + "y" * 884
    case = Case(opened("Plan.docx", "The plan."), opened("Addendum.docx", text, pages=2))
    assert case.closing() == {("premium", "N1"): [("document-2", "SE_PNR", "Addendum.docx, page 2")]}


def test_ways_on_leave_out_the_document_that_closes_and_say_what_would_be_decided() -> None:
    case = Case(opened("Plan.docx", "The plan."), opened("Addendum.docx", f"Patient: {PNR}"))
    here, without, only, leave = case.ways()
    assert (here, leave) == (RunHere(), LeaveIt())
    assert isinstance(without, WithoutDocuments)
    assert [part.own_name for part in without.parts] == ["Addendum.docx"]
    assert without.opens == ("premium",)
    assert without.decision.facts["sensitivity"] == "internal"
    assert "premium" not in without.decision.blocked
    assert isinstance(only, OnlyQuestion)
    assert only.opens == ("premium",)


def test_two_documents_that_close_are_left_out_together() -> None:
    case = Case(opened("a.txt", f"Patient: {PNR}"), opened("b.txt", f"Also: {PNR}"), opened("c.txt", "Plan."))
    (without,) = [way for way in case.ways() if isinstance(way, WithoutDocuments)]
    assert [part.id for part in without.parts] == ["document-1", "document-2"]


def test_many_documents_that_close_are_decided_once() -> None:
    case = Case(*(opened(f"{n}.txt", f"Patient: {PNR}") for n in range(200)))
    (without,) = [way for way in case.ways() if isinstance(way, WithoutDocuments)]
    assert len(without.parts) == 200


def test_what_the_person_typed_cannot_be_left_out() -> None:
    case = Case(opened("a.txt", "Plan."), instruction=f"Who is {PNR}?")
    assert case.ways() == (RunHere(), LeaveIt())
    assert case.closing() == {("premium", "N1"): [("instruction", "SE_PNR", "instruction")]}


def test_an_earlier_turn_closes_too_and_only_the_question_opens() -> None:
    turn = Turn("Who?", f"Patient: {PNR}", Label(label_text(PNR, "draft").data_class), "t0")
    case = Case(turns=(turn,))
    assert case.closing()["premium", "N1"][0][:2] == ("earlier-1", "SE_PNR")
    assert [type(way) for way in case.ways()] == [RunHere, OnlyQuestion, LeaveIt]


def test_a_file_name_and_an_unread_part_close_as_the_document_they_belong_to() -> None:
    document = Document("scan.pdf", "0" * 64, 9, "application/pdf", "", unread=Unread.NO_TEXT)
    scan = Opened(document, label_document(document))
    case = Case(scan, opened(f"{PNR}.txt", "Plan."))
    assert case.closing()["premium", "N1"] == [
        ("document-1", "UNREADABLE", "scan.pdf"),
        ("document-2", "SE_PNR", "file name"),
    ]


def test_what_the_draft_revealed_is_nobodys_part() -> None:
    draft = label_text(f"The patient is {PNR}", "draft")
    case = Case(opened("a.txt", "Plan."), draft=draft)
    assert case.closing()["premium", "N1"] == [("", "SE_PNR", "draft")]


def test_a_struck_finding_closes_nothing() -> None:
    source = opened("a.txt", f"Patient: {PNR}")
    struck = tuple(replace(finding, struck=True) for finding in source.label.findings)
    label = replace(source.label, findings=struck)  # a class that stands for another reason
    case = Case(replace(source, label=label))
    assert case.closing() == {("premium", "N1"): []}


def test_the_cost_ceiling_has_no_findings() -> None:
    case = Case(opened("a.txt", "Plan."), ceiling=Ceiling.FREE)
    assert case.closing() == {("premium", "ceiling"): []}
    assert case.ways() == (RunHere(), LeaveIt())


def test_a_raised_class_names_what_the_raising_rule_reads() -> None:
    """Health data that were found as confidential: rule C1 makes them restricted, N-rules read that."""
    health = Finding(
        "HEALTH", "a.txt", "page 1", 0, 4, DataClass.CONFIDENTIAL, Category.SPECIAL, "test", "a diagnosis"
    )
    weak = replace(health, kind="EMAIL", data_class=DataClass.INTERNAL, category=Category.PERSONAL)
    source = replace(opened("a.txt", "Plan."), label=Label(DataClass.CONFIDENTIAL, (health, weak)))
    case = Case(source, policy_name="nordics")
    assert (case.decision.facts_found["sensitivity"], case.decision.facts["sensitivity"]) == (
        "confidential",
        "restricted",
    )
    only_restricted = [
        rule
        for rule in case.route.policy.never
        if rule.when.allowed.get("sensitivity") == frozenset({"restricted"})
    ]
    assert only_restricted, "a rule that reads the raised class alone"
    closing = case.closing()
    for rule in only_restricted:
        for lane in rule.lanes:
            assert closing[lane, rule.id] == [("document-1", "HEALTH", "a.txt, page 1")]


@pytest.mark.parametrize("policy_name", ["two-lanes", "nordics"])
def test_no_way_on_keeps_the_text_and_changes_its_class(policy_name: str) -> None:
    """What is still in it has the class it has: every trial's class is that of the parts left in it."""
    sources = (
        opened("a.txt", f"Patient: {PNR}"),
        opened("b.txt", "CONFIDENTIAL\n\nPrice list"),
        opened("c.txt", "Plan."),
    )
    case = Case(*sources, policy_name=policy_name)
    for way in case.ways():
        if isinstance(way, WithoutDocuments | OnlyQuestion):
            gone = {part.id for part in way.parts} if isinstance(way, WithoutDocuments) else None
            left = [
                part
                for part in case.parts
                if (part.kind is PartKind.INSTRUCTION if gone is None else part.id not in gone)
            ]
            assert way.decision.facts_found["sensitivity"] == combine(p.label for p in left).data_class.word
            for lane in way.opens:
                assert lane not in way.decision.blocked


def test_a_lane_that_is_not_set_up_is_never_opened() -> None:
    case = Case(opened("a.txt", f"Patient: {PNR}"), unavailable={"premium": "not set up"})
    assert case.ways() == (RunHere(), LeaveIt())


def test_without_the_lane_here_it_is_not_offered() -> None:
    case = Case(opened("a.txt", "Plan."), unavailable={"device": "no model"})
    assert RunHere() not in case.ways()
