"""The policy window over the real services: opened, read, changed to another policy, closed."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from fakes.settings_program import SettingsBootstrap
from homeport.ui.presenters.policy_window import PolicyWindowPresenter
from homeport.ui.runtime import Runtime
from homeport.ui.theme import Theme
from homeport.ui.words import Words

pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)

SHIPPED = Path(__file__).parents[2] / "resources" / "policies"


@pytest.fixture
def program(tmp_path: Path) -> SettingsBootstrap:
    return SettingsBootstrap(tmp_path / "home")


@pytest.fixture
def presenter(qtbot, runtime: Runtime, program: SettingsBootstrap, theme: Theme, words: Words):
    owner = QObject()
    made = PolicyWindowPresenter(runtime, lambda: program, theme, words, owner)
    yield made
    made.close()


def opened(qtbot, presenter: PolicyWindowPresenter, ref: str = "", **more: object):
    dialog = presenter.open_for(ref, **more)
    qtbot.waitUntil(lambda: dialog.opened is not None and dialog.opened.ref == ref, timeout=10_000)
    return dialog


def texts(around: QWidget) -> list[str]:
    QApplication.processEvents()
    return [label.text() for label in around.findChildren(QLabel) if label.isVisible()]


def test_it_opens_the_policy_in_force_beside_the_main_window(qtbot, presenter: PolicyWindowPresenter) -> None:
    dialog = opened(qtbot, presenter)
    assert not dialog.isModal()
    assert dialog.opened.in_force
    told = texts(dialog)
    assert "In force" in told
    assert "Accepted: all 576 combinations tried" in told
    assert "Confidential and restricted input never leaves this computer." in told
    assert "If data class is confidential or restricted: never premium." in told
    assert "N1" in told


def test_a_shipped_one_and_a_file_are_opened_by_the_choice_in_the_head(
    qtbot, presenter: PolicyWindowPresenter, tmp_path: Path
) -> None:
    ours = tmp_path / "ours.toml"
    ours.write_bytes((SHIPPED / "two-lanes.toml").read_bytes().replace(b'version = "', b'version = "9.'))
    dialog = opened(qtbot, presenter, str(ours))
    assert not dialog.opened.in_force
    which = dialog.findChild(QWidget, "which_policy")
    assert [which.itemData(row) for row in range(which.count())] == [
        "",
        "nordics",
        "three-lanes",
        "two-lanes",
        str(ours),
    ]
    which.setFocus()
    which.setCurrentIndex(which.currentIndex())
    for _ in range(3):
        qtbot.keyClick(which, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: dialog.opened.ref == "nordics", timeout=10_000)
    assert "Accepted: all 6,912 combinations tried" in texts(dialog)
    assert presenter.open_for("two-lanes") is dialog


def test_a_refused_file_shows_its_mistakes_and_what_could_be_read(
    qtbot, presenter: PolicyWindowPresenter, tmp_path: Path
) -> None:
    ours = tmp_path / "ours.toml"
    ours.write_text("schema = 1\nnmae = 'x'\n")
    dialog = opened(qtbot, presenter, str(ours))
    told = " ".join(texts(dialog))
    assert "Refused" in told
    assert "name" in told


def test_a_file_that_is_not_there_is_said_and_what_was_shown_stays(
    qtbot, presenter: PolicyWindowPresenter, tmp_path: Path
) -> None:
    dialog = opened(qtbot, presenter)
    dialog.open_for(str(tmp_path / "gone.toml"))
    qtbot.waitUntil(lambda: any("gone.toml" in text for text in texts(dialog)), timeout=10_000)
    assert dialog.opened.ref == ""
    assert dialog.findChild(QWidget, "which_policy").currentData() == ""


def test_esc_closes_unless_a_section_keeps_it(qtbot, presenter: PolicyWindowPresenter) -> None:
    dialog = opened(qtbot, presenter)
    kept = [False]
    dialog.add_guard(lambda: kept[0])
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.open_for("nordics")
    assert dialog.findChild(QWidget, "which_policy").currentData() == ""
    kept[0] = True
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert opened(qtbot, presenter, "nordics") is dialog


def test_managed_is_said_only_when_it_is(
    qtbot, presenter: PolicyWindowPresenter, program: SettingsBootstrap
) -> None:
    dialog = opened(qtbot, presenter)
    assert "Managed by your organisation" not in texts(dialog)
    vars(program)["policy"] = replace(program.policy, managed=True)
    presenter.settings_changed()
    qtbot.waitUntil(lambda: "Managed by your organisation" in texts(dialog), timeout=10_000)
    dialog.open_for("nordics")
    qtbot.waitUntil(lambda: dialog.opened.ref == "nordics", timeout=10_000)
    assert "Managed by your organisation" not in texts(dialog)


def test_it_goes_with_the_window_it_belongs_to(
    qtbot, runtime: Runtime, program: SettingsBootstrap, theme: Theme, words: Words
) -> None:
    owner = QWidget()
    made = PolicyWindowPresenter(runtime, lambda: program, theme, words, owner)
    dialog = opened(qtbot, made)
    gone = []
    dialog.destroyed.connect(lambda: gone.append(True))
    owner.deleteLater()  # as when another language takes its place
    qtbot.waitUntil(lambda: bool(gone))
