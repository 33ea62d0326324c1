"""Real decisions of the last days, decided again under two versions of a policy: what would have gone elsewhere.

Only facts are read, never what a task says. Lanes that could not be used when a decision was made cannot be
used in the replay either; a lane that the policy of that day did not have is taken to be usable.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from homeport.domain.lane import DEVICE
from homeport.domain.policy import Policy
from homeport.policy.decide import FactError, decide, narrow
from homeport.ports.run_cpu import RunCpu
from homeport.ports.store import DecisionCursor, PastDecision, Store

DAYS = 7
"""How far back decisions are replayed unless a person says otherwise."""

PAGE = 500
"""Decisions read at a time: others have their turn in between, and a stop counts at once."""

MOST_LISTED = 1000
"""Decisions that are listed one by one; the rest is counted."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where work goes under one version. `lane` is empty when it waits for a person."""

    lane: str
    rule: str
    reaches: tuple[str, ...]  # from least to most exposed
    review: frozenset[tuple[str, int]]  # before what, and how many people


@dataclass(frozen=True, slots=True)
class Replayed:
    """One real decision that comes out differently. `opening`: more may leave, or fewer people look."""

    task_id: str
    at: str  # UTC, ISO 8601
    facts: Mapping[str, str]  # those that one of the two reads
    before: Outcome
    after: Outcome
    opening: bool

    @property
    def elsewhere(self) -> bool:
        """Whether the work would have started on another lane."""
        return self.before.lane != self.after.lane


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of it. Decisions are listed newest first, those that open something before all others."""

    since: str
    decisions: int
    elsewhere: int  # would have started on another lane
    otherwise: int  # would have started there too, but other lanes could be reached or other people looked
    unread: int  # facts that one of the two needs are not known
    other_policy: int  # were decided by neither of the two versions
    listed: tuple[Replayed, ...]


@dataclass(slots=True)
class _Count:
    decisions: int = 0
    elsewhere: int = 0
    otherwise: int = 0
    unread: int = 0
    other_policy: int = 0
    opening: list[Replayed] = field(default_factory=list)
    others: list[Replayed] = field(default_factory=list)


def days_before(now: str, days: int) -> str:
    """The moment so many days before `now` (UTC, ISO 8601 with seconds)."""
    at = datetime.fromisoformat(now).astimezone(UTC) - timedelta(days=days)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


async def replay(
    store: Store, old: Policy, new: Policy, since: str, run: RunCpu, progress: Progress | None = None
) -> Replay:
    """Decide again what was decided since a moment; cancelling stops it between two pages.

    Args:
        store: the record.
        old: the version before.
        new: the version after.
        since: UTC, ISO 8601 with seconds.
        run: takes the work off the loop.
        progress: told how many of how many decisions are done.
    """
    total = await store.count_decisions_since(since)
    again, count = _Again(old, new), _Count()
    cursor: DecisionCursor | None = None
    while True:
        page = await store.decisions_since(since, cursor, PAGE)
        await run(partial(again.count, page.decisions, count))
        if progress is not None:
            progress(count.decisions if page.next else total, total)
        if page.next is None:
            break
        cursor = page.next
    listed = (*count.opening, *count.others)[:MOST_LISTED]
    return Replay(
        since, count.decisions, count.elsewhere, count.otherwise, count.unread, count.other_policy, listed
    )


class _Again:
    """Decides each set of facts once; there are far fewer of them than decisions."""

    def __init__(self, old: Policy, new: Policy) -> None:
        self._policies = old, new
        self._known = {old.sha256, new.sha256}
        self._facts = tuple(dict.fromkeys((*old.facts, *new.facts)))
        self._seen: dict[tuple[object, ...], tuple[Outcome | None, Outcome | None]] = {}

    def count(self, decisions: tuple[PastDecision, ...], count: _Count) -> None:
        for past in decisions:
            count.decisions += 1
            count.other_policy += past.decision.policy_sha256 not in self._known
            before, after = self._both(past)
            if before is None or after is None:
                count.unread += 1
            elif before != after and _differs(before, after):
                facts = {name: past.values[name] for name in self._facts if name in past.values}
                found = Replayed(past.task_id, past.at, facts, before, after, self._opens(before, after))
                count.elsewhere += found.elsewhere
                count.otherwise += not found.elsewhere
                listed = count.opening if found.opening else count.others
                if len(listed) < MOST_LISTED:
                    listed.append(found)

    def _both(self, past: PastDecision) -> tuple[Outcome | None, Outcome | None]:
        closed = past.decision.unavailable
        key = (*(past.values.get(name) for name in self._facts), *sorted(closed))
        if key not in self._seen:
            old, new = (_outcome(policy, past.values, closed) for policy in self._policies)
            self._seen[key] = old, new
        return self._seen[key]

    def _opens(self, before: Outcome, after: Outcome) -> bool:
        more = set(after.reaches) - set(before.reaches) - {DEVICE}
        exposure = {lane: place for place, lane in enumerate(self._policies[1].lanes)}
        outward = exposure.get(after.lane, 0) > exposure.get(before.lane, 0)
        return bool(more) or outward or not _looked_at(before.review, after.review)


def _outcome(policy: Policy, values: Mapping[str, str], closed: Mapping[str, str]) -> Outcome | None:
    decided = decide(policy, values)
    if isinstance(decided, FactError):
        if decided.value is None:
            return None
        return Outcome("", "", (), frozenset())  # a value the policy does not know: the work waits
    decision = narrow(decided, {lane: why for lane, why in closed.items() if lane in policy.lanes})
    people = {rule.id: (rule.before, rule.people) for rule in policy.review}
    return Outcome(
        decision.first or "",
        decision.route_rule or "",
        tuple(lane for lane in policy.lanes if lane in decision.allowed),
        frozenset(people[rule] for rule in decision.review),
    )


def _differs(before: Outcome, after: Outcome) -> bool:
    """Whether anything but the name of a rule is another."""
    return (before.lane, set(before.reaches), before.review) != (after.lane, set(after.reaches), after.review)


def _looked_at(before: frozenset[tuple[str, int]], after: frozenset[tuple[str, int]]) -> bool:
    """Whether at least as many people look as before."""
    return all(any(what == other and many >= people for other, many in after) for what, people in before)
