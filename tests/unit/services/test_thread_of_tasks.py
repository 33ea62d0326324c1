"""Follow-ups, new drafts, edits and continued answers over real sockets and the real record."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fakes.kept_secrets import KeptSecrets
from fakes.replay_server import ReplayServer
from fakes.sending_egress import SendingEgress
from fakes.still_clock import StillClock
from fakes.task_bench import GO_ON, AddressEngine, Bench, ScriptedPerson, open_bench
from homeport.domain.data_class import DataClass
from homeport.domain.draft import DraftEnd
from homeport.domain.draft_edit import DraftEdit
from homeport.domain.label import Label
from homeport.domain.lane import Endpoint, Price, Region
from homeport.domain.task import Relation
from homeport.domain.task_event import KEPT_BEFORE, Declined, event_of
from homeport.domain.turn import HalfAnswer, Turn
from homeport.services.escalate import OpenLane, key_name
from homeport.services.relabel import relabel_edit
from homeport.services.run_task import RunTask
from homeport.services.task_context import TaskContext
from homeport.services.thread import earlier_turns, half_answer, next_task, turn_of
from homeport.services.updates import AnswerGrew, DraftBegan, KeptBefore, Routed, Shown
from homeport.wire.formats import wire_format

pytestmark = pytest.mark.anyio

ANSWER = "The notice period is three months."


@pytest.fixture
def server() -> Iterator[ReplayServer]:
    with ReplayServer(tokens=[f"{word} " for word in ANSWER.split()], rate=0) as running:
        yield running


@pytest.fixture
def premium(server: ReplayServer) -> Endpoint:
    return Endpoint(
        id="p/m",
        lane="premium",
        provider="Exempel AB",
        wire="chat",
        base_url=server.base_url("chat"),
        model="m",
        managed=True,
        region=Region.GLOBAL,
        country="anywhere",
        retention="30 days",
        context_tokens=100_000,
        max_output_tokens=4096,
        price=Price(2.0, 6.0, "EUR", "2026-10-29"),
        auth_header="authorization",
    )


@pytest.fixture
async def bench(tmp_path: Path, server: ReplayServer, premium: Endpoint) -> AsyncIterator[Bench]:
    lanes = {"premium": (OpenLane(premium, wire_format("chat")),)}
    made = open_bench(tmp_path, server.base_url("chat"), lanes=lanes, egress=SendingEgress())
    made.secrets.put(key_name(premium), "k")
    yield made
    await made.record.close()


def said(server: ReplayServer, index: int = -1) -> list[tuple[str, str]]:
    """The messages of a request that the server got, without the system's."""
    body = json.loads(server.requests[index].body)
    return [(m["role"], m["content"]) for m in body["messages"] if m["role"] != "system"]


async def test_a_follow_up_takes_along_what_was_said_in_order(bench: Bench, server: ReplayServer) -> None:
    first = bench.context(ScriptedPerson(), "How long is the notice period?", [])
    await RunTask(first).run()
    second = await bench.next_context(
        ScriptedPerson(), first.task, Relation.FOLLOW_UP, instruction="In weeks, please."
    )
    await RunTask(second).run()
    third = await bench.next_context(ScriptedPerson(), second.task, Relation.FOLLOW_UP, instruction="In days?")
    await RunTask(third).run()
    assert said(server) == [
        ("user", "How long is the notice period?"),
        ("assistant", ANSWER + " "),
        ("user", "In weeks, please."),
        ("assistant", ANSWER + " "),
        ("user", "In days?"),
    ]
    assert (third.task.thread, third.task.follows) == (first.task.id, second.task.id)
    record = await bench.record.record(third.task.id)
    assert record is not None
    assert record.task == third.task
    started = event_of(record.entries[0].fields)
    assert (started.relation, started.follows, started.earlier) == (Relation.FOLLOW_UP, second.task.id, 2)  # type: ignore[union-attr]


