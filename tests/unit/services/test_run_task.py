"""The loop of a task over real sockets, the real record and the shipped policies."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fakes.replay_server import ReplayServer
from fakes.task_bench import AddressEngine, Bench, ScriptedPerson, open_bench
from homeport.domain.draft import DraftEnd
from homeport.domain.exchange import Fault, FaultKind
from homeport.domain.lane import Endpoint, Price, Region
from homeport.domain.ledger import LedgerKind
from homeport.domain.policy import Trigger
from homeport.domain.task_event import event_of
from homeport.domain.task_state import Phase, replay
from homeport.ports.engine import Locality
from homeport.services.escalate import OpenLane, key_name
from homeport.services.run_task import RunTask
from homeport.services.sheet import sheet_of
from homeport.services.updates import DraftEnded, LaneFailed, Offered, Routed, Shown
from homeport.wire.formats import wire_format

pytestmark = pytest.mark.anyio

ANSWER = ["The ", "notice ", "period ", "is ", "three ", "months."]

PREMIUM = Endpoint(
    id="mistral/mistral-large-4",
    lane="premium",
    provider="Mistral AI",
    wire="chat",
    base_url="https://provider.invalid/v1",
    model="mistral-large-4",
    managed=True,
    region=Region.GLOBAL,
    country="anywhere",
    retention="30 days",
    context_tokens=100_000,
    max_output_tokens=4096,
    price=Price(2.0, 6.0, "USD", "2026-10-29"),
    auth_header="authorization",
    auth_prefix="Bearer ",
)
LANES = {"premium": (OpenLane(PREMIUM, wire_format("chat", ("stream_options",))),)}


@pytest.fixture
def server() -> "object":
    with ReplayServer(tokens=ANSWER, rate=0) as running:
        yield running


@pytest.fixture
async def bench(tmp_path: Path, server: ReplayServer) -> AsyncIterator[Bench]:
    made = open_bench(tmp_path, server.base_url("chat"), lanes=LANES)
    yield made
    await made.record.close()


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


async def test_a_task_is_drafted_here_recorded_and_replayable(bench: Bench, tmp_path: Path) -> None:
    note = write(tmp_path, "note.txt", "The notice period is three months.")
    context = bench.context(ScriptedPerson(), "How long is the notice period?", [note])
    state = await RunTask(context).run()
    assert state.phase is Phase.DONE
    record = await bench.record.record(context.task.id)
    assert record is not None
    (draft,) = record.drafts
    assert draft.text == "".join(ANSWER)
    assert draft.end is DraftEnd.WHOLE
    assert draft.lane == "device"
    events = [event_of(entry.fields) for entry in record.entries if entry.kind is LedgerKind.TASK_EVENT]
    assert replay(events) == state
    assert (await bench.record.verify()).broken_at is None


async def test_the_ledger_holds_no_content(bench: Bench, tmp_path: Path) -> None:
    path = write(tmp_path, "kanariefagel.txt", "Canary 19900118-9811 sings.")
    context = bench.context(ScriptedPerson(), "What sings? Kanariefråga", [path])
    await RunTask(context).run()
    lines = json.dumps([entry.fields for entry in await bench.record.entries()], ensure_ascii=False).lower()
    assert len(lines) > 500
    for secret in ("kanarie", "canary", "9811", "notice "):
        assert secret not in lines


async def test_restricted_work_never_sees_an_offer(bench: Bench, tmp_path: Path) -> None:
    path = write(tmp_path, "note.txt", "Patient: 19900118-9811")
    person = ScriptedPerson(looks=True, says_yes=True)
    context = bench.context(person, "Summarise the liability clause", [path], kind="contract")
    state = await RunTask(context, ask_for_more=True).run()
    assert state.phase is Phase.HELD
    assert person.offers == []
    assert person.sheets == []
    routed = bench.seen(Routed)[0]
    assert routed.decision.blocked["premium"] == ("N1",)
    assert "Swedish personal identity" in next(f.why for f in routed.facts.given if f.name == "sensitivity")


async def test_an_offer_left_lying_sends_nothing_and_keeps_the_draft(bench: Bench, tmp_path: Path) -> None:
    path = write(tmp_path, "note.txt", "The release is on Monday.")
    person = ScriptedPerson()
    state = await RunTask(bench.context(person, "When?", [path]), ask_for_more=True).run()
    assert [offer.triggers for offer in person.offers] == [(Trigger.ASKED,)]
    assert person.sheets == []
    assert state.kept_draft
    assert not [e for e in await bench.record.entries() if e.kind is LedgerKind.SEND_INTENDED]


async def test_nobody_to_ask_refuses_the_step(bench: Bench, tmp_path: Path) -> None:
    path = write(tmp_path, "note.txt", "The release is on Monday.")
    person = ScriptedPerson(looks=True, says_yes=True, present=False)
    await RunTask(bench.context(person, "When?", [path]), ask_for_more=True).run()
    assert person.offers == []
    (offered,) = bench.seen(Offered)
    assert "no terminal or window" in offered.refused_because


async def test_without_a_key_nothing_is_prepared(bench: Bench, tmp_path: Path) -> None:
    path = write(tmp_path, "note.txt", "The release is on Monday.")
    person = ScriptedPerson(looks=True, says_yes=True)
    state = await RunTask(bench.context(person, "When?", [path]), ask_for_more=True).run()
    assert person.sheets == []
    assert state.phase is Phase.DONE


async def test_the_sheet_shows_the_exact_bytes_without_file_names(bench: Bench, tmp_path: Path) -> None:
    bench.secrets.put(key_name(PREMIUM), "k-test")
    path = write(tmp_path, "Budget Kanarie.txt", "The release is on Monday. Write to press@example.com about it.")
    person = ScriptedPerson(looks=True)
    await RunTask(bench.context(person, "When?", [path]), ask_for_more=True).run()
    (sheet,) = person.sheets
    body = json.loads(sheet.outgoing.body)
    assert body["model"] == "mistral-large-4"
    assert "stream_options" not in body
    text = sheet.outgoing.body.decode()
    assert "The release is on Monday." in text
    assert "Document 1" in text
    assert "Kanarie" not in text
    assert "k-test" not in repr(sheet)
    assert sheet.outgoing.secret_headers == ("authorization",)
    assert [(part.id, part.name, part.own_name) for part in sheet.parts] == [
        ("instruction", "Instruction", ""),
        ("document-1", "Document 1", "Budget Kanarie.txt"),
    ]
    assert any(remaining.evidence.startswith("an e-mail address") for remaining in sheet_of(sheet).remaining)
    assert sheet.highest_price == pytest.approx(
        ((len(sheet.outgoing.body) + 100) * 2.0 + 256 * 6.0) / 1_000_000, rel=1e-9
    )
    assert [shown.prepared for shown in bench.seen(Shown)] == [sheet]


async def test_stopping_keeps_the_half_draft(tmp_path: Path) -> None:
    with ReplayServer(tokens=4000, rate=50) as slow:
        bench = open_bench(tmp_path, slow.base_url("chat"))
        context = bench.context(ScriptedPerson(), "Go on and on", [])
        run = asyncio.create_task(RunTask(context).run())
        async with asyncio.timeout(10):
            while not context.drafting or not context.drafting.snapshot(DraftEnd.RUNNING).text:
                await asyncio.sleep(0.02)
        run.cancel()
        started = asyncio.get_running_loop().time()
        with pytest.raises(asyncio.CancelledError):
            await run
        assert asyncio.get_running_loop().time() - started < 1.0
        record = await bench.record.record(context.task.id)
        assert record is not None
        assert [draft.end for draft in record.drafts] == [DraftEnd.STOPPED]
        assert record.drafts[0].text
        events = [event_of(e.fields) for e in record.entries if e.kind is LedgerKind.TASK_EVENT]
        assert replay(events).phase is Phase.STOPPED
        assert await bench.record.unfinished() == ()
        await bench.record.close()


@pytest.mark.parametrize(
    ("engine", "kind"),
    [
        (AddressEngine("http://127.0.0.1:9/v1"), FaultKind.NOT_RUNNING),
        (AddressEngine("", fault=Fault(FaultKind.MODEL_MISSING)), FaultKind.MODEL_MISSING),
        (AddressEngine("", locality=Locality.REMOTE), FaultKind.NOT_LOCAL),
        (AddressEngine("", starter=True), FaultKind.PRACTICE_MODEL),
        (AddressEngine("", context_tokens=300), FaultKind.CONTEXT_EXCEEDED),
    ],
)
async def test_a_failing_engine_says_why_and_moves_nothing_out(
    engine: AddressEngine, kind: FaultKind, tmp_path: Path
) -> None:
    bench = open_bench(tmp_path, "", engine=engine, lanes=LANES)
    path = write(tmp_path, "note.txt", "The release is on Monday. " * 60)
    person = ScriptedPerson(looks=True, says_yes=True)
    state = await RunTask(bench.context(person, "When?", [path])).run()
    assert state.phase is Phase.WAITING
    assert [failed.fault.kind for failed in bench.seen(LaneFailed)] == [kind]
    assert person.offers == []  # internal work: an error never leads out
    await bench.record.close()


async def test_a_place_that_cannot_be_proved_gets_nothing_confidential(
    tmp_path: Path, server: ReplayServer
) -> None:
    engine = AddressEngine(server.base_url("chat"), locality=Locality.UNPROVABLE)
    bench = open_bench(tmp_path, "", engine=engine)
    plain = write(tmp_path, "plain.txt", "The release is on Monday.")
    state = await RunTask(bench.context(ScriptedPerson(), "When?", [plain])).run()
    assert state.phase is Phase.DONE
    secret = write(tmp_path, "secret.txt", "Patient: 19900118-9811")
    before = len(server.requests)
    state = await RunTask(bench.context(ScriptedPerson(), "When?", [secret])).run()
    assert state.phase is Phase.WAITING
    assert len(server.requests) == before
    await bench.record.close()


async def test_a_draft_that_fails_a_check_leads_to_an_offer(tmp_path: Path) -> None:
    with ReplayServer(tokens=["again and again "] * 60, rate=0) as server:
        bench = open_bench(tmp_path, server.base_url("chat"), lanes=LANES)
        person = ScriptedPerson()
        await RunTask(bench.context(person, "Say something", []), ask_for_more=True).run()
        assert [offer.triggers for offer in person.offers] == [(Trigger.LOW_QUALITY,)], "asked once, not twice"
        await bench.record.close()


async def test_an_identity_number_in_the_draft_closes_the_way_out(tmp_path: Path) -> None:
    words = ["The ", "patient ", "is ", "19900118-9811", ". "]
    with ReplayServer(tokens=words, rate=0) as server:
        bench = open_bench(tmp_path, server.base_url("chat"), lanes=LANES)
        person = ScriptedPerson(looks=True)
        await RunTask(bench.context(person, "Who?", []), ask_for_more=True).run()
        assert person.offers == []
        assert bench.seen(Routed)[-1].decision.blocked["premium"] == ("N1",)
        assert len(bench.seen(DraftEnded)) == 1
        await bench.record.close()
