"""Reading and labelling what is attached, typed and pasted."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.replay_server import ReplayServer
from fakes.task_bench import ScriptedPerson, TextReader, open_bench
from homeport.domain.data_class import DataClass
from homeport.domain.document import Document, Unread
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.labelling.label import label_text
from homeport.services import open_documents
from homeport.services.open_documents import OpenDocuments
from homeport.services.relabel import DRAFT, EARLIER, Spoken, relabel_edit, relabelled
from homeport.services.run_task import RunTask
from homeport.services.updates import Opened, Reading, ReadingStep, Update

pytestmark = pytest.mark.anyio

T = TypeVar("T")
PNR = "19900118-9811"  # serial 981: never given to a person


async def here(function: Callable[[], T]) -> T:
    return function()


@pytest.fixture
def opening() -> OpenDocuments:
    return OpenDocuments(TextReader(), here)


async def test_one_document_says_how_far_it_is(opening: OpenDocuments, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"Patient: {PNR}")
    updates: list[Update] = []
    opened = await opening.open_one(path, updates.append, 2, 3)
    assert opened.label.data_class is DataClass.RESTRICTED
    assert updates == [Reading("a.txt", 2, 3), Reading("a.txt", 2, 3, ReadingStep.LABELLING)]
    assert await opening.open_one(path) == opened


async def test_few_documents_are_labelled_at_once_and_what_is_typed_does_not_wait_for_them() -> None:
    going, most, let = 0, 0, asyncio.Event()

    async def slow(function: Callable[[], T]) -> T:
        nonlocal going, most
        going, most = going + 1, max(most, going + 1)
        await let.wait()
        going -= 1
        return function()

    opening = OpenDocuments(TextReader(), slow)
    pasted = [asyncio.create_task(opening.pasted_text(f"Text {number}.", number)) for number in range(6)]
    for _ in range(20):
        await asyncio.sleep(0)
    assert most == open_documents.LABELLED_AT_ONCE == 2
    typed = asyncio.create_task(opening.label_typed(PNR))
    pasted[2].cancel()  # one that waits its turn goes without holding up the others
    for _ in range(20):
        await asyncio.sleep(0)
    assert going == 3
    let.set()
    assert (await typed).data_class is DataClass.RESTRICTED
    done = await asyncio.gather(*pasted, return_exceptions=True)
    assert [isinstance(each, Opened) for each in done] == [True, True, False, True, True, True]


async def test_what_was_opened_before_is_not_read_again(opening: OpenDocuments, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("What was shown.")
    seen = await opening.open_one(path)
    path.write_text("Changed behind the person's back.")
    other = tmp_path / "b.txt"
    other.write_text("Another.")
    updates: list[Update] = []
    opened = await opening.open([seen, other], updates.append)
    assert [each.document.text for each in opened] == ["What was shown.", "Another."]
    assert [update for update in updates if isinstance(update, Opened)] == [opened[1]]


async def test_a_task_works_on_what_was_shown(tmp_path: Path) -> None:
    with ReplayServer(tokens=["Yes."], rate=0) as server:
        bench = open_bench(tmp_path, server.base_url("chat"))
        opening = bench.workshop.open_documents
        pasted = await opening.pasted_text("The release is on Monday.", 1)
        path = tmp_path / "a.txt"
        path.write_text("Attached.")
        context = bench.context(ScriptedPerson(), "When?", [pasted, path])  # type: ignore[list-item]
        await RunTask(context).run()
        body = server.requests[-1].body.decode()
        assert "The release is on Monday." in body
        assert "Pasted text 1" in body
        assert "Attached." in body
        record = await bench.record.record(context.task.id)
        assert record is not None
        assert [name for name, _, _ in record.documents] == ["Pasted text 1", "a.txt"]
        await bench.record.close()


class SlowReader(TextReader):
    """Reads nothing until it is cancelled, except what is named quick."""

    def __init__(self) -> None:
        self.ended: list[str] = []

    async def read(self, path: Path) -> Document:
        if path.name != "quick.txt":
            try:
                await asyncio.Event().wait()
            finally:
                self.ended.append(path.name)
        return await super().read(path)


async def test_stopping_one_document_stops_no_other(tmp_path: Path) -> None:
    reader = SlowReader()
    opening = OpenDocuments(reader, here)
    (tmp_path / "quick.txt").write_text("Quick.")
    names = ("slow.txt", "slower.txt", "quick.txt")
    slow, slower, quick = (asyncio.create_task(opening.open_one(tmp_path / name)) for name in names)
    assert (await quick).document.text == "Quick."
    slow.cancel()
    await asyncio.gather(slow, return_exceptions=True)
    assert reader.ended == ["slow.txt"]
    assert not slower.done()
    slower.cancel()
    await asyncio.gather(slower, return_exceptions=True)


@given(text=st.text(max_size=200))
async def test_a_pasted_text_is_a_document_with_the_hash_of_its_utf8(text: str) -> None:
    opened = await OpenDocuments(TextReader(), here).pasted_text(text, 3)
    data = text.encode("utf-8", "replace")
    document = opened.document
    assert (document.name, document.media_type, document.size) == ("Pasted text 3", "text/plain", len(data))
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    if text.strip():
        assert document.text.encode() == data
        assert opened.label.data_class >= DataClass.INTERNAL
    else:
        assert document.unread is Unread.EMPTY


async def test_half_characters_from_a_clipboard_do_no_harm(opening: OpenDocuments) -> None:
    opened = await opening.pasted_text(f"\ud83d {PNR}", 1)
    assert opened.label.data_class is DataClass.RESTRICTED
    opened.document.text.encode()


async def test_too_long_a_paste_counts_as_not_read(
    opening: OpenDocuments, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_documents, "MOST_PASTED_CHARACTERS", 10)
    opened = await opening.pasted_text("a" * 11, 1)
    assert (opened.document.unread, opened.document.text) == (Unread.TOO_MANY_CHARACTERS, "")
    assert opened.label.data_class is DataClass.RESTRICTED


@pytest.mark.parametrize(
    ("media_type", "name", "why"),
    [
        ("image/png", "Pasted image 2", Unread.NO_TEXT),
        ("application/x-unknown", "Pasted object 2", Unread.UNKNOWN_FORMAT),
    ],
)
async def test_what_nobody_can_read_is_restricted(
    opening: OpenDocuments, media_type: str, name: str, why: Unread
) -> None:
    opened = await opening.pasted_blob(b"\x89PNG", media_type, 2)
    assert (opened.document.name, opened.document.unread, opened.document.size) == (name, why, 4)
    assert opened.document.sha256 == hashlib.sha256(b"\x89PNG").hexdigest()
    assert opened.label.data_class is DataClass.RESTRICTED


async def test_what_is_typed_has_a_label_of_its_own(opening: OpenDocuments) -> None:
    assert (await opening.label_typed("When?")).data_class is DataClass.INTERNAL
    label = await opening.label_typed(f"Who is {PNR}?")
    assert label.data_class is DataClass.RESTRICTED
    assert label.findings[0].source == "instruction"


# ---- labels that travel along


def test_an_edit_may_raise_the_class_and_never_lowers_it() -> None:
    base = label_text(f"It is {PNR}", DRAFT)
    gone = relabel_edit("It is somebody.", base)
    assert gone.data_class is DataClass.RESTRICTED
    (reason,) = gone.findings
    assert (reason.source, reason.start, reason.end, reason.evidence) == (EARLIER, 0, 0, base.findings[0].evidence)
    raised = relabel_edit(f"Now {PNR}", Label(DataClass.INTERNAL))
    assert raised.data_class is DataClass.RESTRICTED
    assert [(f.source, f.start) for f in raised.findings] == [(DRAFT, 4)]


def test_what_stands_still_is_said_once() -> None:
    base = label_text(f"It is {PNR}", DRAFT)
    moved = relabel_edit(f"So it really is {PNR}", base)
    assert [(f.kind, f.source, f.start) for f in moved.findings] == [("SE_PNR", DRAFT, 16)]


def test_a_struck_finding_stays_struck_where_it_stands() -> None:
    base = label_text(f"It is {PNR}", DRAFT)
    struck = replace(
        base, data_class=DataClass.INTERNAL, findings=tuple(replace(f, struck=True) for f in base.findings)
    )
    same = relabel_edit(f"It is {PNR}", struck)
    assert same.data_class is DataClass.INTERNAL
    assert all(finding.struck for finding in same.findings)
    elsewhere = relabel_edit(f"It was {PNR}", struck)
    assert elsewhere.data_class is DataClass.RESTRICTED, "what was struck was something else"


def test_reasons_from_documents_keep_their_place_in_words() -> None:
    finding = Finding(
        "SE_PNR", "remiss.docx", "page 3", 7, 20, DataClass.RESTRICTED, label_text(PNR, "x").findings[0].category,
        "d", "e",
    )  # fmt: skip
    label = relabelled(Label(DataClass.RESTRICTED, (finding, finding)), [Spoken("Hello", DRAFT, "earlier answer")])
    assert [(f.where, f.start, f.end) for f in label.findings] == [("remiss.docx, page 3", 0, 0)]


@given(st.text(max_size=80), st.sampled_from(list(DataClass)))
def test_no_text_makes_a_class_fall(text: str, data_class: DataClass) -> None:
    assert relabel_edit(text, Label(data_class)).data_class >= data_class
