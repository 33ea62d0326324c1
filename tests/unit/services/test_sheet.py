"""The sheet: every text on it comes out of the bytes, and every finding stands where it is."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeport.adapters.secrets.memory import MemorySecrets
from homeport.adapters.system.clock import SystemClock
from homeport.domain.consent import Prepared, Purpose
from homeport.domain.data_class import DataClass
from homeport.domain.document import Document, Section, SectionKind
from homeport.domain.exchange import Message, ModelRequest, Outgoing, Role
from homeport.domain.label import Label
from homeport.domain.lane import Endpoint, Price, ProviderFacts, Region
from homeport.domain.policy import Trigger
from homeport.domain.task import TaskKind
from homeport.domain.turn import HalfAnswer, Turn
from homeport.labelling.label import label_document, label_text
from homeport.services.escalate import Escalate, OpenLane, ToSend
from homeport.services.not_prepared import NotPrepared
from homeport.services.parts import Piece, document_pieces, half_piece, instruction_piece, turn_pieces
from homeport.services.prompts import Prompt
from homeport.services.sheet import (
    UNRECOGNISED,
    Aged,
    Remaining,
    RemarkKind,
    Sheet,
    SheetRemark,
    Unrecognised,
    sheet_of,
)
from homeport.services.updates import Opened
from homeport.wire.chat import ChatFormat
from homeport.wire.formats import FORMATS
from homeport.wire.read_back import NotReadableError

PROMPT = Prompt("plain", 1, "You help.", '<document name="{name}">\n{text}\n</document>', "Go on.")
INTERNAL = Label(DataClass.INTERNAL)


def endpoint(wire: str = "chat", **more: object) -> Endpoint:
    made = Endpoint(
        id="p/m",
        lane="premium",
        provider="Exempel AB",
        wire=wire,
        base_url="https://p.example/v1",
        model="m",
        managed=True,
        region=Region.GLOBAL,
        country="the United States",
        retention="30 days",
        context_tokens=10_000_000,
        max_output_tokens=4096,
        price=Price(2.0, 6.0, "EUR", "2026-10-29"),
        facts=ProviderFacts(checked_on="2026-11-01"),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def opened(name: str, text: str, sections: tuple[Section, ...] = ()) -> Opened:
    document = Document(name, "0" * 64, len(text), "text/plain", text, sections)
    return Opened(document, label_document(document))


def pieces(
    instruction: str,
    documents: tuple[Opened, ...] = (),
    turns: tuple[Turn, ...] = (),
    half: HalfAnswer | None = None,
) -> tuple[Piece, ...]:
    return (
        instruction_piece(instruction, label_text(instruction, "instruction")),
        *document_pieces(documents),
        *turn_pieces(turns),
        *([half_piece(half)] if half else ()),
    )


def prepare(
    given: tuple[Piece, ...], to: Endpoint | None = None, taken_out: tuple[str, ...] = (), **more: object
) -> Prepared:
    to = to or endpoint()
    escalate = Escalate({}, *([None] * 3), MemorySecrets(), SystemClock())  # type: ignore[arg-type, list-item]
    work = ToSend("t", given, taken_out, Purpose(TaskKind.DEV, (Trigger.HARD,), "E1"), ())
    made = escalate.prepare(replace(work, **more), OpenLane(to, FORMATS[to.wire]), PROMPT, 256, None)  # type: ignore[arg-type]
    assert not isinstance(made, NotPrepared), made
    return made[1]


def sheet(given: tuple[Piece, ...], to: Endpoint | None = None, **more: object) -> Sheet:
    return sheet_of(prepare(given, to, **more), "2026-11-23T10:00:00Z")  # type: ignore[arg-type]


@pytest.mark.parametrize("wire", sorted(FORMATS))
def test_every_part_stands_in_the_text_that_is_sent(wire: str) -> None:
    given = pieces(
        "Compare “them”",
        (opened("a.txt", "Alpha 1"), opened("b.txt", 'Beta "2"')),
        (Turn("Earlier?", "Yes.", INTERNAL, "t0"),),
        HalfAnswer("d", "They are ", INTERNAL),
    )
    shown = sheet(given, endpoint(wire))
    assert [(p.role, p.part_id, p.text) for p in shown.readable] == [
        (Role.SYSTEM, "", "You help."),
        (Role.USER, "earlier-1", "Earlier?"),
        (Role.ASSISTANT, "earlier-1", "Yes."),
        (Role.USER, "document-1", '<document name="Document 1">\nAlpha 1\n</document>'),
        (Role.USER, "", "\n\n"),
        (Role.USER, "document-2", '<document name="Document 2">\nBeta "2"\n</document>'),
        (Role.USER, "", "\n\n"),
        (Role.USER, "instruction", "Compare “them”"),
        (Role.ASSISTANT, "half", "They are "),
        (Role.USER, "", "Go on."),
    ]
    starts = [passage.begins for passage in shown.readable]
    assert starts == sorted(starts)
    assert starts[0] == 0
    assert starts[-1] < 1


def test_what_was_taken_out_is_in_no_byte_and_the_others_keep_their_names() -> None:
    given = pieces("Compare", (opened("a.txt", "Alpha secret-of-a"), opened("b.txt", "Beta")))
    before, after = prepare(given), prepare(given, taken_out=("document-1",))
    shown = sheet_of(after)
    assert b"secret-of-a" in before.outgoing.body
    assert b"secret-of-a" not in after.outgoing.body
    assert before.outgoing.body_sha256 != shown.body_sha256 == after.outgoing.body_sha256
    assert [part.id for part in shown.parts] == ["instruction", "document-2"]
    assert shown.taken_out == ("document-1",)
    assert "Document 2" in shown.raw
    assert shown.highest_price is not None
    assert before.highest_price is not None
    assert shown.highest_price < before.highest_price


def test_no_name_of_a_file_is_in_the_bytes_and_the_person_still_sees_it() -> None:
    shown = sheet(pieces("Compare", (opened("Kanariefagel.txt", "Beta"),)))
    assert "Kanarie" not in shown.raw
    assert [part.own_name for part in shown.parts] == ["", "Kanariefagel.txt"]


def test_findings_are_marked_where_they_stand_and_counted_by_kind() -> None:
    text = "Write to a@example.com, b@example.com or 19900118-9811.\n"
    document = opened("19900118-9811.txt", text, (Section(SectionKind.PAGE, "1", 0, 60),))
    shown = sheet(pieces("Ask c@example.com", (document,)))
    marked = [
        passage.text[mark.start : mark.end]
        for passage in shown.readable
        for mark in passage.marks
        if mark.finding.kind != "CONTACT"
    ]
    assert sorted(marked) == ["19900118-9811", "a@example.com", "b@example.com", "c@example.com"]
    counts = {remaining.kind: remaining.count for remaining in shown.remaining}
    assert counts["SE_PNR"] == 1, "the one in the file name is not sent"
    assert counts["EMAIL"] == 3
    assert shown.remaining[0].data_class is DataClass.RESTRICTED
    assert isinstance(shown.remaining[0], Remaining)
    assert shown.parts[1].pages == 1
    assert shown.data_class is DataClass.RESTRICTED


def test_a_struck_finding_is_a_remark_and_is_not_counted() -> None:
    document = opened("a.txt", "Number 19900118-9811.")
    struck = tuple(replace(finding, struck=True) for finding in document.label.findings)
    label = replace(document.label, data_class=DataClass.INTERNAL, findings=struck)
    to = endpoint(company_ca="-----BEGIN", retention="none")
    shown = sheet(pieces("Look\u200b here", (replace(document, label=label),)), to, lowered_by=("C3",))
    assert shown.remaining == ()
    assert shown.remarks == (
        *(SheetRemark(RemarkKind.STRUCK, finding) for finding in struck),
        SheetRemark(RemarkKind.LOWERED, rule="C3"),
        SheetRemark(RemarkKind.COMPANY_PROXY),
        SheetRemark(RemarkKind.UNSEEN_CHARACTERS),
    )


def test_who_gets_it_where_why_and_for_how_much() -> None:
    shown = sheet(pieces("When?"))
    assert (shown.recipient, shown.model, shown.country, shown.retention) == (
        "Exempel AB",
        "m",
        "the United States",
        "30 days",
    )
    assert shown.purpose == Purpose(TaskKind.DEV, (Trigger.HARD,), "E1")
    assert (shown.facts_age, shown.price_age) == (Aged("2026-11-01", 22), Aged("2026-10-29", 25))
    assert shown.currency == "EUR"
    assert (shown.replaced, shown.unrecognised) == (0, UNRECOGNISED)
    assert Unrecognised.NAMES in shown.unrecognised
    assert shown.raw.encode() == prepare(pieces("When?")).outgoing.body
    unknown = sheet(pieces("When?"), endpoint(price=None, facts=ProviderFacts()))
    assert (unknown.highest_price, unknown.price_age, unknown.facts_age) == (None, Aged("", None), Aged("", None))


def test_bytes_that_do_not_say_what_they_hold_cannot_be_shown() -> None:
    prepared = prepare(pieces("When?"))
    foreign = replace(prepared, outgoing=replace(prepared.outgoing, body=b'{"prompt":"When?"}'))
    with pytest.raises(NotReadableError):
        sheet_of(foreign)


class Adding(ChatFormat):
    """A wire format that would send more than it was given."""

    def build(self, endpoint: Endpoint, request: ModelRequest) -> Outgoing:
        more = (*request.messages, Message(Role.USER, "and the whole folder"))
        return ChatFormat().build(endpoint, replace(request, messages=more))


def test_bytes_that_say_more_than_they_were_made_of_are_never_shown() -> None:
    escalate = Escalate({}, *([None] * 3), MemorySecrets(), SystemClock())  # type: ignore[arg-type, list-item]
    work = ToSend("t", pieces("When?"), (), Purpose(), ())
    with pytest.raises(NotReadableError, match="something else"):
        escalate.prepare(work, OpenLane(endpoint(), Adding()), PROMPT, 256, None)
    silent = replace(PROMPT, system="")
    for wire in sorted(FORMATS):
        lane = OpenLane(endpoint(wire), FORMATS[wire])
        assert not isinstance(escalate.prepare(work, lane, silent, 256, None), NotPrepared)


def test_a_changed_byte_is_seen() -> None:
    prepared = prepare(pieces("Send 100 kronor"))
    body = prepared.outgoing.body.replace(b"100 kronor", b"900 kronor")
    shown = sheet_of(replace(prepared, outgoing=replace(prepared.outgoing, body=body)))
    assert "Send 900 kronor" in [passage.text for passage in shown.readable]


words = st.text(st.characters(codec="utf-8"), max_size=40)


@given(
    words,
    st.lists(words, max_size=3),
    st.lists(st.tuples(words, words), max_size=2),
    st.sampled_from(sorted(FORMATS)),
)
@settings(max_examples=60, deadline=None)
def test_all_passages_together_are_all_that_is_said(
    instruction: str, texts: list[str], turns: list[tuple[str, str]], wire: str
) -> None:
    given_ = pieces(
        instruction,
        tuple(opened(f"{i}.txt", text) for i, text in enumerate(texts)),
        tuple(Turn(question, answer, INTERNAL, "t") for question, answer in turns),
    )
    shown = sheet(given_, endpoint(wire))
    by_part = {piece.part.id: [text for _, text in piece.texts] for piece in given_}
    for part_id, expected in by_part.items():
        found = "".join(passage.text for passage in shown.readable if passage.part_id == part_id)
        for text in expected:
            assert text in found
    said = "".join(passage.text for passage in shown.readable)
    system_and_turns = "You help." + "".join(question + answer for question, answer in turns)
    assert said.startswith(system_and_turns)
    assert said.endswith(instruction)


def test_five_megabytes_with_findings_are_shown_in_time() -> None:
    """A wall that is generous for a slow machine; growth is what is tested."""

    def seconds(lines: int) -> float:
        text = "Anna frågar om saken, skriv till a@example.com eller ring.\n" * lines
        given = pieces("Summarise", (opened("long.txt", text),))
        prepared = prepare(given)
        times = []
        for _ in range(3):
            started = time.process_time()
            sheet_of(prepared)
            times.append(time.process_time() - started)
        return min(times)

    short, long = seconds(10_000), seconds(80_000)  # 0.6 and 4.7 MB
    assert long < 40 * short + 0.05
    assert long < 2.0


def test_a_part_with_nothing_to_send_is_not_among_the_parts() -> None:
    unread = Opened(Document("x.bin", "", 1, "application/x", ""), Label(DataClass.RESTRICTED))
    gone = replace(unread, document=replace(unread.document, unread="damaged"))  # type: ignore[arg-type]
    shown = sheet(pieces("When?", (gone, opened("a.txt", "Alpha"))))
    assert [part.id for part in shown.parts] == ["instruction", "document-2"]


def test_every_finding_is_counted_also_those_that_are_not_listed() -> None:
    shown = sheet(pieces("Summarise", (opened("long.txt", "Write to a@example.com about it.\n" * 523),)))
    (remaining,) = [remaining for remaining in shown.remaining if remaining.kind == "EMAIL"]
    assert remaining.count == 523
    assert "more" not in remaining.evidence
