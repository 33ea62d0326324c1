"""The record's content: domain values to rows. Plain functions on one session; `task_records` reads them back."""

from dataclasses import replace
from typing import Any

from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, SQLModel, select

from homeport.adapters.store.json_values import dump
from homeport.adapters.store.search import index_task
from homeport.adapters.store.tables import (
    ConfirmationRow,
    DecisionRow,
    DocumentRow,
    DraftRow,
    LabelRow,
    SendRow,
    SpeedRow,
    TaskRow,
    WorkspaceRow,
)
from homeport.domain.consent import Confirmation, Prepared
from homeport.domain.decision import Decision
from homeport.domain.document import Document
from homeport.domain.draft import Draft, DraftEnd
from homeport.domain.exchange import FinishReason
from homeport.domain.facts import Facts
from homeport.domain.label import Label
from homeport.domain.task import Task
from homeport.domain.title import title_of
from homeport.ports.store import StoredSend


def add_task(session: Session, at: str, run: str, state: str, task: Task) -> None:
    """Insert a task; its workspace is made if it is new."""
    if session.get(WorkspaceRow, task.workspace) is None:
        session.add(WorkspaceRow(id=task.workspace, made_at=at))
        session.flush()
    session.connection().exec_driver_sql("UPDATE task SET newest = 0 WHERE thread = ?", (task.root,))
    session.add(
        TaskRow(
            id=task.id,
            workspace=task.workspace,
            instruction=task.instruction,
            created=task.created,
            task=dump(replace(task, instruction="")),
            state=state,
            run=run,
            thread=task.root,
            title=title_of(task.instruction),
            ended=0,
            newest=1,
        )
    )
    session.flush()
    index_task(session, task.id)


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
    if draft.end is DraftEnd.RUNNING:
        return
    index_task(session, draft.task_id)
    if draft.end is DraftEnd.WHOLE or draft.finish is FinishReason.LENGTH:
        speed = SpeedRow(
            draft_id=draft.id,
            task_id=draft.task_id,
            workspace=row.workspace,
            endpoint_id=draft.endpoint_id,
            model=draft.model,
            speed=dump(draft.speed),
        )
        _upsert(session, speed, "draft_id")


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


def _upsert(session: Session, row: SQLModel, key: str) -> None:
    values: dict[str, Any] = row.model_dump(exclude={"n"})
    others = {name: value for name, value in values.items() if name != key}
    table = SQLModel.metadata.tables[str(type(row).__tablename__)]
    statement = insert(table).values(values).on_conflict_do_update(index_elements=[key], set_=others)
    session.connection().execute(statement)
