"""`homeport history show`: the person's own version stands beside the model's words."""

import io
from dataclasses import replace
from pathlib import Path

import pytest

from fakes.kept_secrets import KeptSecrets
from fakes.record_samples import sample_draft, sample_label, sample_task
from fakes.still_clock import StillClock
from homeport.adapters.store.record import FILE_NAME, open_record
from homeport.cli.history import _show, record_fields
from homeport.cli.terminal import Terminal
from homeport.domain.draft import DraftEnd
from homeport.domain.draft_edit import DraftEdit
from homeport.domain.ledger import LedgerKind
from homeport.domain.task_event import Started, fields_of
from homeport.services.history import settle_interrupted

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("text", "says"),
    [("Half of", "What was written until then is kept."), ("", "Nothing had been written.")],
)
async def test_a_task_that_a_kill_ended_says_what_happened_and_what_next(
    tmp_path: Path, text: str, says: str
) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    record = open_record(path, secrets, StillClock())
    await record.save_task(sample_task())
    await record.append(LedgerKind.TASK_EVENT, fields_of(Started()), task_id="t1")
    await record.save_draft(replace(sample_draft(text=text), end=DraftEnd.RUNNING))
    await record.close()
    again = open_record(path, secrets, StillClock())
    await settle_interrupted(again, again)
    found = await again.record("t1")
    assert [summary.state for summary in await again.history()] == ["interrupted"]
    await again.close()
    assert found is not None
    out = io.StringIO()
    _show(found, Terminal(out))
    shown = " ".join(out.getvalue().split())
    assert f"Interrupted Homeport ended before this task did. {says} Nothing was sent. Ask again" in shown


async def test_an_own_version_is_shown_beside_the_draft(tmp_path: Path) -> None:
    record = open_record(tmp_path / FILE_NAME, KeptSecrets(), StillClock())
    await record.save_task(sample_task())
    await record.save_draft(sample_draft())
    await record.save_edit(DraftEdit("d1", "Min egen \x1b[31mversion", sample_label(), "2026-01-02T03:04:05Z"))
    found = await record.record("t1")
    await record.close()
    assert found is not None
    out = io.StringIO()
    _show(found, Terminal(out))
    shown = out.getvalue()
    assert shown.index(sample_draft().text) < shown.index("Your own version of it, restricted")
    assert "Min egen [31mversion" in shown
    assert "\x1b" not in shown
    (edit,) = record_fields(found)["edits"]  # type: ignore[misc]
    assert (edit["draft_id"], edit["class"]) == ("d1", "restricted")
