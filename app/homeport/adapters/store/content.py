"""The record's content: domain values to rows and back. Plain functions on one session."""

from dataclasses import replace
from typing import Any

from sqlalchemy import func
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, SQLModel, col, select

from homeport.adapters.store.json_values import dump, load
from homeport.adapters.store.tables import (
    ConfirmationRow,
    DecisionRow,
    DocumentRow,
    DraftRow,
    LabelRow,
    SendRow,
    TaskRow,
    WorkspaceRow,
)
from homeport.domain.consent import Confirmation, Prepared
from homeport.domain.decision import Decision
from homeport.domain.document import Document
from homeport.domain.draft import Draft
from homeport.domain.facts import Facts
from homeport.domain.label import Label
from homeport.domain.task import Task
from homeport.ports.store import StoredSend


def add_task(session: Session, at: str, run: str, state: str, task: Task) -> None:
    """Insert a task; its workspace is made if it is new."""
    if session.get(WorkspaceRow, task.workspace) is None:
        session.add(WorkspaceRow(id=task.workspace, made_at=at))
        session.flush()
    session.add(
        TaskRow(
            id=task.id,
            workspace=task.workspace,
            instruction=task.instruction,
            created=task.created,
            task=dump(replace(task, instruction="")),
            state=state,
            run=run,
        )
    )


def task_of(row: TaskRow) -> Task:
    """The task of a row."""
    return replace(load(Task, row.task), instruction=row.instruction)


def workspace_of(session: Session, task_id: str) -> str:
    """The workspace a task belongs to.

    Raises:
        LookupError: there is no such task.
    """
    workspace = session.exec(select(TaskRow.workspace).where(TaskRow.id == task_id)).first()
    if workspace is None:
        raise LookupError(f"no task {task_id!r}")
    return workspace


def add_document(session: Session, task_id: str, document: Document, label: Label) -> None:
    """Keep what is kept of a document."""
    session.add(
        DocumentRow(
            task_id=task_id,
            workspace=workspace_of(session, task_id),
            name=document.name,
            sha256=document.sha256,
            size=document.size,
            media_type=document.media_type,
            unread=document.unread and document.unread.value,
            label=dump(label),
        )
    )


def documents_of(session: Session, task_id: str) -> tuple[tuple[str, str, Label], ...]:
    """Name, hash and label of each document, in the order they were saved."""
    rows = session.exec(select(DocumentRow).where(DocumentRow.task_id == task_id).order_by(col(DocumentRow.n)))
    return tuple((row.name, row.sha256, load(Label, row.label)) for row in rows)


def add_label(session: Session, at: str, task_id: str, label: Label, facts: Facts) -> None:
    """Append the label of the whole task."""
    session.add(
        LabelRow(
            task_id=task_id,
            workspace=workspace_of(session, task_id),
            at=at,
            data_class=label.data_class.word,
            label=dump(label),
            facts=dump(facts),
        )
    )


def label_of(session: Session, task_id: str) -> tuple[Label | None, Facts | None]:
    """The latest label and facts."""
    query = select(LabelRow).where(LabelRow.task_id == task_id).order_by(col(LabelRow.n).desc()).limit(1)
    row = session.exec(query).first()
    return (load(Label, row.label), load(Facts, row.facts)) if row else (None, None)


def add_decision(session: Session, at: str, task_id: str, decision: Decision) -> None:
    """Append a decision."""
    session.add(
        DecisionRow(
            task_id=task_id,
            workspace=workspace_of(session, task_id),
            at=at,
            policy_name=decision.policy_name,
            policy_version=decision.policy_version,
            policy_sha256=decision.policy_sha256,
            decision=dump(decision),
        )
    )


def decisions_of(session: Session, task_id: str) -> tuple[Decision, ...]:
    """Every decision, oldest first."""
    query = select(DecisionRow.decision).where(DecisionRow.task_id == task_id).order_by(col(DecisionRow.n))
    return tuple(load(Decision, text) for text in session.exec(query))


