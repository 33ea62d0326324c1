"""The list of the window: one row a thread, newest first, in pages that cost the same in any record."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from fakes.kept_secrets import KeptSecrets
from fakes.record_samples import (
    sample_document,
    sample_draft,
    sample_facts,
    sample_label,
    sample_task,
)
from fakes.still_clock import StillClock
from homeport.adapters.store.history_rows import PAGE
from homeport.adapters.store.record import FILE_NAME, Record, open_record
from homeport.domain.data_class import DataClass
from homeport.domain.draft import DraftEnd
from homeport.domain.draft_edit import DraftEdit
from homeport.domain.label import Label
from homeport.domain.ledger import LedgerKind
from homeport.domain.task import Relation
from homeport.domain.task_state import Phase
from homeport.ports.store import Cursor, HistoryRow, SentLine

pytestmark = pytest.mark.anyio

AT = "2026-01-02T03:04:05Z"


@pytest.fixture
async def record(tmp_path: Path) -> AsyncIterator[Record]:
    opened = open_record(tmp_path / FILE_NAME, KeptSecrets(), StillClock())
    yield opened
    await opened.close()


async def test_a_row_says_what_the_list_shows(record: Record) -> None:
    await record.save_task(sample_task(instruction="Sammanfatta \ud800\n och mer"))
    assert (await record.history_page()).rows == (
        HistoryRow("t1", "t1", "Sammanfatta \ud800", AT, "new", "", "", 0, 1, ()),
    )
    await record.save_document("t1", sample_document(), sample_label())
    await record.save_label("t1", sample_label(), sample_facts())
    await record.save_label("t1", Label(DataClass.INTERNAL), sample_facts())
    await record.save_draft(sample_draft())
    await record.save_draft(replace(sample_draft("d2"), lane="eu"))
    fields = {"recipient": "Exempel", "endpoint": "eu/m", "confirmation": "c1"}
    seq = (await record.append(LedgerKind.SEND_INTENDED, fields, task_id="t1")).seq
    await record.append(LedgerKind.SEND_OUTCOME, {"seq": seq, "outcome": "finished"}, task_id="t1")
    await record.set_task_state("t1", Phase.DONE)
    line = SentLine(seq, "t1", "Exempel", AT, "finished", None, "")
    assert (await record.history_page()).rows == (
        HistoryRow("t1", "t1", "Sammanfatta \ud800", AT, "done", "eu", "internal", 1, 1, (line,)),
    )


async def test_a_class_that_the_persons_own_words_raised_shows(record: Record) -> None:
    await record.save_task(sample_task())
    await record.save_label("t1", Label(DataClass.PUBLIC), sample_facts())
    await record.save_draft(sample_draft())
    await record.save_edit(DraftEdit("d1", "eget", Label(DataClass.CONFIDENTIAL), AT))
    await record.save_edit(DraftEdit("d1", "mindre", Label(DataClass.INTERNAL), AT))
    assert (await record.history_page()).rows[0].data_class == "confidential"


async def test_versions_of_one_thread_are_one_row_at_the_place_of_the_newest(record: Record) -> None:
    await record.save_task(sample_task("a"))
    await record.save_task(sample_task("b"))
    again = replace(sample_task("a2", "Igen"), thread="a", follows="a", relation=Relation.REGENERATED)
    await record.save_task(again)
    rows = (await record.history_page()).rows
    assert [(row.task_id, row.thread, row.title, row.versions) for row in rows] == [
        ("a2", "a", rows[1].title, 2),  # a conversation keeps the name of its first question
        ("b", "b", rows[1].title, 1),
    ]
    found = await record.record("a2")
    assert found is not None
    assert found.task == again


async def test_pages_join_without_a_gap_and_without_a_row_twice(record: Record) -> None:
    for n in range(7):
        await record.save_task(sample_task(f"t{n}"))
    seen: list[str] = []
    cursor: Cursor | None = None
    for size in (3, 3, 1):
        page = await record.history_page(cursor, 3)
        assert len(page.rows) == size
        seen += [row.task_id for row in page.rows]
        cursor = page.next
        await record.save_task(sample_task(f"later{size}{len(seen)}"))  # newer rows do not move the older ones
    assert cursor is None
    assert seen == [f"t{n}" for n in range(6, -1, -1)]
    assert (await record.history_page(limit=10)).next is None


async def test_a_thread_comes_back_in_order_with_everything(record: Record) -> None:
    await record.save_task(sample_task("a"))
    await record.save_task(replace(sample_task("b"), thread="a", follows="a", relation=Relation.EDITED))
    await record.save_task(sample_task("other"))
    await record.save_draft(sample_draft("da", "a"))
    await record.save_draft(sample_draft("db", "b"))
    await record.save_edit(DraftEdit("db", "eget", Label(DataClass.INTERNAL), AT))
    await record.append(LedgerKind.TASK_EVENT, {}, task_id="b")
    for asked in ("a", "b"):
        thread = await record.thread(asked)
        assert [task.task.id for task in thread] == ["a", "b"]
        assert thread == (await record.record("a"), await record.record("b"))
    assert [len(task.entries) for task in thread] == [0, 1]
    assert thread[1].edits == (DraftEdit("db", "eget", Label(DataClass.INTERNAL), AT),)
    assert await record.thread("nobody") == ()


async def test_an_interrupted_task_says_so(tmp_path: Path) -> None:
    secrets = KeptSecrets()
    first = open_record(tmp_path / FILE_NAME, secrets, StillClock())
    await first.save_task(sample_task())
    await first.save_draft(replace(sample_draft(), end=DraftEnd.RUNNING))
    assert (await first.history_page()).rows[0].state == "new"
    await first.close()
    again = open_record(tmp_path / FILE_NAME, secrets, StillClock())
    assert (await again.history_page()).rows[0].state == "interrupted"
    await again.close()


async def test_no_part_of_a_page_walks_through_a_table(record: Record) -> None:
    plan = await record._read(
        lambda session: session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {PAGE}", (1 << 62, 50)).all()
    )
    steps = [row[-1] for row in plan]
    assert not [step for step in steps if "SCAN" in step and "task_newest" not in step]
    assert not [step for step in steps if "TEMP B-TREE" in step]
    assert any("task_newest" in step for step in steps)
