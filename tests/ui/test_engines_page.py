"""Engines that are programs of their own, on the page of models: found on a click, used by choice, pulls asked."""

import asyncio
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from fakes.lmstudio_front import LINK_OFF, LmStudioFront, install_lms, link, peer
from fakes.lmstudio_front import MODEL as LM_MODEL
from fakes.ollama_front import MODEL, NO_FILE, OllamaFront
from fakes.settings_program import SettingsBootstrap
from homeport.domain.ledger import LedgerKind
from homeport.services.model_fit import Fit
from homeport.ui.dialogs.server_engine import model_facts
from homeport.ui.models.settings_view import ModelLine, SettingsPage, ShortcutLine
from homeport.ui.presenters.settings_presenter import SettingsPresenter
from homeport.ui.runtime import Runtime
from homeport.ui.theme import Theme
from homeport.ui.words import Words


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SettingsBootstrap:
    monkeypatch.setenv("HOME", str(tmp_path))
    return SettingsBootstrap(tmp_path)


@pytest.fixture
def presenter(
    runtime: Runtime, program: SettingsBootstrap, theme: Theme, words: Words, qtbot: object
) -> Iterator[SettingsPresenter]:
    failures: list[object] = []
    runtime.failed.connect(failures.append)
    made = SettingsPresenter(runtime, lambda: program, theme, words)
    yield made
    if made.dialog is not None:
        made.dialog.close()
    runtime.close(program.__aexit__(None, None, None))
    assert not failures


@pytest.fixture
def dialog(presenter: SettingsPresenter, qtbot) -> QWidget:
    made = presenter.open(None, SettingsPage.ENGINES, (ShortcutLine("New task", "Ctrl+N"),))
    qtbot.waitUntil(lambda: made.findChild(QWidget, "lm_studio_look") is not None)
    return made


def shown(around: QWidget, name: str) -> QPushButton | None:
    found = around.findChild(QPushButton, name)
    return found if found is not None and found.isVisible() else None


def press(qtbot, around: QWidget, name: str) -> None:
    qtbot.waitUntil(lambda: shown(around, name) is not None)
    button = shown(around, name)
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)


def look(qtbot, dialog: QWidget, engine: str, url: str) -> None:
    dialog.findChild(QLineEdit, f"{engine}_address").setText(url)
    press(qtbot, dialog.engines, f"{engine}_look")


def texts(around: QWidget) -> list[str]:
    return [label.text() for label in around.findChildren(QLabel) if label.isVisible()]


def says(qtbot, around: QWidget, part: str) -> None:
    qtbot.waitUntil(lambda: any(part in text for text in texts(around)))


def saved(program: SettingsBootstrap) -> dict:
    path = program.places.folders.config / "settings.toml"
    return tomllib.loads(path.read_text())["engines"] if path.exists() else {}


def network_lines(program: SettingsBootstrap) -> list[str]:
    async def read() -> list[str]:
        entries = await program.ledger.entries()
        return [entry.fields["step"] for entry in entries if entry.kind is LedgerKind.ENGINE_NETWORK]

    return asyncio.run(read())


# LM Studio


def test_lm_studio_is_looked_for_on_a_click_and_used_on_another(dialog, program, tmp_path, qtbot):
    with LmStudioFront() as front:
        install_lms(tmp_path, front.port, LINK_OFF)
        assert front.requests == []
        look(qtbot, dialog, "lm_studio", front.url)
        says(qtbot, dialog.engines, "LM Studio answers.")
        assert saved(program) == {}
        press(qtbot, dialog.engines, f"use_{LM_MODEL}")
        qtbot.waitUntil(lambda: saved(program).get("lmstudio_enabled") is True)
        assert (saved(program)["lmstudio_url"], saved(program)["lmstudio_model"]) == (front.url, LM_MODEL)
        says(qtbot, dialog.engines, f"{LM_MODEL} through LM Studio")
        assert any("server log" in text for text in texts(dialog.engines))
        assert front.asked("/v1/chat/completions") == []
        press(qtbot, dialog.engines, "use_practice")
        qtbot.waitUntil(lambda: saved(program)["lmstudio_enabled"] is False)


def test_a_model_that_runs_over_lm_link_is_refused(dialog, program, tmp_path, qtbot):
    with LmStudioFront() as front:
        install_lms(tmp_path, front.port, link(peer("connected", LM_MODEL)))
        look(qtbot, dialog, "lm_studio", front.url)
        press(qtbot, dialog.engines, f"use_{LM_MODEL}")
        qtbot.waitUntil(lambda: "does not run on this computer" in dialog.engines.problem)
        assert saved(program) == {}


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://192.0.2.7:1234", "http://192.0.2.7:1234 is not an address of this computer."),
        ("http://127.0.0.1:1", "No LM Studio was found at http://127.0.0.1:1."),
    ],
)
def test_what_is_not_there_or_not_here_is_said(dialog, program, qtbot, url, said):
    look(qtbot, dialog, "lm_studio", url)
    says(qtbot, dialog.engines, said)


