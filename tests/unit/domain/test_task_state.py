"""The state machine: every transition, and what must hold on every run."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeport.domain.decision import Decision
from homeport.domain.policy import Trigger
from homeport.domain.task import Relation
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
    event_of,
    fields_of,
)
from homeport.domain.task_state import (
    ENDS,
    AskPerson,
    AskSecond,
    CheckDraft,
    Effect,
    Finish,
    IllegalEvent,
    LabelSources,
    MakeOffer,
    Phase,
    PrepareBytes,
    RunDraft,
    Second,
    SendBytes,
    TakeFacts,
    TaskState,
    replay,
    step,
)

LANES = ("device", "private", "eu", "premium")


def decision(
    first: str | None = "device",
    route: tuple[str, ...] = ("device",),
    next_lanes: dict[Trigger, tuple[str, ...]] | None = None,
    **facts: str,
) -> Decision:
    values = {"stakes": "normal", "difficulty": "routine", **facts}
    return Decision(
        facts_found=values,
        facts=values,
        classified_by=(),
        route_rule="R1",
        route_lanes=route,
        first=first,
        blocked={"premium": ("N1", "ceiling")},
        next=next_lanes or {},
        next_rules=dict.fromkeys(next_lanes or {}, "E1"),
        review=(),
        policy_name="test",
        policy_version="1",
        policy_sha256="0" * 64,
    )


def run(*events: TaskEvent) -> tuple[TaskState, tuple[Effect, ...]]:
    state, effects = TaskState(), ()
    for event in events:
        state, effects = step(state, event)
    return state, effects


START = (Started(), Labelled("internal", 1, 0))
DRAFT = (DraftStarted("d1", "device", "e", "m"), DraftFinished("d1", "device", "whole"))


def test_a_plain_task_drafts_here_and_is_done() -> None:
    assert run(Started())[1] == (LabelSources(),)
    assert run(*START)[1] == (TakeFacts(),)
    assert run(*START, Decided(decision()))[1] == (RunDraft("device"),)
    assert run(*START, Decided(decision()), *DRAFT)[1] == (CheckDraft("d1"),)
    state, effects = run(*START, Decided(decision()), *DRAFT, Checked("d1", ()))
    assert effects == (TakeFacts(()),)
    state, effects = step(state, Decided(decision()))
    assert (state.phase, effects, state.kept_draft) == (Phase.DONE, (Finish(Phase.DONE),), "d1")


def test_a_held_result_waits_for_its_review() -> None:
    events = (*START, Decided(decision()), *DRAFT, Checked("d1", ()), Decided(decision(), hold=("H1",)))
    state, effects = run(*events)
    assert (state.phase, effects) == (Phase.HELD, (Finish(Phase.HELD),))
    assert run(*events, Reviewed(accepted=True))[0].phase is Phase.DONE
    rejected, effects = run(*events, Reviewed(accepted=False))
    assert (rejected.phase, rejected.why, effects) == (Phase.REJECTED, "rejected", (Finish(Phase.REJECTED),))


HELD = (*START, Decided(decision()), *DRAFT, Checked("d1", ()), Decided(decision(), hold=("H1",)))


@pytest.mark.parametrize("accepted", [True, False])
def test_a_review_can_be_taken_back_until_the_result_was_used(accepted: bool) -> None:
    state, effects = run(*HELD, Reviewed(accepted), ReviewTakenBack())
    assert (state.phase, state.review, effects) == (Phase.HELD, "", (Finish(Phase.HELD),))
    assert run(*HELD, Reviewed(accepted), ReviewTakenBack(), Reviewed(accepted=True))[0].phase is Phase.DONE


def test_a_used_result_stays_reviewed_and_a_held_one_cannot_be_used() -> None:
    state, effects = run(*HELD, Reviewed(accepted=True), Used())
    assert (state.phase, state.used, effects) == (Phase.DONE, True, ())
    with pytest.raises(IllegalEvent, match="was used"):
        step(state, ReviewTakenBack())
    with pytest.raises(IllegalEvent, match="has none"):
        run(*START, Decided(decision()), *DRAFT, Checked("d1", ()), Decided(decision()), ReviewTakenBack())
    for held in (HELD, (*HELD, Reviewed(accepted=False))):
        with pytest.raises(IllegalEvent):
            run(*held, Used())


def test_a_review_is_of_one_draft() -> None:
    """Asking for more and keeping what there is leaves the review; another draft has none yet."""
    stronger = decision(next_lanes={Trigger.ASKED: ("premium",)})
    asked = (*HELD, Reviewed(accepted=True), Used(), AskedForMore(), Decided(stronger, hold=("H1",)))
    state, _ = run(*asked, Declined("premium"))
    assert (state.phase, state.review, state.used) == (Phase.DONE, "accepted", True)
    way_out = (OfferTaken("premium"), BytesPrepared("premium", "e", "c"), Confirmed("premium", "c1"))
    state, _ = run(*asked, *way_out, DraftFinished("d2", "premium", "whole"), Checked("d2", ()))
    state, _ = step(state, Decided(stronger, hold=("H1",)))
    assert (state.phase, state.review, state.used) == (Phase.HELD, "", False)


def test_hard_high_stakes_and_low_quality_become_one_offer() -> None:
    stronger = {
        Trigger.LOW_QUALITY: ("premium",),
        Trigger.HARD: ("premium",),
        Trigger.HIGH_STAKES: ("premium",),
    }
    asked = Decided(decision(next_lanes=stronger, stakes="high", difficulty="hard"), (Trigger.LOW_QUALITY,))
    state, effects = run(*START, Decided(decision()), *DRAFT, Checked("d1", ("empty",)), asked)
    assert effects == (MakeOffer("premium", (Trigger.LOW_QUALITY, Trigger.HIGH_STAKES, Trigger.HARD)),)
    assert state.phase is Phase.OFFERED


def test_the_whole_way_out_needs_an_offer_bytes_and_a_yes() -> None:
    offer = Decided(decision(next_lanes={Trigger.HARD: ("premium",)}, difficulty="hard"))
    state, effects = run(*START, Decided(decision()), *DRAFT, Checked("d1", ()), offer)
    for event, expected in (
        (OfferMade("premium", (Trigger.HARD,)), ()),
        (OfferTaken("premium"), (PrepareBytes("premium"),)),
        (BytesPrepared("premium", "e", "c"), (AskPerson("premium"),)),
        (Confirmed("premium", "c1"), (SendBytes("premium", "c1"),)),
        (DraftStarted("d2", "premium", "e", "m"), ()),
        (DraftFinished("d2", "premium", "whole"), (CheckDraft("d2"),)),
        (Checked("d2", ()), (TakeFacts(()),)),
        (offer, (Finish(Phase.DONE),)),
    ):
        state, effects = step(state, event)
        assert effects == expected
    assert (state.kept_draft, state.tried) == ("d2", ("device", "premium"))


def test_taking_parts_out_makes_new_bytes_and_asks_again() -> None:
    first = decision("premium", ("premium",))
    shown = (*START, Decided(first), OfferTaken("premium"), BytesPrepared("premium", "e", "c"))
    state, effects = run(*shown, PartsTakenOut("premium", ("document-1",)))
    assert effects == (PrepareBytes("premium"),)
    assert state.phase is Phase.PREPARING
    with pytest.raises(IllegalEvent):
        step(state, Confirmed("premium", "c1"))  # a yes to the bytes that were on the screen before
    state, effects = step(state, BytesPrepared("premium", "e", "c2"))
    assert effects == (AskPerson("premium"),)


def test_a_yes_that_is_too_old_is_asked_for_again() -> None:
    first = decision("premium", ("premium",))
    said = (*START, Decided(first), OfferTaken("premium"), BytesPrepared("premium", "e", "c"))
    state, effects = run(*said, Confirmed("premium", "c1"), ConfirmationExpired("premium", "c1"))
    assert (state.phase, effects) == (Phase.CONFIRMING, (AskPerson("premium"),))
    assert step(state, Declined("premium"))[0].declined == ("premium",)


def test_a_no_keeps_the_draft_made_here() -> None:
    offer = Decided(decision(next_lanes={Trigger.HARD: ("premium",)}, difficulty="hard"))
    state, _ = run(*START, Decided(decision()), *DRAFT, Checked("d1", ()), offer, Declined("premium"))
    assert (state.phase, state.kept_draft) == (Phase.DONE, "d1")


def test_a_no_is_not_asked_again_until_the_person_asks() -> None:
    more = {Trigger.HARD: ("premium",), Trigger.ASKED: ("premium",)}
    offer = Decided(decision(next_lanes=more, difficulty="hard"))
    state, _ = run(*START, Decided(decision()), *DRAFT, Checked("d1", ()), offer, Declined("premium"))
    state, effects = step(state, AskedForMore())
    assert effects == (TakeFacts((Trigger.ASKED,)),)
    assert step(state, offer)[1][0] == MakeOffer("premium", (Trigger.ASKED, Trigger.HARD))


def test_a_declined_first_lane_falls_back_to_the_less_exposed_one() -> None:
    first = decision("private", ("private", "device"), {Trigger.DECLINED: ("device",)})
    assert run(*START, Decided(first))[1] == (MakeOffer("private", ()),)
    state, effects = run(*START, Decided(first), Declined("private"))
    assert effects == (TakeFacts((Trigger.DECLINED,)),)
    assert step(state, Decided(first, (Trigger.DECLINED,)))[1] == (RunDraft("device"),)
    nothing_less = Decided(decision("private", ("private",)), (Trigger.DECLINED,))
    state, _ = step(state, nothing_less)
    assert (state.phase, state.why) == (Phase.WAITING, "declined")


def test_no_lane_waits_for_a_person() -> None:
    state, effects = run(*START, Decided(decision(None, ())))
    assert (state.phase, state.why, effects) == (Phase.WAITING, "no lane", (Finish(Phase.WAITING),))


def test_a_failure_never_moves_outward_by_itself() -> None:
    failing = decision(next_lanes={Trigger.ERROR: ("premium", "device")})
    state, effects = run(*START, Decided(decision()), DraftFailed("device", "engine-died"))
    assert effects == (TakeFacts((Trigger.ERROR,)),)
    assert step(state, Decided(failing, (Trigger.ERROR,)))[1] == (MakeOffer("premium", (Trigger.ERROR,)),)
    state, _ = step(state, Decided(decision(), (Trigger.ERROR,)))
    assert (state.phase, state.why) == (Phase.WAITING, "no lane")


def test_a_failed_send_keeps_the_local_draft() -> None:
    offer = Decided(decision(next_lanes={Trigger.HARD: ("premium",)}, difficulty="hard"))
    way_out = (OfferTaken("premium"), BytesPrepared("premium", "e", "c"), Confirmed("premium", "c1"))
    state, _ = run(*START, Decided(decision()), *DRAFT, Checked("d1", ()), offer, *way_out)
    state, _ = step(state, DraftFailed("premium", "cut", may_have_left=True))
    state, _ = step(state, Decided(decision(), (Trigger.ERROR,), hold=("H1",)))
    assert (state.phase, state.kept_draft) == (Phase.HELD, "d1")


def test_bytes_that_cannot_be_made_are_a_trigger_of_their_own() -> None:
    offer = Decided(decision(next_lanes={Trigger.HARD: ("premium",)}, difficulty="hard"))
    state, _ = run(*START, Decided(decision()), *DRAFT, Checked("d1", ()), offer, OfferTaken("premium"))
    effects = step(state, PrepareFailed("premium", "over the ceiling", Trigger.OVER_CEILING))[1]
    assert effects == (TakeFacts((Trigger.OVER_CEILING,)),)


def test_stopping_keeps_what_was_drafted() -> None:
    state, effects = run(*START, Decided(decision()), Stopped("person", "d1"))
    assert (state.phase, state.kept_draft, state.why) == (Phase.STOPPED, "d1", "person")
    assert effects == (Finish(Phase.STOPPED),)


@pytest.mark.parametrize(
    "events",
    [
        (Labelled("internal", 1, 0),),
        (Started(), Started()),
        (*START, Decided(decision()), Confirmed("device", "c")),
        (*START, Decided(decision()), DraftFinished("d", "premium", "whole")),
        (*START, Decided(decision()), *DRAFT, Checked("d1", ()), Decided(decision()), Stopped("person")),
        (Started(), Stopped("person"), AskedForMore()),
    ],
)
def test_what_cannot_happen_is_refused(events: tuple[TaskEvent, ...]) -> None:
    with pytest.raises(IllegalEvent):
        run(*events)


def closed(state: TaskState) -> list[str]:
    return [lane for lane in state.approvable if lane not in state.tried]


def random_run(seed: int) -> list[TaskEvent]:
    """One run in which policy, engines and people answer at random."""
    dice = random.Random(seed)

    def some_decision() -> Decision:
        def lanes() -> tuple[str, ...]:
            return tuple(dice.sample(LANES, dice.randint(0, 4)))

        route = lanes()
        return decision(
            route[0] if route else None,
            route,
            {trigger: lanes() for trigger in Trigger},
            stakes=dice.choice(("normal", "high")),
            difficulty=dice.choice(("routine", "hard")),
        )

    events: list[TaskEvent] = [Started()]
    state, effects = step(TaskState(), events[0])
    confirmed: tuple[str, str] | None = None
    asked, approved, bytes_made, needs_second = "", 0, 0, False
    while state.phase not in ENDS or ((left := closed(state)) and dice.random() < 0.5):
        if state.phase in ENDS:
            asked = dice.choice(left)
            events.append(ApprovalAsked(asked))
            state, effects = step(state, events[-1])
        (effect,) = effects
        answers: list[TaskEvent]
        match effect:
            case LabelSources():
                answers = [Labelled("internal", 0, 0)]
            case TakeFacts():
                hold, people = dice.choice((((), 1), (("H1",), 1), (("H2",), 2)))
                approvable = tuple(dice.sample(LANES[1:], dice.randint(0, 3)))
                two_see = dice.random() < 0.2
                answers = [Decided(some_decision(), effect.triggers, hold, people, approvable, two_see)]
            case RunDraft() | SendBytes():
                if isinstance(effect, SendBytes):
                    assert confirmed == (effect.lane, effect.confirmation_id), "sent without a yes for this"
                    assert effect.lane != "device"
                    assert approved == bytes_made or not needs_second, (
                        "sent without a second person's yes to these"
                    )
                else:
                    assert effect.lane == "device", "a step off this computer happened by itself"
                expired: list[TaskEvent] = []
                if isinstance(effect, SendBytes):
                    expired = [ConfirmationExpired(effect.lane, effect.confirmation_id)]
                    if state.second is Second.GIVEN and dice.random() < 0.5:
                        expired, approved = [ApprovalLapsed(effect.lane, "expired")], 0
                answers = dice.choice(
                    (
                        *([expired] if expired and dice.random() < 0.5 else []),
                        [DraftStarted("d", effect.lane, "e", "m"), DraftFinished("d", effect.lane, "whole")],
                        [DraftFailed(effect.lane, "cut")],
                        [DraftStarted("d", effect.lane, "e", "m"), Stopped("person", "d")],
                    )
                )
                confirmed = None
            case CheckDraft():
                answers = [Checked(effect.draft_id, dice.choice(((), ("empty",))))]
            case MakeOffer():
                asked = ""
                assert effect.lane not in state.tried
                answers = [OfferMade(effect.lane, effect.triggers)]
                answers.append(dice.choice((OfferTaken(effect.lane), Declined(effect.lane))))
            case PrepareBytes():
                answers = [dice.choice((BytesPrepared(effect.lane, "e", "c"), PrepareFailed(effect.lane, "x")))]
                bytes_made += 1
                # What was once for two stays for two, also when the rule that said so no longer matches.
                needs_second = state.two_see or effect.lane == asked or bool(state.second)
            case AskSecond():
                assert needs_second
                answers = [dice.choice((Approved(effect.lane, "a", "kim"), NotApproved(effect.lane, "no")))]
                approved = bytes_made if isinstance(answers[0], Approved) else 0
            case AskPerson():
                yes = Confirmed(effect.lane, f"c{len(events)}")
                answers = [dice.choice((yes, PartsTakenOut(effect.lane, ("document-1",)), Declined(effect.lane)))]
                confirmed = (effect.lane, yes.confirmation_id) if answers == [yes] else None
            case _:
                raise AssertionError(effect)
        for event in answers:
            state, effects = step(state, event)
            events.append(event)
        assert len(events) < 400, "a chain has to end: at most one visit a lane"
        assert len(set(state.tried)) == len(state.tried)
    return events


@given(st.integers(min_value=0))
def test_every_run_ends_asks_before_it_sends_and_can_be_replayed(seed: int) -> None:
    events = random_run(seed)
    written = [json.dumps(fields_of(event)) for event in events]
    read = [event_of(json.loads(line)) for line in written]
    assert read == events
    assert replay(read).phase in ENDS


def test_a_line_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown event"):
        event_of({"event": "Teleported"})
    for line in ({"event": "Declined"}, {"event": "Started", "mood": "good"}, {"event": "Decided", "decision": 3}):
        with pytest.raises(ValueError, match="another form"):
            event_of(line)
    follow_up = Started("c", 1, Relation.FOLLOW_UP, "t1", 2)
    assert event_of(json.loads(json.dumps(fields_of(follow_up)))) == follow_up
    assert event_of({"event": "Started", "instruction": "c", "documents": 1}) == Started("c", 1)
    with pytest.raises(ValueError, match="another form"):
        event_of({"event": "Started", "relation": "cousin"})
    prepared = PrepareFailed("eu", "no key", Trigger.ERROR)
    assert event_of(fields_of(prepared)) == prepared
