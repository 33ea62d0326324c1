"""What a person kept here once is not asked about again in the same thread."""

from homeport.domain.ledger import LedgerKind
from homeport.domain.task_event import Declined, event_of
from homeport.services.task_context import TaskContext


async def kept_here_before(context: TaskContext, body_sha256: str) -> bool:
    """Whether these very bytes were shown and kept here, in this run or in another task of the thread.

    The ledger holds only salted commitments to such bytes, so it is asked whether one of them is to these.
    """
    if context.reconsider:
        return False
    if body_sha256 in context.kept_here:
        return True
    ledger, thread = context.workshop.ledger, await context.workshop.store.thread(context.task.id)
    for entry in (entry for record in thread for entry in record.entries):
        if entry.kind is LedgerKind.TASK_EVENT and entry.fields.get("event") == Declined.__name__:
            event = event_of(entry.fields)
            if (
                isinstance(event, Declined)
                and event.body
                and await ledger.is_commitment_to(event.body, body_sha256)
            ):
                return True
    return False
