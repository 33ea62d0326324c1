"""Every sentence the labeller can say has its own in English and Swedish."""

import dataclasses
import tomllib
from pathlib import Path

import pytest

from homeport.domain.data_class import Category, DataClass
from homeport.domain.document import Document, Remark, Section, SectionKind, Unread, UnreadPart
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.labelling.kinds import KINDS
from homeport.labelling.label import label_document, label_text
from homeport.services.raise_class import RAISED, raise_class
from homeport.ui import finding_words
from homeport.ui.finding_words import FindingWords
from homeport.ui.words import Words

RESOURCES = Path(__file__).parents[2] / "resources" / "i18n"
LANGUAGES = ("en", "sv")


@pytest.fixture(params=LANGUAGES)
def spoken(request: pytest.FixtureRequest) -> FindingWords:
    return FindingWords(Words(RESOURCES, request.param))


@pytest.fixture
def english() -> FindingWords:
    return FindingWords(Words(RESOURCES, "en"))


@pytest.fixture
def swedish() -> FindingWords:
    return FindingWords(Words(RESOURCES, "sv"))


def catalogue(language: str) -> dict[str, object]:
    return tomllib.loads((RESOURCES / language / "findings.toml").read_text("utf-8"))


def finding(evidence: str, place: str = "page 3", source: str = "a.pdf", **fields: object) -> Finding:
    found = Finding(
        "SE_PNR", source, place, 0, 4, DataClass.RESTRICTED, Category.PERSONAL, "check digits", evidence
    )
    return dataclasses.replace(found, **fields)


def document(**fields: object) -> Document:
    return dataclasses.replace(Document("a.pdf", "00", 1, "application/pdf", "text"), **fields)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entry", sorted(KINDS))
def test_every_kind_of_the_labeller_has_a_sentence(entry: str, language: str) -> None:
    assert entry in catalogue(language)


@pytest.mark.parametrize("entry", sorted(KINDS))
def test_english_says_what_the_labeller_says(entry: str, english: FindingWords) -> None:
    assert english.evidence(finding(KINDS[entry].evidence)) == KINDS[entry].evidence


@pytest.mark.parametrize("entry", sorted(KINDS))
def test_swedish_is_never_the_english(entry: str, swedish: FindingWords) -> None:
    assert swedish.evidence(finding(KINDS[entry].evidence)) == catalogue("sv")[entry]
    assert swedish.evidence(finding(KINDS[entry].evidence)) != KINDS[entry].evidence


@pytest.mark.parametrize("why", list(Unread))
def test_what_the_labeller_says_of_an_unread_document_is_known(why: Unread, swedish: FindingWords) -> None:
    (found,) = label_document(document(text="", unread=why)).findings
    assert swedish.unread(why) in swedish.evidence(found)
    assert "could not" not in swedish.sentence(found)


@pytest.mark.parametrize("why", list(Unread))
def test_every_reason_has_a_next_step(why: Unread, spoken: FindingWords) -> None:
    assert spoken.unread_next(why).endswith(".")
    assert spoken.unread_short(why)


@pytest.mark.parametrize("remark", list(Remark))
def test_every_remark_is_said(remark: Remark, spoken: FindingWords) -> None:
    assert spoken.remark(remark).endswith(".")


@pytest.mark.parametrize("kind", list(SectionKind))
@pytest.mark.parametrize("name", ["", "3", "Löner", "page 3", "text box 2", "Bilaga.pdf: 3", "Bilaga.pdf"])
def test_every_place_is_said(kind: SectionKind, name: str, swedish: FindingWords, english: FindingWords) -> None:
    place = Section(kind, name, 0, 1).words
    said = swedish.place(place)
    assert said
    if kind is not SectionKind.HEADER and kind is not SectionKind.METADATA:
        assert "Bilaga.pdf" in said if "Bilaga" in name else True
    assert "{" not in said + english.place(place)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("page 3", "sidan 3"),
        ("pages 41-77", "sidorna 41-77"),
        ("slide 12", "bild 12"),
        ("sheet Löner", "bladet Löner"),
        ("paragraph 7", "stycke 7"),
        ("table 2", "tabell 2"),
        ("header", "sidhuvudet"),
        ("header mail", "meddelandets huvud"),
        ("footer", "sidfoten"),
        ("comment Anna", "en kommentar av Anna"),
        ("comment page 4", "en kommentar på sidan 4"),
        ("note speaker notes 3", "talarmanuset till bild 3"),
        ("hidden slide 4", "den dolda bilden 4"),
        ("hidden sheet Gammalt", "det dolda bladet Gammalt"),
        ("hidden hidden text near paragraph 7", "dold text vid stycke 7"),
        ("hidden changed text near paragraph 7", "den tidigare lydelsen vid stycke 7"),
        ("paragraph text box 1", "textruta 1"),
        ("paragraph chart 2", "diagram 2"),
        ("metadata Title", "egenskapen ”Title”"),
        ("metadata link", "adressen i en länk"),
        ("properties", "egenskaperna"),
        ("page Bilaga.pdf: 3", "sidan 3 i Bilaga.pdf"),
        ("body notes.txt", "bilagan notes.txt"),
        ("attachment Bilaga.pdf", "bilagan Bilaga.pdf"),
        ("embedded object", "ett inbäddat objekt"),
        ("something.bin", "something.bin"),
    ],
)
def test_a_place_in_swedish(place: str, said: str, swedish: FindingWords) -> None:
    assert swedish.place(place) == said


