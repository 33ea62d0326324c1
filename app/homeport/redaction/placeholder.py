r"""Placeholders: ``[PERSON_1_k7q]`` is a type, a number and the nonce of the session.

Another spelling of the same value carries letters after the number (``[PERSON_1b_k7q]``), so that what is put back
is exactly what stood there. A model may change case, brackets and the sign between the parts, escape them
(``\[PERSON\_1\_k7q\]``) or add an ending. It may not change type, number or nonce: that is reported, not guessed.
"""

import functools
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_LETTERS = "bcdfghjkmnpqrtvwxz"  # no vowels, so no words; no l, s, y that are misread
_DIGITS = "23456789"
_LONGEST_TYPE = 24
_SEPARATOR = r"\\{0,2}[_\- \u00a0\u2010-\u2015]"
_BEGUN = r"\\{0,2}"
_BOUNDARY = r"(?<![A-Za-z0-9])"
_PAIRS = ((r"\[", r"\]"), ("<", ">"), (r"\{", r"\}"), ("`", "`"))

_NONCE = rf"(?:[{_LETTERS}][{_DIGITS}])+[{_LETTERS}]"
_NONCE_LIKE = re.compile(rf"(?<![A-Za-z0-9]){_NONCE}", re.IGNORECASE | re.ASCII)
_SAID = re.compile(r"[A-Z]{1,24}")


def type_word(word: str) -> str:
    """A type as it can stand in a placeholder: capital ASCII letters only."""
    letters = re.sub("[^A-Z]", "", word.upper())[:_LONGEST_TYPE]
    return letters or "VALUE"


def is_type(word: str) -> bool:
    """Whether `type_word` would leave it as it is."""
    return _SAID.fullmatch(word) is not None


def is_nonce(word: str) -> bool:
    """Whether the word has the form of a nonce."""
    return re.fullmatch(_NONCE, word) is not None


def pick_nonce(seed: bytes, texts: Iterable[str]) -> str:
    """A nonce that nothing in `texts` can be taken for.

    Args:
        seed: random bytes; the same seed and texts give the same nonce.
        texts: everything that will be replaced in, as far as it is known.
    """
    taken = {word.lower() for text in texts for word in _NONCE_LIKE.findall(text)}
    for nonce in _candidates(seed):
        if nonce not in taken:
            return nonce
    raise AssertionError("a text cannot hold every nonce of every length")


def _candidates(seed: bytes) -> Iterator[str]:
    pairs = 1
    while True:
        for count in range(4096):
            drawn = hashlib.sha256(seed + count.to_bytes(4, "big") + bytes((pairs,))).digest()
            body = "".join(
                _LETTERS[drawn[2 * i] % len(_LETTERS)] + _DIGITS[drawn[2 * i + 1] % len(_DIGITS)]
                for i in range(pairs)
            )
            yield body + _LETTERS[drawn[2 * pairs] % len(_LETTERS)]
        pairs += 1


def variant_letters(index: int) -> str:
    """What stands after the number for the spelling of that index: nothing, b, c ... z, ba, bb ..."""
    letters = ""
    while index:
        index, digit = divmod(index, 26)
        letters = chr(ord("a") + digit) + letters
    return letters


def placeholder(word: str, number: int, variant: int, nonce: str) -> str:
    """The placeholder as it is sent."""
    return f"[{word}_{number}{variant_letters(variant)}_{nonce}]"


def name_of(word: str, number: str, letters: str) -> str:
    """What a placeholder is looked up by: type and number with the letters of the spelling."""
    return f"{word.upper()}_{number}{letters.lower()}"


@dataclass(frozen=True, slots=True)
class Grammar:
    """How placeholders of one session are found in what a model wrote."""

    token: re.Pattern[str]
    """A placeholder with type, number and letters as groups, or something mangled without them."""

    begun: re.Pattern[str]
    """What can still become a `token` when more text follows; always matches, at the end if nothing can."""

    longest: int
    """Characters of the longest `begun`."""

    def name(self, match: re.Match[str]) -> str | None:
        """The name of the placeholder; None where the match is mangled."""
        if match.lastgroup == "mangled":
            return None
        group = match.lastgroup or ""
        style = group.removeprefix("nonce")
        return name_of(match[f"type{style}"], match[f"number{style}"], match[f"letters{style}"])


@functools.lru_cache(maxsize=64)
def grammar(nonce: str, types: frozenset[str]) -> Grammar:
    """The grammar of one nonce; `types` are the types whose mangled placeholders are worth a report."""
    nonce_begun = "".join(f"(?:{letter}" for letter in nonce[:-1]) + ")?" * (len(nonce) - 1)
    # Each part: its full form, and how much of it may stand at the end of what has come so far.
    wholes: list[str] = []
    begins: list[str] = []

    def add(style: int, opening: str, closing: str, close_begun: str) -> None:
        head = opening or _BOUNDARY
        wholes.append(
            f"{head}(?P<type{style}>[A-Za-z]{{1,{_LONGEST_TYPE}}})(?:{_SEPARATOR})?(?P<number{style}>[0-9]{{1,6}})"
            f"(?P<letters{style}>[A-Za-z]{{0,3}}){_SEPARATOR}(?P<nonce{style}>{nonce})(?![0-9]){closing}"
        )
        chain = [
            (opening, ""),
            (f"[A-Za-z]{{1,{_LONGEST_TYPE}}}", ""),
            (f"(?:{_SEPARATOR})?", _BEGUN),
            ("[0-9]{1,6}", ""),
            ("[A-Za-z]{0,3}", ""),
            (_SEPARATOR, _BEGUN),
            (nonce, nonce_begun),
        ]
        begins.append(_begun(chain, close_begun) if opening else f"{_BOUNDARY}{_begun(chain[1:])}")

    for style, (opening, closing) in enumerate(_PAIRS):
        add(2 * style, rf"\\{{1,2}}{opening}", rf"\\{{1,2}}{closing}", _BEGUN)
        begins[-1] = rf"(?:{begins[-1]}|\\{{1,2}})"
        add(2 * style + 1, opening, closing, "")
    add(2 * len(_PAIRS), "", "", "")

    mangled = [([(nonce, nonce_begun)], rf"{_BOUNDARY}{nonce}(?![A-Za-z0-9])")]
    if types:
        words = "|".join(sorted(types, key=lambda word: (-len(word), word)))
        whole = rf"{_BOUNDARY}(?:{words})\\{{0,2}}_[0-9]{{1,6}}"
        chain = [("[A-Za-z]{1,24}", ""), (r"\\{0,2}_", _BEGUN), ("[0-9]{1,6}", "")]
        mangled.append((chain, whole))
    begins.extend(_BOUNDARY + _begun(chain) for chain, _ in mangled)
    mangled_whole = "|".join(whole for _, whole in mangled)
    token = re.compile("|".join((*wholes, f"(?P<mangled>{mangled_whole})")), re.IGNORECASE | re.ASCII)
    begun = re.compile(f"(?:{'|'.join(begins)})\\Z|\\Z", re.IGNORECASE | re.ASCII)
    return Grammar(token, begun, 2 * 3 + _LONGEST_TYPE + 2 * 3 + 6 + 3 + len(nonce) + 2)


def _begun(chain: list[tuple[str, str]], then: str = "") -> str:
    expression = then
    for whole, begin in reversed(chain):
        expression = f"(?:{whole}{expression}|{begin})"
    return expression