async def test_the_strictest_class_of_the_thread_holds_for_every_later_task(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Patient: 19900118-9811")
    first = bench.context(ScriptedPerson(), "Who is it?", [path])
    await RunTask(first).run()
    person = ScriptedPerson(looks=True, says_yes=True)
    second = await bench.next_context(
        person, first.task, Relation.FOLLOW_UP, instruction="And what is two plus two?"
    )
    await RunTask(second, ask_for_more=True).run()
    assert second.known_label.data_class is DataClass.RESTRICTED
    assert person.offers == []
    assert bench.seen(Routed)[-1].decision.blocked["premium"] == ("N1",)
    why = next(fact.why for fact in bench.seen(Routed)[-1].facts.given if fact.name == "sensitivity")
    assert "note.txt" in why


async def test_an_answer_that_the_person_changed_is_what_goes_on(bench: Bench, server: ReplayServer) -> None:
    first = bench.context(ScriptedPerson(), "How long?", [])
    await RunTask(first).run()
    record = await bench.record.record(first.task.id)
    assert record is not None
    turn = turn_of(record)
    assert turn is not None
    own = "Call 19900118-9811 about it."
    edited = replace(turn, answer=own, label=relabel_edit(own, turn.label))
    assert edited.label.data_class is DataClass.RESTRICTED
    task = next_task(first.task, Relation.FOLLOW_UP, id="t2", created="now", instruction="Go on")
    second = replace_context(first, task, (edited,))
    await RunTask(second).run()
    assert said(server)[1] == ("assistant", own)
    assert second.known_label.data_class is DataClass.RESTRICTED


async def test_an_edit_that_was_not_labelled_is_labelled_anyway(bench: Bench) -> None:
    """A turn whose label says less than its texts do is not believed."""
    turn = Turn("Hello", "Patient: 19900118-9811", Label(DataClass.PUBLIC), "t0")
    first = bench.context(ScriptedPerson(), "Go on", [])
    context = replace_context(first, first.task, (turn,))
    await RunTask(context).run()
    assert context.known_label.data_class is DataClass.RESTRICTED
    found = {(finding.kind, finding.source) for finding in context.known_label.findings}
    assert ("SE_PNR", "earlier answer") in found


async def test_regenerating_repeats_the_question_and_keeps_what_came_before(
    bench: Bench, server: ReplayServer
) -> None:
    first = bench.context(ScriptedPerson(), "How long?", [])
    await RunTask(first).run()
    second = await bench.next_context(ScriptedPerson(), first.task, Relation.FOLLOW_UP, instruction="In weeks?")
    await RunTask(second).run()
    again = await bench.next_context(ScriptedPerson(), second.task, Relation.REGENERATED)
    await RunTask(again).run()
    assert said(server) == said(server, -2)
    edited = await bench.next_context(ScriptedPerson(), again.task, Relation.EDITED, instruction="In hours?")
    await RunTask(edited).run()
    assert said(server) == [*said(server, -2)[:-1], ("user", "In hours?")]
    records = await bench.record.thread(first.task.id)
    assert [record.task.relation for record in records] == [
        Relation.FIRST,
        Relation.FOLLOW_UP,
        Relation.REGENERATED,
        Relation.EDITED,
    ]
    assert [turn.task_id for turn in earlier_turns(records, edited.task)] == [first.task.id]


async def test_earlier_turns_count_for_what_the_model_can_read(bench: Bench) -> None:
    def difficulty() -> tuple[str, str]:
        return next((f.value, f.why) for f in bench.seen(Routed)[-1].facts.given if f.name == "difficulty")

    first = bench.context(ScriptedPerson(), "When?", [])
    await RunTask(first).run()
    assert difficulty()[0] == "routine"
    await RunTask(
        replace_context(first, replace(first.task, id="t2"), (Turn("One?", "word " * 3500, INTERNAL, "t"),))
    ).run()
    assert difficulty()[0] == "hard"
    assert "tokens" in difficulty()[1]


async def test_a_half_answer_goes_on_where_it_stopped(bench: Bench, server: ReplayServer) -> None:
    first = bench.context(ScriptedPerson(), "How long?", [])
    half = HalfAnswer("d0", "It is long: ", Label(DataClass.INTERNAL))
    task = next_task(first.task, Relation.CONTINUED, id="t2", created="now")
    context = replace_context(first, task, (), half)
    state = await RunTask(context).run()
    assert said(server) == [("user", "How long?"), ("assistant", "It is long: "), ("user", GO_ON)]
    record = await bench.record.record("t2")
    assert record is not None
    (draft,) = record.drafts
    assert draft.id == state.kept_draft
    assert draft.text == f"It is long: {ANSWER} "
    assert (draft.continues, draft.text[: draft.carried]) == ("d0", half.text)
    assert bench.seen(DraftBegan)[-1].carried == half.text


async def test_a_stopped_answer_goes_on_after_a_restart(tmp_path: Path) -> None:
    secrets = KeptSecrets()
    with ReplayServer(tokens=4000, rate=100) as slow:
        bench = open_bench(tmp_path, slow.base_url("chat"), secrets=secrets)
        first = bench.context(ScriptedPerson(), "Go on and on", [])
        run = asyncio.create_task(RunTask(first).run())
        async with asyncio.timeout(20):
            while not first.drafting or len(first.drafting.snapshot(DraftEnd.RUNNING).text) < 20:
                await asyncio.sleep(0.02)
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run
        await bench.record.close()
    with ReplayServer(tokens=["and ", "ends."], rate=0) as server:
        bench = open_bench(tmp_path, server.base_url("chat"), secrets=secrets)
        on = await bench.next_context(ScriptedPerson(), first.task, Relation.CONTINUED)
        assert on.half is not None
        await RunTask(on).run()
        record = await bench.record.record(on.task.id)
        assert record is not None
        (draft,) = record.drafts
        assert draft.text == on.half.text + "and ends."
        assert len(on.half.text) >= 20
        before = await bench.record.record(first.task.id)
        assert before is not None
        assert (before.drafts[0].id, before.drafts[0].text) == (draft.continues, on.half.text)
        await bench.record.close()


async def test_the_saved_own_version_is_what_goes_on(bench: Bench, server: ReplayServer) -> None:
    first = bench.context(ScriptedPerson(), "How long?", [])
    state = await RunTask(first).run()
    own = "About 19900118-9811: three months."
    label = relabel_edit(own, Label(DataClass.INTERNAL))
    await bench.record.save_edit(DraftEdit(state.kept_draft, own, label, "2026-11-23T10:01:00Z"))
    second = await bench.next_context(ScriptedPerson(), first.task, Relation.FOLLOW_UP, instruction="Why?")
    assert second.earlier[0].label.data_class is DataClass.RESTRICTED
    await RunTask(second).run()
    assert said(server)[1] == ("assistant", own)


async def test_a_sleep_during_a_draft_loses_nothing(tmp_path: Path) -> None:
    """Eight hours pass on the clock that counts sleep while the answer is half there."""
    clock = StillClock()
    with ReplayServer(tokens=["One ", "two ", "three."], rate=10) as slow:
        bench = open_bench(tmp_path, slow.base_url("chat"), clock=clock)
        context = bench.context(ScriptedPerson(), "Count", [])
        run = asyncio.create_task(RunTask(context).run())
        async with asyncio.timeout(20):
            while not bench.seen(AnswerGrew):
                await asyncio.sleep(0.01)
        clock.pass_seconds(8 * 3600)
        state = await run
        record = await bench.record.record(context.task.id)
        assert record is not None
        assert [draft.text for draft in record.drafts if draft.id == state.kept_draft] == ["One two three."]
        await bench.record.close()


async def test_a_continued_answer_that_gives_nothing_more_leaves_the_half_one(
    tmp_path: Path, server: ReplayServer
) -> None:
    bench = open_bench(tmp_path, "", engine=AddressEngine("http://127.0.0.1:9/v1"))
    first = bench.context(ScriptedPerson(), "How long?", [])
    half = HalfAnswer("d0", "It is long: ", Label(DataClass.INTERNAL))
    task = next_task(first.task, Relation.CONTINUED, id="t2", created="now")
    state = await RunTask(replace_context(first, task, (), half)).run()
    record = await bench.record.record("t2")
    assert record is not None
    assert [(draft.end, draft.text) for draft in record.drafts] == [(DraftEnd.FAILED, half.text)]
    assert state.kept_draft == ""
    await bench.record.close()


async def test_what_can_go_on_is_found_in_the_record(bench: Bench, server: ReplayServer) -> None:
    first = bench.context(ScriptedPerson(), "How long?", [])
    await RunTask(first).run()
    record = await bench.record.record(first.task.id)
    assert record is not None
    assert half_answer(record) is None
    (draft,) = record.drafts
    stopped = replace(record, drafts=(replace(draft, end=DraftEnd.STOPPED),))
    half = half_answer(stopped)
    assert half is not None
    assert (half.draft_id, half.text, half.label) == (draft.id, draft.text, record.label)
    assert half_answer(replace(stopped, drafts=())) is None
    own = DraftEdit(draft.id, "My own beginning", Label(DataClass.RESTRICTED), "2026-11-23T10:01:00Z")
    edited = half_answer(replace(stopped, edits=(own,)))
    assert edited is not None
    assert (edited.text, edited.label.data_class) == (own.text, DataClass.RESTRICTED)
    assert half_answer(replace(stopped, edits=(replace(own, text=" "),))) is None
    unlabelled = half_answer(replace(stopped, label=None))
    assert unlabelled is not None
    assert unlabelled.label.data_class is DataClass.RESTRICTED


async def test_bytes_kept_here_are_not_asked_about_again_in_the_thread(bench: Bench) -> None:
    person = ScriptedPerson(looks=True)
    first = bench.context(person, "When?", [])
    await RunTask(first, ask_for_more=True).run()
    assert len(person.sheets) == 1
    again = await bench.next_context(person, first.task, Relation.REGENERATED)
    await RunTask(again, ask_for_more=True).run()
    third = await bench.next_context(person, first.task, Relation.REGENERATED)  # a sibling of the second
    await RunTask(third, ask_for_more=True).run()
    assert len(person.sheets) == 1, "asked once, not three times"
    kept = bench.seen(KeptBefore)
    assert [update.prepared.outgoing.body for update in kept] == [person.sheets[0].outgoing.body] * 2
    record = await bench.record.record(third.task.id)
    assert record is not None
    events = [event_of(e.fields) for e in record.entries if e.fields.get("event") == "Declined"]
    assert events == [Declined("premium", KEPT_BEFORE)]

    other = await bench.next_context(person, first.task, Relation.EDITED, instruction="When exactly?")
    await RunTask(other, ask_for_more=True).run()
    assert len(person.sheets) == 2, "other bytes are another question"

    stranger = bench.context(person, "When?", [])
    await RunTask(stranger, ask_for_more=True).run()
    assert len(person.sheets) == 3, "another thread does not know"

    told = await bench.next_context(person, third.task, Relation.REGENERATED)
    told.reconsider = True
    await RunTask(told, ask_for_more=True).run()
    assert len(person.sheets) == 4, "the person wants to see it"
    assert len(bench.seen(Shown)) == 6


async def test_earlier_turns_can_be_taken_out_and_the_half_answer_cannot(bench: Bench) -> None:
    turns = (Turn("One?", "First.", INTERNAL, "t1"), Turn("Two?", "Second.", INTERNAL, "t2"))
    person = ScriptedPerson(looks=True, takes_out=[("earlier-1",)], says_yes=True)
    first = bench.context(person, "When?", [])
    context = replace_context(first, first.task, turns, HalfAnswer("d", "It is ", INTERNAL))
    await RunTask(context, ask_for_more=True).run()
    before, after = person.sheets
    assert [(part.id, part.removable) for part in before.parts] == [
        ("instruction", False),
        ("earlier-1", True),
        ("earlier-2", True),
        ("half", False),
    ]
    assert [part.id for part in after.parts] == ["instruction", "earlier-2", "half"]
    assert before.parts[1].own_name == "One?"
    (left,) = sent(bench)
    assert left == after.outgoing.body
    assert b"First." not in left
    assert b"Second." in left


INTERNAL = Label(DataClass.INTERNAL)


def sent(bench: Bench) -> list[bytes]:
    egress = bench.workshop.egress
    assert isinstance(egress, SendingEgress)
    return egress.left


def replace_context(context: object, task: object, earlier: object, half: object = None) -> TaskContext:
    """The same workshop and person for another task."""
    assert isinstance(context, TaskContext)
    return replace(context, task=task, earlier=earlier, half=half)
