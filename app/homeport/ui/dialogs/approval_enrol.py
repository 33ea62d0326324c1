"""Enrolling somebody who may approve: they type their name and a passphrase of their own."""

from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from homeport.domain.approval import Approver
from homeport.ui.dialogs.approval_fields import WhoFields, line_field, named
from homeport.ui.dialogs.scrolled import ScrolledDialog
from homeport.ui.theme import Theme
from homeport.ui.widgets.banner import Banner
from homeport.ui.widgets.button import ENTER, Button
from homeport.ui.widgets.flow_layout import FlowLayout
from homeport.ui.widgets.text_label import Body, TextLabel
from homeport.ui.words import Words

WIDTH = 520


class EnrolDialog(ScrolledDialog):
    """Takes a name and a passphrase; the yes of somebody enrolled, too, once there is one.

    Args:
        theme: colours and sizes.
        words: the person's language.
        people: who is enrolled; empty for the first.
        parent: the owner.
    """

    enrolled = Signal(str, str, object)
    """Name, passphrase, and the `Proof` of the person who agrees or None."""

    def __init__(
        self, theme: Theme, words: Words, people: tuple[Approver, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, WIDTH, parent)
        self._words = words
        self.setWindowTitle("Homeport")
        self.setAccessibleName(words("second.enrol_title"))
        self.name = line_field(theme, words("second.enrol_name"), self)
        self.passphrase = line_field(theme, words("second.enrol_passphrase"), self, secret=True)
        self.again = line_field(theme, words("second.enrol_again"), self, secret=True)
        self.other = QCheckBox(words("second.enrol_other"), self)
        self.voucher: WhoFields | None = None
        if people:
            self.voucher = WhoFields(theme, words, self, vouches=True)
            self.voucher.set_people(people)
        self._problem = Banner(theme, words, "warning", "", parent=self)
        self._problem.hide()
        self.go = Button(theme, words("second.enrol_go"), "primary", parent=self)
        self.go.clicked.connect(self._on_go)
        self.leave = Button(theme, words("common.cancel"), "ghost", parent=self)
        self.leave.clicked.connect(self.reject)
        self._lay_out()

    def _lay_out(self) -> None:
        theme, words, column = self._theme, self._words, self.column
        column.addWidget(TextLabel(theme, words("second.enrol_title"), "title", "text", self))
        column.addWidget(Body(theme, words("second.enrol_says"), self))
        column.addWidget(self._problem)
        own = [("enrol_name", self.name), ("enrol_passphrase", self.passphrase), ("enrol_again", self.again)]
        for key, field in own:
            column.addWidget(named(theme, words(f"second.{key}"), field, self))
            column.addWidget(field)
        column.addWidget(self.other)
        for label, voucher in self.voucher.pairs if self.voucher else ():
            column.addWidget(label)
            column.addWidget(voucher)
        column.addSpacing(theme.px(8))
        buttons = QWidget(self)
        flow = FlowLayout(buttons)
        flow.set_spacing(theme.px(8), theme.px(8))
        for button in (self.go, self.leave):
            button.setAutoDefault(False)
            flow.addWidget(button)
        column.addWidget(buttons)
        column.addStretch(1)
        vouching = [field for _, field in self.voucher.pairs] if self.voucher else []
        order = [self.name, self.passphrase, self.again, self.other, *vouching, self.go, self.leave]
        for one, next_ in pairwise(order):
            self.setTabOrder(one, next_)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter enrols nobody."""
        if event.key() not in ENTER:
            super().keyPressEvent(event)

    def show_problem(self, title: str) -> None:
        """Say what was wrong; passphrases are typed again."""
        self.go.setEnabled(True)
        self.go.setText(self._words("second.enrol_go"))
        for field in (self.passphrase, self.again):
            field.clear()
        self._problem.set_content("warning", title, "")
        self._problem.show()
        self.fit()
        self._problem.announce()

    def _on_go(self) -> None:
        if not self.other.isChecked():
            self.show_problem(self._words("second.enrol_not_other"))
            return
        typed = self.passphrase.text()
        if typed != self.again.text():
            self.show_problem(self._words("second.enrol_different"))
            return
        proof = self.voucher.proof() if self.voucher else None
        self.go.setEnabled(False)
        self.go.setText(self._words("second.enrol_trying"))
        self.enrolled.emit(self.name.text(), typed, proof)
