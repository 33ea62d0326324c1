"""The settings over the real program: what a person does with the keyboard is what the files say afterwards."""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget

from fakes.ollama_front import MODEL, OllamaFront, stub
from fakes.settings_program import SettingsBootstrap
from homeport.domain.ledger import LedgerKind
from homeport.ui.models.settings_view import SettingsPage, ShortcutLine
from homeport.ui.presenters.settings_presenter import SettingsPresenter
from homeport.ui.runtime import Runtime
from homeport.ui.theme import Theme
from homeport.ui.words import Words


@pytest.fixture
def program(tmp_path: Path) -> SettingsBootstrap:
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


def button(around: QWidget, name: str) -> QPushButton:
    found = around.findChild(QPushButton, name)
    assert found is not None, name
    return found


def has(around: QWidget, name: str) -> bool:
    return around.findChild(QWidget, name) is not None


def press(qtbot, around: QWidget, name: str) -> None:
    target = button(around, name)
    target.setFocus()
    qtbot.keyClick(target, Qt.Key.Key_Space)


def take_back(qtbot, dialog: QWidget) -> None:
    qtbot.waitUntil(dialog.undo.isVisible)
    undo = dialog.undo.findChild(QPushButton)
    undo.setFocus()
    qtbot.keyClick(undo, Qt.Key.Key_Space)
    assert not dialog.undo.isVisible()


def saved(program: SettingsBootstrap) -> dict:
    path = program.places.folders.config / "settings.toml"
    return tomllib.loads(path.read_text()) if path.exists() else {}


def open_at(presenter: SettingsPresenter, qtbot, page: SettingsPage, ready: str) -> QWidget:
    dialog = presenter.open(None, page, (ShortcutLine("New task", "Ctrl+N"),))
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: has(dialog, ready))
    return dialog


def test_ollama_is_asked_on_a_button_only_and_used_by_choice(presenter, program, qtbot):
    with OllamaFront() as front:
        front.script.models.append(stub("gpt-oss:20b-copy"))
        dialog = open_at(presenter, qtbot, SettingsPage.ENGINES, "ollama_look")
        assert front.requests == []
        address = dialog.findChild(QLineEdit, "ollama_address")
        address.setText(front.url)
        press(qtbot, dialog.engines, "ollama_look")
        qtbot.waitUntil(lambda: has(dialog, f"use_{MODEL}"))
        assert not has(dialog, "use_gpt-oss:20b-copy")  # it runs elsewhere
        assert saved(program) == {}  # found is not switched on
        press(qtbot, dialog.engines, f"use_{MODEL}")
        qtbot.waitUntil(lambda: saved(program).get("engines", {}).get("ollama_enabled") is True)
        assert saved(program)["engines"]["ollama_model"] == MODEL
        assert saved(program)["engines"]["ollama_url"] == front.url
        qtbot.waitUntil(lambda: has(dialog, "use_practice"))
        press(qtbot, dialog.engines, "use_practice")
        qtbot.waitUntil(lambda: saved(program)["engines"]["ollama_enabled"] is False)


def test_an_address_elsewhere_is_refused_without_a_request(presenter, program, qtbot):
    dialog = open_at(presenter, qtbot, SettingsPage.ENGINES, "ollama_look")
    dialog.findChild(QLineEdit, "ollama_address").setText("http://192.0.2.7:11434")
    press(qtbot, dialog.engines, "ollama_look")
    said = "http://192.0.2.7:11434 is not an address of this computer."
    qtbot.waitUntil(lambda: any(label.text() == said for label in labels(dialog)))
    assert program.egress.sent == []


def labels(around: QWidget) -> list:
    return around.findChildren(QLabel)


def choose_file(presenter, qtbot, path: Path) -> None:
    qtbot.waitUntil(lambda: isinstance(presenter.asking, QFileDialog))
    dialog = presenter.asking
    dialog.fileSelected.emit(str(path))
    dialog.reject()


