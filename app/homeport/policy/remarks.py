"""What to tell the author of a policy that holds: parts that do nothing, and places where order decides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations, pairwise
from typing import Any

from homeport.domain.policy import Condition, Policy, Rule, StepRule
from homeport.policy.evaluate import Holdings, evaluate, fires, matches, union
from homeport.policy.prove import Whole
from homeport.policy.reach import effect_of, reaches
from homeport.policy.space import Set, Space, lowest
from homeport.policy.vocabulary import CEILING_FACT, FOUND_SUFFIX, LATENCY_FACT, SENSITIVITY


class RemarkKind(StrEnum):
    """One kind of remark."""

    DEAD = "dead"  # its condition never holds, it changes no class, or it names no lane
    SHADOWED = "shadowed"  # it holds somewhere, and an earlier rule always decides there
    OVERLAP = "overlap"  # it stands before `other`, and the order decides
    REDUNDANT_CONDITION = "redundant_condition"  # without it the policy would do the same
    UNUSED_FACT = "unused_fact"
    UNREACHED_LANE = "unreached_lane"


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark about `subject` (a rule id, a fact or a lane), with a combination that shows it.

    Of a dead rule it is the one that comes nearest; of a redundant condition one that the condition keeps out, if
    it keeps out any; of a lane that is never reached one that does not close it, if there is one.
    """

    kind: RemarkKind
    subject: str
    other: str = ""  # the rule that shadows or overlaps, or the fact of the condition
    combinations: int = 0
    example: Mapping[str, str] | None = None


RULE_TABLES = ("raises", "lowers", "never", "route", "escalate", "fallback", "review")
"""Tables of `Policy` whose rules take part in decisions."""

CLASSIFYING = ("raises", "lowers")
BESIDE = ("declassify", "slow", "spend")
"""Tables whose rules are read beside a decision."""


def remarks_on(all_of: Whole) -> tuple[Remark, ...]:
    """Every remark on a policy, in the order of `RemarkKind`."""
    facts = {**all_of.space.having, SENSITIVITY: all_of.outcome.classes}
    return (
        *_dead(all_of, facts),
        *_shadowed(all_of, facts),
        *_overlaps(all_of, facts),
        *_redundant(all_of, facts),
        *_unused_facts(all_of),
        *(
            Remark(RemarkKind.UNREACHED_LANE, lane, example=_shown(all_of, ~all_of.effect.blocked[lane]))
            for lane in all_of.policy.lanes
            if not reaches(all_of.effect, [lane])
        ),
    )


def rules_of(policy: Policy) -> Iterator[tuple[str, int, Rule]]:
    """Every rule that takes part in decisions, with its table and place."""
    for table in RULE_TABLES:
        for place, rule in enumerate(getattr(policy, table)):
            yield table, place, rule


def with_rule(policy: Policy, table: str, place: int, rule: Rule | None) -> Policy:
    """The policy with one rule replaced, or left out."""
    rules = list(getattr(policy, table))
    rules[place : place + 1] = [] if rule is None else [rule]
    changed: dict[str, Any] = {table: tuple(rules)}
    return replace(policy, **changed)


def without_condition(rule: Rule, key: str) -> Rule:
    """The rule with one fact of its condition left out."""
    kept = {name: allowed for name, allowed in rule.when.allowed.items() if name != key}
    return replace(rule, when=Condition(kept))


def _dead(all_of: Whole, facts: Holdings) -> Iterator[Remark]:
    policy, space = all_of.policy, all_of.space
    for table, _, rule in rules_of(policy):
        classifying = table in CLASSIFYING
        held = all_of.outcome.classified[rule.id] if classifying else _asked(rule, space, facts)
        if not held or getattr(rule, "lanes", None) == ():
            read = space.having if classifying else facts
            yield Remark(RemarkKind.DEAD, rule.id, example=_shown(all_of, _nearest(rule, space, read)))
    for table in BESIDE:
        for rule in getattr(policy, table):
            if not matches(rule.when, space, facts):
                yield Remark(RemarkKind.DEAD, rule.id, example=_shown(all_of, _nearest(rule, space, facts)))


def _nearest(rule: Rule, space: Space, facts: Holdings) -> Set:
    """Where the rule would speak with as few of its conditions left out as possible."""
    for fewer in range(len(rule.when.allowed) + 1):
        for left_out in combinations(rule.when.allowed, fewer):
            changed = rule
            for key in left_out:
                changed = without_condition(changed, key)
            held = _asked(changed, space, facts)
            if held:
                return held
    return 0


def _shown(all_of: Whole, held: Set) -> Mapping[str, str]:
    """The first of these combinations; the first of all when there are none."""
    among = held & all_of.space.everything
    return all_of.space.values_at(lowest(among) if among else 0)


def _asked(rule: Rule, space: Space, facts: Holdings) -> Set:
    """Where the rule would speak if it stood alone."""
    held = matches(rule.when, space, facts)
    if isinstance(rule, StepRule):
        return held & union(fires(trigger, space, facts) for trigger in rule.on)
    return held


def _shadowed(all_of: Whole, facts: Holdings) -> Iterator[Remark]:
    outcome, policy = all_of.outcome, all_of.policy
    decided = dict(outcome.route)
    for step in (*policy.escalate, *policy.fallback):
        decided[step.id] = union(outcome.next[trigger][step.id] for trigger in step.on)
    for rules in (policy.route, policy.escalate, policy.fallback):
        for place, rule in enumerate(rules):
            held = _asked(rule, all_of.space, facts)
            if held and not decided[rule.id]:
                first = lowest(held)
                by = next(earlier.id for earlier in rules[:place] if decided[earlier.id] >> first & 1)
                yield Remark(RemarkKind.SHADOWED, rule.id, by, held.bit_count(), all_of.space.values_at(first))


def _overlaps(all_of: Whole, facts: Holdings) -> Iterator[Remark]:
    for first, second in combinations(all_of.policy.route, 2):
        if second.when.allowed and first.lanes != second.lanes:  # a rule without condition is meant as the rest
            both = all_of.outcome.route[first.id] & matches(second.when, all_of.space, facts)
            if both:
                found = all_of.space.values_at(lowest(both))
                yield Remark(RemarkKind.OVERLAP, first.id, second.id, both.bit_count(), found)


def _redundant(all_of: Whole, facts: Holdings) -> Iterator[Remark]:
    for table, place, rule in rules_of(all_of.policy):
        read = all_of.space.having if table in CLASSIFYING else facts
        for key in rule.when.allowed:
            wider = without_condition(rule, key)
            changed = with_rule(all_of.policy, table, place, wider)
            if effect_of(changed, evaluate(changed, all_of.space)) == all_of.effect:
                held = _asked(wider, all_of.space, read)
                shown = _shown(all_of, held & ~_asked(rule, all_of.space, read) or held)
                yield Remark(RemarkKind.REDUNDANT_CONDITION, rule.id, key, example=shown)


def _unused_facts(all_of: Whole) -> Iterator[Remark]:
    policy, space = all_of.policy, all_of.space
    read = {key.removesuffix(FOUND_SUFFIX) for rule in (*policy.slow, *policy.spend) for key in rule.when.allowed}
    read |= {LATENCY_FACT} if policy.slow else set()
    read |= {CEILING_FACT} if policy.spend else set()
    for name, by_value in space.having.items():
        values = list(by_value.values())
        steps = list(pairwise(values))
        if name not in read and all(
            (held & lower) << space.stride[name] == held & upper
            for held in all_of.effect.sets()
            for lower, upper in steps
        ):
            yield Remark(RemarkKind.UNUSED_FACT, name, example=_shown(all_of, 0))
