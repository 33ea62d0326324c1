"""Enrolling and removing, in the settings, who may approve."""

import shiboken6

from homeport.domain.approval import Approver
from homeport.ports.approvals import SHORTEST_PASSPHRASE, Proof
from homeport.services.approvals import LONGEST_NAME, EnrolRefused
from homeport.ui.dialogs.approval_enrol import EnrolDialog
from homeport.ui.dialogs.settings_page import Column
from homeport.ui.dialogs.settings_people import PeopleSection
from homeport.ui.presenters.settings_desk import SettingsDesk

_COUNTS = {EnrolRefused.NO_NAME: LONGEST_NAME, EnrolRefused.SHORT: SHORTEST_PASSPHRASE}


class PeoplePresenter:
    """Fills one section of a page."""

    def __init__(self, desk: SettingsDesk, section: PeopleSection, page: Column) -> None:
        """Take the desk of the dialog, and the page on which an error is said."""
        self._desk, self._section, self._page = desk, section, page
        self._people: tuple[Approver, ...] = ()
        self.dialog: EnrolDialog | None = None
        section.enrol_wanted.connect(self._enrol)
        section.remove_wanted.connect(self._remove)

    def fill(self) -> None:
        """Read who is enrolled."""

        async def read() -> tuple[Approver, ...]:
            return await self._desk.program().second_persons.people()

        self._desk.show(read(), self._show, self._page)

    def _show(self, people: tuple[Approver, ...]) -> None:
        self._people = people
        self._section.show_people(people)

    def _remove(self, approver_id: str) -> None:
        async def remove() -> tuple[Approver, ...]:
            second = self._desk.program().second_persons
            await second.remove(approver_id)
            return await second.people()

        def show(people: tuple[Approver, ...]) -> None:
            self._show(people)
            self._section.enrol.setFocus()  # the button that had it is gone

        self._desk.show(remove(), show, self._page)

    def _enrol(self) -> None:
        if self.dialog is not None:
            return
        dialog = self.dialog = EnrolDialog(self._desk.theme, self._desk.words, self._people, self._page.window())

        def enrolled(name: str, passphrase: str, voucher: Proof | None) -> None:
            async def enrol() -> tuple[Approver, ...] | EnrolRefused:
                second = self._desk.program().second_persons
                done = await second.enrol(name, passphrase, voucher)
                return done if isinstance(done, EnrolRefused) else await second.people()

            def show(found: tuple[Approver, ...] | EnrolRefused) -> None:
                if not shiboken6.isValid(dialog):
                    return
                if isinstance(found, EnrolRefused):
                    key = f"second.refused_{found.value.replace('-', '_')}"
                    slots = {"count": _COUNTS[found]} if found in _COUNTS else {}
                    dialog.show_problem(self._desk.words(key, **slots))
                    return
                dialog.accept()
                self._show(found)

            self._desk.show(enrol(), show, self._page)

        dialog.enrolled.connect(enrolled)
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None and shiboken6.isValid(dialog):
            dialog.deleteLater()
