"""What the record knows: lists, single tasks, and runs that were interrupted."""

from dataclasses import replace

from homeport.domain.draft import DraftEnd
from homeport.domain.ledger import LedgerEntry, LedgerKind
from homeport.domain.task_event import INTERRUPTED, Stopped, event_of, fields_of
from homeport.domain.task_state import ENDS, Phase, TaskState, replay
from homeport.ports.store import Ledger, Store, StoredSend, TaskRecord

MAY_HAVE_LEFT = "interrupted: may have left"


async def settle_interrupted(store: Store, ledger: Ledger) -> tuple[str, ...]:
    """Mark what a killed run left behind; returns the ids of its tasks.

    Half drafts become stopped drafts, and an intent to send without an outcome reads "may have left"; a deletion
    that nobody can undo any more is carried out. To be called only while no other process works on this profile.
    """
    await store.finish_due()
    settled = []
    for task_id in await store.unfinished():
        record = await store.record(task_id)
        if record is None:
            continue
        await _settle(record, store, ledger)
        settled.append(task_id)
    return tuple(settled)


async def _settle(record: TaskRecord, store: Store, ledger: Ledger) -> None:
    task = record.task
    half = ""
    for draft in record.drafts:
        if draft.end is DraftEnd.RUNNING:
            await store.save_draft(replace(draft, end=DraftEnd.STOPPED))
            half = draft.id if draft.text.strip() else ""
    for intent in _without_outcome(record):
        await _settle_send(intent, record, store, ledger)
    events = [event_of(e.fields) for e in record.entries if e.kind is LedgerKind.TASK_EVENT]
    if events and replay(events).phase not in ENDS:
        stopped = fields_of(Stopped(INTERRUPTED, half))
        await ledger.append(LedgerKind.TASK_EVENT, stopped, task_id=task.id, workspace=task.workspace)
    await store.set_task_state(task.id, INTERRUPTED)


def was_interrupted(state: TaskState) -> bool:
    """Whether a task ended because the program did, by a kill or a mistake of its own."""
    return state.phase is Phase.STOPPED and state.why == INTERRUPTED


def _without_outcome(record: TaskRecord) -> list[LedgerEntry]:
    """Intents to send that nothing more is known about; the ledger decides, a table row may be missing."""
    known = {e.fields["seq"] for e in record.entries if e.kind is LedgerKind.SEND_OUTCOME}
    return [e for e in record.entries if e.kind is LedgerKind.SEND_INTENDED and e.seq not in known]


async def _settle_send(intent: LedgerEntry, record: TaskRecord, store: Store, ledger: Ledger) -> None:
    endpoint = str(intent.fields["endpoint"])
    fields = {"seq": intent.seq, "outcome": MAY_HAVE_LEFT, "endpoint": endpoint}
    task = record.task
    await ledger.append(LedgerKind.SEND_OUTCOME, fields, task_id=task.id, workspace=task.workspace)
    rows = {send.seq: send for send in record.sends}
    recipient, url = str(intent.fields["recipient"]), str(intent.fields["url"])
    unsaved = StoredSend(intent.seq, task.id, endpoint, recipient, url, "", intent.at, "")
    await store.save_send(replace(rows.get(intent.seq, unsaved), outcome=MAY_HAVE_LEFT))
