"""Deleting: hidden at once, undone or erased; the ledger stays whole and can no longer be linked."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from fakes.decrypted import decrypted, words_in_the_index
from fakes.kept_secrets import KeptSecrets
from fakes.record_samples import (
    sample_confirmation,
    sample_decision,
    sample_document,
    sample_draft,
    sample_facts,
    sample_label,
    sample_prepared,
    sample_send,
    sample_task,
)
from fakes.still_clock import StillClock
from homeport.adapters.store.migrations import MIGRATIONS
from homeport.adapters.store.record import FILE_NAME, Record, open_record
from homeport.domain.draft_edit import DraftEdit
from homeport.domain.errors import UserFacingError
from homeport.domain.label import Label
from homeport.domain.ledger import LedgerKind
from homeport.domain.task_state import Phase

pytestmark = pytest.mark.anyio

SENTINEL = "zanzibarit"
"""Stands in everything of the task that is deleted; no tokenizer cuts it."""


@pytest.fixture
async def record(tmp_path: Path) -> AsyncIterator[Record]:
    opened = open_record(tmp_path / FILE_NAME, KeptSecrets(), StillClock())
    yield opened
    await opened.close()


async def _fill(record: Record, task_id: str, word: str, thread: str = "") -> str:
    """A finished task with `word` in every text it has; a commitment that stands in the ledger."""
    label = replace(sample_label(), findings=(replace(sample_label().findings[0], source=word, evidence=word),))
    facts = replace(sample_facts(), given=(replace(sample_facts().given[0], why=word),))
    prepared = sample_prepared(task_id, f'{{"x":"{word}"}}'.encode())
    outgoing = replace(prepared.outgoing, url=f"https://{word}.example/")
    prepared = replace(prepared, outgoing=outgoing)
    await record.save_task(replace(sample_task(task_id, f"Fråga om {word}"), thread=thread, follows=thread))
    commitment = await record.commitment(word)
    started = {"event": "Started", "instruction": commitment}
    await record.append(LedgerKind.TASK_EVENT, started, task_id=task_id, workspace="default")
    await record.save_document(task_id, replace(sample_document(), name=f"{word}.docx"), label)
    await record.save_label(task_id, label, facts)
    await record.save_decision(task_id, replace(sample_decision(), route_rule=word))
    draft = replace(sample_draft(f"d-{task_id}", task_id, f"Svar om {word}"), thinking=word, tool_calls=(word,))
    await record.save_draft(draft)
    await record.save_edit(DraftEdit(draft.id, f"Eget om {word}", label, "now"))
    await record.save_confirmation(sample_confirmation(prepared, f"c-{task_id}"), prepared)
    fields = {"confirmation": f"c-{task_id}", "recipient": "Exempel", "body": commitment}
    entry = await record.append(LedgerKind.SEND_INTENDED, fields, task_id=task_id, workspace="default")
    send = replace(sample_send(entry.seq, "finished", task_id), url=f"https://{word}.example/", body_sha256=word)
    await record.save_send(send)
    await record.set_task_state(task_id, Phase.DONE)
    return commitment


async def test_a_deleted_task_is_nowhere_and_comes_back_with_undo(record: Record) -> None:
    await _fill(record, "a", SENTINEL)
    await _fill(record, "b", "kvarstår")
    before = (await record.history_page(), await record.search(SENTINEL), await record.thread("a"))
    deletion = await record.delete_tasks(["a"])
    assert deletion.tasks == 1
    assert [row.task_id for row in (await record.history_page()).rows] == ["b"]
    assert [row.task.id for row in await record.history()] == ["b"]
    assert (await record.search(SENTINEL)).hits == ()
    assert await record.record("a") is None
    assert await record.thread("a") == ()
    assert await record.undo(deletion)
    assert (await record.history_page(), await record.search(SENTINEL), await record.thread("a")) == before
    assert not await record.undo(deletion)


async def test_after_the_end_no_word_of_it_is_left_and_all_of_the_others_is(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    record = open_record(path, secrets, StillClock())
    for n in range(5):
        await _fill(record, f"before{n}", f"kvar{n}")
    commitment = await _fill(record, "a", SENTINEL)
    for n in range(5):
        await _fill(record, f"after{n}", f"efter{n}")
    others = [await record.record(f"before{n}") for n in range(5)]
    entries = await record.entries("a")
    assert await record.is_commitment_to(commitment, SENTINEL)
    plain = decrypted(path, secrets)
    assert plain.count(SENTINEL.encode()) > 10  # the control: it would be seen
    assert commitment.encode() in plain

    deletion = await record.delete_tasks(["a"])
    await record.finish(deletion)

    assert not await record.undo(deletion)
    assert not await record.is_commitment_to(commitment, SENTINEL)
    assert [await record.record(f"before{n}") for n in range(5)] == others
    assert [hit.task_id for hit in (await record.search("kvar3")).hits] == ["before3"]
    *stayed, deleted = await record.entries("a")
    assert tuple(stayed) == entries
    assert (deleted.kind, deleted.fields, deleted.workspace) == (LedgerKind.DELETED, {}, "default")
    verdict = await record.verify()
    assert (verdict.broken_at, verdict.anchor_missing, verdict.sends) == (None, False, 11)
    assert [line.recipient for line in await record.sent_by(["a"])] == ["Exempel"]
    wal = path.with_name(f"{path.name}-wal")
    plain = decrypted(path, secrets)
    assert SENTINEL.encode() not in plain.lower()
    assert SENTINEL[1:].encode() not in plain.lower()
    assert words_in_the_index(path, secrets, SENTINEL[:3]) == []
    assert words_in_the_index(path, secrets, "kvar") != []
    await record.close()
    assert not wal.exists() or wal.stat().st_size == 0
    assert SENTINEL[1:].encode() not in decrypted(path, secrets).lower()


async def test_the_salt_of_the_commitment_is_gone(record: Record) -> None:
    await _fill(record, "a", SENTINEL)
    await record.finish(await record.delete_tasks(["a"]))
    count = "SELECT count(*) FROM salt"
    assert await record._read(lambda session: session.connection().exec_driver_sql(count).scalar()) == 0


async def test_a_whole_thread_is_deleted_and_a_single_version_leaves_the_others(record: Record) -> None:
    for task_id, thread in (("a", ""), ("a2", "a"), ("a3", "a"), ("b", "")):
        await _fill(record, task_id, f"ord{task_id}", thread)
    one = await record.delete_tasks(["a3"])
    rows = (await record.history_page()).rows
    assert [(row.task_id, row.versions, len(row.sends)) for row in rows] == [("b", 1, 1), ("a2", 2, 2)]
    whole = await record.delete_threads(["a"])
    assert whole.tasks == 2
    assert [row.task_id for row in (await record.history_page()).rows] == ["b"]
    assert await record.undo(one)
    assert [row.task_id for row in (await record.history_page()).rows] == ["b", "a3"]
    assert await record.undo(whole)
    assert [(row.task_id, row.versions) for row in (await record.history_page()).rows] == [("b", 1), ("a3", 3)]
    await record.finish(await record.delete_threads(["a", "b"]))
    assert (await record.history_page()).rows == ()


async def test_a_task_at_work_or_unknown_is_not_deleted_and_nothing_else_is(record: Record) -> None:
    await _fill(record, "a", SENTINEL)
    await record.save_task(sample_task("running"))
    for ids, words in ((["a", "running"], "still at work"), (["a", "nobody"], "no task nobody")):
        with pytest.raises(UserFacingError, match=words):
            await record.delete_tasks(ids)
    with pytest.raises(UserFacingError, match="no task nobody"):
        await record.delete_threads(["a", "nobody"])
    assert {row.task_id for row in (await record.history_page()).rows} == {"a", "running"}


async def test_what_a_killed_run_left_to_be_erased_is_erased_once_it_is_old_enough(tmp_path: Path) -> None:
    secrets, path, clock = KeptSecrets(), tmp_path / FILE_NAME, StillClock()
    record = open_record(path, secrets, clock)
    await _fill(record, "a", SENTINEL)
    await _fill(record, "b", "annat")
    await record.delete_tasks(["a"])
    clock.pass_seconds(9)
    assert await record.finish_due() == 0  # another window may still undo it
    young = await record.delete_tasks(["b"])
    await record.close()

    again = open_record(path, secrets, clock)
    clock.pass_seconds(1)
    assert await again.finish_due() == 1
    assert await again.undo(young)
    assert [row.task_id for row in (await again.history_page()).rows] == ["b"]
    assert SENTINEL.encode() not in decrypted(path, secrets)
    clock.pass_seconds(-3600)
    deletion = await again.delete_tasks(["b"])
    clock.pass_seconds(-3600)  # a clock that was set back must not keep it for an hour
    assert await again.finish_due() == 1
    assert not await again.undo(deletion)
    await again.close()


async def test_a_purge_that_was_broken_off_goes_on_at_the_next_start(tmp_path: Path) -> None:
    secrets, path, clock = KeptSecrets(), tmp_path / FILE_NAME, StillClock()
    record = open_record(path, secrets, clock)
    for n in range(20):
        await _fill(record, f"t{n}", f"{SENTINEL}{n:02}")
    deletion = await record.delete_tasks([f"t{n}" for n in range(10)])
    await record._erase(deletion.id)  # and killed before the index was purged
    await record.close()
    again = open_record(path, secrets, clock)
    assert await again.finish_due() == 0
    kept = {f"{SENTINEL}{n:02}" for n in range(10, 20)}
    assert set(words_in_the_index(path, secrets, SENTINEL)) == kept
    plain = decrypted(path, secrets)
    assert [n for n in range(20) if f"Svar om {SENTINEL}{n:02}".encode() in plain] == list(range(10, 20))
    await again.finish(await again.delete_tasks([f"t{n}" for n in range(10, 20)]))
    assert SENTINEL[1:].encode() not in decrypted(path, secrets)
    await again.close()


async def test_copies_made_before_an_upgrade_go_with_the_first_erasure(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await open_record(path, secrets, StillClock(), migrations=MIGRATIONS[:1]).close()
    record = open_record(path, secrets, StillClock())
    assert len(list(tmp_path.glob("*.before-*"))) == 1
    await _fill(record, "a", SENTINEL)
    await record.finish(await record.delete_tasks(["a"]))
    assert list(tmp_path.glob("*.before-*")) == []
    await record.close()


async def test_a_deleted_unfinished_task_is_not_settled(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    record = open_record(path, secrets, StillClock())
    await record.save_task(sample_task("killed"))
    await record.close()
    again = open_record(path, secrets, StillClock())
    deletion = await again.delete_tasks(["killed"])
    assert await again.unfinished() == ()
    await again.undo(deletion)
    assert await again.unfinished() == ("killed",)
    await again.close()


async def test_own_versions_are_kept_apart_and_the_last_fifty_stay(record: Record) -> None:
    await record.save_task(sample_task())
    await record.save_draft(sample_draft())
    for n in range(60):
        await record.save_edit(DraftEdit("d1", f"Version {n} \ud800", sample_label(), f"at{n}"))
    kept = await record.edits("d1")
    assert [edit.text for edit in kept] == [f"Version {n} \ud800" for n in range(10, 60)]
    found = await record.record("t1")
    assert found is not None
    assert found.edits == (kept[-1],)
    assert found.drafts == (sample_draft(),)  # the model's words are as they were
    with pytest.raises(LookupError):
        await record.save_edit(DraftEdit("nobody", "x", Label(sample_label().data_class), "now"))
