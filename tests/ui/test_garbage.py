"""No widget is destroyed by another thread than the window's, whoever makes the garbage collector due."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from homeport.ui.garbage import Garbage
from homeport.ui.runtime import Runtime


@pytest.fixture
def garbage(qapp: QObject) -> Iterator[Garbage]:
    garbage = Garbage(qapp)
    yield garbage
    garbage.give_back()
    garbage.deleteLater()


class Watched(QWidget):
    """Says which thread destroyed it."""

    def __init__(self, ended: list[int]) -> None:
        super().__init__()
        self.ended = ended
        self.itself = self  # a cycle: only the collector ends it

    def __del__(self) -> None:
        self.ended.append(threading.get_ident())


async def allocate() -> int:
    """Make many objects on the loop's thread, as reading an answer does."""
    return len([[number] for number in range(200_000)])


def test_a_widget_in_a_cycle_ends_on_the_thread_of_the_window(
    qtbot: QtBot, garbage: Garbage, runtime: Runtime
) -> None:
    ended: list[int] = []
    for _ in range(20):
        Watched(ended)
    done: list[int] = []
    runtime.submit(allocate(), done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert ended == []  # due, and not collected where it became due
    more = [[number] for number in range(10_000)]
    garbage.collect()
    assert more
    assert ended == [threading.get_ident()] * 20


def test_at_the_end_python_collects_again(qapp: QObject) -> None:
    garbage = Garbage(qapp)
    assert not gc.isenabled()
    garbage.give_back()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    garbage.deleteLater()
