"""Keeping a question as a template with variables."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from homeport.domain.instruction_template import parse
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.scroll_page import RING, ScrollPage
from homeport.ui.widgets.text_label import Caption, TextLabel
from homeport.ui.words import Words


class TemplateDialog(QDialog):
    """Name and text; says which variables it found while the person types. Esc leaves it."""

    saved = Signal(str, str)

    def __init__(self, theme: Theme, words: Words, instruction: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.setWindowTitle(words("answer.template_title"))
        self.setModal(True)
        self.name = QLineEdit(self)
        self.name.setAccessibleName(words("answer.template_name"))
        self.text = QPlainTextEdit(self)
        self.text.setAccessibleName(words("answer.template_text"))
        self.text.setTabChangesFocus(True)
        self.text.setPlainText(instruction)
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        self.found = TextLabel(theme, "", "row", "text", self)
        self.save = Button(theme, words("answer.template_save"), "primary", parent=self)
        self.leave = Button(theme, words("common.cancel"), "secondary", parent=self)
        page = ScrollPage(theme, self)
        column = page.column
        column.addWidget(TextLabel(theme, words("answer.template_title"), "panel_title", "text", self))
        for title, field in (("answer.template_name", self.name), ("answer.template_text", self.text)):
            label = TextLabel(theme, words(title), "section", "text2", self)
            label.setBuddy(field)
            column.addSpacing(theme.px(4))
            column.addWidget(label)
            column.addWidget(field, 1 if field is self.text else 0)
        example = "{{" + words("answer.template_example") + "}}"
        column.addWidget(Caption(theme, words("answer.template_hint", example=example), self))
        column.addWidget(self.found)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addStretch(1)
        row.addWidget(self.leave)
        row.addWidget(self.save)
        whole = QVBoxLayout(self)
        side = theme.px(20 - RING)
        whole.setContentsMargins(side, side, side, side)
        whole.setSpacing(theme.px(8))
        whole.addWidget(page, 1)
        row.setContentsMargins(theme.px(RING), 0, theme.px(RING), theme.px(RING))
        whole.addLayout(row)
        self.resize(theme.px(520), theme.px(420))
        self.name.textChanged.connect(self._look)
        self.text.textChanged.connect(self._look)
        self.name.returnPressed.connect(lambda: self.text.setFocus(Qt.FocusReason.OtherFocusReason))
        self.save.clicked.connect(self._save)
        self.leave.clicked.connect(self.reject)
        self._look()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look(self) -> None:
        names = [variable.name for variable in parse(self.text.toPlainText()).variables]
        listed = ", ".join(names)
        self.found.setText(
            self._words("answer.template_variables", names=listed)
            if names
            else self._words("answer.template_no_variables")
        )
        self.save.setEnabled(bool(self.name.text().strip() and self.text.toPlainText().strip()))

    def _save(self) -> None:
        self.saved.emit(self.name.text().strip(), self.text.toPlainText().strip())
        self.accept()
