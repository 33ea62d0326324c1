"""A task that a kill ended says so, in the list and in the thread: what happened, what did not, what next."""

from dataclasses import replace
from pathlib import Path

import pytest

from fakes.kept_secrets import KeptSecrets
from fakes.record_samples import sample_draft, sample_facts, sample_label, sample_task
from fakes.still_clock import StillClock
from homeport.adapters.store.record import FILE_NAME, open_record
from homeport.domain.draft import DraftEnd
from homeport.domain.ledger import LedgerKind
from homeport.domain.task_event import Started, fields_of
from homeport.domain.task_state import Phase
from homeport.ports.store import TaskRecord
from homeport.services.history import settle_interrupted
from homeport.ui.models.history_model import HistoryModel, HistoryRow
from homeport.ui.models.turn import ActionKind, Interrupted, StoppedHere, TurnView
from homeport.ui.presenters.sentences import sentences_for
from homeport.ui.presenters.turns import recorded, turns_of
from homeport.ui.views.answer_foot import foot_facts
from homeport.ui.views.answer_notice import notice_text
from homeport.ui.words import Words

pytestmark = pytest.mark.anyio


async def killed(folder: Path, text: str) -> tuple[TaskRecord, str, str]:
    """The record of a task whose run was killed, and its state in the list before and after it was settled."""
    secrets, path = KeptSecrets(), folder / FILE_NAME
    record = open_record(path, secrets, StillClock())
    await record.save_task(sample_task("t1"))
    await record.append(LedgerKind.TASK_EVENT, fields_of(Started()), task_id="t1")
    await record.save_label("t1", sample_label(), sample_facts())
    await record.set_task_state("t1", Phase.DRAFTING)
    await record.save_draft(replace(sample_draft(text=text), task_id="t1", end=DraftEnd.RUNNING))
    await record.close()
    again = open_record(path, secrets, StillClock())
    before = (await again.history_page(None, 9)).rows[0].state
    assert await settle_interrupted(again, again) == ("t1",)
    assert await settle_interrupted(again, again) == ()
    after = (await again.history_page(None, 9)).rows[0].state
    found = await again.record("t1")
    await again.close()
    assert found is not None
    return found, before, after


def shown(record: TaskRecord, words: Words) -> TurnView:
    (turn,) = turns_of([recorded(record)], sentences_for(words, lambda: None, lambda _: ()))
    return turn


async def test_the_list_says_interrupted_before_and_after_it_is_settled(
    tmp_path: Path, words: Words, swedish: Words
) -> None:
    record, *states = await killed(tmp_path, "Half of")
    assert states == ["interrupted", "interrupted"]
    row = HistoryRow("t1", "A task", "device", states[1], sample_label().data_class, record.task.created)
    assert HistoryModel(words).state_of(row) == "Interrupted"
    assert HistoryModel(swedish).state_of(row) == "Avbruten"


async def test_the_thread_says_what_happened_what_is_kept_and_what_next(
    tmp_path: Path, words: Words, swedish: Words
) -> None:
    record, *_ = await killed(tmp_path, "Half of")
    turn = shown(record, words)
    (notice,) = [each for each in turn.notices if isinstance(each, Interrupted | StoppedHere)]
    assert notice == Interrupted(kept=True, half=True, actions=(ActionKind.CONTINUE, ActionKind.RETRY))
    said = notice_text(notice, words, turn.answer)
    assert said.title == "Interrupted: Homeport ended before this task did."
    assert said.lines == (
        "What was written until then is kept. Nothing was sent.",
        "Go on from where it stopped, or try again from the start.",
    )
    assert [way.text for way in said.ways] == ["Continue", "Try again"]
    swedish_says = notice_text(notice, swedish, turn.answer)
    assert swedish_says.title == "Avbruten: Homeport avslutades innan uppgiften var klar."
    assert all(one != other for one, other in zip(said.lines, swedish_says.lines, strict=True))
    assert turn.answer is not None
    assert foot_facts(turn.answer, words)[0] == "Interrupted"
    assert foot_facts(turn.answer, swedish)[0] == "Avbrutet"


async def test_without_a_word_it_is_only_tried_again(tmp_path: Path, words: Words) -> None:
    record, *_ = await killed(tmp_path, "")
    turn = shown(record, words)
    assert turn.notices[-1] == Interrupted(kept=False, half=False, actions=(ActionKind.RETRY,))
    said = notice_text(turn.notices[-1], words, None)
    assert said.lines == ("Nothing had been written. Nothing was sent.", "Try again from the start.")
