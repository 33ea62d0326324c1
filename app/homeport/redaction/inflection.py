"""How a name is bent in the Nordic languages and English: the stems it can take, and what may follow each.

The forms are made from the name, never guessed back from a form alone: "Anders" is no genitive unless "Ander" is
known. Covered are the genitive -s, Finnish cases with weak grade and the -nen, -i and -e stems, and the commonest
Icelandic endings; umlaut ("Anna", "Önnu") is not.
"""

import functools

LONGEST = 6
"""Letters of the longest ending."""

_SHORTEST_STEM = 3
_VOWELS = frozenset("aeiouyäöåáéíóúýæø")
_ICELANDIC = frozenset("þðáíóúýæö")
_WEAK_CASES = ("n", "lla", "llä", "lta", "ltä", "lle", "ssa", "ssä", "sta", "stä", "ksi", "tta", "ttä")
_STRONG_CASES = ("a", "ä", "ta", "tä", "na", "nä", "seen")
_AFTER_CONSONANT = frozenset(
    ("in", "iin", "ia", "iä", "ina", "inä", *(f"i{case}" for case in _WEAK_CASES if case != "n"))
)
_GRADES = (
    ("kk", "k"),
    ("pp", "p"),
    ("tt", "t"),
    ("nk", "ng"),
    ("nt", "nn"),
    ("lt", "ll"),
    ("rt", "rr"),
    ("mp", "mm"),
    ("ht", "hd"),
    ("t", "d"),
    ("p", "v"),
    ("k", ""),
)
_GENITIVE = frozenset(("s",))
ENDINGS = (
    _GENITIVE
    | _AFTER_CONSONANT
    | {*_WEAK_CASES, *_STRONG_CASES, *(f"{vowel}n" for vowel in _VOWELS), *(f"h{vowel}n" for vowel in _VOWELS)}
    | {"ar", "i", "u"}
)
"""Every ending that some stem can carry."""


Stem = tuple[str, frozenset[str]]


@functools.lru_cache(maxsize=4096)
def stems(name: str) -> tuple[Stem, ...]:
    """The stems of a case-folded name with the endings each may carry; the name itself comes first.

    The empty ending stands for the stem alone. A name of one or two letters is not bent.
    """
    if len(name) < _SHORTEST_STEM:
        return ((name, frozenset(("",))),)
    found: list[Stem] = []
    if name[-1] in _VOWELS:
        found.append((name, _GENITIVE | _vowel_cases(name) | {""}))
        found.extend((weak, frozenset(_WEAK_CASES)) for weak in _weak(name))
        if name[-1] == "i":
            bent = f"{name[:-1]}e"
            found.append((bent, _vowel_cases(bent)))
            found.extend((weak, frozenset(_WEAK_CASES)) for weak in _weak(bent))
    else:
        found.append((name, _GENITIVE | _AFTER_CONSONANT | {""}))
        if name.endswith("nen"):
            bent = f"{name[:-3]}se"
            found += [(bent, _vowel_cases(bent)), (f"{name[:-3]}s", frozenset(("ta", "tä")))]
    found.extend(_icelandic(name))
    return tuple((stem, endings) for stem, endings in found if len(stem) >= _SHORTEST_STEM)


@functools.lru_cache(maxsize=64)
def _cases(vowel: str) -> frozenset[str]:
    return frozenset((*_WEAK_CASES, *_STRONG_CASES, f"{vowel}n", f"h{vowel}n"))


def _vowel_cases(name: str) -> frozenset[str]:
    return _cases(name[-1])


def _weak(name: str) -> list[str]:
    body, vowel = name[:-1], name[-1]
    for strong, weak in _GRADES:
        if body.endswith(strong):
            # A single stop weakens between vowels only: "Lahti" has its own row, "Markku" its pair.
            if len(strong) == 1 and body[-2:-1] not in _VOWELS:
                return []
            return [body[: len(body) - len(strong)] + weak + vowel]
    return []


def _icelandic(name: str) -> list[Stem]:
    found: list[Stem] = []
    if name.endswith("son"):
        found.append((name, frozenset(("ar",))))
    if name.endswith("dóttir"):
        found.append((f"{name[:-2]}ur", frozenset(("",))))
    if _ICELANDIC.isdisjoint(name):
        return found
    if name.endswith("ur"):
        found.append((name[:-2], frozenset(("s", "ar", "i"))))
    elif name.endswith("a"):
        found.append((name[:-1], frozenset(("u",))))
    elif name[-1] not in _VOWELS:
        found.append((name, frozenset(("i", "ar"))))
    return found
