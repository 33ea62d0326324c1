"""Icons: one SVG file each, strokes on a 20 px grid in `currentColor`, coloured when they are drawn."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer


class Icons:
    """Reads the files of a folder once and keeps every picture it made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sources: dict[str, str] = {}
        self._pictures: dict[tuple[str, str, int, float], QPixmap] = {}

    def pixmap(self, name: str, colour: QColor, px: int, ratio: float) -> QPixmap:
        """An icon `px` wide and high, for a screen with `ratio` device pixels a pixel.

        Raises:
            FileNotFoundError: for an icon that does not exist.
        """
        key = (name, colour.name(), px, ratio)
        picture = self._pictures.get(key)
        if picture is None:
            picture = self._pictures[key] = self._drawn(name, colour, px, ratio)
        return picture

    def _drawn(self, name: str, colour: QColor, px: int, ratio: float) -> QPixmap:
        side = max(1, round(px * ratio))
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        source = self._source(name).replace("currentColor", colour.name())
        painter = QPainter(picture)
        QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, side, side))
        painter.end()
        picture.setDevicePixelRatio(ratio)
        return picture

    def _source(self, name: str) -> str:
        if name not in self._sources:
            self._sources[name] = (self._folder / f"{name}.svg").read_text("utf-8")
        return self._sources[name]
