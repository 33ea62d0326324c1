"""The rules of a policy: sentences first, and under each what the program does."""

from PySide6.QtWidgets import QWidget

from homeport.ui.dialogs.policy_section import PolicySection, marked
from homeport.ui.dialogs.settings_page import StateWord
from homeport.ui.models.policy_opened import OpenPolicy, RuleEntry
from homeport.ui.theme import Theme
from homeport.ui.widgets.card import Card
from homeport.ui.widgets.text_label import Caption, SectionLabel, TextLabel
from homeport.ui.words import Words


class RulesSection(PolicySection):
    """Every rule, by what it is about."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(theme, words, words("policy_window.rules"), words("policy_window.rules_intro"), parent)

    def fill(self, opened: OpenPolicy) -> None:
        """Show the groups in the order in which they are applied; mistakes before them."""
        theme, words = self.theme, self.words
        if opened.problems:
            card = Card(theme, edge="danger")
            count = words("policy_window.mistakes", count=len(opened.problems))
            card.body.addWidget(StateWord(theme, "error", count, "danger"))
            for problem in opened.problems:
                card.body.addWidget(TextLabel(theme, problem, "body", "text"))
            card.body.addWidget(Caption(theme, words("policy_window.refused_next")))
            self.body.addWidget(card)
        for group in opened.groups:
            card = Card(theme)
            card.body.setSpacing(theme.px(12))
            head = SectionLabel(theme, group.title)
            head.set_role("panel_title")
            head.set_token("text")
            card.body.addWidget(head)
            card.body.addWidget(Caption(theme, group.about))
            for rule in group.rules:
                card.body.addWidget(self._rule(rule))
            self.body.addWidget(card)
        if opened.sha256:
            sha256 = Caption(theme, words("policy_window.fingerprint", sha256=opened.sha256))
            sha256.setMinimumWidth(1)  # it has no spaces and is broken anywhere
            self.body.addWidget(sha256)

    def _rule(self, rule: RuleEntry) -> QWidget:
        theme = self.theme
        beside: list[QWidget] = [TextLabel(theme, rule.say, "body", "text")]
        if rule.own:
            beside.append(StateWord(theme, "user", self.words("policy_window.own_rule"), "info"))
        beside.append(TextLabel(theme, rule.does, "caption", "text2"))
        beside += [StateWord(theme, "warning", warning, "warning") for warning in rule.warnings]
        return marked(theme, rule.id, *beside)
