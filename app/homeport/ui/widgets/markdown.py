"""An answer while it grows and after: Markdown as plain letters, in one text that can be selected."""

from collections.abc import Callable
from math import ceil
from time import perf_counter

from PySide6.QtCore import QEvent, QMimeData, QRectF, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QTextEdit, QWidget

from homeport.text.markdown_blocks import Block, BlockKind, BlockSplitter, Tail
from homeport.text.markdown_inline import LINE_BREAK
from homeport.ui.theme.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.markdown_code import CodeHeaders
from homeport.ui.widgets.markdown_ground import code_grounds, paint_quotes
from homeport.ui.widgets.markdown_tail import ShownTail
from homeport.ui.widgets.markdown_writer import MarkdownWriter
from homeport.ui.words import Words

PAINT_MS = 33
"""New text is painted at most this often (architecture.md, concurrency)."""

BUSY_SHARE = 4
"""The pause before the next paint is at least so many times what the last one took."""

MOST_AT_ONCE = 8_000
"""Characters taken in one paint, so that a long text that comes at once does not hold up a keystroke."""

CopyGuard = Callable[[QMimeData], QMimeData]


class MarkdownView(QTextEdit):
    """As high as its text; the pane around it scrolls.

    Nothing in the text is acted upon: there are no links, and no resource is ever loaded.
    """

    grew = Signal()
    copy_refused = Signal()
    code_copied = Signal(str)

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._splitter = BlockSplitter()
        self._pending: list[str] = []
        self._blocks: list[Block] = []
        self._tail: ShownTail | None = None
        self._code_rects: list[QRectF] = []
        self._batching = False
        self._closing = False
        self._guard: CopyGuard | None = None
        self.may_copy = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._paint_batch)
        self._dress()
        self._writer = MarkdownWriter(self.document(), theme, words)
        self._headers = CodeHeaders(theme, words, self.viewport())
        self._headers.asked.connect(lambda number: self.code_copied.emit(self.code(number)))
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        theme.changed.connect(self._rewrite)

    # ---- what is shown

    def set_text(self, text: str) -> None:
        """Show a whole text."""
        self._begin()
        self._blocks = [*self._splitter.feed(text), *self._splitter.close()]
        self._rewrite()

    def begin(self) -> None:
        """Show nothing, and wait for `append`."""
        self._begin()
        self._rewrite()

    def append_text(self, text: str) -> None:
        """More of the answer; it is painted with the next batch."""
        self._pending.append(text)
        if not self._timer.isActive():
            self._timer.start(PAINT_MS)

    def finish(self) -> None:
        """Nothing follows; what is left is painted now."""
        self._closing = True
        self._paint_batch()

    def flush(self) -> None:
        """Paint what has come without waiting for the next batch."""
        while self._pending:
            self._paint_batch()

    @property
    def pending(self) -> bool:
        """Whether text waits to be painted."""
        return bool(self._pending)

    def set_guard(self, guard: CopyGuard | None) -> None:
        """What everything that leaves for the clipboard goes through."""
        self._guard = guard

    # ---- Qt

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing, whatever the text names."""
        del kind, name
        return None

    def createMimeDataFromSelection(self) -> QMimeData:
        """The selection as plain and formatted text, unless copying is closed."""
        if not self.may_copy:
            self.copy_refused.emit()
            return QMimeData()
        data = super().createMimeDataFromSelection()
        return data if self._guard is None else self._guard(data)

    def sizeHint(self) -> QSize:
        """The text's own height."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The pane scrolls, not the text."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys scroll the pane; with Shift they select, as do Ctrl+A and Ctrl+C."""
        selecting = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) and event.key() in _MOVES
        if selecting or event.matches(QKeySequence.StandardKey.Copy) or event.matches(_ALL):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Copy and select all; Qt's own menu would offer what is not possible here."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(self._words("common.copy"))
        copy.setEnabled(self.textCursor().hasSelection())
        copy.triggered.connect(self.copy)
        menu.addAction(self._words("answer.select_all")).triggered.connect(self.selectAll)
        menu.popup(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Focus by Tab keeps the selection."""
        cursor = self.textCursor()
        super().focusInEvent(event)
        self.setTextCursor(cursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width needs another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._code_rects = []
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Keep the paper clear when the style changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.viewport().setAutoFillBackground(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground of code and the bars beside quotes, then the text."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("user"))
        for rect in self._code_rects:
            if rect.intersects(QRectF(event.rect())):
                painter.drawRoundedRect(rect, self._theme.px(8), self._theme.px(8))
        if self._writer.quotes:
            paint_quotes(painter, self.document(), self._theme, event.rect())
        painter.end()
        super().paintEvent(event)

    # ---- code

    def copy_buttons(self) -> list[Button]:
        """The buttons that copy code, in the order of the text."""
        return self._headers.buttons()

    def code(self, number: int) -> str:
        """The text of a code, as far as it has come."""
        code = self._writer.codes[number]
        cursor = QTextCursor(self.document())
        cursor.setPosition(self.document().findBlock(code.first).position())
        end = self.document().findBlock(code.last)
        cursor.setPosition(end.position() + end.length() - 1, QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText().replace("\u2029", "\n")

    # ---- inside

    def _dress(self) -> None:
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("markdown")
        self.setStyleSheet("#markdown { background: transparent; border: none; padding: 0; border-radius: 0; }")
        self.viewport().setAutoFillBackground(False)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.document().setUndoRedoEnabled(False)

    def _begin(self) -> None:
        self._timer.stop()
        self._pending.clear()
        self._blocks.clear()
        self._splitter = BlockSplitter()
        self._closing = False

    def _rewrite(self) -> None:
        """Everything anew: another text, or another theme."""
        edit = self._begin_edit()
        self._tail = None
        self._code_rects = []
        self._writer.clear()
        for block in self._blocks:
            self._writer.write(block)
        self._show_tail()
        self._end_edit(edit)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _begin_edit(self) -> QTextCursor:
        """From here on the text is laid out once, at the end."""
        self._batching = True
        edit = QTextCursor(self.document())
        edit.beginEditBlock()
        return edit

    def _end_edit(self, edit: QTextCursor) -> None:
        edit.endEditBlock()
        self._batching = False
        self._fit()

    def _paint_batch(self) -> None:
        began = perf_counter()
        text = "".join(self._pending)
        self._pending.clear()
        if len(text) > MOST_AT_ONCE and not self._closing:
            self._pending.append(text[MOST_AT_ONCE:])
            text = text[:MOST_AT_ONCE]
        ended = self._splitter.feed(text)
        if self._closing:
            ended += self._splitter.close()
        kept = self._selection()
        edit = self._begin_edit()
        if ended:
            self._take_tail_back()
            for block in ended:
                self._writer.write(block)
            self._blocks += ended
        self._show_tail()
        self._end_edit(edit)
        self._keep(kept)
        self.grew.emit()
        if self._pending:
            took = (perf_counter() - began) * 1000
            self._timer.start(max(PAINT_MS, int(took * BUSY_SHARE)))

    def _take_tail_back(self) -> None:
        if self._tail is not None:
            self._writer.take_back(self._tail.end, self._tail.codes, empty=self._tail.empty)
            self._tail = None

    def _show_tail(self) -> None:
        shown = self._tail
        tail = self._splitter.tail(shown.lines if shown else 0)
        if shown is not None and (tail is None or not shown.is_of(tail)):
            self._take_tail_back()
            shown, tail = None, self._splitter.tail()
        if tail is None:
            return
        if shown is None:
            writer = self._writer
            shown = ShownTail(tail, writer.end(), len(writer.codes), empty=writer.empty)
            writer.begin(tail.kind, tail.level, tail.marker)
            self._tail = shown
        self._grow_tail(shown, tail)

    def _grow_tail(self, shown: ShownTail, tail: Tail) -> None:
        writer = self._writer
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        letters = writer.style(tail.kind, tail.level)
        for number, line in enumerate((*tail.lines, tail.partial)):
            if number:
                self._break(cursor, shown)
                shown.waits = True
            elif not line.startswith(shown.partial):
                cursor.setPosition(cursor.position() - len(shown.partial), QTextCursor.MoveMode.KeepAnchor)
                cursor.removeSelectedText()
                shown.partial = ""
            new = line if number else line[len(shown.partial) :]
            if new:
                self._break(cursor, shown)
                cursor.insertText(new, letters)
        shown.took(tail)

    def _break(self, cursor: QTextCursor, shown: ShownTail) -> None:
        """The end of the line before, made when something stands on the next: no line hangs empty below."""
        if not shown.waits:
            return
        shown.waits = False
        if shown.kind is BlockKind.CODE:
            self._writer.next_code_line(cursor)
        else:
            cursor.insertText(LINE_BREAK)

    def _selection(self) -> tuple[int, int, str]:
        cursor = self.textCursor()
        return cursor.anchor(), cursor.position(), cursor.selectedText() if cursor.hasSelection() else ""

    def _keep(self, kept: tuple[int, int, str]) -> None:
        """What was selected stays selected, also where it was written anew."""
        anchor, position, text = kept
        cursor = self.textCursor()
        if (cursor.anchor(), cursor.position()) == (anchor, position) and cursor.selectedText() == text:
            return
        last = self.document().characterCount() - 1
        if text:
            start = min(anchor, position)
            found = self.document().find(text, max(0, start - 8)) if "\u2029" not in text else QTextCursor()
            if not found.isNull() and abs(found.selectionStart() - start) < 64:
                turn = found.selectionStart() - start
                anchor, position = anchor + turn, position + turn
        cursor.setPosition(min(anchor, last))
        cursor.setPosition(min(position, last), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def _fit(self) -> None:
        if self._batching:
            return  # once at the end of the batch is enough
        height = ceil(self.document().size().height())
        if height != self.minimumHeight() or height != self.maximumHeight():
            self.setFixedHeight(height)
        if self._writer.codes or self._code_rects:
            kept = max(0, min(len(self._code_rects), len(self._writer.codes)) - 1)
            codes = self._writer.codes
            grounds = code_grounds(self.document(), codes[kept:], self.viewport().width(), self._theme.px)
            self._code_rects[kept:] = grounds
            self._headers.place(self._code_rects, [code.language for code in self._writer.codes], kept)


_ALL = QKeySequence.StandardKey.SelectAll
_MOVES = frozenset(
    {
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
    }
)
