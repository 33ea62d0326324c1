"""Report a mistake: the file is read before it is saved, and it is sent nowhere."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from homeport.text.visible import visible
from homeport.ui.theme import Theme
from homeport.ui.widgets import Body, Button, TextLabel
from homeport.ui.words import Words

WIDTH, HEIGHT = 640, 520


class ReportDialog(QDialog):
    """Shows the incident file as it would be saved.

    Args:
        theme: colours and sizes.
        words: the person's language.
        text: the file, without content of any document.
        parent: the window it belongs to.
    """

    save_requested = Signal()

    def __init__(self, theme: Theme, words: Words, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.text = text
        self.setWindowTitle(words("sheet.report_title"))
        self._column = QVBoxLayout(self)
        self._column.addWidget(TextLabel(theme, words("sheet.report_title"), "title", "text", self))
        self._column.addWidget(Body(theme, words("sheet.report_about"), self))
        self.shown = QPlainTextEdit(visible(text), self)
        self.shown.setReadOnly(True)
        self.shown.setTabChangesFocus(True)
        self.shown.setAccessibleName(words("sheet.report_name"))
        self._column.addWidget(self.shown, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.close_button = Button(theme, words("sheet.report_close"), "secondary", parent=self)
        self.close_button.clicked.connect(self.reject)
        self.save_button = Button(theme, words("sheet.report_save"), "primary", "download", self)
        self.save_button.clicked.connect(self.save_requested)
        row.addWidget(self.close_button)
        row.addWidget(self.save_button)
        self._column.addLayout(row)
        self._row = row
        self._restyle()
        theme.changed.connect(self._restyle)

    def _restyle(self) -> None:
        px = self._theme.px
        self.shown.setFont(self._theme.font("code"))
        self._column.setContentsMargins(px(28), px(20), px(28), px(20))
        self._column.setSpacing(px(12))
        self._row.setSpacing(px(8))
        self.resize(px(WIDTH), px(HEIGHT))
