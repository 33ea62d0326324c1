"""A field to search in."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from homeport.ui.theme import Theme
from homeport.ui.words import Words


class SearchField(QLineEdit):
    """One line with a glass before it and, once something is typed, a cross behind it. Esc empties it.

    Args:
        theme: colours and sizes.
        words: the person's language.
        placeholder: what is searched; also its name for screen readers.
        parent: the owner.
    """

    def __init__(self, theme: Theme, words: Words, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self._glass = QAction(self)
        self._cross = QAction(words("widgets.clear_search"), self)
        self._cross.triggered.connect(self.clear)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.addAction(self._cross, QLineEdit.ActionPosition.TrailingPosition)
        for button in self.findChildren(QToolButton):
            # Esc does the same; the glass does nothing.
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.textChanged.connect(self._on_text_changed)
        self._on_text_changed("")
        self._restyle()
        theme.changed.connect(self._restyle)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the field; in an empty field it means what it means around it."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def _on_text_changed(self, text: str) -> None:
        self._cross.setVisible(bool(text))

    def _restyle(self) -> None:
        self.setFont(self._theme.font("body"))
        self._glass.setIcon(self._theme.icon("search", "text2"))
        self._cross.setIcon(self._theme.icon("x", "text2"))