def test_a_model_file_is_hashed_compared_and_used(presenter, program, qtbot, tmp_path):
    file = tmp_path / "model.gguf"
    file.write_bytes(b"GGUF" + b"x" * 3_000_000)
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    dialog = open_at(presenter, qtbot, SettingsPage.ENGINES, "choose_file")
    press(qtbot, dialog.engines, "choose_file")
    choose_file(presenter, qtbot, file)
    card = dialog.engines.model_file
    qtbot.waitUntil(lambda: button(card, "use_file").isVisible())
    published = card.findChild(QLineEdit, "published_hash")
    published.setText("0" * 64)
    assert not button(card, "use_file").isEnabled()
    published.setText(sha256.upper())
    assert button(card, "use_file").isEnabled()
    assert saved(program) == {}
    press(qtbot, card, "use_file")
    qtbot.waitUntil(lambda: saved(program).get("engines", {}).get("model_sha256") == sha256)
    assert saved(program)["engines"]["model_file"] == str(file)
    assert not card.isVisible()


def test_a_file_that_is_no_model_is_refused(presenter, program, qtbot, tmp_path):
    file = tmp_path / "letter.gguf"
    file.write_bytes(b"Dear Sir")
    dialog = open_at(presenter, qtbot, SettingsPage.ENGINES, "choose_file")
    press(qtbot, dialog.engines, "choose_file")
    choose_file(presenter, qtbot, file)
    told = "This is not a GGUF file, so it is no model for the built-in engine."
    qtbot.waitUntil(lambda: any(label.text() == told for label in labels(dialog.engines.model_file)))
    assert not button(dialog.engines.model_file, "use_file").isVisible()
    press(qtbot, dialog.engines.model_file, "cancel_file")
    assert not dialog.engines.model_file.isVisible()
    assert saved(program) == {}


def test_sizes_are_kept(presenter, program, qtbot):
    dialog = open_at(presenter, qtbot, SettingsPage.ENGINES, "ollama_look")
    spin = dialog.findChild(QWidget, "context_tokens")
    spin.setFocus()
    qtbot.keyClick(spin, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: saved(program).get("engines", {}).get("context_tokens") == 5120)


def test_a_provider_is_added_gets_a_key_and_loses_both_again(presenter, program, qtbot):
    dialog = open_at(presenter, qtbot, SettingsPage.LANES, "add_premium")
    press(qtbot, dialog.lanes, "add_premium")
    choosing = presenter.asking
    company = choosing.findChild(QComboBox, "company")
    company.setCurrentText("Anthropic")
    model = choosing.findChild(QComboBox, "model")
    model.setCurrentText("claude-haiku-5-5")
    press(qtbot, choosing, "accept")
    qtbot.waitUntil(lambda: saved(program).get("lanes") == {"premium": ["anthropic/claude-haiku-5-5"]})
    qtbot.waitUntil(lambda: has(dialog, "key_anthropic/claude-haiku-5-5"))

    press(qtbot, dialog.lanes, "key_anthropic/claude-haiku-5-5")
    asking = presenter.asking
    field = asking.findChild(QLineEdit, "key")
    assert field.echoMode() is QLineEdit.EchoMode.Password
    qtbot.keyClicks(field, "a b")
    field.clear()
    press(qtbot, asking, "accept")
    assert asking.isVisible()  # nothing is no key
    stood = []  # what stood in the field, kept here because the form goes when it is done
    field.textChanged.connect(stood.append)
    qtbot.keyClicks(field, "test-key")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.secrets.get("key:anthropic") == "test-key")
    assert stood[-2:] == ["test-key", ""]

    qtbot.waitUntil(lambda: has(dialog, "forget_anthropic/claude-haiku-5-5"))
    press(qtbot, dialog.lanes, "forget_anthropic/claude-haiku-5-5")
    qtbot.waitUntil(lambda: program.secrets.get("key:anthropic") is None)
    take_back(qtbot, dialog)
    qtbot.waitUntil(lambda: program.secrets.get("key:anthropic") == "test-key")

    qtbot.waitUntil(lambda: has(dialog, "forget_anthropic/claude-haiku-5-5"))
    press(qtbot, dialog.lanes, "remove_anthropic/claude-haiku-5-5")
    qtbot.waitUntil(lambda: saved(program)["lanes"] == {})
    take_back(qtbot, dialog)
    qtbot.waitUntil(lambda: saved(program)["lanes"] == {"premium": ["anthropic/claude-haiku-5-5"]})


