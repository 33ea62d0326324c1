"""What a text itself says about its names: titles before them, given names that many people bear, and repetition.

The taggers know the kinds of text they were trained on; these rules hold in any letter, list or note. Titles and
roles are those of ordinary letters; the given names are common ones of Europe.
"""

import functools
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from homeport.labelling import name_words

_CAPITAL = r"[^\W\d_a-zà-öø-ÿšžřčěůőűłńśźżćđ]"
_WORD = rf"{_CAPITAL}(?:[^\W\d_]|['’-](?=[^\W\d_]{{2}})){{0,30}}[^\W\d_]"
_INITIAL = rf"{_CAPITAL}\.?(?![^\W_])"
_PARTICLE = r"(?:von|vom|van|zu|zur|de|del|della|di|da|dos|das|los|las|der|den|ten|ter|af|av|la|le|el|bin|al)"
_SURNAME = rf"(?:{_PARTICLE} ){{0,3}}{_WORD}"

_TITLE = (
    r"(?:Herrn?|Frau|Fräulein|Hr\.?|Fr\.|Dr\.?|Prof\.?|Mr\.?|Mrs\.?|Ms\.?|Miss|Don|Doña|D\.|Dña\.|Dra\.|Sr\.|Sra\.|Srta\."
    r"|Señora?|Fru|Fröken|Frøken|Rouva|Herra|Mme|Monsieur|Madame)"
)
_DEGREE = (
    r"(?:Dr\.?|Prof\.?|PD|Priv\.-Doz\.|OA|OÄ|FA|Ass\.|med\.|habil\.|univ\.|Univ\.|Dipl\.-[A-Z]\w+\.?|dent\.|h\.c\."
    r"|rer\.|nat\.)"
)
_TITLED = re.compile(
    rf"(?<![^\W_]){_TITLE}(?: ?{_DEGREE})* "
    rf"(?P<name>{_WORD}, {_WORD}|(?:{_WORD} |{_INITIAL} ){{0,2}}{_SURNAME})"
)
_PATIENT = re.compile(
    rf"(?<![^\W_])(?:Patient(?:en|in)?|Pat\.|patienten|pasienten|paciente|patient|potilas) "
    rf"(?P<name>{_WORD}, {_WORD}|(?:{_WORD} |{_INITIAL} ){{1,2}}{_SURNAME})"
)
_TITLE_FIRST = re.compile(rf"(?:{_TITLE}|{_DEGREE})(?: |(?<=\.))")
_GENITIVE = re.compile(r"['’]s$")

_NO_NAMES = frozenset(name_words.ROLES.split())
_PLACE_WORDS = frozenset(name_words.PLACES.split())

_GIVEN = frozenset(name_words.GIVEN.split())
_BY_GIVEN = re.compile(
    rf"(?<![^\W_])(?P<given>{_WORD})(?P<more>(?: {_INITIAL})? (?:{_WORD} )?{_SURNAME})(?![^\W_])"
)
_ALSO_WORDS = frozenset(name_words.ALSO_WORDS.split())
_ENDINGS = {
    "fi": ("lla", "llä", "lle", "lta", "ltä", "ssa", "ssä", "sta", "stä", "ksi", "n", "a", "ä", "ta", "tä", "kin"),
    **dict.fromkeys(("sv", "nb", "nn", "da", "de"), ("s",)),
}
"""Cases in which a given name may stand."""

_CAPITALISED = re.compile(_WORD)
_GOES_ON = re.compile(rf"[-'’&/]|(?: {_CAPITAL})")
_BEFORE = re.compile(r"([^\W\d_]+)[./]? *$")
_HOUSE = re.compile(r",? (?:s/n|nº|\d{1,4}(?:,|$|\n))")
_NAMED_AFTER = frozenset(name_words.NAMED_AFTER.split())
_FULL = 2  # words
_LEAST_LETTERS = 4  # of a surname that is looked for elsewhere

Span = tuple[int, int]


def titled(text: str) -> list[Span]:
    """Names that a title tells, and where their parts stand again; in order, apart."""
    first = [span for pattern in (_TITLED, _PATIENT) for span in _after(pattern, text)]
    return _apart([*first, *_again(text, first)])


def given(text: str) -> list[Span]:
    """Names that begin with a common given name; in order, apart."""
    return _apart(_by_given(text))


def lone(text: str, language: str) -> list[Span]:
    """Common given names that stand alone; in order."""
    return list(_lone(text, language))


