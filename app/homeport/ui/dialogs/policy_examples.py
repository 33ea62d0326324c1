"""The examples of a policy: what each expects, and what came out."""

from PySide6.QtWidgets import QGridLayout, QWidget

from homeport.ui.dialogs.policy_section import PolicySection
from homeport.ui.dialogs.settings_page import StateWord
from homeport.ui.models.policy_opened import ExampleEntry, OpenPolicy
from homeport.ui.theme import Theme
from homeport.ui.widgets.card import Card
from homeport.ui.widgets.empty_state import EmptyState
from homeport.ui.widgets.text_label import Caption, TextLabel
from homeport.ui.words import Words


class ExamplesSection(PolicySection):
    """Every example; those that differ stand first."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        title, intro = words("policy_window.examples"), words("policy_window.examples_intro")
        super().__init__(theme, words, title, intro, parent)

    def fill(self, opened: OpenPolicy) -> None:
        """A card for each."""
        words = self.words
        if opened.all_of is None:
            self.nothing()
        elif not opened.examples:
            none = words("policy_window.no_examples"), words("policy_window.no_examples_next")
            self.body.addWidget(EmptyState(self.theme, "checklist", *none))
        else:
            passed = sum(example.passed for example in opened.examples)
            self.count(words("policy_window.passed", count=len(opened.examples), passed=passed))
            for example in sorted(opened.examples, key=lambda each: each.passed):
                self.body.addWidget(self._card(example))

    def _card(self, example: ExampleEntry) -> QWidget:
        theme, words = self.theme, self.words
        card = Card(theme, edge="border" if example.passed else "danger")
        word = words("policy_window.as_expected" if example.passed else "policy_window.differs")
        icon, token = ("check-circle", "good") if example.passed else ("error", "danger")
        card.body.addWidget(TextLabel(theme, example.say, "body", "text"))
        card.body.addWidget(StateWord(theme, icon, word, token))
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(4))
        grid.setColumnStretch(1, 1)
        for row, each in enumerate(example.expected):
            key = "policy_window.found" if each.same else "policy_window.expected_found"
            found = TextLabel(
                theme,
                words(key, expected=each.expected, found=each.found),
                "row",
                "text" if each.same else "danger",
            )
            found.setMinimumWidth(1)
            grid.addWidget(Caption(theme, each.what), row, 0)
            grid.addWidget(found, row, 1)
        card.body.addWidget(table)
        if example.complete:
            card.body.addWidget(self.facts_row(example.facts_said, example.facts, example.say))
        return card