def put_draft(session: Session, at: str, draft: Draft) -> None:
    """Insert a draft, or replace the row of the same id; it keeps its place in the order."""
    row = DraftRow(
        id=draft.id,
        task_id=draft.task_id,
        workspace=workspace_of(session, draft.task_id),
        saved_at=at,
        lane=draft.lane,
        end=draft.end.value,
        text=draft.text,
        thinking=draft.thinking,
        draft=dump(replace(draft, text="", thinking="")),
    )
    _upsert(session, row, "id")


def drafts_of(session: Session, task_id: str) -> tuple[Draft, ...]:
    """Every draft, oldest first."""
    rows = session.exec(select(DraftRow).where(DraftRow.task_id == task_id).order_by(col(DraftRow.n)))
    return tuple(replace(load(Draft, row.draft), text=row.text, thinking=row.thinking) for row in rows)


def add_confirmation(session: Session, confirmation: Confirmation, prepared: Prepared) -> None:
    """Keep a yes and the bytes it was for.

    Raises:
        ValueError: the yes is for other bytes or another task.
    """
    outgoing = prepared.outgoing
    if confirmation.body_sha256 != outgoing.body_sha256 or confirmation.task_id != prepared.task_id:
        raise ValueError("the confirmation is not for these bytes")
    session.add(
        ConfirmationRow(
            id=confirmation.id,
            task_id=confirmation.task_id,
            workspace=workspace_of(session, confirmation.task_id),
            endpoint_id=confirmation.endpoint_id,
            confirmed_at=confirmation.confirmed_at,
            confirmation=dump(replace(confirmation, confirmed_steady=None)),  # means nothing after this run
            prepared=dump(replace(prepared, outgoing=replace(outgoing, body=b""))),
            body_sha256=confirmation.body_sha256,
            body=outgoing.body,
        )
    )


def confirmations_of(session: Session, task_id: str) -> tuple[Confirmation, ...]:
    """Every yes, oldest first."""
    query = select(ConfirmationRow.confirmation).where(ConfirmationRow.task_id == task_id)
    return tuple(load(Confirmation, text) for text in session.exec(query.order_by(col(ConfirmationRow.n))))


def prepared_for(session: Session, confirmation_id: str) -> Prepared | None:
    """The bytes a yes was for, exactly as they were shown."""
    row = session.exec(select(ConfirmationRow).where(ConfirmationRow.id == confirmation_id)).first()
    if row is None:
        return None
    prepared = load(Prepared, row.prepared)
    return replace(prepared, outgoing=replace(prepared.outgoing, body=row.body))


def put_send(session: Session, send: StoredSend) -> None:
    """Insert or replace a send by its number."""
    row = SendRow(
        seq=send.seq,
        task_id=send.task_id,
        workspace=workspace_of(session, send.task_id),
        endpoint_id=send.endpoint_id,
        recipient=send.recipient,
        url=send.url,
        body_sha256=send.body_sha256,
        at=send.at,
        outcome=send.outcome,
    )
    _upsert(session, row, "seq")


def sends_of(session: Session, task_id: str) -> tuple[StoredSend, ...]:
    """Every send, oldest first."""
    rows = session.exec(select(SendRow).where(SendRow.task_id == task_id).order_by(col(SendRow.seq)))
    return tuple(
        StoredSend(
            row.seq, row.task_id, row.endpoint_id, row.recipient, row.url, row.body_sha256, row.at, row.outcome
        )
        for row in rows
    )


def find_tasks(session: Session, prefix: str) -> list[TaskRow]:
    """The task of exactly that id, else at most two whose id begins with it."""
    exact = session.exec(select(TaskRow).where(TaskRow.id == prefix)).first()
    if exact is not None or not prefix:
        return [exact] if exact else []
    return list(session.exec(select(TaskRow).where(func.substr(TaskRow.id, 1, len(prefix)) == prefix).limit(2)))


def _upsert(session: Session, row: SQLModel, key: str) -> None:
    values: dict[str, Any] = row.model_dump(exclude={"n"})
    others = {name: value for name, value in values.items() if name != key}
    table = SQLModel.metadata.tables[str(type(row).__tablename__)]
    statement = insert(table).values(values).on_conflict_do_update(index_elements=[key], set_=others)
    session.connection().execute(statement)
