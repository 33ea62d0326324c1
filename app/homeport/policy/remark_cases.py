"""A combination of facts for every remark: one that shows what is remarked on, where there is one."""

from collections.abc import Mapping

from homeport.domain.policy import Rule
from homeport.policy.evaluate import Holdings, matches
from homeport.policy.prove import Whole
from homeport.policy.remarks import Remark, RemarkKind, rules_of, without_condition
from homeport.policy.space import Set, lowest
from homeport.policy.vocabulary import SENSITIVITY


def case_of(all_of: Whole, remark: Remark) -> Mapping[str, str] | None:
    """A combination to look at.

    For a rule that is shadowed or overlaps, one where it is. For a rule that does nothing, one where its condition
    holds; None if there is none. For a condition that changes nothing, one that only the condition keeps out, else
    one that it lets in. For a lane that is never reached, one where the fewest rules close it. For a fact that
    changes nothing, the first combination: try its values one after the other.
    """
    if remark.example is not None:
        return remark.example
    found = _cases(all_of, remark)
    return all_of.space.values_at(lowest(found)) if found else None


def _cases(all_of: Whole, remark: Remark) -> Set:
    everything = all_of.space.everything
    if remark.kind is RemarkKind.UNUSED_FACT:
        return everything
    if remark.kind is RemarkKind.UNREACHED_LANE:
        return _least_closed(all_of, remark.subject)
    rule = next(rule for _, _, rule in rules_of(all_of.policy) if rule.id == remark.subject)
    held = _where(all_of, rule)
    if remark.kind is RemarkKind.REDUNDANT_CONDITION:
        return _where(all_of, without_condition(rule, remark.other)) & ~held or held
    return held


def _where(all_of: Whole, rule: Rule) -> Set:
    facts: Holdings = {**all_of.space.having, SENSITIVITY: all_of.outcome.classes}
    return matches(rule.when, all_of.space, facts)


def _least_closed(all_of: Whole, lane: str) -> Set:
    refusing = tuple(all_of.outcome.refused[lane].values())
    left = [all_of.space.everything]  # by how many rules close the lane
    for held in refusing:
        left = [
            (left[count] & ~held if count < len(left) else 0) | (left[count - 1] & held if count else 0)
            for count in range(len(left) + 1)
        ]
    return next(found for found in left if found)
