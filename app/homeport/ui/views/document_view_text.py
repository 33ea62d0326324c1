"""The text of a document as it was read. It fills piece by piece, and only what is seen is highlighted."""

import html
from collections.abc import Callable, Sequence
from itertools import islice

from PySide6.QtCore import QMimeData, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from homeport.domain.data_class import DataClass
from homeport.domain.document import Section
from homeport.ui.clipboard import copy, mime_data
from homeport.ui.models.document_lines import Lines
from homeport.ui.models.document_marks import Mark, Marks, Places
from homeport.ui.theme import Theme

PIECE = 16_000
"""Characters put into the view at a time: 4 ms, and as much again to paint the screen."""

MOST_SEEN = 400
"""Highlights drawn at once; a screen holds fewer."""

GUTTER, WIDEST_GUTTER = 84, 152
"""Px before scaling beside the text; longer names of places wrap."""

MOST_MEASURED = 2000
"""Names of places that are measured for the width of the gutter."""

MARGIN = 12
FLAG = 14

UNDERLINES = {
    DataClass.RESTRICTED: QTextCharFormat.UnderlineStyle.WaveUnderline,
    DataClass.CONFIDENTIAL: QTextCharFormat.UnderlineStyle.DashUnderline,
    DataClass.INTERNAL: QTextCharFormat.UnderlineStyle.DotLine,
    DataClass.PUBLIC: QTextCharFormat.UnderlineStyle.SingleUnderline,
}
"""Each class has its own line, so that colour is not needed to tell them apart."""


