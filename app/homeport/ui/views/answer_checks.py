"""The checks of a draft in words: a summary, and each one when it is asked for."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from homeport.domain.check import Check
from homeport.ui.theme import Theme
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words


def check_words(check: Check, words: Words) -> str:
    """What a check saw, in the person's language where the catalogue has it."""
    key = f"answer.check_{check.id.replace('-', '_')}_{'passed' if check.passed else 'failed'}"
    return words(key) if words.has(key) else check.says


def checks_summary(checks: tuple[Check, ...], words: Words) -> str:
    """How many passed, or how many did not."""
    failed = sum(not check.passed for check in checks)
    if failed:
        return words("answer.checks_failed", failed=failed, total=len(checks))
    return words("answer.checks_passed", passed=len(checks), total=len(checks))


class CheckList(QWidget):
    """Every check with its outcome, by icon and words."""

    def __init__(self, theme: Theme, words: Words, checks: tuple[Check, ...], parent: QWidget) -> None:
        super().__init__(parent)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(4))
        for check in checks:
            key = "answer.check_passed" if check.passed else "answer.check_failed"
            picture = QLabel(self)
            icon, token = ("check", "good") if check.passed else ("warning", "danger")
            picture.setPixmap(theme.pixmap(icon, token, 16, self.devicePixelRatioF()))
            row = QHBoxLayout()
            row.setSpacing(theme.px(8))
            row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
            said = words(key, text=check_words(check, words))
            row.addWidget(TextLabel(theme, said, "caption", "text2", self), 1)
            rows.addLayout(row)
