"""The incident file says which send and what kind of content, and holds none of it."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fakes.replay_server import ReplayServer
from fakes.sending_egress import SendingEgress
from fakes.still_clock import StillClock
from fakes.task_bench import Bench, ScriptedPerson, open_bench
from homeport.domain.lane import Endpoint, Region
from homeport.domain.ledger import LedgerKind
from homeport.services.escalate import OpenLane, key_name
from homeport.services.incident import (
    NoSuchSendError,
    NothingPreparedError,
    incident_report,
    report_before_sending,
    report_mistake,
)
from homeport.services.run_task import RunTask
from homeport.wire.formats import wire_format

pytestmark = pytest.mark.anyio

SENTINELS = ("instruktionskanarie", "filnamnskanarie", "dokumentkanarie", "svarskanarie", "nyckelkanarie")


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    with ReplayServer(tokens=["The ", "svarskanarie ", "sings."], rate=0) as server:
        to = Endpoint(
            "p/m", "premium", "Exempel AB", "chat", server.base_url("chat"), "m", True, Region.GLOBAL, "-", "-",
            100_000, 4096, auth_header="authorization",
        )  # fmt: skip
        lanes = {"premium": (OpenLane(to, wire_format("chat")),)}
        made = open_bench(tmp_path, server.base_url("chat"), lanes=lanes, egress=SendingEgress())
        made.secrets.put(key_name(to), "nyckelkanarie")
        yield made
        await made.record.close()


async def sent(bench: Bench, folder: Path) -> tuple[str, int]:
    """A task that was sent, and the number of its intent."""
    path = folder / "filnamnskanarie.txt"
    path.write_text("The dokumentkanarie: write to a@example.com.")
    person = ScriptedPerson(looks=True, says_yes=True)
    context = bench.context(person, "What does the instruktionskanarie sing?", [path])
    await RunTask(context, ask_for_more=True).run()
    (intent,) = [e for e in await bench.record.entries() if e.kind is LedgerKind.SEND_INTENDED]
    return context.task.id, intent.seq


async def test_it_holds_no_content(bench: Bench, tmp_path: Path) -> None:
    task_id, seq = await sent(bench, tmp_path)
    made = (await report_mistake(bench.record, StillClock(), task_id, seq, "0.2.0")).decode()
    for word in (*SENTINELS, "example.com", "sings"):
        assert word not in made.lower()
    record = await bench.record.record(task_id)
    assert record is not None
    for send in record.sends:
        assert send.body_sha256 not in made, "a text could be guessed from its hash"
    hashes = set(re.findall(r"[0-9a-f]{64}", made))
    assert hashes <= {e.hash for e in record.entries} | {e.previous for e in record.entries} | {
        record.decisions[0].policy_sha256
    }


async def test_it_says_which_send_under_which_policy(bench: Bench, tmp_path: Path) -> None:
    task_id, seq = await sent(bench, tmp_path)
    report = json.loads(await report_mistake(bench.record, StillClock(), task_id, seq, "0.2.0"))
    send = report["send"]
    assert (send["ledger_seq"], send["endpoint"], send["recipient"], send["host"], send["outcome"]) == (
        seq,
        "p/m",
        "Exempel AB",
        "127.0.0.1",
        "finished",
    )
    assert (send["data_class"], send["categories"], send["purpose"]) == ("internal", ["personal"], "general")
    assert send["bytes"] > 100
    assert send["confirmed_at"]
    assert report["policy"]["name"] == "Two lanes, one escalation rule"
    assert report["policy"]["facts"]["sensitivity"] == "internal"
    assert (report["app_version"], report["made_at"]) == ("0.2.0", "2026-01-02T03:04:05Z")
    entries = {entry.seq: entry for entry in await bench.record.entries(task_id)}
    for line in report["ledger"]:
        assert entries[line["seq"]].hash == line["hash"]
    assert [line["kind"] for line in report["ledger"]] == [
        "task_event",
        "task_event",
        "send_intended",
        "send_outcome",
        "incident_reported",
    ]


async def test_the_report_is_in_the_ledger(bench: Bench, tmp_path: Path) -> None:
    task_id, seq = await sent(bench, tmp_path)
    await report_mistake(bench.record, StillClock(), task_id, seq, "0.2.0")
    last = (await bench.record.entries(task_id))[-1]
    assert (last.kind, last.fields) == (LedgerKind.INCIDENT_REPORTED, {"seq": seq})
    assert (await bench.record.verify()).broken_at is None


async def test_what_was_not_sent_cannot_be_reported(bench: Bench, tmp_path: Path) -> None:
    task_id, seq = await sent(bench, tmp_path)
    before = await bench.record.entries()
    for task, number in ((task_id, seq + 1), ("nobody", seq), (task_id, 1)):
        with pytest.raises(NoSuchSendError):
            await report_mistake(bench.record, StillClock(), task, number, "0.2.0")
    assert await bench.record.entries() == before


async def test_a_send_whose_end_is_not_known_may_have_left(bench: Bench, tmp_path: Path) -> None:
    task_id, seq = await sent(bench, tmp_path)
    entries = [e for e in await bench.record.entries(task_id) if e.kind is not LedgerKind.SEND_OUTCOME]
    report = json.loads(incident_report(entries, seq, "0.2.0", StillClock()))
    assert report["send"]["outcome"] == "unknown: may have left"
    assert report["send"]["outcome_at"] is None
    alone = [entry for entry in entries if entry.seq == seq]
    report = json.loads(incident_report(alone, seq, "0.2.0", StillClock()))
    assert (report["send"]["confirmed_at"], report["policy"]["name"]) == (None, None)


async def test_the_bytes_of_a_send_come_back_with_their_yes(bench: Bench, tmp_path: Path) -> None:
    _, seq = await sent(bench, tmp_path)
    found = await bench.record.sent(seq)
    assert found is not None
    assert isinstance(bench.workshop.egress, SendingEgress)
    assert [found.prepared.outgoing.body] == bench.workshop.egress.left
    assert found.prepared.outgoing.body_sha256 == found.send.body_sha256
    assert (found.send.recipient, found.send.outcome) == ("Exempel AB", "finished")
    assert found.confirmed_at
    assert await bench.record.sent(seq + 1) is None


async def test_nothing_comes_back_of_a_send_whose_task_was_deleted(bench: Bench, tmp_path: Path) -> None:
    task_id, seq = await sent(bench, tmp_path)
    deletion = await bench.record.delete_tasks([task_id])
    assert await bench.record.sent(seq) is None
    await bench.record.finish(deletion)
    assert await bench.record.sent(seq) is None


async def test_what_was_shown_and_kept_here_can_be_reported_too(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "filnamnskanarie.txt"
    path.write_text("The dokumentkanarie: write to a@example.com.")
    context = bench.context(ScriptedPerson(looks=True), "What does the instruktionskanarie sing?", [path])
    await RunTask(context, ask_for_more=True).run()
    made = (await report_before_sending(bench.record, StillClock(), context.task.id, "0.2.0")).decode()
    for word in (*SENTINELS, "example.com", "sings"):
        assert word not in made.lower()
    report = json.loads(made)
    assert (report["send"]["outcome"], report["send"]["endpoint"]) == ("not sent", "p/m")
    assert report["policy"]["facts"]["sensitivity"] == "internal"
    assert [line["event"] for line in report["ledger"]] == ["Decided", "BytesPrepared", None]
    assert (await bench.record.entries(context.task.id))[-1].kind is LedgerKind.INCIDENT_REPORTED


async def test_nothing_shown_is_nothing_to_report(bench: Bench, tmp_path: Path) -> None:
    context = bench.context(ScriptedPerson(), "What?", [])
    await RunTask(context).run()
    before = await bench.record.entries()
    with pytest.raises(NothingPreparedError):
        await report_before_sending(bench.record, StillClock(), context.task.id, "0.2.0")
    assert await bench.record.entries() == before
