"""Where the task would run, how long it takes and what follows: said before it runs."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QWidget

from homeport.ui.models.composer import ForecastState, ForecastView
from homeport.ui.theme import Theme
from homeport.ui.widgets.painting import place_icon
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words

ICON, GAP = 16, 6

_STATES = {
    ForecastState.CHECKING: "composer.checking",
    ForecastState.WAITS: "composer.would_wait",
    ForecastState.UNAVAILABLE: "composer.unavailable",
}


class ForecastLine(TextLabel):
    """The place in the lane's colour with its icon, the rest as support text; wraps when room is short."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", "ghost", "text3", parent)
        self._words = words
        self._view = ForecastView()
        self._strong = 0  # UTF-16 units of the text in the colour of the lane
        self._icon = ""
        self._short = False
        self._left_out = False
        self.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self._restyle_room()
        theme.changed.connect(self._restyle_room)

    def set_short(self, short: bool) -> None:
        """Say the place alone; the rest is in the tooltip and for screen readers."""
        if short is not self._short:
            self._short = short
            self.show_forecast(self._view)

    def set_left_out(self, left_out: bool) -> None:
        """Not seen where there is no room at all."""
        if left_out is not self._left_out:
            self._left_out = left_out
            self.setVisible(bool(self.text()) and not left_out)

    def show_forecast(self, view: ForecastView) -> None:
        """Say another one."""
        self._view = view
        where = self._where(view)
        more = self._more(view)
        self._strong = len(where.encode("utf-16-le")) // 2
        self._icon = self._icon_of(view)
        whole = " · ".join([where, *more]) if where else ""
        self.setText(where if self._short else whole)
        self.setToolTip(whole if self._short and more else "")
        self.setAccessibleName(f"{self._words('composer.forecast_name')}: {whole}")
        self._restyle_room()
        self.setVisible(bool(where) and not self._left_out)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Icon and lines."""
        area = self.contentsRect()
        layout, height = self._laid_out(area.width())
        ink = self._ink()
        top = area.top() + max(0, (area.height() - height) // 2)
        painter = QPainter(self)
        if self._icon:
            picture = self._theme.pixmap(self._icon, ink, ICON, self.devicePixelRatioF())
            place_icon(painter, picture, 0, top + self._line_height() / 2)
        painter.setPen(self._theme.colour("text3"))
        strong = QTextLayout.FormatRange()
        strong.start, strong.length = 0, self._strong
        form = QTextCharFormat()
        form.setForeground(ink)
        strong.format = form
        layout.draw(painter, QPointF(area.left(), top), [strong])
        painter.end()

    def _ink(self) -> QColor:
        if self._view.state is ForecastState.RUNS:
            return QColor(self._theme.lane(self._view.lane).fg)
        warns = self._view.state in {ForecastState.WAITS, ForecastState.UNAVAILABLE}
        return self._theme.colour("warning" if warns else "text3")

    def _icon_of(self, view: ForecastView) -> str:
        if view.state is ForecastState.RUNS:
            return self._theme.lane(view.lane).icon
        return {ForecastState.WAITS: "pause", ForecastState.UNAVAILABLE: "warning"}.get(view.state, "")

    def _where(self, view: ForecastView) -> str:
        words = self._words
        if view.state is ForecastState.NOTHING:
            return ""
        if view.state is not ForecastState.RUNS:
            return words(_STATES[view.state])
        if view.here:
            return words("composer.will_run_here")
        if view.asks:
            return words("composer.will_ask", name=view.recipient or words.lane(view.lane))
        return words("composer.will_run_there", lane=lane_in_text(words, view.lane))

    def _more(self, view: ForecastView) -> list[str]:
        words, more = self._words, []
        if view.state is ForecastState.RUNS and view.seconds is not None:
            about = words("composer.about", duration=rough(words, view.seconds))
            more.append(about.replace(" ", "\u00a0"))  # a number and its unit stay together
        if view.state is ForecastState.RUNS and view.held:
            more.append(words("composer.held"))
        if view.why and view.state is not ForecastState.CHECKING:
            more.append(view.why)
        return more

    def _restyle_room(self) -> None:
        self.setContentsMargins(self._theme.px(ICON + GAP) if self._icon else 0, 0, 0, 0)
        self.updateGeometry()
        self.update()


def rough(words: Words, seconds: float) -> str:
    """An estimate without decimals it cannot have."""
    return (
        words.duration(max(10.0, seconds))
        if seconds >= 10
        else words("common.seconds_short", count=_near(seconds))
    )


def _near(seconds: float) -> int:
    return max(1, round(seconds))


def lane_in_text(words: Words, lane: str) -> str:
    """A lane within a sentence."""
    key = f"common.lane_in_text_{lane}"
    return words(key) if words.has(key) else words.lane(lane)


def send_words(words: Words, view: ForecastView) -> str:
    """What the send button says: where it goes, with an ellipsis when a question follows."""
    if view.state is ForecastState.WAITS:
        return words("composer.run_waits")
    if view.here:
        return words("composer.run_here")
    asks = "_asks" if view.asks else ""
    if view.recipient:
        return words(f"composer.send_to{asks}", name=view.recipient)
    return words(f"composer.run_there{asks}", lane=lane_in_text(words, view.lane))
