"""What another version of a policy decides differently, grouped by what changes and for which work.

The two need not declare the same facts: they are laid over the facts of both. A fact that a version does not
declare changes nothing under it, and a value it does not know makes the work wait (docs/policy.md, point 1).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum, auto

from homeport.domain.lane import DEVICE
from homeport.domain.policy import FactSpec, Policy, Rule
from homeport.policy.boxes import Box, boxes
from homeport.policy.evaluate import evaluate, union
from homeport.policy.own_sentences import own_sentence
from homeport.policy.reach import Effect, Way, effect_of, reaches
from homeport.policy.space import Set, Space, count_combinations, full_space, members
from homeport.policy.table import first_lanes
from homeport.policy.vocabulary import KNOWN_VALUES, MAX_COMBINATIONS, SENSITIVITY

MOST_EXAMPLES = 3
"""Combinations named for each change."""


class ChangeKind(StrEnum):
    """What changes, in the order in which it is told."""

    OPENS = auto()  # a lane can be reached that could not
    STARTS = auto()  # work starts elsewhere, or waits, or waits no more
    OFFERED = auto()  # a lane that could be reached already is reached in one more way
    UNREVIEWED = auto()  # nobody has to look any more, or fewer people
    LOWERED = auto()  # it counts as a lower class
    UNBLOCKED = auto()  # no rule closes the lane any more, though none leads there either
    CLOSES = auto()
    NOT_OFFERED = auto()
    REVIEWED = auto()
    RAISED = auto()
    BLOCKED = auto()
    ORDER = auto()  # the same lanes, in another order


@dataclass(frozen=True, slots=True)
class Change:
    """One change and all work that it is for.

    `before` and `after` are lanes (empty: the work waits) for `STARTS`, classes for `LOWERED` and `RAISED`, else
    empty. `opening`: something may leave this computer that did not before, or fewer people look at it.
    """

    kind: ChangeKind
    combinations: int
    work: tuple[Box, ...]
    examples: tuple[Mapping[str, str], ...]
    opening: bool = False
    lane: str = ""
    before: str = ""
    after: str = ""
    ways: tuple[Way, ...] = ()
    review: tuple[str, int] | None = None  # before what, and how many people


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule about waiting, spending or lowering by a person: no combination changes with it."""

    id: str
    before: Rule | None
    after: Rule | None


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs between two versions; openings come first."""

    combinations: int
    changed: int
    changes: tuple[Change, ...]
    rules: tuple[RuleChange, ...]
    lanes_new: tuple[str, ...]
    lanes_gone: tuple[str, ...]
    examples: tuple[Mapping[str, str], ...]

    @property
    def nothing(self) -> bool:
        """Whether the two do the same."""
        return not (self.changes or self.rules or self.lanes_new or self.lanes_gone)


def changes(old: Policy, new: Policy, most: int = 0) -> Changes | None:
    """Compare two accepted policies; None when the facts of both have too many combinations.

    Args:
        old: the one before.
        new: the one after.
        most: so many changed combinations stand in `examples`.
    """
    facts = _facts_of_both(old, new)
    if count_combinations(facts) > MAX_COMBINATIONS:
        return None
    space = full_space(facts)
    compared = _Compared(old, new, space)
    found = sorted(compared.found(), key=lambda each: (not each[0].opening, list(ChangeKind).index(each[0].kind)))
    changed = union(held for _, held in found)
    return Changes(
        space.everything.bit_count(),
        changed.bit_count(),
        tuple(change for change, _ in found),
        tuple(_rules(old, new)),
        tuple(lane for lane in new.lanes if lane not in old.lanes),
        tuple(lane for lane in old.lanes if lane not in new.lanes),
        _first(space, changed, most),
    )


class _Compared:
    def __init__(self, old: Policy, new: Policy, space: Space) -> None:
        self._space = space
        self._old, self._new = _effect(old, space), _effect(new, space)
        self._lanes = [*old.lanes, *(lane for lane in new.lanes if lane not in old.lanes)]
        exposed = [*new.lanes, *(lane for lane in old.lanes if lane not in new.lanes)]
        # Two versions may turn the order of lanes round; the newer one says what is more exposed now.
        self._exposure = {lane: place for place, lane in enumerate(exposed)}
        self._starts = _starts(old, self._old, space), _starts(new, self._new, space)

    def found(self) -> Iterator[tuple[Change, Set]]:
        told: Set = 0
        for change, held in self._told():
            told |= held
            yield change, held
        turned = _differing(self._old.before, self._new.before) & ~told
        yield from self._change(ChangeKind.ORDER, turned)

    def _told(self) -> Iterator[tuple[Change, Set]]:
        for lane in sorted(self._lanes, key=self._exposure.__getitem__, reverse=True):
            yield from self._reached(lane)
        yield from self._started()
        yield from self._reviewed()
        yield from self._classified()

    def _reached(self, lane: str) -> Iterator[tuple[Change, Set]]:
        before, after = reaches(self._old, [lane]), reaches(self._new, [lane])
        away = lane != DEVICE
        yield from self._change(ChangeKind.OPENS, after & ~before, away, lane=lane)
        yield from self._change(ChangeKind.CLOSES, before & ~after, lane=lane)
        both = before & after
        for kind, one, other in (
            (ChangeKind.OFFERED, self._old, self._new),
            (ChangeKind.NOT_OFFERED, self._new, self._old),
        ):
            by_set: dict[Set, tuple[Way, ...]] = {}
            for (way, name), held in other.reached.items():
                more = held & ~one.reached.get((way, name), 0) & both
                if name == lane and more:
                    by_set[more] = (*by_set.get(more, ()), way)
            for more, ways in by_set.items():
                opening = away and kind is ChangeKind.OFFERED
                yield from self._change(kind, more, opening, lane=lane, ways=ways)
        if lane in self._old.blocked and lane in self._new.blocked:
            closed, closes = self._old.blocked[lane], self._new.blocked[lane]
            same = ~(before ^ after)
            yield from self._change(ChangeKind.UNBLOCKED, closed & ~closes & same, away, lane=lane)
            yield from self._change(ChangeKind.BLOCKED, closes & ~closed & same, lane=lane)

    def _started(self) -> Iterator[tuple[Change, Set]]:
        old, new = self._starts
        for before, held in old.items():
            for after, holds in new.items():
                if before != after:
                    # What waits and what runs here are equally little exposed.
                    was, becomes = (self._exposure.get(lane, 0) for lane in (before, after))
                    opening = after not in ("", DEVICE) and becomes > was
                    yield from self._change(ChangeKind.STARTS, held & holds, opening, before=before, after=after)

    def _reviewed(self) -> Iterator[tuple[Change, Set]]:
        for kind, one, other in (
            (ChangeKind.UNREVIEWED, self._old.review, self._new.review),
            (ChangeKind.REVIEWED, self._new.review, self._old.review),
        ):
            for (before, people), held in one.items():
                enough = union(s for (what, many), s in other.items() if what == before and many >= people)
                opening = kind is ChangeKind.UNREVIEWED
                yield from self._change(kind, held & ~enough, opening, review=(before, people))

    def _classified(self) -> Iterator[tuple[Change, Set]]:
        order = KNOWN_VALUES[SENSITIVITY]
        for before, held in self._old.classes.items():
            for after, holds in self._new.classes.items():
                if before != after:
                    lower = order.index(after) < order.index(before)
                    kind = ChangeKind.LOWERED if lower else ChangeKind.RAISED
                    yield from self._change(kind, held & holds, lower, before=before, after=after)

    def _change(
        self,
        kind: ChangeKind,
        held: Set,
        opening: bool = False,
        lane: str = "",
        before: str = "",
        after: str = "",
        ways: tuple[Way, ...] = (),
        review: tuple[str, int] | None = None,
    ) -> Iterator[tuple[Change, Set]]:
        if held:
            work, examples = boxes(self._space, held), _first(self._space, held, MOST_EXAMPLES)
            counted = held.bit_count()
            yield Change(kind, counted, work, examples, opening, lane, before, after, ways, review), held


def _facts_of_both(old: Policy, new: Policy) -> dict[str, FactSpec]:
    facts: dict[str, FactSpec] = {}
    for name in (*old.facts, *(name for name in new.facts if name not in old.facts)):
        specs = [policy.facts[name] for policy in (old, new) if name in policy.facts]
        values = dict.fromkeys(value for spec in specs for value in spec.values)
        known = KNOWN_VALUES[name]
        # Sorting is stable: values that a policy invented stay behind, in the order they came.
        ordered = sorted(values, key=lambda value: known.index(value) if value in known else len(known))
        facts[name] = FactSpec(name, tuple(ordered), specs[0].ordered, specs[0].can_change)
    return facts


def _effect(policy: Policy, space: Space) -> Effect:
    """What the policy does over facts of which it may not know all: values it does not declare make work wait."""
    having, known = dict(space.having), space.everything
    for name, spec in policy.facts.items():
        undeclared = {value: held for value, held in having[name].items() if value not in spec.values}
        if name == SENSITIVITY:  # counts as the highest
            top = spec.values[-1]
            classes = {value: 0 if value in undeclared else held for value, held in having[name].items()}
            classes[top] |= union(undeclared.values())
            having[name] = classes
        else:
            known &= ~union(undeclared.values())
    within = {name: {v: held & known for v, held in by_value.items()} for name, by_value in having.items()}
    return effect_of(policy, evaluate(policy, Space(known, within, space.stride)))


def _starts(policy: Policy, effect: Effect, space: Space) -> dict[str, Set]:
    """Where each lane is first; under the empty name, where the work waits."""
    first = first_lanes(policy, effect)
    return {**first, "": space.everything & ~union(first.values())}


def _differing(one: Mapping[tuple[Way, str, str], Set], other: Mapping[tuple[Way, str, str], Set]) -> Set:
    return union(one.get(key, 0) ^ other.get(key, 0) for key in one.keys() | other.keys())


def _first(space: Space, held: Set, most: int) -> tuple[Mapping[str, str], ...]:
    return tuple(space.values_at(index) for _, index in zip(range(most), members(held), strict=False))


def _rules(old: Policy, new: Policy) -> Iterator[RuleChange]:
    """Rules outside the table of combinations whose own sentence is another one, or that are new or gone."""
    was, becomes = (
        {rule.id: rule for rule in (*policy.declassify, *policy.slow, *policy.spend)} for policy in (old, new)
    )
    for name in (*was, *(name for name in becomes if name not in was)):
        before, after = was.get(name), becomes.get(name)
        if before is None or after is None or own_sentence(old, before) != own_sentence(new, after):
            yield RuleChange(name, before, after)
