"""Sentences come from catalogues, every language says everything, and a missing one is said in English."""

from pathlib import Path

import pytest

from homeport.text.messages import Messages, languages, read_catalogue, slots_of

SHIPPED = Path(__file__).parents[3] / "resources" / "i18n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for language, text in {
        "en": 'hello = "Hello {name}"\nonly = "Only English"\n'
        '[pages]\none = "{count} page"\nother = "{count} pages"',
        "sv": 'hello = "Hej {name}"\n[pages]\none = "{count} sida"\nother = "{count} sidor"',
    }.items():
        (tmp_path / language).mkdir()
        (tmp_path / language / "common.toml").write_text(text, "utf-8")
    return tmp_path


def test_a_sentence_is_said_in_the_language_with_its_slots(folder: Path) -> None:
    assert Messages(folder, "sv").say("common.hello", name="Åsa") == "Hej Åsa"


def test_a_value_with_braces_is_not_read_as_a_slot(folder: Path) -> None:
    assert Messages(folder, "en").say("common.hello", name="{0.__class__}") == "Hello {0.__class__}"


def test_what_a_language_lacks_is_said_in_english(folder: Path) -> None:
    assert Messages(folder, "sv").say("common.only") == "Only English"
    assert Messages(folder, "fi").say("common.only") == "Only English"
    assert Messages(folder, "fi").has("common.only")


@pytest.mark.parametrize(("count", "said"), [(0, "0 sidor"), (1, "1 sida"), (2, "2 sidor")])
def test_a_count_chooses_the_form(folder: Path, count: int, said: str) -> None:
    assert Messages(folder, "sv").say("common.pages", count=count) == said


def test_values_are_shown_by_the_function_given(folder: Path) -> None:
    assert Messages(folder, "sv").say("common.pages", lambda value: f"<{value}>", count=12) == "<12> sidor"


def test_an_unknown_sentence_is_an_error(folder: Path) -> None:
    messages = Messages(folder, "en")
    assert not messages.has("common.nothing")
    with pytest.raises(KeyError, match=r"common\.nothing"):
        messages.say("common.nothing")


def test_a_catalogue_with_another_shape_is_refused(folder: Path) -> None:
    (folder / "en" / "common.toml").write_text('[pages]\none = "x"', "utf-8")
    with pytest.raises(ValueError, match="pages is neither"):
        read_catalogue(folder / "en")


def test_languages_are_the_folders_english_first(folder: Path) -> None:
    (folder / "da").mkdir()
    assert languages(folder) == ("en", "da", "sv")


@pytest.mark.parametrize("language", [code for code in languages(SHIPPED) if code != "en"])
def test_every_language_has_every_sentence_with_the_same_slots(language: str) -> None:
    english, other = read_catalogue(SHIPPED / "en"), read_catalogue(SHIPPED / language)
    assert set(other) == set(english)
    for key, sentence in english.items():
        assert slots_of(other[key]) == slots_of(sentence), key
        assert isinstance(other[key], str) == isinstance(sentence, str), key


@pytest.mark.parametrize("language", languages(SHIPPED))
def test_no_sentence_promises_what_nobody_can(language: str) -> None:
    """wording.md: never safe, secure, verified, compliant, anonymised."""
    never = {
        "en": ("safe", "secure", "verified", "compliant", "anonymised"),
        "sv": ("säker", "säkert", "säkra", "verifierad", "verifierat", "anonymiserad", "anonymiserat"),
    }.get(language, ())
    for key, sentence in read_catalogue(SHIPPED / language).items():
        words = " ".join([sentence] if isinstance(sentence, str) else sentence.values()).lower()
        said = {word.strip(".,:;!?()\"'”") for word in words.split()}
        assert not said & set(never), key
