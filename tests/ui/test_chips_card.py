"""The card behind a badge: what was found, why, and what may be corrected."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from homeport.domain.data_class import Category, DataClass
from homeport.domain.document import Document, Remark, Section, SectionKind, Unread, UnreadPart
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.labelling.label import label_document
from homeport.services.raise_class import raise_class
from homeport.ui.dialogs.finding_card import FindingCard
from homeport.ui.models.composer import ChipState, ChipView, Correction
from homeport.ui.theme import Theme
from homeport.ui.words import Words

TEXT = "Notes about the card 4111 1111 1111 1111 and mail a@example.com\n"
DOCUMENT = Document(
    "Notes.pdf",
    "00",
    10,
    "application/pdf",
    TEXT,
    (Section(SectionKind.PAGE, "3", 0, len(TEXT)),),
    remarks=(Remark.MACROS,),
)
LABEL = label_document(DOCUMENT)
CHIP = ChipView("7", "Notes.pdf", ChipState.READ, label=LABEL, document=DOCUMENT, remarks=DOCUMENT.remarks)


@pytest.fixture
def card(theme: Theme, words: Words) -> Iterator[FindingCard]:
    card = FindingCard(theme, words)
    card.show_chip(CHIP)
    card.open()
    yield card
    card.close()
    card.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def heard(signal) -> list[tuple[object, ...]]:
    calls: list[tuple[object, ...]] = []
    signal.connect(lambda *values: calls.append(values))
    return calls


def rows(card: FindingCard) -> list[str]:
    return [card._model.row(at).says for at in range(card._model.rowCount())]


def test_it_says_what_was_found_and_why_strictest_first(card: FindingCard) -> None:
    assert card._why.text() == (
        "Restricted, because page 3 holds a payment card number with a correct check digit."
    )
    assert rows(card) == ["A payment card number with a correct check digit", "An e-mail address"]
    assert card._model.row(0).where == "Page 3"
    assert "programs (macros)" in card._notes.text()
    assert "Notes" not in card.windowTitle()


def test_the_finding_is_shown_by_keys(qtbot, card: FindingCard) -> None:
    shown = heard(card.show_requested)
    card.list.setFocus()
    qtbot.keyClick(card.list, Qt.Key.Key_Down)
    qtbot.keyClick(card.list, Qt.Key.Key_Return)
    index = next(at for at, found in enumerate(LABEL.findings) if found.kind == "EMAIL")
    assert shown == [("7", index)]
    assert not card.isVisible()


def test_nothing_may_be_lowered_unless_the_policy_says_so(qtbot, card: FindingCard) -> None:
    lowered = heard(card.lower_requested)
    assert not card.strike.isEnabled()
    assert card._because.text() == "The class cannot be lowered here."
    card.set_correction(Correction(because="The policy lets nobody lower restricted."))
    assert card._because.text() == "The policy lets nobody lower restricted."
    qtbot.keyClick(card.strike, Qt.Key.Key_Space)
    assert not lowered
    assert not card.form.isVisible()


def test_lowering_asks_why(qtbot, card: FindingCard) -> None:
    lowered = heard(card.lower_requested)
    card.set_correction(Correction(may_lower=True))
    qtbot.keyClick(card.strike, Qt.Key.Key_Space)
    assert card.form.isVisible()
    assert card.form._says.text() == (
        "You are lowering this from restricted to internal. Say why; your reason is recorded and shown to everyone"
        " who approves a send."
    )
    assert card.form.reason.hasFocus()
    qtbot.keyClick(card.form.reason, Qt.Key.Key_Return)
    qtbot.keyClicks(card.form.reason, "   ")
    qtbot.keyClick(card.form.reason, Qt.Key.Key_Return)
    assert not lowered
    qtbot.keyClicks(card.form.reason, "A test card")
    qtbot.keyClick(card.form.reason, Qt.Key.Key_Return)
    index = next(at for at, found in enumerate(LABEL.findings) if found.kind == "CARD")
    assert lowered == [("7", index, "A test card")]
    assert card.isVisible()
    assert not card.form.isVisible()


def test_a_lowering_that_changes_nothing_says_so(qtbot, card: FindingCard) -> None:
    card.set_correction(Correction(may_lower=True))
    card.list.setFocus()
    qtbot.keyClick(card.list, Qt.Key.Key_Down)
    card.strike.click()
    assert card.form._says.text().startswith("The class stays restricted because of other findings.")


def test_where_the_policy_names_reasons_one_is_chosen(qtbot, card: FindingCard) -> None:
    lowered = heard(card.lower_requested)
    card.set_correction(Correction(may_lower=True, reasons=("published", "test data")))
    card.strike.click()
    assert not card.form.reason.isVisible()
    assert not card.form.strike.isEnabled()
    qtbot.keyClick(card.form.reasons, Qt.Key.Key_Down)
    qtbot.keyClick(card.form.reasons, Qt.Key.Key_Down)
    card.form.strike.click()
    assert lowered[0][2] == "test data"


def test_escape_leaves_the_question_then_the_card(qtbot, card: FindingCard) -> None:
    lowered = heard(card.lower_requested)
    card.set_correction(Correction(may_lower=True))
    card.strike.click()
    qtbot.keyClicks(card.form.reason, "because")
    qtbot.keyClick(card.form.reason, Qt.Key.Key_Escape)
    assert card.isVisible()
    assert not card.form.isVisible()
    qtbot.keyClick(card, Qt.Key.Key_Escape)
    assert not card.isVisible()
    assert not lowered


def test_what_was_not_read_is_no_false_alarm(card: FindingCard) -> None:
    part = replace(DOCUMENT, text="", sections=(), unread_parts=(UnreadPart("pages 4-7", Unread.NO_TEXT),))
    card.show_chip(replace(CHIP, label=label_document(part), document=part, unread_parts=1))
    card.set_correction(Correction(may_lower=True))
    assert not card.strike.isEnabled()
    assert card._because.text() == "What was not read cannot be called a false alarm."
    assert not card.show_it.isEnabled()
    assert card._notes.text().startswith("Read 0 of 4 pages. Not read: 4-7 (scanned).")


def test_an_unread_document_says_what_next(card: FindingCard) -> None:
    unread = replace(DOCUMENT, text="", sections=(), unread=Unread.PASSWORD)
    card.show_chip(
        replace(
            CHIP, state=ChipState.UNREAD, label=label_document(unread), unread=Unread.PASSWORD, document=unread
        )
    )
    assert card._why.text().startswith("Could not be read, so it is treated as restricted.")
    assert "Save a copy without the password" in card._notes.text()
    assert not card.open_text.isVisible()


def test_a_false_alarm_can_be_taken_back(card: FindingCard) -> None:
    restored = heard(card.restore_requested)
    index = next(at for at, found in enumerate(LABEL.findings) if found.kind == "CARD")
    findings = list(LABEL.findings)
    findings[index] = replace(findings[index], struck=True)
    card.show_chip(replace(CHIP, label=Label(DataClass.INTERNAL, tuple(findings))))
    assert rows(card)[-1].endswith("(called a false alarm)")
    card.list.setCurrentIndex(card._model.index(1))
    assert card.restore.isVisible()
    assert not card.strike.isVisible()
    card.restore.click()
    assert restored == [("7", index)]


@pytest.mark.qt_log_ignore("does not support raise", "does not support grabbing", extend=True)
def test_raising_offers_the_higher_classes_only(qtbot, card: FindingCard) -> None:
    raised = heard(card.raise_requested)
    assert not card.raise_class.isVisible()
    card.show_chip(replace(CHIP, label=Label(DataClass.INTERNAL)))
    qtbot.keyClick(card.raise_class, Qt.Key.Key_Space)
    menu = next(child for child in card.findChildren(QMenu) if child.isVisible())
    assert [action.text() for action in menu.actions()] == ["Raise to Confidential", "Raise to Restricted"]
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert raised == [("7", DataClass.RESTRICTED)]


def test_a_raise_can_be_taken_back(card: FindingCard) -> None:
    raised = heard(card.raise_requested)
    found = Label(DataClass.INTERNAL)
    card.show_chip(replace(CHIP, label=raise_class(found, "Notes.pdf", DataClass.RESTRICTED), raised=True))
    assert card.take_back.isVisible()
    assert not card.strike.isVisible()
    assert not card._because.isVisible()
    card.take_back.click()
    assert raised == [("7", DataClass.PUBLIC)]


def test_another_document_starts_without_rights(card: FindingCard) -> None:
    card.set_correction(Correction(may_lower=True))
    card.show_chip(replace(CHIP, id="8"))
    assert not card.strike.isEnabled()
    card.show_own(LABEL)
    assert card.shown_id == "own-text"
    assert not card.open_text.isVisible()


def test_many_findings_are_quick_and_all_there(card: FindingCard) -> None:
    found = Finding(
        "CARD", "Notes.pdf", "page 3", 1, 5, DataClass.RESTRICTED, Category.FINANCIAL, "d", "an e-mail address"
    )
    card.show_chip(replace(CHIP, label=Label(DataClass.RESTRICTED, (found,) * 5_000)))
    assert card._model.rowCount() == 5_000
    assert len(card._model._rows) < 60  # only those that are seen were said


def test_names_are_shown_as_they_are(card: FindingCard) -> None:
    name = "<img src=x>&amp;.pdf"
    card.show_chip(replace(CHIP, name=name))
    assert card._name.text() == name
    assert card._name.textFormat() is Qt.TextFormat.PlainText


def test_everything_is_named_for_a_screen_reader(card: FindingCard) -> None:
    card.set_correction(Correction(may_lower=True))
    reachable = [
        child
        for child in card.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible()
    ]
    assert len(reachable) >= 4
    assert all(child.accessibleName() for child in reachable)


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_buttons_are_whole_in_swedish(theme: Theme, swedish: Words, scale: float) -> None:
    theme.set_scale(scale)
    card = FindingCard(theme, swedish)
    card.show_chip(CHIP)
    card.open()
    card.resize(theme.px(380), theme.px(360))
    QApplication.processEvents()
    for button in (card.show_it, card.strike, card.open_text, card.close_card):
        assert button.width() >= button.minimumSizeHint().width()
        corner = button.mapTo(card, button.rect().bottomRight())
        assert card.rect().contains(corner)
    card.close()
    card.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
