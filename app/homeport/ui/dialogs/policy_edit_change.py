"""The question before another policy decides: what it changes, openings first."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from homeport.ui.dialogs.settings_page import OptionCard, StateWord
from homeport.ui.models.settings_view import PolicyChange
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.words import Words

MOST_LINES = 12
"""Changes that are listed; the rest is counted."""


class ChangeCard(OptionCard):
    """Keeping things as they are is where the keyboard begins."""

    accepted = Signal(str)
    """This policy is to decide."""
    kept = Signal()

    def __init__(self, theme: Theme, words: Words, change: PolicyChange, parent: QWidget | None = None) -> None:
        super().__init__(theme, words("policy_page.change_title", name=change.name), icon="compare", parent=parent)
        if change.opens:
            self.line(words("policy_page.opens"), "text")
            for line in change.opens:
                self.line(f"•  {line}", "warning")
        closes = [line for line in change.lines if line not in change.opens]
        if closes:
            self.line(words("policy_page.other_changes"), "text")
            for line in closes[:MOST_LINES]:
                self.line(f"•  {line}")
            if len(closes) > MOST_LINES:
                self.small(words("policy_page.more_changes", count=len(closes) - MOST_LINES))
        if not change.lines:
            self.line(words("policy_page.same_cells"))
        for warning in change.warnings:
            self.body.addWidget(StateWord(theme, "warning", warning, "warning"))
        if change.combinations:
            self.small(words("policy_page.counted", changed=change.changed, combinations=change.combinations))
        accept = Button(theme, words("policy_page.accept"), "primary")
        accept.setAccessibleName(words("policy_page.use_named", name=change.name))
        accept.setObjectName("accept_change")
        accept.clicked.connect(lambda: self.accepted.emit(change.ref))
        self.keep = Button(theme, words("policy_page.keep"))
        self.keep.setObjectName("keep_policy")
        self.keep.clicked.connect(self.kept)
        self.buttons(self.keep, accept)
