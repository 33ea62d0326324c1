"""What was sent is told from the send log, cautiously, and outlives the task."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from fakes.kept_secrets import KeptSecrets
from fakes.record_samples import sample_confirmation, sample_prepared, sample_task
from fakes.still_clock import StillClock
from homeport.adapters.store.record import FILE_NAME, Record, open_record
from homeport.adapters.store.sent_lines import BY_TASKS, SINCE
from homeport.domain.ledger import LedgerKind
from homeport.domain.task_state import Phase
from homeport.services.history import settle_interrupted
from homeport.services.privacy_statement import (
    MayHaveLeft,
    MonthSent,
    NothingSent,
    Sent,
    Several,
    sent_this_month,
    statement,
)

pytestmark = pytest.mark.anyio

AT = "2026-01-02T03:04:05Z"


@pytest.fixture
def clock() -> StillClock:
    return StillClock(AT)


@pytest.fixture
async def record(tmp_path: Path, clock: StillClock) -> AsyncIterator[Record]:
    opened = open_record(tmp_path / FILE_NAME, KeptSecrets(), clock)
    for task_id in ("t1", "t2", "t3"):
        await opened.save_task(sample_task(task_id))
    yield opened
    await opened.close()


async def _send(record: Record, task_id: str, outcome: str | None, confirmation: str = "") -> int:
    fields = {"recipient": "Exempel", "endpoint": "eu/m", "confirmation": confirmation}
    seq = (await record.append(LedgerKind.SEND_INTENDED, fields, task_id=task_id)).seq
    if outcome is not None:
        await record.append(LedgerKind.SEND_OUTCOME, {"seq": seq, "outcome": outcome}, task_id=task_id)
    return seq


async def _yes(record: Record, task_id: str, price: float | None, currency: str) -> str:
    prepared = replace(sample_prepared(task_id), highest_price=price, currency=currency)
    name = f"c-{task_id}-{currency}"
    await record.save_confirmation(sample_confirmation(prepared, name), prepared)
    return name


async def test_a_task_that_sent_nothing_says_so(record: Record) -> None:
    assert await statement(record, ["t1", "nobody"]) == NothingSent()
    assert await statement(record, []) == NothingSent()
    await _send(record, "t2", "finished")
    assert await statement(record, ["t1"]) == NothingSent()


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        ("finished", Sent),
        ("failed (timeout): may have left", MayHaveLeft),
        ("stopped: may have left", MayHaveLeft),
        ("interrupted: may have left", MayHaveLeft),
        (None, MayHaveLeft),  # under way, or killed
        ("", MayHaveLeft),
        ("a word of a newer version", MayHaveLeft),
    ],
)
async def test_every_end_but_a_known_one_may_have_left(
    record: Record, outcome: str | None, kind: type[Sent | MayHaveLeft]
) -> None:
    seq = await _send(record, "t1", outcome)
    assert await statement(record, ["t1"]) == kind("Exempel", AT, seq)


async def test_what_surely_never_left_is_no_send(record: Record) -> None:
    await _send(record, "t1", "failed (refused): nothing left")
    assert await statement(record, ["t1"]) == NothingSent()
    seq = await _send(record, "t1", "finished")
    assert await statement(record, ["t1"]) == Sent("Exempel", AT, seq)


async def test_several_sends_of_a_thread_are_told_in_order(record: Record) -> None:
    first = await _send(record, "t1", "stopped: may have left")
    second = await _send(record, "t2", "finished")
    assert await statement(record, ["t2", "t1"]) == Several(
        (MayHaveLeft("Exempel", AT, first), Sent("Exempel", AT, second))
    )


async def test_the_month_counts_tasks_sends_and_highest_prices_also_of_erased_tasks(
    record: Record, clock: StillClock
) -> None:
    assert await sent_this_month(record, clock, ZoneInfo("UTC")) == MonthSent("2026-01-01T00:00:00Z", 0, 0, 0)
    euro, dollar = await _yes(record, "t1", 0.25, "EUR"), await _yes(record, "t2", 1.5, "USD")
    await _send(record, "t1", "finished", euro)
    await _send(record, "t1", None, euro)
    await _send(record, "t2", "finished", dollar)
    await _send(record, "t3", "finished")
    await _send(record, "t3", "failed (refused): nothing left", dollar)
    month = MonthSent("2026-01-01T00:00:00Z", 3, 4, 1, {"EUR": 0.5, "USD": 1.5}, 1)
    assert await sent_this_month(record, clock, ZoneInfo("UTC")) == month
    await record.set_task_state("t1", Phase.DONE)
    await record.finish(await record.delete_tasks(["t1"]))
    assert await sent_this_month(record, clock, ZoneInfo("UTC")) == month
    clock.pass_seconds(31 * 86400)
    assert await sent_this_month(record, clock, ZoneInfo("UTC")) == MonthSent("2026-02-01T00:00:00Z", 0, 0, 0)


async def test_the_month_begins_where_the_person_is(record: Record) -> None:
    late = StillClock("2026-03-31T22:30:00Z")  # April in Stockholm, which has gone over to summer time
    assert (await sent_this_month(record, late, ZoneInfo("Europe/Stockholm"))).since == "2026-03-31T22:00:00Z"
    april = StillClock("2026-03-30T12:00:00Z")  # and March began in winter time
    assert (await sent_this_month(record, april, ZoneInfo("Europe/Stockholm"))).since == "2026-02-28T23:00:00Z"


async def test_a_killed_send_reads_may_have_left(tmp_path: Path, clock: StillClock) -> None:
    secrets, path = KeptSecrets(), tmp_path / "killed.db"
    record = open_record(path, secrets, clock)
    await record.save_task(sample_task("killed"))
    fields = {"recipient": "Exempel", "endpoint": "eu/m", "url": "https://api.example"}
    seq = (await record.append(LedgerKind.SEND_INTENDED, fields, task_id="killed")).seq
    await record.close()
    again = open_record(path, secrets, clock)
    before = await statement(again, ["killed"])
    await settle_interrupted(again, again)
    assert before == await statement(again, ["killed"]) == MayHaveLeft("Exempel", AT, seq)
    await again.close()


@pytest.mark.parametrize("query", [SINCE, BY_TASKS.format("?")])
async def test_no_question_walks_through_all_sends(record: Record, query: str) -> None:
    plan = await record._read(
        lambda session: session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", ("x",)).all()
    )
    assert not [row for row in plan if "SCAN" in row[-1]]
