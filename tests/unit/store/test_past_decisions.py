"""The decisions of the last days: newest first, in pages, facts only, by an index."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from fakes.kept_secrets import KeptSecrets
from fakes.record_samples import CANARY, sample_decision, sample_label, sample_task
from fakes.still_clock import StillClock
from homeport.adapters.store.past_decisions import NEWEST, PAGE
from homeport.adapters.store.record import FILE_NAME, Record, open_record
from homeport.domain.facts import Fact, Facts, FactSource
from homeport.domain.task_state import Phase

pytestmark = pytest.mark.anyio

DAY = 24 * 3600.0


class Desk:
    """A record with a clock that a test moves on."""

    def __init__(self, folder: Path) -> None:
        self.clock = StillClock("2026-11-01T12:00:00Z")
        self.record: Record = open_record(folder / FILE_NAME, KeptSecrets(), self.clock)

    async def decide(self, task_id: str, difficulty: str = "hard") -> None:
        facts = Facts((Fact("difficulty", difficulty, FactSource.MEASURED, f"because of {CANARY}"),))
        await self.record.save_label(task_id, sample_label(), facts)
        await self.record.save_decision(task_id, replace(sample_decision(), route_rule=difficulty))


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    await desk.record.close()


async def test_decisions_come_newest_first_with_the_facts_of_their_time(desk):
    await desk.record.save_task(sample_task())
    await desk.decide("t1", "routine")
    desk.clock.pass_seconds(DAY)
    since = desk.clock.now()
    await desk.decide("t1", "routine")
    desk.clock.pass_seconds(60)
    await desk.decide("t1", "hard")
    page = await desk.record.decisions_since(since)
    assert page.next is None
    assert [past.decision.route_rule for past in page.decisions] == ["hard", "routine"]
    assert [past.values for past in page.decisions] == [
        {"difficulty": "hard", "sensitivity": "restricted"},
        {"difficulty": "routine", "sensitivity": "restricted"},
    ]
    assert {past.task_id for past in page.decisions} == {"t1"}
    assert await desk.record.count_decisions_since(since) == 2
    assert CANARY not in repr(page)


async def test_pages_hold_every_decision_once_also_within_one_second_and_when_the_clock_went_back(desk):
    await desk.record.save_task(sample_task())
    since = desk.clock.now()
    for number in range(7):
        await desk.record.save_decision("t1", replace(sample_decision(), route_rule=f"R{number}"))
        if number == 3:
            desk.clock.pass_seconds(120)
        if number == 4:
            desk.clock.pass_seconds(-60)
    seen, cursor = [], None
    while True:
        page = await desk.record.decisions_since(since, cursor, limit=2)
        seen += [past.decision.route_rule for past in page.decisions]
        cursor = page.next
        if cursor is None:
            break
    assert seen == ["R4", "R6", "R5", "R3", "R2", "R1", "R0"]


async def test_deleted_tasks_are_not_among_them_and_come_back_with_undo(desk):
    await desk.record.save_task(sample_task())
    since = desk.clock.now()
    await desk.decide("t1")
    await desk.record.set_task_state("t1", Phase.DONE)
    deletion = await desk.record.delete_tasks(["t1"])
    assert (await desk.record.decisions_since(since)).decisions == ()
    await desk.record.undo(deletion)
    assert len((await desk.record.decisions_since(since)).decisions) == 1


async def test_a_decision_without_a_label_has_the_facts_that_the_policy_read(desk):
    await desk.record.save_task(sample_task())
    since = desk.clock.now()
    await desk.record.save_decision("t1", sample_decision())
    (past,) = (await desk.record.decisions_since(since)).decisions
    assert past.values == {"sensitivity": "restricted"}


async def test_the_query_walks_an_index_and_sorts_nothing(desk):
    plan = await desk.record._read(
        lambda session: (
            session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {PAGE}", ("2026", *NEWEST, 10)).all()
        )
    )
    told = json.dumps([row[-1] for row in plan])
    assert "SEARCH decision USING INDEX decision_at" in told
    assert "TEMP B-TREE" not in told.split("CORRELATED")[0]
