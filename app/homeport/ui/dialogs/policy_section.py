"""What the sections of the policy window are made of."""

from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from homeport.ui.dialogs.settings_page import Column, clear
from homeport.ui.models.policy_opened import Combination, OpenPolicy
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.empty_state import EmptyState
from homeport.ui.widgets.text_label import Caption, TextLabel
from homeport.ui.words import Words

WIDE = 840
"""px before scaling."""


class ShowsPolicy(Protocol):
    """What the policy window asks of the widget of a section.

    A widget may also have a signal ``facts_wanted(dict)``: these facts are opened in "Try it".
    """

    def show_opened(self, opened: OpenPolicy) -> None:
        """Show this policy; called when the section comes to the front, once for each policy."""
        ...


class PolicySection(Column):
    """A section that scrolls; `fill` puts what it shows into `column`."""

    facts_wanted = Signal(dict)
    """Open these facts in "Try it"."""

    def __init__(
        self, theme: Theme, words: Words, title: str, intro: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, words, title, parent)
        self.title(title, intro)
        self.body = QVBoxLayout()
        self.column.addLayout(self.body)

    def show_opened(self, opened: OpenPolicy) -> None:
        """Show this policy in the place of what is shown."""
        clear(self.body)
        self.body.setSpacing(self.theme.px(12))
        self.fill(opened)
        self.verticalScrollBar().setValue(0)

    def fill(self, opened: OpenPolicy) -> None:
        """Put what is to be shown into `body`."""
        raise NotImplementedError

    def nothing(self) -> None:
        """Say that the file makes no sense yet."""
        words = self.words
        title, then = words("policy_window.nothing_to_show"), words("policy_window.nothing_to_show_next")
        self.body.addWidget(EmptyState(self.theme, "error", title, then))

    def count(self, text: str) -> None:
        """One line on how many there are."""
        self.body.addWidget(TextLabel(self.theme, text, "strong", "text"))

    def facts_row(self, said: str, facts: Combination, about: str) -> QWidget:
        """A combination of facts in words, and a button that opens it in "Try it"."""
        row = QWidget()
        line = QVBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(self.theme.px(8))
        line.addWidget(Caption(self.theme, said))
        button = Button(self.theme, self.words("policy_window.try_these"), "secondary", "play")
        button.setAccessibleName(self.words("policy_window.try_these_named", about=about))
        button.setObjectName(f"try_{about}")
        button.clicked.connect(lambda: self.facts_wanted.emit(dict(facts)))
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return row

    def _space(self) -> None:
        super()._space()
        self._inner.setMaximumWidth(self.theme.px(WIDE) + self.theme.px(56))


class RuleMark(TextLabel):
    """The id of a rule: small, in letters of one width."""

    def __init__(
        self,
        theme: Theme,
        rule: str,
        token: str = "text3",  # noqa: S107 - a colour token
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, rule, "code", token, parent)
        self.setWordWrap(False)


def marked(
    theme: Theme,
    rule: str,
    *beside: QWidget,
    column: int = 44,
    token: str = "text3",  # noqa: S107 - a colour token
) -> QWidget:
    """The id of a rule at the left, and what belongs to it in a column beside it."""
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(theme.px(12))
    mark = RuleMark(theme, rule, token)
    mark.setMinimumWidth(theme.px(column))
    line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    told = QVBoxLayout()
    told.setSpacing(theme.px(4))
    for widget in beside:
        told.addWidget(widget)
    line.addLayout(told, 1)
    return row