def merged(
    text: str, tagged: Iterable[Span], by_title: Sequence[Span], by_given: Iterable[Span], lone: Iterable[Span]
) -> list[Span]:
    """The tagger's people, without titles and genitives, and those of the rules.

    Args:
        text: the text.
        tagged: the tagger's people.
        by_title: what a title tells; it beats a shorter name of the tagger.
        by_given: what a given name tells; it gives way to all others, unless they are a single word of it.
        lone: given names alone; they give way to whatever holds them.
    """
    people = _apart([*by_title, *filter(None, (_trimmed(text, *span) for span in tagged))])
    full = [span for span in people if " " in text[span[0] : span[1]]]
    people = _apart([*people, *_outside(by_given, full)])
    return _apart([*people, *_outside(lone, people)])


def _outside(spans: Iterable[Span], taken: Sequence[Span]) -> Iterator[Span]:
    for start, end in spans:
        index = bisect_right(taken, (start, end)) - 1
        before = index >= 0 and taken[index][1] > start
        after = index + 1 < len(taken) and taken[index + 1][0] < end
        if not before and not after:
            yield start, end


def joined(tagged: Iterable[Span], rules: Iterable[Span]) -> list[Span]:
    """All characters of both, in one stretch where they overlap."""
    kept: list[Span] = []
    for start, end in sorted({*tagged, *rules}):
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


def full_or_told(text: str, tagged: Iterable[Span], rules: Sequence[Span]) -> list[Span]:
    """Names of a tagger that takes every noun for a name: those of two words or more, or that the rules tell."""
    known = {text[start:end] for start, end in rules}
    return [
        (start, end)
        for start, end in tagged
        if text[start:end] in known
        or (len(text[start:end].split()) >= _FULL and text[end - 1] != "." and "\n" not in text[start:end])
    ]


def _after(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    for match in pattern.finditer(text):
        span = _without_roles(text, *match.span("name"))
        if span is not None and not _of_place(text, match.start(), span[1]):
            yield span


def _of_place(text: str, start: int, end: int) -> bool:
    """Whether a hospital or street is named after the person."""
    before = _BEFORE.search(text, max(0, start - 30), start)
    return (before is not None and before[1].lower() in _NAMED_AFTER) or _HOUSE.match(text, end) is not None


def _lone(text: str, language: str) -> Iterator[Span]:
    for match in _CAPITALISED.finditer(text):
        if not _is_given(match.group(), language) or _of_place(text, *match.span()):
            continue
        if not _GOES_ON.match(text, match.end()):
            yield match.span()


@functools.lru_cache(maxsize=8192)
def _is_given(word: str, language: str) -> bool:
    """Whether a word alone is a given name, in any case of it."""
    if word.isupper():
        return False
    low = word.lower()
    stems = (low, *(low.removesuffix(ending) for ending in _ENDINGS.get(language, ()) if low.endswith(ending)))
    return any(len(stem) >= _LEAST_LETTERS and stem in _GIVEN and stem not in _ALSO_WORDS for stem in stems)


def _without_roles(text: str, start: int, end: int) -> Span | None:
    """The name without degrees before it, up to the first word that is no name."""
    trimmed = _trimmed(text, start, end)
    if trimmed is None:
        return None
    start, end = trimmed
    for word in re.finditer(r"[^\W\d_]+\.?", text[start:end]):
        if word.group().lower().rstrip(".") in _NO_NAMES or word.group() in {
            "OA",
            "PD",
            "Dr",
            "Prof",
            "Dr.",
            "Prof.",
        }:
            end = start + word.start()
            break
    name = text[start:end].rstrip(" ,-")
    return (start, start + len(name)) if len(name) > 1 else None


def _by_given(text: str) -> Iterator[Span]:
    for match in _BY_GIVEN.finditer(text):
        if match["given"].lower() not in _GIVEN:
            continue
        span = _without_roles(text, *match.span())
        if span is None or " " not in text[span[0] : span[1]] or _of_place(text, *span):
            continue
        if text[span[0] : span[1]].rsplit(maxsplit=1)[-1].lower() not in _PLACE_WORDS:
            yield span


def _again(text: str, titled: Iterable[Span]) -> Iterator[Span]:
    """Where the longest parts of titled names stand once more."""
    words = {
        word
        for start, end in titled
        for word in re.findall(_WORD, text[start:end])
        if len(word) >= _LEAST_LETTERS and not word.isupper()
    }
    if words:
        alternatives = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
        yield from (match.span() for match in re.finditer(rf"(?<![^\W_])(?:{alternatives})(?![^\W_])", text))


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while match := _TITLE_FIRST.match(text, start, end):
        start = match.end()
    genitive = _GENITIVE.search(text[start:end])
    if genitive:
        end = start + genitive.start()
    while start < end and text[start].isspace():
        start += 1
    return (start, end) if start < end else None


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Spans without overlap, the longer first; in order of place."""
    kept: list[Span] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if kept and start < kept[-1][1]:
            if end - start > kept[-1][1] - kept[-1][0]:
                kept[-1] = (start, end)
            continue
        kept.append((start, end))
    return kept
