"""A bug report says where it happened and nothing of what was worked on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from homeport.domain.errors import UserFacingError
from homeport.text.messages import read_catalogue
from homeport.ui.bug_report import bug_report
from homeport.ui.dialogs.bug_report import BugReportDialog
from homeport.ui.theme import Theme
from homeport.ui.words import Words

SECRET = "patient Åsa Exempel, tumour in the left lung"


def caught(deep: int = 0) -> BaseException:
    text_of_a_document = SECRET
    try:
        if deep:
            raise caught(deep - 1)
        {}[text_of_a_document]
    except BaseException as error:
        return error
    raise AssertionError


def report_of_everything() -> str:
    try:
        try:
            int(SECRET)
        except ValueError as error:
            raise UserFacingError(SECRET, f"/home/asa/{SECRET}.pdf") from error
    except UserFacingError as error:
        group = ExceptionGroup(SECRET, [error, KeyError(SECRET)])
        group.add_note(SECRET)
    try:
        raise group
    except ExceptionGroup as error:
        return bug_report(error)


def test_it_says_what_and_where() -> None:
    report = report_of_everything()
    assert report.startswith("Homeport ")
    assert "ExceptionGroup" in report
    assert "homeport.domain.errors.UserFacingError" in report
    assert "report_of_everything" in report
    assert "KeyError" in bug_report(caught())
    catalogue = bug_report(_failed_catalogue())
    assert "homeport/text/messages.py:" in catalogue
    assert "read_catalogue" in catalogue


def _failed_catalogue() -> BaseException:
    try:
        read_catalogue(None)  # type: ignore[arg-type]
    except AttributeError as error:
        return error
    raise AssertionError


def test_it_holds_no_message_no_locals_and_no_path_of_the_person() -> None:
    for report in (report_of_everything(), bug_report(caught()), bug_report(_failed_catalogue())):
        for word in ("patient", "Åsa", "tumour", "lung", "/home", "/tmp", "/root", "text_of_a_document"):
            assert word not in report, report


def test_code_that_came_from_a_text_does_not_show() -> None:
    name = "f_" + "secret"
    with pytest.raises(ZeroDivisionError) as caught_error:
        exec(compile(f"def {name}():\n    1 / 0\n{name}()", f"<{SECRET}>", "exec"), {})
    assert "patient" not in bug_report(caught_error.value)


@given(st.integers(0, 30))
def test_its_length_is_bounded(deep: int) -> None:
    assert len(bug_report(caught(deep)).splitlines()) < 700


def test_a_chain_that_bites_its_tail_ends() -> None:
    one, two = ValueError(), TypeError()
    one.__cause__, two.__cause__ = two, one
    assert bug_report(one).count("ValueError") == 1


@pytest.fixture
def dialog(theme: Theme, words: Words, qtbot: QtBot) -> BugReportDialog:
    made = BugReportDialog(theme, words, bug_report(caught()))
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.open()
    return made


def test_the_person_sees_the_whole_report_first(dialog: BugReportDialog) -> None:
    (text,) = dialog.findChildren(QPlainTextEdit)
    assert text.toPlainText() == bug_report(caught())
    assert text.isReadOnly()
    assert [button.text() for button in dialog.findChildren(QPushButton)] == [
        "Close",
        "Copy the report",
        "Save as a file…",
    ]


def test_enter_and_escape_close_it(dialog: BugReportDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.finished):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    dialog.open()
    with qtbot.waitSignal(dialog.finished):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_it_is_copied_or_saved_only_when_asked_for(dialog: BugReportDialog, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().clear()
    buttons = {button.text(): button for button in dialog.findChildren(QPushButton)}
    with qtbot.waitSignal(dialog.save_requested) as asked:
        qtbot.keyClick(buttons["Save as a file…"], Qt.Key.Key_Space)
    assert asked.args == [bug_report(caught())]
    assert QGuiApplication.clipboard().text() == ""
    qtbot.keyClick(buttons["Copy the report"], Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == bug_report(caught())
