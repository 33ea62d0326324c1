"""Brings the services to the policy window: one window, made when it is first wanted."""

from collections.abc import Callable
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from homeport.services.program import Program
from homeport.ui.dialogs.policy_difference import DifferenceSection
from homeport.ui.dialogs.policy_edit import EditSection
from homeport.ui.dialogs.policy_examples import ExamplesSection
from homeport.ui.dialogs.policy_lanes import LanesSection
from homeport.ui.dialogs.policy_promises import PromisesSection
from homeport.ui.dialogs.policy_remarks import RemarksSection
from homeport.ui.dialogs.policy_rules import RulesSection
from homeport.ui.dialogs.policy_table import TableSection
from homeport.ui.dialogs.policy_try import TrySection
from homeport.ui.dialogs.policy_window import PolicyDialog
from homeport.ui.models.policy_opened import IN_FORCE, Combination, OpenPolicy
from homeport.ui.presenters.policy_difference import DifferencePresenter
from homeport.ui.presenters.policy_edit import EditPresenter
from homeport.ui.presenters.policy_expected import ExpectedPresenter
from homeport.ui.presenters.policy_opened import open_policy
from homeport.ui.presenters.policy_trying import TryPresenter
from homeport.ui.presenters.policy_work import PolicyWork
from homeport.ui.runtime import Runtime
from homeport.ui.theme import Theme
from homeport.ui.words import Words


@dataclass(frozen=True, slots=True)
class OwnSections:
    """Sections that ask for something."""

    lanes: LanesSection
    try_it: TrySection


def add_sections(dialog: PolicyDialog, theme: Theme, words: Words) -> OwnSections:
    """Put the sections into the window that need nothing but the policy."""
    lanes, try_it = LanesSection(theme, words), TrySection(theme, words)
    dialog.facts_tried.connect(try_it.set_facts)
    for key, widget, icon in (
        ("rules", RulesSection(theme, words), "note"),
        ("lanes", lanes, "grid"),
        ("table", TableSection(theme, words), "table"),
        ("try_it", try_it, "play"),
        ("promises", PromisesSection(theme, words), "check-circle"),
        ("examples", ExamplesSection(theme, words), "checklist"),
        ("remarks", RemarksSection(theme, words), "flag"),
    ):
        dialog.add_section(key, words(f"policy_window.{key}"), widget, icon)
    return OwnSections(lanes, try_it)


class PolicyWindowPresenter(QObject):
    """One policy window at a time.

    The window has no owner: settings that lie over the main window do not lie over it, and closing them leaves it
    where it is. It goes with this presenter, which belongs to the main window.

    Args:
        runtime: the loop.
        program: gives the services, on the loop's thread.
        theme: the window's.
        words: the person's language.
        parent: the owner.
    """

    changed = Signal()
    """Policy files or settings were changed from the window."""
    matrix_wanted = Signal(object)
    """Show and print the table of classes and lanes of this `policy.prove.Whole`."""
    error_told = Signal(object)
    """A `UserFacingError` that the main window is to say."""
    task_wanted = Signal(str)
    """Show this task in the main window."""

    def __init__(
        self, runtime: Runtime, program: Callable[[], Program], theme: Theme, words: Words, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._runtime, self._program, self._theme, self._words = runtime, program, theme, words
        self._dialog: PolicyDialog | None = None
        self._files: dict[str, None] = {}
        self._expected = ExpectedPresenter(runtime, program, theme, words, self._insert, self)
        self._expected.added.connect(self._example_added)
        self._expected.failed.connect(self.error_told)
        parent.destroyed.connect(self.close)

    @property
    def dialog(self) -> PolicyDialog | None:
        """The window, once it was opened."""
        return self._dialog if self._dialog is not None and shiboken6.isValid(self._dialog) else None

    def open_for(self, ref: str = IN_FORCE, facts: Combination | None = None, section: str = "") -> PolicyDialog:
        """Show the window with this policy: a shipped name, a path, or the one in force."""
        dialog = self.dialog or self._make()
        dialog.open_for(ref, facts, section)
        return dialog

    def expect(self, task_id: str, over: QWidget | None) -> None:
        """A decision should have been different: ask how, and make an example of it for a policy of one's own."""
        self._expected.ask(task_id, over)

    def _insert(self, ref: str, example: str) -> bool:
        return self.dialog is not None and self.dialog.isVisible() and self._editor.insert(ref, example)

    def _example_added(self, ref: str) -> None:
        if self.dialog is not None:
            self._editor.forget_read()
        self.open_for(ref, section="edit")

    def settings_changed(self) -> None:
        """Another policy may decide now: what is shown is read again."""
        dialog = self.dialog
        if dialog is not None and dialog.isVisible() and dialog.opened is not None:
            self._work.dialog.policy_wanted.emit(dialog.opened.ref)

    def close(self) -> None:
        """End the window with everything in it."""
        if self.dialog is not None:
            self.dialog.close()
            self.dialog.deleteLater()
        self._dialog = None

    def _make(self) -> PolicyDialog:
        words, theme = self._words, self._theme
        self._dialog = dialog = PolicyDialog(theme, words)
        dialog.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._work = PolicyWork(self._runtime, self._program, theme, words, dialog)
        self._work.changed.connect(self.changed)
        dialog.policy_wanted.connect(self._open)
        sections = add_sections(dialog, theme, words)
        sections.lanes.matrix_wanted.connect(self.matrix_wanted)
        TryPresenter(self._work, sections.try_it)
        self._add_more(self._work)
        return dialog

    def _add_more(self, work: PolicyWork) -> None:
        """Sections with presenters of their own."""
        words, dialog = work.words, work.dialog
        differences = DifferenceSection(work.theme, words)
        differences.task_wanted.connect(self.task_wanted)
        dialog.add_section("differences", words("policy_difference.title"), differences, "compare")
        DifferencePresenter(work, differences)
        editor = EditSection(work.theme, words)
        dialog.add_section("edit", words("policy_edit.title"), editor, "pencil")
        self._editor = EditPresenter(work, editor)
        differences.expect_wanted.connect(lambda task_id: self.expect(task_id, dialog))

    def _open(self, ref: str) -> None:
        self._files |= {ref: None}
        files = tuple(self._files)

        def work(program: Program, words: Words) -> OpenPolicy:
            extra = (*program.policy_copies.refs, *files)
            return open_policy(ref, program.policy, program.settings.policy, program.policies, words, extra)

        self._work.off_window(work, self._work.dialog.show_policy, "open")
