"""What a model wrote before its answer, folded away."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.markdown import MarkdownView
from homeport.ui.words import Words


class ThinkingFold(QWidget):
    """A button, and the text once it was pressed: not laid out before."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._text = ""
        self._view: MarkdownView | None = None
        self.button = Button(theme, words("answer.thinking_show"), "ghost", "chevron-right", self)
        self.button.clicked.connect(self._toggle)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(4))
        self._column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def text_shown(self) -> bool:
        """Whether it is unfolded."""
        return self._view is not None

    def set_text(self, text: str) -> None:
        """What it would show."""
        if text != self._text:
            self._text = text
            if self._view is not None:
                self._view.set_text(text)

    def _toggle(self) -> None:
        opened = self._view is None
        self.button.setText(self._words("answer.thinking_hide" if opened else "answer.thinking_show"))
        self.button.set_icon("chevron-down" if opened else "chevron-right")
        if self._view is not None:
            self._column.removeWidget(self._view)
            self._view.hide()
            self._view.deleteLater()
            self._view = None
            return
        self._view = MarkdownView(self._theme, self._words, self)
        self._view.setAccessibleName(self._words("answer.thinking_name"))
        self._view.set_text(self._text)
        self._column.addWidget(self._view)
