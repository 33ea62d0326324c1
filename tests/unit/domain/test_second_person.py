"""A second person in a task: before a lane opens, before two people's sends, and before a result is used."""

import json

import pytest

from homeport.domain.decision import Decision
from homeport.domain.policy import Trigger
from homeport.domain.task_event import (
    NOBODY_ENROLLED,
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
    Labelled,
    NotApproved,
    OfferTaken,
    PartsTakenOut,
    PrepareFailed,
    Reviewed,
    ReviewTakenBack,
    Started,
    TaskEvent,
    Used,
    event_of,
    fields_of,
)
from homeport.domain.task_state import (
    AskPerson,
    AskSecond,
    Effect,
    Finish,
    IllegalEvent,
    MakeOffer,
    Phase,
    PrepareBytes,
    Second,
    SendBytes,
    TakeFacts,
    TaskState,
    step,
)

ASKED = (Trigger.ASKED,)


def decision(*opened: str) -> Decision:
    """Everything starts here; `opened` are offered when the person asks."""
    values = {"stakes": "normal", "difficulty": "routine"}
    following = {Trigger.ASKED: opened, Trigger.DECLINED: ()}
    blocked = {"eu": ("N3",)} if "eu" not in opened else {}
    return Decision(
        values, values, (), "R5", ("device",), "device", blocked, following, {}, (), "test", "1", "0" * 64
    )


CLOSED = Decided(decision(), approvable=("eu",))
OPEN = Decided(decision("eu"), ASKED, approvable=("eu",))
DRAFTED = (Started(), Labelled("confidential", 1, 0), CLOSED, DraftFinished("d1", "device", "whole"))
DONE = (*DRAFTED, Checked("d1", ()), CLOSED)
PREPARED = (*DONE, ApprovalAsked("eu"), Decided(decision(), ASKED, approvable=("eu",)))
SHOWN = (*PREPARED, BytesPrepared("eu", "e", "c"))
GIVEN = (*SHOWN, Approved("eu", "a1", "kim"), OPEN)


def run(*events: TaskEvent) -> tuple[TaskState, tuple[Effect, ...]]:
    state = TaskState()
    effects: tuple[Effect, ...] = ()
    for event in events:
        state, effects = step(state, event_of(json.loads(json.dumps(fields_of(event)))))
    return state, effects


def test_bytes_are_prepared_approved_decided_again_and_then_confirmed_by_the_first_person() -> None:
    state, effects = run(*DONE)
    assert (state.phase, state.approvable) == (Phase.DONE, ("eu",))
    assert run(*DONE, ApprovalAsked("eu"))[1] == (TakeFacts(ASKED),)
    assert run(*PREPARED)[1] == (PrepareBytes("eu"),)
    state, effects = run(*SHOWN)
    assert (state.phase, effects) == (Phase.APPROVING, (AskSecond("eu"),))
    state, effects = step(state, Approved("eu", "a1", "kim"))
    assert (state.phase, effects) == (Phase.DECIDING, (TakeFacts(ASKED),))
    state, effects = run(*GIVEN)
    assert (state.phase, effects) == (Phase.CONFIRMING, (AskPerson("eu"),))
    state, effects = step(state, Confirmed("eu", "c1"))
    assert effects == (SendBytes("eu", "c1"),)
    state, effects = step(state, ConfirmationExpired("eu", "c1"))
    assert (effects, state.second) == ((AskPerson("eu"),), Second.GIVEN)


@pytest.mark.parametrize("lane", ["device", "private", "premium"])
def test_no_other_lane_can_be_asked_for(lane: str) -> None:
    with pytest.raises(IllegalEvent, match="no approval opens"):
        run(*DONE, ApprovalAsked(lane))


def test_a_yes_without_bytes_or_a_send_without_a_yes_cannot_happen() -> None:
    for events in (
        (*DONE, Approved("eu", "a1", "kim")),
        (*PREPARED, Approved("eu", "a1", "kim")),
        (*SHOWN, Confirmed("eu", "c1")),
        (*SHOWN, Approved("premium", "a1", "kim")),
        (*SHOWN, Approved("eu", "a1", "kim"), Confirmed("eu", "c1")),
    ):
        with pytest.raises(IllegalEvent):
            run(*events)


def test_a_lane_that_stays_closed_with_the_yes_is_not_asked() -> None:
    state, effects = run(*SHOWN, Approved("eu", "a1", "kim"), Decided(decision(), ASKED))
    assert (state.phase, effects, state.second) == (Phase.DONE, (Finish(Phase.DONE),), Second.NO)


def test_a_lane_that_closed_for_good_meanwhile_prepares_nothing() -> None:
    state, _ = run(*DONE, ApprovalAsked("eu"), Decided(decision(), ASKED))
    assert state.phase is Phase.DONE
    state, effects = run(*DONE, ApprovalAsked("eu"), Decided(decision("eu"), ASKED))
    assert (state.phase, effects) == (Phase.OFFERED, (MakeOffer("eu", ASKED),))
    assert state.second is Second.NO


def test_parts_taken_out_need_another_yes() -> None:
    state, effects = run(*GIVEN, PartsTakenOut("eu", ("document-1",)), BytesPrepared("eu", "e", "c2"))
    assert (state.phase, effects, state.second) == (Phase.APPROVING, (AskSecond("eu"),), Second.NEEDED)


