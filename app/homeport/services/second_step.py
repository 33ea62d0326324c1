"""The step of a task in which a second person reads the exact bytes, and whether their yes still counts later."""

from collections.abc import Mapping

from homeport.domain.approval import Approval, NotGranted, ToApprove, to_approve
from homeport.domain.task_event import (
    NOBODY,
    NOBODY_ENROLLED,
    OTHER_BYTES,
    SECOND_PERSON,
    TOO_MANY_TRIES,
    ApprovalLapsed,
    Approved,
    NotApproved,
    TaskEvent,
)
from homeport.ports.person import SecondAnswer, SecondAsked, SecondNo, SecondYes
from homeport.services.approvals import Said, end_of_day
from homeport.services.task_context import TaskContext
from homeport.services.updates import ApprovalEnded, NobodyMayApprove, SecondSaid

TRIES = 3
"""Passphrases that may be nobody's before the question is closed; each costs half a second and a ledger line."""


async def ask_second(context: TaskContext, lane: str) -> TaskEvent:
    """Ask a second person, unless one has said yes to these very bytes and that still counts."""
    assert context.prepared is not None
    _, prepared = context.prepared
    workshop, what = context.workshop, _what(context, lane)
    standing = await workshop.second.standing(what)
    if isinstance(standing, Approval):
        return await _approved(context, lane, standing, earlier=True)
    people = await workshop.second.people()
    if not people:
        context.tell(NobodyMayApprove(lane, prepared.endpoint))
        return NotApproved(lane, NOBODY_ENROLLED)
    if not context.person.present:
        return NotApproved(lane, NOBODY)
    say = workshop.route.policy.lanes[lane].say
    for tries_left in range(TRIES, 0, -1):
        until = end_of_day(workshop.clock.now())
        answer = await context.person.approves(SecondAsked(lane, say, prepared, people, until, tries_left))
        event = await _heard(context, lane, what, answer)
        if event is not None:
            return event
    return await _no(context, lane, TOO_MANY_TRIES)


async def approved_lanes(context: TaskContext, lane: str) -> Mapping[str, Mapping[str, str]]:
    """What holds of the lane for whose prepared bytes a second person's yes counts now; nothing otherwise."""
    if context.prepared is None or await lapsed_now(context, lane):
        return {}
    return context.workshop.route.approved(lane)


async def lapsed_now(context: TaskContext, lane: str) -> ApprovalLapsed | None:
    """The event that a second person's yes does not count for the bytes at hand; None while it does."""
    assert context.prepared is not None
    standing = await context.workshop.second.standing(_what(context, lane))
    if isinstance(standing, Approval):
        context.approval = standing
        return None
    why = standing or NotGranted.OTHER_BYTES
    context.tell(ApprovalEnded(context.prepared[1], why))
    return ApprovalLapsed(lane, why)


def _what(context: TaskContext, lane: str) -> ToApprove:
    assert context.prepared is not None
    return to_approve(context.prepared[1], lane, context.workshop.route.policy.sha256)


async def _heard(context: TaskContext, lane: str, what: ToApprove, answer: SecondAnswer) -> TaskEvent | None:
    """What comes of an answer; None when its passphrase was nobody's."""
    second, task = context.workshop.second, context.task
    match answer:
        case SecondYes(body_sha256, proof):
            if body_sha256 != what.body_sha256:
                return await _no(context, lane, OTHER_BYTES)
            approval = await second.say(what, task.id, task.workspace, Said(True, proof))
            return None if approval is None else await _approved(context, lane, approval, earlier=False)
        case SecondNo(reason, proof):
            if proof is None:
                return await _no(context, lane, SECOND_PERSON, reason=reason)
            refusal = await second.say(what, task.id, task.workspace, Said(False, proof, reason))
            if refusal is None:
                return None
            return await _no(context, lane, SECOND_PERSON, refusal.approver_id, reason)


async def _approved(context: TaskContext, lane: str, approval: Approval, *, earlier: bool) -> Approved:
    assert context.prepared is not None
    context.approval = approval
    by = await _name(context, approval.approver_id)
    until = approval.expires_at
    context.tell(SecondSaid(context.prepared[1], True, by, until=until, earlier=earlier))
    return Approved(lane, approval.id, approval.approver_id)


async def _no(context: TaskContext, lane: str, why: str, approver: str = "", reason: str = "") -> NotApproved:
    assert context.prepared is not None
    _, prepared = context.prepared
    context.prepared = None  # what was shown can no longer be sent
    by = await _name(context, approver)
    context.tell(SecondSaid(prepared, False, by, reason.strip()))
    body = await context.workshop.ledger.commitment(prepared.outgoing.body_sha256)
    return NotApproved(lane, why, approver, body)


async def _name(context: TaskContext, approver: str) -> str:
    return next((each.name for each in await context.workshop.second.people() if each.id == approver), "")
