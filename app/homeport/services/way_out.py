"""The steps of a task that lead off this computer; each but the last sends nothing."""

from collections.abc import AsyncGenerator

from homeport.domain.policy import Trigger
from homeport.domain.task_event import (
    BytesPrepared,
    Confirmed,
    Declined,
    DraftStarted,
    OfferMade,
    OfferTaken,
    PrepareFailed,
    TaskEvent,
)
from homeport.ports.person import Offer
from homeport.services.escalate import NotPrepared
from homeport.services.task_context import TaskContext
from homeport.services.updates import DraftBegan, Offered, Sent, Shown

NOBODY = "there is no terminal or window to ask on, so every step that needs a yes is refused"


async def offer(context: TaskContext, lane: str, triggers: tuple[Trigger, ...]) -> AsyncGenerator[TaskEvent, None]:
    """Show that a lane could be asked."""
    policy_lane = context.workshop.route.policy.lanes[lane]
    context.open_lane = context.workshop.escalate.endpoint(policy_lane)
    assert context.open_lane is not None, "a lane without an endpoint was narrowed away before"
    shown = Offer(lane, policy_lane.say, context.open_lane.endpoint, triggers)
    yield OfferMade(lane, triggers)
    if not context.person.present:
        context.tell(Offered(shown, NOBODY))
        yield Declined(lane, "no terminal")
        return
    context.tell(Offered(shown))
    yield OfferTaken(lane) if await context.person.wants_to_see(shown) else Declined(lane)


async def prepare(context: TaskContext, lane: str) -> TaskEvent:
    """Make the exact bytes."""
    assert context.open_lane is not None
    workshop = context.workshop
    result = workshop.escalate.prepare(
        context.task,
        context.open_lane,
        context.documents,
        context.known_label,
        workshop.prompt,
        workshop.settings.max_output_tokens,
        workshop.route.ceiling_eur(context.known_decision),
    )
    if isinstance(result, NotPrepared):
        return PrepareFailed(lane, result.why, result.trigger)
    context.prepared = result
    _, prepared = result
    context.tell(Shown(prepared))
    body = await workshop.ledger.commitment(prepared.outgoing.body_sha256)
    return BytesPrepared(lane, prepared.endpoint.id, body)


async def ask(context: TaskContext, lane: str) -> TaskEvent:
    """Ask for the yes to these bytes; the yes is on disk before it counts."""
    assert context.prepared is not None
    _, prepared = context.prepared
    if not await context.person.confirms(prepared):
        return Declined(lane)
    workshop = context.workshop
    context.confirmation = workshop.escalate.confirmation(prepared, workshop.new_id())
    await workshop.store.save_confirmation(context.confirmation, prepared)
    return Confirmed(lane, context.confirmation.id)


async def send(context: TaskContext, lane: str, confirmation_id: str) -> AsyncGenerator[TaskEvent, None]:
    """Send the confirmed bytes once."""
    assert context.prepared is not None
    assert context.open_lane is not None
    assert context.confirmation is not None
    assert context.confirmation.id == confirmation_id
    request, prepared = context.prepared
    confirmation, context.confirmation = context.confirmation, None  # spent before anything is opened
    drafting = context.begin_draft(prepared.endpoint)
    context.tell(DraftBegan(prepared.endpoint, None))
    yield DraftStarted(drafting.draft_id, lane, prepared.endpoint.id, prepared.endpoint.model)

    async def sending() -> None:
        sent = await context.workshop.escalate.send(
            drafting, wire, request, prepared, confirmation, context.task.workspace
        )
        context.tell(Sent(prepared.endpoint, sent.seq, sent.outcome))

    wire = context.open_lane.wire
    await context.while_saving(drafting, sending())
    yield await context.end_draft(lane, drafting)
