"""kill -9 while the record is written: nothing that was acknowledged is lost, nothing is half there."""

import os
import random
import signal
import stat
from pathlib import Path

import pytest

from fakes.decrypted import decrypted, words_in_the_index
from fakes.kept_secrets import KeptSecrets
from fakes.python_child import python_child
from fakes.record_samples import tamper
from fakes.still_clock import StillClock
from homeport.adapters.store.opening import RECORD_KEY
from homeport.adapters.store.record import FILE_NAME, open_record
from homeport.domain.draft import DraftEnd

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

ROUNDS = 5
KINDS = ("edit", "hidden", "erased")

_WRITER = """
import asyncio, sys
from dataclasses import replace
from pathlib import Path
from fakes.kept_secrets import KeptSecrets
from fakes.record_samples import sample_draft, sample_task
from homeport.adapters.store.record import open_record
from homeport.adapters.system.clock import SystemClock
from homeport.domain.draft import DraftEnd
from homeport.domain.ledger import LedgerKind

async def main():
    secrets = KeptSecrets()
    secrets.put("record.key", sys.argv[2])
    secrets.put("ledger.signing-key", sys.argv[2])
    record = open_record(Path(sys.argv[1]), secrets, SystemClock())
    who = sys.argv[3]
    await record.save_task(sample_task(who))
    await record.set_task_state(who, "drafting")
    text = ""
    for n in range(1_000_000):
        # A draft that grows, beside whole ones and ledger lines; each line is printed after it was acknowledged.
        text += f" word{n}"
        await record.save_draft(replace(sample_draft(f"{who}-half", who, text), end=DraftEnd.RUNNING))
        print("half", n, flush=True)
        await record.save_draft(replace(sample_draft(f"{who}-{n}", who), end=DraftEnd.WHOLE))
        print("draft", f"{who}-{n}", flush=True)
        kind = LedgerKind.SEND_INTENDED if n % 10 == 3 else LedgerKind.TASK_EVENT
        print("entry", (await record.append(kind, {"n": n}, task_id=who)).seq, flush=True)

asyncio.run(main())
"""


def _killed_after(lines: int, path: Path, key: str, who: str, code: str = _WRITER) -> list[list[str]]:
    """Start a writer, kill it after so many acknowledgements; everything it got out until then."""
    child = python_child(code, path, key, who)
    try:
        assert child.stdout is not None
        printed = [child.stdout.readline() for _ in range(lines)]
        os.kill(child.pid, signal.SIGKILL)
        rest, errors = child.communicate(timeout=60)
    finally:
        child.kill()
        child.wait()
    assert errors == ""
    assert child.returncode == -signal.SIGKILL
    whole = ("".join(printed) + rest).split("\n")[:-1]  # a line without its end was not acknowledged
    return [line.split() for line in whole]


async def test_killed_again_and_again_no_acknowledged_row_is_lost(tmp_path: Path) -> None:
    path, key, secrets = tmp_path / FILE_NAME, "ab" * 32, KeptSecrets()
    for name in (RECORD_KEY, "ledger.signing-key"):
        secrets.put(name, key)
    chance = random.Random(20260102)
    last_entry = 0
    for turn in range(ROUNDS):
        who = f"run{turn}"
        said = _killed_after(chance.randint(20, 150), path, key, who)
        drafts = {given for what, given in said if what == "draft"}
        halves = [int(given) for what, given in said if what == "half"]
        entries = [int(given) for what, given in said if what == "entry"]
        assert min(len(drafts), len(entries)) > 3

        record = open_record(path, secrets, StillClock())
        found = await record.record(who)
        verdict = await record.verify()
        unfinished = await record.unfinished()
        states = {row.task.id: row.state for row in await record.history()}
        checked = await record._read(
            lambda session: session.connection().exec_driver_sql("PRAGMA integrity_check").scalar()
        )
        await record.close()

        assert found is not None
        kept = {draft.id: draft for draft in found.drafts}
        assert drafts <= kept.keys()
        assert set(entries) <= {entry.seq for entry in found.entries}
        assert entries[0] > last_entry
        half = kept[f"{who}-half"]
        assert half.end is DraftEnd.RUNNING
        assert half.text.startswith("".join(f" word{n}" for n in range(halves[-1] + 1)))
        assert (verdict.broken_at, verdict.anchor_missing, checked) == (None, False, "ok")
        assert unfinished[-1] == who
        assert states[who] == "interrupted"
        last_entry = verdict.entries
    assert len(unfinished) == ROUNDS
    left = sorted(file.name for file in tmp_path.iterdir())
    assert left == [FILE_NAME, f"{FILE_NAME}.lock"]  # the lock files of the dead were cleared away
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_task_of_a_living_process_is_not_taken_for_a_killed_one(tmp_path: Path) -> None:
    path, key, secrets = tmp_path / FILE_NAME, "ab" * 32, KeptSecrets()
    secrets.put(RECORD_KEY, key)
    child = python_child(_WRITER, path, key, "alive")
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "half 0\n"
        record = open_record(path, secrets, StillClock())
        assert await record.unfinished() == ()
        assert [row.state for row in await record.history()] == ["drafting"]
        child.kill()
        child.communicate(timeout=60)
        assert await record.unfinished() == ("alive",)
        assert [row.state for row in await record.history()] == ["interrupted"]
        await record.close()
    finally:
        child.kill()
        child.wait()


