"""Who and what was replaced: one number for one person or value, over all documents of a session.

A name is known by its case-folded, composed words, the last one free of endings; a value by letters and digits.
Each spelling that stood in a text is kept, because it is what has to be put back.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from homeport.redaction.inflection import ENDINGS, LONGEST, stems
from homeport.redaction.placeholder import is_nonce, is_type, name_of, placeholder, variant_letters
from homeport.text.view import normalised

PERSON = "PERSON"

FORMAT = 1

_WORD = re.compile(r"[^\W_]+")
_PARTICLES = frozenset(
    ("af", "av", "von", "van", "der", "den", "det", "del", "dos", "las", "los", "und", "och", "and", "ter", "ten")
)
_SHORTEST_PART = 3


@dataclass(frozen=True, slots=True)
class Entity:
    """One person or value; its spellings in the order in which they were first met."""

    type: str
    number: int
    surfaces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PseudonymMap:
    """What stands for what in one session. It is as sensitive as the texts themselves.

    `outgoing` are hex SHA-256 of the texts that were made with it, so that exactly these are known again.
    """

    nonce: str
    entities: tuple[Entity, ...] = ()
    outgoing: tuple[str, ...] = ()

    @property
    def spellings(self) -> dict[str, str]:
        """Name of each placeholder (``PERSON_1b``) to what it stands for."""
        return {
            name_of(entity.type, str(entity.number), variant_letters(index)): surface
            for entity in self.entities
            for index, surface in enumerate(entity.surfaces)
        }

    def to_json(self) -> str:
        """The map as one JSON object; `map_of` reads it back."""
        entities = [[entity.type, entity.number, list(entity.surfaces)] for entity in self.entities]
        return json.dumps(
            {"format": FORMAT, "nonce": self.nonce, "entities": entities, "outgoing": list(self.outgoing)}
        )


def map_of(text: str) -> PseudonymMap:
    """Read a map back.

    Raises:
        ValueError: it is not one, or of another version.
    """
    try:
        given: Any = json.loads(text)
        if given["format"] != FORMAT or not is_nonce(given["nonce"]):
            raise ValueError("not a map of this version")
        entities = tuple(
            Entity(kind, number, tuple(str(surface) for surface in surfaces))
            for kind, number, surfaces in given["entities"]
            if is_type(kind) and isinstance(number, int) and number > 0
        )
        outgoing = tuple(str(digest) for digest in given["outgoing"])
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not a map") from error
    if len({(entity.type, entity.number) for entity in entities}) != len(given["entities"]):
        raise ValueError("a map with an entry that is broken or there twice")
    return PseudonymMap(given["nonce"], entities, outgoing)


def _whole_names(entity: Entity) -> tuple[str, ...]:
    """Its spellings, less the single words of a longer name: another person may share them."""
    longer = tuple(surface for surface in entity.surfaces if len(words_of(surface)) > 1)
    return longer if entity.type == PERSON and longer else entity.surfaces


def words_of(surface: str) -> tuple[str, ...]:
    """The case-folded words of a value as a person reads it."""
    return tuple(word.casefold() for word in _WORD.findall(normalised(surface).text))


@dataclass(frozen=True, slots=True)
class Known:
    """Where a form of a name leads: the key of the name, and the endings this stem may carry."""

    key: str
    endings: frozenset[str]
    part: bool = False  # one word of a longer name


@dataclass(slots=True)
class _Entry:
    type: str
    number: int
    surfaces: dict[str, int] = field(default_factory=dict)


class EntityTable:
    """A session's table while texts are worked on. Learn all values of a text first, then ask for placeholders."""

    def __init__(self, known: PseudonymMap) -> None:
        """Begin where a session stands; ``PseudonymMap(nonce)`` for a new one."""
        self.nonce = known.nonce
        self.names: dict[str, Known] = {}
        """Stems of names, their words joined by one space."""
        self.beginnings: set[str] = set()
        """First words of longer names, joined likewise."""
        self.values: dict[str, str] = {}
        """Letters and digits of other values, to their type."""
        self.value_beginnings: set[str] = set()
        """First words of other values."""
        self.longest_value = 0
        self._outgoing = known.outgoing
        self._entries: list[_Entry] = []
        self._by_key: dict[tuple[bool, str], int] = {}
        self._owners: dict[str, dict[str, None]] = {}  # a word of a name to the longer names it is part of
        self._heads: set[str] = set()  # first letters of the last words of names
        self._bare: dict[str, dict[tuple[str, str], None]] = {}  # a name without an ending, to ending and name
        self._counts: dict[str, int] = {}
        for index, entity in enumerate(known.entities):
            self._entries.append(_Entry(entity.type, entity.number, {s: i for i, s in enumerate(entity.surfaces)}))
            self._counts[entity.type] = max(entity.number, self._counts.get(entity.type, 0))
            for surface in _whole_names(entity):
                key = self._key(entity.type, surface)
                if key in self._by_key:
                    continue
                self._by_key[key] = index
                self._register(entity.type, surface)

    def learn(self, found: Iterable[tuple[str, str]]) -> None:
        """Take up types and values; names with more words first, so that their parts are known."""
        new = dict.fromkeys(found)
        for word, surface in sorted(new, key=lambda pair: -len(words_of(pair[1])) if pair[0] == PERSON else 0):
            self._register(word, surface)

    def stem(self, surface: str) -> tuple[str, int]:
        """The key of a name and how many characters of its last word are an ending."""
        words = words_of(surface)
        whole = " ".join(words)
        return self.stem_of(whole, words[-1]) or (whole, 0) if words else (whole, 0)

    def stem_of(self, joined: str, last: str) -> tuple[str, int] | None:
        """The same for words that are joined already; None when no known name can take that form.

        A form that can only be bent from another name leads there, also when it was met as a name by itself.
        """
        names = self.names
        for cut in range(1, min(LONGEST, len(last) - 2) + 1):
            known = names.get(joined[:-cut])
            if known is not None and joined[-cut:] in known.endings:
                return known.key, cut
        known = names.get(joined)
        if known is not None and "" in known.endings:
            return known.key, 0
        return self._unbent(joined, last) if last[:_SHORTEST_PART] in self._heads else None

    def place(self, word: str, surface: str, key: str | None = None) -> str:
        """The placeholder of a value; `key` is given for a name whose ending was cut off."""
        name = word == PERSON
        family, own = self._key(word, surface)
        entry = self._entries[self._entry(word, (family, key if name and key is not None else own))]
        variant = entry.surfaces.setdefault(surface, len(entry.surfaces))
        return placeholder(entry.type, entry.number, variant, self.nonce)

    def as_map(self, outgoing: str = "") -> PseudonymMap:
        """The table as a value, with the hash of one more text made with it."""
        entities = tuple(Entity(entry.type, entry.number, tuple(entry.surfaces)) for entry in self._entries)
        made = dict.fromkeys((*self._outgoing, outgoing) if outgoing else self._outgoing)
        return PseudonymMap(self.nonce, entities, tuple(made))

    def _key(self, word: str, surface: str) -> tuple[bool, str]:
        words = words_of(surface)
        if word == PERSON:
            return True, " ".join(words) or surface
        return False, "".join(words) or surface

    def _entry(self, word: str, key: tuple[bool, str]) -> int:
        if (known := self._by_key.get(key)) is not None:
            return known
        family, text = key
        owners = self._owners.get(text, {}) if family else {}
        if len(owners) == 1:
            index = self._entry(word, (True, next(iter(owners))))
        else:
            self._counts[word] = number = self._counts.get(word, 0) + 1
            self._entries.append(_Entry(word, number))
            index = len(self._entries) - 1
        if len(owners) == 1:
            # Not kept under the key: another person with the same name may still come.
            return index
        self._by_key[key] = index
        return index

    def _register(self, word: str, surface: str) -> None:
        words = words_of(surface)
        if not words:
            return
        if word != PERSON:
            joined = "".join(words)
            self.values.setdefault(joined, word)
            self.value_beginnings.add(words[0])
            self.longest_value = max(self.longest_value, len(joined))
            return
        key = " ".join(words)
        if (known := self.names.get(key)) is not None and known.key == key and not known.part:
            return
        self._follow_bare(key, words)
        self._add_forms(words, key)
        for count in range(1, len(words)):
            self.beginnings.add(" ".join(words[:count]))
        if len(words) > 1:
            for part in words:
                if len(part) >= _SHORTEST_PART and part not in _PARTICLES:
                    self._owners.setdefault(part, {})[key] = None
                    self._add_forms((part,), part, part=True)

    def _add_forms(self, words: tuple[str, ...], key: str, *, part: bool = False) -> None:
        front = " ".join(words[:-1])
        for stem, endings in stems(words[-1]):
            form = f"{front} {stem}" if front else stem
            known = self.names.get(form)
            if known is None or (known.part and not part and known.key != key):
                self.names[form] = Known(key, endings, part)
            elif known.key == key:
                self.names[form] = Known(key, known.endings | endings, known.part and part)
        last = words[-1]
        self._heads.add(last[:_SHORTEST_PART])
        for cut in range(1, min(LONGEST, len(last) - 2) + 1):
            if key[-cut:] in ENDINGS:
                self._bare.setdefault(key[:-cut], {})[key[-cut:], key] = None

    def _unbent(self, joined: str, last: str) -> tuple[str, int] | None:
        """A name that is known in a bent form only. Short ones are left, or "Han" would be "Hans"."""
        front = joined[: len(joined) - len(last)]
        for stem, endings in stems(last):
            for ending, key in self._bare.get(front + stem, ()):
                least = 5 if len(ending) == 1 and ending != "s" else 4
                if ending in endings and len(last) >= least:
                    return key, 0
        return None

    def _follow_bare(self, key: str, words: tuple[str, ...]) -> None:
        """A name that an earlier text knew only in a bent form keeps the number it has."""
        if (True, key) in self._by_key:
            return
        front = " ".join(words[:-1])
        for stem, endings in stems(words[-1]):
            for ending, bent in self._bare.get(f"{front} {stem}" if front else stem, ()):
                if ending in endings and (True, bent) in self._by_key:
                    self._by_key[True, key] = self._by_key[True, bent]
                    return
