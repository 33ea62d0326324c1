"""The second person at the window: the same bytes, a yes that is never careless, and fields that fit."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from fakes.sheets import MadeSheet, made_sheet, paged
from fakes.window_checks import settle
from homeport.domain.approval import Approver
from homeport.ports.approvals import Proof
from homeport.ports.person import SecondAsked, SecondNo, SecondYes
from homeport.ui.dialogs.approval_enrol import EnrolDialog
from homeport.ui.dialogs.approval_person import SecondPersonDialog
from homeport.ui.dialogs.approval_sheet import ApprovalSheet
from homeport.ui.dialogs.settings_people import PeopleSection
from homeport.ui.models.sheet import heading, sheet_view
from homeport.ui.models.sheet_text import pages_of, raw_text, readable_text
from homeport.ui.theme import Theme
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words

RESOURCES = Path(__file__).parents[2] / "resources"
KIM = Approver("kim-id", "Kim Björk", "2026-11-20T10:00:00Z")
ALEX = Approver("alex-id", "Alex Å", "2026-11-21T10:00:00Z", KIM.id)
PEOPLE = (KIM, ALEX)
PASSPHRASE = "kim's own passphrase"


def lease() -> MadeSheet:
    return made_sheet(
        "How long is the notice period?", paged("Lease.pdf", ["The tenant has three months.\n" * 40])
    )


def shown(theme: Theme, words: Words, tries_left: int = 3) -> ApprovalSheet:
    made = lease()
    asked = SecondAsked("eu", "In the EU", made.prepared, PEOPLE, "2026-11-23T23:00:00Z", tries_left)
    readable = readable_text(made.sheet, heading(made.sheet, words), pages_of(made.prepared, made.documents))
    sheet = ApprovalSheet(theme, words)
    sheet.show_asked(asked, sheet_view(made.sheet, words), readable, raw_text(made.sheet))
    return sheet


@pytest.fixture
def answers() -> list[object]:
    return []


@pytest.fixture
def sheet(qtbot: QtBot, theme: Theme, words: Words, answers: list[object]) -> ApprovalSheet:
    opened = shown(theme, words)
    qtbot.addWidget(opened)
    opened.answered.connect(answers.append)
    opened.open()
    opened.resize(1080, 760)
    qtbot.waitUntil(opened.foot.send.isEnabled)
    return opened


def passphrase_of(sheet: ApprovalSheet) -> QWidget:
    return sheet._fields.who.passphrase


def test_name_and_passphrase_and_the_button_are_a_yes_to_these_bytes(
    qtbot: QtBot, sheet: ApprovalSheet, answers: list[object]
) -> None:
    foot, fields = sheet.foot, sheet._fields
    fields.who.who.setFocus()
    qtbot.keyClick(fields.who.who, Qt.Key.Key_Down)
    qtbot.keyClicks(fields.who.passphrase, PASSPHRASE)
    foot.send.setFocus()
    qtbot.keyClick(foot.send, Qt.Key.Key_Space)
    assert answers == [SecondYes(lease().prepared.outgoing.body_sha256, Proof(ALEX.id, PASSPHRASE))]
    assert fields.who.passphrase.text() == ""
    assert not sheet.isVisible()


def test_enter_is_neither_a_yes_nor_a_no(qtbot: QtBot, sheet: ApprovalSheet, answers: list[object]) -> None:
    foot, fields = sheet.foot, sheet._fields
    qtbot.keyClicks(fields.who.passphrase, PASSPHRASE)
    for widget in (fields.who.passphrase, fields.reason, foot.send, foot.keep, sheet.text.readable):
        widget.setFocus()
        qtbot.keyClick(widget, Qt.Key.Key_Return)
        qtbot.keyClick(widget, Qt.Key.Key_Enter)
    assert answers == []
    assert sheet.isVisible()


def test_without_a_passphrase_there_is_no_yes(qtbot: QtBot, sheet: ApprovalSheet, answers: list[object]) -> None:
    sheet.foot.send.setFocus()
    qtbot.keyClick(sheet.foot.send, Qt.Key.Key_Space)
    assert answers == []
    assert passphrase_of(sheet).hasFocus()
    assert "Type your own passphrase" in words_in(sheet)


def test_escape_and_closing_are_a_no_and_the_no_button_takes_the_reason(
    qtbot: QtBot, theme: Theme, words: Words, sheet: ApprovalSheet, answers: list[object]
) -> None:
    qtbot.keyClicks(sheet._fields.reason, "names a client")
    sheet.foot.keep.setFocus()
    qtbot.keyClick(sheet.foot.keep, Qt.Key.Key_Space)
    for leave in (lambda s: qtbot.keyClick(s, Qt.Key.Key_Escape), lambda s: s.close(), lambda s: s.suspended()):
        other = shown(theme, words)
        qtbot.addWidget(other)
        other.answered.connect(answers.append)
        other.open()
        qtbot.waitUntil(other.foot.send.isEnabled)
        leave(other)
    assert answers == [SecondNo("names a client"), SecondNo(), SecondNo(), SecondNo()]


def test_nothing_is_heard_in_the_first_half_second(
    qtbot: QtBot, theme: Theme, words: Words, answers: list[object]
) -> None:
    sheet = shown(theme, words)
    qtbot.addWidget(sheet)
    sheet.answered.connect(answers.append)
    sheet.open()
    QApplication.processEvents()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    qtbot.keyClick(sheet.foot.send, Qt.Key.Key_Space)
    qtbot.mouseClick(sheet.foot.keep, Qt.MouseButton.LeftButton)
    assert answers == []


def test_the_parts_stand_and_it_says_how_long_a_yes_counts(sheet: ApprovalSheet) -> None:
    assert sheet.lines.controls() == [], "only the first person takes parts out"
    said = words_in(sheet)
    assert "For the second person: may this go to" in said
    assert "until midnight" in said
    assert "You are sending" in said
    assert "take out" not in said
    assert "Nothing has been sent yet" in said
    assert sheet._title.text() == sheet.accessibleName()


def test_a_wrong_passphrase_is_said_with_the_tries_that_are_left(qtbot: QtBot, theme: Theme, words: Words) -> None:
    sheet = shown(theme, words, tries_left=1)
    qtbot.addWidget(sheet)
    sheet.open()
    settle(QApplication.instance())
    assert "One try is left." in words_in(sheet)


# ---- the smaller questions


def test_a_second_person_answers_a_small_question_with_their_passphrase(
    qtbot: QtBot, theme: Theme, words: Words
) -> None:
    dialog = SecondPersonDialog(theme, words, "review", words("second.review_says"), PEOPLE)
    qtbot.addWidget(dialog)
    told: list[tuple[object, bool]] = []
    dialog.answered.connect(lambda proof, yes: told.append((proof, yes)))
    dialog.open()
    qtbot.keyClicks(dialog.who.passphrase, PASSPHRASE)
    qtbot.keyClick(dialog.yes, Qt.Key.Key_Space)
    assert told == [], "not in the first half second"
    qtbot.wait(550)
    for widget in (dialog.who.passphrase, dialog.yes, dialog):
        qtbot.keyClick(widget, Qt.Key.Key_Return)
    assert told == []
    qtbot.keyClick(dialog.yes, Qt.Key.Key_Space)
    assert told == [(Proof(KIM.id, PASSPHRASE), True)]
    dialog.show_problem(words("second.wrong"))
    qtbot.keyClick(dialog.no, Qt.Key.Key_Space)
    assert told[1:] == [], "a no is somebody's too"
    assert "Type your own passphrase" in words_in(dialog)


def test_enrolling_takes_a_name_a_passphrase_twice_and_the_word_that_it_is_somebody_else(
    qtbot: QtBot, theme: Theme, words: Words
) -> None:
    dialog = EnrolDialog(theme, words, (KIM,))
    qtbot.addWidget(dialog)
    told: list[tuple[str, str, object]] = []
    dialog.enrolled.connect(lambda *args: told.append(args))
    dialog.open()
    qtbot.keyClicks(dialog.name, "Alex")
    for field in (dialog.passphrase, dialog.again):
        qtbot.keyClicks(field, "alex' own passphrase")
    qtbot.keyClick(dialog.go, Qt.Key.Key_Space)
    assert told == []
    assert "Tick that you are not the person who works here" in words_in(dialog)
    qtbot.keyClick(dialog.other, Qt.Key.Key_Space)
    for field, typed in ((dialog.passphrase, "one passphrase"), (dialog.again, "another one")):
        qtbot.keyClicks(field, typed)
    qtbot.keyClick(dialog.go, Qt.Key.Key_Space)
    assert told == []
    for field in (dialog.passphrase, dialog.again):
        qtbot.keyClicks(field, "alex' own passphrase")
    assert dialog.voucher is not None
    qtbot.keyClicks(dialog.voucher.passphrase, PASSPHRASE)
    qtbot.keyClick(dialog.go, Qt.Key.Key_Space)
    assert told == [("Alex", "alex' own passphrase", Proof(KIM.id, PASSPHRASE))]


def test_who_may_approve_is_listed_with_who_vouched(qtbot: QtBot, theme: Theme, words: Words) -> None:
    section = PeopleSection(theme, words)
    qtbot.addWidget(section)
    removed: list[str] = []
    section.remove_wanted.connect(removed.append)
    section.show()
    section.show_people(PEOPLE)
    settle(QApplication.instance())
    said = words_in(section)
    assert "with the yes of Kim Björk" in said
    (first, second) = [
        b for b in section.findChildren(QAbstractButton) if b.accessibleName().startswith("Remove ")
    ]
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert removed == [ALEX.id]
    assert first.accessibleName() == "Remove Kim Björk"
    section.show_people(())
    settle(QApplication.instance())
    assert "Nobody is enrolled" in words_in(section)


# ---- room

PICTURES = os.environ.get("HOMEPORT_PICTURES", "")
"""A folder to look at what was drawn."""

Make = Callable[[Theme, Words], QDialog]
DIALOGS: dict[str, Make] = {
    "sheet": shown,
    "review": lambda t, w: SecondPersonDialog(t, w, "review", w("second.review_says"), PEOPLE),
    "strike": lambda t, w: SecondPersonDialog(t, w, "strike", w("second.review_says"), PEOPLE),
    "first": lambda t, w: EnrolDialog(t, w, ()),
    "another": lambda t, w: EnrolDialog(t, w, PEOPLE),
}


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("name", list(DIALOGS))
def test_nothing_is_clipped_and_everything_is_named(
    name: str, language: str, scale: float, theme: Theme, qtbot: QtBot, tmp_path: Path
) -> None:
    theme.set_scale(scale)
    dialog = DIALOGS[name](theme, Words(RESOURCES / "i18n", language))
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.open()
    settle(QApplication.instance())
    if PICTURES:
        dialog.grab().save(f"{PICTURES}/{name}-{language}-{scale}.png")
    room = dialog.screen().availableGeometry()
    assert dialog.width() <= room.width()
    assert dialog.height() <= room.height()
    for label in dialog.findChildren(TextLabel):
        if label.isVisible():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
            assert label.textFormat() == Qt.TextFormat.PlainText
    for button in dialog.findChildren(QAbstractButton):
        if button.isVisible() and not isinstance(button.parent(), QLabel):
            assert button.width() >= button.minimumSizeHint().width(), button.text()
    for control in dialog.findChildren(QWidget):
        own = not control.objectName().startswith("qt_")
        if own and control.isVisible() and control.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert control.accessibleName() or getattr(control, "text", str)(), control


def words_in(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())