def test_a_yes_that_lapsed_is_asked_for_again_before_and_after_the_confirmation() -> None:
    for events in (GIVEN, (*GIVEN, Confirmed("eu", "c1"))):
        state, effects = run(*events, ApprovalLapsed("eu", "expired"))
        assert (state.phase, effects, state.second) == (Phase.APPROVING, (AskSecond("eu"),), Second.NEEDED)
    offered = (
        *DRAFTED,
        Checked("d1", ()),
        Decided(decision("eu")),
        AskedForMore(),
        Decided(decision("eu"), ASKED),
    )
    with pytest.raises(IllegalEvent, match="without an approval"):
        run(*offered, OfferTaken("eu"), BytesPrepared("eu", "e", "c"), ApprovalLapsed("eu", "expired"))


@pytest.mark.parametrize(
    "no", [NotApproved("eu", NOBODY_ENROLLED), NotApproved("eu", "second person", "kim", "b")]
)
def test_a_no_keeps_the_draft_and_can_be_asked_again(no: NotApproved) -> None:
    state, _ = run(*SHOWN, no)
    assert (state.phase, state.kept_draft, state.declined, state.second) == (Phase.DONE, "d1", ("eu",), Second.NO)
    state, effects = step(state, ApprovalAsked("eu"))
    assert (state.declined, effects) == ((), (TakeFacts(ASKED),))


def test_bytes_that_cannot_be_made_and_a_failed_send_ask_nobody_again() -> None:
    state, _ = run(*PREPARED, PrepareFailed("eu", "no key", Trigger.ERROR), CLOSED)
    assert (state.phase, state.tried) == (Phase.DONE, ("device", "eu"))
    with pytest.raises(IllegalEvent, match="no approval opens"):
        step(state, ApprovalAsked("eu"))
    state, _ = run(*GIVEN, Confirmed("eu", "c1"), DraftFailed("eu", "cut", may_have_left=True), CLOSED)
    assert (state.phase, state.second) == (Phase.DONE, Second.NO)


def test_two_people_see_what_is_sent_also_when_the_lane_is_open() -> None:
    both = Decided(decision("eu"), ASKED, two_see=True)
    asked = (*DRAFTED, Checked("d1", ()), both, AskedForMore(), both, OfferTaken("eu"))
    state, effects = run(*asked, BytesPrepared("eu", "e", "c"))
    assert (state.phase, effects) == (Phase.APPROVING, (AskSecond("eu"),))
    state, effects = run(*asked, BytesPrepared("eu", "e", "c"), Approved("eu", "a1", "kim"), both)
    assert (state.phase, effects) == (Phase.CONFIRMING, (AskPerson("eu"),))


def test_what_was_once_for_two_stays_for_two() -> None:
    both, one = (Decided(decision("eu"), ASKED, two_see=two) for two in (True, False))
    asked = (*DRAFTED, Checked("d1", ()), both, AskedForMore(), both, OfferTaken("eu"))
    given = (*asked, BytesPrepared("eu", "e", "c"), Approved("eu", "a1", "kim"), one)
    state, effects = run(*given, PartsTakenOut("eu", ("document-1",)), BytesPrepared("eu", "e", "c2"))
    assert (state.phase, effects) == (Phase.APPROVING, (AskSecond("eu"),))


# ---- results that two people accept

HELD = (*DRAFTED, Checked("d1", ()), Decided(decision(), hold=("H1",), people=2))


def test_two_people_accept_a_result() -> None:
    state, effects = run(*HELD, Reviewed(accepted=True))
    assert (state.phase, state.review, state.accepted_by) == (Phase.HELD, "", ("",))
    assert effects == (Finish(Phase.HELD),)
    for second in (Reviewed(True, "kim"), Used()):
        if isinstance(second, Used):
            with pytest.raises(IllegalEvent):
                step(state, second)
            continue
        state_two, _ = step(state, second)
        assert (state_two.phase, state_two.review) == (Phase.DONE, "accepted")
    state, _ = run(*HELD, Reviewed(True, "kim"), Reviewed(True))
    assert (state.phase, state.accepted_by) == (Phase.DONE, ("kim", ""))


@pytest.mark.parametrize("who", ["", "kim"])
def test_one_person_is_not_two(who: str) -> None:
    with pytest.raises(IllegalEvent, match="twice by the same person"):
        run(*HELD, Reviewed(True, who), Reviewed(True, who))


def test_one_no_is_enough_and_taking_back_begins_anew() -> None:
    state, _ = run(*HELD, Reviewed(True), Reviewed(False, "kim"))
    assert (state.phase, state.review) == (Phase.REJECTED, "rejected")
    for events in ((*HELD, Reviewed(True)), (*HELD, Reviewed(True), Reviewed(True, "kim"))):
        state, _ = run(*events, ReviewTakenBack())
        assert (state.phase, state.review, state.accepted_by) == (Phase.HELD, "", ())
    with pytest.raises(IllegalEvent, match="has none"):
        run(*HELD, ReviewTakenBack())


def test_a_yes_for_one_is_not_enough_when_two_are_wanted_later() -> None:
    one = (*DRAFTED, Checked("d1", ()), Decided(decision(), hold=("H1",)), Reviewed(True), AskedForMore())
    state, _ = run(*one, Decided(decision(), ASKED, hold=("H1",), people=2))
    assert (state.phase, state.review) == (Phase.HELD, "")
    assert step(state, Reviewed(True, "kim"))[0].phase is Phase.DONE


def test_lines_of_an_earlier_version_are_read_as_before() -> None:
    line = fields_of(Decided(decision(), hold=("H1",)))
    for name in ("people", "approvable", "two_see"):
        del line[name]
    assert event_of(line) == Decided(decision(), hold=("H1",))
    assert event_of({"event": "Reviewed", "accepted": True}) == Reviewed(True)


def test_what_was_kept_by_the_first_person_stays_kept() -> None:
    state, _ = run(*GIVEN, Declined("eu"))
    assert (state.phase, state.declined, state.second) == (Phase.DONE, ("eu",), Second.NO)
