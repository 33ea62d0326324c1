import time
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from homeport.ui.models.turn import Answer
from homeport.ui.theme import Theme
from homeport.ui.views.versions import CompareDialog
from homeport.ui.views.versions_side import VersionSide
from homeport.ui.words import Words

FIRST = Answer("d1", "device", "Qwen3", "The tenant has three months.\nNotice is written. 🙂 Å\n" + "more\n" * 80)
SECOND = replace(FIRST, draft_id="d2", text=FIRST.text.replace("three", "nine").replace("Å", "Ä"))
OWN = replace(SECOND, own_text="Mine.")


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme, words: Words) -> CompareDialog:
    made = CompareDialog(theme, words, (FIRST, OWN), 1)
    qtbot.addWidget(made)
    made.show()
    return made


def marked(side: VersionSide) -> list[str]:
    """Stretches with a mark, line by line."""
    found = []
    block = side.document().begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            look = pieces.fragment().charFormat()
            if look.fontStrikeOut() or look.fontUnderline():
                found.append(pieces.fragment().text())
            pieces += 1
        block = block.next()
    return found


def test_it_opens_on_the_shown_version_beside_the_one_before(dialog: CompareDialog) -> None:
    assert [picker.currentText() for picker in dialog.pickers] == ["Version 2, Qwen3", "Version 2, changed by you"]
    assert dialog.right.toPlainText() == "Mine."
    assert dialog.left.accessibleName() == "Left: Version 2, Qwen3"


def test_only_the_words_that_differ_are_marked(qtbot: QtBot, dialog: CompareDialog) -> None:
    dialog.pickers[0].setFocus()
    qtbot.keyClick(dialog.pickers[0], Qt.Key.Key_Home)
    dialog.pickers[1].setCurrentIndex(1)
    assert marked(dialog.left) == ["three ", "Å"]
    assert marked(dialog.right) == ["nine ", "Ä"]
    assert dialog.summary.text() == "2 differences"


def test_differences_are_gone_through_by_key(qtbot: QtBot, dialog: CompareDialog) -> None:
    dialog.pickers[0].setCurrentIndex(0)
    dialog.pickers[1].setCurrentIndex(1)
    dialog.next.setFocus()
    for expected in ("three", "Å", "three"):
        qtbot.keyClick(dialog.next, Qt.Key.Key_Space)
        cursor = dialog.left.textCursor()
        cursor.movePosition(
            QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor, len(expected)
        )
        assert cursor.selectedText() == expected


def test_the_same_text_twice_has_no_differences(dialog: CompareDialog) -> None:
    dialog.pickers[0].setCurrentIndex(2)
    dialog.pickers[1].setCurrentIndex(2)
    assert dialog.summary.text() == "The two versions are the same."
    assert not dialog.next.isEnabled()


def test_a_version_is_chosen_and_esc_closes(qtbot: QtBot, dialog: CompareDialog) -> None:
    dialog.pickers[0].setCurrentIndex(0)
    use = dialog.buttons()[0]
    with qtbot.waitSignal(dialog.version_chosen) as caught:
        use.setFocus()
        qtbot.keyClick(use, Qt.Key.Key_Space)
    assert caught.args == [0]
    dialog.show()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_two_versions_of_200_kb_are_shown_within_seconds(qtbot: QtBot, theme: Theme, words: Words) -> None:
    lines = [f"Line {number} of the answer says this and that." for number in range(4_600)]
    left = "\n".join(lines)
    right = "\n".join(
        line.replace("this", "these") if number % 9 == 0 else line for number, line in enumerate(lines)
    )
    assert len(left) > 195_000
    began = time.process_time()
    made = CompareDialog(theme, words, (replace(FIRST, text=left), replace(SECOND, text=right)), 1)
    qtbot.addWidget(made)
    assert time.process_time() - began < 3  # measured 0.4 s
    assert len(made.places) == 512


def test_another_theme_keeps_the_marks_and_does_not_wake_what_is_gone(
    qtbot: QtBot, dialog: CompareDialog, theme: Theme, words: Words
) -> None:
    gone = CompareDialog(theme, words, (FIRST, SECOND), 1)
    gone.deleteLater()
    qtbot.waitUntil(lambda: not isValid(gone))
    dialog.pickers[0].setCurrentIndex(0)
    dialog.pickers[1].setCurrentIndex(1)
    theme.set_appearance("dark")
    assert marked(dialog.left) == ["three ", "Å"]
