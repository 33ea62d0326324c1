"""What is copied, and how it is marked, as another program sees it."""

import json
import os
import subprocess
import sys

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from fakes.x_display import NOT_THERE, available, x_display
from homeport.domain.data_class import DataClass
from homeport.ui.clipboard import KEPT_TO_ITSELF, MARKDOWN, copy, mime_data

ABOVE_INTERNAL = [DataClass.CONFIDENTIAL, DataClass.RESTRICTED]
UP_TO_INTERNAL = [DataClass.PUBLIC, DataClass.INTERNAL]

_COPIES = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from homeport.domain.data_class import DataClass
from homeport.ui.clipboard import copy
app = QApplication([])
copy(app.clipboard(), "plain å", html="<b>plain å</b>", markdown="**plain å**",
     data_class=DataClass.from_word(sys.argv[1]))
QTimer.singleShot(0, lambda: print("copied", flush=True))
QTimer.singleShot(60_000, app.quit)
app.exec()
"""
_PASTES = """
import json
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
app = QApplication([])
def look():
    data = app.clipboard().mimeData()
    print(json.dumps({name: bytes(data.data(name)).decode("latin-1") for name in data.formats()}))
    app.quit()
QTimer.singleShot(0, look)
app.exec()
"""


@pytest.mark.parametrize("data_class", DataClass)
def test_every_form_is_there(data_class: DataClass) -> None:
    data = mime_data("plain", html="<i>plain</i>", markdown="*plain*", data_class=data_class)
    assert data.text() == "plain"
    assert data.html() == "<i>plain</i>"
    assert bytes(data.data(MARKDOWN)) == b"*plain*"
    alone = mime_data("plain", data_class=data_class)
    assert not alone.hasHtml()
    assert not alone.hasFormat(MARKDOWN)


@pytest.mark.parametrize("data_class", ABOVE_INTERNAL)
def test_above_internal_it_asks_to_be_kept_out_of_histories_and_clouds(data_class: DataClass) -> None:
    data = mime_data("plain", data_class=data_class)
    for name, value in {
        'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"\0\0\0\0",
        'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': b"\0\0\0\0",
        'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': b"\0\0\0\0",
        "x-kde-passwordManagerHint": b"secret",
    }.items():
        assert bytes(data.data(name)) == value, name


@pytest.mark.parametrize("data_class", UP_TO_INTERNAL)
def test_up_to_internal_it_is_an_ordinary_copy(data_class: DataClass) -> None:
    data = mime_data("plain", data_class=data_class)
    assert [name for name in KEPT_TO_ITSELF if data.hasFormat(name)] == []


def test_copy_puts_it_on_the_clipboard(qtbot: QtBot) -> None:
    copy(QGuiApplication.clipboard(), "på urklipp", data_class=DataClass.RESTRICTED)
    assert QGuiApplication.clipboard().text() == "på urklipp"
    assert QGuiApplication.clipboard().mimeData().hasFormat("x-kde-passwordManagerHint")


@pytest.mark.skipif(not available(), reason=NOT_THERE)
@pytest.mark.parametrize("word", ["internal", "restricted"])
def test_another_program_sees_the_marks_on_a_real_display(word: str) -> None:
    with x_display("640x480x24") as display:
        environment = dict(os.environ) | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        copying = subprocess.Popen(
            [sys.executable, "-c", _COPIES, word], env=environment, stdout=subprocess.PIPE, text=True
        )
        assert copying.stdout is not None
        assert copying.stdout.readline() == "copied\n"
        seen = json.loads(
            subprocess.check_output([sys.executable, "-c", _PASTES], env=environment, text=True, timeout=60)
        )
        copying.terminate()
        copying.communicate(timeout=10)
    assert seen["text/plain"].encode("latin-1").decode() == "plain å"
    assert seen[MARKDOWN].encode("latin-1").decode() == "**plain å**"
    assert ("secret" in seen.get("x-kde-passwordManagerHint", "")) is (word == "restricted")
