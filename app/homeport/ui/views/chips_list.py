"""Many documents as rows: painted, so that hundreds cost no more than those that are seen."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from homeport.ui.models.composer import ChipState, ChipView
from homeport.ui.models.composer_chips import ChipModel, ChipRole
from homeport.ui.theme import Theme
from homeport.ui.views.chips import ICONS, chip_name
from homeport.ui.widgets.badge import badge_size, paint_badge
from homeport.ui.widgets.painting import place_icon, rounded
from homeport.ui.words import Words

ROW = 36


class ChipList(QListView):
    """Enter or a click on the class opens the card; Delete takes a document out."""

    card_requested = Signal(str)
    remove_requested = Signal(str)

    def __init__(self, theme: Theme, words: Words, model: ChipModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows_seen = 6
        self.setModel(model)
        self._delegate = _Row(theme, words, self)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(words("chips.list_name"))
        self.setTabKeyNavigation(False)
        theme.changed.connect(self._restyle)
        self._restyle()

    def set_rows_seen(self, rows: int) -> None:
        """How many rows it is tall at most."""
        self._rows_seen = rows
        self.setMaximumHeight(self.sizeHint().height())
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """A few rows."""
        rows = min(self._rows_seen, max(1, self.model().rowCount()))
        return QSize(self._theme.px(320), rows * self._theme.px(ROW) + 2 * self.frameWidth() + self._theme.px(2))

    def minimumSizeHint(self) -> QSize:
        """Two rows."""
        return QSize(self._theme.px(160), 2 * self._theme.px(ROW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of a list of documents."""
        chip = self._chip(self.currentIndex())
        if chip is not None and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.card_requested.emit(chip.id)
        elif chip is not None and event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.remove_requested.emit(chip.id)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the cross takes out; anywhere else in the row it opens the card."""
        index = self.indexAt(event.position().toPoint())
        chip = self._chip(index)
        super().mouseReleaseEvent(event)
        if chip is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if self._delegate.cross(self.visualRect(index)).contains(event.position().toPoint()):
            self.remove_requested.emit(chip.id)
        else:
            self.card_requested.emit(chip.id)

    def _chip(self, index: QModelIndex) -> ChipView | None:
        chip = index.data(ChipRole) if index.isValid() else None
        return chip if isinstance(chip, ChipView) else None

    def _restyle(self) -> None:
        self.setFont(self._theme.font("row"))
        self.scheduleDelayedItemsLayout()
        self.updateGeometry()


class _Row(QStyledItemDelegate):
    def __init__(self, theme: Theme, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, max(self._theme.px(ROW), option.fontMetrics.height() + self._theme.px(12)))

    def cross(self, row: QRect) -> QRect:
        """Where the cross of a row is."""
        side = self._theme.px(32)
        return QRect(row.right() - side, row.top(), side, row.height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        chip = index.data(ChipRole)
        if not isinstance(chip, ChipView):
            return
        theme, words, px = self._theme, self._words, self._theme.px
        ratio = painter.device().devicePixelRatioF()
        row = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        if selected or hovered:
            rounded(
                painter,
                QRectF(row.adjusted(px(2), 1, -px(2), -1)),
                px(8),
                theme.colour("selection" if selected else "hover"),
            )
        middle = row.center().y() + 1
        warned = chip.unread is not None or chip.unread_parts > 0
        icon = theme.pixmap("warning" if warned else ICONS[chip.kind], "warning" if warned else "text2", 16, ratio)
        left = row.left() + px(10)
        place_icon(painter, icon, left, middle)
        left += px(16) + px(8)
        cross = self.cross(row)
        place_icon(painter, theme.pixmap("x", "text2", 16, ratio), cross.left() + px(8), middle)
        right = cross.left() - px(4)
        if chip.label is not None:
            text = words.data_class(chip.label.data_class)
            style = theme.data_class(chip.label.data_class)
            size = badge_size(theme, text)
            area = QRectF(right - size.width(), middle - size.height() / 2, size.width(), size.height())
            paint_badge(painter, theme, area, text, QColor(style.fg), QColor(style.bg), None)
            right = int(area.left()) - px(8)
        else:
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.colour("text3"))
            text = words("chips.waiting" if chip.state is ChipState.WAITING else "chips.reading")
            width = painter.fontMetrics().horizontalAdvance(text)
            area = QRectF(right - width, row.top(), width + 1, row.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
            right -= width + px(8)
        painter.setFont(theme.font("row"))
        painter.setPen(theme.colour("text"))
        room = max(0, right - left)
        name = painter.fontMetrics().elidedText(chip_name(words, chip), Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(QRect(left, row.top(), room, row.height()), Qt.AlignmentFlag.AlignVCenter, name)
        painter.restore()
