"""A second person at this screen agrees to something small: a result that two accept, or a false alarm."""

import time
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from homeport.domain.approval import Approver
from homeport.ui.dialogs.approval_fields import WhoFields
from homeport.ui.dialogs.confirmation import DEAF_MILLISECONDS
from homeport.ui.dialogs.confirmation_foot import SendButton
from homeport.ui.dialogs.scrolled import ScrolledDialog
from homeport.ui.theme import Theme
from homeport.ui.widgets.banner import Banner
from homeport.ui.widgets.button import ENTER, Button
from homeport.ui.widgets.flow_layout import FlowLayout
from homeport.ui.widgets.text_label import Body, TextLabel
from homeport.ui.words import Words

WIDTH = 520


class SecondPersonDialog(ScrolledDialog):
    """Asks one question of a second person. Esc and closing it answer nothing; Enter is never a yes.

    Args:
        theme: colours and sizes.
        words: the person's language.
        kind: ``review`` or ``strike``: which sentences of the catalogue it says.
        says: what it is about, in a sentence.
        people: who may answer.
        parent: the owner.
    """

    answered = Signal(object, bool)
    """A `Proof`, and whether it is a yes."""

    def __init__(
        self,
        theme: Theme,
        words: Words,
        kind: str,
        says: str,
        people: tuple[Approver, ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, WIDTH, parent)
        self._words = words
        self._shown_at = time.monotonic()
        title = words(f"second.{kind}_title")
        self.setWindowTitle("Homeport")
        self.setAccessibleName(title)
        self.who = WhoFields(theme, words, self)
        self.who.set_people(people)
        self._problem = Banner(theme, words, "warning", "", parent=self)
        self._problem.hide()
        self.yes = SendButton(theme, words(f"second.{kind}_yes"), parent=self)
        self.no = Button(theme, words(f"second.{kind}_no"), parent=self)
        self.leave = Button(theme, words("common.cancel"), "ghost", parent=self)
        self.yes.clicked.connect(lambda: self._answer(yes=True))
        self.no.clicked.connect(lambda: self._answer(yes=False))
        self.leave.clicked.connect(self.reject)
        column = self.column
        column.addWidget(TextLabel(theme, title, "title", "text", self))
        column.addWidget(Body(theme, says, self))
        column.addWidget(self._problem)
        for label, field in self.who.pairs:
            column.addWidget(label)
            column.addWidget(field)
        column.addSpacing(theme.px(8))
        buttons = QWidget(self)
        flow = FlowLayout(buttons)
        flow.set_spacing(theme.px(8), theme.px(8))
        for button in (self.leave, self.no, self.yes):
            button.setAutoDefault(False)
            flow.addWidget(button)
        column.addWidget(buttons)
        column.addStretch(1)
        for one, next_ in pairwise((self.who.who, self.who.passphrase, self.leave, self.no, self.yes)):
            self.setTabOrder(one, next_)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at who it is; for half a second nothing is an answer."""
        super().showEvent(event)
        self._shown_at = time.monotonic()
        self.who.who.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter answers nothing."""
        if event.key() not in ENTER:
            super().keyPressEvent(event)

    def show_problem(self, title: str, next_step: str = "") -> None:
        """Say what was wrong; it can be tried again."""
        for button in (self.yes, self.no):
            button.setEnabled(True)
        self._problem.set_content("warning", title, next_step)
        self._problem.show()
        self.fit()
        self._problem.announce()
        self.who.passphrase.setFocus()

    def _answer(self, *, yes: bool) -> None:
        if (time.monotonic() - self._shown_at) * 1000 < DEAF_MILLISECONDS:
            return
        proof = self.who.proof()
        if proof is None:
            self.show_problem(self._words("second.missing"))
            return
        for button in (self.yes, self.no):
            button.setEnabled(False)
        self.answered.emit(proof, yes)
