"""Combinations of facts to look through: filters as sets, and the rows that are left, none of them made."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

from homeport.policy.evaluate import union
from homeport.policy.space import Set

ONES = tuple(byte.bit_count() for byte in range(256))


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value to filter by, in words, and the combinations that have it."""

    key: str
    said: str
    held: Set


@dataclass(frozen=True, slots=True)
class Facet:
    """Something to filter by: a fact, the first lane, a rule."""

    key: str
    title: str
    values: tuple[FacetValue, ...]


Filters = Mapping[str, frozenset[str]]
"""Facet to the values that are let through; a facet that is missing or has none lets all through."""


def filtered(everything: Set, facets: Iterable[Facet], chosen: Filters, but: str = "") -> Set:
    """The combinations that every facet lets through; `but` is left out."""
    left = everything
    for facet in facets:
        values = chosen.get(facet.key)
        if values and facet.key != but:
            left &= union(value.held for value in facet.values if value.key in values)
    return left


class Rows:
    """The indexes of a set of combinations, ascending, found when they are asked for.

    Setting up takes one step for eight combinations, a row two short searches: a list of 200,000 is never made.
    """

    def __init__(self, held: Set, total: int) -> None:
        """Take the set and how many combinations there are in all."""
        self._bytes = held.to_bytes((total + 7) // 8, "little")
        self._before = list(accumulate((ONES[byte] for byte in self._bytes), initial=0))

    def __len__(self) -> int:
        return self._before[-1]

    def at(self, place: int) -> int:
        """The combination at a place.

        Raises:
            IndexError: there are fewer.
        """
        if not 0 <= place < len(self):
            raise IndexError(place)
        at = bisect_right(self._before, place) - 1
        byte, left = self._bytes[at], place - self._before[at]
        for _ in range(left):
            byte &= byte - 1
        return 8 * at + (byte & -byte).bit_length() - 1
