"""A conversation: how one task comes from another, and what the later one takes along."""

from collections.abc import Sequence
from dataclasses import replace

from homeport.domain.data_class import UNREADABLE
from homeport.domain.draft import Draft, DraftEnd
from homeport.domain.label import Label
from homeport.domain.ledger import LedgerKind
from homeport.domain.task import Relation, Task
from homeport.domain.task_event import event_of
from homeport.domain.task_state import TaskState, replay
from homeport.domain.turn import HalfAnswer, Turn
from homeport.ports.store import TaskRecord

UNFINISHED = frozenset({DraftEnd.STOPPED, DraftEnd.PARTIAL, DraftEnd.RUNNING})
"""Ends after which an answer can go on."""


def next_task(before: Task, relation: Relation, *, id: str, created: str, instruction: str | None = None) -> Task:
    """The task that comes from `before`: the same choices, in the same thread.

    Args:
        before: the task it follows.
        relation: how it follows it.
        id: its own id.
        created: UTC, ISO 8601 with seconds.
        instruction: for an edited one and a follow-up; the others repeat the earlier one.
    """
    words = before.instruction if instruction is None else instruction
    return replace(
        before,
        id=id,
        created=created,
        instruction=words,
        thread=before.root,
        follows=before.id,
        relation=relation,
    )


def state_of(record: TaskRecord) -> TaskState:
    """How a recorded task stands, replayed from its ledger lines.

    Raises:
        ValueError: the lines are not a run of this version.
    """
    return replay(event_of(entry.fields) for entry in record.entries if entry.kind is LedgerKind.TASK_EVENT)


def turn_of(record: TaskRecord) -> Turn | None:
    """What a task said, for the next one: the person's own version of the answer if there is one.

    None when no draft of it stands.
    """
    draft = _kept(record)
    if draft is None:
        return None
    answer, label = _stands(record, draft)
    return Turn(record.task.instruction, answer, label, record.task.id) if answer.strip() else None


def earlier_turns(thread: Sequence[TaskRecord], task: Task) -> tuple[Turn, ...]:
    """The turns that `task` takes along, oldest first.

    A follow-up takes along the task it follows; one that was made anew, edited or continued takes along what that
    one did. A task that is no longer in the record is left out, and so is what stood before it.
    """
    records = {record.task.id: record for record in thread}
    turns: list[Turn] = []
    while (before := records.pop(task.follows, None)) is not None:  # each once: no circle can hold this up
        if task.relation is Relation.FOLLOW_UP and (turn := turn_of(before)) is not None:
            turns.append(turn)
        task = before.task
    return tuple(reversed(turns))


def half_answer(record: TaskRecord) -> HalfAnswer | None:
    """The answer of a task that stopped before its end, as it stands; None when there is nothing to go on from."""
    draft = _kept(record)
    if draft is None or draft.end not in UNFINISHED:
        return None
    text, label = _stands(record, draft)
    return HalfAnswer(draft.id, text, label) if text.strip() else None


def _stands(record: TaskRecord, draft: Draft) -> tuple[str, Label]:
    """What stands as the answer, the person's own version if there is one, and the class it brings with it."""
    label = record.label or Label(UNREADABLE)  # what was never labelled may hold anything
    own = next((edit for edit in record.edits if edit.draft_id == draft.id), None)
    if own is None:
        return draft.text, label
    return own.text, replace(label, data_class=max(label.data_class, own.label.data_class))


def _kept(record: TaskRecord) -> Draft | None:
    kept = state_of(record).kept_draft
    return next((draft for draft in record.drafts if draft.id == kept), None)
