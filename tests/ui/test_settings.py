"""The settings as a dialog: every page in both languages, with large text, by keyboard, for screen readers."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from fakes.settings_samples import (
    APPEARANCE,
    CHANGE,
    ENGINES,
    FENCE,
    FILE_IN_USE,
    FILE_READ,
    FILE_READING,
    LANES,
    OLLAMA,
    POLICIES,
    THROW_AWAY,
    WHOLE,
    fill,
)
from homeport.ui.dialogs.add_lane import ChooseEndpoint, EnterKey, LaneDialog, OwnServerForm
from homeport.ui.dialogs.first_run import FirstRunDialog
from homeport.ui.dialogs.settings import SettingsDialog
from homeport.ui.dialogs.settings_page import Column
from homeport.ui.models.settings_view import (
    EngineChoice,
    FenceLine,
    Looked,
    PullState,
    PullView,
    ServerView,
    SettingsPage,
    VerdictView,
)
from homeport.ui.theme import Theme
from homeport.ui.words import Words


@pytest.fixture
def dialog(qtbot, theme: Theme, words: Words) -> SettingsDialog:
    made = SettingsDialog(theme, words)
    qtbot.addWidget(made)
    fill(made)
    made.show()
    return made


@pytest.fixture(params=["en", "sv"])
def spoken(request, words: Words, swedish: Words) -> Words:
    return words if request.param == "en" else swedish


def small_dialogs(theme: Theme, words: Words) -> Iterator[LaneDialog]:
    premium = LANES.lanes[2]
    yield ChooseEndpoint(theme, words, "premium", premium.could_be)
    yield OwnServerForm(theme, words, "private")
    yield EnterKey(theme, words, premium.endpoints[1], LANES.keys_where)


def clipped(around: QWidget) -> list[str]:
    """What stands wholly or partly outside its page sideways, or has less room than its text needs."""
    QApplication.processEvents()
    found = []
    for area in (area for area in around.findChildren(QScrollArea) if area.isVisible()):
        room = area.viewport().width()
        for part in (part for part in area.widget().findChildren(QWidget) if part.isVisible() and part.width()):
            left = part.mapTo(area.widget(), QPoint(0, 0)).x()
            if left < 0 or left + part.width() > room:
                where = f"{left}+{part.width()} > {room}"
                found.append(f"{type(part).__name__} {part.objectName()} {name_of(part)}: {where}")
    for label in around.findChildren(QLabel):
        needed = label.heightForWidth(label.width()) if label.wordWrap() and label.text() else 0
        if label.isVisible() and label.height() < needed:
            found.append(f"too low: {label.text()}")
    for button in around.findChildren(QPushButton):
        if button.isVisible() and button.width() < button.sizeHint().width():
            found.append(f"too narrow: {button.accessibleName()}")
    return found


def name_of(part: QWidget) -> str:
    return part.text() if isinstance(part, QLabel | QAbstractButton) else part.accessibleName()


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_nothing_is_clipped_at_any_size(qtbot, theme: Theme, spoken: Words, scale: float) -> None:
    theme.set_scale(scale)
    dialog = SettingsDialog(theme, spoken)
    qtbot.addWidget(dialog)
    fill(dialog)
    dialog.engines.show_model_file(FILE_READ)
    dialog.privacy.show_record(THROW_AWAY)
    dialog.policy.show_change(CHANGE)
    dialog.show()
    for page in SettingsPage:
        dialog.problem(page, spoken("notices.lanes_title"), spoken("settings.lanes_intro"))
        dialog.show_page(page)
        qtbot.waitUntil(lambda: clipped(dialog) == [], timeout=2000)


@pytest.mark.parametrize("state", list(PullState))
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_download_by_ollama_is_not_clipped(
    qtbot, theme: Theme, spoken: Words, scale: float, state: PullState
) -> None:
    theme.set_scale(scale)
    dialog = SettingsDialog(theme, spoken)
    qtbot.addWidget(dialog)
    fill(dialog)
    dialog.engines.show_server(replace(OLLAMA, engine=EngineChoice.LM_STUDIO))
    told = ("Ollama does not have this model (pull model manifest: file does not exist).", "Choose another.")
    view = PullView(state, OLLAMA.url, "hf.co/bartowski/Qwen3-4B-Instruct-GGUF:Q4_K_M", "hf.co", 7, 9, *told)
    dialog.engines.ollama.show_pull(view)
    dialog.show()
    dialog.show_page(SettingsPage.ENGINES)
    qtbot.waitUntil(lambda: clipped(dialog) == [], timeout=2000)


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_clipped_in_the_small_dialogs(qtbot, theme: Theme, spoken: Words, scale: float) -> None:
    theme.set_scale(scale)
    for dialog in small_dialogs(theme, spoken):
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda dialog=dialog: clipped(dialog) == [], timeout=2000)


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_nothing_is_clipped_in_the_first_run(qtbot, theme: Theme, spoken: Words, scale: float) -> None:
    theme.set_scale(scale)
    dialog = FirstRunDialog(theme, spoken)
    qtbot.addWidget(dialog)
    dialog.what.show_languages(APPEARANCE)
    dialog.engines.show_engines(ENGINES)
    dialog.policy.show_policies(POLICIES)
    dialog.show()
    for step in range(3):
        assert dialog.step == step
        qtbot.waitUntil(lambda: clipped(dialog) == [], timeout=2000)
        if step < 2:
            qtbot.keyClick(dialog.findChild(QPushButton, "next"), Qt.Key.Key_Space)


@pytest.mark.parametrize("page", list(SettingsPage))
def test_every_control_has_a_name_and_room_for_a_finger(qtbot, dialog: SettingsDialog, page: SettingsPage) -> None:
    dialog.engines.show_model_file(FILE_READ)
    dialog.show_page(page)
    QApplication.processEvents()
    named = []
    for control in dialog.findChildren(QWidget):
        if not control.isVisible() or not control.focusPolicy() & Qt.FocusPolicy.TabFocus:
            continue
        if isinstance(control.parent(), QComboBox | QAbstractSpinBox):
            continue
        name = control.accessibleName() or name_of(control)
        assert name, f"{type(control).__name__} {control.objectName()}"
        assert control.height() >= 32 or control.width() >= 32
        if isinstance(control, QPushButton):
            named.append(name)
    assert sorted(set(named)) == sorted(named)  # two buttons of one name cannot be told apart by ear


def test_tab_reaches_everything_on_a_page_and_comes_round(qtbot, dialog: SettingsDialog) -> None:
    dialog.show_page(SettingsPage.LANES)
    dialog.pages.setFocus()
    reached: list[QWidget] = []
    for _ in range(60):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        focus = dialog.focusWidget()
        if focus is dialog.pages:
            break
        reached.append(focus)
    buttons = [b for b in dialog.lanes.findChildren(QPushButton) if b.isVisible() and b.isEnabled()]
    assert set(buttons) <= set(reached)
    assert dialog.findChild(QPushButton, "close") in reached
    tops = [b.mapTo(dialog.lanes.widget(), QPoint(0, 0)).y() for b in reached if b in buttons]
    assert tops == sorted(tops)  # in reading order


def test_arrows_change_the_page_and_what_tab_reaches_is_scrolled_to(qtbot, dialog: SettingsDialog) -> None:
    dialog.pages.setFocus()
    qtbot.keyClick(dialog.pages, Qt.Key.Key_Down)
    assert dialog.page is SettingsPage.LANES
    for _ in range(30):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        focus = dialog.focusWidget()
        if not dialog.lanes.isAncestorOf(focus):
            break
        view = dialog.lanes.viewport()
        shown = QRect(focus.mapTo(view, QPoint(0, 0)), focus.size())
        assert view.rect().intersects(shown)


def test_enter_presses_no_button_by_itself_and_esc_closes(qtbot, dialog: SettingsDialog) -> None:
    heard: list[object] = []
    dialog.engines.ollama.look_wanted.connect(heard.append)
    dialog.pages.setFocus()
    qtbot.keyClick(dialog.pages, Qt.Key.Key_Return)
    assert heard == []
    assert dialog.isVisible()
    qtbot.keyClick(dialog.pages, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_both_themes_are_drawn(qtbot, dialog: SettingsDialog, theme: Theme) -> None:
    light = dialog.grab().toImage()
    theme.set_appearance("dark")
    QApplication.processEvents()
    dark = dialog.grab().toImage()
    at = QPoint(dialog.width() - 40, dialog.height() - 80)
    assert QColor(light.pixel(at)).lightness() > 200
    assert QColor(dark.pixel(at)).lightness() < 60


# ---- pages


def texts(around: QWidget) -> list[str]:
    QApplication.processEvents()  # what was just added is shown by the next event
    return [label.text() for label in around.findChildren(QLabel) if label.isVisible()]


def test_the_practice_model_is_called_what_it_is(dialog: SettingsDialog) -> None:
    told = texts(dialog.engines)
    assert any(
        text.startswith("This small practice model shows how Homeport works. It is often wrong") for text in told
    )


def test_a_model_that_runs_elsewhere_has_no_button(dialog: SettingsDialog) -> None:
    refused = OLLAMA.models[2]
    assert dialog.findChild(QPushButton, f"use_{refused.name}") is None
    assert refused.refused in texts(dialog.engines)
    assert dialog.findChild(QPushButton, "use_qwen3:8b") is not None


@pytest.mark.parametrize("looked", list(Looked))
def test_every_state_of_looking_is_drawn(dialog: SettingsDialog, looked: Looked) -> None:
    before = len(texts(dialog.engines))
    problem = ("It is not Ollama.", "Check it.") if looked is Looked.REFUSED else ("", "")
    dialog.engines.show_server(ServerView(Looked.NOT_YET, "http://127.0.0.1:1"))
    none = len(texts(dialog.engines))
    assert none < before
    dialog.engines.show_server(ServerView(looked, "http://127.0.0.1:1", "1.0", (), *problem))
    assert (len(texts(dialog.engines)) > none) == (looked is not Looked.NOT_YET)


def test_a_file_in_use_shows_its_hash(dialog: SettingsDialog) -> None:
    dialog.engines.show_engines(FILE_IN_USE)
    assert FILE_IN_USE.model_file in texts(dialog.engines)
    assert any(FILE_IN_USE.model_sha256 in text for text in texts(dialog.engines))


def test_while_a_file_is_read_it_cannot_be_used(qtbot, dialog: SettingsDialog) -> None:
    dialog.engines.show_model_file(FILE_READING)
    card = dialog.engines.model_file
    assert not card.findChild(QPushButton, "use_file").isVisible()
    with qtbot.waitSignal(dialog.engines.file_cancelled):
        qtbot.keyClick(card.findChild(QPushButton, "cancel_file"), Qt.Key.Key_Space)


def test_the_focus_stays_where_it_was_when_a_page_is_made_anew(qtbot, dialog: SettingsDialog) -> None:
    dialog.show_page(SettingsPage.LANES)
    dialog.findChild(QPushButton, "key_openai/gpt-6-luna").setFocus()
    dialog.lanes.show_lanes(LANES)
    assert dialog.focusWidget().objectName() == "key_openai/gpt-6-luna"


def test_a_key_cannot_be_entered_where_it_would_not_be_kept(dialog: SettingsDialog) -> None:
    dialog.lanes.show_lanes(replace(LANES, keys_last=False))
    assert not dialog.findChild(QPushButton, "key_openai/gpt-6-luna").isEnabled()


def test_the_order_of_endpoints_is_changed_by_a_key(qtbot, dialog: SettingsDialog) -> None:
    dialog.show_page(SettingsPage.LANES)
    up = dialog.findChild(QWidget, "up_openai/gpt-6-luna")
    with qtbot.waitSignal(dialog.lanes.endpoints_chosen) as chosen:
        qtbot.keyClick(up, Qt.Key.Key_Space)
    assert chosen.args == ["premium", ("openai/gpt-6-luna", "anthropic/claude-opus-5-5")]


def test_a_way_out_that_was_not_stopped_is_said_aloud(dialog: SettingsDialog) -> None:
    dialog.show_page(SettingsPage.PRIVACY)
    leak = replace(FENCE, attempts=(*FENCE.attempts, FenceLine("a fork", False, "nothing")))
    dialog.privacy.show_fence(leak)
    told = texts(dialog.privacy)
    assert "a fork: got out. Tell your administrator." in told
    assert "2 of 3 ways out were stopped just now." in told


def test_a_check_can_be_stopped(qtbot, dialog: SettingsDialog) -> None:
    dialog.show_page(SettingsPage.PRIVACY)
    verify = dialog.findChild(QPushButton, "verify")
    dialog.privacy.show_checking(10, 100)
    with qtbot.waitSignal(dialog.privacy.verify_cancelled):
        qtbot.keyClick(verify, Qt.Key.Key_Space)
    dialog.privacy.show_verdict(None)
    assert verify.accessibleName() == "Check the whole record"
    dialog.privacy.show_verdict(VerdictView(False, ("Entry 777 does not fit the one before it.",)))
    assert "Entry 777 does not fit the one before it." in texts(dialog.privacy)
    assert WHOLE.sentences[0] not in texts(dialog.privacy)


def test_the_wheel_does_not_change_a_number_under_the_pointer(qtbot, dialog: SettingsDialog) -> None:
    spin = dialog.findChild(QAbstractSpinBox, "context_tokens")
    heard: list[int] = []
    dialog.engines.context_chosen.connect(heard.append)
    dialog.pages.setFocus()
    at = QPointF(5, 5)
    event = QWheelEvent(
        at, spin.mapToGlobal(at), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(spin, event)
    assert heard == []


def test_words_from_files_are_shown_as_they_are(dialog: SettingsDialog) -> None:
    evil = replace(LANES.lanes[2].endpoints[0], company="<b>Evil</b><img src='file:///etc/passwd'>")
    dialog.lanes.show_lanes(replace(LANES, lanes=(replace(LANES.lanes[2], endpoints=(evil,)),)))
    dialog.show_page(SettingsPage.LANES)
    assert f"{evil.company} · {evil.model}" in texts(dialog.lanes)
    for label in dialog.lanes.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText or not label.text()


def test_the_form_says_what_is_missing_beside_the_field(qtbot, theme: Theme, words: Words) -> None:
    form = OwnServerForm(theme, words, "private")
    qtbot.addWidget(form)
    form.show()
    heard: list[object] = []
    form.described.connect(heard.append)
    qtbot.keyClick(form.findChild(QPushButton, "accept"), Qt.Key.Key_Space)
    assert heard == []
    assert form.focusWidget().objectName() == "company"
    told = texts(form)
    assert "Give the model's name, without spaces." in told
    form.findChild(QLineEdit, "company").setText("Ours")
    form.findChild(QLineEdit, "host").setText("http://x/../y")
    form.findChild(QLineEdit, "model").setText("m")
    form.findChild(QAbstractButton, "keeps_nothing").setChecked(True)
    qtbot.keyClick(form.findChild(QPushButton, "accept"), Qt.Key.Key_Space)
    assert form.focusWidget().objectName() == "host"
    assert "Say who answers for what is ticked." in texts(form)


def test_a_problem_can_be_taken_away(dialog: SettingsDialog) -> None:
    dialog.problem(SettingsPage.ENGINES, "It did not work.", "Try again.")
    assert dialog.engines.problem == "It did not work."
    dialog.problem(SettingsPage.ENGINES, "")
    assert dialog.engines.problem == ""


def test_every_page_is_a_column_with_a_name(dialog: SettingsDialog) -> None:
    for page in dialog.findChildren(Column):
        assert page.accessibleName()
