"""Findings as rows of sentence, place and class; painted, so that thousands cost what is seen."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from homeport.ui.models.document_findings import FindingModel, FindingRole, FindingRow
from homeport.ui.theme import Theme
from homeport.ui.widgets.painting import place_icon, rounded

LINES = 2
"""Lines for the sentence; the tooltip and the screen reader have all of it."""


class FindingList(QListView):
    """Arrows choose a finding; Enter or a double click asks to show it."""

    chosen = Signal(int)
    """The place in the list that is current now; -1 for none."""

    show_requested = Signal(int)

    def __init__(self, theme: Theme, name: str, model: FindingModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setModel(model)
        self.setItemDelegate(_Row(theme, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(name)
        self._entering = False
        self.selectionModel().currentChanged.connect(self._on_current)
        self.doubleClicked.connect(lambda index: self.show_requested.emit(index.row()))
        theme.changed.connect(self._restyle)
        self._restyle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter shows the finding in the text."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.show_requested.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming in by Tab chooses nothing, though Qt makes the first row current."""
        self._entering = True
        super().focusInEvent(event)
        self._entering = False

    def _on_current(self, now: QModelIndex) -> None:
        if not self._entering:
            self.chosen.emit(now.row())

    def row_height(self) -> int:
        """Height of each row."""
        return finding_row_height(self._theme)

    def minimumSizeHint(self) -> QSize:
        """One row."""
        return QSize(self._theme.px(180), self.row_height() + 2 * self.frameWidth())

    def _restyle(self) -> None:
        self.setFont(self._theme.font("row"))
        self.scheduleDelayedItemsLayout()
        self.updateGeometry()


def finding_row_height(theme: Theme) -> int:
    """Sentence and place with their margins."""
    line = round(theme.font("row").pixelSize() * 1.3)
    return LINES * line + round(theme.font("caption").pixelSize() * 1.5) + theme.px(16)


class _Row(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, finding_row_height(self._theme))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(FindingRole)
        if not isinstance(row, FindingRow):
            return
        theme, px = self._theme, self._theme.px
        struck = row.finding.struck
        style = theme.data_class(row.finding.data_class)
        ink = theme.colour("text3") if struck else QColor(style.fg)
        area = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            box = QRectF(area.adjusted(px(2), 1, -px(2), -1))
            rounded(painter, box, px(8), theme.colour("selection" if selected else "hover"))
        ratio = painter.device().devicePixelRatioF()
        icon = theme.pixmap("check" if struck else "flag", ink, 16, ratio)
        left = area.left() + px(10) + px(16) + px(8)
        room = area.right() - px(8) - left
        painter.setFont(theme.font("row"))
        painter.setPen(theme.colour("text3" if struck else "text"))
        line = round(theme.font("row").pixelSize() * 1.3)
        lines = _lines(row.says, painter, room)
        # Rows are of one height, so that thousands need no measuring; a short sentence stands in the middle.
        top = area.top() + px(8) + (LINES - len(lines)) * line // 2
        place_icon(painter, icon, area.left() + px(10), top + px(9))
        for text in lines:
            painter.drawText(QRect(left, top, room, line), int(Qt.AlignmentFlag.AlignVCenter), text)
            top += line
        painter.setFont(theme.font("caption"))
        below = QRect(left, top, room, round(theme.font("caption").pixelSize() * 1.5))
        where = f"{row.where} · "
        width = painter.fontMetrics().horizontalAdvance(row.class_name)
        painter.setPen(theme.colour("text3"))
        shown = painter.fontMetrics().elidedText(where, Qt.TextElideMode.ElideMiddle, max(0, room - width))
        painter.drawText(below, int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.setPen(ink)
        below.setLeft(left + painter.fontMetrics().horizontalAdvance(shown))
        painter.drawText(below, int(Qt.AlignmentFlag.AlignVCenter), row.class_name)
        painter.restore()


def _lines(text: str, painter: QPainter, width: int) -> list[str]:
    """The text in two lines, the last one shortened when there is more."""
    layout = QTextLayout(text, painter.font())
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    starts: list[int] = []
    layout.beginLayout()
    while len(starts) < LINES and (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1))
        starts.append(line.textStart())
    layout.endLayout()
    # Positions are in UTF-16 units; beyond one unit there can only be a sign in a file's name.
    parts = [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    if parts:
        parts[-1] = painter.fontMetrics().elidedText(parts[-1], Qt.TextElideMode.ElideRight, width)
    return parts
