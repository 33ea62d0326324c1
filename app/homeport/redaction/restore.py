"""Puts back what placeholders stand for: in a whole text, or in a stream as it comes.

Every way to cut a stream gives the same result. Nothing is guessed: a placeholder that the map does not know, or
one that lost a part, stays as it is and is reported.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from homeport.redaction.entities import PseudonymMap
from homeport.redaction.placeholder import Grammar, grammar

Write = Callable[[str], str]
"""How a value is written where the placeholder stood, for example escaped for a JSON string."""

MOST_REPORTED = 100
"""Different unknown or mangled placeholders that are kept for the report."""


@dataclass(frozen=True, slots=True)
class Report:
    """What happened to the placeholders.

    `restored` counts replacements. `unknown` and `mangled` hold what stood there, each once, at most
    `MOST_REPORTED`; `missing` are entities of the map, such as ``PERSON_2``, that never came.
    """

    restored: int
    unknown: tuple[str, ...] = ()
    mangled: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether every placeholder that came was known."""
        return not self.unknown and not self.mangled


@dataclass(frozen=True, slots=True)
class Restored:
    """A restored text and what happened in it."""

    text: str
    report: Report


class Restorer:
    """Restores a stream piece by piece; holds back no more than one possible placeholder."""

    def __init__(self, known: PseudonymMap, write: Write = str) -> None:
        """Take the session's map; `write` says how a value is written where it is put."""
        self._values: Mapping[str, str] = known.spellings
        self._entities = tuple(f"{entity.type}_{entity.number}" for entity in known.entities)
        self._grammar: Grammar = grammar(known.nonce, frozenset(entity.type for entity in known.entities))
        self._write = write
        self._held = ""
        self._from = 0  # where the held text begins; the character before it tells whether a word begins there
        self._count = 0
        self._seen: set[str] = set()
        self._unknown: dict[str, None] = {}
        self._mangled: dict[str, None] = {}

    def feed(self, piece: str) -> str:
        """More of the stream in; what is settled out."""
        return self._advance(piece, last=False)

    def finish(self) -> str:
        """The rest; what is fed after it is another text, counted in the same report."""
        rest = self._advance("", last=True)
        self._held, self._from = "", 0
        return rest

    def whole(self, text: str, write: Write | None = None) -> str:
        """A text that stands for itself, such as one cell of a table; `write` only counts for this one."""
        usual, self._write = self._write, write or self._write
        done = self.feed(text) + self.finish()
        self._write = usual
        return done

    def report(self) -> Report:
        """What happened so far; whole after `finish`."""
        missing = tuple(entity for entity in self._entities if entity not in self._seen)
        return Report(self._count, tuple(self._unknown), tuple(self._mangled), missing)

    def _advance(self, piece: str, *, last: bool) -> str:
        text = self._held + piece
        token, at = self._grammar.token, self._from
        open_from = len(text) if last else self._open(text, at)
        pieces: list[str] = []
        while (match := token.search(text, at)) is not None and (last or match.start() < open_from):
            pieces += (text[at : match.start()], self._put(match))
            at = match.end()
            if at > open_from:
                open_from = self._open(text, at)
        pieces.append(text[at:open_from])
        before = max(0, open_from - 1)
        self._held, self._from = text[before:], open_from - before
        return "".join(pieces)

    def _open(self, text: str, at: int) -> int:
        """Where the stretch begins that more text may turn into a placeholder."""
        match = self._grammar.begun.search(text, max(at, len(text) - self._grammar.longest))
        return match.start() if match else len(text)

    def _put(self, match: re.Match[str]) -> str:
        name = self._grammar.name(match)
        stood = match.group()
        if name is None:
            self._note(self._mangled, stood)
            return stood
        value = self._values.get(name)
        if value is None:
            self._note(self._unknown, stood)
            return stood
        self._count += 1
        self._seen.add(name.rstrip("abcdefghijklmnopqrstuvwxyz"))
        return self._write(value)

    @staticmethod
    def _note(where: dict[str, None], stood: str) -> None:
        if len(where) < MOST_REPORTED:
            where[stood] = None


def restore(text: str, known: PseudonymMap, write: Write = str) -> Restored:
    """Restore a whole text."""
    restorer = Restorer(known, write)
    return Restored(restorer.whole(text), restorer.report())
