"""The frame: sidebar, header, answer, composer, why panel and status bar, and where they go when room is short.

It knows no service. `presenters` fill the views; the frame only places them and moves the focus between them.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QKeyCombination, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QSplitter, QVBoxLayout, QWidget

from homeport.ui.actions import Actions, Do
from homeport.ui.theme.theme import Theme
from homeport.ui.views.answer import AnswerPane
from homeport.ui.views.composer import Composer
from homeport.ui.views.header import Header
from homeport.ui.views.reading import GivesWay, ReadingColumn
from homeport.ui.views.sidebar import Sidebar
from homeport.ui.views.status_bar import StatusBar
from homeport.ui.views.why import WhyPanel
from homeport.ui.widgets.banner import Banner, Tone
from homeport.ui.widgets.undo_bar import UndoBar
from homeport.ui.words import Words

if TYPE_CHECKING:
    from homeport.ui.views.document_view import DocumentView

SMALLEST = QSize(760, 560)
FIRST = QSize(1440, 880)
WHY_FOLDS_BELOW = 1180
SIDEBAR_FOLDS_BELOW = 900
BOTH = 640
"""Narrower than this there is no room for an answer beside a document."""


class MainWindow(QMainWindow):
    """The one window of the program."""

    closing = Signal()
    """The person closes the window; the program ends after this."""

    first_painted = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._theme = theme
        self._words = words
        self._painted = False
        self._why_wanted = True
        self.setWindowTitle("Homeport")  # never more: other programs and other people see titles
        self.setMinimumSize(SMALLEST)
        self.resize(FIRST)
        self.actions_ = Actions(self, words)
        self.sidebar = Sidebar(theme, words)
        self.header = Header(theme, words)
        self.answer = AnswerPane(theme, words)
        self.composer = Composer(theme, words)
        self.why = WhyPanel(theme, words)
        self.status = StatusBar(theme, words)
        self.undo_bar = UndoBar(theme, words)
        self.banner = Banner(theme, words, "info", "", closable=True)
        self.banner.hide()
        self.beside = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        self._said = GivesWay(self._theme, self.banner)
        self._said.installEventFilter(self)
        column.addWidget(self._said)
        self.beside.setChildrenCollapsible(False)
        self._reading = ReadingColumn(self._theme, self.answer, self.undo_bar, self.composer)
        self.beside.addWidget(self._reading)
        self.beside.installEventFilter(self)
        column.addWidget(self.beside, 1)

        self._row = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.sidebar)
        self._row.addWidget(middle, 1)
        self._row.addWidget(self.why)
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self._row, 1)
        rows.addWidget(self.status)
        self.setCentralWidget(whole)
        self._whole = whole
        self._middle = middle

    @cached_property
    def document(self) -> "DocumentView":
        """The document view, made when it is first asked for; hidden until it is shown."""
        from homeport.ui.views.document_view import DocumentView  # noqa: PLC0415 - not before the first paint

        view = DocumentView(self._theme, self._words)
        view.hide()
        view.installEventFilter(self)
        self.beside.addWidget(view)
        before: QWidget = self.composer.actions_.stop
        for stop in view.findChildren(QWidget):  # made last, and reached before what stands to its right
            if stop.focusPolicy() & Qt.FocusPolicy.TabFocus:
                self.setTabOrder(before, stop)
                before = stop
        return view

    def _connect(self) -> None:
        do = self.actions_
        do[Do.QUIT].triggered.connect(self.close)
        do[Do.COMPOSER].triggered.connect(self._go_to_composer)
        do[Do.SEARCH].triggered.connect(self.sidebar.focus_search)
        do[Do.NEXT_REGION].triggered.connect(lambda: self._go_region(1))
        do[Do.PREVIOUS_REGION].triggered.connect(lambda: self._go_region(-1))
        do[Do.WHY].triggered.connect(self.toggle_why)
        self.header.why_toggled.connect(self.toggle_why)
        self.header.menu_requested.connect(self._open_menu)

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.actions_.fill(menu)
        menu.popup(self.header.menu_corner())

    # ---- what is said over everything

    def say(self, tone: Tone, title: str, next_step: str = "", actions: Sequence[tuple[str, str]] = ()) -> None:
        """Say what happened and what to do next; it stays until it is put away or something else is said."""
        self.banner.set_content(tone, title, next_step, actions)
        self.banner.show()
        self.banner.announce()

    def announce(self, text: str) -> None:
        """Tell a screen reader what everybody else sees."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    # ---- room

    @property
    def why_is_drawer(self) -> bool:
        """Whether the why panel lies over the answer because there is no room beside it."""
        return self.width() < self._theme.px(WHY_FOLDS_BELOW)

    def toggle_why(self) -> None:
        """Show or hide why this route; a drawer takes the focus, so that Esc closes it."""
        self._why_wanted = not self._why_wanted
        self._place()
        if self._why_wanted and self.why_is_drawer:
            self.why.setFocus()

    def show_why(self) -> None:
        """Show why this route."""
        if not self._why_wanted:
            self.toggle_why()

    def _place(self) -> None:
        drawer = self.why_is_drawer
        self.sidebar.set_folded(self.width() < self._theme.px(SIDEBAR_FOLDS_BELOW))
        self.why.set_drawer(drawer)
        if drawer:
            self._row.removeWidget(self.why)
            self.why.setParent(self._whole)
            self._place_drawer()
        elif self._row.indexOf(self.why) < 0:
            self._row.addWidget(self.why)
        self.why.setVisible(self._why_wanted)
        self.header.set_why_shown(self._why_wanted)
        if drawer:
            self.why.raise_()

    def _place_drawer(self) -> None:
        middle = self._middle.geometry()
        width = min(self.why.sizeHint().width(), middle.width())
        corner = self._middle.mapTo(self._whole, QPoint(middle.width() - width, 0))
        top = self.header.height()
        self.why.setGeometry(corner.x(), corner.y() + top, width, middle.height() - top)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold what no longer fits; a drawer closes when it comes to lie over the answer."""
        was_drawer = event.oldSize().isValid() and event.oldSize().width() < self._theme.px(WHY_FOLDS_BELOW)
        if self.why_is_drawer and not was_drawer:
            self._why_wanted = False
        elif was_drawer and not self.why_is_drawer:
            self._why_wanted = True
        super().resizeEvent(event)
        self._place()

    def _share(self) -> None:
        """A document beside the answer, or in its place where there is no room for both."""
        shown = "document" in vars(self) and self.document.window() is self and not self.document.isHidden()
        self._reading.setVisible(not shown or self.beside.width() >= self._theme.px(BOTH))

    def _go_to_composer(self) -> None:
        if self._reading.isHidden():
            self.document.hide()
        self.composer.focus_text()

    # ---- focus and keys

    def regions(self) -> list[QWidget]:
        """The regions of F6 in reading order; hidden ones are left out."""
        every = [self.sidebar, self.header, self.answer, self.composer, self.document, self.why, self.status]
        return [region for region in every if region.isVisible()]

    def _go_region(self, step: int) -> None:
        regions = self.regions()
        focus = self.focusWidget()
        here = next((i for i, region in enumerate(regions) if focus and region.isAncestorOf(focus)), -1)
        for distance in range(1, len(regions) + 1):
            region = regions[(here + step * distance) % len(regions)]
            if target := first_to_focus(region):
                target.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep our keys ours: a text field would take Ctrl+K or Ctrl+E for an edit."""
        if watched is self._said and event.type() in _SHARES:
            self.composer.set_spent(0 if self._said.isHidden() else self._said.sizeHint().height())
        if event.type() in _SHARES and watched in {self.beside, vars(self).get("document")}:
            self._share()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            pressed = QKeySequence(QKeyCombination(event.modifiers(), Qt.Key(event.key())))
            if self.isActiveWindow() and self.actions_.has_key(pressed):
                event.ignore()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc that no view had a use for: close the drawer, then stop what runs."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.why_is_drawer and self.why.isVisible():
            self.toggle_why()
            self.composer.focus_text()
        else:
            self.actions_[Do.STOP].trigger()

    # ---- beginning and end

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell when the first picture is there: what is slow to load starts after it."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.first_painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the program end in order."""
        self.closing.emit()
        super().closeEvent(event)


_SHARES = {QEvent.Type.Resize, QEvent.Type.ShowToParent, QEvent.Type.HideToParent}


def first_to_focus(region: QWidget) -> QWidget | None:
    """The first control of a region that Tab would reach."""
    if region.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return region
    candidates = region.findChildren(QWidget)
    reachable = [
        child
        for child in candidates
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible() and child.isEnabled()
    ]
    if not reachable:
        return None
    chain = reachable[0]
    # Reading order is the order of the Tab chain, not of construction.
    while (before := chain.previousInFocusChain()) in reachable and region.isAncestorOf(before):
        if before is reachable[0]:
            break
        chain = before
    return chain
