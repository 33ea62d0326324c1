"""Where a character of a document stood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeport.domain.document import Document, Section, SectionKind, Unread


def document(*sections: Section, unread: Unread | None = None) -> Document:
    return Document("a.pdf", "", 0, "application/pdf", "x" * 100, sections, unread=unread)


PAGES = (
    Section(SectionKind.PAGE, "1", 10, 40),
    Section(SectionKind.PAGE, "2", 45, 80),
    Section(SectionKind.BODY, "", 80, 100),
)


@pytest.mark.parametrize(
    ("offset", "place"),
    [
        (0, ""),
        (9, ""),
        (10, "page 1"),
        (39, "page 1"),
        (42, "page 1"),  # between two sections: the one before
        (45, "page 2"),
        (79, "page 2"),
        (80, "body"),
        (500, "body"),
    ],
)
def test_a_place_in_words(offset: int, place: str) -> None:
    assert document(*PAGES).place_of(offset) == place


def test_a_document_without_sections_has_no_places() -> None:
    assert document().place_of(5) == ""


@given(st.lists(st.integers(1, 30), min_size=1, max_size=20), st.integers(0, 700))
def test_the_place_is_the_last_section_that_starts_at_or_before_it(lengths: list[int], offset: int) -> None:
    sections, start = [], 0
    for number, length in enumerate(lengths, start=1):
        sections.append(Section(SectionKind.PAGE, str(number), start, start + length))
        start += length
    expected = [section for section in sections if section.start <= offset][-1]
    assert document(*sections).place_of(offset) == expected.words


def test_a_document_is_readable_unless_it_says_why_not() -> None:
    assert document().readable
    assert not document(unread=Unread.DAMAGED).readable
