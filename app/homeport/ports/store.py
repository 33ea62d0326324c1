"""The encrypted record: content in tables, events in the ledger."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NewType, Protocol

from homeport.domain.consent import Confirmation, Prepared
from homeport.domain.decision import Decision
from homeport.domain.document import Document
from homeport.domain.draft import Draft, Speed
from homeport.domain.draft_edit import DraftEdit
from homeport.domain.facts import Facts
from homeport.domain.label import Label
from homeport.domain.ledger import LedgerEntry, LedgerKind, LedgerStanding, LedgerVerdict
from homeport.domain.saved_instruction import SavedInstruction
from homeport.domain.task import Task

Cursor = NewType("Cursor", int)
"""Where a page ended; it means nothing else."""

DecisionCursor = NewType("DecisionCursor", tuple[str, int])
"""Where a page of decisions ended; it means nothing else."""

Progress = Callable[[int, int], None]
"""Told how many of how many entries have been checked; called from another thread."""


@dataclass(frozen=True, slots=True)
class TaskSummary:
    """One row of the history."""

    task: Task
    data_class: str
    lane: str  # the lane of the last draft; empty when there is none
    state: str  # how it ended, or "interrupted"
    documents: int


@dataclass(frozen=True, slots=True)
class SentLine:
    """One intent to send as the ledger has it; it outlives the task. `outcome` is empty while none is known."""

    seq: int
    task_id: str
    recipient: str
    at: str
    outcome: str
    highest_price: float | None  # in `currency`; None when no price was known
    currency: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thread in the list of the window: its newest task, and what the whole thread sent."""

    task_id: str
    thread: str
    title: str
    created: str
    state: str  # a phase, or "interrupted"
    lane: str  # of the last draft; empty when there is none
    data_class: str  # strictest of the task and of the person's own versions; empty before it is labelled
    documents: int
    versions: int  # tasks in the thread
    sends: tuple[SentLine, ...]  # of the thread, oldest first


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Rows, newest first, and where the next page begins; None after the last one."""

    rows: tuple[HistoryRow, ...]
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A task in which all words stand; `spans` are the parts of `snippet` that match, as start and end."""

    task_id: str
    thread: str
    title: str
    created: str
    snippet: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Hits, newest first, and where the next page begins; None after the last one."""

    hits: tuple[SearchHit, ...]
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class Deletion:
    """Tasks that are hidden now and erased when the deletion is finished. `at` is UTC, ISO 8601."""

    id: str
    at: str
    tasks: int


@dataclass(frozen=True, slots=True)
class PastDecision:
    """A decision as it was made, with the facts of the task then: those the policy read, and all others."""

    task_id: str
    at: str  # UTC, ISO 8601
    decision: Decision
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """Decisions, newest first, and where the next page begins; None after the last one."""

    decisions: tuple[PastDecision, ...]
    next: DecisionCursor | None


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
class SentBytes:
    """One send with exactly what was confirmed and sent, and when the yes was given (UTC, ISO 8601)."""

    send: StoredSend
    prepared: Prepared
    confirmed_at: str


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
    edits: tuple[DraftEdit, ...] = ()  # the latest version of each draft that the person changed


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

    async def newest(self, kind: LedgerKind) -> LedgerEntry | None:
        """The last entry of a kind; None when there is none."""
        ...

    async def verify(self, progress: Progress | None = None) -> LedgerVerdict:
        """Check the whole chain against itself and the last signed head; cancelling stops it.

        Nothing else waits meanwhile.
        """
        ...

    async def standing(self) -> LedgerStanding:
        """A quick look, as at every start: the signed heads, and the entries since the last look."""
        ...

    async def commitment(self, value: str) -> str:
        """A salted hash of `value`; the salt stays in the tables, so erasing it unlinks the entry."""
        ...

    async def is_commitment_to(self, commitment: str, value: str) -> bool:
        """Whether `commitment` was made for `value`; False too when its salt was erased."""
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
        """How the task stands, in one word: a phase, or "interrupted" for an end that nobody chose."""
        ...

    async def history(self, limit: int = 100) -> tuple[TaskSummary, ...]:
        """Newest first."""
        ...

    async def history_page(self, before: Cursor | None = None, limit: int = 50) -> HistoryPage:
        """One row a thread, newest first."""
        ...

    async def search(self, text: str, before: Cursor | None = None, limit: int = 30) -> SearchPage:
        """Tasks in which all words of `text` stand, newest first; cancelling interrupts the query.

        Letters are compared without case and diacritics, and the last word may be the beginning of one.
        """
        ...

    async def record(self, task_id: str) -> TaskRecord | None:
        """Everything about one task; `task_id` may be a unique prefix."""
        ...

    async def thread(self, task_id: str) -> tuple[TaskRecord, ...]:
        """Every task of the thread that this one belongs to, oldest first; empty when there is no such task."""
        ...

    async def delete_tasks(self, ids: Sequence[str]) -> Deletion:
        """Hide tasks at once; `finish` erases them.

        Raises:
            UserFacingError: one of them is not there or still at work; nothing was hidden.
        """
        ...

    async def delete_threads(self, threads: Sequence[str]) -> Deletion:
        """As `delete_tasks`, for all tasks of these threads."""
        ...

    async def undo(self, deletion: Deletion) -> bool:
        """Show the tasks again; False when the deletion was final already."""
        ...

    async def finish(self, deletion: Deletion) -> None:
        """Erase the tasks for good: content, search, salts. The ledger keeps its lines and gets one for each."""
        ...

    async def finish_due(self) -> int:
        """Erase what was deleted long enough ago, and what a killed run had begun to; the number of tasks."""
        ...

    async def save_edit(self, edit: DraftEdit) -> None:
        """Keep a person's own version of a draft beside the model's words; the last `MOST_EDITS` stay.

        Raises:
            LookupError: there is no such draft.
        """
        ...

    async def edits(self, draft_id: str) -> tuple[DraftEdit, ...]:
        """The kept versions of a draft, oldest first."""
        ...

    async def put_instruction(self, instruction: SavedInstruction) -> bool:
        """Insert or replace a saved instruction by its id; False when another one has its name."""
        ...

    async def instructions(self) -> tuple[SavedInstruction, ...]:
        """The saved instructions, in no particular order."""
        ...

    async def delete_instruction(self, instruction_id: str) -> bool:
        """Erase a saved instruction; False when there is none of that id."""
        ...

    async def sent_by(self, task_ids: Sequence[str]) -> tuple[SentLine, ...]:
        """What the ledger says these tasks sent or meant to send, oldest first."""
        ...

    async def sent_since(self, at: str) -> tuple[SentLine, ...]:
        """The same for all tasks, erased ones too, from a moment on (UTC, ISO 8601 with seconds)."""
        ...

    async def sent(self, seq: int) -> SentBytes | None:
        """The bytes of the send whose intent has this number; None when there is none or its task was erased."""
        ...

    async def speeds(self, endpoint_id: str, model: str, limit: int = 20) -> tuple[Speed, ...]:
        """What was measured of the last drafts of a model that came to their own end, newest first."""
        ...

    async def decisions_since(
        self, at: str, before: DecisionCursor | None = None, limit: int = 500
    ) -> DecisionPage:
        """What was decided from a moment on (UTC, ISO 8601 with seconds), newest first; never any text."""
        ...

    async def count_decisions_since(self, at: str) -> int:
        """How many those are at most: decisions of deleted tasks are counted too."""
        ...

    async def unfinished(self) -> tuple[str, ...]:
        """Ids of tasks whose last state was not an end: found after a kill."""
        ...

    async def close(self) -> None:
        """Sign the head, checkpoint and close."""
        ...
