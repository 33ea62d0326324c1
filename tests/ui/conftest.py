"""What tests of the window share. Qt draws into memory: no display is needed, and pictures come out the same."""

import gc
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # read when Qt is loaded, which the next imports do

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from homeport.ui.runtime import Runtime
from homeport.ui.theme.theme import Theme
from homeport.ui.words import Words

RESOURCES = Path(__file__).parents[2] / "resources"

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""The day of every test that says Today."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--golden-write` keeps the pictures of `test_golden.py` anew instead of comparing them."""
    parser.addoption("--golden-write", action="store_true", help="keep the pictures of tests/ui/golden anew")


@pytest.fixture(scope="session", autouse=True)
def nothing_left_at_the_end() -> Iterator[None]:
    """Empty the clipboard while Python is there: Qt would ask for what Python made after Python has gone."""
    yield
    if isinstance(QApplication.instance(), QApplication):
        QGuiApplication.clipboard().clear()


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """End every window of a test with the test.

    No event loop runs between tests, so what was told `deleteLater` would stay; a new style sheet would dress all
    of it again, and the garbage collector would meet it in the middle of another test, in another thread even.
    """
    gc.disable()
    yield
    app = QApplication.instance()
    if isinstance(app, QApplication):
        for window in app.topLevelWidgets():
            if window.parent() is None:
                window.hide()
                window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.enable()
    gc.collect(0)


@pytest.fixture
def words() -> Words:
    """English."""
    return Words(RESOURCES / "i18n", "en", NOW)


@pytest.fixture
def swedish() -> Words:
    """Swedish."""
    return Words(RESOURCES / "i18n", "sv", NOW)


@pytest.fixture
def theme(qapp: object) -> Theme:
    """The light theme at normal size, applied to the application."""
    theme = Theme(RESOURCES)
    theme.set_appearance("light")
    theme.set_scale(1.0)
    theme.apply(qapp)
    return theme


@pytest.fixture
def runtime(qapp: object) -> Iterator[Runtime]:
    """A running loop thread, ended after the test."""
    runtime = Runtime()
    yield runtime
    runtime.close()
