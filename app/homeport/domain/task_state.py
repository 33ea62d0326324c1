"""The task's state machine: pure, total over its events, replayed from the ledger after a kill.

`step(state, event)` gives the next state and the effects to carry out. Drafting, checking, offering, sending and
reviewing never call each other; only `services.run_task` carries out effects, and it answers each with events.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from homeport.domain.decision import Decision
from homeport.domain.lane import DEVICE
from homeport.domain.policy import FALLBACK_TRIGGERS, Trigger
from homeport.domain.task_event import (
    ApprovalAsked,
    ApprovalLapsed,
    Approved,
    AskedForMore,
    BytesPrepared,
    Checked,
    ConfirmationExpired,
    Confirmed,
    Decided,
    Declined,
    DraftFailed,
    DraftFinished,
    DraftStarted,
    Labelled,
    NotApproved,
    OfferMade,
    OfferTaken,
    PartsTakenOut,
    PrepareFailed,
    Reviewed,
    ReviewTakenBack,
    Started,
    Stopped,
    TaskEvent,
    Used,
)


class Phase(StrEnum):
    """Where a task stands."""

    NEW = "new"
    LABELLING = "labelling"
    DECIDING = "deciding"
    DRAFTING = "drafting"  # on this computer
    CHECKING = "checking"
    OFFERED = "offered"  # a person may ask to see what would be sent
    PREPARING = "preparing"
    APPROVING = "approving"  # the bytes are ready, and a second person is asked
    CONFIRMING = "confirming"  # the bytes are on the screen
    SENDING = "sending"
    HELD = "held"  # waits for a review
    DONE = "done"
    REJECTED = "rejected"  # a person reviewed it and does not want it used
    WAITING = "waiting"  # no lane is left; a person has to act
    STOPPED = "stopped"


ENDS = frozenset({Phase.HELD, Phase.DONE, Phase.REJECTED, Phase.WAITING, Phase.STOPPED})
"""Phases in which nothing runs; a task found in another one after a start was interrupted."""


@dataclass(frozen=True, slots=True)
class LabelSources:
    """Read and label instruction, file names and documents; answer with `Labelled`."""


@dataclass(frozen=True, slots=True)
class TakeFacts:
    """Take the facts as they are now and ask the policy; answer with `Decided`."""

    triggers: tuple[Trigger, ...] = ()


@dataclass(frozen=True, slots=True)
class RunDraft:
    """Draft on this computer; answer with `DraftStarted`, then `DraftFinished` or `DraftFailed`."""

    lane: str


@dataclass(frozen=True, slots=True)
class CheckDraft:
    """Label and test the draft; answer with `Checked`."""

    draft_id: str


@dataclass(frozen=True, slots=True)
class MakeOffer:
    """Tell the person that `lane` could be asked; answer with `OfferMade`, then `OfferTaken` or `Declined`."""

    lane: str
    triggers: tuple[Trigger, ...]


@dataclass(frozen=True, slots=True)
class PrepareBytes:
    """Make the exact bytes; answer with `BytesPrepared` or `PrepareFailed`."""

    lane: str


@dataclass(frozen=True, slots=True)
class AskSecond:
    """Show the bytes to a second person; answer with `Approved` or `NotApproved`."""

    lane: str


@dataclass(frozen=True, slots=True)
class AskPerson:
    """Show the bytes; answer with `Confirmed`, `PartsTakenOut` or `Declined`.

    A second person's yes may be found to count no more: `ApprovalLapsed`.
    """

    lane: str


@dataclass(frozen=True, slots=True)
class SendBytes:
    """Send once; answer with `DraftStarted`, then `DraftFinished` or `DraftFailed`.

    Before anything else the yes may be found too old, `ConfirmationExpired`, or a second person's yes to count
    no more, `ApprovalLapsed`.
    """

    lane: str
    confirmation_id: str


@dataclass(frozen=True, slots=True)
class Finish:
    """Nothing more runs by itself."""

    phase: Phase


Effect = (
    LabelSources
    | TakeFacts
    | RunDraft
    | CheckDraft
    | MakeOffer
    | PrepareBytes
    | AskSecond
    | AskPerson
    | SendBytes
    | Finish
)


class Second(StrEnum):
    """Whether a second person's yes to the bytes at hand is needed."""

    NO = ""
    NEEDED = "needed"
    GIVEN = "given"


