"""Looks for names of documents where other programs and other people could see them."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtWidgets import QApplication


def seen_outside(names: Iterable[str], *folders: Path, notifications: Iterable[str] = ()) -> list[str]:
    """Where any of these names shows: window titles, the application's names, notifications, files in `folders`.

    Args:
        names: names of documents and folders; each is looked for in any encoding that a settings file may use.
        folders: where a desktop and Qt keep settings and recent documents (XDG_CONFIG_HOME, XDG_DATA_HOME, ...).
        notifications: the texts that went to the desktop.
    """
    wanted = [name for name in names if name]
    found = []
    for window in QApplication.topLevelWidgets():
        for text in (window.windowTitle(), window.windowFilePath(), window.windowIconText(), window.windowRole()):
            found += [f"window {type(window).__name__}: {text}" for name in wanted if name in text]
    application = QApplication.instance()
    assert application is not None
    found += [f"application: {name}" for name in wanted if name in application.applicationName()]
    found += [f"notification: {text}" for text in notifications for name in wanted if name in text]
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                data = path.read_bytes()
                found += [f"file {path.name}" for name in wanted if any(part in data for part in _written(name))]
    return found


def _written(name: str) -> tuple[bytes, ...]:
    """A name as UTF-8, percent-encoded, and escaped as in Qt's settings files."""
    data = name.encode()
    percent = b"".join(bytes([byte]) if byte < 0x80 and byte != 0x20 else b"%%%02X" % byte for byte in data)
    escaped = "".join(char if ord(char) < 0x80 else f"\\x{ord(char):x}" for char in name).encode()
    return data, percent, escaped, name.encode("utf-16-le")
