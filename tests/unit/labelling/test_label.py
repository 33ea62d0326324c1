"""The label of texts and documents: class, evidence, places, and what cannot be read."""

from homeport.domain.data_class import Category, DataClass
from homeport.domain.document import Document, Section, SectionKind, Unread, UnreadPart
from homeport.labelling.label import KEPT_PER_KIND, label_document, label_text

TEST_NUMBER = "850101-9809"  # serial 980 to 999 are reserved for tests (Skatteverket)


def document(text: str = "", **given: object) -> Document:
    values: dict[str, object] = {
        "name": "a.txt",
        "sha256": "",
        "size": 1,
        "media_type": "text/plain",
        "text": text,
    }
    return Document(**{**values, **given})  # type: ignore[arg-type]


def test_unmarked_text_is_internal_and_says_why() -> None:
    label = label_text("The lunch is at noon.", "instruction")
    assert label.data_class is DataClass.INTERNAL
    assert label.findings == ()
    assert "published" in label.default_reason


def test_a_personal_number_is_restricted_with_its_span_and_without_its_value_in_the_evidence() -> None:
    text = f"Hej, mitt nummer är {TEST_NUMBER}."
    label = label_text(text, "instruction")
    (finding,) = label.findings
    assert label.data_class is DataClass.RESTRICTED
    assert text[finding.start : finding.end] == TEST_NUMBER
    assert finding.kind == "SE_PNR"
    assert TEST_NUMBER not in finding.evidence


def test_offsets_are_characters_of_the_original_text_after_letters_of_several_bytes() -> None:
    text = "åäö€😀 " * 3000 + TEST_NUMBER + " och GB82 WEST 1234 5698 7654 32"
    label = label_text(text, "draft")
    assert [text[f.start : f.end] for f in label.findings] == [TEST_NUMBER, "GB82 WEST 1234 5698 7654 32"]


def test_public_needs_a_marking_in_position() -> None:
    assert label_text("FOR IMMEDIATE RELEASE\n\nWe opened a shop.", "a").data_class is DataClass.PUBLIC
    assert label_text("Classification: public\n\nHours.", "a").data_class is DataClass.PUBLIC
    assert label_text("TLP:CLEAR\nHours.", "a").data_class is DataClass.PUBLIC
    assert label_text("This is a public place.", "a").data_class is DataClass.INTERNAL


def test_the_strictest_wins_over_a_public_marking() -> None:
    assert label_text(f"TLP:CLEAR\n{TEST_NUMBER}", "a").data_class is DataClass.RESTRICTED
    assert label_text("TLP:CLEAR\nask@example.com", "a").data_class is DataClass.INTERNAL


def test_places_come_from_the_document() -> None:
    text = "First page.\nSecond " + TEST_NUMBER
    pages = (Section(SectionKind.PAGE, "1", 0, 12), Section(SectionKind.PAGE, "2", 12, len(text)))
    (finding,) = label_document(document(text, sections=pages)).findings
    assert finding.place == "page 2"
    assert finding.source == "a.txt"


def test_a_file_name_is_content() -> None:
    label = label_document(document("Nothing.", name=f"uppskov_{TEST_NUMBER}.txt"))
    assert label.data_class is DataClass.RESTRICTED
    assert {finding.source for finding in label.findings} == {"file name"}


def test_what_cannot_be_read_is_restricted_and_says_why() -> None:
    for why in Unread:
        label = label_document(document(unread=why))
        (finding,) = label.findings
        assert label.data_class is DataClass.RESTRICTED
        assert finding.category is Category.UNREADABLE
        assert "could not be read" in finding.evidence


def test_an_unread_part_restricts_and_is_named() -> None:
    label = label_document(document("Fine.", unread_parts=(UnreadPart("page 3", Unread.NO_TEXT),)))
    assert label.data_class is DataClass.RESTRICTED
    assert label.deciding[0].where == "a.txt, page 3"


def test_labels_in_properties_raise_and_unknown_ones_are_at_least_internal() -> None:
    def classed(value: str) -> DataClass:
        return label_document(document("Lunch.", markings=(("MSIP_Label", value),))).data_class

    assert classed("Confidential - All Employees") is DataClass.CONFIDENTIAL
    assert classed("Strictly Confidential") is DataClass.RESTRICTED
    assert classed("Public_0") is DataClass.PUBLIC
    assert classed("2096f6a2-d2f7-48be-b329-b73aaa526e5d") is DataClass.INTERNAL


def test_many_findings_are_counted_not_stored() -> None:
    text = "\n".join(f"person{index}@example.com" for index in range(1000))
    findings = label_text(text, "a").findings
    emails = [finding for finding in findings if finding.kind == "EMAIL"]
    assert len(emails) == KEPT_PER_KIND
    assert "800 more" in emails[-1].evidence
