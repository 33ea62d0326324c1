"""Sets of combinations of facts as integers: bit i stands for combination i.

One decision is a space of a few combinations, a proof is the space of all of them; both run through the same
`homeport.policy.evaluate`, so what is proved is what is done. Set algebra on integers costs microseconds even for
200,000 combinations.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod

from homeport.domain.policy import FactSpec

Set = int
"""A set of combinations; ``&`` is "and", ``|`` is "or", 0 is the empty set."""


@dataclass(frozen=True, slots=True)
class Space:
    """Which combinations hold each value of each fact.

    In a full space `stride` says how far the next value of a fact is away, all other facts being the same.
    """

    everything: Set
    having: Mapping[str, Mapping[str, Set]]  # fact -> value -> combinations
    stride: Mapping[str, int] = field(default_factory=dict)

    def values_at(self, index: int) -> dict[str, str]:
        """The combination that bit `index` stands for."""
        return {
            fact: next(value for value, held in by_value.items() if held >> index & 1)
            for fact, by_value in self.having.items()
        }


def space_of(facts: Mapping[str, FactSpec], rows: Sequence[Mapping[str, str]]) -> Space:
    """The space of the given combinations; each must have a declared value for every declared fact."""
    having = {name: dict.fromkeys(spec.values, 0) for name, spec in facts.items()}
    for index, row in enumerate(rows):
        for name, by_value in having.items():
            by_value[row[name]] |= 1 << index
    return Space((1 << len(rows)) - 1, having)


def count_combinations(facts: Mapping[str, FactSpec]) -> int:
    """How many combinations the declared facts have."""
    return prod(len(spec.values) for spec in facts.values())


def full_space(facts: Mapping[str, FactSpec]) -> Space:
    """Every combination, ordered as an odometer: the last declared fact turns fastest."""
    total = count_combinations(facts)
    having: dict[str, dict[str, Set]] = {}
    strides: dict[str, int] = {}
    period = total
    for name, spec in facts.items():
        repeats, stride = total // period, period // len(spec.values)
        run = (1 << stride) - 1
        having[name] = {
            value: _repeated(run << stride * place, period, repeats) for place, value in enumerate(spec.values)
        }
        strides[name] = period = stride
    return Space((1 << total) - 1, having, strides)


def lowest(combinations: Set) -> int:
    """The index of the first combination of a set that is not empty."""
    return (combinations & -combinations).bit_length() - 1


def members(combinations: Set) -> Iterator[int]:
    """The indexes of all combinations of a set, ascending."""
    while combinations:
        index = lowest(combinations)
        yield index
        combinations ^= 1 << index


def _repeated(pattern: int, length: int, times: int) -> int:
    """`pattern` of `length` bits, `times` times in a row, by doubling."""
    result, done = 0, 0
    while times:
        if times & 1:
            result |= pattern << done
            done += length
        pattern |= pattern << length
        length *= 2
        times >>= 1
    return result
