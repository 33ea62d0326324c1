"""Choosing files, without leaving the names of folders behind.

Qt's own dialog writes the folders it has shown into a settings file that all Qt programs share, and the dialogs of
some desktops add what was chosen to the list of recent documents. So on Linux it is Qt's own dialog, with Qt's
settings kept nowhere; Windows and macOS show their own, whose memory is theirs (untried).
"""

import sys
from pathlib import Path

from PySide6.QtCore import QDir, QObject, QSettings, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from homeport.ui.words import Words

NOWHERE = "/dev/null"
"""No file can be made below it, by anybody."""

OWN_DIALOG = sys.platform not in {"win32", "darwin"}


def keep_qt_settings_nowhere() -> None:
    """Have Qt's own classes keep nothing on disk; at the start of the program."""
    for format_ in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(format_, QSettings.Scope.UserScope, NOWHERE)


def quiet_file_dialog(words: Words, window: QWidget, title: str, folder: str) -> QFileDialog:
    """A dialog for files that leaves no names behind; it deletes itself when it is closed. Show it with `open`."""
    keep_qt_settings_nowhere()
    dialog = QFileDialog(window, title, folder)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog, OWN_DIALOG)
    dialog.setLabelText(QFileDialog.DialogLabel.Reject, words("start.open_cancel"))
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, words("start.open_folder"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileName, words("start.open_name"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, words("start.open_type"))
    dialog.setHistory([])
    dialog.finished.connect(dialog.deleteLater)
    if not OWN_DIALOG:  # there the place of the settings cannot be changed: they are wiped
        dialog.destroyed.connect(_forget_folders)
    return dialog


class OpenFiles(QObject):
    """Asks for documents. The folder of the last choice is remembered in memory until the program ends."""

    files_chosen = Signal(object)
    """``tuple[Path, ...]``, never empty."""

    def __init__(self, words: Words, window: QWidget) -> None:
        super().__init__(window)
        self._words = words
        self._window = window
        self._folder = QDir.homePath()

    def open(self) -> QFileDialog:
        """Show the dialog over the window; comes back at once."""
        dialog = quiet_file_dialog(self._words, self._window, self._words("start.open_title"), self._folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setOption(QFileDialog.Option.ReadOnly)  # no renaming and deleting from here
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, self._words("start.open_add"))
        dialog.setNameFilters([self._words("start.open_all")])
        dialog.filesSelected.connect(self._on_selected)
        dialog.open()
        return dialog

    def _on_selected(self, names: list[str]) -> None:
        files = tuple(Path(name) for name in names)
        if files:
            self._folder = str(files[0].parent)
            self.files_chosen.emit(files)


def _forget_folders() -> None:
    settings = QSettings(QSettings.Scope.UserScope, "QtProject")
    settings.remove("FileDialog")
    settings.sync()
