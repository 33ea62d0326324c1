"""Every dialog has room in both languages up to 200 % text, on a screen of 1366 x 768; all of it is named."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from fakes.dialog_states import DIALOGS, FORMS
from fakes.window_checks import cut_off, keys_used_twice, settle, too_small, unnamed
from homeport.ui.theme import Theme
from homeport.ui.words import Words

RESOURCES = Path(__file__).parents[2] / "resources"

ALL = DIALOGS | FORMS

ROOM = QSize(1280, 680)
"""What a screen of 1366 x 768 leaves between its bars and the frame of a window."""

LOOKS = (("en", 1.0), ("sv", 1.5), ("en", 2.0), ("sv", 2.0))
"""Swedish is the longer of the two, and what fits in it at 150 % fits at 100 %."""

TARGET = 32


@pytest.fixture(autouse=True)
def ended(qapp: QApplication) -> Iterator[None]:
    """What stays open would be laid out again by the next change of text size."""
    yield
    for window in qapp.topLevelWidgets():
        window.hide()


def opened(name: str, theme: Theme, language: str, scale: float, app: QApplication) -> QDialog:
    """A dialog as large as it wants to be where there is room, and no larger than the screen."""
    theme.set_scale(scale)
    dialog = ALL[name](theme, Words(RESOURCES / "i18n", language))
    dialog.show()
    settle(app)
    dialog.resize(dialog.size().boundedTo(ROOM))
    settle(app)
    return dialog


@pytest.mark.parametrize(("language", "scale"), LOOKS)
@pytest.mark.parametrize("name", list(ALL))
def test_every_dialog_fits_on_a_small_screen_and_cuts_nothing(
    name: str, language: str, scale: float, theme: Theme, qapp: QApplication
) -> None:
    dialog = opened(name, theme, language, scale, qapp)
    assert (dialog.width(), dialog.height()) <= (ROOM.width(), ROOM.height())
    assert dialog.height() <= ROOM.height()
    assert cut_off(dialog) == []


@pytest.mark.parametrize("name", list(ALL))
def test_all_of_it_is_named_can_be_hit_and_no_key_means_two_things(
    name: str, theme: Theme, qapp: QApplication
) -> None:
    dialog = opened(name, theme, "sv", 1.0, qapp)
    assert unnamed(dialog) == []
    assert too_small(dialog, TARGET) == []
    assert keys_used_twice(dialog) == []


@pytest.mark.parametrize("name", list(ALL))
def test_another_appearance_changes_colours_and_no_place(name: str, theme: Theme, qapp: QApplication) -> None:
    light = places(opened(name, theme, "sv", 1.0, qapp))
    theme.set_appearance("dark")
    dark = opened(name, theme, "sv", 1.0, qapp)
    assert cut_off(dark) == []
    assert places(dark) == light


def places(dialog: QDialog) -> list[tuple[str, tuple[int, int, int, int]]]:
    """Where everything is."""
    shown = (each for each in dialog.findChildren(QWidget) if each.isVisible())
    return [(type(each).__name__, each.geometry().getRect()) for each in shown]
