"""The part of the settings that lists who may approve."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from homeport.domain.approval import Approver
from homeport.ui.dialogs.settings_page import Support, clear
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.text_label import Body
from homeport.ui.words import Words


class PeopleSection(QWidget):
    """Who may approve, one a row, with a button to remove them; and one to enrol somebody."""

    enrol_wanted = Signal()
    remove_wanted = Signal(str)
    """Id of a person."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(Support(theme, words("second.people_says"), self))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.px(4))
        column.addLayout(self._rows)
        self.enrol = Button(theme, words("second.enrol"), icon="users", parent=self)
        self.enrol.setObjectName("enrol")
        self.enrol.clicked.connect(self.enrol_wanted)
        row = QHBoxLayout()
        row.addWidget(self.enrol)
        row.addStretch(1)
        column.addLayout(row)

    def show_people(self, people: tuple[Approver, ...]) -> None:
        """Show who is enrolled now."""
        clear(self._rows)
        names = {person.id: person.name for person in people}
        for person in people:
            self._rows.addWidget(self._row(person, names))
        if not people:
            self._rows.addWidget(Body(self._theme, self._words("second.people_none"), self))

    def _row(self, person: Approver, names: dict[str, str]) -> QWidget:
        words, date = self._words, self._words.date(person.enrolled_at)
        says = words("second.first_one", name=person.name, date=date)
        if person.vouched_by:
            by = names.get(person.vouched_by) or words("second.somebody_removed")
            says = words("second.vouched", name=person.name, date=date, by=by)
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Body(self._theme, says, holder), 1)
        remove = Button(self._theme, words("second.remove"), "ghost", parent=holder)
        remove.setAccessibleName(words("second.remove_named", name=person.name))
        remove.clicked.connect(lambda: self.remove_wanted.emit(person.id))
        row.addWidget(remove)
        return holder
