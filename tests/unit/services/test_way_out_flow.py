"""The way out step by step: parts taken out, answers for other bytes, a yes that is too old, and stopping."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fakes.replay_server import ReplayServer
from fakes.sending_egress import SendingEgress
from fakes.still_clock import StillClock
from fakes.task_bench import AddressEngine, Bench, ScriptedPerson, open_bench
from homeport.domain.consent import Prepared
from homeport.domain.document import Document
from homeport.domain.draft import DraftEnd
from homeport.domain.exchange import Fault
from homeport.domain.lane import Endpoint, Region
from homeport.domain.ledger import LedgerKind
from homeport.domain.task_event import OTHER_BYTES, Confirmed, Declined, event_of
from homeport.domain.task_state import Phase, TaskState, replay
from homeport.ports.person import Answer, KeepHere, Offer, SendIt
from homeport.services.escalate import CONFIRMATION_SECONDS, OpenLane, key_name
from homeport.services.open_documents import OpenDocuments
from homeport.services.run_task import RunTask
from homeport.services.task_context import TaskContext
from homeport.services.updates import Ended, YesExpired
from homeport.wire.formats import wire_format

pytestmark = pytest.mark.anyio


def premium(base_url: str) -> Endpoint:
    return Endpoint(
        "p/m", "premium", "Exempel AB", "chat", base_url, "m", True, Region.GLOBAL, "-", "-", 100_000, 4096,
        auth_header="authorization",
    )  # fmt: skip


@pytest.fixture
def server() -> Iterator[ReplayServer]:
    with ReplayServer(tokens=["On ", "Monday."], rate=0) as running:
        yield running


def make(folder: Path, server: ReplayServer, **choices: object) -> Bench:
    to = premium(server.base_url("chat"))
    lanes = {"premium": (OpenLane(to, wire_format("chat")),)}
    bench = open_bench(folder, server.base_url("chat"), lanes=lanes, egress=SendingEgress(), **choices)  # type: ignore[arg-type]
    bench.secrets.put(key_name(to), "k")
    return bench


@pytest.fixture
async def bench(tmp_path: Path, server: ReplayServer) -> AsyncIterator[Bench]:
    made = make(tmp_path, server)
    yield made
    await made.record.close()


def left(bench: Bench) -> list[bytes]:
    egress = bench.workshop.egress
    assert isinstance(egress, SendingEgress)
    return egress.left


async def events_of(bench: Bench, task_id: str) -> list[object]:
    return [event_of(e.fields) for e in await bench.record.entries(task_id) if e.kind is LedgerKind.TASK_EVENT]


def notes(folder: Path, *texts: str) -> list[Path]:
    paths = [folder / f"note-{number}.txt" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text)
    return paths


async def test_taking_a_document_out_makes_other_bytes_and_only_those_leave(bench: Bench, tmp_path: Path) -> None:
    person = ScriptedPerson(looks=True, says_yes=True, takes_out=[("document-1",)])
    paths = notes(tmp_path, "Alpha is on Monday.", "Beta is on Tuesday.")
    context = bench.context(person, "When?", paths)
    state = await RunTask(context, ask_for_more=True).run()
    before, after = person.sheets
    assert before.outgoing.body_sha256 != after.outgoing.body_sha256
    assert left(bench) == [after.outgoing.body]
    assert b"Alpha" not in after.outgoing.body
    assert b"Beta" in after.outgoing.body
    events = await events_of(bench, context.task.id)
    names = [type(event).__name__ for event in events]
    start = names.index("OfferTaken")
    assert names[start : start + 5] == [
        "OfferTaken",
        "BytesPrepared",
        "PartsTakenOut",
        "BytesPrepared",
        "Confirmed",
    ]
    assert replay(events) == state  # type: ignore[arg-type]
    record = await bench.record.record(context.task.id)
    assert record is not None
    assert [yes.body_sha256 for yes in record.confirmations] == [after.outgoing.body_sha256]


async def test_parts_go_one_after_the_other_and_what_is_out_stays_out(bench: Bench, tmp_path: Path) -> None:
    person = ScriptedPerson(looks=True, takes_out=[("document-1",), ("document-3",)])
    context = bench.context(person, "When?", notes(tmp_path, "One.", "Two.", "Three."))
    await RunTask(context, ask_for_more=True).run()
    assert [[part.id for part in sheet.parts] for sheet in person.sheets] == [
        ["instruction", "document-1", "document-2", "document-3"],
        ["instruction", "document-2", "document-3"],
        ["instruction", "document-2"],
    ]
    assert left(bench) == []


@pytest.mark.parametrize("ids", [(), ("instruction",), ("document-9",), ("document-1", "instruction")])
async def test_what_cannot_be_taken_out_is_a_programming_error_and_sends_nothing(
    bench: Bench, tmp_path: Path, ids: tuple[str, ...]
) -> None:
    person = ScriptedPerson(looks=True, says_yes=True, takes_out=[ids])
    context = bench.context(person, "When?", notes(tmp_path, "One."))
    with pytest.raises(ValueError, match="cannot be taken out"):
        await RunTask(context, ask_for_more=True).run()
    assert left(bench) == []
    state = replay(await events_of(bench, context.task.id))  # type: ignore[arg-type]
    assert (state.phase, state.why) == (Phase.STOPPED, "interrupted")
    assert state.kept_draft, "the draft made here is kept"
    assert await bench.record.unfinished() == ()


@dataclass
class LatePerson(ScriptedPerson):
    """Says yes to what was on the screen the first time, whatever is there now."""

    async def confirms(self, prepared: Prepared) -> Answer:
        answer = await super().confirms(prepared)
        return SendIt(self.sheets[0].outgoing.body_sha256) if isinstance(answer, SendIt) else answer


async def test_a_yes_to_earlier_bytes_is_a_no(bench: Bench, tmp_path: Path) -> None:
    person = LatePerson(looks=True, says_yes=True, takes_out=[("document-1",)])
    context = bench.context(person, "When?", notes(tmp_path, "One."))
    state = await RunTask(context, ask_for_more=True).run()
    assert left(bench) == []
    assert state.phase is Phase.DONE
    (declined,) = [e for e in await events_of(bench, context.task.id) if isinstance(e, Declined)]
    assert declined.why == OTHER_BYTES


async def test_a_yes_from_before_a_long_sleep_sends_nothing_and_is_asked_for_again(
    tmp_path: Path, server: ReplayServer
) -> None:
    clock = StillClock()
    bench = make(tmp_path, server, clock=clock)
    person = ScriptedPerson(looks=True, says_yes=True)
    context = bench.context(person, "When?", [])
    save, sleeps = bench.record.save_confirmation, [CONFIRMATION_SECONDS + 1, 0.0]

    async def save_then_sleep(*args: object) -> None:
        await save(*args)  # type: ignore[arg-type]
        clock.pass_seconds(sleeps.pop(0))

    bench.record.save_confirmation = save_then_sleep  # type: ignore[method-assign]
    await RunTask(context, ask_for_more=True).run()
    assert len(person.sheets) == 2
    assert len(bench.seen(YesExpired)) == 1
    assert left(bench) == [person.sheets[0].outgoing.body], "once, under the second yes"
    events = await events_of(bench, context.task.id)
    assert len({event.confirmation_id for event in events if isinstance(event, Confirmed)}) == 2
    intents = [e for e in await bench.record.entries() if e.kind is LedgerKind.SEND_INTENDED]
    assert len(intents) == 1
    await bench.record.close()


async def test_asking_for_more_after_the_run_came_to_rest(bench: Bench) -> None:
    person = ScriptedPerson(looks=True, says_yes=True)
    run = RunTask(bench.context(person, "When?", []))
    assert (await run.run()).phase is Phase.DONE
    assert person.offers == []
    state = await run.ask_for_more()
    assert state.phase is Phase.DONE
    assert len(left(bench)) == 1
    assert [update.state for update in bench.seen(Ended)][-1] == state


async def test_the_intent_says_what_kind_of_content_left_and_for_what(bench: Bench, tmp_path: Path) -> None:
    person = ScriptedPerson(looks=True, says_yes=True)
    context = bench.context(person, "Ask a@example.com", notes(tmp_path, "One."))
    await RunTask(context, ask_for_more=True).run()
    (intent,) = [e for e in await bench.record.entries() if e.kind is LedgerKind.SEND_INTENDED]
    assert (intent.fields["class"], intent.fields["categories"], intent.fields["purpose"]) == (
        "internal",
        ["personal"],
        "general",
    )


# ---- stopping


class Hangs:
    """Something that never comes back, and says when it was reached."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()

    async def __call__(self, *_: object) -> None:
        self.reached.set()
        await asyncio.Event().wait()


