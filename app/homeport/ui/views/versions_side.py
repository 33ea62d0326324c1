"""One side of a comparison: a text as it was written, with what differs marked."""

from collections.abc import Sequence

from PySide6.QtCore import QUrl
from PySide6.QtGui import QBrush, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from homeport.ui.theme import Theme


class VersionSide(QTextEdit):
    """Marks by colour and by line: struck out on the left, underlined on the right."""

    def __init__(self, theme: Theme, *, removed: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._removed = removed
        self._other: VersionSide | None = None
        self._spans: Sequence[tuple[int, int]] = ()
        self._text = ""
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setMinimumHeight(theme.px(160))
        theme.changed.connect(self._on_theme_changed)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing, whatever the text names."""
        del kind, name
        return None

    def follow(self, other: "VersionSide") -> None:
        """Scroll when the other one does, to about the same place."""
        self._other = other
        self.verticalScrollBar().valueChanged.connect(self._lead)

    def show_text(self, text: str, spans: Sequence[tuple[int, int]]) -> None:
        """Show a text with stretches marked; they are in order and do not overlap."""
        self._text, self._spans = text, spans
        theme = self._theme
        plain = QTextCharFormat()
        plain.setFont(theme.font("body"))
        marked = QTextCharFormat(plain)
        marked.setBackground(QBrush(theme.colour("danger_soft" if self._removed else "good_soft")))
        marked.setFontStrikeOut(self._removed)
        marked.setFontUnderline(not self._removed)
        self.clear()
        cursor = self.textCursor()
        cursor.beginEditBlock()
        look = QTextBlockFormat()
        look.setLineHeight(100 * theme.line_height, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(look)
        done = 0
        for start, end in spans:
            cursor.insertText(text[done:start], plain)
            cursor.insertText(text[start:end], marked)
            done = end
        cursor.insertText(text[done:], plain)
        cursor.endEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        self.setTextCursor(cursor)

    def show_place(self, position: int) -> None:
        """Bring a character into view, a third from the top."""
        cursor = self.textCursor()
        # Qt counts in UTF-16 units, as Python does not.
        units = len(self._text[:position].encode("utf-16-le")) // 2
        cursor.setPosition(min(units, self.document().characterCount() - 1))
        self.setTextCursor(cursor)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.cursorRect().top() - self.viewport().height() // 3)

    def _on_theme_changed(self) -> None:
        self.show_text(self._text, self._spans)

    def _lead(self, value: int) -> None:
        other, bar = self._other, self.verticalScrollBar()
        if other is None or not bar.maximum():
            return
        theirs = other.verticalScrollBar()
        if self.hasFocus() or self.underMouse():
            theirs.setValue(round(theirs.maximum() * value / bar.maximum()))
