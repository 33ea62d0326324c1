"""Settings: which policy decides, and what choosing another one changes."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from homeport.ui.dialogs.policy_edit_change import ChangeCard
from homeport.ui.dialogs.settings_page import Column, KeepsFocus, OptionCard, StateWord, clear
from homeport.ui.models.settings_view import (
    OwnPolicyView,
    PolicyChange,
    PolicyListView,
    PolicySummary,
)
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words


class PolicyPage(Column):
    """The list of policies, and the change that waits for an answer."""

    read_wanted = Signal(str)
    """Open this policy in its window: the name of a shipped file, or a path."""
    file_wanted = Signal()
    """The person wants to pick a policy file; the presenter opens the file dialog."""
    change_wanted = Signal(str)
    """Say what choosing this policy would change."""
    change_accepted = Signal(str)
    matrix_wanted = Signal(str)
    """Show the table of classes and lanes of this policy."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(theme, words, words("policy_page.title"), parent)
        self._change: PolicyChange | None = None
        self.title(words("policy_page.title"), words("policy_page.intro"))
        self._waiting = QVBoxLayout()
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(12))
        for part in (self._waiting, self._list):
            self.column.addLayout(part)

    def show_policies(self, view: PolicyListView) -> None:
        """Show the list, and why everything stays here if the chosen one could not be read."""
        words, theme = self.words, self.theme
        focus = KeepsFocus(self)
        clear(self._list)
        if view.device_only_because:
            self.show_problem(words("policy_page.device_only"), "\n".join(view.device_only_because), "warning")
        elif view.last_accepted:
            self.show_problem(view.last_accepted, "\n".join(view.refused_because), "warning")
        else:
            self.show_problem("")
        for warning in view.warnings:
            self._list.addWidget(StateWord(theme, "warning", warning, "warning"))
        if view.own is not None:
            self._list.addWidget(self._own_card(view.own))
        for policy in view.policies:
            self._list.addWidget(self._card(policy))
        other = Button(theme, words("policy_page.other_file"), icon="folder")
        other.setObjectName("other_file")
        other.clicked.connect(self.file_wanted)
        row = QHBoxLayout()
        row.addWidget(other)
        row.addStretch(1)
        self._list.addLayout(row)
        focus.restore()

    def show_change(self, change: PolicyChange | None) -> None:
        """Say what would change, and ask; None takes the question away."""
        self._change = change
        clear(self._waiting)
        if change is None:
            return
        card = ChangeCard(self.theme, self.words, change)
        card.accepted.connect(lambda _: self._on_accepted())
        card.kept.connect(lambda: self.show_change(None))
        self._waiting.addWidget(card)
        card.keep.setFocus()
        self.ensureWidgetVisible(card)

    def _on_accepted(self) -> None:
        change = self._change
        if change is not None:
            self.show_change(None)
            self.change_accepted.emit(change.ref)

    def _own_card(self, own: OwnPolicyView) -> QWidget:
        words, theme = self.words, self.theme
        state = words("policy_page.own_counts") if own.counts else ""
        card = OptionCard(theme, words("policy_page.own_title"), state, "shield")
        card.setObjectName("own_policy")
        card.small(words("policy_page.own_file", ref=own.path))
        card.line(own.told)
        for problem in own.problems:
            card.line(problem, "danger")
        for rule in own.rules:
            card.body.addWidget(TextLabel(theme, f"{rule.id}  {rule.say}", "row", "text"))
            card.small(rule.does)
        return card

    def _card(self, policy: PolicySummary) -> QWidget:
        words, theme = self.words, self.theme
        state = words("policy_page.in_force") if policy.in_force else ""
        card = OptionCard(theme, policy.name, state, "shield")
        shipped = words("policy_page.shipped" if policy.shipped else "policy_page.own_file", ref=policy.ref)
        if policy.version:
            shipped = f"{words('policy_page.version', version=policy.version)} · {shipped}"
        card.small(shipped)
        if not policy.accepted:
            card.line(words("policy_page.refused"), "danger")
        for sentence in policy.sentences:
            card.line(sentence)
        if policy.may_leave:
            card.body.addWidget(TextLabel(theme, policy.may_leave, "row", "text"))
        read = Button(theme, words("policy_page.read"), icon="eye")
        read.setObjectName(f"read_{policy.ref}")
        read.setAccessibleName(words("policy_page.read_named", name=policy.name))
        read.clicked.connect(partial(self.read_wanted.emit, policy.ref))
        buttons: list[QWidget] = [read]
        if policy.accepted:
            table = Button(theme, words("policy_page.table"), icon="grid")
            table.setObjectName(f"table_{policy.ref}")
            table.setAccessibleName(words("policy_page.table_named", name=policy.name))
            table.clicked.connect(partial(self.matrix_wanted.emit, policy.ref))
            buttons.append(table)
        if policy.accepted and not policy.in_force:
            use = Button(theme, words("policy_page.use"))
            use.setObjectName(f"use_{policy.ref}")
            use.setAccessibleName(words("policy_page.use_named", name=policy.name))
            use.clicked.connect(partial(self.change_wanted.emit, policy.ref))
            buttons.append(use)
        card.buttons(*buttons)
        return card