@dataclass
class WaitingPerson(ScriptedPerson):
    at: str = "offer"
    hangs: Hangs = field(default_factory=Hangs)

    async def wants_to_see(self, offer: Offer) -> bool:
        if self.at == "offer":
            await self.hangs()
        return True

    async def confirms(self, prepared: Prepared) -> Answer:
        await self.hangs()
        return KeepHere()


class HangingReader:
    sandbox = "none: a test"

    def __init__(self, hangs: Hangs) -> None:
        self._hangs = hangs

    async def read(self, path: Path) -> Document:
        await self._hangs()
        raise AssertionError(path)


class HangingEngine(AddressEngine):
    hangs: Hangs

    async def ready(self, model: str, progress: object = None) -> Endpoint | Fault:
        await self.hangs()
        raise AssertionError(model)


def stop_while_reading(folder: Path, server: ReplayServer, hangs: Hangs) -> tuple[Bench, TaskContext]:
    bench = make(folder, server)
    object.__setattr__(bench.workshop, "open_documents", OpenDocuments(HangingReader(hangs), hangs))  # type: ignore[arg-type]
    return bench, bench.context(ScriptedPerson(), "When?", notes(folder, "One.", "Two."))


def stop_while_labelling(folder: Path, server: ReplayServer, hangs: Hangs) -> tuple[Bench, TaskContext]:
    bench = make(folder, server)
    object.__setattr__(bench.workshop.open_documents, "_run_cpu", hangs)
    return bench, bench.context(ScriptedPerson(), "When?", notes(folder, "One."))


