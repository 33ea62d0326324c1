"""The rows under the text: what belongs to the task, where it would run, and the button that says so."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from homeport.domain.label import Label
from homeport.domain.task import Ceiling, Latency, TaskKind
from homeport.ui.models.composer import ForecastState, ForecastView
from homeport.ui.theme import Theme
from homeport.ui.views.composer_forecast import ForecastLine, send_words
from homeport.ui.views.composer_menus import ChoiceButton, MenuButton, SavedMenu
from homeport.ui.widgets import Button, CategoryBadge, ClassBadgeButton, FlowLayout
from homeport.ui.words import Words

TOOLS_LEFT_OUT = 3
"""Tighter than this the tools come with the focus."""

FEWEST = 3
"""From here on tools show no arrow, and the forecast stands only where there is room for it."""

FORECAST = 240
"""Px before scaling that the forecast asks for before it takes a row of its own."""


class ActionRows(QWidget):
    """Tools above, own class, forecast and the send button below."""

    run_pressed = Signal()
    stop_pressed = Signal()
    chosen = Signal()
    own_pressed = Signal()

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self.add = Button(theme, words("composer.add_document"), "ghost", "paperclip", self)
        self.saved = SavedMenu(theme, words, self)
        self.kind = ChoiceButton(theme, words, "file-text", _keys("kind", "task"), list(TaskKind), self)
        self.latency = ChoiceButton(theme, words, "clock", _keys("latency"), list(Latency), self)
        self.ceiling = ChoiceButton(theme, words, "coin", _keys("ceiling"), list(Ceiling), self)
        self._tools = QWidget(self)
        self._flow = FlowLayout(self._tools)
        for tool in (self.add, self.saved, self.kind, self.latency, self.ceiling):
            self._flow.addWidget(tool)
        for choice in (self.kind, self.latency, self.ceiling):
            choice.chosen.connect(lambda _: self.chosen.emit())
        self._own: ClassBadgeButton | None = None
        self._categories: list[CategoryBadge] = []
        self._own_holder = QWidget(self)
        self._own_row = FlowLayout(self._own_holder)
        self._own_holder.hide()
        self.forecast = ForecastLine(theme, words, self)
        self.forecast.hide()
        self.send = Button(theme, words("composer.run_here"), "primary", "arrow-up", self)
        self.stop = Button(theme, words("composer.stop"), "secondary", "stop", self)
        self.stop.setToolTip(words("composer.stop_hint"))
        self.place = _Place(self)
        self.place.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.place.addWidget(self.send)
        self.place.addWidget(self.stop)
        self.send.clicked.connect(self.run_pressed)
        self.stop.clicked.connect(self.stop_pressed)
        self._bottom = QGridLayout()
        self._bottom.setColumnStretch(1, 1)
        self._own_holder.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._rows = 0
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._tightness = 0
        self._top = QHBoxLayout()
        self._top.addWidget(self._tools, 1)
        self._box.addLayout(self._top)
        self._box.addLayout(self._bottom)
        theme.changed.connect(self._restyle)
        self._restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Less room: first the tools fold to icons, then what stands below takes more rows."""
        super().resizeEvent(event)
        self._arrange()

    def set_tightness(self, tightness: int) -> None:
        """Do with less height: tools as icons, the own badge beside them, its categories in its card only."""
        if tightness == self._tightness:
            return
        self._tightness = tightness
        self._tools.setVisible(tightness <= TOOLS_LEFT_OUT)
        for badge in self._categories:
            badge.setVisible(tightness == 0)
        self.forecast.set_short(tightness > 1)
        self._rows = 0
        self._arrange()

    @property
    def running(self) -> bool:
        """Whether Stop stands where Send stood."""
        return self.place.currentWidget() is self.stop

    def set_running(self, running: bool) -> None:
        """Swap the two; the focus stays at the place."""
        leaving, coming = (self.send, self.stop) if running else (self.stop, self.send)
        focused = leaving.hasFocus()
        self.place.setCurrentWidget(coming)
        if focused:
            coming.setFocus()

    def show_forecast(self, view: ForecastView) -> None:
        """Say where it would run; while that is checked the button keeps its words."""
        self.forecast.show_forecast(view)
        if view.state is ForecastState.CHECKING:
            return
        self.send.setText(send_words(self._words, view))
        waits = view.state is ForecastState.WAITS
        self.send.set_icon("question" if waits else "arrow-up" if view.here else "send")
        self.place.updateGeometry()
        self._arrange()

    def show_own(self, label: Label | None) -> None:
        """The class of what was typed, and the categories found in it."""
        while (item := self._own_row.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._own = None
        self._categories = []
        self._own_holder.setVisible(label is not None)
        if label is None:
            return
        self._own = ClassBadgeButton(self._theme, self._words, label.data_class, self._own_holder)
        says = self._words("composer.own_badge", **{"class": self._own.text()})
        self._own.setAccessibleName(says)
        self._own.clicked.connect(self.own_pressed)
        self._own_row.addWidget(self._own)
        self._own.show()
        self._categories = []
        for category in sorted(label.categories):
            badge = CategoryBadge(self._theme, self._words, category, self._own_holder)
            self._own_row.addWidget(badge)
            badge.setVisible(self._tightness == 0)
            self._categories.append(badge)
        self._arrange()

    @property
    def own_badge(self) -> ClassBadgeButton | None:
        """The badge of the typed text, while it has one."""
        return self._own

    def _arrange(self) -> None:
        width = self.width()
        self._fold(width)
        gap = 2 * self._bottom.horizontalSpacing()
        send = self.place.sizeHint().width()
        beside = 0 < self._tightness < FEWEST
        self._own_holder.setVisible(self._own is not None and self._tightness <= TOOLS_LEFT_OUT)
        own = 0 if beside or self._own_holder.isHidden() else self._own_row.sizeHint().width()
        wanted = min(self._theme.px(FORECAST), self.forecast.sizeHint().width())
        if not self.forecast.text():
            wanted = 0
        rows = 1 if own + wanted + send + gap <= width else 2 if wanted + send + gap <= width else 3
        rows = 1 if self._tightness > 1 else rows
        if self._tightness >= FEWEST:  # the button says where it runs, too
            self.forecast.set_left_out(own + wanted + send + gap > width)
        else:
            self.forecast.set_left_out(False)
        if rows == self._rows:
            return
        self._rows = rows
        middle = Qt.AlignmentFlag.AlignVCenter
        right = middle | Qt.AlignmentFlag.AlignRight
        for part in (self._own_holder, self.forecast, self.place):
            self._bottom.removeWidget(part)
        self._top.removeWidget(self._own_holder)
        if beside:
            self._top.addWidget(self._own_holder, 0, middle)
        if rows == 1:
            if not beside:
                self._bottom.addWidget(self._own_holder, 0, 0, middle)
            self._bottom.addWidget(self.forecast, 0, 1)
            self._bottom.addWidget(self.place, 0, 2, right)
        elif rows == 2:
            if not beside:
                self._bottom.addWidget(self._own_holder, 0, 0, 1, 3)
            self._bottom.addWidget(self.forecast, 1, 0, 1, 2)
            self._bottom.addWidget(self.place, 1, 2, right)
        else:
            if not beside:
                self._bottom.addWidget(self._own_holder, 0, 0, 1, 3)
            self._bottom.addWidget(self.forecast, 1, 0, 1, 3)
            self._bottom.addWidget(self.place, 2, 0, 1, 3, right)
        QWidget.setTabOrder(self._own_holder, self.place)

    def _fold(self, width: int) -> None:
        """Icons alone for the first tools, until the rest stands in one row."""
        tools: tuple[Button, ...] = (self.add, self.saved, self.kind, self.latency, self.ceiling)
        folding = tools[1::-1] + tools[2:]
        for tool in tools:
            tool.set_folded(self._tightness > 0)
            if isinstance(tool, MenuButton):
                tool.set_arrow(shown=self._tightness < FEWEST)
        if self._tightness > 0:
            return
        gap = self._theme.px(4) * (len(tools) - 1)
        for tool in folding:
            if sum(each.sizeHint().width() for each in tools) + gap <= width:
                return
            tool.set_folded(True)

    def _restyle(self) -> None:
        px = self._theme.px
        self._rows = 0
        self._flow.set_spacing(px(4), px(4))
        self._own_row.set_spacing(px(4), px(4))
        self._bottom.setHorizontalSpacing(px(12))
        self._bottom.setVerticalSpacing(px(8))
        self._box.setSpacing(px(8))
        self._arrange()


class _Place(QStackedWidget):
    """As large as the button that is seen."""

    def sizeHint(self) -> QSize:
        shown = self.currentWidget()
        return shown.sizeHint() if shown is not None else QSize()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def _keys(name: str, prefix: str = "") -> tuple[str, str, str]:
    return f"composer.{name}_title", f"composer.{name}_name", f"common.{prefix or name}"
