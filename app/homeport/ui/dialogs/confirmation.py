"""The confirmation sheet: the one place where a person says yes to exact bytes.

Nothing careless sends: the way back is the default, Enter is never a yes, and for half a second after the bytes
came on the screen no key and no click is heard.
"""

import time
from collections.abc import Callable
from itertools import pairwise

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from homeport.ports.person import Answer, KeepHere, SecondAnswer, SecondYes, SendIt, TakeOut
from homeport.ui.dialogs.confirmation_foot import Foot
from homeport.ui.dialogs.confirmation_lines import LINES_HEIGHT, LINES_WIDTH, Lines, LinesArea
from homeport.ui.dialogs.confirmation_text import TextPane
from homeport.ui.models.sheet import SheetView
from homeport.ui.models.sheet_text import ShownText
from homeport.ui.theme import Theme
from homeport.ui.widgets import RING, Banner, Body, Button, ScrollPage, TextLabel
from homeport.ui.words import Words

DEAF_MILLISECONDS = 500
"""How long nothing is heard after bytes came on the screen: a key pressed for something else is no answer."""

FRESH_SECONDS = 120.0
"""After so long without a look a yes is no longer about what was seen; as `escalate.CONFIRMATION_SECONDS`."""

WIDTH, HEIGHT = 1120, 820
SIDE_BY_SIDE = 700
"""Px before scaling from which on the lines stand beside the text and not above it."""

NO_LIMIT = (1 << 24) - 1
"""Qt's own largest size of a widget."""

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_HEARD = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.Shortcut,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchEnd,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletRelease,
    }
)