@pytest.mark.parametrize("after", [0.0, 0.02, 0.05])
async def test_killed_while_the_record_is_first_made_the_next_start_works(tmp_path: Path, after: float) -> None:
    path, key, secrets = tmp_path / FILE_NAME, "ab" * 32, KeptSecrets()
    secrets.put(RECORD_KEY, key)
    code = (
        f"""
import os, signal, threading, time
import homeport.adapters.store.opening as opening
applied = opening.apply
def slow(connection, step, at):
    applied(connection, step, at)
    threading.Timer({after}, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
    time.sleep({after} / 2)
opening.apply = slow
"""
        + _WRITER
    )
    with python_child(code, path, key, "first") as child:
        child.communicate(timeout=60)
    assert child.returncode == -signal.SIGKILL
    record = open_record(path, secrets, StillClock())
    assert (await record.verify()).broken_at is None
    await record.close()


async def test_a_writer_that_acknowledges_too_early_would_be_caught(tmp_path: Path) -> None:
    """The control: a row taken away behind the writer's back makes the round above fail."""
    path, key, secrets = tmp_path / FILE_NAME, "ab" * 32, KeptSecrets()
    secrets.put(RECORD_KEY, key)
    said = _killed_after(30, path, key, "control")
    drafts = {given for what, given in said if what == "draft"}
    tamper(path, secrets, f"DELETE FROM draft WHERE id = '{max(drafts)}'")
    record = open_record(path, secrets, StillClock())
    found = await record.record("control")
    await record.close()
    assert found is not None
    assert not drafts <= {draft.id for draft in found.drafts}


_ERASER = """
import asyncio, sys
from dataclasses import replace
from pathlib import Path
from fakes.kept_secrets import KeptSecrets
from fakes.record_samples import sample_draft, sample_label, sample_task
from homeport.adapters.store.record import open_record
from homeport.adapters.system.clock import SystemClock
from homeport.domain.draft_edit import DraftEdit

async def main():
    secrets = KeptSecrets()
    secrets.put("record.key", sys.argv[2])
    secrets.put("ledger.signing-key", sys.argv[2])
    record = open_record(Path(sys.argv[1]), secrets, SystemClock())
    who = sys.argv[3]
    for n in range(1_000_000):
        # Each line is printed after it was acknowledged; every third task stays.
        name = f"{who}x{n}x"
        await record.save_task(sample_task(name, f"word{name}"))
        await record.save_draft(sample_draft(f"d{name}", name, f"draft{name}"))
        await record.save_edit(DraftEdit(f"d{name}", f"edit{name}", sample_label(), "now"))
        print("edit", name, flush=True)
        await record.set_task_state(name, "done")
        if n % 3:
            deletion = await record.delete_tasks([name])
            print("hidden", name, flush=True)
            await record.finish(deletion)
            print("erased", name, flush=True)

asyncio.run(main())
"""


async def test_killed_while_deleting_what_was_acknowledged_is_gone_and_nothing_else(tmp_path: Path) -> None:
    path, key, secrets = tmp_path / FILE_NAME, "ab" * 32, KeptSecrets()
    for name in (RECORD_KEY, "ledger.signing-key"):
        secrets.put(name, key)
    chance, clock = random.Random(20260103), StillClock("2100-01-01T00:00:00Z")
    for turn in range(ROUNDS):
        said = _killed_after(chance.randint(12, 60), path, key, f"r{turn}", _ERASER)
        edited, hidden, erased = ([name for what, name in said if what == kind] for kind in KINDS)
        record = open_record(path, secrets, clock)
        shown = {row.task_id for row in (await record.history_page(limit=1000)).rows}
        assert not shown & set(hidden)
        await record.finish_due()
        plain = decrypted(path, secrets)
        for name in edited:
            found = await record.record(name)
            if name in hidden:
                assert found is None
                assert all(f"{word}{name}".encode() not in plain for word in ("word", "draft", "edit")), name
            elif found is not None:  # the last one may have been hidden without that being said
                assert [edit.text for edit in found.edits] == [f"edit{name}"]
                assert [hit.task_id for hit in (await record.search(f"edit{name} ")).hits] == [name]
            else:
                assert name == edited[-1]
        assert len(erased) >= 2
        verdict = await record.verify()
        checked = await record._read(
            lambda session: session.connection().exec_driver_sql("PRAGMA integrity_check").scalar()
        )
        assert (verdict.broken_at, verdict.anchor_missing, checked) == (None, False, "ok")
        await record.close()
        assert words_in_the_index(path, secrets, f"editr{turn}") == sorted(
            f"edit{name}" for name in edited if name in shown
        )
