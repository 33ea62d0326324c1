"""A field for the text of a policy: line numbers, marks where something is wrong, undo, find."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from homeport.ui.theme import Theme

DIGITS = 3
"""Room for line numbers of so many digits, at least."""


class PolicyText(QPlainTextEdit):
    """Plain text. Tab goes on to the next control, so that the keyboard is never caught.

    Args:
        theme: colours and sizes.
        name: what a screen reader calls it.
        parent: the owner.
    """

    find_wanted = Signal()
    save_wanted = Signal()
    next_problem_wanted = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._problems: Mapping[int, str] = {}
        self._margin = _Margin(self)
        self._named = name
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.blockCountChanged.connect(lambda _: self._make_room())
        self.updateRequest.connect(self._on_update)
        self.cursorPositionChanged.connect(self._tell_line)
        self._restyle()
        theme.changed.connect(self._restyle)

    def show_problems(self, problems: Mapping[int, str]) -> None:
        """Mark these lines (from 1); what is wrong is said at the line, too."""
        self._problems = problems
        marks = []
        for line in problems:
            block = self.document().findBlockByNumber(line - 1)
            if block.isValid():
                mark = QTextEdit.ExtraSelection()
                mark.cursor = QTextCursor(block)
                mark.format.setBackground(self._theme.colour("danger_soft"))
                mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
                marks.append(mark)
        self.setExtraSelections(marks)
        self._margin.update()
        self._tell_line()

    def go_to(self, line: int) -> None:
        """Put the cursor at the beginning of a line, and the keyboard into the text."""
        block = self.document().findBlockByNumber(max(line, 1) - 1)
        cursor = QTextCursor(block if block.isValid() else self.document().lastBlock())
        self.setTextCursor(cursor)
        self.centerCursor()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def line(self) -> int:
        """Where the cursor is, from 1."""
        return self.textCursor().blockNumber() + 1

    def event(self, event: QEvent) -> bool:
        """While somebody types here, these keys mean the text and not the window around it."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _wish(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Find, save, and the next mistake."""
        match _wish(event):
            case "find":
                self.find_wanted.emit()
            case "save":
                self.save_wanted.emit()
            case "next":
                self.next_problem_wanted.emit()
            case _:
                super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The numbers stand at the left of what is seen."""
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._margin.setGeometry(QRect(inside.left(), inside.top(), self.room(), inside.height()))

    def room(self) -> int:
        """Width of the line numbers."""
        digits = max(DIGITS, len(str(self.blockCount())))
        return self._theme.px(24) + self.fontMetrics().horizontalAdvance("9") * digits

    def paint_numbers(self, event: QPaintEvent) -> None:
        """Numbers beside the first row of each line; a mark where something is wrong."""
        painter, px = QPainter(self._margin), self._theme.px
        painter.fillRect(event.rect(), self._theme.colour("sidebar"))
        painter.setFont(self.font())
        block, height = self.firstVisibleBlock(), self.fontMetrics().height()
        while block.isValid():
            top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
            if top > event.rect().bottom():
                break
            number = block.blockNumber() + 1
            wrong = number in self._problems
            painter.setPen(self._theme.colour("danger" if wrong else "text3"))
            box = QRectF(0, top, self._margin.width() - px(8), height)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), str(number))
            if wrong:
                side = px(12)
                picture = self._theme.pixmap("error", "danger", 12, self.devicePixelRatioF())
                painter.drawPixmap(QRectF(px(2), top + (height - side) / 2, side, side).toRect(), picture)
            block = block.next()
        painter.end()

    def _on_update(self, rect: QRect, dy: int) -> None:
        if dy:
            self._margin.scroll(0, dy)
        else:
            self._margin.update(0, rect.y(), self._margin.width(), rect.height())

    def _tell_line(self) -> None:
        """A screen reader hears what is wrong at the line of the cursor."""
        self.setAccessibleDescription(self._problems.get(self.line, ""))

    def _make_room(self) -> None:
        self.setViewportMargins(self.room(), 0, 0, 0)

    def _restyle(self) -> None:
        self.setFont(self._theme.font("code"))
        self._make_room()
        self.show_problems(self._problems)


class _Margin(QWidget):
    """Where the line numbers stand."""

    def __init__(self, text: PolicyText) -> None:
        super().__init__(text)
        self._text = text

    def sizeHint(self) -> QSize:
        return QSize(self._text.room(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._text.paint_numbers(event)


def _wish(event: QKeyEvent) -> str:
    """What a key means beyond typing."""
    held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
    if held and event.key() == Qt.Key.Key_F:
        return "find"
    if held and event.key() == Qt.Key.Key_S:
        return "save"
    return "next" if event.key() == Qt.Key.Key_F8 else ""
