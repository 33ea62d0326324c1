r"""Many RE2 patterns over one text in one pass.

An RE2 `Set` says which patterns match somewhere in a chunk of bytes; only those are then run on their own, and
only on the chunks where they fired. `\\b`, `\\w` and `(?i)` are ASCII in RE2 over bytes, so letters beyond ASCII
are spelled out in both cases by `byte_pattern`.

What a set costs on a text it has not seen is the making of its states: every part of a pattern that stays alive
over many characters multiplies them. So each pattern is sought by a trigger, the shortest piece that is rare.
"""

import itertools
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol, cast

CHUNK = 4096
"""Characters of one chunk; smaller ones pin a hit down, larger ones cost fewer calls."""

OVERLAP = 128
"""Bytes a chunk shares with the next: longer than the part of any pattern that must be seen whole."""

_MARGIN = 512  # bytes after a chunk that fired, for values longer than the overlap
_MEMORY = 64 << 20  # bytes RE2 may use for the states of one set
_CONTINUING = bytes(range(0x80, 0xC0))  # bytes of UTF-8 that begin no character
_CANARY = b"\n\x00homeport-canary"
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


class _Match(Protocol):
    def span(self) -> tuple[int, int]: ...


class _Regexp(Protocol):
    def finditer(self, text: bytes, pos: int, endpos: int) -> Iterator[_Match]: ...


def byte_pattern(pattern: str) -> bytes:
    """The pattern as UTF-8 bytes; a letter beyond ASCII becomes a group of both its cases."""

    def both_cases(match: re.Match[str]) -> str:
        letter = match.group()
        return f"(?:{'|'.join(sorted({letter, letter.lower(), letter.upper()}))})"

    return _NOT_ASCII.sub(both_cases, pattern).encode()


_REPEAT = re.compile(r"\{(\d+)(?:(,)(\d*))?\}")


def trigger(pattern: str) -> str:
    """A pattern that matches wherever `pattern` does, without the long counted repeats that make a set slow."""

    def shorter(match: re.Match[str]) -> str:
        least = int(match[1])
        most = least if not match[2] else int(match[3] or 1000)
        if most <= _COUNTED:
            return match.group()
        return "*" if least == 0 else "+" if least == 1 else "{2,}"

    return _REPEAT.sub(shorter, pattern)


_COUNTED = 4  # repeats up to this many are kept as they are


_NONE: Mapping[str, str] = MappingProxyType({})
_Matcher = Callable[[bytes], list[int] | None]
_LONGEST_WORD = 40  # characters of a context word and what stands around it


class Engine:
    """Compiled groups of named patterns. Compiling takes milliseconds; keep one and share it.

    Each group is a set of its own: patterns with much in common share their states, others multiply them.
    """

    def __init__(
        self,
        groups: Sequence[Mapping[str, str]],
        triggers: Mapping[str, str] = _NONE,
        near: Mapping[str, str] = _NONE,
    ) -> None:
        """Take the groups; each is compiled when it is first asked for.

        Args:
            groups: names and patterns; names are unique over all groups.
            triggers: patterns that match wherever the one of that name does, and are cheaper to look for; the
                others are looked for with their counted repeats shortened.
            near: a group looked for only around given places.
        """
        import re2  # noqa: PLC0415 - not needed before the first scan

        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        options.never_capture = True
        options.max_mem = _MEMORY
        options.log_errors = False
        self.groups = (*map(tuple, groups), tuple(near))
        self.group_of = {name: index for index, names in enumerate(self.groups) for name in names}
        self.near_group = len(groups)
        self._patterns = {name: pattern for group in (*groups, near) for name, pattern in group.items()}
        self._triggers = triggers
        self._options = options
        self._compiled: dict[str, _Regexp] = {}
        self._matchers: dict[int, _Matcher] = {}

    def matcher(self, group: int) -> _Matcher:
        """The set of one group, which tells the indexes of the triggers found in some bytes."""
        matcher = self._matchers.get(group)
        if matcher is None:
            import re2  # noqa: PLC0415 - as above

            one = re2.Set.SearchSet(self._options)
            for name in self.groups[group]:
                one.Add(byte_pattern(self._triggers.get(name) or trigger(self._patterns[name])))
            one.Add(re2.escape(_CANARY))
            one.Compile()
            matcher = self._matchers[group] = one.Match
        return matcher

    def fired(self, group: int, chunk: bytes) -> Iterable[str]:
        """Names of the patterns of a group that may match in some bytes."""
        names = self.groups[group]
        # A set that runs out of memory says "no match": without the canary, count all patterns as fired.
        found = self.matcher(group)(chunk + _CANARY) or range(len(names))
        return [names[index] for index in found if index < len(names)]

    def regexp(self, name: str) -> _Regexp:
        """One pattern by itself; compiled when first asked for."""
        regexp = self._compiled.get(name)
        if regexp is None:
            import re2  # noqa: PLC0415 - as above

            regexp = cast("_Regexp", re2.compile(byte_pattern(self._patterns[name]), self._options))
            self._compiled[name] = regexp
        return regexp


