"""A second person in a running task, under the shipped four-lane policy: real record, ledger and bytes."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fakes.replay_server import ReplayServer
from fakes.sending_egress import SendingEgress
from fakes.still_clock import StillClock
from fakes.task_bench import POLICIES, Bench, ScriptedPerson, open_bench
from homeport.domain.approval import Approver
from homeport.domain.lane import Endpoint, Price, Region
from homeport.domain.ledger import LedgerKind
from homeport.domain.policy import Policy
from homeport.domain.task_event import Approved, Confirmed, NotApproved, TaskEvent, event_of
from homeport.domain.task_state import IllegalEvent, Phase, TaskState, replay
from homeport.policy.load import load_policy
from homeport.ports.approvals import Proof
from homeport.ports.person import Answer, SecondAnswer, SecondAsked, SecondNo, SecondYes
from homeport.services.escalate import OpenLane, key_name
from homeport.services.review import ReviewRefused, Reviews
from homeport.services.run_task import RunTask
from homeport.services.updates import ApprovalEnded, NobodyMayApprove, SecondSaid
from homeport.wire.formats import wire_format

pytestmark = pytest.mark.anyio

PRICE = Price(2.0, 6.0, "EUR", "2026-11-01")
KIM = "kim's own passphrase"
CONFIDENTIAL = "CONFIDENTIAL\n\nThe offer for the harbour is four million."


@pytest.fixture
def clock() -> StillClock:
    return StillClock("2026-11-23T09:00:00Z")


@pytest.fixture
def server() -> Iterator[ReplayServer]:
    with ReplayServer(tokens=["Four ", "million."], rate=0) as running:
        yield running


@pytest.fixture
async def bench(tmp_path: Path, server: ReplayServer, clock: StillClock) -> AsyncIterator[Bench]:
    lanes = {lane: (OpenLane(endpoint(lane, server), wire_format("chat")),) for lane in ("eu", "premium")}
    made = open_bench(
        tmp_path,
        server.base_url("chat"),
        policy_name="nordics",
        lanes=lanes,
        egress=SendingEgress(),
        clock=clock,
    )
    for (open_lane,) in lanes.values():
        made.secrets.put(key_name(open_lane.endpoint), "k")
    yield made
    await made.record.close()


def endpoint(lane: str, server: ReplayServer) -> Endpoint:
    region = Region.EU if lane == "eu" else Region.GLOBAL
    return Endpoint(
        f"{lane}/m", lane, f"Exempel {lane}", "chat", server.base_url("chat"), "m", True, region, "-", "-",
        100_000, 4096, auth_header="authorization", price=PRICE,
    )  # fmt: skip


async def kim(bench: Bench) -> Approver:
    enrolled = await bench.workshop.second.enrol("Kim", KIM)
    assert isinstance(enrolled, Approver)
    return enrolled


def yes(approver: Approver, passphrase: str = KIM) -> Callable[[SecondAsked], SecondAnswer]:
    return lambda asked: SecondYes(asked.prepared.outgoing.body_sha256, Proof(approver.id, passphrase))


def left(bench: Bench) -> list[bytes]:
    egress = bench.workshop.egress
    assert isinstance(egress, SendingEgress)
    return egress.left


async def events_of(bench: Bench, task_id: str) -> list[TaskEvent]:
    return [event_of(e.fields) for e in await bench.record.entries(task_id) if e.kind is LedgerKind.TASK_EVENT]


def note(folder: Path, text: str = CONFIDENTIAL) -> Path:
    path = folder / "offer.txt"
    path.write_text(text)
    return path


async def came_to_rest(bench: Bench, person: ScriptedPerson, folder: Path, text: str = CONFIDENTIAL) -> RunTask:
    run = RunTask(bench.context(person, "How much?", [note(folder, text)]))
    assert (await run.run()).phase is Phase.DONE
    return run


async def test_a_lane_closed_by_nothing_else_is_approvable_and_sends_nothing_by_itself(
    bench: Bench, tmp_path: Path
) -> None:
    person = ScriptedPerson(looks=True, says_yes=True)
    run = RunTask(bench.context(person, "How much?", [note(tmp_path)]), ask_for_more=True)
    state = await run.run()
    assert run.approvable == ("eu",), "premium is closed by N2 as well: the text is not redacted"
    assert person.sheets == person.offers == []
    assert left(bench) == []
    assert state.decision is not None
    assert state.decision.blocked == {"eu": ("N3",), "premium": ("N2", "N3")}


async def test_the_second_person_reads_the_bytes_the_facts_are_taken_again_and_the_first_confirms(
    bench: Bench, tmp_path: Path
) -> None:
    approver = await kim(bench)
    person = ScriptedPerson(says_yes=True, second=[yes(approver)])
    run = await came_to_rest(bench, person, tmp_path)
    state = await run.ask_second_person("eu")
    (asked,), (sheet,) = person.second_asked, person.sheets
    assert asked.prepared == sheet
    assert left(bench) == [sheet.outgoing.body]
    assert (state.phase, state.tried) == (Phase.DONE, ("device", "eu"))
    events = await events_of(bench, run.context.task.id)
    names = [type(event).__name__ for event in events]
    start = names.index("ApprovalAsked")
    assert names[start : start + 7] == [
        "ApprovalAsked",
        "Decided",
        "BytesPrepared",
        "Approved",
        "Decided",
        "Confirmed",
        "DraftStarted",
    ]
    assert replay(events) == state
    (said,) = bench.seen(SecondSaid)
    assert (said.granted, said.by, said.earlier) == (True, "Kim", False)
    entries = await bench.record.entries()
    (intent,) = [entry for entry in entries if entry.kind is LedgerKind.SEND_INTENDED]
    (approved,) = [event for event in events if isinstance(event, Approved)]
    assert intent.fields["approval"] == approved.approval_id
    assert approved.approver == approver.id
    lines = json.dumps([entry.fields for entry in entries])
    assert "Kim" not in lines
    assert "million" not in lines
    verdict = await bench.record.verify()
    assert (verdict.broken_at, verdict.sends, verdict.confirmed) == (None, 1, 1)


async def test_it_opens_no_other_lane_and_is_not_there_for_the_next_question(bench: Bench, tmp_path: Path) -> None:
    approver = await kim(bench)
    run = await came_to_rest(bench, ScriptedPerson(second=[yes(approver)]), tmp_path)
    state = await run.ask_second_person("eu")
    assert state.decision is not None
    assert "eu" not in state.decision.blocked
    assert state.decision.blocked["premium"] == ("N2", "N3")
    with pytest.raises(IllegalEvent):
        await run.ask_second_person("premium")
    other = RunTask(bench.context(ScriptedPerson(), "How much again?", [note(tmp_path)]))
    after = await other.run()
    assert after.decision is not None
    assert after.decision.blocked["eu"] == ("N3",)


@pytest.mark.parametrize(
    "text",
    ["Patient: 19900118-9811", "Diagnos: F32.1, depression. Patient 19900118-9811", "TOP SECRET 19900118-9811"],
)
async def test_restricted_text_is_never_approvable(bench: Bench, tmp_path: Path, text: str) -> None:
    person = ScriptedPerson(second=[yes(await kim(bench))])
    run = RunTask(bench.context(person, "Summarise", [note(tmp_path, text)]))
    state = await run.run()
    assert state.approvable == ()
    for lane in ("eu", "premium"):
        with pytest.raises(IllegalEvent):
            await run.ask_second_person(lane)
    assert person.second_asked == []
    assert left(bench) == []


async def test_without_anybody_enrolled_it_says_so(bench: Bench, tmp_path: Path) -> None:
    person = ScriptedPerson(says_yes=True)
    run = await came_to_rest(bench, person, tmp_path)
    state = await run.ask_second_person("eu")
    assert state.phase is Phase.DONE
    assert [told.lane for told in bench.seen(NobodyMayApprove)] == ["eu"]
    assert person.second_asked == person.sheets == left(bench) == []


async def test_a_no_with_a_reason_keeps_it_here_and_the_reason_out_of_the_ledger(
    bench: Bench, tmp_path: Path
) -> None:
    approver = await kim(bench)
    no: Callable[[SecondAsked], SecondAnswer] = lambda _: SecondNo("names the harbour", Proof(approver.id, KIM))  # noqa: E731
    person = ScriptedPerson(says_yes=True, second=[no, lambda _: SecondNo()])
    run = await came_to_rest(bench, person, tmp_path)
    state = await run.ask_second_person("eu")
    assert (state.phase, state.declined) == (Phase.DONE, ("eu",))
    assert person.sheets == left(bench) == []
    (said,) = bench.seen(SecondSaid)
    assert (said.granted, said.by, said.reason) == (False, "Kim", "names the harbour")
    (refused,) = [e for e in await events_of(bench, run.context.task.id) if isinstance(e, NotApproved)]
    assert (refused.why, refused.approver) == ("second person", approver.id)
    assert "harbour" not in json.dumps([entry.fields for entry in await bench.record.entries()])
    assert (await run.ask_second_person("eu")).phase is Phase.DONE
    assert len(person.second_asked) == 2, "a no is not for ever: it can be asked again by name"


async def test_a_wrong_passphrase_is_asked_for_again_and_then_it_is_over(bench: Bench, tmp_path: Path) -> None:
    approver = await kim(bench)
    person = ScriptedPerson(says_yes=True, second=[yes(approver, "not it")] * 3)
    run = await came_to_rest(bench, person, tmp_path)
    await run.ask_second_person("eu")
    assert [asked.tries_left for asked in person.second_asked] == [3, 2, 1]
    assert person.sheets == left(bench) == []
    person.second = [yes(approver, "not it"), yes(approver)]
    await run.ask_second_person("eu")
    assert len(left(bench)) == 1


async def test_a_yes_to_other_bytes_is_a_no(bench: Bench, tmp_path: Path) -> None:
    approver = await kim(bench)
    person = ScriptedPerson(says_yes=True, second=[lambda _: SecondYes("0" * 64, Proof(approver.id, KIM))])
    run = await came_to_rest(bench, person, tmp_path)
    await run.ask_second_person("eu")
    assert person.sheets == left(bench) == []


async def test_a_part_taken_out_afterwards_needs_another_yes(bench: Bench, tmp_path: Path) -> None:
    approver = await kim(bench)
    person = ScriptedPerson(says_yes=True, takes_out=[("document-1",)], second=[yes(approver), yes(approver)])
    run = await came_to_rest(bench, person, tmp_path)
    await run.ask_second_person("eu")
    first, other = person.second_asked
    assert first.prepared.outgoing.body_sha256 != other.prepared.outgoing.body_sha256
    assert left(bench) == [other.prepared.outgoing.body]


async def test_the_same_bytes_need_no_second_yes_the_same_day(bench: Bench, tmp_path: Path) -> None:
    approver = await kim(bench)
    person = ScriptedPerson(second=[yes(approver)])  # the first person then keeps it here
    run = await came_to_rest(bench, person, tmp_path)
    await run.ask_second_person("eu")
    assert left(bench) == []
    person.says_yes = True
    await run.ask_second_person("eu")
    assert len(person.second_asked) == 1
    assert [said.earlier for said in bench.seen(SecondSaid)] == [False, True]
    assert len(left(bench)) == 1


class SlowPerson(ScriptedPerson):
    """Reads for a long time before saying yes."""

    meanwhile: Callable[[], None]

    async def confirms(self, prepared: object) -> Answer:
        if len(self.sheets) == 0:
            self.meanwhile()
        return await super().confirms(prepared)  # type: ignore[arg-type]


@pytest.mark.parametrize(("hours", "back"), [(20, 0), (20, 19), (0, 1), (0, 19)])
async def test_after_its_end_or_with_a_clock_set_back_it_is_asked_for_again_before_anything_leaves(
    bench: Bench, tmp_path: Path, clock: StillClock, hours: int, back: int
) -> None:
    def meanwhile() -> None:
        clock.pass_seconds(hours * 3600)
        clock._at -= timedelta(hours=back)

    approver = await kim(bench)
    person = SlowPerson(says_yes=True, second=[yes(approver)])
    person.meanwhile = meanwhile
    run = await came_to_rest(bench, person, tmp_path)
    state = await run.ask_second_person("eu")
    assert len(person.second_asked) == 2, "asked again, and nobody answered"
    assert left(bench) == []
    assert state.declined == ("eu",)
    assert len(bench.seen(ApprovalEnded)) == 1
    assert [e for e in await bench.record.entries() if e.kind is LedgerKind.SEND_INTENDED] == []


async def test_removing_the_approver_before_the_send_takes_the_yes_back(bench: Bench, tmp_path: Path) -> None:
    approver = await kim(bench)
    person = ScriptedPerson(says_yes=True, second=[yes(approver)])
    run = await came_to_rest(bench, person, tmp_path)
    save = bench.record.save_confirmation

    async def remove_then_save(*args: object) -> None:
        await bench.workshop.second.remove(approver.id)
        await save(*args)  # type: ignore[arg-type]

    bench.record.save_confirmation = remove_then_save  # type: ignore[method-assign]
    state: TaskState = await run.ask_second_person("eu")
    assert left(bench) == []
    assert any(isinstance(event, Confirmed) for event in await events_of(bench, run.context.task.id))
    assert state.phase is Phase.DONE


# ---- two people by a review rule


def two_people(before: str) -> Policy:
    """The shipped policy with one more rule: two people look at what is public and hard, too."""
    rule = f"""
