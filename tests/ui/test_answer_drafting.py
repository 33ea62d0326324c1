"""What a person does with an answer: change it, ask again, copy it, judge it, look where it comes from."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from homeport.domain.check import Check
from homeport.domain.data_class import DataClass
from homeport.domain.draft import DraftEnd
from homeport.ports.engine import Locality
from homeport.ui.models.turn import (
    ActionKind,
    Answer,
    Blocked,
    Cost,
    CutShort,
    DocumentChip,
    Failed,
    Held,
    NotFullyRead,
    Notice,
    NotRead,
    OverBudget,
    PracticeModel,
    ReadingDocuments,
    Reviewed,
    SentOnce,
    Source,
    StartingEngine,
    StoppedHere,
    StrongerOffer,
    TurnView,
    Waiting,
    WaitingFor,
)
from homeport.ui.theme import Theme
from homeport.ui.views.answer import AnswerPane
from homeport.ui.views.answer_foot import AnswerFoot, foot_facts
from homeport.ui.views.answer_head import AnswerHead, where_words
from homeport.ui.views.answer_notice import NoticeCard, notice_text
from homeport.ui.views.answer_sources import SourceList
from homeport.ui.views.answer_stage import StageLine, stage_words
from homeport.ui.views.answer_template import TemplateDialog
from homeport.ui.views.answer_turn import TurnWidget
from homeport.ui.views.versions import CompareDialog
from homeport.ui.widgets.undo_bar import UndoBar
from homeport.ui.words import Words

CONTROL = Qt.KeyboardModifier.ControlModifier
DOCUMENTS = (DocumentChip("Lease.pdf", DataClass.CONFIDENTIAL),)
SOURCES = (Source(0, 10, 40, "page 3", "three months' notice", True),)
PASSED = (Check("not-empty", True, "The draft has text."),)
ANSWER = Answer(
    "d1", "device", "Qwen3 8B", "Three months.", "", DraftEnd.WHOLE, Locality.LOCAL, "", PASSED, 9.4, Cost(0)
)
TURN = TurnView("t1", "How long?", DOCUMENTS, versions=(ANSWER,))


@pytest.fixture
def pane(qtbot: QtBot, theme: Theme, words: Words) -> AnswerPane:
    made = AnswerPane(theme, words)
    qtbot.addWidget(made)
    made.resize(860, 700)
    made.show()
    made.activateWindow()
    return made


def show(pane: AnswerPane, view: TurnView) -> TurnWidget:
    pane.show_turn(view)
    widget = pane.turn(view.id)
    assert widget is not None
    return widget


def foot(widget: TurnWidget) -> AnswerFoot:
    part = widget.part("foot")
    assert isinstance(part, AnswerFoot)
    return part


def press(qtbot: QtBot, button: QWidget) -> None:
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)


# ---- editing the draft


def test_an_edited_draft_is_saved_with_ctrl_enter(qtbot: QtBot, pane: AnswerPane) -> None:
    widget = show(pane, TURN)
    press(qtbot, foot(widget).edit)
    editor = widget.editor
    assert editor is not None
    assert editor.field.hasFocus()
    assert widget.body is not None
    assert not widget.body.isVisible()
    qtbot.keyClicks(editor.field, " Nine for the landlord.")
    with qtbot.waitSignal(pane.wishes.edit_saved) as caught:
        qtbot.keyClick(editor.field, Qt.Key.Key_Return, CONTROL)
    assert caught.args == ["t1", "d1", "Three months. Nine for the landlord."]
    assert widget.editor is None


def test_esc_leaves_an_edit_and_offers_the_way_back(qtbot: QtBot, pane: AnswerPane) -> None:
    widget = show(pane, TURN)
    pane.edit_newest()
    assert widget.editor is not None
    qtbot.keyClicks(widget.editor.field, " More")
    with qtbot.assertNotEmitted(pane.wishes.edit_saved):
        qtbot.keyClick(widget.editor.field, Qt.Key.Key_Escape)
    assert widget.editor is None
    assert widget.body is not None
    assert widget.body.isVisible()
    bar = widget.part("undo")
    assert isinstance(bar, UndoBar)
    undo = next(button for button in bar.findChildren(QPushButton))
    press(qtbot, undo)
    assert widget.editor is not None
    assert widget.editor.text == "Three months. More"


def test_an_edit_without_a_change_is_no_edit(qtbot: QtBot, pane: AnswerPane) -> None:
    widget = show(pane, TURN)
    pane.edit_newest()
    assert widget.editor is not None
    with qtbot.assertNotEmitted(pane.wishes.edit_saved):
        qtbot.keyClick(widget.editor.field, Qt.Key.Key_Return, CONTROL)
    assert widget.part("undo") is None


def test_the_persons_words_stand_apart_and_the_models_are_one_press_away(qtbot: QtBot, pane: AnswerPane) -> None:
    own = replace(ANSWER, own_text="Mine.", own_class=DataClass.CONFIDENTIAL)
    widget = show(pane, replace(TURN, versions=(own,)))
    assert widget.body is not None
    assert widget.body.toPlainText() == "Mine."
    assert has_text(widget, "Your version")
    assert has_text(widget, "Confidential")
    press(qtbot, button_named(widget, "Show the model's words"))
    assert widget.body.toPlainText() == "Three months."
    press(qtbot, button_named(widget, "Show your version"))
    assert widget.body.toPlainText() == "Mine."


def has_text(widget: QWidget, text: str) -> bool:
    shown = [child.text() for child in widget.findChildren(QWidget) if callable(getattr(child, "text", None))]
    return text in shown


def button_named(widget: QWidget, name: str) -> QWidget:
    return next(b for b in widget.findChildren(QPushButton) if b.accessibleName() == name and b.isVisible())


def test_the_keys_of_the_editor_win_over_the_same_keys_of_the_menu(qtbot: QtBot, pane: AnswerPane) -> None:
    pressed: list[str] = []
    for keys in ("Ctrl+Return", "Esc"):
        QShortcut(QKeySequence(keys), pane, lambda keys=keys: pressed.append(keys))
    widget = show(pane, TURN)
    pane.edit_newest()
    assert widget.editor is not None
    qtbot.keyClicks(widget.editor.field, " More")
    with qtbot.waitSignal(pane.wishes.edit_saved):
        qtbot.keyClick(widget.editor.field, Qt.Key.Key_Return, CONTROL)
    pane.edit_newest()
    assert widget.editor is not None
    qtbot.keyClick(widget.editor.field, Qt.Key.Key_Escape)
    assert widget.editor is None
    assert pressed == []
    qtbot.keyClick(pane, Qt.Key.Key_Escape)
    assert pressed == ["Esc"]


# ---- the question


def test_a_question_is_changed_and_run_again(qtbot: QtBot, pane: AnswerPane) -> None:
    widget = show(pane, TURN)
    press(qtbot, widget.question.pencil)
    field = QApplication.focusWidget()
    assert field is not None
    qtbot.keyClicks(field, " In months")
    with qtbot.waitSignal(pane.wishes.instruction_edited) as caught:
        qtbot.keyClick(field, Qt.Key.Key_Return, CONTROL)
    assert caught.args == ["t1", "How long? In months"]
    assert not widget.question.editing


def test_esc_leaves_the_question_as_it_was(qtbot: QtBot, pane: AnswerPane) -> None:
    widget = show(pane, TURN)
    pane.edit_instruction()
    field = QApplication.focusWidget()
    assert field is not None
    with qtbot.assertNotEmitted(pane.wishes.instruction_edited):
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not widget.question.editing
    assert has_text(widget, "How long?")


def test_nothing_is_changed_while_it_runs(pane: AnswerPane) -> None:
    widget = show(pane, replace(TURN, stage=ReadingDocuments(0, 2)))
    assert not widget.question.pencil.isEnabled()
    pane.edit_newest()
    assert widget.editor is None


def test_a_question_becomes_a_template_with_its_variables(qtbot: QtBot, pane: AnswerPane, words: Words) -> None:
    widget = show(pane, replace(TURN, instruction="How long for {{party}}?"))
    menu_action(foot(widget).more_menu, words("answer.save_instruction")).trigger()
    dialog = next(d for d in pane.window().findChildren(TemplateDialog))
    assert dialog.found.text() == "Asked for each time: party"
    assert not dialog.save.isEnabled()
    qtbot.keyClicks(dialog.name, "Notice")
    qtbot.keyClicks(dialog.text, " {{since when}}")
    assert dialog.found.text() == "Asked for each time: party, since when"
    with qtbot.waitSignal(pane.wishes.instruction_saved) as caught:
        press(qtbot, dialog.save)
    assert caught.args == ["t1", "Notice", "How long for {{party}}? {{since when}}"]


def menu_action(menu: QMenu, text: str) -> object:
    return next(action for action in menu.actions() if action.text() == text)


# ---- again, on, versions


def test_an_answer_is_written_anew_or_continued_when_it_was_cut(qtbot: QtBot, pane: AnswerPane) -> None:
    widget = show(pane, TURN)
    with qtbot.waitSignal(pane.wishes.regenerate_requested):
        press(qtbot, foot(widget).regenerate)
    assert not has_text(widget, "Continue")
    cut = replace(ANSWER, cut=True, end=DraftEnd.PARTIAL)
    widget = show(pane, replace(TURN, versions=(cut,), notices=(CutShort(True),)))
    with qtbot.waitSignal(pane.wishes.continue_requested):
        press(qtbot, button_named(widget, "Continue"))


def test_versions_are_switched_and_compared(qtbot: QtBot, pane: AnswerPane, words: Words) -> None:
    versions = (ANSWER, replace(ANSWER, draft_id="d2", text="Nine months."))
    view = replace(TURN, versions=versions, shown=1)
    widget = show(pane, view)
    assert has_text(widget, "2 of 2")
    assert not foot(widget).later.isEnabled()
    with qtbot.waitSignal(pane.wishes.version_chosen) as caught:
        press(qtbot, foot(widget).earlier)
    assert caught.args == ["t1", 0]
    pane.show_turn(replace(view, shown=0))
    assert widget.body is not None
    assert widget.body.toPlainText() == "Three months."
    menu_action(foot(widget).more_menu, words("answer.compare")).trigger()
    assert pane.window().findChildren(CompareDialog)


# ---- copying


def test_an_answer_is_copied_in_the_form_that_is_chosen(qtbot: QtBot, pane: AnswerPane, words: Words) -> None:
    widget = show(pane, replace(TURN, versions=(replace(ANSWER, sources=SOURCES),)))
    menu = foot(widget).copy_menu
    assert [action.text() for action in menu.actions()] == [
        "As formatted text",
        "As Markdown",
        "With its sources",
        "Only the quotes from your documents",
    ]
    with qtbot.waitSignal(pane.wishes.copy_requested) as caught:
        menu_action(menu, "With its sources").trigger()
    assert caught.args == ["t1", "sources"]


def test_what_is_held_is_not_copied_but_its_quotes_are(qtbot: QtBot, pane: AnswerPane, words: Words) -> None:
    view = replace(TURN, versions=(replace(ANSWER, sources=SOURCES),), notices=(Held(("Rule R1.",)),))
    widget = show(pane, view)
    menu = foot(widget).copy_menu
    with qtbot.assertNotEmitted(pane.wishes.copy_requested):
        menu_action(menu, "As Markdown").trigger()
    assert has_text(widget, words("answer.copy_held"))
    with qtbot.waitSignal(pane.wishes.copy_requested):
        menu_action(menu, "Only the quotes from your documents").trigger()
    assert widget.body is not None
    assert not widget.body.may_copy


# ---- sources


def test_a_source_leads_to_its_place(qtbot: QtBot, pane: AnswerPane) -> None:
    widget = show(pane, replace(TURN, versions=(replace(ANSWER, sources=SOURCES),)))
    sources = widget.part("sources")
    assert isinstance(sources, SourceList)
    assert has_text(sources, "1 of 1 points quote the document exactly")
    assert sources.rows[0].accessibleName() == "Show Lease.pdf, page 3: three months' notice (word for word)"
    with qtbot.waitSignal(pane.wishes.source_requested) as caught:
        press(qtbot, sources.rows[0])
    assert caught.args == ["t1", 0, 10, 40]
    with qtbot.waitSignal(pane.wishes.source_requested):
        qtbot.mouseClick(sources.rows[0], Qt.MouseButton.LeftButton, pos=QPoint(40, 10))


def test_many_sources_are_unfolded(qtbot: QtBot, pane: AnswerPane) -> None:
    widget = show(pane, replace(TURN, versions=(replace(ANSWER, sources=SOURCES * 9),)))
    sources = widget.part("sources")
    assert isinstance(sources, SourceList)
    assert len(sources.rows) == 5
    press(qtbot, button_named(sources, "Show all of it"))
    assert len(sources.rows) == 9


# ---- states


@pytest.mark.parametrize(
    ("stage", "text"),
    [
        (ReadingDocuments(2, 7, "Lease.pdf"), "Reading document 3 of 7: Lease.pdf"),
        (ReadingDocuments(7, 7), "Reading document 7 of 7"),
        (StartingEngine("Ollama", "loading", 43), "Loading the model into Ollama, 43 %"),
        (StartingEngine("Ollama"), "Starting Ollama"),
    ],
)
def test_what_goes_on_is_said_and_can_be_stopped(
    qtbot: QtBot, pane: AnswerPane, words: Words, stage: ReadingDocuments | StartingEngine, text: str
) -> None:
    assert stage_words(stage, words) == text
    widget = show(pane, replace(TURN, stage=stage, versions=()))
    line = widget.part("stage")
    assert isinstance(line, StageLine)
    assert line.text == text
    with qtbot.waitSignal(pane.wishes.stop_requested):
        press(qtbot, line.stop)


def test_the_checks_are_listed_when_asked_for(qtbot: QtBot, pane: AnswerPane) -> None:
    checks = (Check("whole", True, ""), Check("quotes", False, "One quote is not in the contract."))
    widget = show(pane, replace(TURN, versions=(replace(ANSWER, checks=checks),)))
    head = widget.part("head")
    assert isinstance(head, AnswerHead)
    assert head.summary is not None
    assert head.summary.text() == "1 of 2 checks failed"
    press(qtbot, head.summary)
    assert has_text(widget, "Passed: The model finished by itself.")
    assert has_text(widget, "Failed: One quote is not in the contract.")


def test_thinking_is_folded_away_until_asked_for(qtbot: QtBot, pane: AnswerPane) -> None:
    widget = show(pane, replace(TURN, versions=(replace(ANSWER, thinking="Let me see."),)))
    fold = widget.part("thinking")
    assert fold is not None
    assert not fold.text_shown
    press(qtbot, fold.button)
    assert fold.text_shown
    press(qtbot, fold.button)
    assert not fold.text_shown


NOTICES: list[tuple[Notice, str]] = [
    (PracticeModel(), "This small practice model shows how Homeport works."),
    (
        NotFullyRead("a.pdf", "Read 163 of 200 pages. Not read: 41-77 (scanned)."),
        "Read 163 of 200 pages. Not read: 41-77 (scanned).",
    ),
    (NotRead("a.pdf"), "a.pdf could not be read, so it is treated as restricted."),
    (StoppedHere(), "Stopped."),
    (CutShort(True), "The answer ended at its length limit."),
    (CutShort(False), "The answer broke off."),
    (Failed("Ollama does not answer.", "Start it."), "Ollama does not answer."),
    (Waiting(WaitingFor.ENGINE), "The model on this computer stopped. This material may not go anywhere else"),
    (Waiting(WaitingFor.NO_LANE), "No lane is left"),
    (Waiting(WaitingFor.OFFLINE), "There is no network"),
    (Waiting(WaitingFor.MODEL), "No model on this computer"),
    (Waiting(WaitingFor.DECLINED), "You kept it here"),
    (Blocked(("a.pdf is restricted (rule N1).",)), "Every lane is closed for this task."),
    (OverBudget("4 EUR", "1 EUR"), "This would cost up to 4 EUR, and the ceiling of this task is 1 EUR."),
    (Held(("R1",)), "This result is held for your review before it is used."),
    (Held(("R1",), 2), "This result is held until 2 people have reviewed it."),
    (Reviewed(True), "You accepted this draft."),
    (Reviewed(False, "2026-11-23T10:42:00+00:00"), "You rejected this draft, Today"),
    (StrongerOffer("Anthropic", "premium"), "Anthropic could be asked. Nothing has been sent."),
    (SentOnce("Anthropic", "2026-11-23T10:42:00+00:00", 7), "Sent once to Anthropic at"),
    (SentOnce("Anthropic", "2026-11-23T10:42:00+00:00", 7, False), "A request to Anthropic at"),
]


@pytest.mark.parametrize(("notice", "text"), NOTICES, ids=lambda value: type(value).__name__)
def test_every_notice_says_what_happened_in_both_languages(
    notice: Notice, text: str, words: Words, swedish: Words
) -> None:
    told = notice_text(notice, words, ANSWER)
    assert told.title.startswith(text)
    assert notice_text(notice, swedish, ANSWER).title != told.title or isinstance(notice, Failed | NotFullyRead)


FORBIDDEN = ("safe", "secure", "verified", "compliant", "anonym", "säker", "verifiera")


@pytest.mark.parametrize("language", ["en", "sv"])
def test_no_word_promises_too_much(language: str, words: Words) -> None:
    for area in ("answer", "versions"):
        text = (words.messages.folder / language / f"{area}.toml").read_text("utf-8").lower()
        assert [word for word in FORBIDDEN if word in text] == []


def test_a_low_quality_draft_says_which_checks_failed(words: Words) -> None:
    checks = (Check("whole", True, ""), Check("quotes", False, "One quote is not in the contract."))
    told = notice_text(StrongerOffer("Anthropic", "premium"), words, replace(ANSWER, checks=checks))
    assert told.title.startswith("This draft failed 1 of 2 checks. You can fix it here, or ask a stronger model")
    assert told.lines == ("One quote is not in the contract.", "Anthropic could be asked. Nothing has been sent.")


def card(widget: TurnWidget) -> NoticeCard:
    return widget.findChildren(NoticeCard)[-1]


def test_an_offer_is_answered(qtbot: QtBot, pane: AnswerPane) -> None:
    widget = show(pane, replace(TURN, notices=(StrongerOffer("Anthropic", "premium"),)))
    see, keep = card(widget).buttons
    with qtbot.waitSignal(pane.wishes.offer_answered) as caught:
        press(qtbot, see)
    assert caught.args == ["t1", True]
    with qtbot.waitSignal(pane.wishes.offer_answered) as caught:
        press(qtbot, keep)
    assert caught.args == ["t1", False]


def test_a_held_draft_is_accepted_or_rejected(qtbot: QtBot, pane: AnswerPane) -> None:
    widget = show(pane, replace(TURN, notices=(Held(("R1",)),)))
    accept, reject = card(widget).buttons
    with qtbot.waitSignal(pane.wishes.reviewed) as caught:
        press(qtbot, accept)
    assert caught.args == ["t1", True]
    with qtbot.waitSignal(pane.wishes.reviewed) as caught:
        press(qtbot, reject)
    assert caught.args == ["t1", False]


def test_what_was_sent_and_every_way_on_can_be_reached(qtbot: QtBot, pane: AnswerPane) -> None:
    widget = show(pane, replace(TURN, notices=(SentOnce("Anthropic", "2026-11-23T10:42:00+00:00", 7),)))
    with qtbot.waitSignal(pane.wishes.send_shown) as caught:
        press(qtbot, card(widget).buttons[0])
    assert caught.args == ["t1", 7]
    actions = tuple(a for a in ActionKind if a not in {ActionKind.CONTINUE, ActionKind.EDIT_INSTRUCTION})
    widget = show(pane, replace(TURN, notices=(Failed("No.", "Next.", actions=actions),)))
    for action, button in zip(actions, card(widget).buttons, strict=True):
        signal = pane.wishes.why_requested if action is ActionKind.WHY else pane.wishes.action_chosen
        with qtbot.waitSignal(signal) as caught:
            press(qtbot, button)
        assert caught.args == (["t1"] if action is ActionKind.WHY else ["t1", action.value])


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (ANSWER, "9.4 s · No cost · Nothing sent"),
        (replace(ANSWER, cost=None, seconds=None), "Cost not known · Nothing sent"),
        (replace(ANSWER, cost=Cost(0.31, "EUR"), sends=1, seconds=75), "1 min · Cost 0.31 EUR · Sent once"),
        (replace(ANSWER, end=DraftEnd.STOPPED, sends=2), "Stopped · 9.4 s · No cost · Sent 2 times"),
    ],
)
def test_the_line_under_an_answer(answer: Answer, text: str, words: Words) -> None:
    assert " · ".join(foot_facts(answer, words)) == text


def test_where_it_was_made_is_said_only_as_far_as_it_is_known(words: Words) -> None:
    assert where_words(ANSWER, words) == "on this device, checked"
    assert where_words(replace(ANSWER, locality=None), words) == "on this device"  # of the record
    for unknown in (Locality.UNPROVABLE, Locality.REMOTE):
        assert where_words(replace(ANSWER, locality=unknown), words) == "on this device, cannot be checked"
    assert where_words(replace(ANSWER, lane="eu", provider="Mistral"), words) == "at Mistral"
