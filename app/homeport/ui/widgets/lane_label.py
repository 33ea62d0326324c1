"""A lane as icon and word in its colour."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from homeport.ui.theme import Theme
from homeport.ui.widgets.painting import place_icon
from homeport.ui.words import Words

ICON = 16
GAP = 6


class LaneLabel(QLabel):
    """Where something runs or ran.

    Args:
        theme: colours and sizes.
        words: the person's language.
        lane: the id of the lane.
        text: other words beside the icon than the lane's name.
        role: a role of `Theme.font`.
        parent: the owner.
    """

    def __init__(
        self,
        theme: Theme,
        words: Words,
        lane: str,
        text: str | None = None,
        role: str = "ghost",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._role = role
        self.lane = lane
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_lane(lane, text)
        self._restyle()
        theme.changed.connect(self._restyle)

    def set_lane(self, lane: str, text: str | None = None) -> None:
        """Show another lane."""
        self.lane = lane
        self.setText(self._words.lane(lane) if text is None else text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Icon and words."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + self._theme.px(ICON + GAP) + 1
        return QSize(width, max(metrics.height(), self._theme.px(ICON)) + self._theme.px(2))

    def minimumSizeHint(self) -> QSize:
        """The icon and a little of the words."""
        least = self._theme.px(ICON + GAP + 32)
        return QSize(min(least, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Both in the colour of the lane."""
        style = self._theme.lane(self.lane)
        ink = QColor(style.fg) if self.isEnabled() else self._theme.colour("disabled")
        painter = QPainter(self)
        place_icon(
            painter, self._theme.pixmap(style.icon, ink, ICON, self.devicePixelRatioF()), 0, self.height() / 2
        )
        left = self._theme.px(ICON + GAP)
        painter.setPen(ink)
        room = self.width() - left
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(left, 0, room, self.height()), int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()

    def _restyle(self) -> None:
        self.setFont(self._theme.font(self._role))
        self.updateGeometry()
        self.update()
