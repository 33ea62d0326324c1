"""What painted widgets share."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget


def rounded(
    painter: QPainter, area: QRectF, radius: float, fill: QColor | None, edge: QColor | None = None
) -> None:
    """A rounded box; the edge is one pixel and lies within the area."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QBrush(fill) if fill else Qt.BrushStyle.NoBrush)
    if edge:
        painter.setPen(QPen(edge, 1))
        area = area.adjusted(0.5, 0.5, -0.5, -0.5)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(area, radius, radius)
    painter.restore()


def place_icon(painter: QPainter, picture: QPixmap, left: float, middle: float) -> None:
    """An icon with its left edge at `left`, centred on the line `middle`, on whole device pixels."""
    height = picture.height() / picture.devicePixelRatio()
    painter.drawPixmap(QPointF(round(left), round(middle - height / 2)), picture)


def mirrored(widget: QWidget) -> bool:
    """Whether the widget is laid out from right to left."""
    return widget.layoutDirection() == Qt.LayoutDirection.RightToLeft
