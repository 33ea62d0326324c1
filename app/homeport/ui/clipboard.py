"""Copying: forms that other programs can paste, and marks that keep sensitive text out of histories and clouds."""

import sys
from collections.abc import Mapping

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard

from homeport.domain.data_class import DataClass

MARKDOWN = "text/markdown"

_WINDOWS = 'application/x-qt-windows-mime;value="{}"'

KEPT_TO_ITSELF: Mapping[str, bytes] = {
    # Windows: "Cloud Clipboard and Clipboard History Formats"; the numbers are a DWORD of 0, no.
    _WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"): b"\x00" * 4,
    _WINDOWS.format("CanIncludeInClipboardHistory"): b"\x00" * 4,
    _WINDOWS.format("CanUploadToCloudClipboard"): b"\x00" * 4,
    # KDE's clipboard history, and others that follow it
    "x-kde-passwordManagerHint": b"secret",
}
"""Formats that say: not into a history, not to another machine. Those of macOS are in `clipboard_mac`."""


def copy(clipboard: QClipboard, plain: str, *, html: str = "", markdown: str = "", data_class: DataClass) -> None:
    """Put a text on the clipboard.

    Args:
        clipboard: the application's.
        plain: what a plain editor pastes.
        html: the formatted text; left out when empty.
        markdown: left out when empty.
        data_class: of the task it comes from; above internal it is marked to be kept to this clipboard.
    """
    if sys.platform == "darwin" and data_class > DataClass.INTERNAL:
        from homeport.ui import clipboard_mac  # noqa: PLC0415 - another system's

        clipboard_mac.copy_concealed(plain, html, markdown)
        return
    clipboard.setMimeData(mime_data(plain, html=html, markdown=markdown, data_class=data_class))


def mime_data(plain: str, *, html: str = "", markdown: str = "", data_class: DataClass) -> QMimeData:
    """What `copy` puts on the clipboard."""
    data = QMimeData()
    data.setText(plain)
    if html:
        data.setHtml(html)
    if markdown:
        data.setData(MARKDOWN, markdown.encode("utf-8", "replace"))
    if data_class > DataClass.INTERNAL:
        for name, value in KEPT_TO_ITSELF.items():
            data.setData(name, value)
    return data
