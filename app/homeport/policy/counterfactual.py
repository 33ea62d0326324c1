"""What would have to change so that a lane is reached: the smallest changes, in two groups.

What a person can set comes first. The second group only says what would have to be different: it is no advice,
since nobody should relabel a text to get it out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from homeport.policy.prove import Whole
from homeport.policy.reach import reaches
from homeport.policy.sentences import fact_name, say, value_words
from homeport.policy.space import Set, members

Changes = Mapping[str, str]
"""Fact -> the value it would have to have."""

SHOWN = 5
"""Smallest changes kept in each group."""


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """How `lane` could be reached. Both groups empty = by no change at all; `reached` = it is already."""

    lane: str
    reached: bool
    you_can: tuple[Changes, ...]
    otherwise: tuple[Changes, ...]


def what_would_open(all_of: Whole, values: Mapping[str, str], lane: str) -> Counterfactual:
    """The smallest changes of facts after which the lane is reached.

    Args:
        all_of: the policy, evaluated over every combination.
        values: a declared value for every declared fact, as in `Decision.facts_found`.
        lane: a lane of the policy.
    """
    target = reaches(all_of.effect, [lane])
    if target & _keeping(all_of, values, frozenset()):
        return Counterfactual(lane, True, (), ())
    facts = all_of.policy.facts
    yours = [name for name, spec in facts.items() if spec.can_change]
    you_can = list(_smallest(all_of, values, target, yours, []))
    otherwise = _smallest(all_of, values, target, list(facts), [frozenset(changes) for changes in you_can])
    return Counterfactual(lane, False, tuple(you_can[:SHOWN]), tuple(otherwise)[:SHOWN])


def counterfactual_sentences(
    found: Counterfactual, language: str = "en", with_otherwise: bool = False
) -> list[str]:
    """What a person can change; what would have to be different only for those who write policies."""
    if found.reached:
        return [say("open_already", language, lane=found.lane)]
    sentences = [
        say("you_can", language, lane=found.lane, changes=_words(changes, language)) for changes in found.you_can
    ]
    if not sentences:
        sentences.append(say("you_cannot", language, lane=found.lane))
    if with_otherwise:
        sentences += [
            say("otherwise", language, lane=found.lane, changes=_words(changes, language))
            for changes in found.otherwise
        ]
    return sentences


def _smallest(
    all_of: Whole,
    values: Mapping[str, str],
    target: Set,
    changeable: list[str],
    known: list[frozenset[str]],
) -> Iterator[Changes]:
    """Breadth-first over sets of facts to change, skipping those that hold a smaller solution."""
    for size in range(1, len(changeable) + 1):
        for names in combinations(changeable, size):
            freed = frozenset(names)
            if not any(smaller <= freed for smaller in known):
                found = target & _keeping(all_of, values, freed)
                if found:
                    known.append(freed)
                    nearest = min(members(found), key=lambda index: _distance(all_of, values, index))
                    reached = all_of.space.values_at(nearest)
                    yield {name: reached[name] for name in names}


def _keeping(all_of: Whole, values: Mapping[str, str], freed: frozenset[str]) -> Set:
    """The combinations that agree with `values` on every fact but the freed ones."""
    kept = all_of.space.everything
    for name, by_value in all_of.space.having.items():
        if name not in freed:
            kept &= by_value[values[name]]
    return kept


def _distance(all_of: Whole, values: Mapping[str, str], index: int) -> int:
    """How many steps the values of all facts are away, in the order of the file."""
    there = all_of.space.values_at(index)
    return sum(
        abs(spec.values.index(there[name]) - spec.values.index(values[name]))
        for name, spec in all_of.policy.facts.items()
    )


def _words(changes: Changes, language: str) -> str:
    shown = [
        f"{fact_name(name, language)} = {value_words(name, value, language)}" for name, value in changes.items()
    ]
    return say("and", language).join(shown)
