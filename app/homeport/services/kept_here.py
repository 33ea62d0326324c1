"""What a person kept here once is not asked about again in the same thread."""

from homeport.domain.ledger import LedgerKind
from homeport.domain.task_event import Declined, event_of
from homeport.ports.store import Ledger
from homeport.services.task_context import TaskContext


async def kept_here_before(context: TaskContext, body_sha256: str) -> bool:
    """Whether these very bytes were shown and kept here, in this run or in an earlier task of the thread.

    The ledger holds only salted commitments to such bytes, so it is asked whether one of them is to these.
    """
    if context.reconsider:
        return False
    if body_sha256 in context.kept_here:
        return True
    store, ledger = context.workshop.store, context.workshop.ledger
    before = context.task.follows
    while before:
        if await _kept_in(before, body_sha256, ledger):
            return True
        record = await store.record(before)
        before = record.task.follows if record else ""
    return False


async def _kept_in(task_id: str, body_sha256: str, ledger: Ledger) -> bool:
    for entry in await ledger.entries(task_id):
        if entry.kind is LedgerKind.TASK_EVENT and entry.fields.get("event") == Declined.__name__:
            event = event_of(entry.fields)
            if (
                isinstance(event, Declined)
                and event.body
                and await ledger.is_commitment_to(event.body, body_sha256)
            ):
                return True
    return False
