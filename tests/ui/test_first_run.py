"""The first run with keys only, over the real program: nothing is switched on unasked, Esc fails closed."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from fakes.ollama_front import MODEL, OllamaFront
from fakes.settings_program import SettingsBootstrap
from homeport.ui.presenters.first_run_presenter import FirstRunPresenter
from homeport.ui.runtime import Runtime
from homeport.ui.theme import Theme
from homeport.ui.words import Words


@pytest.fixture
def program(tmp_path: Path) -> SettingsBootstrap:
    return SettingsBootstrap(tmp_path)


@pytest.fixture
def presenter(
    runtime: Runtime, program: SettingsBootstrap, theme: Theme, words: Words, qtbot: object
) -> Iterator[FirstRunPresenter]:
    failures: list[object] = []
    runtime.failed.connect(failures.append)
    made = FirstRunPresenter(runtime, lambda: program, theme, words)
    yield made
    if made.dialog is not None:
        made.dialog.close()
    runtime.close(program.__aexit__(None, None, None))
    assert not failures


def saved(program: SettingsBootstrap) -> dict:
    path = program.places.folders.config / "settings.toml"
    return tomllib.loads(path.read_text()) if path.exists() else {}


def press(qtbot, around: QWidget, name: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    qtbot.waitUntil(lambda: around.findChild(QPushButton, name) is not None)
    target = around.findChild(QPushButton, name)
    target.setFocus()
    qtbot.keyClick(target, key)


def test_going_straight_through_switches_nothing_on(presenter, program, qtbot):
    dialog = presenter.open(None)
    ended = []
    presenter.ended.connect(ended.append)
    for step in range(3):
        assert dialog.step == step
        assert dialog.focusWidget().objectName() == "next"
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: saved(program).get("first_run_done") is True)
    settings = program.settings
    assert (settings.policy, settings.lanes) == ("two-lanes", {})
    assert not settings.engines.ollama_enabled
    assert program.egress.sent == []  # nobody was asked, not even on this computer
    assert ended == [False]


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_esc_leaves_with_what_fails_closed(presenter, program, qtbot, steps):
    dialog = presenter.open(None)
    for _ in range(steps):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: saved(program).get("first_run_done") is True)
    assert program.settings.lanes == {}
    assert presenter.dialog is None


def test_back_works(presenter, program, qtbot):
    dialog = presenter.open(None)
    press(qtbot, dialog, "next")
    press(qtbot, dialog, "back")
    assert dialog.step == 0
    assert not dialog.findChild(QPushButton, "back").isVisible()


def test_ollama_is_looked_for_on_a_click_and_used_on_another(presenter, program, qtbot):
    with OllamaFront() as front:
        dialog = presenter.open(None)
        press(qtbot, dialog, "next")
        qtbot.waitUntil(lambda: dialog.findChild(QLineEdit, "ollama_address") is not None)
        dialog.findChild(QLineEdit, "ollama_address").setText(front.url)
        assert front.requests == []
        press(qtbot, dialog, "ollama_look")
        qtbot.waitUntil(lambda: dialog.findChild(QPushButton, f"use_{MODEL}") is not None)
        assert not program.settings.engines.ollama_enabled
        press(qtbot, dialog, f"use_{MODEL}")
        qtbot.waitUntil(lambda: program.settings.engines.ollama_enabled)


def test_nothing_found_says_every_way_on(presenter, program, qtbot):
    dialog = presenter.open(None)
    press(qtbot, dialog, "next")
    qtbot.waitUntil(lambda: dialog.findChild(QLineEdit, "ollama_address") is not None)
    dialog.findChild(QLineEdit, "ollama_address").setText("http://127.0.0.1:9")
    press(qtbot, dialog, "ollama_look")
    told = "Choose a model file, install or start Ollama, or use your organisation's server."
    qtbot.waitUntil(lambda: any(label.text() == told for label in dialog.findChildren(QLabel)))


def test_a_policy_is_chosen_and_an_example_asked_for(presenter, program, qtbot):
    dialog = presenter.open(None)
    ended = []
    presenter.ended.connect(ended.append)
    press(qtbot, dialog, "next")
    press(qtbot, dialog, "next")
    press(qtbot, dialog, "policy_nordics")
    qtbot.waitUntil(lambda: saved(program).get("policy") == "nordics")
    press(qtbot, dialog, "example")
    assert ended == [True]
    qtbot.waitUntil(lambda: saved(program).get("first_run_done") is True)
    assert saved(program)["policy"] == "nordics"


def test_another_language_is_spoken_at_once(presenter, program, qtbot):
    dialog = presenter.open(None)
    language = dialog.findChild(QComboBox, "language")
    qtbot.waitUntil(lambda: language.count() == 3)
    spoken = []
    presenter.language_chosen.connect(spoken.append)
    qtbot.keyClick(language, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: bool(spoken))
    assert spoken[0].language == "sv"
    assert presenter.dialog is not dialog
    assert any(label.text() == "Välkommen till Homeport" for label in presenter.dialog.findChildren(QLabel))
    assert saved(program)["language"] == "sv"
    assert not program.settings.first_run_done