def test_what_is_no_lm_studio_is_said(dialog, qtbot):
    with OllamaFront() as front:
        look(qtbot, dialog, "lm_studio", front.url)
        says(qtbot, dialog.engines, "LM Studio")
        qtbot.waitUntil(lambda: any(text.startswith("A login or proxy page") for text in texts(dialog.engines)))


# Pulling with Ollama


def name_pull(qtbot, dialog: QWidget, front: OllamaFront, model: str) -> None:
    look(qtbot, dialog, "ollama", front.url)
    qtbot.waitUntil(lambda: shown(dialog.engines, "pull") is not None)
    field = dialog.findChild(QLineEdit, "pull_name")
    field.setFocus()
    qtbot.keyClicks(field, model)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    says(qtbot, dialog.engines, f"Ollama itself will download {model} from ollama.com")
    assert front.asked("/api/pull") == []


def test_a_pull_is_asked_about_told_and_recorded(dialog, program, qtbot):
    with OllamaFront() as front:
        front.script.pull_seconds = 0.05
        name_pull(qtbot, dialog, front, MODEL)
        press(qtbot, dialog.engines, "pull_yes")
        says(qtbot, dialog.engines, "% of")
        says(qtbot, dialog.engines, f"Ollama has {MODEL} now.")
        assert front.pull_ended == ["success"]
        qtbot.waitUntil(lambda: len(front.asked("/api/tags")) >= 2)  # looked again for what there is now
    assert saved(program) == {}
    assert network_lines(program) == ["asked", "done"]


def test_a_pull_can_be_refused(dialog, qtbot):
    with OllamaFront() as front:
        name_pull(qtbot, dialog, front, MODEL)
        press(qtbot, dialog.engines, "pull_no")
        assert shown(dialog.engines, "pull_yes") is None
        assert dialog.findChild(QLineEdit, "pull_name").hasFocus()
        assert front.asked("/api/pull") == []


def test_a_pull_can_be_stopped(dialog, program, qtbot):
    with OllamaFront() as front:
        front.script.pull_seconds, front.script.pull_lines = 0.02, 5000
        name_pull(qtbot, dialog, front, MODEL)
        press(qtbot, dialog.engines, "pull_yes")
        says(qtbot, dialog.engines, "% of")
        press(qtbot, dialog.engines, "pull_stop")
        says(qtbot, dialog.engines, "was stopped")
        qtbot.waitUntil(front.client_gone.is_set, timeout=5000)
        assert front.pull_ended == ["client gone"]
        qtbot.waitUntil(lambda: network_lines(program) == ["asked", "stopped"], timeout=5000)
        assert shown(dialog.engines, "pull") is not None


def test_a_dialog_that_is_closed_stops_its_pull(dialog, presenter, qtbot):
    with OllamaFront() as front:
        front.script.pull_seconds, front.script.pull_lines = 0.02, 5000
        name_pull(qtbot, dialog, front, MODEL)
        press(qtbot, dialog.engines, "pull_yes")
        says(qtbot, dialog.engines, "% of")
        dialog.close()
        qtbot.waitUntil(front.client_gone.is_set, timeout=5000)


def test_a_pull_that_fails_says_what_next(dialog, program, qtbot):
    with OllamaFront() as front:
        name_pull(qtbot, dialog, front, "nothing:1b")
        press(qtbot, dialog.engines, "pull_yes")
        says(qtbot, dialog.engines, NO_FILE)
        assert shown(dialog.engines, "pull") is not None  # another name can be tried
    assert network_lines(program) == ["asked", "failed"]


# What a model's line says


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        (
            ModelLine("a", 5_000_000_000, "8B", "Q4", 40_960, loaded=True, fit=Fit.TIGHT, speed=(65.2, 11.8)),
            ["8B", "Q4", "context 40,960 tokens", "leaves this computer little memory", "reads 65 and writes 12"],
        ),
        (ModelLine("a", 0, "", "", 0, loaded=False, languages="English"), ["English"]),
        (ModelLine("a", 9, "", "", 0, loaded=False, fit=Fit.TOO_LARGE), ["too large for this computer's memory"]),
    ],
)
def test_a_models_line_says_what_is_known(words: Words, line: ModelLine, parts: list[str]) -> None:
    told = model_facts(words, line)
    assert [part for part in parts if part not in told] == []
    assert "  " not in told
    assert not told.startswith(" · ")


def test_fit_is_not_said_of_a_model_elsewhere(words: Words) -> None:
    line = ModelLine("a", 9, "", "", 0, loaded=False, refused="Runs elsewhere.", fit=Fit.FITS)
    assert "fits" not in model_facts(words, line)