@dataclass(frozen=True, slots=True)
class TaskState:
    """Everything the next step depends on."""

    phase: Phase = Phase.NEW
    decision: Decision | None = None
    hold: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()  # lanes that worked on this task; at most one visit each
    declined: tuple[str, ...] = ()  # lanes a person refused; asking again clears it
    lane: str = ""  # the lane that works or is offered
    triggers: tuple[Trigger, ...] = ()  # why the task is at this hop
    kept_draft: str = ""  # the latest draft that can stand
    why: str = ""  # why it waits, was stopped or rejected
    review: str = ""  # of the kept draft: "accepted", "rejected", or empty
    used: bool = False  # the kept draft was copied or exported: its review can no longer be taken back
    people: int = 1  # how many persons have to accept the result
    accepted_by: tuple[str, ...] = ()  # who did: empty for whoever works, else the id of a second person
    approvable: tuple[str, ...] = ()  # lanes that only an approval of the bytes opens
    two_see: bool = False  # two people see what is sent, whatever the lane
    second: Second = Second.NO  # for the bytes at hand


ACCEPTED = "accepted"
REJECTED = "rejected"


class IllegalEvent(ValueError):  # noqa: N818 - names what was given
    """The event cannot happen in this phase: a programming error, never a person's."""


Step = tuple[TaskState, tuple[Effect, ...]]

_NO_DRAFT_TO_JUDGE = frozenset({*FALLBACK_TRIGGERS, Trigger.DECLINED})
"""After these the question is only where the work goes on, not whether a draft is good enough."""


def replay(events: Iterable[TaskEvent]) -> TaskState:
    """The state after these events; effects are not repeated.

    Raises:
        IllegalEvent: the events are not a run of this machine.
    """
    state = TaskState()
    for event in events:
        state, _ = step(state, event)
    return state


def step(state: TaskState, event: TaskEvent) -> Step:
    """The next state and what has to be done.

    Raises:
        IllegalEvent: `event` cannot happen in `state.phase`, or names another lane than the one at work.
    """
    phases, follow = _TRANSITIONS[type(event)]
    if state.phase not in phases:
        raise IllegalEvent(f"{type(event).__name__} while {state.phase}")
    lane = getattr(event, "lane", state.lane)
    if lane != state.lane:
        raise IllegalEvent(f"{type(event).__name__} for {lane!r} while {state.phase} on {state.lane!r}")
    return follow(state, event)


def _started(state: TaskState, _event: Started) -> Step:
    return replace(state, phase=Phase.LABELLING), (LabelSources(),)


def _labelled(state: TaskState, _event: Labelled) -> Step:
    return replace(state, phase=Phase.DECIDING), (TakeFacts(),)


def _unchanged(state: TaskState, _event: DraftStarted | OfferMade) -> Step:
    return state, ()


def _draft_finished(state: TaskState, event: DraftFinished) -> Step:
    state = replace(_tried(state, event.lane), phase=Phase.CHECKING, kept_draft=event.draft_id)
    # A review is of one draft: another one has none yet.
    return replace(state, review="", accepted_by=(), used=False), (CheckDraft(event.draft_id),)


def _tried(state: TaskState, lane: str) -> TaskState:
    return replace(state, tried=(*state.tried, lane), second=Second.NO)


def _draft_failed(state: TaskState, event: DraftFailed) -> Step:
    return _take_facts(_tried(state, event.lane), (Trigger.ERROR,))


def _checked(state: TaskState, event: Checked) -> Step:
    return _take_facts(state, (Trigger.LOW_QUALITY,) if event.failed else ())


def _offer_taken(state: TaskState, event: OfferTaken) -> Step:
    return replace(state, phase=Phase.PREPARING), (PrepareBytes(event.lane),)


def _prepared(state: TaskState, event: BytesPrepared) -> Step:
    if state.second or state.two_see:  # whatever was approved before was for other bytes
        return _ask_second(state, event.lane)
    return replace(state, phase=Phase.CONFIRMING), (AskPerson(event.lane),)


def _prepare_failed(state: TaskState, event: PrepareFailed) -> Step:
    return _take_facts(_tried(state, event.lane), (event.trigger,))


def _ask_second(state: TaskState, lane: str) -> Step:
    return replace(state, phase=Phase.APPROVING, second=Second.NEEDED), (AskSecond(lane),)


