"""Last week's real decisions under another version: counted, listed with the way before and after, facts only."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from fakes.kept_secrets import KeptSecrets
from fakes.random_policies import shipped
from fakes.record_samples import CANARY, sample_label, sample_task
from fakes.still_clock import StillClock
from homeport.adapters.store.record import FILE_NAME, Record, open_record
from homeport.domain.facts import Fact, Facts, FactSource
from homeport.domain.policy import Condition, Policy, ReviewRule, RouteRule
from homeport.policy.decide import decide, narrow
from homeport.services import policy_replay
from homeport.services.policy_replay import days_before, replay

pytestmark = pytest.mark.anyio

FACTS = {
    "sensitivity": "internal", "personal": "none", "task": "general", "difficulty": "hard", "stakes": "normal",
    "latency": "interactive", "ceiling": "premium", "redaction": "none", "approval": "none",
}  # fmt: skip
SAY = {"": "A sentence that says what it does."}


async def in_thread(function):
    return await asyncio.to_thread(function)


class Desk:
    """A real record in which decisions were made under a policy."""

    def __init__(self, folder: Path) -> None:
        self.clock = StillClock("2026-11-20T12:00:00Z")
        self.record: Record = open_record(folder / FILE_NAME, KeptSecrets(), self.clock)

    async def decided(self, policy: Policy, unavailable=(), **facts: str) -> None:
        values = {name: value for name, value in (FACTS | facts).items() if value}
        given = Facts(tuple(Fact(n, v, FactSource.DEFAULT, f"because of {CANARY}") for n, v in values.items()))
        await self.record.save_label("t1", sample_label(), given)
        decision = narrow(decide(policy, values), dict.fromkeys(unavailable, "not set up"))
        await self.record.save_decision("t1", decision)
        self.clock.pass_seconds(60)

    async def replayed(self, old: Policy, new: Policy):
        since = days_before(self.clock.now(), 7)
        return await replay(self.record, old, new, since, in_thread)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = Desk(tmp_path)
    await desk.record.save_task(sample_task())
    yield desk
    await desk.record.close()


def outward(policy: Policy) -> Policy:
    hard = RouteRule("R0", SAY, Condition({"difficulty": frozenset({"hard"})}), ("premium", "device"))
    return replace(policy, route=(hard, *policy.route), sha256="e" * 64)


async def test_the_same_version_changes_nothing(desk):
    policy = shipped("two-lanes")
    await desk.decided(policy)
    found = await desk.replayed(policy, policy)
    assert (found.decisions, found.elsewhere, found.otherwise, found.listed) == (1, 0, 0, ())
    assert found.other_policy == 0


async def test_what_would_have_started_elsewhere_is_listed_with_lanes_and_rules(desk):
    policy = shipped("two-lanes")
    await desk.decided(policy, difficulty="hard")
    await desk.decided(policy, difficulty="routine")
    await desk.decided(policy, difficulty="hard", sensitivity="restricted")
    found = await desk.replayed(policy, outward(policy))
    assert (found.decisions, found.elsewhere, found.otherwise, found.unread) == (3, 1, 0, 0)
    (one,) = found.listed
    assert (one.task_id, one.at, one.elsewhere, one.opening) == ("t1", "2026-11-20T12:00:00Z", True, True)
    assert (one.before.lane, one.before.rule) == ("device", "R1")
    assert (one.after.lane, one.after.rule) == ("premium", "R0")
    assert one.facts["difficulty"] == "hard"
    assert CANARY not in repr(found)


async def test_a_lane_that_could_not_be_used_then_is_not_used_in_the_replay(desk):
    policy = shipped("two-lanes")
    await desk.decided(policy, unavailable=["premium"])
    assert (await desk.replayed(policy, outward(policy))).listed == ()
    assert (await desk.replayed(policy, replace(policy, escalate=()))).listed == ()


async def test_other_offers_and_other_reviews_are_counted_apart_and_openings_come_first(desk):
    policy = shipped("two-lanes")
    closed = replace(policy, escalate=(), fallback=policy.fallback[1:], sha256="f" * 64)
    await desk.decided(policy, stakes="high")
    await desk.decided(policy, stakes="normal")
    found = await desk.replayed(policy, replace(closed, review=()))
    assert (found.elsewhere, found.otherwise) == (0, 2)
    assert [(each.opening, bool(each.before.review)) for each in found.listed] == [(True, True), (False, False)]
    assert [each.opening for each in (await desk.replayed(closed, policy)).listed] == [True, True]
    one, two = (replace(policy, review=(ReviewRule("H1", SAY, Condition(), "use", n),)) for n in (1, 2))
    assert [each.opening for each in (await desk.replayed(one, two)).listed] == [False, False]
    assert [each.opening for each in (await desk.replayed(two, one)).listed] == [True, True]


async def test_another_name_of_the_same_rule_is_no_difference(desk):
    policy = shipped("two-lanes")
    await desk.decided(policy)
    renamed = replace(policy, route=(replace(policy.route[0], id="R7"),))
    assert (await desk.replayed(policy, renamed)).listed == ()


async def test_facts_that_were_not_known_then_are_counted_and_nothing_is_guessed(desk):
    policy = shipped("two-lanes")
    await desk.decided(policy, personal="")
    await desk.decided(policy)
    found = await desk.replayed(policy, shipped("nordics"))
    assert (found.decisions, found.unread) == (2, 1)


async def test_a_value_the_new_version_does_not_know_makes_the_work_wait(desk):
    policy = shipped("two-lanes")
    await desk.decided(policy, task="medical")
    facts = {**policy.facts, "task": replace(policy.facts["task"], values=("general", "dev", "contract"))}
    (one,) = (await desk.replayed(policy, replace(policy, facts=facts))).listed
    assert (one.after.lane, one.after.reaches, one.elsewhere) == ("", (), True)


async def test_decisions_of_other_versions_are_said(desk):
    policy = shipped("two-lanes")
    await desk.decided(shipped("nordics"))
    found = await desk.replayed(policy, outward(policy))
    assert (found.decisions, found.other_policy, found.elsewhere) == (1, 1, 1)


async def test_only_the_last_days_count(desk):
    policy = shipped("two-lanes")
    await desk.decided(policy)
    desk.clock.pass_seconds(8 * 24 * 3600)
    await desk.decided(policy)
    assert (await desk.replayed(policy, outward(policy))).decisions == 1


async def test_progress_is_told_page_by_page_and_long_lists_are_cut_not_the_count(desk, monkeypatch):
    monkeypatch.setattr(policy_replay, "PAGE", 2)
    monkeypatch.setattr(policy_replay, "MOST_LISTED", 3)
    policy = shipped("two-lanes")
    for _ in range(5):
        await desk.decided(policy)
    told = []
    since = days_before(desk.clock.now(), 7)
    found = await replay(desk.record, policy, outward(policy), since, in_thread, lambda *n: told.append(n))
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert (found.elsewhere, len(found.listed)) == (5, 3)


async def test_a_stop_counts_between_two_pages(desk, monkeypatch):
    monkeypatch.setattr(policy_replay, "PAGE", 1)
    policy = shipped("two-lanes")
    for _ in range(4):
        await desk.decided(policy)
    told = []

    def progress(done: int, total: int) -> None:
        told.append(done)
        running.cancel()

    since = days_before(desk.clock.now(), 7)
    running = asyncio.create_task(replay(desk.record, policy, outward(policy), since, in_thread, progress))
    with pytest.raises(asyncio.CancelledError):
        await running
    assert told == [1]
