"""Who may approve, and what they said, in the real record."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from fakes.kept_secrets import KeptSecrets
from fakes.record_samples import sample_task
from fakes.still_clock import StillClock
from homeport.adapters.store.record import FILE_NAME, Record, open_record
from homeport.adapters.store.stretching import Scrypt, Stretched, stretch
from homeport.domain.approval import Approval, Approver, ToApprove
from homeport.domain.ledger import LedgerKind
from homeport.domain.task import DEFAULT_WORKSPACE
from homeport.domain.task_event import Approved, fields_of
from homeport.ports.approvals import Approvals, Proof

pytestmark = pytest.mark.anyio

KIM = Approver("kim-id", "Kim Björk", "2026-11-23T10:00:00Z")
PASSPHRASE = "väldigt långt lösenord"
WHAT = ToApprove("eu", "m/l", "POST", "https://eu.example/v1", "h" * 64, "b" * 64, "p" * 64)
YES = Approval(
    "a1", "t1", KIM.id, WHAT, True, "2026-11-23T10:00:00Z", "2026-11-23T23:00:00Z", 46800.0, 5.0, "läst \ud800"
)


@pytest.fixture
async def record(tmp_path: Path) -> AsyncIterator[Record]:
    opened = open_record(tmp_path / FILE_NAME, KeptSecrets(), StillClock())
    yield opened
    await opened.close()


async def test_a_person_proves_themselves_with_their_own_passphrase_only(record: Record) -> None:
    approvals: Approvals = record
    assert await approvals.enrol(KIM, PASSPHRASE)
    assert await approvals.enrol(Approver("alex", "Alex", "2026-11-23T10:00:00Z", KIM.id), "another passphrase")
    assert [each.name for each in await approvals.approvers()] == ["Kim Björk", "Alex"]
    assert await approvals.proves(Proof(KIM.id, PASSPHRASE))
    assert await approvals.proves(Proof(KIM.id, "va\u0308ldigt la\u030angt lo\u0308senord")), "typed decomposed"
    for approver, passphrase in ((KIM.id, "another passphrase"), ("alex", PASSPHRASE), ("nobody", PASSPHRASE)):
        assert not await approvals.proves(Proof(approver, passphrase))
    assert not await approvals.proves(Proof(KIM.id, ""))


async def test_a_name_is_taken_whatever_its_letters_and_free_again_after_removal(record: Record) -> None:
    await record.enrol(KIM, PASSPHRASE)
    assert not await record.enrol(Approver("other", "KIM BJÖRK", "2026-11-23T10:00:00Z"), PASSPHRASE)
    assert await record.remove_approver(KIM.id)
    assert not await record.remove_approver(KIM.id)
    assert await record.approvers() == ()
    assert not await record.proves(Proof(KIM.id, PASSPHRASE))
    assert await record.enrol(Approver("again", "Kim Björk", "2026-11-23T11:00:00Z"), PASSPHRASE)
    assert not await record.proves(Proof(KIM.id, PASSPHRASE)), "an id that was removed stays removed"


async def test_neither_passphrase_nor_name_stands_in_the_ledger_or_the_row(record: Record) -> None:
    await record.enrol(KIM, PASSPHRASE)
    rows = await record._read(lambda s: s.connection().execute(text("SELECT * FROM approver")).all())
    assert PASSPHRASE.encode() not in repr(rows).encode()
    assert "hemlig" not in repr(Proof("kim", "hemlig"))


async def test_what_was_said_is_found_by_the_bytes_and_goes_with_the_task(record: Record) -> None:
    await record.save_task(sample_task())
    await record.save_approval(YES, DEFAULT_WORKSPACE)
    assert await record.approvals_of(WHAT.body_sha256) == (YES,)
    assert await record.approvals_of("c" * 64) == ()
    await record.set_task_state("t1", "done")
    await record.finish(await record.delete_tasks(["t1"]))
    assert await record.approvals_of(WHAT.body_sha256) == ()


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (LedgerKind.TASK_EVENT, fields_of(Approved("eu", "a1", "kim"))),
        (LedgerKind.APPROVER, {"did": "enrolled"}),
    ],
)
async def test_an_approval_and_a_change_of_who_may_is_followed_by_a_signed_head(
    record: Record, kind: LedgerKind, fields: dict[str, str]
) -> None:
    entry = await record.append(kind, fields)
    after = (await record.entries())[entry.seq :]
    assert [each.kind for each in after] == [LedgerKind.ANCHOR]
    assert (await record.verify()).broken_at is None


def test_a_row_that_asks_for_too_little_or_too_much_fits_no_passphrase() -> None:
    cheap = Scrypt(1 << 14, 8, 1)
    assert stretch("a", cheap).fits("a")
    for cost in (
        Scrypt(2, 8, 1),
        Scrypt(1 << 21, 8, 1),
        Scrypt(20_000, 8, 1),
        Scrypt(1 << 14, 1, 1),
        Scrypt(0, 8, 1),
    ):
        assert not Stretched(cost, b"s", b"d" * 32).fits("a")
    assert not Stretched(cheap, b"s", b"").fits("a")
    assert stretch("a", cheap).salt != stretch("a", cheap).salt
