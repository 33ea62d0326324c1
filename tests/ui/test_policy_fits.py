"""The policy window has room in both languages up to 200 % text; all of it is named and can be hit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from fakes.policy_states import POLICY_DIALOGS
from fakes.window_checks import cut_off, keys_used_twice, settle, too_small, unnamed
from homeport.ui.theme import Theme
from homeport.ui.words import Words

RESOURCES = Path(__file__).parents[2] / "resources"
ROOM = QSize(1280, 680)
TARGET = 32


@pytest.fixture(autouse=True)
def ended(qapp: QApplication) -> Iterator[None]:
    """What stays open would be laid out again by the next change of text size."""
    yield
    for window in qapp.topLevelWidgets():
        window.hide()


@pytest.mark.parametrize(("language", "scale"), [("en", 1.0), ("sv", 1.5), ("sv", 2.0)])
@pytest.mark.parametrize("name", list(POLICY_DIALOGS))
def test_every_section_fits_and_cuts_nothing(
    name: str, language: str, scale: float, theme: Theme, qapp: QApplication
) -> None:
    theme.set_scale(scale)
    dialog = POLICY_DIALOGS[name](theme, Words(RESOURCES / "i18n", language))
    dialog.resize(ROOM)
    dialog.show()
    settle(qapp)
    assert dialog.width() <= ROOM.width()
    assert dialog.height() <= ROOM.height()
    assert cut_off(dialog) == []


@pytest.mark.parametrize("name", list(POLICY_DIALOGS))
def test_all_of_it_is_named_can_be_hit_and_no_key_means_two_things(
    name: str, theme: Theme, qapp: QApplication
) -> None:
    dialog = POLICY_DIALOGS[name](theme, Words(RESOURCES / "i18n", "sv"))
    dialog.resize(ROOM)
    dialog.show()
    settle(qapp)
    assert unnamed(dialog) == []
    assert too_small(dialog, TARGET) == []
    assert keys_used_twice(dialog) == []
