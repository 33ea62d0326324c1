"""A record of the first version after its upgrade: everything is there, listed, found and countable."""

from pathlib import Path

import pytest

from fakes.kept_secrets import KeptSecrets
from fakes.old_record import AT, make_old_record
from fakes.still_clock import StillClock
from homeport.adapters.store.record import FILE_NAME, open_record
from homeport.domain.consent import PartKind
from homeport.domain.draft import Speed
from homeport.ports.store import SentLine
from homeport.services.history import settle_interrupted

pytestmark = pytest.mark.anyio

SENT = SentLine(2, "old1", "Exempel", AT, "finished", 0.25, "EUR")


async def test_a_record_of_the_first_version_is_upgraded_with_all_it_holds(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await make_old_record(path, secrets)
    record = open_record(path, secrets, StillClock())
    rows = (await record.history_page()).rows
    assert [(row.task_id, row.thread, row.title, row.state, row.lane, row.documents) for row in rows] == [
        ("old3", "old3", "", "stopped", "", 0),
        ("old2", "old2", "Halv \ud800", "interrupted", "device", 0),
        ("old1", "old1", "Granska Åses avtal", "done", "device", 1),
    ]
    assert rows[2].sends == (SENT,)
    assert await record.sent_since("2026-01-01T00:00:00Z") == (SENT,)
    assert await record.unfinished() == ("old2",)
    assert await record.speeds("built-in", "smol") == (Speed(0.5, 2.0, 10, 20, None, 11.5),)
    searched = {"ases": ["old1"], "smal": ["old1"], "bilaga": ["old1"], "half": [], "hal": ["old2"]}
    for text, found in searched.items():
        assert [hit.task_id for hit in (await record.search(text)).hits] == found, text
    whole = await record.record("old1")
    assert whole is not None
    assert whole.label is not None
    assert [finding.kind for finding in whole.label.findings] == ["SE_PNR"]
    assert whole.facts is not None
    assert whole.facts.values() == {"sensitivity": "restricted"}
    assert whole.decisions[0].blocked == {"premium": ("N1",)}
    assert (whole.drafts[0].text, len(whole.confirmations)) == ("Svaret om Småland", 1)
    verdict = await record.verify()
    assert (verdict.broken_at, verdict.entries, verdict.sends, verdict.confirmed) == (None, 3, 1, 1)
    assert await settle_interrupted(record, record) == ("old2",)
    assert [hit.task_id for hit in (await record.search("half")).hits] == ["old2"]
    await record.finish(await record.delete_threads(["old1", "old2", "old3"]))
    assert (await record.history_page()).rows == ()
    assert await record.sent_since("2026-01-01T00:00:00Z") == (SENT,)
    await record.close()


async def test_bytes_that_were_confirmed_long_ago_can_still_be_shown(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await make_old_record(path, secrets)
    record = open_record(path, secrets, StillClock())
    prepared = await record.prepared("c1")
    assert prepared is not None
    assert prepared.outgoing.body == b"{}"
    assert (prepared.highest_price, prepared.currency) == (0.25, "EUR")
    assert [(part.id, part.kind, part.name, part.characters) for part in prepared.parts] == [
        ("instruction", PartKind.INSTRUCTION, "your instruction", 0),
        ("document-1", PartKind.DOCUMENT, "Document 1", 1234),
    ]
    await record.close()
