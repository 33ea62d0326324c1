"""A sentence for a person as a value: which sentence of the catalogues, and what stands in its slots."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence, by its key ``area.name`` in `resources/i18n`.

    Slots stand apart by kind so that the value can be kept in the record by its types alone. Texts are names and
    other things that no language changes; they may come from a document or a server and are untrusted.
    """

    key: str
    texts: tuple[tuple[str, str], ...] = ()
    numbers: tuple[tuple[str, int], ...] = ()

    def in_words(self, words: Callable[..., str]) -> str:
        """The sentence as `words` says it, which takes a key and slots."""
        return words(self.key, **dict(self.texts), **dict(self.numbers))


def said(key: str, /, **slots: str | int) -> Said:
    """A sentence with its slots."""
    return Said(
        key,
        tuple((name, value) for name, value in slots.items() if isinstance(value, str)),
        tuple((name, value) for name, value in slots.items() if isinstance(value, int)),
    )
