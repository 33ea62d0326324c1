"""A line of text that gives way in the middle, where the room ends."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from homeport.ui.theme import Theme

LEAST = 48
"""Width in px before scaling that is asked for at least."""


class ElidedLabel(QLabel):
    """One line of plain text; when it does not fit, its middle gives way and the tooltip has all of it.

    Args:
        theme: type and colours.
        text: shown as it is.
        role: a role of `Theme.font`.
        token: a colour of the theme.
        mode: where it gives way.
        parent: the owner.
    """

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        role: str = "row",
        token: str = "text",  # noqa: S107 - a colour token
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._role = role
        self._token = token
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)
        self._restyle()
        theme.changed.connect(self._restyle)

    def setText(self, text: str) -> None:
        """What it shows; line ends count as spaces."""
        super().setText(" ".join(text.split()))
        self._explain()
        self.updateGeometry()

    def set_token(self, token: str) -> None:
        """Change the colour."""
        self._token = token
        self.update()

    def is_elided(self) -> bool:
        """Whether something is hidden."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()

    def sizeHint(self) -> QSize:
        """All of the text."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 1, self._height())

    def minimumSizeHint(self) -> QSize:
        """A little of it."""
        return QSize(min(self.sizeHint().width(), self._theme.px(LEAST)), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text where it does not fit."""
        self._explain()
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """What fits."""
        painter = QPainter(self)
        painter.setPen(self._theme.colour(self._token if self.isEnabled() else "disabled"))
        area = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), self._mode, area.width())
        painter.drawText(area, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()

    def _height(self) -> int:
        return round(self.font().pixelSize() * self._theme.line_height)

    def _explain(self) -> None:
        self.setToolTip(_plain(self.text()) if self.is_elided() else "")

    def _restyle(self) -> None:
        self.setFont(self._theme.font(self._role))
        self.updateGeometry()
        self.update()


def _plain(text: str) -> str:
    """Text that a tooltip shows as it is: it would take something like a tag for rich text."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<span>{escaped}</span>" if escaped != text else text
