"""The window among other programs: second starts, sleep, notifications."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow
from pytestqt.qtbot import QtBot

from homeport.ports.second_start import Wish
from homeport.services.suspend import Resumed
from homeport.ui.second_start import SecondStart
from homeport.ui.suspend_watch import SuspendWatch
from homeport.ui.task_notice import TaskNotice
from homeport.ui.words import Words

pytestmark = pytest.mark.qt_log_ignore("does not support (raise|propagateSizeHints)", extend=True)


def shown(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


class Clocks:
    """Two clocks that a test moves."""

    def __init__(self) -> None:
        self.with_sleep = self.awake = 100.0

    def __call__(self) -> tuple[float, float]:
        return self.with_sleep, self.awake


def test_a_wish_from_another_thread_brings_the_window_and_its_files(qtbot: QtBot) -> None:
    window = shown(qtbot)
    window.setWindowState(Qt.WindowState.WindowMinimized)
    second = SecondStart(window)
    files, threads = [], []
    second.files_handed_over.connect(lambda given: (files.append(given), threads.append(threading.get_ident())))
    new_tasks: list[bool] = []
    second.new_task_requested.connect(lambda: new_tasks.append(True))
    wish = Wish((Path("/a.pdf"), Path("/b.pdf")), new_task=True)
    other = threading.Thread(target=second.deliver, args=(wish,))
    other.start()
    other.join()
    assert files == []  # not on that thread
    qtbot.waitUntil(lambda: bool(files))
    assert files == [wish.files]
    assert threads == [threading.get_ident()]
    assert new_tasks == [True]
    assert not window.isMinimized()
    assert window.isVisible()


def test_a_start_without_files_only_shows_the_window(qtbot: QtBot) -> None:
    window = shown(qtbot)
    window.hide()
    second = SecondStart(window)
    second.files_handed_over.connect(lambda _: (_ for _ in ()).throw(AssertionError))
    second.new_task_requested.connect(lambda: (_ for _ in ()).throw(AssertionError))
    second.deliver(Wish())
    qtbot.waitUntil(window.isVisible)


def test_an_open_dialog_gets_the_focus_and_not_the_window_behind_it(qtbot: QtBot) -> None:
    window = shown(qtbot)
    sheet = QDialog(window)
    qtbot.addWidget(sheet)
    with qtbot.waitExposed(sheet):
        sheet.open()
    SecondStart(window).deliver(Wish())
    qtbot.waitUntil(lambda: QApplication.activeWindow() is sheet)


def test_a_sleep_is_told_once(qtbot: QtBot) -> None:
    clocks = Clocks()
    owner = QObject()
    watch = SuspendWatch(clocks, owner)
    told: list[Resumed] = []
    watch.resumed.connect(told.append)
    assert not watch.look()
    clocks.with_sleep += 3600
    assert watch.look()  # what a step that must not follow a sleep asks first
    assert not watch.look()
    assert told == [Resumed(3600.0)]


def test_a_sleep_is_noticed_without_being_asked(qtbot: QtBot) -> None:
    clocks = Clocks()
    owner = QObject()
    watch = SuspendWatch(clocks, owner)
    with qtbot.waitSignal(watch.resumed, timeout=10_000):
        clocks.with_sleep += 60


def test_somebody_who_sees_the_window_is_not_notified(qtbot: QtBot, words: Words) -> None:
    window = shown(qtbot)
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    notice = TaskNotice(window, words)
    notice.notice_wanted.connect(lambda _: (_ for _ in ()).throw(AssertionError))
    notice.task_ready()


def test_somebody_elsewhere_is_told_a_number_and_one_word(qtbot: QtBot, words: Words, swedish: Words) -> None:
    for language, expected in ((words, ["1 task", "2 tasks"]), (swedish, ["1 uppgift", "2 uppgifter"])):
        window = shown(qtbot)
        window.hide()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is None)
        notice = TaskNotice(window, language)
        told: list[str] = []
        notice.notice_wanted.connect(told.append)
        notice.task_ready()
        notice.task_ready()
        assert told == expected
        with qtbot.waitSignal(notice.notice_unwanted):
            QApplication.instance().applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
        notice.task_ready()
        assert told[-1] == expected[0]  # counted anew
        window.close()
