"""The quotes of an answer and where they stand; a click shows the place in the document."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from homeport.ui.models.turn import Source, TurnView
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.painting import place_icon, rounded
from homeport.ui.widgets.text_label import SectionLabel
from homeport.ui.words import Words

SHOWN = 5
"""Sources that are shown before the list is unfolded."""


class SourceRow(QAbstractButton):
    """Document and place, whether it is word for word, and the beginning of the quote."""

    def __init__(self, theme: Theme, words: Words, where: str, source: Source, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.source = source
        self._where = where
        self._exact = words("answer.source_exact" if source.exact else "answer.source_differs")
        self._quote = " ".join(source.quote.split())
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        said = words("answer.source_open", where=self._where, quote=self._quote)
        self.setAccessibleName(f"{said} ({self._exact})")

    def sizeHint(self) -> QSize:
        """Two lines."""
        px = self._theme.px
        return QSize(px(300), self._line("row") + self._line("caption") + px(12))

    def minimumSizeHint(self) -> QSize:
        """Narrow is fine: what does not fit gives way."""
        return QSize(self._theme.px(120), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Icon, place and outcome, then the quote."""
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        if self.underMouse() or self.isDown():
            rounded(painter, self.rect().toRectF(), px(8), theme.colour("pressed" if self.isDown() else "hover"))
        icon, token = ("quote", "good") if self.source.exact else ("warning", "warning")
        top = px(6)
        middle = top + self._line("row") / 2
        place_icon(painter, theme.pixmap(icon, token, 16, self.devicePixelRatioF()), px(8), middle)
        left, right = px(32), self.width() - px(8)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour(token))
        wide = painter.fontMetrics().horizontalAdvance(self._exact)
        line = QRect(left, top, right - left, self._line("row"))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), self._exact)
        self._text(
            painter, "row", "text", self._where, QRect(left, top, line.width() - wide - px(12), line.height())
        )
        below = QRect(left, line.bottom() + 1, line.width(), self._line("caption"))
        self._text(painter, "caption", "text2", self._quote, below)
        painter.end()

    def _text(self, painter: QPainter, role: str, token: str, text: str, box: QRect) -> None:
        painter.setFont(self._theme.font(role))
        painter.setPen(self._theme.colour(token))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), shown)

    def _line(self, role: str) -> int:
        return round(self._theme.font(role).pixelSize() * self._theme.line_height)


class SourceList(QWidget):
    """The sources of one answer; `chosen` gives document, start and end."""

    chosen = Signal(int, int, int)

    def __init__(self, theme: Theme, words: Words, view: TurnView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        answer = view.answer
        assert answer is not None
        self._sources = answer.sources
        self._documents = view.documents
        self.rows: list[SourceRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(2))
        exact = sum(source.exact for source in self._sources)
        summary = words("answer.quotes_exact", exact=exact, total=len(self._sources))
        self._column.addWidget(SectionLabel(theme, summary, self))
        self._column.addSpacing(theme.px(2))
        for source in self._sources[:SHOWN]:
            self._add(source)
        self._rest: Button | None = None
        if len(self._sources) > SHOWN:
            self._rest = Button(theme, words("answer.show_all"), "ghost", "chevron-down", self)
            self._rest.clicked.connect(self._unfold)
            self._column.addWidget(self._rest, 0, Qt.AlignmentFlag.AlignLeft)

    def _add(self, source: Source) -> None:
        row = SourceRow(self._theme, self._words, source.where(self._documents), source, self)
        row.clicked.connect(lambda: self.chosen.emit(source.document, source.start, source.end))
        self._column.addWidget(row)
        self.rows.append(row)

    def _unfold(self) -> None:
        assert self._rest is not None
        self._rest.hide()
        for source in self._sources[SHOWN:]:
            self._add(source)
        self.rows[SHOWN].setFocus(Qt.FocusReason.OtherFocusReason)
