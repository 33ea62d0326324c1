"""A map of a text's length: where its findings are, what has been on the screen, and where one is."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from homeport.ui.dialogs.sheet_text import SheetText
from homeport.ui.theme import Theme
from homeport.ui.words import Words

WIDTH = 20
LEAST_MARK = 2
"""Px of a mark, however short the finding."""


class SheetMap(QWidget):
    """A strip beside the text; pressing it goes there.

    Args:
        theme: colours and sizes.
        words: the person's language.
        text: the view it is a map of.
        parent: the owner.
    """

    went = Signal(float)  # 0 to 1

    def __init__(self, theme: Theme, words: Words, text: SheetText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words, self._text = theme, words, text
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(words("sheet.map_name"))
        text.seen_more.connect(self.refresh)
        text.verticalScrollBar().valueChanged.connect(self.update)
        theme.changed.connect(self.update)

    def summary(self) -> str:
        """The map in words."""
        share = self._text.seen.share
        # "100 %" is said of nothing but the whole, "0 %" of nothing but nothing.
        shown = self._words.percent(share if share in {0, 1} else min(max(share, 0.01), 0.99))
        marks = self._text.shown.marks
        found = sum(1 + mark.finding.more for mark in marks)
        if found > len(marks):  # the labeller lists so many of a kind and counts the others
            return self._words("sheet.map_says_some", share=shown, count=len(marks), found=found)
        return self._words("sheet.map_says", share=shown, count=len(marks))

    def refresh(self) -> None:
        """Follow the text."""
        self.setAccessibleDescription(self.summary())
        self.update()

    def sizeHint(self) -> QSize:
        """A narrow strip."""
        return QSize(self._theme.px(WIDTH), self._theme.px(120))

    def minimumSizeHint(self) -> QSize:
        """The same width."""
        return QSize(self._theme.px(WIDTH), self._theme.px(40))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the place."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.went.emit(min(1.0, max(0.0, event.position().y() / max(1, self.height()))))

    def paintEvent(self, event: QPaintEvent) -> None:
        """What was seen on the left, the findings on the right, and a frame around what is on the screen."""
        theme = self._theme
        painter = QPainter(self)
        strip = QRectF(self.rect()).adjusted(theme.px(4), 0, -theme.px(2), 0)
        painter.fillRect(strip, theme.colour("hover"))
        length = max(1, self._text.shown.length)
        seen = strip.adjusted(0, 0, -strip.width() / 2, 0)
        for start, end in self._text.seen.spans:
            painter.fillRect(self._stretch(seen, start / length, end / length), theme.colour("accent"))
        found = strip.adjusted(strip.width() / 2 + 1, 0, 0, 0)
        last = -1.0
        for mark in self._text.shown.marks:
            area = self._stretch(found, mark.start / length, mark.end / length)
            if area.top() < last:
                continue  # within the mark before; thousands of them would be painted on one another
            area.setHeight(max(area.height(), theme.px(LEAST_MARK)))
            last = area.bottom()
            painter.fillRect(area, QColor(theme.data_class(mark.finding.data_class).fg))
        first, bottom = self._text.visible_span()
        painter.setPen(theme.colour("text"))
        frame = self._stretch(strip, first / length, bottom / length)
        frame.setHeight(max(frame.height(), theme.px(6)))
        painter.drawRect(frame.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _stretch(self, strip: QRectF, start: float, end: float) -> QRectF:
        return QRectF(
            strip.left(), strip.top() + start * strip.height(), strip.width(), (end - start) * strip.height()
        )