_Ranges = list[tuple[int, int]]


class Pass:
    """One text under an engine: which patterns fired, and where, in characters.

    A group is run when one of its patterns is first asked for.
    """

    def __init__(self, engine: Engine, text: str) -> None:
        self.text = text
        self._engine = engine
        pieces = [
            text[place : place + CHUNK].encode("utf-8", "surrogatepass") for place in range(0, len(text), CHUNK)
        ]
        self._data = b"".join(pieces)
        self._starts = [0, *itertools.accumulate(map(len, pieces))]
        self._ascii = len(self._data) == len(text)
        self._fired: dict[int, dict[str, _Ranges]] = {}
        self._spans: dict[str, tuple[tuple[int, int], ...]] = {}

    def may_hold(self, name: str) -> bool:
        """Whether the pattern may match somewhere."""
        return name in self._ranges(self._engine.group_of[name])

    def chunks(self, name: str) -> list[tuple[int, int]]:
        """Characters of the chunks in which the pattern may match; in order and apart."""
        ranges = self._ranges(self._engine.group_of[name]).get(name, ())
        return [(self._character(low), self._character(high)) for low, high in ranges]

    def spans(self, name: str) -> Sequence[tuple[int, int]]:
        """Characters of every match of one pattern, in order, without overlap."""
        spans = self._spans.get(name)
        if spans is None:
            ranges = self._ranges(self._engine.group_of[name]).get(name, ())
            spans = self._spans[name] = tuple(self._found(name, ranges)) if ranges else ()
        return spans

    def near(self, start: int, end: int) -> Collection[str]:
        """Names of the patterns sought near places of which a match begins in ``text[start:end]``."""
        engine = self._engine
        lead = b"_" if start else b""  # so that the middle of a word does not read as its beginning
        inside = self.text[start:end].encode("utf-8", "surrogatepass")
        window = lead + inside + self.text[end : end + _LONGEST_WORD].encode("utf-8", "surrogatepass")
        fired = engine.fired(engine.near_group, window)
        limit = len(lead) + len(inside)
        return [name for name in fired if _begins(engine.regexp(name), window, limit)] if fired else ()

    def spans_in(self, names: Iterable[str], stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Characters of matches of patterns sought near places; the stretches are in order and apart."""
        engine, starts = self._engine, self._starts
        found: list[tuple[int, int]] = []
        wanted = frozenset(names)
        done = -1
        for low, high in stretches:
            for chunk in range(max(done + 1, low // CHUNK), min(len(starts) - 1, -(-high // CHUNK))):
                done = chunk
                data = self._data[starts[chunk] : starts[chunk + 1] + OVERLAP]
                for name in wanted.intersection(engine.fired(engine.near_group, data)):
                    found.extend(self._found(name, [(max(0, starts[chunk] - 1), starts[chunk + 1] + OVERLAP)]))
        return sorted(set(found))

    def _ranges(self, group: int) -> dict[str, _Ranges]:
        """Names to byte ranges in which they may match; ranges are in order and apart."""
        fired = self._fired.get(group)
        if fired is None:
            fired = self._fired[group] = self._run(group)
        return fired

    def _run(self, group: int) -> dict[str, _Ranges]:
        data, starts = self._data, self._starts
        names, match = self._engine.groups[group], self._engine.matcher(group)
        everything = range(len(names))
        fired: defaultdict[str, _Ranges] = defaultdict(list)
        for start, end in itertools.pairwise(starts):
            found = match(data[start : end + OVERLAP] + _CANARY) or everything  # as in `Engine.fired`
            if len(found) == 1 and found[0] == len(names):
                continue
            low, high = max(0, start - OVERLAP), min(len(data), end + _MARGIN)
            for index in found:
                if index < len(names):
                    ranges = fired[names[index]]
                    if ranges and ranges[-1][1] >= low:
                        ranges[-1] = (ranges[-1][0], high)
                    else:
                        ranges.append((low, high))
        return fired

    def _found(self, name: str, ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        find = self._engine.regexp(name).finditer
        for low, high in ranges:
            for match in find(self._data, low, high):
                first, last = match.span()
                if self._ascii:
                    yield first, last
                else:
                    start = self._character(first)
                    yield start, start + self._length(first, last)

    def _character(self, offset: int) -> int:
        chunk = max(0, bisect_right(self._starts, offset, hi=len(self._starts) - 1) - 1)
        start = self._starts[chunk]
        return chunk * CHUNK + self._length(start, offset)

    def _length(self, first: int, last: int) -> int:
        """Characters that begin in the bytes ``first:last``."""
        piece = self._data[first:last]
        try:
            return len(piece.decode("utf-8", "surrogatepass"))
        except UnicodeDecodeError:  # a match of bytes may begin or end inside a character
            return len(piece.translate(None, _CONTINUING))


def _begins(regexp: _Regexp, window: bytes, limit: int) -> bool:
    first = next(iter(regexp.finditer(window, 0, len(window))), None)
    return first is not None and first.span()[0] < limit
