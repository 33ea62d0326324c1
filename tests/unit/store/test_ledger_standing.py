"""The quick look at the ledger, and the full check beside other work."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import Session

from fakes.kept_secrets import KeptSecrets
from fakes.record_samples import sample_task, tamper
from fakes.still_clock import StillClock
from homeport.adapters.store import standing
from homeport.adapters.store.chain import append
from homeport.adapters.store.record import FILE_NAME, Record, open_record
from homeport.domain.ledger import LedgerKind, LedgerStanding

pytestmark = pytest.mark.anyio

AT = "2026-01-02T03:04:05Z"


async def _filled(path: Path, secrets: KeptSecrets, entries: int = 30) -> None:
    record = open_record(path, secrets, StillClock())
    for n in range(entries):
        await record.append(LedgerKind.TASK_EVENT, {"n": n}, task_id="t1", workspace="default")
    await record.close()


async def _standing(path: Path, secrets: KeptSecrets) -> LedgerStanding:
    record = open_record(path, secrets, StillClock())
    try:
        return await record.standing()
    finally:
        await record.close()


@pytest.fixture
async def record(tmp_path: Path) -> AsyncIterator[Record]:
    opened = open_record(tmp_path / FILE_NAME, KeptSecrets(), StillClock())
    yield opened
    await opened.close()


async def test_an_empty_ledger_stands(record: Record) -> None:
    assert await record.standing() == LedgerStanding(0, 0, "", 0)


async def test_the_numbers_of_the_status_bar(record: Record) -> None:
    await record.append(LedgerKind.TASK_EVENT, {"event": "Confirmed", "confirmation_id": "c1"}, task_id="t1")
    await record.append(LedgerKind.SEND_INTENDED, {"confirmation": "c1"}, task_id="t1")
    await record.append(LedgerKind.SEND_INTENDED, {"confirmation": "c1"}, task_id="other")  # another task's yes
    await record.append(LedgerKind.SEND_INTENDED, {}, task_id="t1")
    verdict = await record.verify()
    assert (verdict.entries, verdict.sends, verdict.confirmed, verdict.since) == (7, 3, 1, AT)
    assert await record.standing() == LedgerStanding(7, 3, AT, 0, 7, AT)


async def test_only_what_is_new_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "NOTE_EVERY", 10)
    monkeypatch.setattr(standing, "MOST_ENTRIES", 20)
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await _filled(path, secrets, 50)
    assert (await _standing(path, secrets)).checked_from == 31  # of 51: the rest waits for the full check
    assert (await _standing(path, secrets)).checked_from == 51
    await _filled(path, secrets, 9)
    again = await _standing(path, secrets)
    assert (again.entries, again.checked_from, again.broken_at) == (61, 51, None)


@pytest.mark.parametrize(
    ("change", "broken_at"),
    [
        ("UPDATE ledger_entry SET at = 'x' WHERE seq = 40", 40),
        ("UPDATE ledger_entry SET hash = 'x' WHERE seq = 51", 51),
        ("UPDATE ledger_entry SET fields = '{}' WHERE seq = 51", 51),  # the signed head itself
        ("DELETE FROM ledger_entry WHERE seq = 45", 45),
    ],
)
async def test_a_change_in_what_is_new_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, broken_at: int
) -> None:
    monkeypatch.setattr(standing, "MOST_ENTRIES", 20)
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await _filled(path, secrets, 50)
    tamper(path, secrets, change)
    for _ in range(2):  # and it is not passed over the next time
        assert (await _standing(path, secrets)).broken_at == broken_at


async def test_a_cut_tail_is_found(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await _filled(path, secrets)
    tamper(path, secrets, "DELETE FROM ledger_entry WHERE seq > 10")
    found = await _standing(path, secrets)
    assert (found.entries, found.anchor_missing, found.broken_at) == (10, True, None)


async def test_a_changed_end_of_the_last_look_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "NOTE_EVERY", 10)
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await _filled(path, secrets)
    await _standing(path, secrets)
    await _filled(path, secrets, 5)
    tamper(path, secrets, f"UPDATE ledger_entry SET hash = '{'0' * 64}' WHERE seq = 31")
    assert (await _standing(path, secrets)).broken_at == 31


async def test_a_full_check_tells_how_far_it_is_and_nothing_waits_for_it(record: Record) -> None:
    def many(session: Session) -> None:
        for n in range(2500):
            append(session, AT, LedgerKind.TASK_EVENT, {"n": n}, "default", "t1")

    await record._write(many)
    told: list[tuple[int, int]] = []

    def slow(done: int, total: int) -> None:
        told.append((done, total))
        time.sleep(0.3)

    checking = asyncio.create_task(record.verify(slow))
    await asyncio.sleep(0.1)
    start = time.perf_counter()
    await record.save_task(sample_task())
    assert time.perf_counter() - start < 0.3
    verdict = await checking
    assert verdict.broken_at is None
    assert [done for done, _ in told] == [1000, 2000]
    assert {total for _, total in told} == {verdict.entries}

    checking = asyncio.create_task(record.verify(slow))
    await asyncio.sleep(0.1)
    checking.cancel()
    start = time.perf_counter()
    with pytest.raises(asyncio.CancelledError):
        await checking
    assert time.perf_counter() - start < 0.2