class DocumentText(QPlainTextEdit):
    """Read-only text with marks; places are characters of the text as read."""

    filled = Signal()
    place_changed = Signal(int)
    """The first character that is seen."""

    def __init__(self, theme: Theme, say_place: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._say_place = say_place
        self._lines = Lines("")
        self._marks = Marks()
        self._places = Places()
        self._hits = Marks()
        self._current: int | None = None
        self._current_hit: tuple[int, int] | None = None
        self._quote: tuple[int, int] | None = None
        self._wanted: tuple[int, int] | None = None
        self.data_class = DataClass.RESTRICTED
        self.setObjectName("documentText")
        # The view around it draws the edges; the ground is that of the palette.
        self.setStyleSheet(
            "#documentText { border: none; border-radius: 0; padding: 0; background: palette(base); }"
        )
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self._gutter_wide = theme.px(GUTTER)
        self._gutter = _Gutter(self)
        self._filling = QTimer(self, interval=0)
        self._filling.timeout.connect(self._fill)
        self.updateRequest.connect(self._on_update)
        theme.changed.connect(self._dress)
        self._dress()

    def show_text(self, text: str, marks: Marks, sections: Sequence[Section]) -> None:
        """Show another text; what does not fit the first screen follows while the window stays free."""
        self._filling.stop()
        self.clear()
        self._lines = Lines(text)
        self._marks, self._places, self._hits = marks, Places(sections), Marks()
        self._measure()
        self._current = self._current_hit = self._quote = self._wanted = None
        self._fill()
        if not self._lines.whole:
            self._filling.start()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._seen = (-1, -1)
        self._highlight()

    def set_marks(self, marks: Marks) -> None:
        """Other findings in the same text."""
        self._marks = marks
        self._highlight()

    @property
    def whole(self) -> bool:
        """Whether all of the text is in the view."""
        return self._lines.whole

    @property
    def text(self) -> str:
        """The text as read."""
        return self._lines.text

    @property
    def caret(self) -> int:
        """The character at the caret."""
        return self._offset(self.textCursor())

    @property
    def first_seen(self) -> int:
        """The first character on the screen."""
        return self._lines.start_of(self.firstVisibleBlock().blockNumber())

    def set_current(self, number: int | None) -> None:
        """The finding that is looked at."""
        self._current = number
        self._highlight()

    def set_hits(self, hits: Sequence[tuple[int, int]], current: tuple[int, int] | None) -> None:
        """What a search found."""
        self._hits = Marks(Mark(start, end, DataClass.PUBLIC, -1) for start, end in hits)
        self._current_hit = current
        self._highlight()

    def go_to(self, start: int, end: int, *, as_quote: bool = False) -> None:
        """Bring a place into the middle and put the caret before it; one not filled in yet comes when it is."""
        self._quote = (start, end) if as_quote else None
        if end > self._lines.read_to and not self._lines.whole:
            self._wanted = (start, end)
            return
        self._wanted = None
        self.setTextCursor(self._cursor(start, start))
        self.centerCursor()
        self._highlight()

    def quoted(self) -> tuple[int, int] | None:
        """The place the view was asked to show."""
        return self._quote

    def shown_marks(self) -> list[Mark]:
        """Findings that are on the screen."""
        start, end = self._seen_characters()
        return list(self._marks.between(start, end, MOST_SEEN))

    def createMimeDataFromSelection(self) -> QMimeData:
        """The selected text as it was read; above internal it asks to stay on this clipboard."""
        return mime_data(self.selected, data_class=self.data_class)

    @property
    def selected(self) -> str:
        """The selected text as it was read, without the line ends of the view."""
        cursor = self.textCursor()
        return self._lines.text[self._at(cursor.selectionStart()) : self._at(cursor.selectionEnd())]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy by our own way: some systems mark what is to be kept otherwise than with a format."""
        if event.matches(QKeySequence.StandardKey.Copy):
            if self.textCursor().hasSelection():
                copy(QGuiApplication.clipboard(), self.selected, data_class=self.data_class)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the gutter at the left edge."""
        super().resizeEvent(event)
        self._place_gutter()

    def _place_gutter(self) -> None:
        inside = self.contentsRect()
        self._gutter.setGeometry(QRect(inside.left(), inside.top(), self._gutter_width(), inside.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, with a line where a page begins."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setPen(self._theme.colour("border"))
        for block, _ in self.places_seen():
            if block.blockNumber():
                y = int(self.blockBoundingGeometry(block).translated(self.contentOffset()).top())
                painter.drawLine(0, y, self.viewport().width(), y)
        painter.end()

    def places_seen(self) -> list[tuple[QTextBlock, str]]:
        """Lines on the screen at which a page or another place begins."""
        start, end = self._seen_characters()
        document = self.document()
        return [
            (document.findBlockByNumber(self._lines.line_of(at)), words)
            for at, words in self._places.begin_between(start, end + 1)
        ]

    def marks_seen(self) -> list[tuple[QTextBlock, Mark]]:
        """Lines on the screen in which a standing finding begins, with the strictest of them."""
        found: dict[int, Mark] = {}
        for mark in self.shown_marks():
            line = self._lines.line_of(mark.start)
            if not mark.struck and (line not in found or found[line].data_class < mark.data_class):
                found[line] = mark
        document = self.document()
        return [(document.findBlockByNumber(line), mark) for line, mark in found.items()]

    def paint_gutter(self, painter: QPainter) -> None:
        """Names of pages, and a flag beside each line with a finding."""
        theme = self._theme
        width = self._gutter_width()
        painter.setFont(theme.font("caption"))
        line = painter.fontMetrics().height()
        flag = theme.px(FLAG)
        offset = self.contentOffset()
        painter.setPen(theme.colour("text3"))
        for top, lines in self.place_names():
            for number, text in enumerate(lines):
                painter.drawText(theme.px(8), top + number * line + painter.fontMetrics().ascent(), text)
        for block, mark in self.marks_seen():
            top = int(self.blockBoundingGeometry(block).translated(offset).top())
            colour = QColor(theme.data_class(mark.data_class).fg)
            pixmap = theme.pixmap("flag", colour, FLAG, self.devicePixelRatioF())
            painter.drawPixmap(QPoint(width - flag - theme.px(6), top + theme.px(2)), pixmap)

    def place_names(self) -> list[tuple[int, list[str]]]:
        """Where the names of places stand in the gutter, and their lines: no more than up to the next name."""
        if not (seen := self.places_seen()):
            return []
        offset, metrics = self.contentOffset(), QFontMetrics(self._theme.font("caption"))
        tops = [
            int(self.blockBoundingGeometry(block).translated(offset).top()) + self._theme.px(2)
            for block, _ in seen
        ]
        ends = [*tops[1:], tops[-1] + self.viewport().height()]
        room = self._gutter_width() - self._theme.px(FLAG + 20)
        return [
            (top, wrapped(self._named(words), metrics, room, max(1, (end - top) // metrics.height())))
            for (_, words), top, end in zip(seen, tops, ends, strict=True)
        ]

    def place_at(self, y: int) -> str:
        """The name of the place that stands at a height of the gutter; empty where none does."""
        line = QFontMetrics(self._theme.font("caption")).height()
        for (top, lines), (_, words) in zip(self.place_names(), self.places_seen(), strict=True):
            if top <= y < top + line * len(lines):
                return self._named(words)
        return ""

    def _named(self, words: str) -> str:
        said = self._say_place(words)
        return said[:1].upper() + said[1:]

    def _measure(self) -> None:
        """Give the gutter room for its longest name, within reason."""
        metrics = QFontMetrics(self._theme.font("caption"))
        names = islice(self._places.told(), MOST_MEASURED)
        longest = max((metrics.horizontalAdvance(self._named(words)) for words in names), default=0)
        px = self._theme.px
        self._gutter_wide = min(max(px(GUTTER), longest + px(FLAG + 20) + 1), px(WIDEST_GUTTER))
        self.setViewportMargins(self._gutter_wide, 0, 0, 0)
        self._place_gutter()

    def _gutter_width(self) -> int:
        return self._gutter_wide

    def gutter_size(self) -> QSize:
        """Room for names of pages and flags."""
        return QSize(self._gutter_width(), 0)

    def _dress(self) -> None:
        theme = self._theme
        self.setFont(theme.font("body"))
        self.document().setDocumentMargin(theme.px(MARGIN))
        self._measure()
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, theme.colour("surface"))
        palette.setColor(QPalette.ColorRole.Text, theme.colour("text"))
        self.setPalette(palette)
        self._seen = (-1, -1)
        self._highlight()
        self._gutter.update()

    def _fill(self) -> None:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(self._lines.read(PIECE))
        if self._wanted is not None and self._wanted[1] <= self._lines.read_to:
            start, end = self._wanted
            self.go_to(start, end, as_quote=self._quote is not None)
        if self._lines.whole:
            self._filling.stop()
            self.filled.emit()

    def _on_update(self, rect: QRect, dy: int) -> None:
        if dy:
            self._gutter.scroll(0, dy)
        self._gutter.update()
        seen = self._seen_characters()
        if seen != self._seen:
            self._highlight()

    def _seen_characters(self) -> tuple[int, int]:
        block = self.firstVisibleBlock()
        first = block.blockNumber()
        bottom = self.viewport().height()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top() if block.isValid() else 0
        last = first
        while block.isValid() and top <= bottom:
            last = block.blockNumber()
            top += self.blockBoundingRect(block).height()
            block = block.next()
        return self._lines.start_of(max(first, 0)), self._lines.end_of(max(last, 0))

    _seen = (-1, -1)

    def _highlight(self) -> None:
        start, end = self._seen = self._seen_characters()
        theme = self._theme
        chosen: list[QTextEdit.ExtraSelection] = []
        if self._quote is not None:
            quote = self._selection(*self._quote, background=theme.colour("accent_soft"))
            quote.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            quote.format.setUnderlineColor(theme.colour("accent"))
            chosen.append(quote)
        for mark in self._marks.between(start, end, MOST_SEEN):
            style = theme.data_class(mark.data_class)
            foreground, background = QColor(style.fg), QColor(style.bg)
            if mark.number == self._current:
                foreground, background = background, foreground
            if mark.struck:
                foreground, background = theme.colour("text3"), theme.colour("surface")
            selection = self._selection(mark.start, mark.end, foreground, background)
            selection.format.setUnderlineStyle(UNDERLINES[mark.data_class])
            selection.format.setUnderlineColor(foreground)
            if mark.struck:
                selection.format.setFontStrikeOut(True)
                selection.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.NoUnderline)
            chosen.append(selection)
        for hit in self._hits.between(start, end, MOST_SEEN):
            current = (hit.start, hit.end) == self._current_hit
            background = theme.colour("accent" if current else "match")
            chosen.append(
                self._selection(hit.start, hit.end, theme.colour("on_accent") if current else None, background)
            )
        self.setExtraSelections(chosen)
        self._gutter.update()
        self.place_changed.emit(start)

    def _selection(
        self, start: int, end: int, foreground: QColor | None = None, background: QColor | None = None
    ) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        selection.cursor = self._cursor(start, min(end, self._lines.read_to))
        if foreground is not None:
            selection.format.setForeground(foreground)
        if background is not None:
            selection.format.setBackground(background)
        return selection

    def _cursor(self, start: int, end: int) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._position(start))
        cursor.setPosition(self._position(end), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _position(self, offset: int) -> int:
        line, column = self._lines.place(min(max(offset, 0), self._lines.read_to))
        block = self.document().findBlockByNumber(line)
        return block.position() + min(column, max(block.length() - 1, 0))

    def _at(self, position: int) -> int:
        block = self.document().findBlock(position)
        return self._lines.offset(block.blockNumber(), position - block.position())

    def _offset(self, cursor: QTextCursor) -> int:
        return self._at(cursor.position())


def wrapped(text: str, metrics: QFontMetrics, width: int, most: int) -> list[str]:
    """A text in lines; where they are too few the last one is elided."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and metrics.horizontalAdvance(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in lines]


class _Gutter(QWidget):
    def __init__(self, text: DocumentText) -> None:
        super().__init__(text)
        self._text = text
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        return self._text.gutter_size()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._text.paint_gutter(painter)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        name = html.escape(self._text.place_at(event.position().toPoint().y()))  # a sheet may be named like a tag
        self.setToolTip(f"<span>{name}</span>" if name else "")
