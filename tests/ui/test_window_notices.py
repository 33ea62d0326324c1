"""What is said over the answer is seen, and makes room again when it is put away."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from homeport.ui.main_window import MainWindow
from homeport.ui.theme.theme import Theme
from homeport.ui.widgets.button import IconButton
from homeport.ui.words import Words


def test_what_is_said_is_seen_again_and_again(theme: Theme, words: Words, qtbot: QtBot) -> None:
    window = MainWindow(theme, words)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    assert not window.banner.isVisible()
    for title in ("The file was not written.", "The policy could not be read."):
        window.say("danger", title, "Nothing was lost.")
        assert window.banner.isVisible()
        qtbot.waitUntil(lambda: window.banner.height() > 40)
        beside = window.answer.height()
        assert window.banner.height() >= window.banner.sizeHint().height()
        close = window.banner.findChild(IconButton)
        assert close is not None
        close.setFocus()
        qtbot.keyClick(close, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda beside=beside: window.answer.height() > beside)
        assert not window.banner.isVisible()


def test_what_can_be_taken_back_is_seen(theme: Theme, words: Words, qtbot: QtBot) -> None:
    window = MainWindow(theme, words)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.undo_bar.show_undo("1 task deleted")
    assert window.undo_bar.isVisible()
    qtbot.waitUntil(lambda: window.undo_bar.height() >= 32)
    window.undo_bar.dismiss()
    assert not window.undo_bar.isVisible()
