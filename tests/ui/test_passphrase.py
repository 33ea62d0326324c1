"""The passphrase dialog by keys alone, and questions that cross from a worker thread to the window."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from homeport.adapters.secrets import vault
from homeport.domain.errors import UserCancelled
from homeport.ports.passphrase import SHORTEST_PASSPHRASE, WithoutRecord
from homeport.ui.dialogs.passphrase import PassphraseDialog, PassphraseQuestions, PassphraseWanted
from homeport.ui.theme import Theme
from homeport.ui.words import Words

GOOD = "correct horse battery staple å"


class Shown:
    """An open dialog and what it told."""

    def __init__(self, dialog: PassphraseDialog, qtbot: QtBot) -> None:
        self.dialog = dialog
        self.qtbot = qtbot
        self.told: list[str] = []
        dialog.passphrase_given.connect(self.told.append)
        dialog.without_record_chosen.connect(lambda: self.told.append("(without)"))
        dialog.quit_chosen.connect(lambda: self.told.append("(quit)"))
        qtbot.addWidget(dialog)
        with qtbot.waitActive(dialog):
            dialog.open()

    @property
    def focused(self) -> QWidget:
        found = self.dialog.focusWidget()
        assert found is not None
        return found

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(self.focused, text)

    def press(self, key: Qt.Key) -> None:
        self.qtbot.keyClick(self.dialog.focusWidget() or self.dialog, key)

    def says(self) -> str:
        banner = self.dialog._problem
        return banner.accessibleName() + " " + banner.accessibleDescription() if banner.isVisible() else ""


@pytest.fixture
def unlock(theme: Theme, words: Words, qtbot: QtBot) -> Shown:
    return Shown(PassphraseDialog(theme, words, new=False), qtbot)


@pytest.fixture
def new(theme: Theme, words: Words, qtbot: QtBot) -> Shown:
    return Shown(PassphraseDialog(theme, words, new=True), qtbot)


def fields(shown: Shown) -> list[QLineEdit]:
    return [field for field in shown.dialog.findChildren(QLineEdit) if field.isVisible()]


def test_typing_and_enter_unlocks(unlock: Shown) -> None:
    unlock.type(GOOD)
    assert unlock.dialog.focusWidget() is fields(unlock)[0]
    assert fields(unlock)[0].displayText() != GOOD  # not shown while it is typed
    unlock.press(Qt.Key.Key_Return)
    assert unlock.told == [GOOD]
    assert [field.text() for field in fields(unlock)] == [""]  # not kept by the dialog
    unlock.press(Qt.Key.Key_Return)
    assert unlock.told == [GOOD]  # once; it is being tried


def test_a_wrong_one_is_told_with_what_next_and_can_be_typed_again(unlock: Shown, words: Words) -> None:
    unlock.type("wrong")
    unlock.press(Qt.Key.Key_Return)
    unlock.dialog.show_problem(words("passphrase.wrong"), words("passphrase.wrong_next"))
    assert "does not fit" in unlock.says()
    assert "Try again" in unlock.says()
    unlock.type(GOOD)
    unlock.press(Qt.Key.Key_Return)
    assert unlock.told == ["wrong", GOOD]


def test_an_empty_one_is_not_tried(unlock: Shown) -> None:
    unlock.press(Qt.Key.Key_Return)
    assert unlock.told == []
    assert "Nothing was typed" in unlock.says()


def test_escape_quits_once(unlock: Shown) -> None:
    unlock.press(Qt.Key.Key_Escape)
    unlock.press(Qt.Key.Key_Escape)
    assert unlock.told == ["(quit)"]


def test_everything_is_reached_by_tab_and_named(new: Shown) -> None:
    order = []
    for _ in range(6):
        order.append(new.focused.accessibleName() or new.focused.text())  # type: ignore[attr-defined]
        new.press(Qt.Key.Key_Tab)
    assert order == [
        "Passphrase",
        "The same again",
        "Show what I type",
        "Make the vault",
        "Work without my record",
        "Quit",
    ]


def test_working_without_the_record_is_chosen_by_key_and_said_plainly(unlock: Shown, words: Words) -> None:
    for _ in range(3):
        unlock.press(Qt.Key.Key_Tab)
    unlock.press(Qt.Key.Key_Return)
    assert unlock.told == ["(without)"]
    assert "keeps nothing" in words("passphrase.new_without_why")
    assert "keeps nothing" in words("passphrase.unlock_without_why")


def test_a_new_one_is_typed_twice(new: Shown) -> None:
    new.type(GOOD)
    new.press(Qt.Key.Key_Return)  # goes on to the second field
    assert new.told == []
    new.type(GOOD)
    new.press(Qt.Key.Key_Return)
    assert new.told == [GOOD]


@pytest.mark.parametrize(
    ("first", "again", "said"),
    [("short", "short", "shorter than 8"), (GOOD, GOOD + "x", "two different"), ("", "", "Nothing")],
)
def test_a_new_one_that_cannot_be_taken_is_told(first: str, again: str, said: str, new: Shown) -> None:
    new.type(first)
    new.press(Qt.Key.Key_Tab)
    new.type(again)
    new.press(Qt.Key.Key_Return)
    assert new.told == []
    assert said in new.says()


def test_it_can_be_looked_at_while_typing(unlock: Shown) -> None:
    unlock.type(GOOD)
    unlock.press(Qt.Key.Key_Tab)
    unlock.press(Qt.Key.Key_Space)
    assert fields(unlock)[0].displayText() == GOOD


def test_the_floor_is_the_vaults_own() -> None:
    assert SHORTEST_PASSPHRASE == vault.SHORTEST_PASSPHRASE


class Asking:
    """A worker thread that asks."""

    def __init__(self, questions: PassphraseQuestions, *, new: bool) -> None:
        self.outcome: object = None
        self.thread = threading.Thread(target=self._run, args=(questions, new))
        self.thread.start()

    def _run(self, questions: PassphraseQuestions, new: bool) -> None:
        try:
            self.outcome = questions.ask(new)
        except (WithoutRecord, UserCancelled) as error:
            self.outcome = type(error)

    def end(self) -> object:
        self.thread.join(timeout=10)
        assert not self.thread.is_alive()
        return self.outcome


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (lambda question: question.give(GOOD), GOOD),
        (lambda question: question.work_without(), WithoutRecord),
        (lambda question: question.quit(), UserCancelled),
    ],
)
def test_a_question_of_a_worker_is_answered_on_the_windows_thread(
    qtbot: QtBot, answer: object, outcome: object
) -> None:
    questions = PassphraseQuestions()
    heard: list[tuple[PassphraseWanted, int]] = []
    questions.wanted.connect(lambda question: heard.append((question, threading.get_ident())))
    asking = Asking(questions, new=True)
    qtbot.waitUntil(lambda: bool(heard))
    (question, thread) = heard[0]
    assert thread == threading.get_ident()
    assert question.new
    assert question.problem == ("", "")
    answer(question)  # type: ignore[operator]
    question.quit()  # comes too late
    assert asking.end() == outcome


def test_the_question_after_a_wrong_try_says_what_was_wrong(qtbot: QtBot) -> None:
    questions = PassphraseQuestions()
    questions.remember_problem("It does not fit.", "Try again.")
    heard: list[PassphraseWanted] = []
    questions.wanted.connect(heard.append)
    for expected in (("It does not fit.", "Try again."), ("", "")):
        asking = Asking(questions, new=False)
        qtbot.waitUntil(lambda: bool(heard))
        assert heard[0].problem == expected
        heard.pop().quit()
        asking.end()


def test_the_end_of_the_program_ends_an_open_question(qtbot: QtBot) -> None:
    questions = PassphraseQuestions()
    heard: list[PassphraseWanted] = []
    questions.wanted.connect(heard.append)
    asking = Asking(questions, new=False)
    qtbot.waitUntil(lambda: bool(heard))
    questions.close()
    assert asking.end() is UserCancelled
    assert Asking(questions, new=False).end() is UserCancelled


def test_a_question_shows_no_passphrase_when_it_is_printed() -> None:
    question = PassphraseWanted(new=False)
    question.give(GOOD)
    assert GOOD not in repr(question)
