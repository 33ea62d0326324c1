"""What is loaded when the window is first painted: Qt, the window's own code, the fence, and nothing heavy."""

import os
import re
from pathlib import Path

import pytest

from fakes.first_paint import FirstPaint, first_paint

QT = {"PySide6", "shiboken6", "shibokensupport", "signature_bootstrap", "_distutils_hack"}
"""What importing Qt brings; the last one is put into every interpreter by setuptools where it is installed."""

OURS = re.compile(
    r"homeport\.(bootstrap\b|adapters$|adapters\.system\b|labelling$|labelling\.kinds$"
    r"|(cli|ui|services|ports|policy|text|domain)\b)"
)
"""Views may name values of services and policy, and the table of kinds; engines and other adapters, nobody may."""

HEAVY = re.compile(r"homeport\.(cli\.(?!names$)|services\.(run_task|escalate|open_documents|route$))")

PLAIN_WINDOW = """
import sys
from homeport.bootstrap import enter_app_process
enter_app_process()
{planted}
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
window = QLabel("painted")
window.show()
app.exec()
import httpx
"""


def environment(home: Path) -> dict[str, str]:
    return {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
    }


def painted(folder: Path, planted: str) -> FirstPaint:
    app = folder / "plain_window.py"
    app.write_text(PLAIN_WINDOW.format(planted=planted), "utf-8")
    return first_paint(environment(folder), folder, str(app))


def test_the_watch_sees_what_is_loaded_before_the_paint_and_only_that(tmp_path: Path) -> None:
    plain = painted(tmp_path, "")
    assert plain.third_party <= QT
    assert 0 < plain.seconds < 60
    planted = painted(tmp_path, "import httpx, homeport.adapters.store.record")
    assert {"httpx", "sqlalchemy", "sqlmodel", "pydantic"} <= planted.third_party
    assert "homeport.adapters.store.record" in planted.homeport


@pytest.mark.parametrize("arguments", [(), ("--demonstration",)])
def test_nothing_heavy_is_loaded_before_the_window_is_painted(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    seen = first_paint(environment(tmp_path), tmp_path, arguments=arguments)
    assert seen.third_party <= QT
    assert {name for name in seen.homeport if not OURS.match(name) or HEAVY.match(name)} == set()
    assert not seen.modules & {"PySide6.QtNetwork", "sqlite3", "http.client", "multiprocessing", "email"}
