"""Differences in the policy window, over the real services and a real record."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from fakes.record_samples import CANARY, sample_label, sample_task
from fakes.settings_program import SettingsBootstrap
from homeport.domain.facts import Fact, Facts, FactSource
from homeport.policy.decide import decide
from homeport.services import policy_replay
from homeport.ui.dialogs.policy_difference import DifferenceSection
from homeport.ui.presenters.policy_window import PolicyWindowPresenter
from homeport.ui.runtime import Runtime
from homeport.ui.theme import Theme
from homeport.ui.words import Words

pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)

SHIPPED = Path(__file__).parents[2] / "resources" / "policies"
FACTS = {
    "sensitivity": "internal", "personal": "none", "task": "contract", "difficulty": "hard", "stakes": "normal",
    "latency": "interactive", "ceiling": "premium", "redaction": "none", "approval": "none",
}  # fmt: skip


@pytest.fixture
def program(tmp_path: Path, runtime: Runtime):
    made = SettingsBootstrap(tmp_path / "home")
    yield made
    asyncio.run_coroutine_threadsafe(made.__aexit__(), runtime._loop).result(20)


@pytest.fixture
def presenter(qtbot, runtime: Runtime, program: SettingsBootstrap, theme: Theme, words: Words):
    owner = QObject()
    made = PolicyWindowPresenter(runtime, lambda: program, theme, words, owner)
    yield made
    made.close()


def decided(runtime: Runtime, program: SettingsBootstrap, times: int = 1) -> None:
    async def work() -> None:
        await program.store.save_task(sample_task())
        facts = Facts(tuple(Fact(n, v, FactSource.DEFAULT, f"because of {CANARY}") for n, v in FACTS.items()))
        await program.store.save_label("t1", sample_label(), facts)
        for _ in range(times):
            await program.store.save_decision("t1", decide(program.policy.policy, FACTS))

    asyncio.run_coroutine_threadsafe(work(), runtime._loop).result(20)


def texts(around: QWidget) -> str:
    QApplication.processEvents()
    return "\n".join(label.text() for label in around.findChildren(QLabel) if label.isVisible())


def opened(qtbot, presenter: PolicyWindowPresenter, ref: str) -> DifferenceSection:
    dialog = presenter.open_for(ref, section="differences")
    section = dialog.section("differences")
    qtbot.waitUntil(lambda: section.findChild(QWidget, "replay_again") is not None, timeout=20_000)
    return section


def test_what_opens_comes_first_with_the_work_it_is_for_and_an_example(qtbot, presenter) -> None:
    section = opened(qtbot, presenter, "nordics")
    told = texts(section)
    assert section.base == ""
    assert told.index("6,912 of 6,912 combinations are decided differently.") < told.index("Opens")
    assert told.index("Premium opens: 96 combinations.") < told.index("Other changes") < told.index("Rule S1 is")
    assert "Data class: confidential; cost ceiling: premium;" in told
    assert "No decision was made in the last 7 days." in told


def test_last_weeks_decisions_are_decided_again_and_each_can_be_opened(qtbot, runtime, program, presenter) -> None:
    decided(runtime, program)
    section = opened(qtbot, presenter, "nordics")
    told = texts(section)
    assert "Of 1 decisions 0 would have started elsewhere, and 1 more would have come to other lanes" in told
    assert "This device (rule R1), may come to Premium, reviewed before use → This device (rule R5)" in told
    assert CANARY not in told
    wanted, expected = [], []
    section.task_wanted.connect(wanted.append)
    section.expect_wanted.connect(expected.append)
    for name in ("open_task_t1", "expect_t1"):
        button = section.findChild(QWidget, name)
        button.setFocus()
        qtbot.keyClick(button, Qt.Key.Key_Space)
    assert (wanted, expected) == (["t1"], ["t1"])


def test_another_policy_is_chosen_to_compare_with_by_keys(qtbot, presenter) -> None:
    section = opened(qtbot, presenter, "nordics")
    choice = section.findChild(QWidget, "compare_with")
    assert choice.currentData() == ""
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert section.base == "three-lanes"
    qtbot.waitUntil(lambda: " is no lane any more." in texts(section), timeout=20_000)


def test_the_policy_in_force_is_compared_with_others_and_alike_is_said(qtbot, presenter, tmp_path) -> None:
    section = opened(qtbot, presenter, "two-lanes")
    assert section.base == "nordics"  # two-lanes is in force: it is not compared with itself
    ours = tmp_path / "ours.toml"
    ours.write_bytes((SHIPPED / "two-lanes.toml").read_bytes() + b"# mine\n")
    section = opened(qtbot, presenter, str(ours))
    qtbot.waitUntil(lambda: "Both decide alike in all 576 combinations." in texts(section), timeout=20_000)


def test_facts_of_an_example_are_tried(qtbot, presenter) -> None:
    section = opened(qtbot, presenter, "nordics")
    buttons = [b for b in section.findChildren(QWidget) if b.objectName().startswith("try_Premium opens")]
    buttons[0].setFocus()
    qtbot.keyClick(buttons[0], Qt.Key.Key_Space)
    assert presenter.dialog.shown_section == "try_it"


def test_a_long_replay_shows_how_far_it_is_and_stops(qtbot, runtime, program, presenter, monkeypatch) -> None:
    monkeypatch.setattr(policy_replay, "PAGE", 1)
    decided(runtime, program, times=40)
    waiting = asyncio.run_coroutine_threadsafe(_held(program), runtime._loop).result(20)
    dialog = presenter.open_for("nordics", section="differences")
    section = dialog.section("differences")
    qtbot.waitUntil(lambda: "of 40 decisions decided again" in texts(section), timeout=20_000)
    stop = section.findChild(QWidget, "stop_replay")
    stop.setFocus()
    qtbot.keyClick(stop, Qt.Key.Key_Space)
    assert "Stopped. Nothing was changed." in texts(section)
    runtime._loop.call_soon_threadsafe(waiting.set)
    again = section.findChild(QWidget, "replay_again")
    again.setFocus()
    qtbot.keyClick(again, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "Of 40 decisions" in texts(section), timeout=20_000)


async def _held(program: SettingsBootstrap) -> asyncio.Event:
    """The record gives three pages, and the next ones when it is told to."""
    real, go, given = program.store.decisions_since, asyncio.Event(), []

    async def slowly(*arguments: object):
        given.append(arguments)
        if len(given) > 3:
            await go.wait()
        return await real(*arguments)

    program.store.decisions_since = slowly
    return go


def test_in_swedish_nothing_is_left_in_english(qtbot, runtime, program, theme, swedish) -> None:
    decided(runtime, program)
    owner = QObject()
    presenter = PolicyWindowPresenter(runtime, lambda: program, theme, swedish, owner)
    told = texts(opened(qtbot, presenter, "nordics"))
    presenter.close()
    assert "Premium öppnas: 96 kombinationer." in told
    assert "Av 1 beslut hade 0 börjat någon annanstans" in told
    for english in (" opens", "decisions", "combination", "reviewed"):
        assert english not in told


def test_a_policy_refused_says_so(qtbot, presenter, tmp_path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("schema = 1\n")
    dialog = presenter.open_for(str(broken), section="differences")
    qtbot.waitUntil(lambda: dialog.opened is not None and dialog.opened.ref == str(broken), timeout=10_000)
    assert dialog.section("differences").findChild(QWidget, "compare_with") is None
    assert replace(dialog.opened).all_of is None


# ---- this should have been different


def expecting(qtbot, presenter: PolicyWindowPresenter, kind: str) -> QWidget:
    """Ask in the list of last week's decisions, choose, and add; the section where the copy is edited."""
    section = opened(qtbot, presenter, "nordics")
    button = section.findChild(QWidget, "expect_t1")
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: presenter._expected.dialog is not None, timeout=20_000)
    dialog = presenter._expected.dialog
    assert CANARY not in texts(dialog)
    accept = dialog.findChild(QWidget, "accept")
    assert not accept.isEnabled()
    radio = dialog.findChild(QWidget, kind)
    radio.setFocus()
    qtbot.keyClick(radio, Qt.Key.Key_Space)
    accept.setFocus()
    qtbot.keyClick(accept, Qt.Key.Key_Space)
    edit = presenter.dialog.section("edit")
    qtbot.waitUntil(lambda: edit.copy is not None and edit.copy.ref != "", timeout=20_000)
    return edit


