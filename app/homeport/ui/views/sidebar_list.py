"""The list of tasks: keyboard, pointer and context menu."""

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from homeport.ui.models.history_model import HistoryModel, HistoryRow
from homeport.ui.theme import Theme
from homeport.ui.views.sidebar_delegate import HEIGHT, SidebarDelegate
from homeport.ui.widgets.button import ENTER
from homeport.ui.widgets.focus_ring import OWN
from homeport.ui.words import Words

BAR = 12
"""Width of a scroll bar in px before scaling, as the style sheet has it."""


class SidebarList(QTableView):
    """Tasks of the history. Arrows move, Enter opens, Delete asks to delete what is chosen.

    A table of one column, not a list view: that one asks the model for every row again when a page comes, and took
    0.36 s for it at 100,000 rows.

    Args:
        theme: colours and sizes.
        words: the person's language.
        model: the rows.
        parent: the owner.
    """

    opened = Signal(str)
    delete_asked = Signal(object)  # tuple of ids
    export_asked = Signal(str)
    left_upwards = Signal()
    scrolled = Signal()

    def __init__(self, theme: Theme, words: Words, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._rows = model
        self._delegate = SidebarDelegate(theme, words, model, self)
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setProperty("bare", True)
        self.setWordWrap(False)
        self.setProperty(OWN, True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAccessibleName(words("sidebar.history"))
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.scrolled.emit())
        self._restyle()
        theme.changed.connect(self._restyle)

    def set_open_task(self, task_id: str) -> None:
        """Mark the task that the page shows; empty for none."""
        self._delegate.open_task = task_id
        self.viewport().update()

    def chosen(self) -> tuple[str, ...]:
        """Ids of the chosen tasks, from top to bottom."""
        places = sorted(index.row() for index in self.selectedIndexes())
        rows = (self._rows.row_at(self._rows.index(place)) for place in places)
        return tuple(row.task_id for row in rows if row is not None)

    def enter_from_above(self) -> None:
        """Take the focus, on the current row or the first one."""
        self.setFocus(Qt.FocusReason.TabFocusReason)
        if not self.currentIndex().isValid():
            self._go_to(0)

    def retell(self) -> None:
        """A new day has begun."""
        self._delegate.forget_times()
        self._rows.retell()

    def sizeHint(self) -> QSize:
        """A few rows."""
        return QSize(self._theme.px(200), self._theme.px(HEIGHT * 4))

    def minimumSizeHint(self) -> QSize:
        """One row."""
        return QSize(self._theme.px(80), self._theme.px(HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Delete, the menu key; the rest as lists do."""
        self._set_by_keyboard(True)
        row = self._rows.row_at(self.currentIndex())
        if event.key() in ENTER:
            if row is not None:
                self.opened.emit(row.task_id)
        elif event.matches(QKeySequence.StandardKey.Delete) or event.key() == Qt.Key.Key_Backspace:
            if ids := self.chosen() or ((row.task_id,) if row is not None else ()):
                self.delete_asked.emit(ids)
        elif event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.left_upwards.emit()
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go_to(0 if event.key() == Qt.Key.Key_Home else self._rows.rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """From now on the pointer leads."""
        self._set_by_keyboard(False)
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A plain click opens; with a modifier it only chooses."""
        super().mouseReleaseEvent(event)
        row = self._rows.row_at(self.indexAt(event.position().toPoint()))
        plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers() & _CHOOSING
        if row is not None and plain and self.chosen() == (row.task_id,):
            self.opened.emit(row.task_id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is, unless the pointer brought it."""
        self._set_by_keyboard(event.reason() != Qt.FocusReason.MouseFocusReason)
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and event.reason() in _BY_TAB:
            self._go_to(0)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the row, by pointer or menu key."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        row = self._rows.row_at(index)
        if row is None:
            return
        if row.task_id not in self.chosen():
            self.setCurrentIndex(index)
        at = self._below(index) if by_key else event.globalPos()
        menu = self.menu_for(row)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def menu_for(self, row: HistoryRow) -> QMenu:
        """The context menu of a row; deleting is about all that is chosen."""
        ids = self.chosen() or (row.task_id,)
        menu = QMenu(self)
        icon = self._theme.icon
        if len(ids) == 1:
            menu.addAction(icon("arrow-right"), self._words("sidebar.open"), lambda: self.opened.emit(row.task_id))
            menu.addAction(
                icon("export"), self._words("sidebar.export"), lambda: self.export_asked.emit(row.task_id)
            )
            menu.addSeparator()
        many = self._words("sidebar.delete_many", count=len(ids))
        text = self._words("sidebar.delete") if len(ids) == 1 else many
        menu.addAction(icon("trash"), text, lambda: self.delete_asked.emit(ids))
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows follow the width; the first visible one may be another."""
        super().resizeEvent(event)
        self._keep_width()
        self.scrolled.emit()

    def first_place(self) -> int:
        """The row number at the top of what is seen; -1 for none."""
        return self.indexAt(QPoint(self.viewport().width() // 2, 1)).row()

    def _go_to(self, place: int) -> None:
        if self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(place))

    def _below(self, index: QModelIndex) -> QPoint:
        return self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())

    def _set_by_keyboard(self, by_keyboard: bool) -> None:
        self.setProperty("byKeyboard", by_keyboard)
        self.viewport().update()

    def _keep_width(self) -> None:
        """Rows are as wide without a scroll bar as beside one."""
        self.setColumnWidth(0, max(1, self.width() - self._theme.px(BAR)))

    def _restyle(self) -> None:
        self._keep_width()
        height = self._theme.px(HEIGHT)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self.viewport().update()


_CHOOSING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_BY_TAB = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
