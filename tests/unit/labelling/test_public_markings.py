"""Only a marking that speaks for the whole text makes it public; everything else stays internal."""

import pytest

from homeport.domain.data_class import DataClass
from homeport.domain.document import Document, Section, SectionKind
from homeport.labelling.label import label_document, label_text

ORDINARY = "Det här är en vanlig rad om vädret.\n" * 30
LINES = ["PUBLIC", "TLP:CLEAR", "For public release", "Classification: public", "Klassning: Öppen"]


def classed(text: str, *sections: Section) -> DataClass:
    return label_document(Document("a.txt", "", 1, "text/plain", text, sections=sections)).data_class


def put_together(*parts: tuple[SectionKind, str]) -> DataClass:
    text, sections = "", []
    for number, (kind, part) in enumerate(parts, 1):
        sections.append(Section(kind, str(number), len(text), len(text) + len(part)))
        text += part
    return classed(text, *sections)


@pytest.mark.parametrize("line", LINES)
def test_at_the_beginning_it_counts(line: str) -> None:
    assert label_text(f"{line}\n{ORDINARY}", "a").data_class is DataClass.PUBLIC
    assert label_text(f"\u00ad\u200b{line}\n{ORDINARY}", "a").data_class is DataClass.PUBLIC


@pytest.mark.parametrize("line", LINES)
def test_anywhere_else_it_is_nothing(line: str) -> None:
    assert label_text(f"{ORDINARY}{line}\n{ORDINARY}", "a").findings == ()
    assert label_text(f"{ORDINARY}{line}", "a").findings == ()
    assert label_text(f"{ORDINARY}{line}\n{ORDINARY}{line}\n{ORDINARY}", "a").findings == ()


@pytest.mark.parametrize("line", LINES)
def test_one_page_of_many_does_not_speak_for_the_others(line: str) -> None:
    pages = [f"page {number}\n{ORDINARY}" for number in range(1, 201)]
    pages[123] = f"{line}\n{ORDINARY}"
    assert label_text("\f".join(pages), "a").findings == ()
    assert put_together(*((SectionKind.PAGE, page) for page in pages)) is DataClass.INTERNAL
    pages[1], pages[123] = pages[123], pages[1]
    pages[0] = "A title\n"  # short, so that page two begins among the first lines
    assert label_text("\f".join(pages), "a").findings == ()
    assert put_together(*((SectionKind.PAGE, page) for page in pages)) is DataClass.INTERNAL


@pytest.mark.parametrize("line", LINES)
def test_on_every_page_it_counts_though_a_title_page_has_none(line: str) -> None:
    pages = ["A title\n", *(f"{ORDINARY}{line}\n" for _ in range(9))]
    assert label_text("\f".join(pages), "a").data_class is DataClass.PUBLIC
    assert put_together(*((SectionKind.PAGE, page) for page in pages)) is DataClass.PUBLIC
    half = [*pages[:5], *(ORDINARY for _ in range(5))]
    assert label_text("\f".join(half), "a").findings == ()


def test_a_header_speaks_for_all_when_no_other_header_is_silent() -> None:
    body = (SectionKind.PARAGRAPH, ORDINARY)
    public, other = (SectionKind.HEADER, "Public\tAcme\n"), (SectionKind.HEADER, "Acme\n")
    assert put_together(body, public, body) is DataClass.PUBLIC
    assert put_together(body, public, body, other) is DataClass.INTERNAL


@pytest.mark.parametrize(
    "kind",
    [SectionKind.COMMENT, SectionKind.HIDDEN, SectionKind.METADATA, SectionKind.NOTE, SectionKind.ATTACHMENT],
)
def test_what_stands_beside_the_text_does_not_speak_for_it(kind: SectionKind) -> None:
    assert put_together((SectionKind.PARAGRAPH, "A short letter.\n"), (kind, "PUBLIC\n")) is DataClass.INTERNAL
    assert put_together((kind, "PUBLIC\n"), (SectionKind.PARAGRAPH, "A short letter.\n")) is DataClass.INTERNAL


@pytest.mark.parametrize(
    "line",
    ["Status: open", "Open", "Public", "Offentlig", "Classification: Public / Internal / Secret", "class: public",
     "PUBLIC - a word in a title"],
)  # fmt: skip
def test_words_that_mean_something_else_at_the_head_are_no_marking_of_the_text(line: str) -> None:
    assert label_text(f"{line}\n{ORDINARY}", "a").data_class is not DataClass.PUBLIC


def test_a_file_name_does_not_make_a_text_public() -> None:
    label = label_document(Document("TLP_CLEAR | PUBLIC", "", 1, "text/plain", "A short letter."))
    assert label.data_class is DataClass.INTERNAL
