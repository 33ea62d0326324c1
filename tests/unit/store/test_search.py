"""Search: a person's words as they are, letters folded, newest first, and never in the way."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes.kept_secrets import KeptSecrets
from fakes.record_samples import sample_document, sample_draft, sample_label, sample_task
from fakes.still_clock import StillClock
from homeport.adapters.store.record import FILE_NAME, Record, open_record
from homeport.adapters.store.search import FIND, query_of, spans_of
from homeport.domain.data_class import DataClass
from homeport.domain.draft import DraftEnd
from homeport.domain.draft_edit import DraftEdit
from homeport.domain.errors import UserCancelled
from homeport.domain.label import Label
from homeport.domain.task_state import Phase
from homeport.ports.store import Cursor

pytestmark = pytest.mark.anyio


@pytest.fixture
async def record(tmp_path: Path) -> AsyncIterator[Record]:
    opened = open_record(tmp_path / FILE_NAME, KeptSecrets(), StillClock())
    yield opened
    await opened.close()


async def _found(record: Record, text: str) -> list[str]:
    return [hit.task_id for hit in (await record.search(text)).hits]


async def test_every_part_of_a_task_is_found(record: Record) -> None:
    await record.save_task(sample_task("a", "Granska avtalet\nom leverans"))
    assert await _found(record, "leverans") == ["a"]  # at once
    await record.save_document("a", replace(sample_document(), name="Bilaga \udcff kvartal.docx"), sample_label())
    await record.save_draft(sample_draft("d", "a", "Parterna är överens om \x00 vitesbelopp"))
    await record.set_task_state("a", Phase.DONE)
    await record.save_edit(DraftEdit("d", "Min egen slutsats", Label(DataClass.INTERNAL), "now"))
    for word in ("avtalet", "leverans", "kvartal", "docx", "vitesbelopp", "slutsats", "avtalet kvartal slutsats"):
        assert await _found(record, word) == ["a"], word
    assert await _found(record, "avtalet saknas") == []


async def test_a_growing_draft_is_found_when_it_has_ended_and_once(record: Record) -> None:
    await record.save_task(sample_task("a", "Fråga"))
    for n in range(3):
        await record.save_draft(replace(sample_draft("d", "a", f"tidigt ord{n}"), end=DraftEnd.RUNNING))
    assert await _found(record, "tidigt") == []
    await record.save_draft(replace(sample_draft("d", "a", "sent ord"), end=DraftEnd.STOPPED))
    assert await _found(record, "sent") == ["a"]
    assert await _found(record, "tidigt") == []


async def test_an_earlier_own_version_is_not_found(record: Record) -> None:
    await record.save_task(sample_task("a", "Fråga"))
    await record.save_draft(sample_draft("d", "a", "svar"))
    for text in ("gammal", "nyare"):
        await record.save_edit(DraftEdit("d", text, Label(DataClass.INTERNAL), "now"))
    assert (await _found(record, "gammal"), await _found(record, "nyare")) == ([], ["a"])


@pytest.mark.parametrize("asked", ["Åse", "åse", "ÅSE", "ase", "A\u030ase", "Ås", "ÅSE ström", "STROM"])
async def test_case_and_diacritics_are_folded_both_ways(record: Record, asked: str) -> None:
    await record.save_task(sample_task("a", "Brev till Åse Ström"))
    await record.save_task(sample_task("b", "Brev till A\u030ase Strom"))
    await record.save_task(sample_task("c", "Brev till Asen"))
    assert {"a", "b"} <= set(await _found(record, asked))


async def test_only_the_last_word_is_a_beginning_and_not_after_a_space(record: Record) -> None:
    await record.save_task(sample_task("a", "Leverans av varor"))
    assert await _found(record, "leverans var") == ["a"]
    assert await _found(record, "lever var") == []
    assert await _found(record, "leverans var ") == []
    assert await _found(record, "leverans varor ") == ["a"]


@pytest.mark.parametrize(
    "text",
    ["", "  ", "*", '"', '""', "-", "()", "***", ": : :", "\x00", "'", "…", "\ufdd0", "\U0001f600"],
)
async def test_signs_alone_find_nothing(record: Record, text: str) -> None:
    await record.save_task(sample_task("a", "Leverans"))
    assert await record.search(text) == await record.search("")
    assert (await record.search(text)).hits == ()


@pytest.mark.parametrize(
    "text",
    [
        "leverans OR nothere",
        "leverans NOT varor",
        "leverans AND",
        "NEAR(leverans varor)",
        "instruction:leverans",
        "^leverans zzz",
        "leverans) OR (varor",
    ],
)
async def test_operators_are_words(record: Record, text: str) -> None:
    await record.save_task(sample_task("a", "leverans av varor"))
    await record.save_task(sample_task("b", "leverans or nothere not varor and near instruction zzz"))
    assert "a" not in await _found(record, text)


async def test_quotes_stay_in_the_words(record: Record) -> None:
    await record.save_task(sample_task("a", 'Han sade "leverans" och gick; \'; DROP TABLE task; --'))
    for text in ('"leverans"', 'sade "lev', '"leverans" och', "'; DROP TABLE task; --", 'a" OR "leverans'):
        hits = await _found(record, text)
        assert hits == ([] if text.startswith("a") else ["a"]), text


@given(text=st.text(st.characters(exclude_categories=()), max_size=60))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_text_breaks_the_query(searched: Record, text: str) -> None:
    await searched.search(text)


@pytest.fixture
async def searched(tmp_path: Path) -> AsyncIterator[Record]:
    opened = open_record(tmp_path / "searched.db", KeptSecrets(), StillClock())
    await opened.save_task(sample_task("a", "något att hitta"))
    yield opened
    await opened.close()


async def test_a_snippet_shows_what_matched(record: Record) -> None:
    text = "Inledning. " * 40 + "Här står\n\tÅses  avtal om leverans. " + "Avslutning. " * 40
    await record.save_task(sample_task("a", "Fråga"))
    await record.save_draft(sample_draft("d", "a", text))
    (hit,) = (await record.search("avtal ase")).hits
    assert len(hit.snippet) < 300
    assert "\n" not in hit.snippet
    assert [hit.snippet[start:end] for start, end in hit.spans] == ["Åses", "avtal"]
    assert (hit.title, hit.thread, hit.created) == ("Fråga", "a", sample_task().created)


def test_marks_in_a_text_break_no_span() -> None:
    assert spans_of("a \ufdd0b\ufdd1 c") == ("a b c", ((2, 3),))
    assert spans_of("\ufdd1a \ufdd0\ufdd0b c") == ("a b c", ())
    assert spans_of("") == ("", ())


async def test_hits_come_newest_first_one_a_thread_in_pages(record: Record) -> None:
    for n in range(5):
        await record.save_task(sample_task(f"t{n}", "leverans"))
    await record.save_task(replace(sample_task("again", "leverans igen"), thread="t1", follows="t1"))
    first = await record.search("leverans", limit=3)
    assert [hit.task_id for hit in first.hits] == ["again", "t4", "t3"]
    assert first.next is not None
    second = await record.search("leverans", first.next, 3)
    assert [hit.task_id for hit in second.hits] == ["t2", "t1", "t0"]
    assert second.next is None
    assert (await record.search("leverans", Cursor(1))).hits == ()


async def test_a_search_waits_for_no_write_and_no_write_for_it(record: Record) -> None:
    await record.save_task(sample_task("a", "leverans"))
    blocked = asyncio.create_task(record._write(lambda session: time.sleep(1.0)))
    await asyncio.sleep(0.05)
    start = time.perf_counter()
    assert await _found(record, "leverans") == ["a"]
    assert time.perf_counter() - start < 0.9
    assert not blocked.done()
    await blocked


async def test_a_cancelled_search_is_broken_off_and_the_next_one_works(
    record: Record, caplog: pytest.LogCaptureFixture
) -> None:
    await record.save_task(sample_task("a", "leverans"))
    assert await _found(record, "leverans") == ["a"]
    connection = record._searching._driver
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    running = asyncio.create_task(
        record._searching.read(lambda session, _: session.connection().exec_driver_sql(endless).scalar())
    )
    await asyncio.sleep(0.2)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    start = time.perf_counter()
    assert await _found(record, "leverans") == ["a"]
    assert time.perf_counter() - start < 1.0
    assert record._searching._driver is connection
    assert caplog.records == []


async def test_searches_cancelled_while_a_person_types_leave_the_last_one_right(
    record: Record, caplog: pytest.LogCaptureFixture
) -> None:
    for n in range(30):
        await record.save_task(sample_task(f"t{n}", "leverans av varor"))
    for typed in ("l", "le", "lev", "leve", "lever") * 10:
        asked = asyncio.create_task(record.search(typed))
        await asyncio.sleep(0.001)
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
    assert len((await record.search("leverans")).hits) == 30
    assert caplog.records == []


async def test_closing_breaks_a_search_off(tmp_path: Path) -> None:
    opened = open_record(tmp_path / FILE_NAME, KeptSecrets(), StillClock())
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    running = asyncio.create_task(
        opened._searching.read(lambda session, _: session.connection().exec_driver_sql(endless).scalar())
    )
    await asyncio.sleep(0.2)
    async with asyncio.timeout(2):
        await opened.close()
        with pytest.raises(UserCancelled):
            await running


async def test_hits_are_read_in_order_and_not_sorted(record: Record) -> None:
    await record.search("a")  # makes the function that the query asks
    plan = await record._searching.read(
        lambda session, _: (
            session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {FIND}", ('"a"*', -9, 5)).all()
        )
    )
    steps = [row[-1] for row in plan]
    assert len(steps) == 2
    assert steps[0].startswith("SCAN search VIRTUAL TABLE INDEX")
    assert "USING INTEGER PRIMARY KEY" in steps[1]


def test_a_query_is_bounded() -> None:
    assert query_of("ord " * 1000).count('"') == 32
    assert query_of("Åse") == '"Åse"*'
    assert query_of('a"b c ') == '"a""b" "c"'
