"""A user's own file on top of the organisation's: it may only narrow, and that is proved.

It holds `never` and `review` rules and `route` rules that list fewer of the lanes the organisation's own rule
lists there. The two together must keep every promise of the organisation. Its examples were run on its own file;
they are not run again, since narrowing may change what they expect.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from homeport.domain.policy import Policy, RouteRule
from homeport.policy.build import Layer, build_layer
from homeport.policy.evaluate import matches
from homeport.policy.load import parse_toml
from homeport.policy.problems import PolicyErrors, ProblemKind, ProblemList
from homeport.policy.proof_sentences import combination_words
from homeport.policy.prove import Whole, promises_of, prove, whole
from homeport.policy.shape import check_layer_shape
from homeport.policy.space import Set, lowest
from homeport.policy.vocabulary import SENSITIVITY


def load_layer(organisation: Policy, data: bytes) -> Policy | PolicyErrors:
    """The organisation's accepted policy narrowed by a user's file, or why that file is refused.

    The policy that results carries both names and versions, and the hash of both hashes.
    """
    parsed = parse_toml(data)
    if isinstance(parsed, PolicyErrors):
        return parsed
    raw, problems = parsed
    check_layer_shape(raw, problems)
    if problems:
        return PolicyErrors(problems.sorted())
    layer = build_layer(raw, organisation, problems)
    if not problems:
        _note_widening(whole(organisation), layer, problems)
    if problems:
        return PolicyErrors(problems.sorted())
    together = _together(organisation, layer, hashlib.sha256(data).hexdigest())
    _note_broken_promises(together, problems)
    return PolicyErrors(problems.sorted()) if problems else together


def _together(organisation: Policy, layer: Layer, sha256: str) -> Policy:
    return replace(
        organisation,
        name=f"{organisation.name} + {layer.name}",
        version=f"{organisation.version} + {layer.version}",
        sha256=hashlib.sha256(f"{organisation.sha256} {sha256}".encode()).hexdigest(),
        never=(*organisation.never, *layer.never),
        route=(*layer.route, *organisation.route),
        review=(*organisation.review, *layer.review),
        promises=promises_of(organisation),
        examples=(),
    )


@dataclass(frozen=True, slots=True)
class _Wider:
    """A route rule of a user's file that would add or reorder lanes of the organisation's rule."""

    place: int
    rule: RouteRule
    organisations: RouteRule
    combination: Mapping[str, str]


def _wider(organisation: Whole, routes: tuple[RouteRule, ...]) -> Iterator[_Wider]:
    space, outcome = organisation.space, organisation.outcome
    facts = {**space.having, SENSITIVITY: outcome.classes}
    undecided: Set = space.everything
    for place, rule in enumerate(routes):
        held = matches(rule.when, space, facts) & undecided
        undecided &= ~held
        for other in organisation.policy.route:
            both = held & outcome.route[other.id]
            if both and not _shortens(rule.lanes, other.lanes):
                yield _Wider(place, rule, other, space.values_at(lowest(both)))


def _note_widening(organisation: Whole, layer: Layer, problems: ProblemList) -> None:
    for found in _wider(organisation, layer.route):
        listed = f"{found.organisations.id}: {', '.join(found.organisations.lanes)}"
        problems.add(
            ProblemKind.LAYER_WIDENS,
            ("route", found.place, "lanes"),
            ", ".join(found.rule.lanes),
            detail=f"{listed} ({combination_words(found.combination)})",
        )


def _note_broken_promises(together: Policy, problems: ProblemList) -> None:
    for result in prove(together).promises:
        if result.counterexample is not None:
            shown = combination_words(result.counterexample, result.lanes)
            problems.add(ProblemKind.LAYER_BREAKS_PROMISE, (), result.promise.id, detail=shown)


def _shortens(fewer: tuple[str, ...], lanes: tuple[str, ...]) -> bool:
    """Whether `fewer` is `lanes` with some left out, in the same order."""
    remaining = iter(lanes)
    return all(lane in remaining for lane in fewer)
