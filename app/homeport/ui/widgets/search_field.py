"""A field to search in."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from homeport.ui.theme import Theme
from homeport.ui.widgets.button import IconButton
from homeport.ui.widgets.painting import mirrored, place_icon
from homeport.ui.words import Words

SIDE = 32
"""Room in px before scaling for the glass, and for the cross."""

GLASS = 18


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
        self._cross = IconButton(theme, "x", words("widgets.clear_search"), self)
        self._cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Esc does the same without a stop on the way
        self._cross.hide()
        self._cross.clicked.connect(self.clear)
        self.textChanged.connect(lambda text: self._cross.setVisible(bool(text)))
        self._restyle()
        theme.changed.connect(self._restyle)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the field; in an empty field it means what it means around it."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the cross at the end."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, then the glass."""
        super().paintEvent(event)
        px = self._theme.px
        painter = QPainter(self)
        left = self.width() - px(10) - px(GLASS) if mirrored(self) else px(10)
        place_icon(
            painter,
            self._theme.pixmap("search", "text2", GLASS, self.devicePixelRatioF()),
            left,
            self.height() / 2,
        )
        painter.end()

    def _place(self) -> None:
        side = min(self._theme.px(SIDE), self.height())
        left = 0 if mirrored(self) else self.width() - side
        self._cross.setGeometry(left, (self.height() - side) // 2, side, side)

    def _restyle(self) -> None:
        self.setFont(self._theme.font("body"))
        inside = self._theme.px(SIDE - 8)  # the style sheet gives the other 8
        self.setTextMargins(inside, 0, inside, 0)
        self._place()