def stop_while_the_engine_starts(folder: Path, server: ReplayServer, hangs: Hangs) -> tuple[Bench, TaskContext]:
    engine = HangingEngine(server.base_url("chat"))
    engine.hangs = hangs
    bench = make(folder, server, engine=engine)
    return bench, bench.context(ScriptedPerson(), "When?", [])


def stop_at_the_offer(folder: Path, server: ReplayServer, hangs: Hangs) -> tuple[Bench, TaskContext]:
    bench = make(folder, server)
    return bench, bench.context(WaitingPerson(hangs=hangs), "When?", [])


def stop_at_the_sheet(folder: Path, server: ReplayServer, hangs: Hangs) -> tuple[Bench, TaskContext]:
    bench = make(folder, server)
    return bench, bench.context(WaitingPerson(at="sheet", hangs=hangs), "When?", [])


def stop_while_the_intent_is_written(
    folder: Path, server: ReplayServer, hangs: Hangs
) -> tuple[Bench, TaskContext]:
    bench = make(folder, server)
    append = bench.record.append

    async def slowly(kind: LedgerKind, *args: object, **more: object) -> object:
        entry = await append(kind, *args, **more)  # type: ignore[arg-type]
        if kind is LedgerKind.SEND_INTENDED:
            hangs.reached.set()
            await asyncio.sleep(0.2)
        return entry

    bench.record.append = slowly  # type: ignore[method-assign, assignment]
    return bench, bench.context(ScriptedPerson(looks=True, says_yes=True), "When?", [])


