"""The promises of a policy, each with its proof or with a combination that breaks it."""

from PySide6.QtWidgets import QWidget

from homeport.ui.dialogs.policy_section import PolicySection, marked
from homeport.ui.dialogs.settings_page import StateWord
from homeport.ui.models.policy_opened import OpenPolicy, PromiseEntry
from homeport.ui.theme import Theme
from homeport.ui.widgets.card import Card
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words


class PromisesSection(PolicySection):
    """What holds for every task; what does not hold stands first."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        title, intro = words("policy_window.promises"), words("policy_window.promises_intro")
        super().__init__(theme, words, title, intro, parent)

    def fill(self, opened: OpenPolicy) -> None:
        """A card for each."""
        if opened.all_of is None:
            self.nothing()
            return
        held = sum(promise.holds for promise in opened.promises)
        self.count(self.words("policy_window.held", count=len(opened.promises), held=held))
        for promise in sorted(opened.promises, key=lambda each: each.holds):
            self.body.addWidget(self._card(promise))

    def _card(self, promise: PromiseEntry) -> QWidget:
        theme, words = self.theme, self.words
        card = Card(theme, edge="border" if promise.holds else "danger")
        icon, token = ("check-circle", "good") if promise.holds else ("error", "danger")
        beside: list[QWidget] = [
            TextLabel(theme, promise.say, "body", "text"),
            TextLabel(theme, promise.does, "caption", "text2"),
            *(StateWord(theme, "warning", warning, "warning") for warning in promise.warnings),
            StateWord(theme, icon, promise.verdict, token),
        ]
        if promise.facts is not None:
            beside.append(TextLabel(theme, words("policy_window.counterexample"), "row", "text"))
            beside.append(self.facts_row(promise.facts_said, promise.facts, promise.id))
            if lanes := ", ".join(words.lane(lane) for lane in promise.lanes if lane):
                text = words("policy_window.reaches_against", lanes=lanes)
                beside.insert(-1, TextLabel(theme, text, "body", "text"))
        card.body.addWidget(marked(theme, promise.id, *beside))
        return card
