"""Rows back to domain values: everything about one task, or about all tasks of a thread."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from sqlmodel import Session, col, select

from homeport.adapters.store import chain
from homeport.adapters.store.json_values import load
from homeport.adapters.store.tables import (
    ConfirmationRow,
    DecisionRow,
    DocumentRow,
    DraftRow,
    EditRow,
    LabelRow,
    SendRow,
    TaskRow,
)
from homeport.domain.consent import Confirmation, Prepared
from homeport.domain.decision import Decision
from homeport.domain.draft import Draft
from homeport.domain.draft_edit import DraftEdit
from homeport.domain.errors import UserFacingError
from homeport.domain.facts import Facts
from homeport.domain.label import Label
from homeport.domain.task import Task
from homeport.ports.store import SentBytes, StoredSend, TaskRecord

OwnedRow = TypeVar("OwnedRow", ConfirmationRow, DecisionRow, DocumentRow, DraftRow, EditRow, LabelRow)

_LAST = "\U0010ffff"  # sorts behind every character an id begins with


def record_of(session: Session, prefix: str) -> TaskRecord | None:
    """The task of that id, or of the only id that begins so.

    Raises:
        UserFacingError: several ids begin so.
    """
    rows = _find(session, prefix)
    if not rows:
        return None
    if len(rows) > 1:
        raise UserFacingError(f"More than one task begins with {prefix!r}.", "Give more of its letters.")
    return _records(session, rows)[0]


def thread_of(session: Session, task_id: str) -> tuple[TaskRecord, ...]:
    """All tasks of the thread of exactly that task, oldest first."""
    thread = select(TaskRow.thread).where(TaskRow.id == task_id, col(TaskRow.deletion).is_(None)).scalar_subquery()
    query = select(TaskRow).where(TaskRow.thread == thread, col(TaskRow.deletion).is_(None))
    return _records(session, session.exec(query.order_by(col(TaskRow.n))).all())


def task_of(row: TaskRow) -> Task:
    """The task of a row."""
    return replace(load(Task, row.task), instruction=row.instruction)


def prepared_for(session: Session, confirmation_id: str) -> Prepared | None:
    """The bytes a yes was for, exactly as they were shown."""
    row = session.exec(select(ConfirmationRow).where(ConfirmationRow.id == confirmation_id)).first()
    if row is None:
        return None
    prepared = load(Prepared, row.prepared)
    return replace(prepared, outgoing=replace(prepared.outgoing, body=row.body))


def sent_bytes(session: Session, seq: int) -> SentBytes | None:
    """What the send of that number was, by the confirmation that its line in the ledger names."""
    row = session.exec(
        select(SendRow)
        .join(TaskRow, col(TaskRow.id) == col(SendRow.task_id))
        .where(SendRow.seq == seq, col(TaskRow.deletion).is_(None))
    ).first()
    if row is None:
        return None
    send = _stored_send(row)
    intent = next((e for e in chain.entries(session, send.task_id) if e.seq == seq), None)
    confirmation_id = str(intent.fields.get("confirmation")) if intent else ""
    confirmed = session.exec(select(ConfirmationRow).where(ConfirmationRow.id == confirmation_id)).first()
    prepared = prepared_for(session, confirmation_id)
    if confirmed is None or prepared is None:
        return None
    return SentBytes(send, prepared, confirmed.confirmed_at)


def edit_of(row: EditRow) -> DraftEdit:
    """The version in a row."""
    return DraftEdit(row.draft_id, row.text, load(Label, row.label), row.edited_at)


def _find(session: Session, prefix: str) -> Sequence[TaskRow]:
    shown = col(TaskRow.deletion).is_(None)
    exact = session.exec(select(TaskRow).where(TaskRow.id == prefix, shown)).all()
    if exact or not prefix:
        return exact
    begins = select(TaskRow).where(col(TaskRow.id) > prefix, col(TaskRow.id) < prefix + _LAST, shown)
    return session.exec(begins.limit(2)).all()


def _records(session: Session, tasks: Sequence[TaskRow]) -> tuple[TaskRecord, ...]:
    """One query a table, however many tasks there are."""
    ids = [task.id for task in tasks]
    documents, labels = _owned(session, DocumentRow, ids), _owned(session, LabelRow, ids)
    decisions, drafts = _owned(session, DecisionRow, ids), _owned(session, DraftRow, ids)
    confirmations, edits = _owned(session, ConfirmationRow, ids), _owned(session, EditRow, ids)
    sends = _sends(session, ids)
    return tuple(
        TaskRecord(
            task=task_of(task),
            documents=tuple((row.name, row.sha256, load(Label, row.label)) for row in documents[task.id]),
            label=load(Label, labels[task.id][-1].label) if labels[task.id] else None,
            facts=load(Facts, labels[task.id][-1].facts) if labels[task.id] else None,
            decisions=tuple(load(Decision, row.decision) for row in decisions[task.id]),
            drafts=tuple(
                replace(load(Draft, row.draft), text=row.text, thinking=row.thinking) for row in drafts[task.id]
            ),
            confirmations=tuple(load(Confirmation, row.confirmation) for row in confirmations[task.id]),
            sends=tuple(sends[task.id]),
            entries=tuple(chain.entries(session, task.id)),
            edits=_latest(edits[task.id]),
        )
        for task in tasks
    )


def _owned(session: Session, kind: type[OwnedRow], ids: Sequence[str]) -> Mapping[str, list[OwnedRow]]:
    found: defaultdict[str, list[OwnedRow]] = defaultdict(list)
    for row in session.exec(select(kind).where(col(kind.task_id).in_(ids)).order_by(col(kind.n))):
        found[row.task_id].append(row)
    return found


def _sends(session: Session, ids: Sequence[str]) -> Mapping[str, list[StoredSend]]:
    found: defaultdict[str, list[StoredSend]] = defaultdict(list)
    for row in session.exec(select(SendRow).where(col(SendRow.task_id).in_(ids)).order_by(col(SendRow.seq))):
        found[row.task_id].append(_stored_send(row))
    return found


def _stored_send(row: SendRow) -> StoredSend:
    return StoredSend(
        row.seq, row.task_id, row.endpoint_id, row.recipient, row.url, row.body_sha256, row.at, row.outcome
    )


def _latest(rows: Sequence[EditRow]) -> tuple[DraftEdit, ...]:
    latest = {row.draft_id: row for row in rows}
    return tuple(map(edit_of, latest.values()))
