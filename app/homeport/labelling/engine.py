r"""Many RE2 patterns over one text in one pass.

An RE2 `Set` says which patterns match somewhere in a chunk of bytes; only those are then run on their own, and
only on the chunks where they fired. `\\b`, `\\w` and `(?i)` are ASCII in RE2 over bytes, so letters beyond ASCII
are spelled out in both cases by `byte_pattern`.
"""

import itertools
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from types import MappingProxyType
from typing import Protocol, cast

CHUNK = 4096
"""Bytes of one chunk; smaller ones pin a hit down, larger ones cost fewer calls."""

OVERLAP = 128
"""Bytes a chunk shares with the next: longer than the part of any pattern that must be seen whole."""

_MARGIN = 512  # bytes after a chunk that fired, for values longer than the overlap
_MEMORY = 64 << 20  # bytes RE2 may use for the states of one set
_MARK = 1024  # bytes between two places whose characters are counted
_CONTINUING = bytes(range(0x80, 0xC0))  # bytes of UTF-8 that begin no character
_CANARY = b"\n\x00homeport-canary"
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


class _Match(Protocol):
    def start(self) -> int: ...

    def end(self) -> int: ...


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


class Engine:
    """Compiled groups of named patterns. Compiling takes milliseconds; keep one and share it.

    Each group is a set of its own: patterns with much in common share their states, others multiply them.
    """

    def __init__(self, groups: Sequence[Mapping[str, str]], exact: Mapping[str, str] = _NONE) -> None:
        """Compile the groups.

        Args:
            groups: names and patterns; names are unique over all groups.
            exact: triggers of patterns whose counted repeats are what makes them rare; the others are shortened.
        """
        import re2  # noqa: PLC0415 - not needed before the first scan

        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        options.never_capture = True
        options.max_mem = _MEMORY
        options.log_errors = False
        self.names = tuple(name for group in groups for name in group)
        self._patterns = [pattern for group in groups for pattern in group.values()]
        self._sets: list[tuple[int, int, Callable[[bytes], list[int] | None]]] = []
        first = 0
        for group in groups:
            one = re2.Set.SearchSet(options)
            for name, pattern in group.items():
                one.Add(byte_pattern(exact.get(name) or trigger(pattern)))
            one.Add(re2.escape(_CANARY))
            one.Compile()
            self._sets.append((first, len(group), one.Match))
            first += len(group)
        self._options = options
        self._compile = re2.compile
        self._compiled: dict[int, _Regexp] = {}

    def chunks(self, data: bytes) -> dict[int, list[tuple[int, int]]]:
        """Pattern index to byte ranges in which it may match; ranges are in order and apart."""
        fired: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for start in range(0, len(data), CHUNK):
            chunk = data[start : start + CHUNK + OVERLAP] + _CANARY
            for first, size, match in self._sets:
                # A set that runs out of memory says "no match": without the canary, count all patterns as fired.
                found = match(chunk) or range(size + 1)
                if len(found) == 1:
                    continue
                low, high = max(0, start - OVERLAP), min(len(data), start + CHUNK + _MARGIN)
                for index in found:
                    if index < size:
                        ranges = fired[first + index]
                        if ranges and ranges[-1][1] >= low:
                            ranges[-1] = (ranges[-1][0], high)
                        else:
                            ranges.append((low, high))
        return fired

    def regexp(self, index: int) -> _Regexp:
        """One pattern by itself; compiled when first asked for."""
        if index not in self._compiled:
            self._compiled[index] = cast(
                "_Regexp", self._compile(byte_pattern(self._patterns[index]), self._options)
            )
        return self._compiled[index]


class Pass:
    """One text under an engine: which patterns fired, and where, in characters."""

    def __init__(self, engine: Engine, text: str) -> None:
        self.text = text
        self._engine = engine
        self._data = text.encode("utf-8", "surrogatepass")
        self._fired = {engine.names[index]: (index, ranges) for index, ranges in engine.chunks(self._data).items()}
        self._ascii = len(self._data) == len(text)
        self._spans: dict[str, tuple[tuple[int, int], ...]] = {}

    @property
    def fired(self) -> Set[str]:
        """Names of the patterns that may match somewhere."""
        return self._fired.keys()

    def spans(self, name: str) -> Sequence[tuple[int, int]]:
        """Characters of every match of one pattern, in order, without overlap."""
        spans = self._spans.get(name)
        if spans is None:
            spans = self._spans[name] = tuple(self._found(name)) if name in self._fired else ()
        return spans

    def _found(self, name: str) -> Iterator[tuple[int, int]]:
        index, ranges = self._fired[name]
        find = self._engine.regexp(index).finditer
        for low, high in ranges:
            for match in find(self._data, low, high):
                first, last = match.start(), match.end()
                if self._ascii:
                    yield first, last
                else:
                    start = self._character(first)
                    yield start, start + self._length(first, last)

    def near(self, name: str, start: int, end: int) -> bool:
        """Whether a match of the pattern begins in ``text[start:end]``."""
        spans = self.spans(name)
        index = bisect_left(spans, (start,))
        return index < len(spans) and spans[index][0] < end

    def _character(self, offset: int) -> int:
        mark = offset // _MARK
        return self._marks[mark] + self._length(mark * _MARK, offset)

    def _length(self, first: int, last: int) -> int:
        """Characters that begin in the bytes ``first:last``."""
        return len(self._data[first:last].translate(None, _CONTINUING))

    @cached_property
    def _marks(self) -> Sequence[int]:
        """Characters that begin before each multiple of `_MARK` bytes."""
        lengths = (self._length(offset, offset + _MARK) for offset in range(0, len(self._data), _MARK))
        return tuple(itertools.accumulate(lengths, initial=0))