@pytest.mark.parametrize(
    "made",
    [
        stop_while_reading,
        stop_while_labelling,
        stop_while_the_engine_starts,
        stop_at_the_offer,
        stop_at_the_sheet,
        stop_while_the_intent_is_written,
    ],
)
async def test_stop_means_stop_wherever_the_task_is(
    tmp_path: Path, server: ReplayServer, made: Callable[..., tuple[Bench, TaskContext]]
) -> None:
    hangs = Hangs()
    bench, context = made(tmp_path, server, hangs)
    run = asyncio.create_task(RunTask(context, ask_for_more=True).run())
    async with asyncio.timeout(20):
        await hangs.reached.wait()
    run.cancel()
    began = asyncio.get_running_loop().time()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert asyncio.get_running_loop().time() - began < 1.0
    assert left(bench) == []
    state = replay(await events_of(bench, context.task.id))  # type: ignore[arg-type]
    assert (state.phase, state.why) == (Phase.STOPPED, "person")
    assert [update.state.phase for update in bench.seen(Ended)] == [Phase.STOPPED]
    assert await bench.record.unfinished() == ()
    entries = await bench.record.entries()
    intents = [e.seq for e in entries if e.kind is LedgerKind.SEND_INTENDED]
    outcomes = {e.fields["seq"]: e.fields["outcome"] for e in entries if e.kind is LedgerKind.SEND_OUTCOME}
    assert outcomes == dict.fromkeys(intents, "stopped: nothing left")
    assert (await bench.record.verify()).broken_at is None
    await bench.record.close()


WRITES = (
    "append",
    "commitment",
    "save_task",
    "save_document",
    "save_label",
    "save_decision",
    "save_draft",
    "save_confirmation",
    "save_send",
    "set_task_state",
)


class StopAt:
    """Stops a run at the nth write to its record, before or after it; later writes go on untouched."""

    def __init__(self, bench: Bench, *, before: bool) -> None:
        self._before = before
        self._left = 0
        self.run: asyncio.Task[object] | None = None
        for name in WRITES:
            setattr(bench.record, name, self._counted(getattr(bench.record, name)))

    def after_writes(self, count: int, run: "asyncio.Task[object]") -> None:
        self._left, self.run = count, run

    def _counted(self, write: Callable[..., Awaitable[object]]) -> Callable[..., Awaitable[object]]:
        async def counted(*args: object, **more: object) -> object:
            self._left -= 1
            stop = self._left == 0 and self.run is not None
            if stop and self._before:
                self.run.cancel()  # type: ignore[union-attr]
            result = await write(*args, **more)
            if stop and not self._before:
                self.run.cancel()  # type: ignore[union-attr]
            return result

        return counted


@pytest.mark.parametrize("before", [True, False])
async def test_a_stop_at_any_write_leaves_a_ledger_that_can_be_replayed(
    tmp_path: Path, server: ReplayServer, before: bool
) -> None:
    """The whole job with a send, stopped at its first write, its second, and so on to the last."""
    bench = make(tmp_path, server)
    stops, ends = StopAt(bench, before=before), []
    for count in range(1, 200):
        person = ScriptedPerson(looks=True, says_yes=True)
        context = bench.context(person, "When?", notes(tmp_path, "One."))
        run = asyncio.create_task(RunTask(context, ask_for_more=True).run())
        stops.after_writes(count, run)
        (ended,) = await asyncio.gather(run, return_exceptions=True)
        assert isinstance(ended, asyncio.CancelledError | TaskState), ended
        record = await bench.record.record(context.task.id)
        assert record is not None
        state = replay(await events_of(bench, context.task.id))  # type: ignore[arg-type]
        assert state.phase in {Phase.STOPPED, Phase.DONE}
        assert all(draft.end is not DraftEnd.RUNNING for draft in record.drafts)
        known = {e.fields["seq"] for e in record.entries if e.kind is LedgerKind.SEND_OUTCOME}
        assert known == {e.seq for e in record.entries if e.kind is LedgerKind.SEND_INTENDED}
        ends.append(state.phase)
        if isinstance(ended, TaskState):
            break
    assert ends.count(Phase.STOPPED) > 25, "it was stopped at too few places to say anything"
    assert ends[-1] is Phase.DONE
    assert await bench.record.unfinished() == ()
    assert (await bench.record.verify()).broken_at is None
    await bench.record.close()
