"""Two programs started at the same moment on a fresh profile share one record and one set of keys."""

from pathlib import Path

import pytest

from fakes.python_child import python_child
from fakes.still_clock import StillClock
from homeport.adapters.secrets.vault import Argon2, make_vault, open_vault
from homeport.adapters.store.record import FILE_NAME, open_record

PASSPHRASE = "fyra okopplade ord"

_STARTER = """
import asyncio, sys
from pathlib import Path
from fakes.record_samples import sample_task
from homeport.adapters.secrets.vault import open_vault
from homeport.adapters.store.record import open_record
from homeport.adapters.system.clock import SystemClock
from homeport.domain.ledger import LedgerKind

async def main():
    secrets = open_vault(Path(sys.argv[1]).parent, sys.argv[2])
    print("ready", flush=True)
    sys.stdin.readline()
    record = open_record(Path(sys.argv[1]), secrets, SystemClock())
    await record.save_task(sample_task(sys.argv[3]))
    await record.append(LedgerKind.SEND_INTENDED, {}, task_id=sys.argv[3])
    await record.close()

asyncio.run(main())
"""


@pytest.mark.anyio
async def test_both_write_into_the_same_record(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    make_vault(tmp_path, PASSPHRASE, Argon2(19456, 1, 1))
    children = [python_child(_STARTER, path, PASSPHRASE, who) for who in ("cli", "window")]
    try:
        assert [child.stdout.readline() for child in children if child.stdout] == ["ready\n"] * 2
        for child in children:
            assert child.stdin is not None
            child.stdin.write("go\n")
            child.stdin.flush()
        answers = [child.communicate(timeout=60) for child in children]
    finally:
        for child in children:
            child.kill()
            child.wait()
    assert answers == [("", "")] * 2

    record = open_record(path, open_vault(tmp_path, PASSPHRASE), StillClock())
    assert {row.task.id for row in await record.history()} == {"cli", "window"}
    verdict = await record.verify()
    await record.close()
    assert (verdict.sends, verdict.broken_at, verdict.anchor_missing) == (2, None, False)