[[review]]
id = "H9"
say = "Two people look at everything {"before it is used" if before == "use" else "that is sent"}."
before = "{before}"
people = 2
"""
    loaded = load_policy((POLICIES / "nordics.toml").read_bytes() + rule.encode())
    # the shipped examples name their reviews; without them the rest has to hold all the same
    if not isinstance(loaded, Policy):
        kept = (POLICIES / "nordics.toml").read_text().partition("[[example]]")[0]
        loaded = load_policy((kept + rule).encode())
    assert isinstance(loaded, Policy), loaded
    return loaded


@pytest.fixture
async def strict(tmp_path: Path, server: ReplayServer) -> AsyncIterator[Callable[[str], Bench]]:
    made: list[Bench] = []

    def make(before: str) -> Bench:
        lanes = {"eu": (OpenLane(endpoint("eu", server), wire_format("chat")),)}
        url, rules = server.base_url("chat"), two_people(before)
        bench = open_bench(tmp_path / before, url, rules=rules, lanes=lanes, egress=SendingEgress())
        bench.secrets.put(key_name(lanes["eu"][0].endpoint), "k")
        made.append(bench)
        return bench

    yield make
    for bench in made:
        await bench.record.close()


async def test_a_result_for_two_people_takes_an_enrolled_one(
    strict: Callable[[str], Bench], tmp_path: Path
) -> None:
    bench = strict("use")
    context = bench.context(ScriptedPerson(), "How much?", [note(tmp_path)])
    assert (await RunTask(context).run()).phase is Phase.HELD
    reviews = Reviews(bench.record, bench.record, bench.workshop.second)
    task, approver = context.task.id, await kim(bench)
    first = await reviews.review(task, True)
    assert isinstance(first, TaskState)
    assert (first.phase, first.people) == (Phase.HELD, 2)
    assert await reviews.review(task, True) is ReviewRefused.SAME_PERSON
    assert await reviews.use(task) is ReviewRefused.NOT_READY
    assert await reviews.review_second(task, True, Proof(approver.id, "guess")) is ReviewRefused.NOT_ENROLLED
    assert await reviews.review_second(task, True, Proof("", KIM)) is ReviewRefused.NOT_ENROLLED
    second = await reviews.review_second(task, True, Proof(approver.id, KIM))
    assert isinstance(second, TaskState)
    assert second.phase is Phase.DONE
    assert await reviews.review_second(task, True, Proof(approver.id, KIM)) is ReviewRefused.NOT_HELD
    assert isinstance(await reviews.use(task), TaskState)


async def test_what_two_people_see_before_a_send_takes_both(
    strict: Callable[[str], Bench], tmp_path: Path
) -> None:
    bench = strict("send")
    approver = await kim(bench)
    for second, sent in (([], 0), ([yes(approver)], 1)):
        person = ScriptedPerson(looks=True, says_yes=True, second=list(second))
        context = bench.context(person, "When?", [note(tmp_path, "FOR IMMEDIATE RELEASE\n\nMonday.")])
        await RunTask(context, ask_for_more=True).run()
        assert len(person.offers) == len(person.second_asked) == 1
        assert len(left(bench)) == sent


async def test_another_policy_is_another_approval(bench: Bench, tmp_path: Path) -> None:
    approver = await kim(bench)
    person = ScriptedPerson(says_yes=True, second=[yes(approver)])
    run = await came_to_rest(bench, person, tmp_path)
    await run.ask_second_person("eu")
    (prepared,) = person.sheets
    from homeport.domain.approval import to_approve  # noqa: PLC0415

    policy = bench.workshop.route.policy
    assert await bench.workshop.second.standing(to_approve(prepared, "eu", policy.sha256))
    assert await bench.workshop.second.standing(to_approve(prepared, "eu", "0" * 64)) is None
