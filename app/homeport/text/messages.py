"""Sentences for people, by key, from the catalogues in `resources/i18n`.

One folder a language, one flat TOML file an area; ``greeting = "Hello {name}"`` in ``common.toml`` has the key
``common.greeting``. A sentence that depends on a count is a table with the CLDR forms ``one`` and ``other``. A
language is added by adding a folder: what it lacks is said in English.
"""

import string
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

Sentence = str | Mapping[str, str]
"""One sentence, or its plural forms."""

FALLBACK = "en"


def read_catalogue(folder: Path) -> dict[str, Sentence]:
    """Every sentence of one language by key.

    Raises:
        ValueError: a value is neither a sentence nor a table with ``one`` and ``other``.
    """
    return dict(_sentences(folder))


def _sentences(folder: Path) -> Iterator[tuple[str, Sentence]]:
    for path in sorted(folder.glob("*.toml")):
        for name, sentence in tomllib.loads(path.read_text("utf-8")).items():
            forms = isinstance(sentence, dict) and set(sentence) == {"one", "other"}
            if not isinstance(sentence, str) and not forms:
                raise ValueError(f"{path.name}: {name} is neither a sentence nor a table of one and other")
            yield f"{path.stem}.{name}", sentence


def languages(folder: Path) -> tuple[str, ...]:
    """The codes of the languages that have a catalogue, English first."""
    found = sorted(path.name for path in folder.iterdir() if path.is_dir())
    return tuple(sorted(found, key=lambda code: code != FALLBACK))


def slots_of(sentence: Sentence) -> frozenset[str]:
    """The names in braces."""
    forms = [sentence] if isinstance(sentence, str) else sentence.values()
    return frozenset(name for form in forms for _, name, _, _ in string.Formatter().parse(form) if name)


@dataclass(frozen=True)
class Messages:
    """The sentences of one language, English where it has none.

    Files are read when the first sentence of their area is asked for.
    """

    folder: Path  # resources/i18n
    language: str

    def say(self, key: str, show: Callable[[object], str] = str, **slots: object) -> str:
        """The sentence with its slots filled; `show` turns each value into text.

        Raises:
            KeyError: no catalogue has the sentence, or a slot is missing.
        """
        sentence = self._sentence(key)
        if not isinstance(sentence, str):
            sentence = sentence["one" if slots["count"] == 1 else "other"]
        return sentence.format_map({name: show(value) for name, value in slots.items()}) if slots else sentence

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        area, _, name = key.partition(".")
        return any(name in self._area(language, area) for language in (self.language, FALLBACK))

    def _sentence(self, key: str) -> Sentence:
        area, _, name = key.partition(".")
        for language in (self.language, FALLBACK):
            if name in (sentences := self._area(language, area)):
                return sentences[name]
        raise KeyError(key)

    def _area(self, language: str, area: str) -> Mapping[str, Sentence]:
        if (language, area) not in self._read:
            path = self.folder / language / f"{area}.toml"
            self._read[language, area] = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
        return self._read[language, area]

    @cached_property
    def _read(self) -> dict[tuple[str, str], Mapping[str, Sentence]]:
        return {}
