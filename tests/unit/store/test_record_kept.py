"""What is saved is there after reopening, and readable to nobody without the key."""

import contextlib
import sqlite3
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from fakes.kept_secrets import KeptSecrets
from fakes.record_samples import (
    CANARY,
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
from homeport.adapters.secrets.memory import MemorySecrets
from homeport.adapters.store.record import FILE_NAME, Record, open_record
from homeport.domain.data_class import DataClass
from homeport.domain.draft import DraftEnd
from homeport.domain.errors import UserFacingError
from homeport.domain.label import Label
from homeport.domain.ledger import LedgerKind
from homeport.domain.task_state import Phase
from homeport.ports.store import Ledger, Store, TaskSummary

pytestmark = pytest.mark.anyio


def _as_ports(record: Record) -> tuple[Store, Ledger]:
    """mypy reads this: the record is both ports."""
    return record, record


async def _fill(record: Record) -> None:
    await record.save_task(sample_task())
    await record.save_document("t1", sample_document(), sample_label())
    await record.save_label("t1", Label(DataClass.INTERNAL), sample_facts())
    await record.save_label("t1", sample_label(), sample_facts())
    await record.save_decision("t1", sample_decision())
    await record.save_draft(sample_draft(text=f"Utkast {CANARY}"))
    await record.save_draft(sample_draft("d2"))
    await record.save_draft(sample_draft())
    await record.save_confirmation(sample_confirmation(sample_prepared()), sample_prepared())
    entry = await record.append(LedgerKind.SEND_INTENDED, {"endpoint": "eu-mistral"}, task_id="t1")
    await record.save_send(sample_send(entry.seq))
    await record.save_send(sample_send(entry.seq, "finished"))
    await record.append(LedgerKind.SEND_OUTCOME, {"seq": entry.seq}, task_id="t1")
    await record.set_task_state("t1", Phase.DONE)


def _bytes_in(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


async def _scalar(record: Record, sql: str) -> object:
    return await record._read(lambda session: session.connection().exec_driver_sql(sql).scalar())


async def test_reopened_and_all_is_there(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / "data" / FILE_NAME
    record = open_record(path, secrets, StillClock())
    await _fill(record)
    before = await record.record("t1")
    await record.close()

    again = open_record(path, secrets, StillClock())
    found = await again.record("t")
    shown = await again.prepared("c1")
    history = await again.history()
    unfinished = await again.unfinished()
    await again.close()

    assert found == before
    assert found is not None
    assert found.task == sample_task()
    assert found.documents == ((sample_document().name, "ab" * 32, sample_label()),)
    assert found.label == sample_label()
    assert found.facts == sample_facts()
    assert found.decisions == (sample_decision(),)
    assert found.drafts == (sample_draft(), sample_draft("d2"))
    assert found.confirmations == (sample_confirmation(sample_prepared()),)
    assert found.confirmations[0].confirmed_steady is None  # means nothing in another run
    assert found.sends == (sample_send(1, "finished"),)
    assert [entry.kind for entry in found.entries] == [LedgerKind.SEND_INTENDED, LedgerKind.SEND_OUTCOME]
    assert shown == sample_prepared()
    assert history == (TaskSummary(sample_task(), "restricted", "device", "done", 1),)
    assert unfinished == ()
    assert again.lasting


async def test_every_table_with_content_carries_the_workspace(tmp_path: Path) -> None:
    record = open_record(tmp_path / FILE_NAME, KeptSecrets(), StillClock())
    await record.save_task(replace(sample_task(), workspace="matter-7"))
    await record.save_draft(sample_draft())
    await record.save_document("t1", sample_document(), sample_label())
    found = await record.record("t1")
    assert found is not None
    assert found.task.workspace == "matter-7"
    for table in ("task", "draft", "document"):
        assert await _scalar(record, f"SELECT group_concat(DISTINCT workspace) FROM {table}") == "matter-7"
    await record.close()


async def test_nobody_without_the_key_reads_any_of_it(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    record = open_record(path, secrets, StillClock())
    await _fill(record)
    files = _bytes_in(tmp_path)
    assert {FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"} <= set(files)
    assert len(files[f"{FILE_NAME}-wal"]) > 10_000
    await record.close()
    files |= {f"closed {name}": data for name, data in _bytes_in(tmp_path).items()}
    key = bytes.fromhex(secrets.get("record.key") or "")
    for name, data in files.items():
        for secret in (CANARY.encode(), b"restricted", b"api.example", b"ledger_entry", key, key.hex().encode()):
            assert secret not in data, (name, secret)
    with (
        contextlib.closing(sqlite3.connect(path)) as plain,
        pytest.raises(sqlite3.DatabaseError, match="not a database"),
    ):
        plain.execute("SELECT * FROM task")


async def test_file_and_folder_belong_to_one_person(tmp_path: Path) -> None:
    record = open_record(tmp_path / "data" / FILE_NAME, KeptSecrets(), StillClock())
    await record.save_task(sample_task())
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    for file in (tmp_path / "data").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    await record.close()


async def test_what_is_erased_is_overwritten(tmp_path: Path) -> None:
    record = open_record(tmp_path / FILE_NAME, KeptSecrets(), StillClock())
    wanted: dict[str, object] = {"secure_delete": 1, "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    wanted |= {"cipher_memory_security": "1", "temp_store": 2}
    found = {name: await _scalar(record, f"PRAGMA {name}") for name in wanted}
    assert found == wanted
    await record.close()


async def test_a_throw_away_record_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    record = open_record(path, MemorySecrets(), StillClock())
    await _fill(record)
    assert not record.lasting
    assert not path.exists()
    folder = record.path.parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in folder.iterdir():
        assert CANARY.encode() not in file.read_bytes()
    assert (await record.verify()).broken_at is None
    await record.close()
    assert not folder.exists()


async def test_a_throw_away_record_does_not_touch_the_lasting_one(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    await open_record(path, KeptSecrets(), StillClock()).close()
    before = path.read_bytes()
    record = open_record(path, MemorySecrets(), StillClock())
    await record.save_task(sample_task())
    await record.close()
    assert path.read_bytes() == before


async def test_a_yes_for_other_bytes_is_not_kept(tmp_path: Path) -> None:
    record = open_record(tmp_path / FILE_NAME, KeptSecrets(), StillClock())
    await record.save_task(sample_task())
    with pytest.raises(ValueError, match="not for these bytes"):
        await record.save_confirmation(sample_confirmation(sample_prepared()), sample_prepared(body=b"other"))
    assert await record.prepared("c1") is None
    await record.close()


async def test_a_task_is_found_by_a_unique_beginning_of_its_id(tmp_path: Path) -> None:
    record = open_record(tmp_path / FILE_NAME, KeptSecrets(), StillClock())
    for task_id in ("ab", "abc", "ad", "%x"):
        await record.save_task(sample_task(task_id))
    names = {}
    for asked in ("ab", "abc", "ad", "%", "_", "x", ""):
        found = await record.record(asked)
        names[asked] = found.task.id if found else None
    assert names == {"ab": "ab", "abc": "abc", "ad": "ad", "%": "%x", "_": None, "x": None, "": None}
    with pytest.raises(UserFacingError, match="More than one"):
        await record.record("a")
    await record.close()


async def test_content_of_an_unknown_task_is_refused(tmp_path: Path) -> None:
    record = open_record(tmp_path / FILE_NAME, KeptSecrets(), StillClock())
    with pytest.raises(LookupError):
        await record.save_draft(sample_draft(task_id="nobody"))
    await record.close()


async def test_the_history_is_newest_first_and_limited(tmp_path: Path) -> None:
    record = open_record(tmp_path / FILE_NAME, KeptSecrets(), StillClock())
    for n in range(5):
        await record.save_task(sample_task(f"t{n}"))
    assert [row.task.id for row in await record.history(2)] == ["t4", "t3"]
    assert {row.state for row in await record.history()} == {"new"}
    await record.close()
    await record.close()


async def test_an_interrupted_task_is_found_with_its_half_draft_which_can_be_stopped(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    record = open_record(path, secrets, StillClock())
    await record.save_task(sample_task("ended"))
    await record.set_task_state("ended", Phase.HELD)
    await record.save_task(sample_task("t1"))
    await record.set_task_state("t1", Phase.DRAFTING)
    await record.save_draft(replace(sample_draft(text="Halva"), end=DraftEnd.RUNNING))
    assert await record.unfinished() == ()  # it runs: this is its process
    await record.close()

    again = open_record(path, secrets, StillClock())
    assert await again.unfinished() == ("t1",)
    assert [row.state for row in await again.history()] == ["interrupted", "held"]
    found = await again.record("t1")
    assert found is not None
    await again.save_draft(replace(found.drafts[0], end=DraftEnd.STOPPED))
    await again.set_task_state("t1", Phase.STOPPED)
    settled = await again.record("t1")
    assert settled is not None
    assert (settled.drafts[0].text, settled.drafts[0].end) == ("Halva", DraftEnd.STOPPED)
    assert await again.unfinished() == ()
    await again.close()
