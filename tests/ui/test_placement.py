"""Windows come back where they were, on a screen that is there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject, QRect
from PySide6.QtWidgets import QLabel, QMainWindow, QSplitter
from pytestqt.qtbot import QtBot

from homeport.ui.placement import Place, Placement, Screen, on_a_screen

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)

LEFT = Screen("left", Place(0, 0, 1920, 1040))
RIGHT = Screen("right", Place(1920, 0, 1280, 984))

_TWO_STARTS = """
import json, sys
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QMainWindow
from homeport.ui.placement import Placement
app = QApplication([])
kept = []
window = QMainWindow()
placement = Placement(sys.argv[1].encode(), kept.append)
known = placement.watch_window("main", window)
window.show()
app.processEvents()
if len(sys.argv) > 2:
    window.setGeometry(QRect(*map(int, sys.argv[2].split(","))))
    app.processEvents()
placement.save()
box = window.geometry()
print(json.dumps([known, [box.x(), box.y(), box.width(), box.height()], window.screen().name(),
                  kept[-1].decode() if kept else ""]))
"""


def test_a_place_on_a_screen_stays() -> None:
    wanted = Place(100, 200, 800, 600)
    assert on_a_screen(wanted, [LEFT, RIGHT], "left") == wanted
    beyond = Place(2000, 100, 800, 600)
    assert on_a_screen(beyond, [LEFT, RIGHT], "right") == beyond


def test_a_screen_that_is_gone_gives_its_windows_to_the_nearest() -> None:
    assert on_a_screen(Place(2000, 100, 800, 600), [LEFT], "right") == Place(1120, 100, 800, 600)
    above = Screen("above", Place(0, -1080, 1920, 1080))
    assert on_a_screen(Place(100, -2500, 800, 600), [LEFT, above], "gone") == Place(100, -1048, 800, 600)


def test_half_outside_is_moved_in_and_the_title_stays_reachable() -> None:
    assert on_a_screen(Place(-300, -50, 800, 600), [LEFT]) == Place(0, 32, 800, 600)
    assert on_a_screen(Place(1500, 900, 800, 600), [LEFT]) == Place(1120, 440, 800, 600)


def test_between_two_screens_it_stays_on_its_own() -> None:
    across = Place(1700, 100, 400, 300)
    assert on_a_screen(across, [LEFT, RIGHT], "right") == Place(1920, 100, 400, 300)
    assert on_a_screen(across, [LEFT, RIGHT], "left") == Place(1520, 100, 400, 300)
    assert on_a_screen(across, [LEFT, RIGHT]) == Place(1520, 100, 400, 300)  # more of it lies there


def test_a_smaller_screen_shrinks_it() -> None:
    small = Screen("small", Place(0, 0, 1024, 700))
    assert on_a_screen(Place(0, 0, 1920, 1040), [small]) == Place(0, 32, 1024, 668)


numbers = st.integers(-20_000, 20_000)
sizes = st.integers(1, 8000)
places = st.builds(Place, numbers, numbers, sizes, sizes)
rooms = st.builds(Place, numbers, numbers, st.integers(40, 8000), st.integers(40, 8000))


@given(
    places,
    st.lists(st.builds(Screen, st.sampled_from("abc"), rooms), min_size=1, max_size=4),
    st.sampled_from("abcd"),
)
def test_it_always_lies_wholly_on_one_screen(wanted: Place, screens: list[Screen], name: str) -> None:
    found = on_a_screen(wanted, screens, name)
    assert found.width > 0
    assert found.height > 0
    assert any(
        room.x <= found.x
        and room.y <= found.y
        and found.x + found.width <= room.x + room.width
        and found.y + found.height <= room.y + room.height
        for room in (screen.available for screen in screens)
    )


def start(screens: list[dict[str, object]], folder: Path, kept: str, move: str = "") -> list[object]:
    config = folder / "screens.json"
    config.write_text(json.dumps({"synchronousWindowSystemEvents": True, "screens": screens}))
    told = subprocess.run(
        [sys.executable, "-c", _TWO_STARTS, kept, *([move] if move else [])],
        env=dict(os.environ) | {"QT_QPA_PLATFORM": f"offscreen:configfile={config}"},
        capture_output=True,
        text=True,
        check=True,
    )
    answer: list[object] = json.loads(told.stdout)
    return answer


def screen(name: str, x: int, width: int, height: int) -> dict[str, object]:
    return {"name": name, "x": x, "y": 0, "width": width, "height": height, "logicalDpi": 96, "dpr": 1}


def test_a_real_window_comes_back_after_its_screen_was_unplugged(tmp_path: Path) -> None:
    both = [screen("left", 0, 1920, 1080), screen("right", 1920, 1280, 1024)]
    first = start(both, tmp_path, "", "2000,100,800,600")
    assert first[:3] == [False, [2000, 100, 800, 600], "right"]
    kept = str(first[3])
    assert start(both, tmp_path, kept)[:3] == [True, [2000, 100, 800, 600], "right"]
    assert start(both[:1], tmp_path, kept)[:3] == [True, [1120, 100, 800, 600], "left"]
    shrunk = start([screen("tiny", 0, 640, 480)], tmp_path, kept)
    assert shrunk[:2] in ([True, [0, 32, 640, 448]], [True, [2, 32, 640, 448]])  # 2: the frame drawn there


def test_splitters_and_folds_come_back(qtbot: QtBot) -> None:
    kept: list[bytes] = []
    owner = QObject()

    def window(state: bytes) -> tuple[Placement, QSplitter]:
        placement = Placement(state, kept.append, owner)
        splitter = QSplitter()
        splitter.addWidget(QLabel())
        splitter.addWidget(QLabel())
        splitter.resize(905, 300)
        qtbot.addWidget(splitter)
        placement.watch_splitter("beside", splitter)
        splitter.show()
        return placement, splitter

    placement, splitter = window(b"")
    assert placement.flag("why_folded", default=True)
    splitter.moveSplitter(300, 1)
    placement.note_flag("why_folded", value=False)
    qtbot.waitUntil(lambda: bool(kept))  # by itself, a while after the last change
    sizes = splitter.sizes()
    again, splitter = window(kept[-1])
    assert splitter.sizes() == sizes
    assert again.flag("why_folded", default=True) is False
    count = len(kept)
    again.save()
    assert len(kept) == count  # nothing has changed


@pytest.mark.parametrize(
    "kept",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"numbers": {"window.main": [1, 2]}, "screens": {}}',
        b'{"numbers": {"window.main": ["a", 2, 3, 4, 0]}, "screens": {}}',
        b'{"numbers": {"window.main": [1e9, 2, 3, 4, 0]}, "screens": {}}',
        b'{"numbers": {"window.main": [99999999, 2, 3, 4, 0]}, "screens": {}}',
        b'{"numbers": {"window.main": [true, 2, 3, 4, 0]}, "screens": {}}',
        b'{"numbers": [], "screens": {}}',
        b'{"numbers": {"window.main": [1, 2, 3, 4, 0]}, "screens": {"main": 7}}',
        b"[" * 100_000,
        b" " * 100_000,
    ],
)
def test_what_cannot_be_read_counts_as_nothing(kept: bytes, qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setGeometry(QRect(10, 50, 300, 200))
    owner = QObject()
    assert not Placement(kept, lambda _: None, owner).watch_window("main", window)
    assert window.geometry() == QRect(10, 50, 300, 200)


def test_a_maximised_window_comes_back_so_and_keeps_its_size_below(qtbot: QtBot) -> None:
    kept: list[bytes] = []
    owner = QObject()
    placement = Placement(b"", kept.append, owner)
    window = QMainWindow()
    qtbot.addWidget(window)
    placement.watch_window("main", window)
    window.setGeometry(QRect(40, 60, 400, 300))
    with qtbot.waitExposed(window):
        window.show()
    window.showMaximized()
    qtbot.waitUntil(window.isMaximized)
    placement.save()
    again = QMainWindow()
    qtbot.addWidget(again)
    assert Placement(kept[-1], kept.append, owner).watch_window("main", again)
    assert again.isMaximized()
    assert json.loads(kept[-1])["numbers"]["window.main"] == [40, 60, 400, 300, 1]
