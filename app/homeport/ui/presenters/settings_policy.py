"""The page of policies over the services."""

import asyncio
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from homeport.policy.prove import Whole, whole
from homeport.ui.dialogs.policy_page import PolicyPage
from homeport.ui.models.settings_view import PolicyChange, PolicyListView, PolicyText
from homeport.ui.presenters import policy_values, settings_work
from homeport.ui.presenters.settings_desk import SettingsDesk


class PolicyPresenter(QObject):
    """Reads policies, says what another one would change, and keeps the choice."""

    matrix_wanted = Signal(object)
    """A `policy.prove.Whole` whose table is to be shown."""

    def __init__(self, desk: SettingsDesk, page: PolicyPage) -> None:
        super().__init__(desk)
        self._desk, self._page = desk, page
        page.read_wanted.connect(self._read)
        page.file_wanted.connect(self._pick)
        page.change_wanted.connect(self._compare)
        page.change_accepted.connect(self._use)
        page.matrix_wanted.connect(self._show_matrix)

    def fill(self) -> None:
        """Show the list."""
        self._desk.show(read_policies(self._desk), self._page.show_policies, self._page)

    def _read(self, ref: str) -> None:
        async def read() -> PolicyText:
            files, words = self._desk.program().policies, self._desk.loop_words
            return await asyncio.to_thread(
                lambda: policy_values.policy_text(policy_values.read_policy(files, ref), words)
            )

        self._desk.show(read(), self._page.show_policy, self._page)

    def _pick(self) -> None:
        words = self._desk.words
        self._desk.pick(words("policy_page.file_dialog"), words("policy_page.file_dialog_filter"), self._compare)

    def _compare(self, ref: str) -> None:
        async def compare() -> tuple[PolicyChange | None, PolicyText]:
            program, words = self._desk.program(), self._desk.loop_words
            in_force, files = program.policy.policy, program.policies

            def work() -> tuple[PolicyChange | None, PolicyText]:
                read = policy_values.read_policy(files, ref)
                return policy_values.policy_change(in_force, read, words), policy_values.policy_text(read, words)

            return await asyncio.to_thread(work)

        def show(result: tuple[PolicyChange | None, PolicyText]) -> None:
            change, text = result
            if change is None:  # refused: show every mistake instead
                self._page.show_policy(text)
            else:
                self._page.show_change(change)

        self._desk.show(compare(), show, self._page)

    def _use(self, ref: str) -> None:
        self._desk.save(
            lambda program: settings_work.save(program, replace(program.settings, policy=ref)), self._page
        )

    def _show_matrix(self, ref: str) -> None:
        async def read() -> Whole | None:
            files = self._desk.program().policies

            def work() -> Whole | None:
                policy = policy_values.read_policy(files, ref).policy
                return whole(policy) if policy else None

            return await asyncio.to_thread(work)

        def show(all_of: Whole | None) -> None:
            if all_of is not None:
                self.matrix_wanted.emit(all_of)

        self._desk.show(read(), show, self._page)


async def read_policies(desk: SettingsDesk) -> PolicyListView:
    """The list of policies; on the loop's thread."""
    program = desk.program()
    in_force, chosen, files = program.policy.policy, program.settings.policy, program.policies
    return await asyncio.to_thread(policy_values.policy_list, files, chosen, in_force, desk.loop_words)
