"""The status bar: what has been sent, where it runs, by which policy, and what this month."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from homeport.ui.theme import Theme
from homeport.ui.views.status_bar_item import StatusItem
from homeport.ui.views.status_bar_words import (
    Notice,
    StatusView,
    explain_month,
    say_month,
    say_month_short,
    say_statement,
)
from homeport.ui.words import Words

HEIGHT = 34

NOTICE_LOOKS = {
    Notice.FENCE_OFF: ("shield-alert", "danger"),
    Notice.FENCE_WEAK: ("shield-alert", "warning"),
    Notice.THROW_AWAY: ("clock", "warning"),
    Notice.OFFLINE: ("offline", "text2"),
}


class StatusBar(QWidget):
    """Speaks from the send log, never from the planned route.

    Args:
        theme: colours and sizes.
        words: the person's language.
        parent: the owner.
    """

    see_what_requested = Signal()
    """What this task has sent, or that it has sent nothing."""

    matrix_requested = Signal()
    record_requested = Signal()
    """The month was pressed, or the sentence about a broken record."""

    notice_requested = Signal(str)
    """A value of `Notice` was pressed."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._view = StatusView()
        self._statement = StatusItem(theme, "section", self)
        self._lane = StatusItem(theme, "caption", self)
        self._policy = StatusItem(theme, "caption", self)
        self._notices = {notice: StatusItem(theme, "caption", self) for notice in Notice}
        self._month = StatusItem(theme, "caption", self)
        self._row = QHBoxLayout(self)
        for item in (self._statement, self._lane, self._policy, *self._notices.values()):
            self._row.addWidget(item)
        self._row.addStretch(1)
        self._row.addWidget(self._month)
        self.setAccessibleName(words("status.name"))
        self._connect()
        self.show_status(StatusView())
        self._restyle()
        theme.changed.connect(self._restyle)

    def show_status(self, view: StatusView) -> None:
        """Say how things stand."""
        self._view = view
        self._show_statement()
        self._fit()

    def sizeHint(self) -> QSize:
        """The height of the design, more if the text needs it."""
        return QSize(self._theme.px(760), self._height())

    def minimumSizeHint(self) -> QSize:
        """Icons alone."""
        return QSize(self._theme.px(160), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less where there is less room."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The colour of the side and a hairline above."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("sidebar"))
        painter.fillRect(0, 0, self.width(), 1, self._theme.colour("border"))
        painter.end()

    def _connect(self) -> None:
        self._statement.clicked.connect(self._on_statement)
        self._policy.clicked.connect(lambda _checked=False: self.matrix_requested.emit())
        self._month.clicked.connect(lambda _checked=False: self.record_requested.emit())
        for notice, item in self._notices.items():
            item.clicked.connect(lambda _checked=False, name=notice.value: self.notice_requested.emit(name))

    def _on_statement(self, _checked: bool = False) -> None:
        (self.record_requested if self._view.broken else self.see_what_requested).emit()

    # ---- what each part says

    def _show_statement(self) -> None:
        view, words = self._view, self._words
        text = say_statement(view, words)
        icon, ink = self._statement_look()
        pressable = view.broken is not None or view.sends is not None
        tip = words("status.month_tip") if view.broken else words("status.see_what") if pressable else ""
        shown = words("status.linked", statement=text) if view.sends and not view.broken else text
        spoken = words("status.see_what_spoken", statement=text) if pressable and not view.broken else text
        self._statement.set_content(shown, icon, ink, tip, spoken)
        self._statement.set_pressable(pressable)

    def _statement_look(self) -> tuple[str, str | QColor]:
        view = self._view
        if view.broken is not None:
            return "error", "danger"
        if view.sends is None:
            return "shield", "text2"
        if not view.sends:
            return "shield-check", QColor(self._theme.lane("device").fg)
        if not all(send.answered for send in view.sends):
            return "shield-alert", "danger"
        return "export", QColor(self._theme.lane(view.sent_lane).fg)

    def _say_rest(self, level: int) -> None:
        """From 0, everything, to 6, icons: each level says less than the one before."""
        self._say_lane(level)
        self._say_policy(level)
        self._say_notices(level)
        self._say_month(level)

    def _say_lane(self, level: int) -> None:
        view, words = self._view, self._words
        lane = words.lane(view.lane) if view.lane else ""
        both = (
            words("status.lane_model", lane=lane, model=view.model) if lane and view.model else lane or view.model
        )
        text = both if level < 2 else lane if level < 4 else ""
        style = self._theme.lane(view.lane) if view.lane else None
        self._lane.set_content(text, style.icon if style else "", "text2", "" if text == both else both, both)
        self._lane.setVisible(bool(both) and level < 5)

    def _say_policy(self, level: int) -> None:
        view, words = self._view, self._words
        said = words("status.policy", name=view.policy)
        text = said if level < 3 else view.policy if level < 4 else ""
        tip = words("status.policy_tip")
        tip = tip if text == said else f"{said}\n{tip}"
        spoken = words("status.policy_spoken", name=view.policy)
        self._policy.set_content(text, "" if text else "grid", "text2", tip, spoken)
        self._policy.set_pressable(True)
        self._policy.setVisible(bool(view.policy))

    def _say_notices(self, level: int) -> None:
        for notice, item in self._notices.items():
            icon, ink = NOTICE_LOOKS[notice]
            said = self._words(f"status.{notice.value}")
            short = self._words(f"status.{notice.value}_short")
            text = said if level < 1 else short if level < 4 else ""
            item.set_content(text, icon, ink, "" if text == said else said, said)
            item.set_pressable(True)
            item.setVisible(notice in self._view.notices)

    def _say_month(self, level: int) -> None:
        month, words = self._view.month, self._words
        self._month.setVisible(month is not None and self._view.broken is None and level < 6)
        if month is None:
            return
        said = say_month(month, words)
        text = said if level < 2 else say_month_short(month, words)
        tip = explain_month(month, words)
        self._month.set_content(text, "", "text2", tip, words("status.month_spoken", statement=said))
        self._month.set_pressable(True)

    # ---- room

    def _fit(self) -> None:
        """The first level that fits; the statement gives way last of all."""
        for level in range(7):
            self._say_rest(level)
            if self._needed() <= self.width():
                return

    def _needed(self) -> int:
        items = (self._statement, self._lane, self._policy, *self._notices.values(), self._month)
        shown = [item.natural_width() for item in items if not item.isHidden()]
        return sum(shown) + self._theme.px(8) * (len(shown) + 1) + 2 * self._theme.px(10)

    def _height(self) -> int:
        return max(self._theme.px(HEIGHT), self._statement.sizeHint().height() + 2)

    def _restyle(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(10), 1, px(10), 0)
        self._row.setSpacing(px(8))
        self._row.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.setFixedHeight(self._height())
        self._show_statement()
        self._fit()
        self.update()
