"""What there is to tell the author of a policy, each with a combination of facts to look at."""

from PySide6.QtWidgets import QWidget

from homeport.policy.remarks import RemarkKind
from homeport.ui.dialogs.policy_section import PolicySection
from homeport.ui.dialogs.settings_page import StateWord
from homeport.ui.models.policy_opened import OpenPolicy, RemarkEntry
from homeport.ui.theme import Theme
from homeport.ui.widgets.card import Card
from homeport.ui.widgets.empty_state import EmptyState
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words

GAP = "gap"


class RemarksSection(PolicySection):
    """Gaps, rules and conditions that do nothing, places where order decides, lanes never reached."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        title, intro = words("policy_window.remarks"), words("policy_window.remarks_intro")
        super().__init__(theme, words, title, intro, parent)

    def fill(self, opened: OpenPolicy) -> None:
        """A card for each."""
        if opened.all_of is None:
            self.nothing()
        elif not opened.remarks:
            none = self.words("policy_window.no_remarks"), self.words("policy_window.no_remarks_next")
            self.body.addWidget(EmptyState(self.theme, "check-circle", *none))
        else:
            for remark in opened.remarks:
                self.body.addWidget(self._card(remark))

    def _card(self, remark: RemarkEntry) -> QWidget:
        theme, words = self.theme, self.words
        bad = remark.kind == GAP
        card = Card(theme, edge="danger" if bad else "border")
        kind = words(f"policy_window.kind_{remark.kind}")
        card.body.addWidget(StateWord(theme, "error" if bad else "note", kind, "danger" if bad else "text2"))
        card.body.addWidget(TextLabel(theme, remark.sentence, "body", "text"))
        if remark.facts is not None:
            where = "policy_window.nearest" if remark.kind == RemarkKind.DEAD else "policy_window.for_example"
            card.body.addWidget(TextLabel(theme, words(where), "row", "text"))
            card.body.addWidget(self.facts_row(remark.facts_said, remark.facts, remark.sentence))
        return card
