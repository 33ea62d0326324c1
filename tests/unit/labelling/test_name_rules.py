"""Names that a text tells by itself: after a title, by a given name, and where they stand again."""

import time

import pytest

from homeport.labelling import name_rules
from homeport.labelling.names import NamedKind, NameTagger

NONE = NameTagger(lambda _: None)


def people(text: str, language: str = "") -> list[str]:
    named = NONE.people(text, language)
    assert all(one.kind is NamedKind.PERSON for one in named)
    return [text[one.start : one.end] for one in named]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Wir berichten über Frau Kleinschmidt, geboren 1950.", ["Kleinschmidt"]),
        ("Die Aufnahme von Herrn Prof. Dr. med. Otto von Stein erfolgte gestern.", ["Otto von Stein"]),
        ("Über Herrn BRANDT, Emil wird berichtet.", ["BRANDT, Emil"]),
        ("Unseren Patienten Egon Vogt sahen wir gern.", ["Egon Vogt"]),
        ("I spoke to Mrs. Applewhite's lawyer.", ["Applewhite"]),
        ("Remitido por: Dra. Inés Quiroga de las Heras", ["Inés Quiroga de las Heras"]),
        ("Det sade fru Lagerkvist igår, och Fru Lagerkvist igen.", ["Lagerkvist"]),
    ],
)
def test_a_title_tells_a_name(text: str, names: list[str]) -> None:
    assert set(names) <= set(people(text))


@pytest.mark.parametrize(
    "text",
    [
        "Sehr geehrte Frau Kollegin, sehr geehrter Herr Kollege,",
        "Der Patient wurde entlassen. Patienten Diabetes bekannt.",
        "Plaza Prof. Andrés Belmonte, s/n",
        "Hospital Manuel Olmedo, Soria",
        "Calle Carmen Ruiz, 12",
        "Virginia Beach and Victoria Street are places.",
        "ELISA test, 3 ml",
        "Inga regler gäller. Hans bil är röd. Ville gå.",
    ],
)
def test_roles_places_and_words_are_no_names(text: str) -> None:
    assert people(text) == []


def test_a_titled_name_is_a_name_where_it_stands_again() -> None:
    text = "Herr Kleinschmidt kam. Später ging Kleinschmidt heim; Kleinschmidts Frau blieb."
    assert people(text).count("Kleinschmidt") == 2


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Annika L. Forsgren lives at 12 Elm Street.", "Annika L. Forsgren"),
        ("Huomenna Annikan pitää lähteä.", "Annikan"),
        ("Så sade Birgitta till slut.", "Birgitta"),
        ("the poems of Richard Oldacre's youth", "Richard Oldacre"),
    ],
)
def test_a_common_given_name_tells_a_name(text: str, name: str) -> None:
    assert people(text, "fi" if "Annikan" in text else "") == [name]


def test_the_longer_name_wins_and_spans_are_apart() -> None:
    text = "Herra Mattila ja Anna Maria Koskela"
    spans = name_rules.merged(text, [(0, 13), (17, 21)], name_rules.titled(text), name_rules.given(text), [])
    assert [text[start:end] for start, end in spans] == ["Mattila", "Anna Maria Koskela"]


@pytest.mark.parametrize("piece", ["Frau Kleinschmidt und Anna Berg A B C. ", "Aaa-", "Aa", "Anna Anna "])
def test_time_grows_with_the_text_only(piece: str) -> None:
    def seconds(times: int) -> float:
        text = piece * times
        started = time.process_time()
        people(text, "de")
        return time.process_time() - started

    seconds(10)
    assert seconds(4000) < 20 * max(seconds(500), 0.01)
