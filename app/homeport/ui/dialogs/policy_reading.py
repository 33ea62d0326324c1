"""One policy, read whole: each rule in its own sentence and in the program's, what is promised, every mistake."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from homeport.ui.dialogs.settings_page import StateWord, Support
from homeport.ui.models.settings_view import ExampleLine, PolicyText, RuleLine
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import IconButton
from homeport.ui.widgets.card import Card
from homeport.ui.widgets.text_label import Caption, SectionLabel, TextLabel
from homeport.ui.words import Words


class PolicyReading(Card):
    """A policy file in sentences. Nothing in it can be changed here."""

    closed = Signal()

    def __init__(self, theme: Theme, words: Words, text: PolicyText, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        self._words = words
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(words("policy_page.reading", name=text.name))
        self.body.setSpacing(theme.px(8))
        head = QHBoxLayout()
        head.addWidget(TextLabel(theme, text.name, "panel_title", "text"), 1)
        close = IconButton(theme, "x", words("policy_page.close_reading"))
        close.setObjectName("close_reading")
        close.clicked.connect(self.closed)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        if text.version:
            about = words("policy_page.about", version=text.version, owner=text.owner)
            self.body.addWidget(Caption(theme, about))
        if text.accepted:
            proved = words(
                "policy_page.proved",
                combinations=text.combinations,
                promises=len(text.promises),
                examples=len(text.examples),
            )
            self.body.addWidget(StateWord(theme, "check-circle", proved, "good"))
        else:
            self.body.addWidget(StateWord(theme, "error", words("policy_page.refused_file"), "danger"))
            self.body.addWidget(Support(theme, words("policy_page.refused_next")))
        self._parts(text)
        if text.sha256:
            sha256 = Caption(theme, f"SHA-256 {text.sha256}")
            sha256.setMinimumWidth(1)  # it has no spaces and is broken anywhere
            self.body.addWidget(sha256)

    def _parts(self, text: PolicyText) -> None:
        theme, words = self._theme, self._words
        if text.problems:
            self._group(words("policy_page.problems", count=len(text.problems)))
            for problem in text.problems:
                self.body.addWidget(TextLabel(theme, problem, "body", "text"))
        if text.warnings:
            self._group(words("policy_page.warnings", count=len(text.warnings)))
            for warning in text.warnings:
                self.body.addWidget(StateWord(theme, "warning", warning, "warning"))
        if text.rules:
            self._group(words("policy_page.rules"))
            for rule in text.rules:
                self._rule(rule)
        if text.promises:
            self._group(words("policy_page.promises"))
            for promise in text.promises:
                self._rule(promise, promised=True)
        if text.examples:
            self._group(words("policy_page.examples"))
            for example in text.examples:
                self._example(example)
        if text.remarks:
            self._group(words("policy_page.remarks"))
            for remark in text.remarks:
                self.body.addWidget(Support(theme, remark))

    def _group(self, title: str) -> None:
        label = SectionLabel(self._theme, title)
        label.setContentsMargins(0, self._theme.px(12), 0, 0)
        self.body.addWidget(label)

    def _rule(self, rule: RuleLine, *, promised: bool = False) -> None:
        theme, words = self._theme, self._words
        pair = QVBoxLayout()
        pair.setSpacing(theme.px(4))
        name = f"{rule.id}  {rule.say}"
        if promised:
            word = words("policy_page.holds" if rule.holds else "policy_page.broken")
            state = StateWord(theme, "check" if rule.holds else "x", word, "good" if rule.holds else "danger")
            pair.addWidget(state)
        pair.addWidget(TextLabel(theme, name, "body", "text"))
        if rule.does:
            pair.addWidget(Caption(theme, words("policy_page.does", sentence=rule.does)))
        self.body.addLayout(pair)

    def _example(self, example: ExampleLine) -> None:
        theme, words = self._theme, self._words
        word = words("policy_page.passed" if example.passed else "policy_page.differs")
        token = "good" if example.passed else "danger"
        self.body.addWidget(StateWord(theme, "check" if example.passed else "x", word, token))
        self.body.addWidget(Support(theme, example.say))
        for difference in example.differences:
            self.body.addWidget(Caption(theme, difference))
