"""The ledger: one chain, signed heads, and every kind of tampering found where it is."""

import hashlib
import itertools
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session

from fakes.kept_secrets import KeptSecrets
from fakes.python_child import python_child
from fakes.record_samples import CANARY, tamper
from fakes.still_clock import StillClock
from homeport.adapters.store.anchors import EVERY, KEPT_HEAD, SIGNING_KEY
from homeport.adapters.store.chain import append
from homeport.adapters.store.cipher import connect
from homeport.adapters.store.opening import RECORD_KEY
from homeport.adapters.store.record import FILE_NAME, Record, open_record
from homeport.domain.errors import UserFacingError
from homeport.domain.ledger import GENESIS, LedgerKind, LedgerVerdict, canonical, entry_hash

pytestmark = pytest.mark.anyio


async def _filled(path: Path, secrets: KeptSecrets, entries: int = 30) -> None:
    record = open_record(path, secrets, StillClock())
    for n in range(entries):
        await record.append(LedgerKind.TASK_EVENT, {"n": n, "why": "å"}, task_id="t1", workspace="default")
    await record.close()


async def _verdict(path: Path, secrets: KeptSecrets) -> LedgerVerdict:
    record = open_record(path, secrets, StillClock())
    try:
        return await record.verify()
    finally:
        await record.close()


def _head(secrets: KeptSecrets) -> int:
    return int(json.loads(secrets.get(KEPT_HEAD) or "{}")["seq"])


async def test_an_entry_comes_back_as_it_was_given_after_reopening(tmp_path: Path) -> None:
    secrets, path, clock = KeptSecrets(), tmp_path / FILE_NAME, StillClock()
    record = open_record(path, secrets, clock)
    first = await record.append(
        LedgerKind.TASK_EVENT, {"lanes": ("a", "b"), "n": 1.5}, task_id="t1", workspace="w"
    )
    clock.pass_seconds(60)
    second = await record.append(LedgerKind.POLICY_LOADED, {"kind": LedgerKind.ANCHOR})
    await record.close()
    again = open_record(path, secrets, clock)
    kept = await again.entries()
    assert kept[:2] == (first, second)
    assert await again.entries("t1") == (first,)
    assert first.fields == {"lanes": ["a", "b"], "n": 1.5}
    assert (first.seq, first.previous, second.previous) == (1, GENESIS, first.hash)
    assert (first.at, second.at) == ("2026-01-02T03:04:05Z", "2026-01-02T03:05:05Z")
    verdict = await again.verify()
    assert (verdict.broken_at, verdict.anchor_missing, verdict.since) == (None, False, first.at)
    await again.close()


async def test_an_empty_ledger_fits(tmp_path: Path) -> None:
    secrets = KeptSecrets()
    assert await _verdict(tmp_path / FILE_NAME, secrets) == LedgerVerdict(0, 0, "", GENESIS)
    assert secrets.get(KEPT_HEAD) is None  # reading signs nothing


async def test_heads_are_signed_at_every_intent_to_send_every_hundred_entries_and_on_closing(
    tmp_path: Path,
) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    record = open_record(path, secrets, StillClock())
    await record.append(LedgerKind.SEND_INTENDED, {})
    assert _head(secrets) == 2
    for _ in range(EVERY - 1):
        await record.append(LedgerKind.TASK_EVENT, {})
    assert _head(secrets) == 2
    await record.append(LedgerKind.TASK_EVENT, {})
    assert _head(secrets) == 103
    await record.append(LedgerKind.SEND_OUTCOME, {})
    await record.close()
    assert _head(secrets) == 105
    again = open_record(path, secrets, StillClock())
    anchors = [entry.seq for entry in await again.entries() if entry.kind is LedgerKind.ANCHOR]
    verdict = await again.verify()
    await again.close()
    assert anchors == [2, 103, 105]
    assert (verdict.entries, verdict.sends, verdict.broken_at) == (105, 1, None)
    assert _head(secrets) == 105  # closing an unchanged ledger signs nothing new


