"""The sidebar: new task, search, and the history."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from homeport.ui.models.history_model import HistoryModel, HistoryRow
from homeport.ui.theme import Theme
from homeport.ui.views.sidebar_list import BAR, SidebarList
from homeport.ui.widgets import Button, Divider, EmptyState, IconButton, SearchField, SectionLabel, SkeletonRows
from homeport.ui.widgets.painting import place_icon, rounded
from homeport.ui.words import Words

WIDTH = 272
GROWTH = 0.6
"""How much of a larger text the width takes part in: at 200 % the page needs the room more."""

SEARCH_MS = 120
"""Pause in typing after which the search begins."""

NAME = "Homeport"


SIDE, FOLDED, FOLDED_SIDE = 16, 64, 14
"""Room beside what stands in the sidebar, its folded width, and the room then: a primary button is 36 wide."""


class Sidebar(QWidget):
    """History and search; folds to icons on a narrow window.

    Args:
        theme: colours and sizes.
        words: the person's language.
        parent: the owner.
    """

    new_task_requested = Signal()
    task_opened = Signal(str)
    delete_requested = Signal(object)  # tuple of ids
    export_requested = Signal(str)
    search_changed = Signal(str)  # 120 ms after the last key; empty when the search is over
    more_wanted = Signal()
    settings_requested = Signal()
    unfold_requested = Signal()

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._folded = False
        self._query = ""  # of the rows that are shown
        self._build()
        self._connect()
        self.setAccessibleName(words("sidebar.name"))
        self.show_checking()
        self._restyle()
        theme.changed.connect(self._restyle)

    @property
    def folded(self) -> bool:
        """Whether only icons are shown."""
        return self._folded

    @property
    def list(self) -> SidebarList:
        """The list itself, for the order of regions and tests."""
        return self._list

    def set_folded(self, folded: bool) -> None:
        """Icons alone, or everything."""
        self._folded = folded
        for widget in (self._name, self._search, self._heading_box, self._pages):
            widget.setVisible(not folded)
        for widget in (self._find, self._unfold):
            widget.setVisible(folded)
        self._filler.setVisible(folded)
        self._new.set_folded(folded)
        self._settings.set_folded(folded)
        self._restyle()

    def show_checking(self) -> None:
        """The record is not read yet."""
        self._query = ""
        self._heading.setText(self._words("sidebar.checking"))
        self._search.setEnabled(False)
        self._pages.setCurrentWidget(self._skeleton)

    def show_history(self, rows: Sequence[HistoryRow], more: bool = False) -> None:
        """The newest tasks; `more` if `more_wanted` will bring older ones."""
        self._query = ""
        self._search.setEnabled(True)
        self._model.set_rows(rows, more=more)
        self._settle()

    def show_results(self, query: str, rows: Sequence[HistoryRow], more: bool = False) -> None:
        """What a search found; answers to what is no longer asked are dropped."""
        if query != self._search.text().strip() or not query:
            return
        self._query = query
        self._model.set_rows(rows, more=more, sections=False)
        self._settle()
        told = self._words("sidebar.found", count=len(rows)) if rows else self._words("sidebar.nothing_title")
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._list, told))

    def append(self, rows: Sequence[HistoryRow], more: bool = False) -> None:
        """The page that was wanted."""
        self._model.append_rows(rows, more=more)
        self._settle()

    def put(self, row: HistoryRow) -> None:
        """A task as it is now; a new one comes on top, unless a search is shown."""
        if self._query and self._model.place_of(row.task_id) is None:
            return
        self._search.setEnabled(True)
        self._model.put(row)
        self._settle()

    def remove(self, task_ids: Iterable[str]) -> None:
        """Tasks that are gone."""
        self._model.remove(task_ids)
        self._settle()

    def set_open_task(self, task_id: str) -> None:
        """Mark the task that the page shows; empty for none."""
        self._list.set_open_task(task_id)

    def new_day(self) -> None:
        """Sort into days anew."""
        self._list.retell()
        self._settle()

    def focus_search(self) -> None:
        """Go to the search; a folded sidebar asks to be unfolded first."""
        if self._folded:
            self.unfold_requested.emit()
        if not self._folded:
            self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._search.selectAll()

    def focus_first(self) -> None:
        """Where F6 enters: the list if it has rows, else the first button."""
        if self._pages.currentWidget() is self._list and not self._folded:
            self._list.enter_from_above()
        else:
            self._new.setFocus(Qt.FocusReason.TabFocusReason)

    def sizeHint(self) -> QSize:
        """The width of the moment."""
        return QSize(self._width(), self._theme.px(560))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The page colour of the side and a hairline towards the middle."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("sidebar"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), self._theme.colour("border"))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down from the search goes into what was found; Enter opens the first of it."""
        if self._search.hasFocus() and self._pages.currentWidget() is self._list:
            if event.key() == Qt.Key.Key_Down:
                self._list.enter_from_above()
                return
            first = self._model.row_at(self._model.index(0))
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._query and first is not None:
                self.task_opened.emit(first.task_id)
                return
        super().keyPressEvent(event)

    def _build(self) -> None:
        theme, words = self._theme, self._words
        self._mark = _Mark(theme, self)
        self._name = QLabel(NAME, self)
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._new = Button(theme, words("sidebar.new_task"), "primary", "plus", self)
        self._search = SearchField(theme, words, words("sidebar.search"), self)
        self._find = IconButton(theme, "search", words("sidebar.search"), self)
        self._unfold = IconButton(theme, "history", words("sidebar.unfold"), self)
        self._heading_box = QWidget(self)
        self._heading = SectionLabel(theme, "", self._heading_box)
        self._model = HistoryModel(words, self)
        self._list = SidebarList(theme, words, self._model, self)
        self._skeleton = SkeletonRows(theme, words("sidebar.checking"), 7, self)
        self._empty = EmptyState(theme, "history", "", parent=self)
        self._pages = QStackedWidget(self)
        for page in (self._list, self._skeleton, self._empty):
            self._pages.addWidget(page)
        self._filler = QWidget(self)
        self._settings = Button(theme, words("sidebar.settings"), "ghost", "gear", self)
        self._top = QHBoxLayout()
        self._top.addWidget(self._mark)
        self._top.addWidget(self._name, 1)
        self._heading_row = QHBoxLayout(self._heading_box)
        self._heading_row.addWidget(self._heading, 1)
        self._column = QVBoxLayout()
        self._column.addLayout(self._top)
        for widget in (self._new, self._search, self._find, self._unfold, self._heading_box):
            self._column.addWidget(widget)
        self._foot = QVBoxLayout()
        self._foot.addWidget(Divider(theme, self))
        self._foot.addWidget(self._settings)
        self._all = QVBoxLayout(self)
        self._all.addLayout(self._column)
        self._all.addWidget(self._pages, 1)
        self._all.addWidget(self._filler, 1)
        self._all.addLayout(self._foot)
        for widget in (self._find, self._unfold, self._filler):
            widget.hide()

    def _connect(self) -> None:
        self._new.clicked.connect(lambda _checked=False: self.new_task_requested.emit())
        self._settings.clicked.connect(lambda _checked=False: self.settings_requested.emit())
        self._unfold.clicked.connect(lambda _checked=False: self.unfold_requested.emit())
        self._find.clicked.connect(lambda _checked=False: self.focus_search())
        self._list.opened.connect(self.task_opened)
        self._list.delete_asked.connect(self.delete_requested)
        self._list.export_asked.connect(self.export_requested)
        self._list.left_upwards.connect(self.focus_search)
        self._list.scrolled.connect(self._tell_section)
        self._model.more_wanted.connect(self.more_wanted)
        self._empty.action_chosen.connect(self._search.clear)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(SEARCH_MS)
        self._typing.timeout.connect(lambda: self.search_changed.emit(self._search.text().strip()))
        self._search.textChanged.connect(self._on_typed)

    def _on_typed(self, text: str) -> None:
        if text.strip():
            self._typing.start()
        else:
            # The whole list comes back at once.
            self._typing.stop()
            self.search_changed.emit("")

    def _settle(self) -> None:
        """Show the list, or why there is none."""
        if self._model.rowCount():
            self._pages.setCurrentWidget(self._list)
        else:
            say = self._words
            if self._query:
                text = say("sidebar.nothing_text", query=self._query)
                self._empty.set_content("search", say("sidebar.nothing_title"), text, say("sidebar.clear_search"))
            else:
                self._empty.set_content("history", say("sidebar.empty_title"), say("sidebar.empty_text"))
            self._pages.setCurrentWidget(self._empty)
        self._tell_section()

    def _tell_section(self) -> None:
        """The section of the topmost row stands above the list."""
        if self._pages.currentWidget() is self._skeleton:
            return
        if self._query:
            count = len(self._model.rows())
            self._heading.setText(self._words("sidebar.found", count=count) if count else "")
            return
        section = self._model.section_at(max(0, self._list.first_place()))
        self._heading.setText(self._model.section_name(section) if section is not None else "")

    def _width(self) -> int:
        if self._folded:
            return self._theme.px(FOLDED)
        return round(WIDTH * (1 + (self._theme.scale - 1) * GROWTH))

    def _restyle(self) -> None:
        px = self._theme.px
        self.setFixedWidth(self._width())
        self._name.setFont(self._theme.font("brand"))
        side = px(FOLDED_SIDE if self._folded else SIDE)
        self._all.setContentsMargins(0, px(SIDE), 0, px(8))
        self._all.setSpacing(px(8))
        self._column.setContentsMargins(side, 0, side, 0)
        self._column.setSpacing(px(8))
        self._foot.setContentsMargins(side, 0, side, 0)
        self._foot.setSpacing(px(8))
        # The scroll bar of the list stands in the margin, so that rows keep their width.
        self._pages.setContentsMargins(side, 0, side - px(BAR), 0)
        self._top.setSpacing(px(10))
        self._top.setContentsMargins(0, 0, 0, px(4))
        self._heading_row.setContentsMargins(px(10), px(8), px(10), 0)
        middle, start = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignLeft
        for button in (self._find, self._unfold, self._new):
            self._column.setAlignment(button, middle if self._folded else Qt.AlignmentFlag(0))
        self._foot.setAlignment(self._settings, middle if self._folded else start)
        self.updateGeometry()
        self.update()


class _Mark(QWidget):
    """The mark of the program."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._restyle()
        theme.changed.connect(self._restyle)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        px = self._theme.px
        rounded(painter, QRectF(self.rect()), px(7), self._theme.colour("accent"))
        picture = self._theme.pixmap("mark", "on_accent", 22, self.devicePixelRatioF())
        place_icon(painter, picture, (self.width() - px(22)) / 2, self.height() / 2)
        painter.end()

    def _restyle(self) -> None:
        self.setFixedSize(self._theme.px(30), self._theme.px(30))
        self.update()
