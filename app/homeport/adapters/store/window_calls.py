"""The calls of `ports.store.Store` that a window makes beside a running task."""

import uuid
from collections.abc import Callable, Sequence
from functools import cached_property

from sqlmodel import Session

from homeport.adapters.store import erasing, history_rows, keeping, past_decisions, search, sent_lines
from homeport.adapters.store.anchors import Head
from homeport.adapters.store.ledger_calls import LedgerCalls
from homeport.adapters.store.opening import remove_backups
from homeport.adapters.store.reader import Reader
from homeport.domain.draft import Speed
from homeport.domain.draft_edit import DraftEdit
from homeport.domain.saved_instruction import SavedInstruction
from homeport.ports.store import (
    Cursor,
    DecisionCursor,
    DecisionPage,
    Deletion,
    HistoryPage,
    SearchPage,
    SentLine,
)


class WindowCalls(LedgerCalls):
    """History, search, deletion, and what a person adds."""

    async def history_page(self, before: Cursor | None = None, limit: int = 50) -> HistoryPage:
        """One row a thread, newest first."""
        return await self._read(lambda session: history_rows.page(session, self._run.lives, before, limit))

    async def search(self, text: str, before: Cursor | None = None, limit: int = 30) -> SearchPage:
        """Tasks in which all words of `text` stand, newest first; cancelling interrupts the query."""
        return await self._searching.read(
            lambda session, stopped: search.find(session, stopped, text, before, limit)
        )

    async def delete_tasks(self, ids: Sequence[str]) -> Deletion:
        """Hide tasks at once; `finish` erases them.

        Raises:
            UserFacingError: one of them is not there or still at work; nothing was hidden.
        """
        return await self._hide(lambda _: ids)

    async def delete_threads(self, threads: Sequence[str]) -> Deletion:
        """As `delete_tasks`, for all tasks of these threads."""
        return await self._hide(lambda session: erasing.tasks_of_threads(session, threads))

    async def undo(self, deletion: Deletion) -> bool:
        """Show the tasks again; False when the deletion was final already."""
        return await self._write(lambda session: erasing.show_again(session, deletion.id))

    async def finish(self, deletion: Deletion) -> None:
        """Erase the tasks for good: content, search, salts. The ledger keeps its lines and gets one for each.

        The copies that upgrades left are removed too: the tasks stand in them.
        """
        await self._erase(deletion.id)
        await self._purge()

    async def finish_due(self) -> int:
        """Erase what was deleted long enough ago, and what a killed run had begun to; the number of deletions."""
        now = self._clock.now()
        ids = await self._read(lambda session: erasing.due(session, now))
        for deletion_id in ids:
            await self._erase(deletion_id)
        left: bool = await self._read(erasing.purging)
        if left:
            await self._purge()
        return len(ids)

    async def save_edit(self, edit: DraftEdit) -> None:
        """Keep a person's own version of a draft beside the model's words; the last `MOST_EDITS` stay.

        Raises:
            LookupError: there is no such draft.
        """
        await self._write(lambda session: keeping.add_edit(session, edit))

    async def edits(self, draft_id: str) -> tuple[DraftEdit, ...]:
        """The kept versions of a draft, oldest first."""
        return await self._read(lambda session: keeping.edits_of(session, draft_id))

    async def put_instruction(self, instruction: SavedInstruction) -> bool:
        """Insert or replace a saved instruction by its id; False when another one has its name."""
        return await self._write(lambda session: keeping.put_instruction(session, instruction))

    async def instructions(self) -> tuple[SavedInstruction, ...]:
        """The saved instructions, in no particular order."""
        return await self._read(keeping.instructions)

    async def delete_instruction(self, instruction_id: str) -> bool:
        """Erase a saved instruction; False when there is none of that id."""
        return await self._write(lambda session: keeping.delete_instruction(session, instruction_id))

    async def sent_by(self, task_ids: Sequence[str]) -> tuple[SentLine, ...]:
        """What the ledger says these tasks sent or meant to send, oldest first."""
        return await self._read(lambda session: sent_lines.by_tasks(session, task_ids))

    async def sent_since(self, at: str) -> tuple[SentLine, ...]:
        """The same for all tasks, erased ones too, from a moment on (UTC, ISO 8601 with seconds)."""
        return await self._read(lambda session: sent_lines.since(session, at))

    async def decisions_since(
        self, at: str, before: DecisionCursor | None = None, limit: int = 500
    ) -> DecisionPage:
        """What was decided from a moment on (UTC, ISO 8601 with seconds), newest first; never any text."""
        return await self._read(lambda session: past_decisions.page(session, at, before, limit))

    async def count_decisions_since(self, at: str) -> int:
        """How many those are at most: decisions of deleted tasks are counted too."""
        return await self._read(lambda session: past_decisions.count(session, at))

    async def speeds(self, endpoint_id: str, model: str, limit: int = 20) -> tuple[Speed, ...]:
        """What was measured of the last drafts of a model that came to their own end, newest first."""
        return await self._read(lambda session: tuple(keeping.speeds(session, endpoint_id, model, limit)))

    @cached_property
    def _searching(self) -> Reader:
        return self._new_reader("record-search")

    async def _hide(self, chosen: Callable[[Session], Sequence[str]]) -> Deletion:
        now, deletion_id = self._clock.now(), uuid.uuid4().hex
        return await self._write(
            lambda session: erasing.hide(session, self._run.lives, deletion_id, now, chosen(session))
        )

    async def _erase(self, deletion_id: str) -> None:
        now = self._clock.now()

        def both() -> None:
            def work(session: Session) -> Head | None:
                entry = erasing.erase(session, now, deletion_id)
                return self._anchored(session, entry) if entry else None

            self._keep(self._in_transaction(self._writing, work))

        await self._call(both)

    async def _purge(self) -> None:
        """Take the erased words out of the search index, the log file and the copies, step by step.

        Other calls have their turn in between. A kill on the way leaves a note, and `finish_due` goes on.
        """
        while await self._write(erasing.purge_step):
            pass
        await self._call(self._checkpoint)
        await self._call(lambda: remove_backups(self._path))
