"""Names of people, places and organisations in running text, by a small tagger of conditional random fields.

One model a language, given by the caller: nothing is read here. Names in small letters are not found, nor are
names in languages without a model. Models, their origin and how well they do: resources/models/names/ORIGIN.md.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from homeport.labelling import name_rules
from homeport.labelling.languages import guess_language
from homeport.labelling.name_features import features, sentences

MODELS = {"sv": "sv", "nb": "nb", "nn": "nb", "da": "da", "fi": "fi", "de": "de", "es": "es", "en": "en"}
"""Language to the model that reads it."""

LANGUAGES = tuple(dict.fromkeys(MODELS.values()))
"""One model each."""

WEAK = frozenset({"de", "es", "en"})
"""Trained on texts of one narrow kind; they miss and invent more than the others."""

_NOUNS_IN_CAPITALS = frozenset({"de"})
"""Languages in which a capital alone says nothing, with a model that was not trained on ordinary text."""

EAGER = 0.04
"""Measured on held-out sentences of known articles: nine of ten names are touched; of new ones, eight."""

LoadModel = Callable[[str], bytes | None]
"""Gives the model of a language; None when there is none."""


class NamedKind(StrEnum):
    """What a name names."""

    PERSON = "PER"
    PLACE = "LOC"
    ORGANISATION = "ORG"


@dataclass(frozen=True, slots=True)
class Named:
    """``text[start:end]`` is a name."""

    start: int
    end: int
    kind: NamedKind


class _Loaded:
    """A model and its bytes: the library reads them as long as it lives and does not hold them itself."""

    def __init__(self, content: bytes) -> None:
        import pycrfsuite  # type: ignore[import-untyped] # noqa: PLC0415 - only when a name is looked for

        self._content = content
        tagger = pycrfsuite.Tagger()
        tagger.open_inmemory(content)
        self.tag: Callable[[list[list[str]]], list[str]] = tagger.tag
        self.marginal: Callable[[str, int], float] = tagger.marginal


class NameTagger:
    """Finds names. A model is loaded when its language first comes; keep one tagger and share it.

    Not for two threads at once.
    """

    def __init__(self, load: LoadModel) -> None:
        """Take a way to load the model of a language of `LANGUAGES`."""
        self._load = load
        self._models: dict[str, _Loaded | None] = {}

    def find(self, text: str, language: str = "", *, eager: bool = False) -> list[Named]:
        """Every name in `text`, in order of place; offsets are characters of it.

        Args:
            text: what to read.
            language: its language, if known; else it is guessed from the text as a whole.
            eager: also take words that are a person's name with a probability of `EAGER` or more, for those who
                would rather hide a word too many than a name too few.
        """
        model = self._model(language or guess_language(text))
        return list(_tagged(text, model, EAGER if eager else 1.1)) if model else []

    def people(self, text: str, language: str = "", *, eager: bool = False) -> list[Named]:
        """Names of people only: the model's, sharpened by what the text itself tells (`name_rules`)."""
        language = language or guess_language(text)
        people: list[name_rules.Span] = []
        other: list[name_rules.Span] = []
        for named in self.find(text, language, eager=eager):
            (people if named.kind is NamedKind.PERSON else other).append((named.start, named.end))
        titled, given = name_rules.titled(text), name_rules.given(text)
        held = sorted([*people, *other])
        lone = [span for span in name_rules.lone(text, language) if not _held(span, held)]
        if eager:
            spans = name_rules.joined(people, [*titled, *given, *lone])
        else:
            if language in _NOUNS_IN_CAPITALS:
                people = name_rules.full_or_told(text, people, [*titled, *given])
            spans = name_rules.merged(text, people, titled, given, lone)
        return [Named(start, end, NamedKind.PERSON) for start, end in spans]

    def _model(self, language: str) -> _Loaded | None:
        name = MODELS.get(language, "")
        if name and name not in self._models:
            content = self._load(name)
            self._models[name] = _Loaded(content) if content else None
        return self._models.get(name)


def _held(span: name_rules.Span, others: Sequence[name_rules.Span]) -> bool:
    index = bisect_right(others, (span[0], span[1] + 1)) - 1
    return index >= 0 and others[index][1] > span[0]


def _tagged(text: str, model: _Loaded, least: float) -> Iterator[Named]:
    for spans in sentences(text):
        words = [text[start:end] for start, end in spans]
        if all(word.islower() or not word[0].isalpha() for word in words):
            continue  # no name begins with a small letter
        tags = model.tag(features(words))
        if least < 1:
            tags = [
                _PERSON if tag == "O" and word[0].isupper() and _person(model, index) >= least else tag
                for index, (word, tag) in enumerate(zip(words, tags, strict=True))
            ]
        yield from _joined(spans, tags)


_PERSON = f"B-{NamedKind.PERSON}"


def _person(model: _Loaded, index: int) -> float:
    return model.marginal(_PERSON, index) + model.marginal(f"I-{NamedKind.PERSON}", index)


def _joined(spans: Sequence[tuple[int, int]], tags: Sequence[str]) -> Iterator[Named]:
    start = end = 0
    kind = ""
    for (first, last), tag in zip(spans, tags, strict=True):
        if kind and tag == f"I-{kind}":
            end = last
            continue
        if kind:
            yield Named(start, end, NamedKind(kind))
        kind, start, end = tag[2:], first, last
    if kind:
        yield Named(start, end, NamedKind(kind))
