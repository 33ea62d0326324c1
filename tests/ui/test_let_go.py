"""A widget that is taken away by its own button lives until the press is over."""

import gc

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from homeport.ui.widgets.let_go import let_go


def test_it_is_deleted_after_the_press_and_not_during_it(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    layout.addWidget(QPushButton("away"))
    gone: list[str] = []

    def take_away() -> None:
        item = layout.takeAt(0)
        assert item is not None
        widget = item.widget()
        widget.destroyed.connect(lambda: gone.append("gone"))
        let_go(widget)
        del widget, item
        gc.collect()
        assert gone == []

    button = window.findChild(QPushButton)
    assert button is not None
    button.clicked.connect(take_away)
    with qtbot.waitExposed(window):
        window.show()
    place = button.geometry().center()
    del button  # only Qt knows it now, as where a person presses it
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert gone == ["gone"]


def test_it_never_becomes_a_window_of_its_own(qtbot: QtBot, qapp: QApplication) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    window.show()
    part = QWidget()
    layout.addWidget(part)  # promises to show it when events are next looked at
    let_go(part)
    qapp.processEvents()
    assert not shiboken6.isValid(part) or not part.isVisible()
