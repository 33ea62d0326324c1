"""A field in the place of a text, to change it: Ctrl+Enter keeps the changes, Esc leaves it as it was."""

from math import ceil

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.text_label import TextLabel

MOST_LINES = 24
"""Lines that the field grows to; it scrolls after that."""


class _Field(QPlainTextEdit):
    done = Signal()
    left = Signal()

    def event(self, event: QEvent) -> bool:
        # The window's menu has both keys too; while somebody types here they mean this field.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _wish(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match _wish(event):
            case "leave":
                self.left.emit()
            case "save":
                self.done.emit()
            case _:
                super().keyPressEvent(event)


def _wish(event: QKeyEvent) -> str:
    """What a key means beyond typing: "leave", "save" or nothing."""
    if event.key() == Qt.Key.Key_Escape:
        return "leave"
    enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
    return "save" if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier else ""


class TextEditor(QWidget):
    """The field with its two buttons and a line that says which keys do the same."""

    saved = Signal(str)
    left = Signal()

    def __init__(
        self, theme: Theme, text: str, name: str, save: str, leave: str, hint: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.field = _Field(self)
        self.field.setFont(theme.font("body"))
        self.field.setAccessibleName(name)
        self.field.setTabChangesFocus(True)
        self.field.setPlainText(text)
        self.field.moveCursor(QTextCursor.MoveOperation.End)
        self.save = Button(theme, save, "primary", parent=self)
        self.leave = Button(theme, leave, "secondary", parent=self)
        self.field.done.connect(self._on_done)
        self.field.left.connect(self.left)
        self.save.clicked.connect(self._on_done)
        self.leave.clicked.connect(self.left)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(TextLabel(theme, hint, "caption", "text3", self), 1)
        row.addWidget(self.leave)
        row.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.field)
        column.addLayout(row)
        self.field.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    @property
    def changed(self) -> bool:
        """Whether something was changed."""
        return self.field.document().isModified()

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self.field.toPlainText()

    def set_text(self, text: str) -> None:
        """Put changes back that were left out."""
        self.field.selectAll()
        self.field.insertPlainText(text)

    def focus(self) -> None:
        """Put the keyboard into the field."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_done(self) -> None:
        self.saved.emit(self.text)

    def _fit(self) -> None:
        lines = min(max(self.field.document().size().height(), 3), MOST_LINES)  # of a plain field, in lines
        height = ceil(lines * self.field.fontMetrics().lineSpacing()) + self._theme.px(24)
        if height != self.field.height():
            self.field.setFixedHeight(height)