class ConfirmationSheet(QDialog):
    """Shows what would be sent and asks.

    Show it with `open()` after `show_sheet`. It answers `SendIt` or `KeepHere` once and closes; `TakeOut` as often
    as the person likes, each followed by `show_sheet` with the new bytes.

    Args:
        theme: colours and sizes.
        words: the person's language.
        parent: the window it belongs to.
        clock: seconds that never go back.
    """

    answered = Signal(object)  # SendIt, KeepHere or TakeOut
    report_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        words: Words,
        parent: QWidget | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._theme, self._words, self._clock = theme, words, clock
        self._view: SheetView | None = None
        self._over = False
        self._deaf = True
        self._making = False  # new bytes are on their way
        self._stale = False  # it was open for too long without a look
        self._deaf_widgets: list[QWidget] = []
        self._looked_at: float | None = None
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._page = ScrollPage(theme, self)
        self._title = TextLabel(theme, "", "title", "text", self)
        self._where = Body(theme, "", self)
        self._expired = Banner(theme, words, "info", "", parent=self)
        self._expired.action_chosen.connect(self._look_again)
        self._expired.hide()
        self.lines = Lines(theme, words)
        self.lines.take_out_requested.connect(self._take_out)
        self._lines_area = LinesArea(theme, self.lines, self)
        self.text = TextPane(theme, words, self)
        self.text.seen_more.connect(self._on_seen)
        self.text.whole.connect(self._settle)
        self.foot = self._make_foot()
        self.foot.keep.clicked.connect(self._keep)
        self.foot.send.clicked.connect(self._send)
        self.foot.report.clicked.connect(self.report_requested)
        self._middle = QHBoxLayout()
        self._middle.addWidget(self._lines_area)
        self._middle.addWidget(self.text, 1)
        for widget in (self._title, self._where, self._expired):
            self._page.column.addWidget(widget)
        self._page.column.addLayout(self._middle, 1)
        self._page.column.addWidget(self.foot.fingerprint)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._page, 1)
        self._column.addWidget(self.foot)
        self._hearing = QTimer(self)
        self._hearing.setSingleShot(True)
        self._hearing.setTimerType(Qt.TimerType.PreciseTimer)
        self._hearing.timeout.connect(self._hear)
        self._fresh = QTimer(self)
        self._fresh.setSingleShot(True)
        self._fresh.timeout.connect(self._expire)
        self._restyle()
        theme.changed.connect(self._restyle)

    def _make_foot(self) -> Foot:
        """What stands below the text; `ApprovalSheet` has its own."""
        return Foot(self._theme, self._words, self)

    def _no(self) -> Answer | SecondAnswer:
        return KeepHere()

    def _yes(self, view: SheetView) -> Answer | SecondAnswer | None:
        """The yes to what is shown; None when something is missing for it."""
        return SendIt(view.sha256)

    def show_sheet(self, view: SheetView, readable: ShownText, raw: ShownText) -> None:
        """Show these bytes; whatever was seen or pressed before counts for nothing.

        Args:
            view: what the sheet says.
            readable: the texts, from `models.sheet_text.readable_text`.
            raw: the body, from `models.sheet_text.raw_text`.
        """
        self._view = view
        self._making = self._stale = False
        self._become_deaf()
        self.setWindowTitle(view.title)
        self.setAccessibleName(view.title)
        self.setAccessibleDescription(view.where)
        self._title.setText(view.title)
        self._where.setText(view.where)
        self._expired.hide()
        self.lines.show_view(view)
        self.text.show_view(view, readable, raw)
        self.foot.show_view(view)
        self.foot.keep.setFocus(Qt.FocusReason.OtherFocusReason)
        self._chain()
        self._become_deaf()  # the parts are new widgets, and they too are deaf
        self.update()

    def suspended(self) -> None:
        """The computer sleeps or slept: it stays here."""
        self._answer_once(self._no())

    def reject(self) -> None:
        """Escape, and whatever else closes a dialog: it stays here."""
        self._keep()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the window is a no."""
        self._answer_once(self._no())
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter keeps it here wherever the keyboard is; F3 goes through the findings."""
        if event.key() in _ENTER or event.key() == Qt.Key.Key_Escape:
            self._keep()
        elif event.key() == Qt.Key.Key_F3:
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.text.previous_finding() if back else self.text.next_finding()
            self._page.ensureWidgetVisible(self.text.readable)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While it is deaf, keys and clicks go nowhere."""
        return self._deaf and event.type() in _HEARD

    def paintEvent(self, event: QPaintEvent) -> None:
        """From the first picture on the half second counts."""
        super().paintEvent(event)
        if self._deaf and not self._hearing.isActive() and self.isVisible():
            self._looked_at = self._clock()
            self._hearing.start(DEAF_MILLISECONDS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside each other where there is room, else one above the other."""
        super().resizeEvent(event)
        self._arrange()

    def _keep(self) -> None:
        if not self._deaf:
            self._answer_once(self._no())

    def _send(self) -> None:
        if self._deaf or self._view is None or not self.text.complete:
            return
        if self._stale or self._making or self._is_stale():
            self._expire()
            return
        if (answer := self._yes(self._view)) is not None:
            self._answer_once(answer)

    def _take_out(self, part_id: str) -> None:
        if self._deaf or self._over or self._making:
            return
        self._making = True
        self._fresh.stop()
        self._settle()
        self.foot.tell(self._words("sheet.making"))
        self.answered.emit(TakeOut((part_id,)))

    def _answer_once(self, answer: Answer | SecondAnswer) -> None:
        if self._over:
            return
        self._over = True
        self._fresh.stop()
        self._hearing.stop()
        self.answered.emit(answer)
        self.done(
            QDialog.DialogCode.Accepted if isinstance(answer, SendIt | SecondYes) else QDialog.DialogCode.Rejected
        )

    def _become_deaf(self) -> None:
        """Hear nothing until half a second after the next picture."""
        self._listen()
        self._deaf = True
        self._fresh.stop()
        self._hearing.stop()
        self._settle()
        self._deaf_widgets = [self, *self.findChildren(QWidget)]
        for widget in self._deaf_widgets:
            widget.installEventFilter(self)

    def _listen(self) -> None:
        for widget in self._deaf_widgets:
            if shiboken6.isValid(widget):
                widget.removeEventFilter(self)
        self._deaf_widgets = []

    def _hear(self) -> None:
        self._deaf = False
        self._listen()
        self._settle()
        self._looked()

    def _settle(self) -> None:
        """The button is there once the bytes were on the screen for half a second and all of them are laid out."""
        ready = not (self._deaf or self._making or self._stale or self._over)
        self.foot.send.setEnabled(ready and self.text.complete)
        self._say_unseen()

    def _on_seen(self) -> None:
        self._say_unseen()
        if not self._deaf and not self._stale:
            self._looked()

    def _say_unseen(self) -> None:
        if self._view is not None and not self._making:
            self.foot.tell_unseen(self._view, self.text.never_shown(), complete=self.text.complete)

    def _looked(self) -> None:
        """Somebody looks: the yes is fresh for another while."""
        self._looked_at = self._clock()
        self._fresh.start(int(FRESH_SECONDS * 1000))

    def _is_stale(self) -> bool:
        return self._looked_at is None or self._clock() - self._looked_at > FRESH_SECONDS

    def _expire(self) -> None:
        self._stale = True
        self._settle()
        words = self._words
        self._expired.set_content("info", words("sheet.expired"), "", [("again", words("sheet.look_again"))])
        self._expired.show()
        self._expired.announce()
        self._chain()

    def _look_again(self) -> None:
        self._expired.hide()
        self._stale = False
        self.text.to_start()
        self.foot.keep.setFocus(Qt.FocusReason.OtherFocusReason)
        self._become_deaf()
        self.update()

    def _chain(self) -> None:
        """Let Tab go in reading order; the parts are new widgets."""
        again = self._expired.findChildren(Button)
        order = [*again, *self.lines.controls(), *self.text.controls(), *self.foot.controls()]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _arrange(self) -> None:
        px = self._theme.px
        beside = self.width() >= px(SIDE_BY_SIDE)
        self._middle.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        width = max(px(LINES_WIDTH), self.width() * 3 // 8)
        self._lines_area.setMinimumWidth(width if beside else 0)
        self._lines_area.setMaximumWidth(width if beside else NO_LIMIT)
        self._lines_area.setMaximumHeight(NO_LIMIT if beside else max(px(LINES_HEIGHT), self.height() * 2 // 5))

    def _restyle(self) -> None:
        px = self._theme.px
        side = px(28 - RING)
        self._column.setContentsMargins(side, px(20 - RING), side, px(20 - RING))
        self._column.setSpacing(px(8 - RING))
        self._middle.setSpacing(px(20))
        screen = QGuiApplication.primaryScreen().availableGeometry()
        self.resize(min(px(WIDTH), screen.width() * 19 // 20), min(px(HEIGHT), screen.height() * 19 // 20))
        self._arrange()
