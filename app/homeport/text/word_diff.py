"""What differs between two texts, word by word where that can be told in reasonable time."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate

STRETCH = 10_000
"""Pairs (pieces on the left times pieces on the right) of one stretch that are all compared with each other."""

BUDGET = 1_000_000
"""Pairs that are compared in all; what is over it is marked as a whole."""

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_WORD = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")

Pieces = Sequence[str]
Gap = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Change:
    """Characters `left` of one text stand where `right` stand in the other; one of the spans may be empty."""

    left: tuple[int, int]
    right: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes in order; `by_word` is False where a stretch was too long to be told word by word."""

    changes: tuple[Change, ...]
    by_word: bool


def difference(left: str, right: str) -> Difference:
    """Compare two texts: lines first, then words in the lines that differ.

    Lines and words that stand once on either side are set against each other ("patience" comparison, n log n);
    only between those are short stretches compared pair by pair, within `STRETCH` and `BUDGET`.
    """
    differ = _Differ()
    lines_left, lines_right = _LINE.findall(left), _LINE.findall(right)
    ends_left, ends_right = _ends(lines_left), _ends(lines_right)
    changes: list[Change] = []
    for first_left, last_left, first_right, last_right in differ.gaps(lines_left, lines_right):
        span_left = ends_left[first_left], ends_left[last_left]
        span_right = ends_right[first_right], ends_right[last_right]
        changes.extend(differ.words(left, span_left, right, span_right))
    return Difference(tuple(changes), not differ.gave_up)


class _Differ:
    def __init__(self) -> None:
        self.gave_up = False
        self._left = BUDGET

    def words(
        self, left: str, span_left: tuple[int, int], right: str, span_right: tuple[int, int]
    ) -> Iterator[Change]:
        words_left, words_right = _WORD.findall(left[slice(*span_left)]), _WORD.findall(right[slice(*span_right)])
        if not words_left or not words_right:
            yield Change(span_left, span_right)
            return
        ends_left, ends_right = _ends(words_left, span_left[0]), _ends(words_right, span_right[0])
        for first_left, last_left, first_right, last_right in self.gaps(words_left, words_right, whole=True):
            yield Change(
                (ends_left[first_left], ends_left[last_left]), (ends_right[first_right], ends_right[last_right])
            )

    def gaps(self, left: Pieces, right: Pieces, *, whole: bool = False) -> Iterator[Gap]:
        """Stretches that differ, in order. With `whole`, giving up on a long one is remembered."""
        waiting: list[Gap] = [(0, len(left), 0, len(right))]
        while waiting:
            gap = _trimmed(left, right, waiting.pop())
            first_left, last_left, first_right, last_right = gap
            if first_left == last_left or first_right == last_right:
                if first_left < last_left or first_right < last_right:
                    yield gap
                continue
            anchors = _anchors(left, right, gap)
            if anchors:
                waiting.extend(reversed(_between(gap, anchors)))
                continue
            pairs = (last_left - first_left) * (last_right - first_right)
            if pairs > STRETCH or pairs > self._left:
                self.gave_up |= whole
                yield gap
                continue
            self._left -= pairs
            yield from _compared(left, right, gap)


def _ends(pieces: Pieces, first: int = 0) -> list[int]:
    return list(accumulate(map(len, pieces), initial=first))


def _trimmed(left: Pieces, right: Pieces, gap: Gap) -> Gap:
    """Without what both sides begin and end with."""
    first_left, last_left, first_right, last_right = gap
    while first_left < last_left and first_right < last_right and left[first_left] == right[first_right]:
        first_left, first_right = first_left + 1, first_right + 1
    while first_left < last_left and first_right < last_right and left[last_left - 1] == right[last_right - 1]:
        last_left, last_right = last_left - 1, last_right - 1
    return first_left, last_left, first_right, last_right


def _anchors(left: Pieces, right: Pieces, gap: Gap) -> list[tuple[int, int]]:
    """Places of pieces that stand once on either side, as many as keep their order."""
    first_left, last_left, first_right, last_right = gap
    counts_left, counts_right = Counter(left[first_left:last_left]), Counter(right[first_right:last_right])
    places = {right[at]: at for at in range(first_right, last_right) if counts_right[right[at]] == 1}
    pairs = [
        (at, places[left[at]])
        for at in range(first_left, last_left)
        if counts_left[left[at]] == 1 and left[at] in places
    ]
    return _rising(pairs)


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A longest subsequence whose right places rise."""
    lowest: list[int] = []  # the lowest right place that ends a run of each length
    index: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(lowest, place)
        if length == len(lowest):
            lowest.append(place)
            index.append(number)
        else:
            lowest[length], index[length] = place, number
        before.append(index[length - 1] if length else -1)
    kept: list[tuple[int, int]] = []
    number = index[-1] if index else -1
    while number >= 0:
        kept.append(pairs[number])
        number = before[number]
    return kept[::-1]


def _between(gap: Gap, anchors: list[tuple[int, int]]) -> list[Gap]:
    first_left, last_left, first_right, last_right = gap
    found = []
    for at_left, at_right in anchors:
        found.append((first_left, at_left, first_right, at_right))
        first_left, first_right = at_left + 1, at_right + 1
    return [*found, (first_left, last_left, first_right, last_right)]


def _compared(left: Pieces, right: Pieces, gap: Gap) -> Iterator[Gap]:
    first_left, last_left, first_right, last_right = gap
    matcher = SequenceMatcher(None, left[first_left:last_left], right[first_right:last_right], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            yield first_left + a, first_left + b, first_right + c, first_right + d
