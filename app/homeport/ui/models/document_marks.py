"""Stretches of a text to highlight, found by where the view stands: the cost is that of what is seen."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from homeport.domain.data_class import DataClass
from homeport.domain.document import Section, SectionKind
from homeport.domain.finding import Finding


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters ``start:end`` with the class that draws them; `number` is the finding's place in the label."""

    start: int
    end: int
    data_class: DataClass
    number: int
    struck: bool = False


class Marks:
    """Marks in order of their start; they may overlap."""

    def __init__(self, marks: Iterable[Mark] = ()) -> None:
        self.all = sorted(marks, key=lambda mark: (mark.start, mark.end))
        self._starts = [mark.start for mark in self.all]
        self._reach = list(accumulate((mark.end for mark in self.all), max))

    def __len__(self) -> int:
        return len(self.all)

    def between(self, start: int, end: int, most: int) -> Sequence[Mark]:
        """Marks that touch ``start:end``, `most` of them at most."""
        first = bisect_right(self._reach, start)  # those before end before `start`, all of them
        last = bisect_left(self._starts, end)
        touching = (mark for mark in self.all[first:last] if mark.end > start)
        return [mark for mark, _ in zip(touching, range(most), strict=False)]

    def next_after(self, offset: int) -> Mark | None:
        """The first mark that begins after a character."""
        at = bisect_right(self._starts, offset)
        return self.all[at] if at < len(self.all) else None

    def last_before(self, offset: int) -> Mark | None:
        """The last mark that begins before a character."""
        at = bisect_left(self._starts, offset)
        return self.all[at - 1] if at > 0 else None


def marks_of(findings: Sequence[Finding], source: str) -> Marks:
    """Marks of the findings that stand in the text of `source`."""
    return Marks(
        Mark(found.start, found.end, found.data_class, number, found.struck)
        for number, found in enumerate(findings)
        if found.end > found.start and found.source == source
    )


_TELLING = frozenset(SectionKind) - {SectionKind.PARAGRAPH, SectionKind.TABLE, SectionKind.BODY}


class Places:
    """Where pages and other telling places of a document begin."""

    def __init__(self, sections: Iterable[Section] = ()) -> None:
        self._starts: list[int] = []
        self._words: list[str] = []
        for section in sections:
            words = section.words if section.kind in _TELLING else ""
            if not self._words or words != self._words[-1]:
                self._starts.append(section.start)
                self._words.append(words)

    def told(self) -> frozenset[str]:
        """Every place that is told, as the domain words it."""
        return frozenset(self._words) - {""}

    def begin_between(self, start: int, end: int) -> Sequence[tuple[int, str]]:
        """Places that begin in ``start:end``, as the domain words them; untold ones are left out."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [(self._starts[at], self._words[at]) for at in range(first, last) if self._words[at]]