async def test_an_entry_cannot_be_changed_or_removed_by_mistake(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await _filled(path, secrets, 3)
    connection = connect(path, bytes.fromhex(secrets.get(RECORD_KEY) or ""))
    for statement in ("UPDATE ledger_entry SET at = 'x'", "DELETE FROM ledger_entry"):
        with pytest.raises(Exception, match="append-only"):
            connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    "change",
    [
        "at = 'earlier'",
        "kind = 'repaired'",
        "kind = 'no such kind'",
        "workspace = 'other'",
        "task_id = 't2'",
        'fields = \'{"n":17,"why":"a"}\'',
        "fields = 'not json'",
        f"previous = '{GENESIS}'",
        "previous = 'not hex'",
        f"hash = '{GENESIS}'",
        "hash = ''",
    ],
)
async def test_an_edited_entry_is_found_where_it_is(tmp_path: Path, change: str) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await _filled(path, secrets)
    tamper(path, secrets, f"UPDATE ledger_entry SET {change} WHERE seq = 17")
    verdict = await _verdict(path, secrets)
    assert (verdict.entries, verdict.broken_at) == (16, 17)


async def test_a_deleted_entry_is_found_where_it_was(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await _filled(path, secrets)
    tamper(path, secrets, "DELETE FROM ledger_entry WHERE seq = 5")
    assert (await _verdict(path, secrets)).broken_at == 5


async def test_a_deleted_entry_whose_followers_were_renumbered_is_found(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await _filled(path, secrets)
    tamper(
        path,
        secrets,
        "DELETE FROM ledger_entry WHERE seq = 5",
        "UPDATE ledger_entry SET seq = seq - 1 WHERE seq > 5",
    )
    assert (await _verdict(path, secrets)).broken_at == 5


async def test_two_swapped_entries_are_found(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await _filled(path, secrets)
    swap = "UPDATE ledger_entry SET seq = {} WHERE seq = {}"
    tamper(path, secrets, swap.format(999, 8), swap.format(8, 9), swap.format(9, 999))
    assert (await _verdict(path, secrets)).broken_at == 8


@pytest.mark.parametrize("left", [0, 1, 29, 30])
async def test_a_cut_tail_is_found_by_the_head_kept_outside(tmp_path: Path, left: int) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await _filled(path, secrets, 30)  # and the anchor of closing is the 31st
    tamper(path, secrets, f"DELETE FROM ledger_entry WHERE seq > {left}")
    verdict = await _verdict(path, secrets)
    assert (verdict.entries, verdict.broken_at, verdict.anchor_missing) == (left, None, True)


async def test_a_cut_tail_stays_found_after_more_was_written(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await _filled(path, secrets, 30)
    tamper(path, secrets, "DELETE FROM ledger_entry WHERE seq > 10")
    await _filled(path, secrets, 40)
    assert (await _verdict(path, secrets)).broken_at is not None


async def test_a_record_that_was_thrown_away_is_missed(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await _filled(path, secrets)
    path.unlink()
    verdict = await _verdict(path, secrets)
    assert (verdict.entries, verdict.anchor_missing) == (0, True)


def _rewritten(path: Path, secrets: KeptSecrets, *, without_anchors: bool) -> None:
    """What the record's key without the signing key can do: a whole new chain that fits in itself."""
    connection = connect(path, bytes.fromhex(secrets.get(RECORD_KEY) or ""))
    rows = connection.execute(
        "SELECT at, kind, workspace, task_id, fields FROM ledger_entry ORDER BY seq"
    ).fetchall()
    connection.close()
    previous, statements = GENESIS, ["DELETE FROM ledger_entry"]
    kept = [row for row in rows if not (without_anchors and row[1] == "anchor")]
    for seq, (at, kind, workspace, task_id, text) in enumerate(kept, start=1):
        fields = json.loads(text)
        if seq == 3:
            fields["n"] = 999
        if kind == "anchor":
            fields |= {"seq": seq - 1, "hash": previous}
        digest = entry_hash(previous, seq, at, kind, workspace, task_id, fields)
        body = canonical(fields).decode().replace("'", "''")
        values = f"{seq}, '{at}', '{kind}', '{workspace}', '{task_id}', '{body}', '{previous}', '{digest}'"
        statements.append(f"INSERT INTO ledger_entry VALUES ({values})")
        previous = digest
    tamper(path, secrets, *statements)


async def test_a_chain_rewritten_whole_is_found_at_its_first_signature(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await _filled(path, secrets, 30)
    _rewritten(path, secrets, without_anchors=False)
    assert (await _verdict(path, secrets)).broken_at == 31


async def test_a_chain_rewritten_without_its_signatures_is_found_by_the_head_kept_outside(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await _filled(path, secrets, 30)
    await _filled(path, secrets, 30)
    _rewritten(path, secrets, without_anchors=True)
    verdict = await _verdict(path, secrets)
    assert (verdict.entries, verdict.anchor_missing) == (60, True)


async def test_a_chain_rewritten_and_prolonged_is_found_by_the_head_kept_outside(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await _filled(path, secrets, 30)
    kept = secrets.get(KEPT_HEAD)
    _rewritten(path, secrets, without_anchors=True)
    await _filled(path, secrets, 5)
    secrets.put(KEPT_HEAD, kept or "")  # the copy that was exported, say
    assert (await _verdict(path, secrets)).broken_at == 31


async def test_signatures_of_another_key_do_not_fit(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await _filled(path, secrets, 3)
    secrets.delete(SIGNING_KEY)
    assert (await _verdict(path, secrets)).broken_at == 4
    secrets.put(SIGNING_KEY, "ab" * 32)
    assert (await _verdict(path, secrets)).broken_at == 4


@pytest.mark.parametrize(("name", "value"), [(SIGNING_KEY, "short"), (KEPT_HEAD, "{}"), (KEPT_HEAD, "[1]")])
async def test_damaged_secrets_are_told(tmp_path: Path, name: str, value: str) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await _filled(path, secrets, 3)
    secrets.put(name, value)
    with pytest.raises(UserFacingError, match="damaged"):
        await _verdict(path, secrets)


class _LockedSecrets(KeptSecrets):
    """A keyring that the person locks while the program runs."""

    locked = False

    def put(self, name: str, value: str) -> None:
        if self.locked:
            raise UserFacingError("The keyring is locked.", "Unlock it.")
        super().put(name, value)


async def test_a_keyring_locked_in_the_middle_loses_no_entry_and_its_head_follows(tmp_path: Path) -> None:
    secrets, path = _LockedSecrets(), tmp_path / FILE_NAME
    record = open_record(path, secrets, StillClock())
    await record.append(LedgerKind.SEND_INTENDED, {})
    secrets.locked = True
    entry = await record.append(LedgerKind.SEND_INTENDED, {})
    assert entry.seq == 3
    assert record.head_not_kept is not None
    assert _head(secrets) == 2
    secrets.locked = False
    await record.append(LedgerKind.SEND_OUTCOME, {"seq": 3})
    assert record.head_not_kept is None
    assert _head(secrets) == 4
    assert (await record.verify()).broken_at is None
    await record.close()


async def test_a_commitment_is_salted_and_unlinked_by_erasing_its_salt(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    record = open_record(path, secrets, StillClock())
    value = f"{CANARY} \ud800"
    first, second = await record.commitment(value), await record.commitment(value)
    assert first != second
    assert hashlib.sha256(CANARY.encode()).hexdigest() not in (first, second)
    assert len(first) == 64
    assert await record.is_commitment_to(first, value)
    assert not await record.is_commitment_to(first, "other")
    await record.append(LedgerKind.TASK_EVENT, {"instruction": first})
    await record.close()
    tamper(path, secrets, f"DELETE FROM salt WHERE commitment = '{first}'")
    again = open_record(path, secrets, StillClock())
    assert not await again.is_commitment_to(first, value)
    assert await again.is_commitment_to(second, value)
    assert (await again.verify()).broken_at is None
    await again.close()


_APPENDER = """
import asyncio, sys
from pathlib import Path
from fakes.kept_secrets import KeptSecrets
from homeport.adapters.store.record import open_record
from homeport.adapters.system.clock import SystemClock
from homeport.domain.ledger import LedgerKind

async def main():
    secrets = KeptSecrets()
    for name, value in zip(("record.key", "ledger.signing-key"), sys.argv[2:4]):
        secrets.put(name, value)
    record = open_record(Path(sys.argv[1]), secrets, SystemClock())
    print("ready", flush=True)
    sys.stdin.readline()
    seqs = []
    for n in range(200):
        kind = LedgerKind.SEND_INTENDED if n % 50 == 7 else LedgerKind.TASK_EVENT
        seqs.append((await record.append(kind, {"who": sys.argv[4], "n": n})).seq)
    print(*seqs)
    await record.close()

asyncio.run(main())
"""


async def test_two_processes_append_to_one_unbroken_chain(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await _filled(path, secrets, 1)
    keys = (secrets.get(RECORD_KEY), secrets.get(SIGNING_KEY))
    children = [python_child(_APPENDER, path, *keys, who) for who in ("cli", "window")]
    try:
        assert [child.stdout.readline() for child in children if child.stdout] == ["ready\n"] * 2
        for child in children:
            assert child.stdin is not None
            child.stdin.write("go\n")
            child.stdin.flush()
        answers = [child.communicate(timeout=120) for child in children]
    finally:
        for child in children:
            child.kill()
            child.wait()
    assert [err for _, err in answers] == ["", ""]
    acknowledged = [[int(seq) for seq in out.split()] for out, _ in answers]
    assert [len(seqs) for seqs in acknowledged] == [200, 200]

    record = open_record(path, secrets, StillClock())
    entries = await record.entries()
    verdict = await record.verify()
    await record.close()
    assert verdict.broken_at is None
    assert verdict.sends == 8
    for who, seqs in zip(("cli", "window"), acknowledged, strict=True):
        ours = [entry for entry in entries if entry.fields.get("who") == who]
        assert [entry.seq for entry in ours] == seqs
        assert [entry.fields["n"] for entry in ours] == list(range(200))
    switches = sum(a.fields.get("who") != b.fields.get("who") for a, b in itertools.pairwise(entries))
    assert switches > 2  # they did run side by side


def _append_many(count: int) -> Callable[[Session], None]:
    def many(session: Session) -> None:
        for n in range(count):
            fields = {"event": "Checked", "draft_id": "d1", "failed": ["length"], "n": n}
            append(session, "2026-01-02T03:04:05Z", LedgerKind.TASK_EVENT, fields, "default", "t1")
            session.expunge_all()

    return many


@pytest.mark.slow
async def test_appending_and_verifying_ten_thousand_entries_stays_linear(tmp_path: Path) -> None:
    record = open_record(tmp_path / FILE_NAME, KeptSecrets(), StillClock())
    appends, verdicts = [], []
    for quarter in range(1, 5):
        # Many in one transaction: the disk's own time, a few milliseconds a commit, is not what this is about.
        started = time.process_time()
        await record._write(_append_many(2_500))
        appends.append(time.process_time() - started)
        started = time.process_time()
        verdict = await record.verify()
        verdicts.append(time.process_time() - started)
        assert (verdict.entries, verdict.broken_at) == (quarter * 2_500, None)
    await record.close()
    assert appends[3] < 2 * appends[0] + 0.2, appends  # the last quarter costs what the first one did
    assert verdicts[3] < 2 * 4 * verdicts[0] + 0.2, verdicts


async def test_an_entry_that_json_cannot_hold_is_refused_and_leaves_no_hole(tmp_path: Path) -> None:
    record: Record = open_record(tmp_path / FILE_NAME, KeptSecrets(), StillClock())
    with pytest.raises(ValueError, match="JSON"):
        await record.append(LedgerKind.TASK_EVENT, {"x": float("nan")})
    assert (await record.append(LedgerKind.TASK_EVENT, {})).seq == 1
    await record.close()
