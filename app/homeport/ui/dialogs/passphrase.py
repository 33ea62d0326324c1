"""The passphrase of the vault: chosen, or typed to unlock."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import pairwise

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from homeport.domain.errors import UserCancelled
from homeport.ports.passphrase import SHORTEST_PASSPHRASE, WithoutRecord
from homeport.ui.dialogs.scrolled import ScrolledDialog
from homeport.ui.theme import Theme
from homeport.ui.widgets.banner import Banner
from homeport.ui.widgets.button import ENTER, Button
from homeport.ui.widgets.flow_layout import FlowLayout
from homeport.ui.widgets.text_label import Body, Caption, TextLabel
from homeport.ui.words import Words

WIDTH = 480


class PassphraseDialog(ScrolledDialog):
    """Asks for the passphrase. Esc and closing it mean quit, which changes nothing.

    Args:
        theme: colours and sizes.
        words: the person's language.
        new: whether a passphrase is chosen (and typed twice) or an existing vault is unlocked.
        problem: what was wrong with the last try, as title and next step; empty for a first try.
        parent: the owner.
    """

    passphrase_given = Signal(str)
    without_record_chosen = Signal()
    quit_chosen = Signal()

    def __init__(
        self,
        theme: Theme,
        words: Words,
        *,
        new: bool,
        problem: tuple[str, str] = ("", ""),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, WIDTH, parent)
        self._words = words
        self._new = new
        self._quitting = False
        kind = "new" if new else "unlock"
        self.setWindowTitle(words("passphrase.window_title"))
        self._title = TextLabel(theme, words(f"passphrase.{kind}_title"), "title", "text", self)
        self._why = Body(theme, words(f"passphrase.{kind}_why"), self)
        self._first = self._field("passphrase.field")
        self._again = self._field("passphrase.again")
        self._show = QCheckBox(words("passphrase.show"), self)
        self._show.toggled.connect(self._on_shown)
        self._problem = Banner(theme, words, "warning", *problem, parent=self)
        self._problem.setVisible(bool(problem[0]))
        self._go = Button(theme, words(f"passphrase.{kind}_go"), "primary", parent=self)
        self._go.clicked.connect(self._on_go)
        self._without = Button(theme, words("passphrase.without"), parent=self)
        self._without.clicked.connect(lambda: self._answer(self.without_record_chosen))
        self._quit = Button(theme, words("passphrase.quit"), "ghost", parent=self)
        self._quit.clicked.connect(self.reject)
        self._without_why = Caption(theme, words(f"passphrase.{kind}_without_why"), self)
        self._lay_out()
        if problem[0]:
            self._problem.announce()

    def _field(self, key: str) -> QLineEdit:
        field_ = QLineEdit(self)
        field_.setEchoMode(QLineEdit.EchoMode.Password)
        field_.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        field_.setAccessibleName(self._words(key))
        field_.setFont(self._theme.font("body"))
        field_.setMinimumHeight(self._theme.px(36))
        return field_

    def _lay_out(self) -> None:
        px, column = self._theme.px, self.column
        column.addWidget(self._title)
        column.addWidget(self._why)
        column.addSpacing(px(4))
        column.addWidget(self._problem)
        column.addWidget(self._named("passphrase.field", self._first))
        column.addWidget(self._first)
        again = self._named("passphrase.again", self._again)
        column.addWidget(again)
        column.addWidget(self._again)
        for part in (again, self._again):
            part.setVisible(self._new)
        column.addWidget(self._show)
        column.addSpacing(px(8))
        buttons = QWidget(self)
        flow = FlowLayout(buttons)
        flow.set_spacing(px(8), px(8))
        for button in (self._go, self._without, self._quit):
            flow.addWidget(button)
        column.addWidget(buttons)
        column.addWidget(self._without_why)
        column.addStretch(1)
        order = [self._first, self._again, self._show, self._go, self._without, self._quit]
        for one, next_ in pairwise(order):
            self.setTabOrder(one, next_)

    def _named(self, key: str, field_: QLineEdit) -> TextLabel:
        label = TextLabel(self._theme, self._words(key), "section", "text2", self)
        label.setBuddy(field_)
        return label

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the field."""
        super().showEvent(event)
        self._first.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on; nothing leaves this computer by that."""
        if event.key() in ENTER and not self._go.isEnabled():
            return  # it is being tried; a second Enter must not fall to the button that is left
        if event.key() in ENTER:
            focused = self.focusWidget()
            if isinstance(focused, Button):
                focused.click()
            elif self._new and focused is self._first:
                self._again.setFocus()
            else:
                self._go.click()
            return
        super().keyPressEvent(event)

    def reject(self) -> None:
        """Esc, closing and Quit."""
        self._answer(self.quit_chosen)

    def set_busy(self, busy: bool) -> None:
        """While the passphrase is tried, nothing can be pressed."""
        for part in (self._first, self._again, self._show, self._go, self._without):
            part.setEnabled(not busy)
        if busy:
            self.setFocus()
        kind = "new" if self._new else "unlock"
        self._go.setText(self._words("passphrase.trying" if busy else f"passphrase.{kind}_go"))

    def show_problem(self, title: str, next_step: str) -> None:
        """Say what was wrong; the fields are empty again and the first one has the focus."""
        self.set_busy(False)
        for field_ in (self._first, self._again):
            field_.clear()
        self._problem.set_content("warning", title, next_step)
        self._problem.show()
        self.fit()
        self._problem.announce()
        self._first.setFocus()

    def _on_shown(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        for field_ in (self._first, self._again):
            field_.setEchoMode(mode)

    def _on_go(self) -> None:
        typed = self._first.text()
        problem = ""
        if not typed:
            problem = "empty"
        elif self._new and len(typed) < SHORTEST_PASSPHRASE:
            problem = "short"
        elif self._new and self._again.text() != typed:
            problem = "different"
        if problem:
            title, next_step = f"passphrase.{problem}", f"passphrase.{problem}_next"
            self.show_problem(self._words(title, count=SHORTEST_PASSPHRASE), self._words(next_step))
            return
        self.set_busy(True)
        self._first.clear()
        self._again.clear()
        self.passphrase_given.emit(typed)

    def _answer(self, signal: SignalInstance) -> None:
        if not self._quitting:
            self._quitting = True
            signal.emit()


@dataclass(frozen=True, slots=True)
class PassphraseWanted:
    """One question; exactly one of the three answers ends it. Made on another thread than the window's."""

    new: bool
    problem: tuple[str, str] = ("", "")
    _answer: "Future[str]" = field(default_factory=Future)

    def give(self, passphrase: str) -> None:
        """The person typed it."""
        self._end(lambda: self._answer.set_result(passphrase))

    def work_without(self) -> None:
        """The person works without the record this time."""
        self._end(lambda: self._answer.set_exception(WithoutRecord()))

    def quit(self) -> None:
        """The person quits."""
        self._end(lambda: self._answer.set_exception(UserCancelled()))

    def wait(self) -> str:
        """The answer; blocks.

        Raises:
            WithoutRecord: the person works without the record.
            UserCancelled: the person quits.
        """
        return self._answer.result()

    def _end(self, answer: Callable[[], None]) -> None:
        if not self._answer.done():
            answer()


class PassphraseQuestions(QObject):
    """Carries questions from a worker thread to the window: give `ask` to `Bootstrap` as its `AskPassphrase`.

    Connect `wanted` and answer what it brings. After a wrong try call `remember_problem`, then open again: the
    next question says what was wrong.
    """

    wanted = Signal(object)
    """`PassphraseWanted`, on the window's thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._problem = ("", "")
        self._open: PassphraseWanted | None = None
        self._closed = False

    def ask(self, new: bool) -> str:
        """Ask the person and wait; never on the window's thread.

        Raises:
            WithoutRecord: the person works without the record.
            UserCancelled: the person quits, or the program ends.
        """
        question = PassphraseWanted(new, self._problem)
        self._problem = ("", "")
        self._open = question
        if self._closed:
            question.quit()
        else:
            self.wanted.emit(question)
        return question.wait()

    def remember_problem(self, title: str, what_next: str) -> None:
        """What the next question begins with."""
        self._problem = (title, what_next)

    def close(self) -> None:
        """The program ends: a question that is still open is answered with quit."""
        self._closed = True
        if self._open is not None:
            self._open.quit()
