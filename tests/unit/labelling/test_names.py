"""Names in running text by the shipped models, and what they do to a label."""

import gc
import random
from itertools import pairwise
from pathlib import Path

import pytest

from homeport.domain.data_class import DataClass
from homeport.labelling.label import label_text
from homeport.labelling.languages import guess_language
from homeport.labelling.name_features import LONGEST_SENTENCE, features, sentences, tokens
from homeport.labelling.names import LANGUAGES, MODELS, WEAK, Named, NamedKind, NameTagger
from homeport.labelling.people import NAMES_EVERYWHERE

MODELS_FOLDER = Path(__file__).parents[3] / "resources" / "models" / "names"

TEXTS = {
    "sv": (
        "I går träffade statsminister Erik Lundgren kollegan Anna Bergström i Malmö.",
        ["Erik Lundgren", "Anna Bergström"],
    ),
    "nb": (
        "Det sier Kari Nordmann og Ola Hansen, som ikke har fått svar fra kommunen.",
        ["Kari Nordmann", "Ola Hansen"],
    ),
    "nn": ("Eg veit ikkje kva ho Kari Haugen meiner, seier Ola Hansen frå Voss.", ["Kari Haugen", "Ola Hansen"]),
    "da": (
        "Det siger Mette Sørensen og Jens Nielsen, der ikke har hørt noget fra ham.",
        ["Mette Sørensen", "Jens Nielsen"],
    ),
    "fi": (
        "Eilen Matti Virtanen ja Liisa Korhonen olivat Helsingissä, mutta se ei ole uutta.",
        ["Matti Virtanen", "Liisa Korhonen"],
    ),
    "es": (
        "Nombre: Carmen. Apellidos: Ruiz Molina. La paciente fue remitida por el Dr. Pedro Gómez.",
        ["Carmen", "Ruiz Molina"],
    ),
}


def load(language: str) -> bytes | None:
    return (MODELS_FOLDER / f"{language}.crf").read_bytes()


@pytest.fixture(scope="module")
def tagger() -> NameTagger:
    return NameTagger(load)


def said(text: str, named: list[Named]) -> list[str]:
    return [text[each.start : each.end] for each in named]


@pytest.mark.parametrize("language", TEXTS)
def test_names_of_people_in_plain_sentences(tagger: NameTagger, language: str) -> None:
    text, names = TEXTS[language]
    assert guess_language(text) == language
    assert set(names) <= set(said(text, tagger.people(text)))


def test_places_and_organisations_are_told_from_people(tagger: NameTagger) -> None:
    text = TEXTS["sv"][0]
    assert ("Malmö", NamedKind.PLACE) in {(text[n.start : n.end], n.kind) for n in tagger.find(text)}


def test_offsets_hold_over_lines_and_odd_letters(tagger: NameTagger) -> None:
    text = f"😀 {TEXTS['sv'][0]}\n\n{TEXTS['sv'][0]}"
    assert said(text, tagger.people(text)) == TEXTS["sv"][1] * 2


def test_eager_takes_what_the_ordinary_reading_takes_and_more(tagger: NameTagger) -> None:
    text = " ".join(text for text, _ in TEXTS.values())
    for language in LANGUAGES:
        sure = tagger.people(text, language)
        eager = tagger.people(text, language, eager=True)
        assert all(any(e.start <= s.start and s.end <= e.end for e in eager) for s in sure)


def test_without_a_model_or_a_language_there_are_no_names() -> None:
    assert NameTagger(lambda _: None).find(TEXTS["sv"][0]) == []
    assert NameTagger(load).find("12345 67890") == []
    assert NameTagger(load).find("") == []


def test_a_model_is_loaded_once_and_only_for_its_language() -> None:
    asked: list[str] = []

    def noted(language: str) -> bytes | None:
        asked.append(language)
        return load(language)

    tagger = NameTagger(noted)
    for _ in range(3):
        tagger.find(TEXTS["nn"][0])
        tagger.find(TEXTS["nb"][0])
    assert asked == ["nb"]


def test_the_models_bytes_live_as_long_as_the_model() -> None:
    tagger = NameTagger(load)
    tagger.find(TEXTS["sv"][0])
    for _ in range(20):
        gc.collect()
        bytearray(1 << 20)
        assert said(TEXTS["sv"][0], tagger.people(TEXTS["sv"][0])) == TEXTS["sv"][1]


def test_the_models_are_small_and_each_says_where_it_comes_from() -> None:
    files = sorted(MODELS_FOLDER.glob("*.crf"))
    origin = (MODELS_FOLDER / "ORIGIN.md").read_text("utf-8")
    assert [path.stem for path in files] == sorted(LANGUAGES)
    assert sum(path.stat().st_size for path in files) <= 3_000_000
    for language in LANGUAGES:
        assert f"| `{language}.crf` |" in origin
    assert set(MODELS) >= set(LANGUAGES) >= WEAK


def test_tokens_cover_all_that_is_no_blank_and_sentences_are_bounded() -> None:
    source = random.Random(5)
    text = "".join(source.choice("aÅ.9 -,\n'’:é!😀_") for _ in range(20_000)) + "Ord " * 1000
    spans = tokens(text)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert "".join(text[a:b] for a, b in spans).replace("\n", "") == "".join(text.split())
    cut = list(sentences(text))
    assert max(map(len, cut)) <= LONGEST_SENTENCE
    assert all(len(features([text[a:b] for a, b in each])) == len(each) for each in cut[:50])


# --- in a label -------------------------------------------------------------------------------------------------


def test_a_name_alone_raises_nothing_and_is_told_only_when_asked_for(tagger: NameTagger) -> None:
    text, names = TEXTS["sv"]
    label = label_text(text, "a", names=tagger)
    assert label.data_class is DataClass.INTERNAL
    assert [text[f.start : f.end] for f in label.findings if f.kind == "NAME"] == names
    assert label_text(text, "a").findings == ()


@pytest.mark.parametrize("contact", ["070-174 06 05", "erik@example.com", "Storgatan 12"])
def test_a_name_with_an_address_telephone_or_e_mail_is_contact_data(tagger: NameTagger, contact: str) -> None:
    text = f"Det säger Erik Lundgren, som nås på {contact} om det är något mer som vi ska göra."
    assert label_text(text, "a", names=tagger).data_class is DataClass.CONFIDENTIAL
    far = text.replace(" om ", f" {'om vädret är det som det är ' * 20} om ").replace("Erik Lundgren", "han")
    assert label_text(far, "a", names=tagger).data_class is DataClass.INTERNAL


def test_a_long_text_is_read_only_where_contact_data_stand(tagger: NameTagger) -> None:
    name = TEXTS["sv"][0]
    filler = "Det här är en vanlig rad om vädret.\n" * (NAMES_EVERYWHERE // 30)
    text = f"{name}\n{filler}Hans nummer är 070-174 06 05. {name}\n{filler}"
    found = [f.start for f in label_text(text, "a", names=tagger).findings if f.kind == "NAME"]
    assert found
    assert min(found) > len(filler)
