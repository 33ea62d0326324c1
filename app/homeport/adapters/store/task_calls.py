"""The calls of `ports.store.Store` that a running task makes."""

from sqlmodel import Session, select

from homeport.adapters.store import content, history_rows, task_records
from homeport.adapters.store.history_rows import INTERRUPTED
from homeport.adapters.store.one_writer import OneWriter
from homeport.adapters.store.search import index_task
from homeport.adapters.store.tables import RunRow, TaskRow
from homeport.domain.consent import Confirmation, Prepared
from homeport.domain.decision import Decision
from homeport.domain.document import Document
from homeport.domain.draft import Draft
from homeport.domain.facts import Facts
from homeport.domain.label import Label
from homeport.domain.task import Task
from homeport.domain.task_state import ENDS, Phase
from homeport.ports.store import SentBytes, StoredSend, TaskRecord, TaskSummary

_ENDS = frozenset({*(phase.value for phase in ENDS), INTERRUPTED})


class TaskCalls(OneWriter):
    """What tasks are made of: saved while they run, read back whole."""

    async def save_task(self, task: Task) -> None:
        """Insert a task; from now on this run works on it."""
        now = self._clock.now()

        def add(session: Session) -> None:
            self._note_run(session, now)
            content.add_task(session, now, self._run.id, Phase.NEW.value, task)

        await self._write(add)

    async def save_document(self, task_id: str, document: Document, label: Label) -> None:
        """Keep a document's name, hash, size and label; never its text."""
        await self._write(lambda session: content.add_document(session, task_id, document, label))

    async def save_label(self, task_id: str, label: Label, facts: Facts) -> None:
        """Keep the label of the whole task and the facts made from it; earlier ones stay, the last one counts."""
        now = self._clock.now()
        await self._write(lambda session: content.add_label(session, now, task_id, label, facts))

    async def save_decision(self, task_id: str, decision: Decision) -> None:
        """Append a decision."""
        now = self._clock.now()
        await self._write(lambda session: content.add_decision(session, now, task_id, decision))

    async def save_draft(self, draft: Draft) -> None:
        """Insert or replace a draft; called every second or so while it grows."""
        now = self._clock.now()
        await self._write(lambda session: content.put_draft(session, now, draft))

    async def save_confirmation(self, confirmation: Confirmation, prepared: Prepared) -> None:
        """Keep a yes and the bytes it was for.

        Raises:
            ValueError: the yes is for other bytes.
        """
        await self._write(lambda session: content.add_confirmation(session, confirmation, prepared))

    async def prepared(self, confirmation_id: str) -> Prepared | None:
        """What was shown and confirmed, to the byte."""
        return await self._read(lambda session: task_records.prepared_for(session, confirmation_id))

    async def sent(self, seq: int) -> SentBytes | None:
        """The bytes of the send whose intent has this number; None when there is none or its task was erased."""
        return await self._read(lambda session: task_records.sent_bytes(session, seq))

    async def save_send(self, send: StoredSend) -> None:
        """Insert or replace a send by its `seq`."""
        await self._write(lambda session: content.put_send(session, send))

    async def set_task_state(self, task_id: str, state: str) -> None:
        """How the task stands, in one word; `domain.task_state.ENDS` and "interrupted" are the ends.

        This run works on it now.
        """
        now = self._clock.now()

        def change(session: Session) -> None:
            self._note_run(session, now)
            row = session.exec(select(TaskRow).where(TaskRow.id == task_id)).one()
            row.state, row.run, row.ended = str(state), self._run.id, int(state in _ENDS)
            if row.ended:
                session.flush()
                index_task(session, task_id)

        await self._write(change)

    async def history(self, limit: int = 100) -> tuple[TaskSummary, ...]:
        """Newest first. A task without an end whose run is gone is "interrupted"."""
        return await self._read(lambda session: history_rows.summaries(session, self._run.lives, limit))

    async def record(self, task_id: str) -> TaskRecord | None:
        """Everything about one task; `task_id` may be a unique prefix.

        Raises:
            UserFacingError: the prefix fits several tasks.
        """
        return await self._read(lambda session: task_records.record_of(session, task_id))

    async def thread(self, task_id: str) -> tuple[TaskRecord, ...]:
        """Every task of the thread that this one belongs to, oldest first; empty when there is no such task."""
        return await self._read(lambda session: task_records.thread_of(session, task_id))

    async def unfinished(self) -> tuple[str, ...]:
        """Ids of tasks without an end whose run is gone (killed); those of living runs are not among them."""
        return await self._read(lambda session: history_rows.unfinished(session, self._run.lives))

    def _note_run(self, session: Session, now: str) -> None:
        # With the first task and not on opening: reading a record writes nothing.
        if session.get(RunRow, self._run.id) is None:
            session.add(RunRow(id=self._run.id, opened_at=now))
            session.flush()
