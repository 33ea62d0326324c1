"""Every place in a text where something known stands again: names also bent, numbers also grouped otherwise.

One walk over the words of the text; each word costs a bounded number of look-ups, however much is known.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from homeport.redaction.entities import PERSON, EntityTable
from homeport.text.view import View

_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 12
_LONGEST_GAP = 3  # characters between two words of one name or value
_SHORTEST_VALUE = 4  # letters and digits; shorter ones would be found everywhere
_SURE_LENGTH = 5  # letters from which a single name counts in lower case too


@dataclass(frozen=True, slots=True)
class Mention:
    """Something to replace at ``text[start:end]``; `key` is the name without its ending."""

    start: int
    end: int
    type: str
    key: str | None = None


class _Word(NamedTuple):
    folded: str
    start: int
    end: int
    capital: bool


def occurrences(view: View, table: EntityTable) -> Iterator[Mention]:
    """Where the names and values of `table` stand in the text of `view`, in characters of the original text."""
    text = view.text
    words = [
        _Word(match.group().casefold(), match.start(), match.end(), match.group()[0].isupper())
        for match in _WORD.finditer(text)
    ]
    index = 0
    while index < len(words):
        found = _name(table, text, words, index) or _value(table, words, index)
        if found is None:
            index += 1
            continue
        mention, count = found
        start, end = view.span(mention.start, mention.end)
        yield Mention(start, end, mention.type, mention.key)
        index += count


def _name(table: EntityTable, text: str, words: list[_Word], index: int) -> tuple[Mention, int] | None:
    """The longest name that begins with this word."""
    first = words[index]
    joined = first.folded
    best: tuple[Mention, int] | None = None
    for count in range(1, _MOST_WORDS + 1):
        last = words[index + count - 1]
        led = table.stem_of(joined, last.folded)
        if led is not None:
            key, cut = led
            alone = count == 1 and not first.capital and len(joined) - cut < _SURE_LENGTH
            if not alone:
                best = Mention(first.start, last.end - cut, PERSON, key), count
        if joined not in table.beginnings or index + count >= len(words):
            break
        following = words[index + count]
        if following.start - last.end > _LONGEST_GAP or "\n\n" in text[last.end : following.start]:
            break
        joined = f"{joined} {following.folded}"
    return best


def _value(table: EntityTable, words: list[_Word], index: int) -> tuple[Mention, int] | None:
    """The longest value that begins with this word, however its signs between letters and digits are set."""
    first = words[index]
    if first.folded not in table.value_beginnings and not any(map(str.isdigit, first.folded)):
        return None
    joined = first.folded
    best: tuple[Mention, int] | None = None
    for count in range(1, _MOST_WORDS + 1):
        if len(joined) > table.longest_value:
            break
        kind = table.values.get(joined)
        if kind is not None and len(joined) >= _SHORTEST_VALUE:
            best = Mention(first.start, words[index + count - 1].end, kind), count
        if index + count >= len(words):
            break
        following = words[index + count]
        if following.start - words[index + count - 1].end > _LONGEST_GAP:
            break
        joined += following.folded
    return best