def _approval_asked(state: TaskState, event: ApprovalAsked) -> Step:
    lane = event.closed_lane
    if lane not in state.approvable or lane in state.tried:
        raise IllegalEvent(f"{type(event).__name__} for {lane!r}, which no approval opens")
    declined = tuple(other for other in state.declined if other != lane)
    return _take_facts(replace(state, lane=lane, declined=declined, second=Second.NEEDED), (Trigger.ASKED,))


def _approved(state: TaskState, _event: Approved) -> Step:
    return _take_facts(replace(state, second=Second.GIVEN), state.triggers)


def _lapsed(state: TaskState, event: ApprovalLapsed) -> Step:
    if state.second is not Second.GIVEN:
        raise IllegalEvent(f"{type(event).__name__} without an approval")
    return _ask_second(state, event.lane)


def _second_decided(state: TaskState, decision: Decision) -> Step:
    """After the facts were taken for a lane that needs a second person: first without, then with their yes."""
    lane = state.lane
    listed = {*decision.route_lanes, *(at for t in state.triggers for at in decision.next.get(t, ()))}
    if state.second is Second.GIVEN:
        if lane in listed:
            return replace(state, phase=Phase.CONFIRMING), (AskPerson(lane),)
    elif lane in state.approvable:
        return replace(state, phase=Phase.PREPARING), (PrepareBytes(lane),)
    elif lane in listed:  # it opened meanwhile
        return _enter(state, lane, state.triggers)
    return _stand(state, "no lane")


def _confirmed(state: TaskState, event: Confirmed) -> Step:
    return replace(state, phase=Phase.SENDING), (SendBytes(event.lane, event.confirmation_id),)


def _parts_taken_out(state: TaskState, event: PartsTakenOut) -> Step:
    return replace(state, phase=Phase.PREPARING), (PrepareBytes(event.lane),)


def _expired(state: TaskState, event: ConfirmationExpired) -> Step:
    return replace(state, phase=Phase.CONFIRMING), (AskPerson(event.lane),)


def _declined(state: TaskState, event: Declined | NotApproved) -> Step:
    # A refused lane is remembered, or the same offer would come back for ever.
    state = replace(state, declined=(*state.declined, event.lane), second=Second.NO)
    if state.kept_draft:
        return _stand(state, "declined")
    return _take_facts(state, (Trigger.DECLINED,))


def _reviewed(state: TaskState, event: Reviewed) -> Step:
    if not event.accepted:  # one no is enough
        return _stand(replace(state, review=REJECTED), "")
    if event.approver in state.accepted_by:
        raise IllegalEvent(f"{type(event).__name__} twice by the same person")
    accepted_by = (*state.accepted_by, event.approver)
    review = ACCEPTED if len(accepted_by) >= state.people else ""
    return _stand(replace(state, review=review, accepted_by=accepted_by), "")


def _review_taken_back(state: TaskState, event: ReviewTakenBack) -> Step:
    if not (state.review or state.accepted_by) or state.used:
        raise IllegalEvent(f"{type(event).__name__} of a result that {'was used' if state.used else 'has none'}")
    return _stand(replace(state, review="", accepted_by=()), "")


def _used(state: TaskState, _event: Used) -> Step:
    return replace(state, used=True), ()


def _stopped(state: TaskState, event: Stopped) -> Step:
    return _finish(replace(state, kept_draft=event.draft_id or state.kept_draft), Phase.STOPPED, event.why)


def _asked(state: TaskState, event: AskedForMore) -> Step:
    if state.decision is None:
        raise IllegalEvent(f"{type(event).__name__} before a decision")
    return _take_facts(replace(state, declined=()), (Trigger.ASKED,))


def _take_facts(state: TaskState, triggers: tuple[Trigger, ...]) -> Step:
    # The facts are taken again before every hop: a draft may have revealed something (policy.md, point 6).
    return replace(state, phase=Phase.DECIDING, triggers=triggers), (TakeFacts(triggers),)


