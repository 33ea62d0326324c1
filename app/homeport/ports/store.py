"""The encrypted record: content in tables, events in the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from homeport.domain.consent import Confirmation, Prepared
from homeport.domain.decision import Decision
from homeport.domain.document import Document
from homeport.domain.draft import Draft
from homeport.domain.facts import Facts
from homeport.domain.label import Label
from homeport.domain.ledger import LedgerEntry, LedgerKind, LedgerVerdict
from homeport.domain.task import Task


@dataclass(frozen=True, slots=True)
class TaskSummary:
    """One row of the history."""

    task: Task
    data_class: str
    lane: str  # the lane of the last draft; empty when there is none
    state: str  # how it ended, or "interrupted"
    documents: int


@dataclass(frozen=True, slots=True)
class StoredSend:
    """One send as the record has it. `outcome` is empty while none is known: it may have left."""

    seq: int
    task_id: str
    endpoint_id: str
    recipient: str
    url: str
    body_sha256: str
    at: str
    outcome: str


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """Everything kept about one task."""

    task: Task
    documents: tuple[tuple[str, str, Label], ...]  # name, sha256, label
    label: Label | None
    facts: Facts | None
    decisions: tuple[Decision, ...]
    drafts: tuple[Draft, ...]
    confirmations: tuple[Confirmation, ...]
    sends: tuple[StoredSend, ...]
    entries: tuple[LedgerEntry, ...]


class Ledger(Protocol):
    """Append-only; durable when a call returns."""

    async def append(
        self, kind: LedgerKind, fields: Mapping[str, Any], *, task_id: str = "", workspace: str = ""
    ) -> LedgerEntry:
        """Append one entry and return it after it is on disk (synchronous=FULL)."""
        ...

    async def entries(self, task_id: str = "") -> tuple[LedgerEntry, ...]:
        """All entries in order, or those of one task."""
        ...

    async def verify(self) -> LedgerVerdict:
        """Check the whole chain against itself and the last signed head."""
        ...

    async def commitment(self, value: str) -> str:
        """A salted hash of `value`; the salt stays in the tables, so erasing it unlinks the entry."""
        ...


class Store(Protocol):
    """Content. Every call is durable when it returns and atomic by itself."""

    async def save_task(self, task: Task) -> None:
        """Insert a task."""
        ...

    async def save_document(self, task_id: str, document: Document, label: Label) -> None:
        """Keep a document's name, hash, size and label; never its text."""
        ...

    async def save_label(self, task_id: str, label: Label, facts: Facts) -> None:
        """Keep the label of the whole task and the facts made from it."""
        ...

    async def save_decision(self, task_id: str, decision: Decision) -> None:
        """Append a decision."""
        ...

    async def save_draft(self, draft: Draft) -> None:
        """Insert or replace a draft; called every second or so while it grows."""
        ...

    async def save_confirmation(self, confirmation: Confirmation, prepared: Prepared) -> None:
        """Keep a yes and the bytes it was for."""
        ...

    async def save_send(self, send: StoredSend) -> None:
        """Insert or replace a send by its `seq`."""
        ...

    async def set_task_state(self, task_id: str, state: str) -> None:
        """How the task stands, in one word."""
        ...

    async def history(self, limit: int = 100) -> tuple[TaskSummary, ...]:
        """Newest first."""
        ...

    async def record(self, task_id: str) -> TaskRecord | None:
        """Everything about one task; `task_id` may be a unique prefix."""
        ...

    async def unfinished(self) -> tuple[str, ...]:
        """Ids of tasks whose last state was not an end: found after a kill."""
        ...

    async def close(self) -> None:
        """Sign the head, checkpoint and close."""
        ...
