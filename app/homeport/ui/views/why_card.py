"""The chosen lane at the head of the panel "Why this route"."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from homeport.ui.models.why import Card as LaneCard
from homeport.ui.theme import Theme
from homeport.ui.views.why_parts import Icon
from homeport.ui.widgets import Card, TextLabel


class LaneCardBox(Card):
    """The lane that was chosen, in its colour; or that none is left."""

    def __init__(self, theme: Theme, card: LaneCard) -> None:
        super().__init__(theme, "danger_soft", "", 16)
        lane = card.lane
        if lane:
            self.set_lane(lane)
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        icon = Icon.of_lane(theme, lane, 24, self) if lane else Icon(theme, "pause", "danger", 24, self)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(TextLabel(theme, card.heading, "caption", "text2", self))
        name = _LaneName(theme, card.name, lane, self)
        column.addWidget(name)
        if card.model:
            column.addWidget(TextLabel(theme, card.model, "caption", "text2", self))
        row.addLayout(column, 1)
        self.body.addLayout(row)
        self.setAccessibleName(". ".join(part for part in (card.heading, card.name, card.model) if part))


class _LaneName(TextLabel):
    """A lane's name in the lane's colour."""

    def __init__(self, theme: Theme, text: str, lane: str, parent: QWidget) -> None:
        super().__init__(theme, text, "panel_title", "danger", parent)
        self._lane = lane

    def paintEvent(self, event: QPaintEvent) -> None:
        """As other text, in the lane's ink."""
        area = self.contentsRect()
        layout, _ = self._to_draw(area.width())
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.lane(self._lane).fg) if self._lane else self._theme.colour("danger"))
        layout.draw(painter, area.topLeft().toPointF())
        painter.end()
