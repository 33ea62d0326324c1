"""The text on the confirmation sheet: read only, marked, and it knows what of it has been on the screen."""

from bisect import bisect_left, bisect_right

from PySide6.QtCore import QEvent, QMimeData, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from homeport.domain.data_class import DataClass
from homeport.ui.clipboard import mime_data
from homeport.ui.models.sheet_text import Seen, ShownText
from homeport.ui.theme import Theme

FIRST = 100_000
"""Characters that are laid out before the sheet opens: far more than fit on a screen."""

SLICE = 100_000
"""Characters that are added at a time afterwards; about 5 ms, so that keys are heard in between."""

MOST_MARKS = 400
"""Marks drawn at a time; more do not fit on a screen."""


class SheetText(QPlainTextEdit):
    """One view of the bytes.

    Args:
        theme: colours and type.
        role: the type; ``code`` for the raw view.
        name: what it is, for screen readers.
        data_class: of the text, for the clipboard.
        parent: the owner.
    """

    seen_more = Signal()
    whole = Signal()  # all of it is laid out

    def __init__(self, theme: Theme, role: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._role = theme, role
        self._data_class = DataClass.RESTRICTED
        self._shown = ShownText("", 0)
        self._seen = Seen(0)
        self._rest = ""
        self._current = -1
        self._starts: list[int] = []
        self._heads: list[int] = []
        self._slices = QTimer(self)
        self._slices.setInterval(0)
        self._slices.timeout.connect(self._add_slice)
        self._drawing = QTimer(self)
        self._drawing.setInterval(0)
        self._drawing.setSingleShot(True)
        self._drawing.timeout.connect(self._draw_marks)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)
        self.setAccessibleName(name)
        self.verticalScrollBar().valueChanged.connect(self._redraw_marks)
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def shown(self) -> ShownText:
        """What is shown."""
        return self._shown

    @property
    def seen(self) -> Seen:
        """What of it has been on the screen."""
        return self._seen

    @property
    def complete(self) -> bool:
        """Whether all of it is laid out."""
        return not self._rest

    @property
    def current(self) -> int:
        """The number of the finding that was gone to last, from 0; -1 for none."""
        return self._current

    def show_text(self, shown: ShownText, data_class: DataClass) -> None:
        """Show another text from its start; nothing of it counts as seen yet."""
        self._shown, self._data_class = shown, data_class
        self._seen = Seen(shown.length)
        self._current = -1
        self._starts = [mark.start for mark in shown.marks]
        self._heads = [head.start for head in shown.heads]
        cut = len(shown.text) if len(shown.text) <= FIRST + SLICE else FIRST
        self._rest = shown.text[cut:]
        self.setPlainText(shown.text[:cut])
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._redraw_marks()
        if self._rest:
            self._slices.start()
        else:
            self._slices.stop()

    def next_finding(self) -> None:
        """Go to the finding after this one; after the last comes the first."""
        self._go(self._current + 1)

    def previous_finding(self) -> None:
        """Go to the finding before this one."""
        self._go(self._current - 1 if self._current >= 0 else -1)

    def go_to(self, position: int) -> None:
        """Bring a place of the text on the screen."""
        self._finish()
        cursor = self.textCursor()
        cursor.setPosition(min(max(position, 0), self._last_position()))
        self.setTextCursor(cursor)
        self.centerCursor()

    def visible_span(self) -> tuple[int, int]:
        """First and last character on the screen; what the page around it cuts off is not there."""
        seen = self._on_screen()
        first = self.cursorForPosition(seen.topLeft()).position()
        cursor = self.cursorForPosition(seen.bottomRight())
        bottom = cursor.position()
        if self._on_last_line(cursor):
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
            bottom = cursor.position()
        return first, bottom

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied carries the marks of its class."""
        return mime_data(self.textCursor().selection().toPlainText(), data_class=self._data_class)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Remember what is on the screen."""
        super().paintEvent(event)
        if self._shown.length and not self._on_screen().isEmpty() and self._seen.add(*self.visible_span()):
            self.seen_more.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other lines are on the screen."""
        super().resizeEvent(event)
        self._redraw_marks()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Escape are the sheet's."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}:
            event.ignore()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Eight lines; a sheet that is lower scrolls."""
        return QSize(self._theme.px(200), 8 * self.fontMetrics().height() + self._theme.px(16))

    def minimumSizeHint(self) -> QSize:
        """Three lines."""
        return QSize(self._theme.px(200), 3 * self.fontMetrics().height() + self._theme.px(16))

    def changeEvent(self, event: QEvent) -> None:
        """Colours follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._redraw_marks()

    def _on_last_line(self, cursor: QTextCursor) -> bool:
        """Whether the last line of the text is all on the screen."""
        if not self.complete or cursor.block().next().isValid():
            return False
        last = QTextCursor(self.document())
        last.movePosition(QTextCursor.MoveOperation.End)
        return self.cursorRect(last).bottom() <= self._on_screen().bottom() + 1

    def _on_screen(self) -> QRect:
        return self.viewport().visibleRegion().boundingRect() if self.isVisible() else self.viewport().rect()

    def _last_position(self) -> int:
        return max(0, self.document().characterCount() - 1)

    def _add_slice(self) -> None:
        more, self._rest = self._rest[:SLICE], self._rest[SLICE:]
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(more)
        if not self._rest:
            self._slices.stop()
            self.viewport().update()
            self.whole.emit()

    def _finish(self) -> None:
        while self._rest:
            self._add_slice()

    def _go(self, number: int) -> None:
        marks = self._shown.marks
        if not marks:
            return
        self._current = number % len(marks)
        self.go_to(marks[self._current].start)
        self._redraw_marks()

    def _redraw_marks(self) -> None:
        """Soon, once: the editor is in the middle of a change whenever it tells of one."""
        self._drawing.start()

    def _draw_marks(self) -> None:
        """Draw the marks and headings that are on the screen, and no others."""
        first, last = self.visible_span() if self._shown.length else (0, 0)
        selections = []
        heads = self._shown.heads
        for head in heads[max(0, bisect_right(self._heads, first) - 1) : bisect_left(self._heads, last + 1)]:
            selections.append(self._selection(head.start, head.start, "accent", "hover", line=True))
            selections.append(self._selection(head.start, head.end, "accent", "hover"))
        marks = self._shown.marks
        begin = max(0, bisect_right(self._starts, first) - 8)
        for number in range(begin, min(bisect_left(self._starts, last + 1), begin + MOST_MARKS)):
            mark = marks[number]
            style = self._theme.data_class(mark.finding.data_class)
            soft = QColor(style.bg)
            ink = QColor(style.fg)
            selection = self._selection(mark.start, mark.end, ink, soft)
            if number == self._current:
                selection.format.setFontUnderline(True)
            selections.append(selection)
        self.setExtraSelections(selections)

    def _selection(
        self, start: int, end: int, ink: str | QColor, fill: str | QColor, *, line: bool = False
    ) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        most = self._last_position()
        cursor.setPosition(min(start, most))
        cursor.setPosition(min(end, most), QTextCursor.MoveMode.KeepAnchor)
        form = QTextCharFormat()
        form.setForeground(ink if isinstance(ink, QColor) else self._theme.colour(ink))
        form.setBackground(fill if isinstance(fill, QColor) else self._theme.colour(fill))
        if line:
            form.setProperty(QTextFormat.Property.FullWidthSelection, True)
        selection.cursor, selection.format = cursor, form
        return selection

    def _restyle(self) -> None:
        self.setFont(self._theme.font(self._role))
        self._redraw_marks()
