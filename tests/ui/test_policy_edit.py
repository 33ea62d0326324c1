"""Editing a copy in the policy window, by keys, over the real services and real files."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from fakes.settings_program import SettingsBootstrap
from homeport.services.policy_in_force import Standing
from homeport.ui.dialogs.policy_edit import EditSection
from homeport.ui.presenters.policy_edit import judge
from homeport.ui.presenters.policy_window import PolicyWindowPresenter
from homeport.ui.runtime import Runtime
from homeport.ui.theme import Theme
from homeport.ui.words import Words

pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)

SHIPPED = Path(__file__).parents[2] / "resources" / "policies"
NARROWER = """
[[never]]
id = "N9"
say = "Medical work never leaves this computer, whatever its class is."
when = { task = ["medical"] }
lanes = { managed = true }
"""


@pytest.fixture
def program(tmp_path: Path, runtime: Runtime):
    made = SettingsBootstrap(tmp_path / "home")
    yield made
    asyncio.run_coroutine_threadsafe(made.__aexit__(), runtime._loop).result(20)


@pytest.fixture
def windows(qtbot, runtime: Runtime, program: SettingsBootstrap, theme: Theme):
    """Makes policy windows of their own, and ends them."""
    owner, made = QObject(), []

    def make(words: Words) -> PolicyWindowPresenter:
        made.append(PolicyWindowPresenter(runtime, lambda: program, theme, words, owner))
        return made[-1]

    yield make
    for presenter in made:
        presenter.close()


@pytest.fixture
def presenter(windows, words: Words) -> PolicyWindowPresenter:
    return windows(words)


def texts(around: QWidget) -> str:
    QApplication.processEvents()
    return "\n".join(label.text() for label in around.findChildren(QLabel) if label.isVisible())


def editing(qtbot, presenter: PolicyWindowPresenter, ref: str = "two-lanes") -> EditSection:
    dialog = presenter.open_for(ref, section="edit")
    section = dialog.section("edit")
    qtbot.waitUntil(lambda: section.copy is not None and "Proved" in texts(section), timeout=20_000)
    return section


def add(qtbot, section: EditSection, text: str) -> None:
    """At the end, letter by letter."""
    section.text.setFocus()
    section.text.moveCursor(QTextCursor.MoveOperation.End)
    for line in text.splitlines():
        qtbot.keyClicks(section.text, line)
        qtbot.keyClick(section.text, Qt.Key.Key_Return)


def press(qtbot, around: QWidget, name: str) -> None:
    button = around.findChild(QWidget, name)
    assert button.isEnabled(), name
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)


def saved(qtbot, presenter, section: EditSection) -> Path:
    press(qtbot, section, "save_copy")
    qtbot.waitUntil(lambda: "Saved. It decides nothing" in texts(section), timeout=20_000)
    qtbot.waitUntil(lambda: presenter.dialog.opened.ref == section.copy.ref, timeout=20_000)
    return Path(section.copy.ref)


def test_a_copy_is_begun_edited_saved_and_chosen_by_keys(qtbot, presenter, program) -> None:
    before = {path: path.read_bytes() for path in SHIPPED.iterdir()}
    section = editing(qtbot, presenter)
    assert "New: Two lanes, one escalation rule (my copy). It is not saved yet." in texts(section)
    assert "4 examples pass" in texts(section)
    assert "It decides as the policy in force does." in texts(section)
    add(qtbot, section, NARROWER)
    qtbot.waitUntil(lambda: "Premium closes: 24 combinations." in texts(section), timeout=20_000)
    path = saved(qtbot, presenter, section)
    assert path.read_text("utf-8") == section.written
    assert path.parent.name == "policies"
    assert {path: path.read_bytes() for path in SHIPPED.iterdir()} == before
    assert program.policy.chosen.came_from == "two-lanes"
    press(qtbot, section, "use_copy")
    qtbot.waitUntil(lambda: section.findChild(QWidget, "accept_change") is not None, timeout=20_000)
    assert QApplication.focusWidget().objectName() == "keep_policy"
    press(qtbot, section, "accept_change")
    qtbot.waitUntil(lambda: program.settings.policy == str(path), timeout=20_000)
    assert program.policy.chosen.came_from == str(path)
    assert program.policy.chosen.standing is Standing.CHOSEN
    qtbot.waitUntil(lambda: "It is the chosen policy: what you save decides." in texts(section), timeout=20_000)


def test_a_mistake_is_shown_at_its_line_and_the_list_leads_there(qtbot, presenter) -> None:
    section = editing(qtbot, presenter)
    save = section.findChild(QWidget, "save_copy")
    assert save.isEnabled()
    add(qtbot, section, NARROWER.replace("lanes", "lnaes"))
    qtbot.waitUntil(lambda: "mistakes." in texts(section), timeout=20_000)
    said = [section.problems.item(row).text() for row in range(section.problems.count())]
    wrong = section.written.split("\n").index("lnaes = { managed = true }") + 1
    assert any(text.startswith(f"Line {wrong}.") and "Did you mean “lanes”?" in text for text in said), said
    assert not save.isEnabled()
    assert "can be saved when" in save.accessibleDescription()
    assert "can be saved when" in texts(section)
    row = next(n for n, text in enumerate(said) if text.startswith(f"Line {wrong}."))
    section.text.moveCursor(QTextCursor.MoveOperation.Start)
    section.problems.setFocus()
    section.problems.setCurrentRow(0)
    for _ in range(row):
        qtbot.keyClick(section.problems, Qt.Key.Key_Down)
    qtbot.keyClick(section.problems, Qt.Key.Key_Return)
    assert section.text.line == wrong
    assert QApplication.focusWidget() is section.text
    assert "Did you mean “lanes”?" in section.text.accessibleDescription()
    while section.text.document().isUndoAvailable():
        qtbot.keyClick(section.text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "Proved" in texts(section) and save.isEnabled(), timeout=20_000)


def test_f8_walks_the_mistakes_and_ctrl_s_saves_only_what_is_proved(qtbot, presenter, program) -> None:
    section = editing(qtbot, presenter)
    add(qtbot, section, '[[never]]\nidd = "N9"\n[[route]]\nsay = 3')
    qtbot.waitUntil(lambda: section.problems.count() > 2, timeout=20_000)
    lines = sorted({problem.line for problem in section._verdict.problems})
    section.text.moveCursor(QTextCursor.MoveOperation.Start)
    seen = []
    for _ in range(len(lines) + 1):
        qtbot.keyClick(section.text, Qt.Key.Key_F8)
        seen.append(section.text.line)
    assert seen == [*lines, lines[0]]
    qtbot.keyClick(section.text, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert program.policy_copies.refs == []


def test_find_by_keys_and_back_into_the_text(qtbot, presenter) -> None:
    section = editing(qtbot, presenter)
    section.text.setFocus()
    qtbot.keyClick(section.text, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(section.search.field, "escalate]]")
    qtbot.waitUntil(lambda: section.text.textCursor().selectedText() == "escalate]]", timeout=10_000)
    qtbot.keyClick(section.search.field, Qt.Key.Key_Escape)
    qtbot.keyClick(section.search.field, Qt.Key.Key_Escape)
    assert not section.search.isVisible()
    assert QApplication.focusWidget() is section.text


def test_unsaved_text_is_asked_about_and_survives_the_window(qtbot, program, presenter, windows, words) -> None:
    section = editing(qtbot, presenter)
    add(qtbot, section, "# mine")
    qtbot.waitUntil(lambda: program.policy_copies.unsaved("new two-lanes") is not None, timeout=20_000)
    qtbot.keyClick(presenter.dialog, Qt.Key.Key_Escape)
    assert presenter.dialog.isVisible()
    assert "Your changes are not saved." in texts(section)
    presenter.open_for("nordics")
    assert presenter.dialog.opened.ref == "two-lanes"
    presenter.dialog.hide()  # whatever ends the window without asking
    other = windows(words)
    again = editing(qtbot, other)
    assert again.written.rstrip().endswith("# mine")
    assert "Your unsaved changes of last time are here." in texts(again)
    discard = next(
        b for b in again.findChildren(QWidget) if getattr(b, "label", str)() == words("policy_edit.discard")
    )
    discard.setFocus()
    qtbot.keyClick(discard, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "# mine" not in again.written, timeout=20_000)
    assert program.policy_copies.unsaved("new two-lanes") is None
    qtbot.keyClick(other.dialog, Qt.Key.Key_Escape)
    assert not other.dialog.isVisible()


def test_what_somebody_else_wrote_is_not_overwritten(qtbot, presenter) -> None:
    section = editing(qtbot, presenter)
    path = saved(qtbot, presenter, section)
    path.write_text(path.read_text("utf-8") + "# theirs\n", "utf-8")
    add(qtbot, section, "# mine")
    qtbot.waitUntil(lambda: section.findChild(QWidget, "save_copy").isEnabled(), timeout=20_000)
    press(qtbot, section, "save_copy")
    qtbot.waitUntil(lambda: "another program has changed the file" in texts(section), timeout=20_000)
    assert path.read_text("utf-8").endswith("# theirs\n")
    assert section.dirty


def test_saving_the_chosen_copy_asks_first(qtbot, presenter, program, runtime, windows) -> None:
    section = editing(qtbot, presenter)
    path = saved(qtbot, presenter, section)

    async def choose() -> None:
        program.save_settings(replace(program.settings, policy=str(path)))

    asyncio.run_coroutine_threadsafe(choose(), runtime._loop).result(10)
    presenter.dialog.hide()
    other = windows(section.words)
    chosen = editing(qtbot, other, str(path))
    add(qtbot, chosen, NARROWER)
    qtbot.waitUntil(lambda: "Premium closes" in texts(chosen), timeout=20_000)
    press(qtbot, chosen, "save_copy")
    qtbot.waitUntil(lambda: chosen.findChild(QWidget, "accept_change") is not None, timeout=20_000)
    assert "N9" not in path.read_text("utf-8")
    press(qtbot, chosen, "accept_change")
    qtbot.waitUntil(lambda: "N9" in path.read_text("utf-8"), timeout=20_000)
    qtbot.waitUntil(lambda: "N9" in [rule.id for rule in program.policy.policy.never], timeout=20_000)


def test_typing_is_checked_at_once(qtbot, program, words) -> None:
    text = (SHIPPED / "two-lanes.toml").read_text("utf-8") + NARROWER
    in_force = program.policy.organisation
    judge(text, in_force, words)
    began = time.perf_counter()
    for _ in range(5):
        judge(text, in_force, words)
    assert (time.perf_counter() - began) / 5 < 0.15


@pytest.mark.parametrize("text", ["", "\ud800", "name = ", "[[", "schema = 9", "x" * 1_100_000])
def test_no_text_breaks_the_check(program, words, text) -> None:
    verdict = judge(text, program.policy.organisation, words)
    assert not verdict.accepted
    assert verdict.problems
    assert verdict.why_not


def test_in_swedish_nothing_is_left_in_english(qtbot, windows, swedish) -> None:
    presenter = windows(swedish)
    dialog = presenter.open_for("two-lanes", section="edit")
    section = dialog.section("edit")
    qtbot.waitUntil(lambda: "Bevisad" in texts(section), timeout=20_000)
    add(qtbot, section, NARROWER.replace("lanes", "lnaes"))
    qtbot.waitUntil(lambda: section.problems.count() > 0, timeout=20_000)
    told = texts(section) + "".join(section.problems.item(n).text() for n in range(section.problems.count()))
    assert "Menade du ”lanes”?" in told
    for english in ("Line ", "Proved", "mistake", "Save"):
        assert english not in told
