"""What the name tagger sees of a text: sentences, tokens, and features of a token and its neighbours.

The models were trained on exactly these; a change here asks for training again (packaging/models/train_names.py).
"""

import functools
import re
from collections.abc import Iterator, Sequence

VERSION = "1"
"""Changes with the features; a model of another version is not used."""

LONGEST_SENTENCE = 250  # tokens

_TOKEN = re.compile(
    r"(?<![^\W_])[^\W\d_]\.(?=[^\W\d_]?)"  # an initial
    r"|[^\W_]+(?:(?:[-'’´&:.\u00ad]|(?<=\d),(?=\d))[^\W_]+)*"
    r"|[^\w\s]|_"
    r"|\n"
)
_ENDS = frozenset(".!?\n")
_SUFFIX_SIGN = re.compile("[:'’´]")


def tokens(text: str) -> list[tuple[int, int]]:
    """Words, numbers, initials, signs and line breaks, in order."""
    return [match.span() for match in _TOKEN.finditer(text)]


def sentences(text: str) -> Iterator[list[tuple[int, int]]]:
    """Tokens of one sentence or line after the other; a full stop ends a sentence only before a capital."""
    found: list[tuple[int, int]] = []
    ended = False
    for start, end in tokens(text):
        if text[start] == "\n":
            if found:
                yield found
            found, ended = [], False
            continue
        if (ended and not text[start].islower()) or len(found) >= LONGEST_SENTENCE:
            yield found
            found = []
        found.append((start, end))
        ended = end - start == 1 and text[start] in _ENDS
    if found:
        yield found


def features(words: Sequence[str]) -> list[list[str]]:
    """The features of each word of one sentence."""
    about = [_of(word) for word in words]
    last = len(words) - 1
    rows: list[list[str]] = []
    for index, (own, shape, _, _, _, _) in enumerate(about):
        row = [*own]
        if index:
            _, before_shape, before, _, _, _ = about[index - 1]
            row += before
            row.append(f"s-|{before_shape}|{shape}")
            row += about[index - 2][4] if index > 1 else ("^2",)
        else:
            row.append("^")
        if index < last:
            _, after_shape, _, after, _, _ = about[index + 1]
            row += after
            row.append(f"s+|{shape}|{after_shape}")
            row += about[index + 2][5] if index + 1 < last else ("$2",)
        else:
            row.append("$")
        rows.append(row)
    return rows


_Words = tuple[str, ...]


@functools.lru_cache(maxsize=65536)
def _of(word: str) -> tuple[_Words, str, _Words, _Words, _Words, _Words]:
    """A word's own features, its shape, and what it says about the words beside it and next but one."""
    low = word.lower()
    shape = _shape(word)
    own = ["b", f"w={low}", f"s={shape}"]
    own += [f"e{n}={low[-n:]}" for n in (1, 2, 3, 4) if len(low) >= n]
    own += [f"p{n}={low[:n]}" for n in (2, 3, 4) if len(low) > n]
    if shape[0] == "X":
        own += [f"E{n}={low[-n:]}" for n in (2, 3, 4) if len(low) > n]
        own.append(f"S{min(len(low), 9)}")
    if "-" in low:
        own.append(f"h={low.rsplit('-', 1)[1][-5:]}")
    stem = _SUFFIX_SIGN.split(low)[0]
    if stem != low:
        own.append(f"base={stem}")
    short = low[-3:]
    return (
        tuple(own),
        shape,
        (f"w-={low}", f"e-={short}"),
        (f"w+={low}", f"e+={short}"),
        (f"w-2={low}", f"s-2={shape}"),
        (f"w+2={low}", f"s+2={shape}"),
    )


def _shape(word: str) -> str:
    """Kinds of characters, runs shortened: ``Xx`` for Anna, ``X.`` for an initial, ``XX`` for capitals."""
    if word.islower() and word.isalpha():
        return "x"
    kinds: list[str] = []
    for letter in word:
        kind = "X" if letter.isupper() else "x" if letter.isalpha() else "9" if letter.isdigit() else letter
        if kinds[-2:] != [kind, kind] and not (kind == "x" and kinds[-1:] == ["x"]):
            kinds.append(kind)
    return "".join(kinds)[:8]