def _decided(state: TaskState, event: Decided) -> Step:
    at_start = state.decision is None
    state = replace(state, decision=event.decision, hold=event.hold, people=event.people)
    state = replace(state, approvable=event.approvable, two_see=event.two_see)
    if state.second:
        return _second_decided(state, event.decision)
    if at_start:
        if event.decision.first is None:
            return _finish(state, Phase.WAITING, "no lane")
        return _enter(state, event.decision.first, ())
    if state.triggers and state.triggers[0] in _NO_DRAFT_TO_JUDGE:
        return _hop(state, state.triggers)
    # After a draft: everything that speaks for a stronger lane goes into one offer.
    facts = event.decision.facts
    triggers = state.triggers
    if facts.get("stakes") == "high":
        triggers += (Trigger.HIGH_STAKES,)
    if facts.get("difficulty") == "hard":
        triggers += (Trigger.HARD,)
    return _hop(state, triggers)


def _hop(state: TaskState, triggers: tuple[Trigger, ...]) -> Step:
    assert state.decision is not None
    for trigger in triggers:
        left = [
            lane for lane in state.decision.next.get(trigger, ()) if lane not in (*state.tried, *state.declined)
        ]
        if left:
            speaking = tuple(t for t in triggers if left[0] in state.decision.next.get(t, ()))
            return _enter(state, left[0], speaking)
    return _stand(state, "declined" if Trigger.DECLINED in triggers else "no lane")


def _enter(state: TaskState, lane: str, triggers: tuple[Trigger, ...]) -> Step:
    """A step happens by itself only towards the device lane; every other one is an offer."""
    state = replace(state, second=Second.NO)
    if lane == DEVICE:
        return replace(state, phase=Phase.DRAFTING, lane=lane, triggers=triggers), (RunDraft(lane),)
    return replace(state, phase=Phase.OFFERED, lane=lane, triggers=triggers), (MakeOffer(lane, triggers),)


def _stand(state: TaskState, why: str) -> Step:
    """No step is left: a draft made earlier stands, else the task waits for a person."""
    if not state.kept_draft:
        return _finish(state, Phase.WAITING, why)
    if state.review == REJECTED:
        return _finish(state, Phase.REJECTED, REJECTED)
    # The people asked for may have become more since; a yes given for fewer is not enough then.
    if state.hold and len(state.accepted_by) < state.people:
        return _finish(replace(state, review=""), Phase.HELD, "")
    return _finish(state, Phase.DONE, "")


def _finish(state: TaskState, phase: Phase, why: str) -> Step:
    return replace(state, phase=phase, lane="", why=why, second=Second.NO), (Finish(phase),)


_RUNNING = frozenset(Phase) - ENDS
_AT_WORK = frozenset({Phase.DRAFTING, Phase.SENDING})

_TRANSITIONS: Mapping[type[Any], tuple[frozenset[Phase], Callable[[TaskState, Any], Step]]] = {
    Started: (frozenset({Phase.NEW}), _started),
    Labelled: (frozenset({Phase.LABELLING}), _labelled),
    Decided: (frozenset({Phase.DECIDING}), _decided),
    DraftStarted: (_AT_WORK, _unchanged),
    DraftFinished: (_AT_WORK, _draft_finished),
    DraftFailed: (_AT_WORK, _draft_failed),
    Checked: (frozenset({Phase.CHECKING}), _checked),
    OfferMade: (frozenset({Phase.OFFERED}), _unchanged),
    OfferTaken: (frozenset({Phase.OFFERED}), _offer_taken),
    BytesPrepared: (frozenset({Phase.PREPARING}), _prepared),
    PrepareFailed: (frozenset({Phase.PREPARING}), _prepare_failed),
    Confirmed: (frozenset({Phase.CONFIRMING}), _confirmed),
    PartsTakenOut: (frozenset({Phase.CONFIRMING}), _parts_taken_out),
    ConfirmationExpired: (frozenset({Phase.SENDING}), _expired),
    Declined: (frozenset({Phase.OFFERED, Phase.CONFIRMING}), _declined),
    ApprovalAsked: (ENDS, _approval_asked),
    Approved: (frozenset({Phase.APPROVING}), _approved),
    NotApproved: (frozenset({Phase.APPROVING}), _declined),
    ApprovalLapsed: (frozenset({Phase.CONFIRMING, Phase.SENDING}), _lapsed),
    Reviewed: (frozenset({Phase.HELD}), _reviewed),
    ReviewTakenBack: (frozenset({Phase.DONE, Phase.REJECTED, Phase.HELD}), _review_taken_back),
    Used: (frozenset({Phase.DONE}), _used),
    AskedForMore: (ENDS, _asked),
    Stopped: (_RUNNING, _stopped),
}
