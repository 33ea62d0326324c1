"""A person may always say that a text is more sensitive; never by this way that it is less."""

import pytest

from homeport.domain.data_class import DataClass
from homeport.labelling.label import label_text
from homeport.services.raise_class import RAISED, raise_class


def test_the_class_is_raised_and_the_word_stands_among_the_findings() -> None:
    found = label_text("The release is on Monday.", "note.txt")
    raised = raise_class(found, "note.txt", DataClass.RESTRICTED)
    assert raised.data_class is DataClass.RESTRICTED
    assert [finding.kind for finding in raised.deciding] == [RAISED]


def test_what_was_found_stays_listed() -> None:
    found = label_text("CONFIDENTIAL\nMail a.person@example.com", "note.txt")
    assert found.findings
    raised = raise_class(found, "note.txt", DataClass.RESTRICTED)
    assert raised.findings[1:] == found.findings


@pytest.mark.parametrize("to", [DataClass.PUBLIC, DataClass.INTERNAL])
def test_nothing_is_lowered_by_raising(to: DataClass) -> None:
    with pytest.raises(ValueError, match="not stricter"):
        raise_class(label_text("The release is on Monday.", "note.txt"), "note.txt", to)