def test_the_badge_says_why_as_in_the_wording(english: FindingWords, swedish: FindingWords) -> None:
    label = Label(DataClass.RESTRICTED, (finding(KINDS["SE_PNR"].evidence),))
    assert english.why(label) == (
        "Restricted, because page 3 holds a Swedish personal identity or coordination number with a correct check"
        " digit."
    )
    assert swedish.why(label) == (
        "Strängt konfidentiell: på sidan 3 finns ett svenskt personnummer eller samordningsnummer med korrekt"
        " kontrollsiffra."
    )


def test_the_badge_says_the_default(english: FindingWords, swedish: FindingWords) -> None:
    label = label_text("Hello there", "instruction")
    assert english.why(label) == (
        "Internal, because nothing else was found. Text alone cannot show that something is public."
    )
    assert swedish.why(label).startswith("Intern, eftersom inget annat hittades.")


def test_the_badge_says_what_was_not_read(english: FindingWords, swedish: FindingWords) -> None:
    label = label_document(document(text="", unread=Unread.PASSWORD))
    assert english.why(label, Unread.PASSWORD).startswith(
        "Could not be read, so it is treated as restricted. Nothing from it will leave this computer."
    )
    assert "lösenord" in swedish.why(label, Unread.PASSWORD)


def test_an_unread_part_is_said_as_such(english: FindingWords) -> None:
    parts = (UnreadPart("pages 41-77", Unread.NO_TEXT),)
    label = label_document(document(unread_parts=parts))
    assert english.why(label).startswith("Restricted, because pages 41-77 could not be read: it holds no text")


def test_more_findings_of_the_class_are_counted(english: FindingWords) -> None:
    found = finding(KINDS["CARD"].evidence)
    assert english.why(Label(DataClass.RESTRICTED, (found, found))).endswith(
        "One more finding has the same class."
    )
    assert english.why(Label(DataClass.RESTRICTED, (found,) * 4)).endswith("3 more findings have the same class.")


def test_a_raised_class_is_not_called_found(english: FindingWords) -> None:
    assert english.why(Label(DataClass.RESTRICTED)) == "Restricted, because a person raised it."


def test_a_person_s_word_is_said_as_such(english: FindingWords, swedish: FindingWords) -> None:
    raised = raise_class(label_text("Hello", "instruction"), "instruction", DataClass.CONFIDENTIAL)
    assert english.why(raised) == "Confidential, because a person raised it."
    assert swedish.sentence(raised.findings[0]) == "En persons ord på att det är känsligare"
    found = raise_class(label_text("Mail a@example.com", "a.pdf"), "a.pdf", DataClass.RESTRICTED)
    card = replace_findings(found, finding(KINDS["CARD"].evidence))
    assert english.why(card).startswith("Restricted, because page 3 holds a payment card number")


def test_the_kind_of_a_person_s_word_is_that_of_the_service() -> None:
    assert finding_words.RAISED == RAISED


def replace_findings(label: Label, *more: Finding) -> Label:
    return dataclasses.replace(label, findings=(*label.findings, *more))


def test_a_struck_finding_is_called_a_false_alarm(english: FindingWords) -> None:
    struck = finding(KINDS["CARD"].evidence, struck=True)
    assert english.sentence(struck).endswith("(called a false alarm)")
    assert english.why(Label(DataClass.INTERNAL, (struck,))).startswith("Internal: what was found")


def test_many_findings_and_names_of_labels_are_said(swedish: FindingWords) -> None:
    text = "\n".join(f"Card 4111 1111 1111 1111 row {number}" for number in range(230))
    last = [found for found in label_text(text, "a.txt").findings if "more of them" in found.evidence]
    assert [swedish.evidence(found) for found in last] == [
        "ett betalkortsnummer med korrekt kontrollsiffra, och 30 till"
    ]
    marked = label_document(document(markings=(("MSIP_Label_1", "Confidential"),)))
    said = [swedish.evidence(found) for found in marked.findings]
    assert "en känslighetsetikett på konfidentiell nivå (MSIP_Label_1)" in said


def test_a_sentence_of_another_labeller_is_shown_as_it_is(swedish: FindingWords) -> None:
    assert swedish.evidence(finding("a thing nobody knows (at all)")) == "a thing nobody knows (at all)"


def test_coverage_in_the_words_of_row_ten(english: FindingWords, swedish: FindingWords) -> None:
    pages = tuple(Section(SectionKind.PAGE, str(number), 0, 1) for number in range(1, 164))
    half = document(sections=pages, unread_parts=(UnreadPart("pages 41-77", Unread.NO_TEXT),))
    assert english.coverage(half) == (
        "Read 163 of 200 pages. Not read: 41-77 (scanned). Do not rely on “not found” for these pages."
    )
    assert swedish.coverage(half) == (
        "163 av 200 sidor är lästa. Ej lästa: 41-77 (skannad). Lita inte på ”hittades inte” för de sidorna."
    )


def test_coverage_counts_what_it_does_not_list(english: FindingWords) -> None:
    parts = tuple(UnreadPart(f"file {number}.bin", Unread.UNKNOWN_FORMAT) for number in range(40))
    said = english.coverage(document(unread_parts=parts))
    assert said.startswith("40 parts were not read: file 0.bin (unknown format), ")
    assert "and 28 more" in said


def test_everything_read_says_nothing(english: FindingWords) -> None:
    assert english.coverage(document()) == ""


def test_no_sentence_promises_what_is_not_known() -> None:
    never = ("safe", "secure", "verified", "compliant", "anonymi", "säker", "verifier", "anonym")
    for language in LANGUAGES:
        for key, sentence in catalogue(language).items():
            said = sentence if isinstance(sentence, str) else " ".join(sentence.values())
            said = said.replace("rikets säkerhet", "")
            assert not [word for word in never if word in said.lower()], (language, key)
