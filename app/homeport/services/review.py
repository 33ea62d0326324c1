"""A person's review of a held result, a second person's, their taking back, and the use that ends that.

A review is recorded at once and stays undoable until the result is used: taking it back is an event of its own, so
the ledger says both. What counts as use (a copy, an export) is told by the front end. All of it needs the record
only, so it works after a restart, too.
"""

import asyncio
from enum import StrEnum

from homeport.domain.ledger import LedgerKind
from homeport.domain.task_event import Reviewed, ReviewTakenBack, TaskEvent, Used, fields_of
from homeport.domain.task_state import IllegalEvent, Phase, TaskState, step
from homeport.ports.approvals import Proof
from homeport.ports.store import Ledger, Store
from homeport.services.approvals import SecondPersons
from homeport.services.thread import state_of
from homeport.services.to_the_end import to_the_end


class ReviewRefused(StrEnum):
    """Why nothing was recorded."""

    NO_TASK = "no-task"
    NOT_HELD = "not-held"  # nothing waits for a review: it is at work, was reviewed, or needs none
    USED = "used"  # the result was used, so its review stands
    NOT_REVIEWED = "not-reviewed"
    SAME_PERSON = "same-person"  # has accepted it before: one person is not two
    NOT_ENROLLED = "not-enrolled"  # no passphrase of an enrolled person
    NOT_READY = "not-ready"  # there is no result that may be used: it is at work, held, or rejected


class Reviews:
    """Reviews by this program; one at a time, so that two clicks are not two reviews."""

    def __init__(self, store: Store, ledger: Ledger, second: SecondPersons) -> None:
        """Take the record, and who may review as a second person."""
        self._store = store
        self._ledger = ledger
        self._second = second
        self._one = asyncio.Lock()

    async def review(self, task_id: str, accepted: bool) -> TaskState | ReviewRefused:
        """Accept or reject a held result, as the person who works."""
        return await self._record(task_id, Reviewed(accepted), ReviewRefused.NOT_HELD)

    async def review_second(self, task_id: str, accepted: bool, proof: Proof) -> TaskState | ReviewRefused:
        """Accept or reject a held result, as an enrolled second person. Takes about half a second."""
        person = await self._second.who(proof)
        if person is None:
            return ReviewRefused.NOT_ENROLLED
        return await self._record(task_id, Reviewed(accepted, person.id), ReviewRefused.NOT_HELD)

    async def take_back(self, task_id: str) -> TaskState | ReviewRefused:
        """Hold the result again, as long as it was not used."""
        return await self._record(task_id, ReviewTakenBack(), ReviewRefused.NOT_REVIEWED)

    async def use(self, task_id: str) -> TaskState | ReviewRefused:
        """Say that the result is being copied or exported; refused while it may not. Saying it twice is fine."""
        return await self._record(task_id, Used(), ReviewRefused.NOT_READY)

    async def _record(self, task_id: str, event: TaskEvent, otherwise: ReviewRefused) -> TaskState | ReviewRefused:
        async with self._one:
            record = await self._store.record(task_id)
            if record is None:
                return ReviewRefused.NO_TASK
            task, before = record.task, state_of(record)
            if before.used and isinstance(event, Used):
                return before
            if isinstance(event, Reviewed) and event.accepted and event.approver in before.accepted_by:
                return ReviewRefused.SAME_PERSON if before.phase is Phase.HELD else otherwise
            try:
                state, _ = step(before, event)
            except IllegalEvent:
                taken_back_too_late = before.used and isinstance(event, ReviewTakenBack)
                return ReviewRefused.USED if taken_back_too_late else otherwise

            async def write() -> None:
                await self._ledger.append(
                    LedgerKind.TASK_EVENT, fields_of(event), task_id=task.id, workspace=task.workspace
                )
                await self._store.set_task_state(task.id, state.phase)

            await to_the_end(write())
            return state
