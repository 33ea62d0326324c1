"""The answer pane: the questions and answers of one thread."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from homeport.ui.theme import Theme
from homeport.ui.views.answer_column import TurnColumn
from homeport.ui.views.answer_empty import AnswerEmpty
from homeport.ui.views.answer_wishes import AnswerWishes
from homeport.ui.widgets.button import Button
from homeport.ui.words import Words

if TYPE_CHECKING:
    from homeport.ui.models.turn import TurnView
    from homeport.ui.views.answer_turn import TurnWidget
    from homeport.ui.widgets.markdown import CopyGuard

AT_END = 24
"""So close to the end, in px before scaling, a person is at the end."""

NARROWEST, LOWEST = 200, 2
"""Least size of the pane in px before scaling: with no room at all the composer has it while one types."""


class _Scroll(QScrollArea):
    """Home and End go to the ends; the other keys Qt knows."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        if event.key() == Qt.Key.Key_Home:
            bar.setValue(bar.minimum())
        elif event.key() == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        elif event.key() == Qt.Key.Key_Space:
            step = -bar.pageStep() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else bar.pageStep()
            bar.setValue(bar.value() + step)
        else:
            super().keyPressEvent(event)


class AnswerPane(QWidget):
    """Shows turns, follows the newest while the person is at the end, and says once when an answer is there.

    What the person wishes comes out of `wishes`.

    Args:
        theme: colours and sizes.
        words: the person's language.
        parent: the owner.
    """

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._guard: CopyGuard | None = None
        self._following = True
        self._moving = False
        self._scale = theme.scale
        self.wishes = AnswerWishes(self)
        self.empty = AnswerEmpty(theme, words, self)
        self.empty.example_asked.connect(self.wishes.example_requested)
        self.area = _Scroll(self)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName(words("answer.pane_name"))
        self.column = TurnColumn(theme, self._make_turn)
        self.area.setWidget(self.column)
        self.column.stop_before = self.area
        self.jump = Button(theme, words("answer.jump"), "secondary", "arrow-down", self)
        self.jump.clicked.connect(self.jump_to_newest)
        self.jump.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.empty)
        layout.addWidget(self.area)
        self.area.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.area.viewport().installEventFilter(self)
        self.column.arranged.connect(self._on_arranged)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._build)
        self._tabs = QTimer(self)
        self._tabs.setSingleShot(True)
        self._tabs.timeout.connect(self.column.order_tabs)
        theme.changed.connect(self._on_theme_changed)
        self._show_which()

    # ---- what is shown

    def set_turns(self, views: "Iterable[TurnView]") -> None:
        """Show a thread from its newest turn; it replaces what was shown."""
        self.column.set_views(views)
        self._show_which()
        self._following = True
        self._to_end()
        self._build()
        self._tabs.start(0)

    def clear(self) -> None:
        """Show nothing."""
        self.set_turns(())

    def show_turn(self, view: "TurnView") -> None:
        """Show a turn as it is now; a new one comes last and is scrolled to."""
        slot = self.column.slot(view.id)
        was = slot.view if slot else None
        self.column.set_view(view)
        self._show_which()
        if was is None:
            self._following = True
            self._to_end()
        self._build()
        self._tabs.start(0)
        if was is not None and was.running and not view.running:
            self._say(view)

    def append_text(self, turn: str, text: str) -> None:
        """More of an answer; painted in batches."""
        self.column.append_text(turn, text)

    def turn(self, turn: str) -> "TurnWidget | None":
        """What is built for a turn; None far away from the screen."""
        return self.column.widget(turn)

    def set_copy_guard(self, guard: "CopyGuard | None") -> None:
        """What goes through it: text copied out of an answer, to keep it off clipboard histories, say."""
        self._guard = guard
        for slot in self.column.slots:
            if slot.widget is not None:
                slot.widget.set_guard(guard)

    # ---- slots for the main window's menu

    def focus_region(self) -> None:
        """Put the keyboard here."""
        if self.column.slots:
            self.area.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.empty.example.setFocus(Qt.FocusReason.OtherFocusReason)

    def jump_to_newest(self) -> None:
        """Scroll to the end, and follow it."""
        self._following = True
        self._to_end()
        self._show_jump()

    def edit_newest(self) -> None:
        """Change the newest draft."""
        widget = self._newest()
        if widget is not None:
            widget.start_editing()

    def edit_instruction(self) -> None:
        """Change the newest question."""
        widget = self._newest()
        if widget is not None:
            widget.question.start_editing()

    def compare_newest(self) -> None:
        """Compare the versions of the newest answer."""
        widget = self._newest()
        if widget is not None:
            widget.compare()

    # ---- Qt

    def hasHeightForWidth(self) -> bool:
        """What is too high is scrolled: the pane never takes room from what stands below it."""
        return False

    def minimumSizeHint(self) -> QSize:
        """As good as nothing: what stands below it needs its height."""
        return QSize(self._theme.px(NARROWEST), self._theme.px(LOWEST))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The column is as wide as the place for it."""
        if watched is self.area.viewport() and event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at its place."""
        super().resizeEvent(event)
        self._show_jump()

    def showEvent(self, event: QShowEvent) -> None:
        """Heights count from the first time it is on the screen."""
        super().showEvent(event)
        self._fit()

    # ---- inside

    def _make_turn(self, parent: QWidget) -> "TurnWidget":
        from homeport.ui.views.answer_turn import TurnWidget  # noqa: PLC0415 - not before the first paint

        widget = TurnWidget(self._theme, self._words, self.wishes, parent)
        widget.set_guard(self._guard)
        return widget

    def _newest(self) -> "TurnWidget | None":
        return self.column.slots[-1].widget if self.column.slots else None

    def _show_which(self) -> None:
        some = bool(self.column.slots)
        self.area.setVisible(some)
        self.empty.setVisible(not some)
        if not some:
            self.jump.hide()

    def _fit(self) -> None:
        width = self.area.viewport().width()
        if width != self.column.width():
            self.column.resize(width, self.column.height())
        self.column.arrange()
        self._build()

    def _build(self) -> None:
        bar = self.area.verticalScrollBar()
        if self.isVisible():
            self.column.show_span(bar.value(), bar.value() + self.area.viewport().height())

    def _on_arranged(self) -> None:
        bar = self.area.verticalScrollBar()
        shift, self.column.shift = self.column.shift, 0
        if self._following:
            self._to_end()
        elif shift:
            self._move(bar.value() + shift)
        self._show_jump()

    def _on_scrolled(self, value: int) -> None:
        bar = self.area.verticalScrollBar()
        self.column.anchor = value
        if not self._moving:
            self._following = bar.maximum() - value <= self._theme.px(AT_END)
            self._build()
        self._show_jump()

    def _to_end(self) -> None:
        self._move(self.area.verticalScrollBar().maximum())

    def _move(self, value: int) -> None:
        bar = self.area.verticalScrollBar()
        before = bar.value()
        self._moving = True
        bar.setValue(value)
        self._moving = False
        if bar.value() != before:
            self._later.start(0)  # not here: building moves things again

    def _show_jump(self) -> None:
        bar = self.area.verticalScrollBar()
        far = bar.maximum() - bar.value() > self._theme.px(AT_END)
        self.jump.setVisible(far and not self._following and bool(self.column.slots))
        if self.jump.isVisible():
            size = self.jump.sizeHint()
            left = (self.area.viewport().width() - size.width()) // 2
            top = self.height() - size.height() - self._theme.px(12)
            self.jump.setGeometry(left, top, size.width(), size.height())
            self.jump.raise_()

    def _on_theme_changed(self) -> None:
        if self._theme.scale != self._scale:
            self._scale = self._theme.scale
            self.column.rebuild()
            self._build()

    def _say(self, view: "TurnView") -> None:
        """Once per answer, never per token."""
        text = announcement(view, self._words)
        if text:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))


def announcement(view: "TurnView", words: Words) -> str:
    """What is said aloud when a turn has come to rest; empty when it is nothing new."""
    from homeport.domain.draft import DraftEnd  # noqa: PLC0415 - not before the first paint
    from homeport.ui.models.turn import Failed  # noqa: PLC0415 - not before the first paint
    from homeport.ui.views.answer_head import where_words  # noqa: PLC0415 - not before the first paint

    failed = next((notice for notice in view.notices if isinstance(notice, Failed)), None)
    answer = view.answer
    if answer is not None and answer.end is DraftEnd.STOPPED:
        return words("answer.said_stopped")
    if answer is not None and answer.text:
        return words("answer.said_held" if view.held else "answer.said_ready", where=where_words(answer, words))
    return words("answer.said_failed", title=failed.title) if failed else ""
