"""Surfaces: a card and a hairline."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from homeport.ui.theme import Theme
from homeport.ui.widgets.painting import rounded


class Card(QFrame):
    """A box with round corners; put things into `body`.

    Args:
        theme: colours and sizes.
        fill: a colour of the theme behind the content.
        edge: a colour of the theme for the hairline; empty for none.
        padding: px before scaling.
        parent: the owner.
    """

    def __init__(
        self,
        theme: Theme,
        fill: str = "surface",
        edge: str = "border",
        padding: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fill = fill
        self._edge = edge
        self._lane = ""
        self._padding = padding
        self.body = QVBoxLayout(self)
        self._restyle()
        theme.changed.connect(self._restyle)

    def set_fill(self, fill: str, edge: str = "") -> None:
        """Change the colours."""
        self._fill, self._edge, self._lane = fill, edge, ""
        self.update()

    def set_lane(self, lane: str) -> None:
        """Stand in the soft colour of a lane, without an edge."""
        self._lane = lane
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The box."""
        colour = self._theme.colour
        fill = QColor(self._theme.lane(self._lane).soft) if self._lane else colour(self._fill)
        edge = colour(self._edge) if self._edge and not self._lane else None
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()), self._theme.px(12), fill, edge)
        painter.end()

    def _restyle(self) -> None:
        side = self._theme.px(self._padding)
        self.body.setContentsMargins(side, side, side, side)
        self.body.setSpacing(self._theme.px(8))
        self.update()


class Divider(QWidget):
    """A hairline between two parts; it says nothing by itself."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """One pixel."""
        return QSize(1, 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("border"))
        painter.end()
