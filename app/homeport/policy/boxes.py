"""A set of combinations said as a person would: the values of a few facts, all others being free."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

from homeport.policy.space import Set, Space

MOST_BOXES = 24
"""Of one set; nobody reads more, and a set without any order would need one for each combination."""


@dataclass(frozen=True, slots=True)
class Box:
    """Every combination in which each named fact has one of its values; facts that do not matter are left out.

    `combinations` of them are in the set; all of them, unless it is only `part` of the box.
    """

    values: Mapping[str, tuple[str, ...]]
    combinations: int
    part: bool = False


def boxes(space: Space, held: Set) -> tuple[Box, ...]:
    """Boxes that together hold exactly the set, none twice; those past `MOST_BOXES` are put into one, as a part.

    Args:
        space: a full space.
        held: a set of its combinations.
    """
    found: list[Box] = []
    waiting = [held] if held else []
    while waiting:
        if len(found) + len(waiting) >= MOST_BOXES:
            rest = sum(waiting)  # no two of them have a combination in common
            return (*found, _box(space, rest))
        first = waiting.pop()
        parts = _split(space, first)
        if parts:
            waiting.extend(reversed(parts))
        else:
            found.append(_box(space, first))
    return tuple(found)


def _box(space: Space, held: Set) -> Box:
    values = {
        fact: tuple(value for value, having in by_value.items() if having & held)
        for fact, by_value in space.having.items()
    }
    counted = held.bit_count()
    named = {fact: some for fact, some in values.items() if len(some) < len(space.having[fact])}
    return Box(named, counted, counted < prod(map(len, values.values())))


def _split(space: Space, held: Set) -> list[Set]:
    """By the first fact whose values do not all go with the same others; empty when the set is a box."""
    for fact, by_value in space.having.items():
        alike: dict[Set, Set] = {}
        for place, having in enumerate(by_value.values()):
            inside = held & having
            if inside:
                others = inside >> space.stride[fact] * place
                alike[others] = alike.get(others, 0) | inside
        if len(alike) > 1:
            return list(alike.values())
    return []
