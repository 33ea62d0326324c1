"""What a second person fills in: who they are, and a passphrase that nobody else knows."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from homeport.domain.approval import Approver
from homeport.ports.approvals import Proof
from homeport.ui.theme import Theme
from homeport.ui.widgets.fields import Choice
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words


def line_field(theme: Theme, name: str, parent: QWidget, *, secret: bool = False) -> QLineEdit:
    """A line under a name; a secret one is not shown and not learnt by the keyboard."""
    field = QLineEdit(parent)
    if secret:
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
    field.setAccessibleName(name)
    field.setFont(theme.font("body"))
    field.setMinimumHeight(theme.px(36))
    return field


def named(theme: Theme, name: str, field: QWidget, parent: QWidget) -> TextLabel:
    """The name above a field."""
    label = TextLabel(theme, name, "section", "text2", parent)
    label.setBuddy(field)
    return label


class WhoFields:
    """Who is enrolled, and the passphrase of the one that is chosen; laid out by whoever holds it."""

    def __init__(
        self,
        theme: Theme,
        words: Words,
        parent: QWidget,
        *,
        vouches: bool = False,
    ) -> None:
        who = words("second.enrol_voucher" if vouches else "second.who")
        secret = words("second.enrol_voucher_passphrase" if vouches else "second.passphrase")
        self.who: QComboBox = Choice(theme, who, parent)
        self.who.setMinimumHeight(theme.px(36))
        self.passphrase = line_field(theme, secret, parent, secret=True)
        self.who_name = named(theme, who, self.who, parent)
        self.passphrase_name = named(theme, secret, self.passphrase, parent)

    @property
    def pairs(self) -> tuple[tuple[TextLabel, QWidget], ...]:
        """Each field under its name, in reading order."""
        return (self.who_name, self.who), (self.passphrase_name, self.passphrase)

    def set_people(self, people: tuple[Approver, ...]) -> None:
        """Who can be chosen; nothing is typed yet."""
        self.who.clear()
        for person in people:
            self.who.addItem(person.name, person.id)
        self.passphrase.clear()

    def proof(self) -> Proof | None:
        """Who it is, with what they typed, which is taken away; None when nothing was typed."""
        typed = self.passphrase.text()
        self.passphrase.clear()
        return Proof(str(self.who.currentData()), typed) if typed else None
