"""Markings count where a marking stands, and only there."""

import pytest

from homeport.domain.data_class import Category, DataClass
from homeport.domain.document import Document, Section, SectionKind
from homeport.labelling.label import label_document, label_text
from homeport.labelling.markings import property_label

ORDINARY = "Det här är en vanlig rad om vädret.\n" * 30


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("CONFIDENTIAL", "confidential"),
        ("Strängt konfidentiellt", "restricted"),
        ("STRENGT FORTROLIG", "restricted"),
        ("HEMMELIGT", "restricted"),
        ("ALGERT LEYNDARMÁL", "restricted"),
        ("SALAINEN", "restricted"),
        ("TLP:RED", "restricted"),
        ("Luottamuksellinen", "confidential"),
        ("TRÚNAÐARMÁL", "confidential"),
        ("Streng vertraulich", "restricted"),
        ("DIFFUSION RESTREINTE", "confidential"),
        ("Vertrouwelijk", "confidential"),
        ("TLP:AMBER+STRICT", "confidential"),
        ("Classification: Confidential", "confidential"),
        ("Klassning: Konfidentiell", "confidential"),
        ("Gradering: Strengt fortrolig", "restricted"),
        ("Acme AB | COMPANY CONFIDENTIAL | sida 3 av 9", "confidential"),
        ("COMPANY CONFIDENTIAL. The price floor is 61 % of list.", "confidential"),
    ],
)
def test_lines_that_carry_a_marking(line: str, expected: str) -> None:
    assert label_text(f"{ORDINARY}{line}\n{ORDINARY}", "a").data_class.word == expected


@pytest.mark.parametrize(
    "line",
    ["Endast för internt bruk", "Kun til intern bruk", "Kun til internt brug", "For internal use only",
     "TLP:GREEN",
     "Vain sisäiseen käyttöön", "Nur für den internen Gebrauch", "usage interne"],
)  # fmt: skip
def test_internal_markings_are_found_and_say_so(line: str) -> None:
    label = label_text(f"{line}\n{ORDINARY}", "a")
    assert label.data_class is DataClass.INTERNAL
    assert {finding.kind for finding in label.findings} == {"MARKING"}


@pytest.mark.parametrize(
    "text",
    [
        "The secret of its success is no secret.",
        "He kept it confidential, she said, and strictly confidential at that.",
        "Det är hemligt var han bor.",
        "Uppgifterna är konfidentiella och får inte spridas.",
        "Salainen puutarha on kirja.",
        "* keep it secret until Friday\n* and tell nobody",
        "a table of secret, public and internal keys",
    ],
)
def test_running_text_is_no_marking(text: str) -> None:
    assert label_text(f"{ORDINARY}{text}\n{ORDINARY}", "a").findings == ()


def test_a_word_that_headings_use_counts_only_at_the_head_or_in_capitals() -> None:
    assert label_text(f"{ORDINARY}Secret\n{ORDINARY}", "a").findings == ()
    assert label_text(f"Secret\n{ORDINARY}", "a").data_class is DataClass.RESTRICTED
    assert label_text(f"{ORDINARY}SECRET\n{ORDINARY}", "a").data_class is DataClass.RESTRICTED


def test_a_header_is_a_place_for_markings() -> None:
    header = "Confidential\tProject Aurora"
    text = ORDINARY + header + "\n" + ORDINARY
    section = Section(SectionKind.HEADER, "", len(ORDINARY), len(ORDINARY) + len(header))
    document = Document("a.docx", "", 1, "", text, sections=(section,))
    assert label_document(document).data_class is DataClass.CONFIDENTIAL
    assert label_text(text, "a").data_class is DataClass.INTERNAL


@pytest.mark.parametrize(
    "line", ["NATO RESTRICTED", "KVALIFICERAT HEMLIG", "RESTREINT UE/EU RESTRICTED", "VS-NfD"]
)
def test_state_markings_are_a_category_of_their_own(line: str) -> None:
    (finding,) = label_text(f"{line}\n{ORDINARY}", "a").findings
    assert finding.category is Category.STATE_SECURITY
    assert finding.data_class is DataClass.RESTRICTED
    assert "may not be approved" in finding.evidence


def test_an_ambiguous_word_is_the_state_s_when_the_text_refers_to_its_rules() -> None:
    company = label_text(f"FORTROLIG\n{ORDINARY}", "a").findings[0]
    state = label_text(f"FORTROLIG\nGradert etter sikkerhetsloven § 5-3.\n{ORDINARY}", "a").findings[0]
    assert company.category is Category.MARKING
    assert state.category is Category.STATE_SECURITY


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("Public_0", "LABEL_PUBLIC"),
        ("General", "LABEL_INTERNAL"),
        ("Internal\n Distribution Only", "LABEL_INTERNAL"),
        ("Confidential - All Employees", "LABEL_CONFIDENTIAL"),
        ("Highly Confidential", "LABEL_SECRET"),
        ("2096f6a2-d2f7-48be-b329-b73aaa526e5d", "LABEL_UNKNOWN"),
        ("", "LABEL_UNKNOWN"),
    ],
)
def test_labels_in_properties_by_name(name: str, entry: str) -> None:
    assert property_label(name) == entry
