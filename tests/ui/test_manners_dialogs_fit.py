"""The dialogs of the start in both languages and sizes: nothing clipped, everything named."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from homeport.ui.bug_report import bug_report
from homeport.ui.dialogs.bug_report import BugReportDialog
from homeport.ui.dialogs.passphrase import PassphraseDialog
from homeport.ui.theme import Theme
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words

RESOURCES = Path(__file__).parents[2] / "resources"

Make = Callable[[Theme, Words], QDialog]


def locked(theme: Theme, words: Words) -> QDialog:
    problem = (words("passphrase.wrong"), words("passphrase.wrong_next"))
    return PassphraseDialog(theme, words, new=False, problem=problem)


DIALOGS: dict[str, Make] = {
    "new": lambda theme, words: PassphraseDialog(theme, words, new=True),
    "unlock": locked,
    "bug": lambda theme, words: BugReportDialog(theme, words, bug_report(ValueError())),
}


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("name", list(DIALOGS))
def test_nothing_is_clipped_and_everything_is_named(
    name: str, language: str, scale: float, theme: Theme, qtbot: QtBot
) -> None:
    theme.set_scale(scale)
    dialog = DIALOGS[name](theme, Words(RESOURCES / "i18n", language))
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.open()
    assert dialog.width() <= dialog.screen().availableGeometry().width()
    assert dialog.height() <= dialog.screen().availableGeometry().height()
    for label in dialog.findChildren(TextLabel):
        if label.isVisible():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
            assert label.textFormat() == Qt.TextFormat.PlainText
    for button in dialog.findChildren(QAbstractButton):
        if button.isVisible() and not isinstance(button.parent(), QLabel):
            assert button.width() >= button.minimumSizeHint().width(), button.text()
            assert button.height() >= 20
    for control in dialog.findChildren(QWidget):
        if control.isVisible() and control.focusPolicy() & Qt.FocusPolicy.TabFocus:
            named = control.accessibleName() or getattr(control, "text", str)()
            assert named, control
