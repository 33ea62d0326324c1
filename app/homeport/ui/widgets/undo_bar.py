"""The way back after something was deleted or rejected."""

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button, IconButton
from homeport.ui.widgets.painting import rounded
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words

SECONDS = 10.0


class UndoBar(QFrame):
    """Says what was done and offers to take it back for ten seconds, longer while someone is on it.

    Args:
        theme: colours and sizes.
        words: the person's language.
        parent: the owner.
    """

    undone = Signal()
    expired = Signal()

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = TextLabel(theme, "", "row", "text", self)
        self._undo = Button(theme, words("common.undo"), "secondary", "undo", self)
        self._close = IconButton(theme, "x", words("widgets.dismiss"), self)
        self._undo.clicked.connect(self._on_undone)
        self._close.clicked.connect(self.dismiss)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._text, 1, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self._undo)
        self._row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self._left_ms = 0
        for widget in (self._undo, self._close):
            widget.installEventFilter(self)
        self.hide()
        self._restyle()
        theme.changed.connect(self._restyle)

    def show_undo(self, text: str, seconds: float = SECONDS) -> None:
        """Offer to take something back; what was offered before has expired."""
        if self.isVisible():
            self.dismiss()
        self._text.setText(text)
        self.setAccessibleName(text)
        self._left_ms = round(seconds * 1000)
        self.show()
        self._resume()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, f"{text} {self._undo.label()}"))

    def dismiss(self) -> None:
        """It is too late now."""
        if self.isHidden():
            return
        self._timer.stop()
        self.hide()
        self.expired.emit()

    def eventFilter(self, _watched: object, event: QEvent) -> bool:
        """Wait while the keyboard is on a button."""
        if event.type() == QEvent.Type.FocusIn:
            self._pause()
        elif event.type() == QEvent.Type.FocusOut:
            self._resume()
        return False

    def enterEvent(self, _event: QEvent) -> None:
        """Wait while the pointer is here."""
        self._pause()

    def leaveEvent(self, _event: QEvent) -> None:
        """Go on."""
        self._resume()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A raised box."""
        painter = QPainter(self)
        colour = self._theme.colour
        rounded(painter, QRectF(self.rect()), self._theme.px(12), colour("raised"), colour("border_strong"))
        painter.end()

    def _pause(self) -> None:
        if self._timer.isActive():
            self._left_ms = max(1000, self._timer.remainingTime())
            self._timer.stop()

    def _resume(self) -> None:
        if not self.isHidden() and not self.underMouse() and not self._has_focus():
            self._timer.start(self._left_ms)

    def _has_focus(self) -> bool:
        return self._undo.hasFocus() or self._close.hasFocus()

    def _on_undone(self) -> None:
        self._timer.stop()
        self.hide()
        self.undone.emit()

    def _restyle(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(16), px(8), px(8), px(8))
        self._row.setSpacing(px(8))
        self.update()