def test_an_own_server_that_nobody_answers_for_is_refused_where_the_lane_is_in_the_eu(presenter, program, qtbot):
    program.save_settings(_with(program.settings, policy="nordics"))
    dialog = open_at(presenter, qtbot, SettingsPage.LANES, "server_private")
    press(qtbot, dialog.lanes, "server_private")
    form = presenter.asking
    press(qtbot, form, "accept")
    assert form.isVisible()  # nothing is filled in
    fill_in(form, company="Nordström Advokatbyrå", host="llm.example.internal", model="qwen3-32b")
    press(qtbot, form, "accept")
    qtbot.waitUntil(lambda: form.content.problem != "")
    assert form.isVisible()
    assert not list((program.places.folders.config / "providers").glob("*"))
    assert saved(program)["lanes"] == {}


def fill_in(form: QWidget, **texts: str) -> None:
    for name, text in texts.items():
        form.findChild(QLineEdit, name).insert(text)


def test_an_attested_server_serves_its_lane_and_forgetting_it_can_be_undone(presenter, program, qtbot):
    program.save_settings(_with(program.settings, policy="nordics"))
    dialog = open_at(presenter, qtbot, SettingsPage.LANES, "server_private")
    press(qtbot, dialog.lanes, "server_private")
    form = presenter.asking
    host = "https://LLM.example.internal:8443/v1"
    fill_in(form, company="Örebro län", host=host, model="qwen3", attested_by="A. Person, IT")
    qtbot.keyClick(form.findChild(QWidget, "in_eu"), Qt.Key.Key_Space)
    press(qtbot, form, "accept")
    qtbot.waitUntil(lambda: has(dialog, "gone_orebro-lan/qwen3"))
    file = program.places.folders.config / "providers" / "orebro-lan.toml"
    assert tomllib.loads(file.read_text())["fill_in"]["host"] == "llm.example.internal:8443"
    press(qtbot, dialog.lanes, "gone_orebro-lan/qwen3")
    qtbot.waitUntil(lambda: not file.exists())
    qtbot.waitUntil(lambda: saved(program)["lanes"] == {})
    take_back(qtbot, dialog)
    qtbot.waitUntil(file.exists)
    qtbot.waitUntil(lambda: saved(program)["lanes"] == {"private": ["orebro-lan/qwen3"]})


def _with(settings, **changes):
    return replace(settings, **changes)


def test_another_policy_says_what_changes_before_it_is_accepted(presenter, program, qtbot):
    dialog = open_at(presenter, qtbot, SettingsPage.POLICY, "use_nordics")
    press(qtbot, dialog.policy, "use_nordics")
    qtbot.waitUntil(lambda: has(dialog, "accept_change"))
    assert dialog.focusWidget() is button(
        dialog, "keep_policy"
    )  # a careless Enter or Space keeps what is in force
    assert saved(program) == {}
    press(qtbot, dialog.policy, "keep_policy")
    assert saved(program) == {}
    press(qtbot, dialog.policy, "use_nordics")
    qtbot.waitUntil(lambda: has(dialog, "accept_change"))
    press(qtbot, dialog.policy, "accept_change")
    qtbot.waitUntil(lambda: saved(program).get("policy") == "nordics")


