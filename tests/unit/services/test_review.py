"""Held results: accepted, rejected, taken back, used, in the same run and after a restart."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from fakes.kept_secrets import KeptSecrets
from fakes.replay_server import ReplayServer
from fakes.task_bench import Bench, ScriptedPerson, open_bench
from homeport.adapters.store.record import open_record
from homeport.adapters.system.clock import SystemClock
from homeport.domain.ledger import LedgerKind
from homeport.domain.task import Relation
from homeport.domain.task_event import Reviewed, ReviewTakenBack, Used, event_of
from homeport.domain.task_state import Phase, TaskState
from homeport.services.approvals import SecondPersons
from homeport.services.review import ReviewRefused, Reviews
from homeport.services.run_task import RunTask
from homeport.services.thread import state_of

pytestmark = pytest.mark.anyio


@pytest.fixture
def server() -> Iterator[ReplayServer]:
    with ReplayServer(tokens=["On ", "Monday."], rate=0) as running:
        yield running


@pytest.fixture
async def bench(tmp_path: Path, server: ReplayServer) -> AsyncIterator[Bench]:
    made = open_bench(tmp_path, server.base_url("chat"))
    yield made
    await made.record.close()


@pytest.fixture
def reviews(bench: Bench) -> Reviews:
    return Reviews(bench.record, bench.record, bench.workshop.second)


async def held(bench: Bench) -> str:
    context = bench.context(ScriptedPerson(), "Check the liability", [], kind="contract")
    state = await RunTask(context).run()
    assert state.phase is Phase.HELD
    return context.task.id


async def listed(bench: Bench, task_id: str) -> str:
    return next(row.state for row in await bench.record.history() if row.task.id == task_id)


@pytest.mark.parametrize(("accepted", "phase"), [(True, Phase.DONE), (False, Phase.REJECTED)])
async def test_a_review_is_in_the_ledger_and_in_the_history(
    bench: Bench, reviews: Reviews, accepted: bool, phase: Phase
) -> None:
    task_id = await held(bench)
    state = await reviews.review(task_id, accepted)
    assert isinstance(state, TaskState)
    assert state.phase is phase
    assert await listed(bench, task_id) == phase
    record = await bench.record.record(task_id)
    assert record is not None
    assert state_of(record) == state
    assert event_of(record.entries[-1].fields) == Reviewed(accepted)
    assert await bench.record.unfinished() == ()


async def test_it_is_undone_until_the_result_is_used(bench: Bench, reviews: Reviews) -> None:
    task_id = await held(bench)
    assert await reviews.use(task_id) is ReviewRefused.NOT_READY
    assert await reviews.take_back(task_id) is ReviewRefused.NOT_REVIEWED
    await reviews.review(task_id, accepted=False)
    assert await reviews.use(task_id) is ReviewRefused.NOT_READY
    state = await reviews.take_back(task_id)
    assert isinstance(state, TaskState)
    assert state.phase is Phase.HELD
    assert await listed(bench, task_id) == Phase.HELD
    await reviews.review(task_id, accepted=True)
    used = await reviews.use(task_id)
    assert await reviews.use(task_id) == used
    assert await reviews.take_back(task_id) is ReviewRefused.USED
    events = [event_of(e.fields) for e in await bench.record.entries(task_id) if e.kind is LedgerKind.TASK_EVENT]
    assert events[-4:] == [Reviewed(accepted=False), ReviewTakenBack(), Reviewed(accepted=True), Used()]


async def test_two_clicks_are_one_review(bench: Bench, reviews: Reviews) -> None:
    task_id = await held(bench)
    one, other = await asyncio.gather(reviews.review(task_id, True), reviews.review(task_id, False))
    assert isinstance(one, TaskState)
    assert other is ReviewRefused.NOT_HELD
    record = await bench.record.record(task_id)
    assert record is not None
    assert state_of(record).phase is Phase.DONE


async def test_what_needs_no_review_or_is_not_there_is_refused(bench: Bench, reviews: Reviews) -> None:
    context = bench.context(ScriptedPerson(), "Hello", [])
    await RunTask(context).run()
    assert await reviews.review(context.task.id, accepted=True) is ReviewRefused.NOT_HELD
    assert await reviews.review("nobody", accepted=True) is ReviewRefused.NO_TASK
    assert isinstance(await reviews.use(context.task.id), TaskState), "what is not held can be used at once"


async def test_a_review_after_a_restart(tmp_path: Path, server: ReplayServer) -> None:
    bench = open_bench(tmp_path, server.base_url("chat"), secrets=KeptSecrets())
    task_id = await held(bench)
    await bench.record.close()
    record = open_record(tmp_path / "record.db", bench.secrets, SystemClock())
    second = SecondPersons(record, record, SystemClock(), lambda: "id")
    state = await Reviews(record, record, second).review(task_id, accepted=True)
    assert isinstance(state, TaskState)
    assert state.phase is Phase.DONE
    assert (await record.verify()).broken_at is None
    await record.close()


async def test_asking_for_more_knows_of_the_review(bench: Bench, reviews: Reviews) -> None:
    context = bench.context(ScriptedPerson(), "Check the liability", [], kind="contract")
    run = RunTask(context)
    await run.run()
    await reviews.review(context.task.id, accepted=True)
    state = await run.ask_for_more()  # no lane is set up: what was accepted stands
    assert (state.phase, state.review) == (Phase.DONE, "accepted")
    follow = await bench.next_context(ScriptedPerson(), context.task, Relation.FOLLOW_UP, instruction="And then?")
    assert len(follow.earlier) == 1
