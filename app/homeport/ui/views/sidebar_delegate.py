"""Paints the rows of the history: one delegate for tasks and headings, all of one height."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from homeport.ui.models.history_model import ENDED, FOR_A_PERSON, HistoryModel, HistoryRow, Section
from homeport.ui.theme import Theme
from homeport.ui.widgets.painting import place_icon, rounded
from homeport.ui.words import Words

HEIGHT = 52
SIDE = 10
ICON = 16


class SidebarDelegate(QStyledItemDelegate):
    """Title and versions in the first line, lane and time or state in the second.

    Args:
        theme: colours and sizes.
        words: the person's language.
        model: the rows.
        parent: the view.
    """

    def __init__(self, theme: Theme, words: Words, model: HistoryModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._model = model
        self.open_task = ""
        self._times: dict[str, str] = {}
        self._lanes: dict[str, tuple[str, int]] = {}  # name and its width
        self._prepare()
        theme.changed.connect(self._prepare)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One height for all; the view gives the width."""
        return QSize(self._theme.px(120), self._theme.px(HEIGHT))

    def forget_times(self) -> None:
        """Tell times anew: a new day has begun."""
        self._times.clear()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """A task or a heading."""
        item = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        if isinstance(item, HistoryRow):
            self._paint_row(painter, option, item)
        elif isinstance(item, Section):
            self._paint_heading(painter, option.rect, item)
        painter.restore()

    def _prepare(self) -> None:
        theme = self._theme
        self._row_font, self._caption_font, self._heading_font = (
            theme.font(r) for r in ("row", "caption", "section")
        )
        self._row_metrics = QFontMetrics(self._row_font)
        self._caption_metrics = QFontMetrics(self._caption_font)
        self._lanes.clear()
        self._ink = {token: theme.colour(token) for token in ("text", "text2", "text3", "warning", "accent")}

    def _paint_heading(self, painter: QPainter, area: QRect, section: Section) -> None:
        px = self._theme.px
        painter.setFont(self._heading_font)
        painter.setPen(self._ink["text3"])
        box = area.adjusted(px(SIDE), 0, -px(SIDE), -px(8))
        painter.drawText(box, _START | Qt.AlignmentFlag.AlignBottom, self._model.section_name(section))

    def _paint_row(self, painter: QPainter, option: QStyleOptionViewItem, row: HistoryRow) -> None:
        px = self._theme.px
        self._paint_box(painter, option, row)
        area = option.rect.adjusted(px(SIDE), px(8), -px(SIDE), -px(8))
        first = QRect(area.left(), area.top(), area.width(), area.height() // 2)
        second = QRect(area.left(), first.bottom() + 1, area.width(), area.height() - first.height())
        ratio = painter.device().devicePixelRatioF()
        room = first.width() - self._paint_versions(painter, first, row, ratio)
        self._paint_title(painter, QRect(first.left(), first.top(), room, first.height()), row)
        self._paint_second(painter, second, row, ratio)

    def _paint_box(self, painter: QPainter, option: QStyleOptionViewItem, row: HistoryRow) -> None:
        colour, state = self._theme.colour, option.state
        area = QRectF(option.rect).adjusted(0, 1, 0, -1)
        radius = self._theme.px(8)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if row.task_id == self.open_task:
            rounded(painter, area, radius, colour("raised"), colour("border_strong" if chosen else "border"))
        elif chosen:
            rounded(painter, area, radius, colour("pressed"))
        elif state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, area, radius, colour("hover"))
        focus = bool(state & QStyle.StateFlag.State_HasFocus)
        if focus and option.widget is not None and option.widget.property("byKeyboard"):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._ink["accent"], 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), radius - 1, radius - 1)

    def _paint_versions(self, painter: QPainter, area: QRect, row: HistoryRow, ratio: float) -> int:
        """How many drafts, if there are several; returns the width that took."""
        if row.versions < 2:
            return 0
        px = self._theme.px
        text = self._words.number(row.versions)
        width = self._caption_metrics.horizontalAdvance(text)
        painter.setFont(self._caption_font)
        painter.setPen(self._ink["text3"])
        painter.drawText(area, _END, text)
        left = area.right() + 1 - width - px(4) - px(14)
        place_icon(painter, self._theme.pixmap("history", "text3", 14, ratio), left, area.center().y() + 1)
        return width + px(4) + px(14) + px(8)

    def _paint_title(self, painter: QPainter, area: QRect, row: HistoryRow) -> None:
        painter.setFont(self._row_font)
        painter.setPen(self._ink["text"])
        title = self._row_metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, area.width())
        if not row.spans:
            painter.drawText(area, _START | Qt.AlignmentFlag.AlignVCenter, title)
            return
        mark = QTextCharFormat()
        mark.setBackground(self._theme.colour("match"))
        mark.setForeground(self._ink["text"])
        # Beyond what is shown nothing is marked; the dots stand for text that may not match.
        shown = len(title) if title == row.title else len(title) - 1
        layout = QTextLayout(title, QFont(self._row_font))
        layout.setFormats([_span(mark, start, min(end, shown)) for start, end in row.spans if start < shown])
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(area.width() + 1)
        layout.endLayout()
        layout.draw(painter, QPointF(area.left(), area.top() + (area.height() - line.height()) / 2))

    def _paint_second(self, painter: QPainter, area: QRect, row: HistoryRow, ratio: float) -> None:
        px = self._theme.px
        painter.setFont(self._caption_font)
        text, ink = self._at_the_end(row, area.width())
        painter.setPen(ink)
        painter.drawText(area, _END, text)
        if not row.lane:
            return
        style = self._theme.lane(row.lane)
        place_icon(
            painter,
            self._theme.pixmap(style.icon, QColor(style.fg), ICON, ratio),
            area.left(),
            area.center().y() + 1,
        )
        painter.setPen(self._ink["text2"])
        left = px(ICON) + px(6)
        room = area.width() - left - px(8) - self._caption_metrics.horizontalAdvance(text)
        word, width = self._lane_of(row.lane)
        if width > room:
            word = self._caption_metrics.elidedText(word, Qt.TextElideMode.ElideRight, room)
        painter.drawText(area.adjusted(left, 0, 0, 0), _START | Qt.AlignmentFlag.AlignVCenter, word)

    def _at_the_end(self, row: HistoryRow, width: int) -> tuple[str, QColor]:
        """The time, or the state where one has to be said; both where there is room for both."""
        time = self._time_of(row)
        state = self._model.state_of(row)
        if not state:
            return time, self._ink["text3"]
        used = (self._lane_of(row.lane)[1] if row.lane else 0) + self._theme.px(ICON + 6 + 8)
        both = f"{state} · {time}"
        fits = used + self._caption_metrics.horizontalAdvance(both) <= width
        token = "warning" if row.state in FOR_A_PERSON else "text3" if row.state in ENDED else "accent"
        return both if fits else state, self._ink[token]

    def _lane_of(self, lane: str) -> tuple[str, int]:
        known = self._lanes.get(lane)
        if known is None:
            name = self._words.lane(lane)
            known = self._lanes[lane] = (name, self._caption_metrics.horizontalAdvance(name))
        return known

    def _time_of(self, row: HistoryRow) -> str:
        time = self._times.get(row.at)
        if time is None:
            time = self._times[row.at] = self._model.time_of(row)
        return time


_START = int(Qt.AlignmentFlag.AlignLeft)
_END = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def _span(form: QTextCharFormat, start: int, end: int) -> QTextLayout.FormatRange:
    span = QTextLayout.FormatRange()
    span.start, span.length, span.format = start, end - start, form
    return span