def test_a_policy_with_mistakes_is_opened_in_its_window_instead_of_chosen(presenter, program, qtbot, tmp_path):
    file = tmp_path / "ours.toml"
    file.write_text('schema = 1\nname = "Ours"\n[facts.sensitivity]\nvalues = 7\n')
    dialog = open_at(presenter, qtbot, SettingsPage.POLICY, "other_file")
    press(qtbot, dialog.policy, "other_file")
    with qtbot.waitSignal(presenter.policy_wanted) as wanted:
        choose_file(presenter, qtbot, file)
    assert wanted.args == [str(file)]
    assert saved(program) == {}


def test_a_chosen_policy_that_cannot_be_read_means_this_device_only(presenter, program, qtbot, tmp_path):
    file = tmp_path / "gone.toml"
    program.save_settings(_with(program.settings, policy=str(file)))
    dialog = open_at(presenter, qtbot, SettingsPage.POLICY, "use_two-lanes")
    assert dialog.policy.problem == "In force: this device only, because the chosen policy cannot be used"


def test_the_table_of_a_policy_is_asked_for(presenter, program, qtbot):
    dialog = open_at(presenter, qtbot, SettingsPage.POLICY, "table_nordics")
    with qtbot.waitSignal(presenter.matrix_wanted) as asked:
        press(qtbot, dialog.policy, "table_nordics")
    assert asked.args[0].policy.name == "EU and Nordics, four lanes"


def test_appearance_is_seen_at_once_and_kept(presenter, program, qtbot, theme):
    dialog = open_at(presenter, qtbot, SettingsPage.APPEARANCE, "appearance_dark")
    qtbot.waitUntil(lambda: dialog.findChild(QWidget, "language").count() == 3)
    radio = dialog.findChild(QWidget, "appearance_dark")
    qtbot.keyClick(radio, Qt.Key.Key_Space)
    assert theme.dark
    qtbot.waitUntil(lambda: saved(program).get("appearance") == "dark")
    slider = dialog.findChild(QWidget, "text_scale")
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert theme.scale == pytest.approx(1.1)
    qtbot.waitUntil(lambda: saved(program)["text_scale"] == 110)
    language = dialog.findChild(QComboBox, "language")
    assert [language.itemText(i) for i in range(3)] == ["As the computer", "British English", "Svenska"]
    qtbot.keyClick(language, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: saved(program)["language"] == "sv")


def test_the_record_is_checked_on_a_button(presenter, program, qtbot, runtime):
    written = []
    runtime.submit(_write_entry(program), written.append)
    qtbot.waitUntil(lambda: bool(written))
    dialog = open_at(presenter, qtbot, SettingsPage.PRIVACY, "verify")
    qtbot.waitUntil(lambda: any("record.db" in label.text() for label in labels(dialog.privacy)))
    press(qtbot, dialog.privacy, "verify")
    qtbot.waitUntil(lambda: any("complete and in order" in label.text() for label in labels(dialog.privacy)))


async def _write_entry(program):
    return await program.ledger.append(LedgerKind.PROFILE_OPENED, {})


def test_the_keys_are_listed(presenter, program, qtbot):
    dialog = open_at(presenter, qtbot, SettingsPage.KEYBOARD, "pages")
    assert any(label.text() == "Ctrl+N" for label in labels(dialog.keyboard))


def test_closing_keeps_what_was_applied_and_ends_what_runs(presenter, program, qtbot):
    dialog = open_at(presenter, qtbot, SettingsPage.ENGINES, "ollama_look")
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert presenter.dialog is None
    assert saved(program) == {}


def test_a_window_that_is_replaced_takes_the_settings_with_it(presenter, program, qtbot, runtime):
    window = QWidget()
    dialog = presenter.open(window, SettingsPage.LANES)
    dialog.privacy.verify_wanted.emit()
    dialog.engines.ollama.look_wanted.emit("http://127.0.0.1:9")
    dialog.lanes.endpoints_chosen.emit("premium", ())
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    ended = []
    runtime.submit(_write_entry(program), ended.append)
    qtbot.waitUntil(lambda: bool(ended))
    qtbot.waitUntil(lambda: saved(program).get("lanes") == {})
    assert presenter.dialog is None