def test_a_rejected_decision_becomes_an_example_of_a_new_copy(qtbot, runtime, program, presenter) -> None:
    decided(runtime, program)
    edit = expecting(qtbot, presenter, "expected_stays_")
    qtbot.waitUntil(lambda: edit.problems.count() == 1, timeout=20_000)
    assert presenter.dialog.shown_section == "edit"
    assert "it should stay here, and nothing should be offered." in edit.written
    assert CANARY not in edit.written
    assert "it expects “[device]” here, but the rules give “[device, premium]”" in edit.problems.item(0).text()
    assert not edit.save.isEnabled()
    (copy,) = program.policy_copies.refs
    assert Path(copy).with_name(Path(copy).stem + ".cases.toml").exists()
    assert program.policy.chosen.came_from == "two-lanes"


def test_an_example_goes_into_the_text_of_the_copy_that_is_being_edited(
    qtbot, runtime, program, presenter
) -> None:
    decided(runtime, program)
    edit = expecting(qtbot, presenter, "expected_first_device")
    qtbot.waitUntil(lambda: "Proved" in texts(edit), timeout=20_000)
    edit.text.insertPlainText("# mine\n")
    presenter.expect("t1", presenter.dialog)
    qtbot.waitUntil(lambda: presenter._expected.dialog is not None, timeout=20_000)
    (ref,) = program.policy_copies.refs
    presenter._expected.dialog.answered.emit("first", "device", ref)
    qtbot.waitUntil(lambda: edit.written.count("it should start with device") == 2, timeout=20_000)
    assert "# mine" in edit.written
    assert edit.dirty
    edit.text.document().setModified(False)
