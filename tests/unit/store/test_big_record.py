"""A record written in bulk is one that the program takes for its own."""

from pathlib import Path

import pytest

from fakes.big_record import RARE, make_big_record
from fakes.kept_secrets import KeptSecrets
from fakes.record_samples import sample_task
from fakes.still_clock import StillClock
from homeport.adapters.store.record import FILE_NAME, open_record
from homeport.domain.task_state import Phase

pytestmark = pytest.mark.anyio


async def test_it_is_listed_found_verified_and_goes_on(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    make_big_record(path, secrets, tasks=25, entries=2500)
    record = open_record(path, secrets, StillClock())
    rows = (await record.history_page()).rows
    assert [(row.task_id, row.thread, row.versions) for row in rows] == [
        ("t25", "t21", 5),
        ("t20", "t11", 10),
        ("t10", "t1", 10),
    ]
    assert [len(task.drafts) for task in await record.thread("t21")] == [5] * 5
    assert [hit.task_id for hit in (await record.search(RARE[:6])).hits] == ["t1"]
    standing = await record.standing()
    assert (standing.entries, standing.sends, standing.broken_at, standing.anchor_missing) == (
        2500,
        2,
        None,
        False,
    )
    verdict = await record.verify()
    assert (verdict.entries, verdict.sends, verdict.broken_at, verdict.anchor_missing) == (2500, 2, None, False)
    assert verdict.confirmed == 0
    assert len(await record.speeds("built-in", "smol")) == 20
    await record.save_task(sample_task("new"))
    await record.set_task_state("new", Phase.DONE)
    await record.finish(await record.delete_threads(["t11", "new"]))
    assert [row.task_id for row in (await record.history_page()).rows] == ["t25", "t10"]
    assert (await record.verify()).broken_at is None
    await record.close()
