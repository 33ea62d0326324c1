"""What a paste or a drop brings: files, text or a picture. Nothing of it is opened here."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage, QImageWriter

PNG = "image/png"


def can_be_brought(mime: QMimeData) -> bool:
    """Whether there may be something for a task in it."""
    return mime.hasUrls() or mime.hasText() or mime.hasImage()


def brought_by(mime: QMimeData) -> list[Path] | str | bytes | None:
    """Files on this computer, else text, else a picture as PNG; None when there is none of them.

    Text goes before a picture: a spreadsheet puts its cells on the clipboard as both. Addresses elsewhere
    are text.
    """
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if files:
        return files
    if mime.hasText() and mime.text():
        return mime.text()
    if not mime.hasImage():
        return None
    data = mime.data(PNG)
    if data.isEmpty():
        data = _as_png(mime.imageData())
    return bytes(data.data()) or None


def _as_png(image: object) -> QByteArray:
    data = QByteArray()
    if isinstance(image, QImage) and not image.isNull():
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QImageWriter(buffer, QByteArray(b"png"))
        writer.setQuality(100)  # hardly compressed, which is quick; it goes nowhere
        writer.write(image)
        buffer.close()
    return data
