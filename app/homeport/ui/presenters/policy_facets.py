"""What the table of all combinations can be filtered by."""

from collections.abc import Iterator, Mapping

from homeport.policy.evaluate import union
from homeport.policy.prove import Whole
from homeport.policy.reach import FIRST, reaches
from homeport.policy.remarks import rules_of
from homeport.policy.sentences import fact_name, in_language, value_words
from homeport.policy.space import Set
from homeport.ui.models.policy_combinations import Facet, FacetValue
from homeport.ui.words import Words

WAITS = ""
"""Stands among the first lanes for combinations where no lane is left."""

NONE = ""
"""Stands among the reviews for combinations without one."""

LONGEST = 60
"""Characters of a rule's sentence beside its id."""


def facets_of(all_of: Whole, words: Words) -> tuple[Facet, ...]:
    """Facts, first lane, lanes reached and closed, rules, review; values that no combination has are left out."""
    made = (*_facts(all_of, words), *_lanes(all_of, words), _rules(all_of, words), _reviews(all_of, words))
    kept = (Facet(f.key, f.title, tuple(value for value in f.values if value.held)) for f in made)
    return tuple(facet for facet in kept if facet.values)


def first_lanes(all_of: Whole) -> Mapping[str, Set]:
    """Where each lane comes first, and, under `WAITS`, where none does."""
    policy, effect = all_of.policy, all_of.effect
    first = {
        lane: effect.reached[FIRST, lane]
        & ~union(effect.before[FIRST, other, lane] for other in policy.lanes if other != lane)
        for lane in policy.lanes
    }
    return {**first, WAITS: all_of.space.everything & ~union(first.values())}


def _facts(all_of: Whole, words: Words) -> Iterator[Facet]:
    language = words.language
    for name, by_value in all_of.space.having.items():
        values = (FacetValue(v, _capital(value_words(name, v, language)), held) for v, held in by_value.items())
        yield Facet(f"fact_{name}", _capital(fact_name(name, language)), tuple(values))


def _lanes(all_of: Whole, words: Words) -> Iterator[Facet]:
    lanes, waits = all_of.policy.lanes, words("policy_window.waits")
    first = (
        FacetValue(lane, words.lane(lane) if lane else waits, held) for lane, held in first_lanes(all_of).items()
    )
    yield Facet("first", words("policy_window.filter_first"), tuple(first))
    reached = (FacetValue(lane, words.lane(lane), reaches(all_of.effect, [lane])) for lane in lanes)
    yield Facet("reaches", words("policy_window.filter_reaches"), tuple(reached))
    closed = (FacetValue(lane, words.lane(lane), all_of.outcome.blocked[lane]) for lane in lanes)
    yield Facet("closed", words("policy_window.filter_closed"), tuple(closed))


def _rules(all_of: Whole, words: Words) -> Facet:
    """Every rule that takes part in a decision, where it does."""
    outcome = all_of.outcome
    applies: dict[str, Set] = {**outcome.classified, **outcome.route, **outcome.review}
    for refused in outcome.refused.values():
        for rule, held in refused.items():
            applies[rule] = applies.get(rule, 0) | held
    for decided in outcome.next.values():
        for rule, held in decided.items():
            applies[rule] = applies.get(rule, 0) | held
    values = (
        FacetValue(
            rule.id, f"{rule.id}   {_short(in_language(rule.say, words.language))}", applies.get(rule.id, 0)
        )
        for _, _, rule in rules_of(all_of.policy)
    )
    return Facet("rule", words("policy_window.filter_rule"), tuple(values))


def _reviews(all_of: Whole, words: Words) -> Facet:
    review = all_of.outcome.review
    values = [FacetValue(rule, rule, held) for rule, held in review.items()]
    without = all_of.space.everything & ~union(review.values())
    none = FacetValue(NONE, words("policy_window.no_review"), without)
    return Facet("review", words("policy_window.filter_review"), (*values, none))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
