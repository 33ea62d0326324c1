"""Choosing files leaves no name of a file or folder anywhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from fakes.no_names import seen_outside
from homeport.ui.dialogs.open_files import OpenFiles
from homeport.ui.words import Words

FOLDER, FILE = "Scheidung Åkesson", "scan av läkarintyg.txt"

_CHOOSES = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow
from homeport.ui.dialogs.open_files import OpenFiles
from homeport.ui.words import Words
resources, file, how = sys.argv[1:]
app = QApplication([])
window = QMainWindow()
window.show()
def finish(dialog):
    dialog.setDirectory(str(Path(file).parent))
    dialog.selectFile(file)
    app.processEvents()
    dialog.destroyed.connect(lambda: QTimer.singleShot(0, app.quit))
    dialog.accept()
if how == "ours":
    files = OpenFiles(Words(Path(resources) / "i18n", "en"), window)
    files.files_chosen.connect(lambda chosen: print(chosen == (Path(file),), flush=True))
    dialog = files.open()
else:  # what Qt does by itself
    dialog = QFileDialog(window)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
QTimer.singleShot(0, lambda: finish(dialog))
app.exec()
"""

RESOURCES = Path(__file__).parents[2] / "resources"


def left_behind(folder: Path, how: str) -> tuple[str, list[str]]:
    home, documents = folder / "home", folder / FOLDER
    home.mkdir()
    documents.mkdir()
    (documents / FILE).write_text("x")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "cache"),
    }
    (home / "config").mkdir()
    told = subprocess.run(
        [sys.executable, "-c", _CHOOSES, str(RESOURCES), str(documents / FILE), how],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return told.stdout.strip(), seen_outside([FOLDER, FILE, folder.name], home)


def test_nothing_remains_on_the_disk(qapp: object, tmp_path: Path) -> None:
    chosen, found = left_behind(tmp_path, "ours")
    assert chosen == "True"
    assert found == []


def test_qts_own_way_would_leave_the_folder(qapp: object, tmp_path: Path) -> None:
    _, found = left_behind(tmp_path, "qt")
    assert found  # so the test above can fail


@pytest.mark.qt_log_ignore("propagateSizeHints|raise|grabbing the keyboard", extend=True)
def test_files_are_chosen_by_keys_and_the_folder_is_remembered_for_this_run(
    qtbot: QtBot, words: Words, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("x")
    window = QMainWindow()
    qtbot.addWidget(window)
    window.show()
    files = OpenFiles(words, window)
    dialog = files.open()
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(name, QLineEdit)
    qtbot.keyClicks(name, str(tmp_path / "a.txt"))
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)  # suggestions take the first key
    qtbot.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
    with qtbot.waitSignal(files.files_chosen) as chosen:
        qtbot.keyClick(name, Qt.Key.Key_Return)
    assert chosen.args == [(tmp_path / "a.txt",)]
    again = files.open()
    assert Path(again.directory().path()) == tmp_path
    assert again.windowTitle() == words("start.open_title")
    with qtbot.waitSignal(again.destroyed):
        again.reject()


def test_a_name_in_a_title_or_a_notification_is_found(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    assert seen_outside([FILE]) == []
    window.setWindowTitle(f"Homeport: {FILE}")
    assert seen_outside([FILE]) == [f"window QMainWindow: Homeport: {FILE}"]
    window.setWindowTitle("Homeport")
    window.setWindowFilePath(f"/x/{FILE}")
    assert seen_outside([FILE])
    window.setWindowFilePath("")
    assert seen_outside([FILE], notifications=[f"{FILE} is ready"]) == [f"notification: {FILE} is ready"]


def test_the_dialog_is_qts_own_where_desktops_keep_lists(qtbot: QtBot, words: Words) -> None:
    if sys.platform in {"win32", "darwin"}:
        pytest.skip("there the system's own dialog is shown")
    window = QMainWindow()
    qtbot.addWidget(window)
    dialog = OpenFiles(words, window).open()
    assert dialog.testOption(QFileDialog.Option.DontUseNativeDialog)
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()
