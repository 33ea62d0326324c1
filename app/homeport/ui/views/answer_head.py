"""The line above an answer: which model, where, and what the checks saw."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from homeport.ports.engine import Locality
from homeport.ui.models.turn import Answer
from homeport.ui.theme import Theme
from homeport.ui.views.answer_checks import CheckList, checks_summary
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.flow_layout import FlowLayout
from homeport.ui.widgets.lane_label import LaneLabel
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words


def where_words(answer: Answer, words: Words) -> str:
    """Where an answer was made, and how far that is known; the record does not keep how it was checked."""
    if answer.on_device and answer.locality is not None:
        checked = answer.locality is Locality.LOCAL
        return words("answer.on_device_checked" if checked else "answer.on_device_not_checked")
    if answer.provider:
        return words("answer.at_provider", provider=answer.provider)
    key = f"common.lane_in_text_{answer.lane}"
    return words(key) if words.has(key) else answer.lane


class AnswerHead(QWidget):
    """Lane icon, model, place, and a summary of the checks that unfolds."""

    def __init__(self, theme: Theme, words: Words, answer: Answer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._answer = answer
        self._checks: CheckList | None = None
        box = QWidget(self)
        flow = FlowLayout(box, theme.px(8), theme.px(2))
        where = where_words(answer, words)
        model = LaneLabel(theme, words, answer.lane, answer.model, "strong", box)
        model.setAccessibleName(f"{answer.model}, {where}")
        flow.addWidget(model)
        place = TextLabel(theme, where, "caption", "text2", box)
        place.setWordWrap(False)
        flow.addWidget(place)
        self._flow = flow
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.px(8))
        self._row.addWidget(box, 1, Qt.AlignmentFlag.AlignVCenter)
        self.summary: Button | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(4))
        self._column.addLayout(self._row)
        self._beside = True
        if answer.checks:
            self._row.addWidget(self._summary_button(answer), 0, Qt.AlignmentFlag.AlignVCenter)

    def minimumSizeHint(self) -> QSize:
        """Narrow is fine: the summary of the checks goes below where there is no room beside."""
        return QSize(self._theme.px(120), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside, or below."""
        super().resizeEvent(event)
        if self.summary is None:
            return
        needed = self._flow.sizeHint().width() + self._theme.px(8) + self.summary.sizeHint().width()
        beside = needed <= event.size().width()
        if beside == self._beside:
            return
        self._beside = beside
        if beside:
            self._row.addWidget(self.summary, 0, Qt.AlignmentFlag.AlignVCenter)
        else:
            self._row.removeWidget(self.summary)
            self._column.insertWidget(1, self.summary, 0, Qt.AlignmentFlag.AlignLeft)

    def _summary_button(self, answer: Answer) -> Button:
        text = checks_summary(answer.checks, self._words)
        icon = "checklist" if all(check.passed for check in answer.checks) else "warning"
        button = Button(self._theme, text, "ghost", icon, self)
        button.setCheckable(True)
        button.setAccessibleName(self._words("answer.checks_show", summary=text))
        button.toggled.connect(self._show_checks)
        self.summary = button
        return button

    def _show_checks(self, shown: bool) -> None:
        if self._checks is None:
            self._checks = CheckList(self._theme, self._words, self._answer.checks, self)
            self._column.addWidget(self._checks)
        self._checks.setVisible(shown)
