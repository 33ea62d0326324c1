"""The real window in every state, in both languages: nothing is cut, all is named, and keys reach all of it."""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from fakes.window_checks import (
    called,
    cut_off,
    keys_used_twice,
    settle,
    spoken,
    stops,
    tab_round,
    too_small,
    unnamed,
)
from fakes.window_states import STATES, Stage
from homeport.ui.actions import Do
from homeport.ui.main_window import MainWindow
from homeport.ui.theme import Theme
from homeport.ui.widgets.focus_ring import FocusRing
from homeport.ui.words import Words

RESOURCES = Path(__file__).parents[2] / "resources"

Open = Callable[..., MainWindow]

NORMAL = (1440, 880)
LOW = (1100, 720)
LEAST = (760, 560)


@pytest.fixture
def opened(theme: Theme, request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Open]:
    """Opens the window in a state; it has the keyboard."""
    windows: list[MainWindow] = []

    def make(state: str, language: str, size: tuple[int, int] = NORMAL, scale: float = 1.0) -> MainWindow:
        theme.set_scale(scale)
        words: Words = request.getfixturevalue("words" if language == "en" else "swedish")
        window = MainWindow(theme, words)
        windows.append(window)
        window.resize(*size)
        window.show()
        window.activateWindow()
        settle(qapp, 2)
        STATES[state](Stage(window, theme, words))
        settle(qapp)
        return window

    yield make
    for window in windows:
        window.close()


def catalogue(language: str) -> set[str]:
    """Everything that is said in a language and has no slots."""
    values = [
        value
        for area in (RESOURCES / "i18n" / language).glob("*.toml")
        for value in tomllib.loads(area.read_text("utf-8")).values()
    ]
    return {value for value in values if isinstance(value, str)}


def here(window: MainWindow, widget: QWidget) -> int:
    """The number of the region a control is in."""
    regions = enumerate(window.regions())
    return next((n for n, region in regions if region is widget or region.isAncestorOf(widget)), -1)


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("state", list(STATES))
def test_at_200_percent_nothing_is_cut_off(opened: Open, state: str, language: str) -> None:
    assert cut_off(opened(state, language, LOW, 2.0)) == []


@pytest.mark.parametrize("state", ["empty", "answered", "document_open", "said"])
@pytest.mark.parametrize(("size", "scale"), [(LEAST, 1.0), (LEAST, 2.0), (LOW, 1.5), (NORMAL, 2.0)])
def test_at_any_size_nothing_is_cut_off(
    opened: Open, state: str, size: tuple[int, int], scale: float, qapp: QApplication
) -> None:
    window = opened(state, "sv", size, scale)
    assert cut_off(window) == []
    assert window.size().toTuple() == size
    if window.composer.isVisible():  # a document may stand in its place
        window.composer.focus_text()
        settle(qapp)
        assert cut_off(window) == []
        place = QRect(window.composer.mapTo(window, QPoint(0, 0)), window.composer.size())
        assert window.rect().contains(place)
        assert place.bottom() < window.status.mapTo(window, QPoint(0, 0)).y()


@pytest.mark.parametrize("state", list(STATES))
def test_everything_has_a_name_in_the_language_and_tab_reaches_it_in_order(opened: Open, state: str) -> None:
    english, swedish = catalogue("en"), catalogue("sv")
    window = opened(state, "sv")
    assert unnamed(window) == []
    for control in stops(window):
        assert spoken(control) not in english - swedish, called(control)
    assert keys_used_twice(window) == []
    assert too_small(window, 32) == []
    strangers = [each for each in QApplication.topLevelWidgets() if each.isVisible() and each is not window]
    assert strangers == []
    reached = tab_round(window)
    left = {window.answer.jump}  # only away from the end, where the End key does the same
    assert {called(each) for each in stops(window) if each not in reached and each not in left} == set()
    # What is said over the answer, and what can be taken back, come and go between the regions.
    where = [place for each in reached if (place := here(window, each)) >= 0]
    start = where.index(min(where))
    turned = where[start:] + where[:start]
    while turned and turned[0] == turned[-1] and len(set(turned)) > 1:  # it may begin within a region
        turned.insert(0, turned.pop())
    assert turned == sorted(turned), [called(each) for each in reached]


@pytest.mark.parametrize("state", ["empty", "answered", "document_open"])
@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_where_the_keyboard_is_can_be_seen(
    opened: Open, theme: Theme, state: str, appearance: str, qapp: QApplication
) -> None:
    theme.set_appearance(appearance)  # type: ignore[arg-type]
    ring = FocusRing(theme, qapp)
    window = opened(state, "en")
    window.header.setFocus()
    unseen, seen = [], []
    while (control := QApplication.focusWidget()) not in seen:
        seen.append(control)
        settle(qapp, 3)
        with_it = around(window, control)
        QTest.keyClick(control, Qt.Key.Key_Tab)
        settle(qapp, 3)
        if changed(with_it, around(window, control)) < 40:
            unseen.append(called(control))
    assert len(seen) > 8
    ring.deleteLater()
    assert unseen == []


def around(window: QWidget, control: QWidget) -> QImage:
    """A picture of a control and a little around it."""
    place = QRect(control.mapTo(window, QPoint(0, 0)), control.size()).adjusted(-6, -6, 6, 6)
    seen = place.intersected(window.rect())
    assert not seen.isEmpty(), called(control)
    return window.grab(seen).toImage().convertToFormat(QImage.Format.Format_RGB32)


def changed(one: QImage, other: QImage) -> int:
    """Pixels that are not the same."""
    if one.size() != other.size():
        return one.width() * one.height()
    a, b = memoryview(one.constBits()).cast("I"), memoryview(other.constBits()).cast("I")
    return sum(x != y for x, y in zip(a, b, strict=True))


def test_escape_closes_the_drawer_then_stops(opened: Open, qtbot: object) -> None:
    window = opened("drawer", "en", (1000, 720))
    assert window.why.isVisible()
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)
    assert not window.why.isVisible()
    assert QApplication.focusWidget() is window.composer.field
    with qtbot.waitSignal(window.composer.stop_requested):  # type: ignore[attr-defined]
        window.composer.set_running(running=True)
        QTest.keyClick(window.composer.field, Qt.Key.Key_Escape)


def test_enter_makes_a_line_and_never_runs(opened: Open, qapp: QApplication) -> None:
    window = opened("answered", "en")
    ran: list[object] = []
    window.actions_[Do.RUN].triggered.connect(lambda: ran.append("run"))
    window.composer.run_requested.connect(ran.append)
    field = window.composer.field
    assert isinstance(field, QPlainTextEdit)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert ran == []
    assert field.toPlainText().endswith("\n")
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(ran) == 1


def test_a_document_takes_the_place_of_the_answer_where_there_is_no_room(opened: Open, qapp: QApplication) -> None:
    window = opened("document_open", "sv", LOW, 2.0)
    assert window.document.isVisible()
    assert not window.composer.isVisible()
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    settle(qapp)
    assert window.composer.isVisible()
    assert QApplication.focusWidget() is window.composer.field


def test_in_the_smallest_window_the_answer_has_the_height_while_it_is_read(
    opened: Open, qapp: QApplication
) -> None:
    window = opened("answered", "sv", LEAST, 2.0)
    window.answer.focus_region()
    settle(qapp)
    reading = window.answer.height()
    assert reading > 120
    window.composer.focus_text()
    settle(qapp)
    assert window.composer.actions_.ceiling.isVisible()
    assert window.answer.height() < reading
