"""What stands around a candidate: words that explain it, a table's header, or nothing else at all."""

from collections.abc import Collection

from homeport.labelling.engine import Pass

_BEFORE, _AFTER = 60, 30  # characters around a candidate in which a context word counts
_BARE = 64  # a text this short that is nothing but a candidate needs no context


def context(kind: str) -> str:
    """The name of the pattern for the words that explain a kind."""
    return f"context {kind}"


class Surroundings:
    """What stands around a candidate."""

    def __init__(self, seen: Pass) -> None:
        self._seen = seen
        self._text = text = seen.text
        end = text.find("\n")
        header = text[: end if 0 <= end <= 2000 else 0]
        # A table's header explains its columns however far down a row stands.
        self._header = end if sum(map(header.count, ";\t,|")) >= 2 else 0
        stripped = text.strip()
        self._bare = sum(map(str.isalnum, stripped)) if len(stripped) <= _BARE else 0
        self.short = self._bare > 0
        self._titles = frozenset(seen.near(0, self._header)) if self._header else frozenset[str]()
        self._last: tuple[int, int, Collection[str]] = (-1, -1, ())

    def bare(self, start: int, end: int) -> bool:
        """Whether the text is hardly more than the candidate."""
        return self._bare > 0 and sum(map(str.isalnum, self._text[start:end])) >= 0.8 * self._bare

    def explain(self, kind: str, start: int, end: int) -> bool:
        """Whether a context word stands near, or in the header of a table."""
        return context(kind) in self.words(start, end)

    def words(self, start: int, end: int) -> Collection[str]:
        """Names of all context patterns that explain a candidate."""
        if self._last[:2] != (start, end):
            around = self._seen.near(max(0, start - _BEFORE), end + _AFTER)
            self._last = (start, end, self._titles.union(around) if self._titles else around)
        return self._last[2]

    def glued(self, start: int, end: int) -> bool:
        """Whether the candidate is part of a longer word or number."""
        text = self._text
        before, after = text[start - 1 : start] if start else "", text[end : end + 1]
        if before.isalnum() or after.isalnum() or before == "_" or after == "_":
            return True
        return before != "" and before in "-./+" and text[max(0, start - 2) : start - 1].isdigit()
