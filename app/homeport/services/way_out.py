"""The steps of a task that lead off this computer; each but the last sends nothing."""

from collections.abc import AsyncGenerator

from homeport.domain.consent import Prepared, Purpose
from homeport.domain.policy import Trigger
from homeport.domain.task_event import (
    KEPT_BEFORE,
    NOBODY,
    OTHER_BYTES,
    PERSON,
    BytesPrepared,
    ConfirmationExpired,
    Confirmed,
    Declined,
    DraftStarted,
    OfferMade,
    OfferTaken,
    PartsTakenOut,
    PrepareFailed,
    TaskEvent,
)
from homeport.ports.person import Offer, SendIt, TakeOut
from homeport.services.escalate import ToSend
from homeport.services.kept_here import kept_here_before
from homeport.services.not_prepared import NotPrepared
from homeport.services.second_step import lapsed_now
from homeport.services.task_context import TaskContext
from homeport.services.updates import DraftBegan, KeptBefore, NotSendable, Offered, Sent, Shown, YesExpired

NOBODY_TO_ASK = "there is no terminal or window to ask on, so every step that needs a yes is refused"


async def offer(context: TaskContext, lane: str, triggers: tuple[Trigger, ...]) -> AsyncGenerator[TaskEvent, None]:
    """Show that a lane could be asked."""
    policy_lane = context.workshop.route.policy.lanes[lane]
    context.open_lane = context.workshop.escalate.endpoint(policy_lane)
    assert context.open_lane is not None, "a lane without an endpoint was narrowed away before"
    shown = Offer(lane, policy_lane.say, context.open_lane.endpoint, triggers)
    yield OfferMade(lane, triggers)
    if not context.person.present:
        context.tell(Offered(shown, NOBODY_TO_ASK))
        yield Declined(lane, NOBODY)
        return
    context.tell(Offered(shown))
    yield OfferTaken(lane) if await context.person.wants_to_see(shown) else Declined(lane)


async def prepare(context: TaskContext, lane: str, triggers: tuple[Trigger, ...]) -> TaskEvent:
    """Make the exact bytes, without what was taken out; also for a lane that only an approval of them opens."""
    workshop, decision = context.workshop, context.known_decision
    open_lane = context.open_lane = workshop.escalate.endpoint(workshop.route.policy.lanes[lane])
    assert open_lane is not None, "a lane without an endpoint was narrowed away before"
    assert context.facts is not None
    context.approval = None  # it was for other bytes
    rules = [decision.next_rules[t] for t in triggers if t in decision.next_rules]
    work = ToSend(
        context.task.id,
        context.pieces,
        context.taken_out,
        Purpose(context.task.kind, triggers, rules[0] if rules else decision.route_rule or ""),
        workshop.route.lowered_by(context.facts, lane, approved=lane in workshop.route.approvable(context.facts)),
    )
    ceiling = workshop.route.ceiling_eur(decision)
    result = await workshop.open_documents.off_loop(
        lambda: workshop.escalate.prepare(
            work, open_lane, workshop.prompt, workshop.settings.max_output_tokens, ceiling
        )
    )
    if isinstance(result, NotPrepared):
        context.tell(NotSendable(lane, open_lane.endpoint, result))
        return PrepareFailed(lane, result.why, result.trigger)
    context.prepared = result
    _, prepared = result
    context.tell(Shown(prepared))
    body = await workshop.ledger.commitment(prepared.outgoing.body_sha256)
    return BytesPrepared(lane, prepared.endpoint.id, body)


async def ask(context: TaskContext, lane: str, *, second: bool = False) -> TaskEvent:
    """Ask for the yes to these bytes; the yes is on disk before it counts.

    With `second`, a second person's yes to them has to count, too.

    Raises:
        ValueError: parts are to be taken out that are not in it, or cannot be taken out.
    """
    assert context.prepared is not None
    _, prepared = context.prepared
    workshop, shown = context.workshop, prepared.outgoing.body_sha256
    if second and (lapsed := await lapsed_now(context, lane)):
        return lapsed
    if await kept_here_before(context, shown):
        context.tell(KeptBefore(prepared))
        return Declined(lane, KEPT_BEFORE)
    answer = await context.person.confirms(prepared)
    if isinstance(answer, TakeOut):
        return _without(context, lane, prepared, answer)
    if isinstance(answer, SendIt) and answer.body_sha256 == shown:
        context.confirmation = workshop.escalate.confirmation(prepared, workshop.new_id())
        await workshop.store.save_confirmation(context.confirmation, prepared)
        return Confirmed(lane, context.confirmation.id)
    context.kept_here.add(shown)
    why = OTHER_BYTES if isinstance(answer, SendIt) else PERSON
    return Declined(lane, why, await workshop.ledger.commitment(shown))


def _without(context: TaskContext, lane: str, prepared: Prepared, answer: TakeOut) -> TaskEvent:
    removable = {part.id for part in prepared.parts if part.removable}
    if not answer.part_ids or not removable.issuperset(answer.part_ids):
        raise ValueError(f"{answer.part_ids} cannot be taken out of {sorted(removable)}")
    context.taken_out += answer.part_ids
    context.prepared = None  # what was shown can no longer be sent
    return PartsTakenOut(lane, answer.part_ids)


async def send(
    context: TaskContext, lane: str, confirmation_id: str, *, second: bool = False
) -> AsyncGenerator[TaskEvent, None]:
    """Send the confirmed bytes once; a yes that has become too old, say over a sleep, sends nothing.

    With `second`, neither does one whose second person's yes counts no more.
    """
    assert context.prepared is not None
    assert context.open_lane is not None
    assert context.confirmation is not None
    assert context.confirmation.id == confirmation_id
    request, prepared = context.prepared
    confirmation, context.confirmation = context.confirmation, None  # spent before anything is opened
    if context.workshop.escalate.expired(confirmation):
        context.tell(YesExpired(prepared))
        yield ConfirmationExpired(lane, confirmation_id)
        return
    if second and (lapsed := await lapsed_now(context, lane)):
        yield lapsed
        return
    approval = context.approval
    drafting = context.begin_draft(prepared.endpoint)
    context.tell(DraftBegan(prepared.endpoint, None, context.carried))
    yield DraftStarted(drafting.draft_id, lane, prepared.endpoint.id, prepared.endpoint.model)

    async def sending() -> None:
        sent = await context.workshop.escalate.send(
            drafting, wire, request, prepared, confirmation, context.task.workspace, approval
        )
        context.tell(Sent(prepared.endpoint, sent.seq, sent.outcome))

    wire = context.open_lane.wire
    await context.while_saving(drafting, sending)
    yield await context.end_draft(lane, drafting)
