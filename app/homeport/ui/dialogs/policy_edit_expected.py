"""This should have been different: what was expected of a real decision, and which policy is to keep it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from homeport.ui.dialogs.add_lane import LaneDialog
from homeport.ui.dialogs.settings_page import Field, Support, clear
from homeport.ui.models.policy_expected import ExpectedTarget, ExpectedView
from homeport.ui.theme import Theme
from homeport.ui.widgets.fields import Choice
from homeport.ui.widgets.text_label import Caption, SectionLabel
from homeport.ui.words import Words


class ExpectedDialog(LaneDialog):
    """Only facts go into the example; nothing of the task does."""

    answered = Signal(str, str, str)
    """What was expected (kind and value), and the policy that is to keep it (empty: a new copy)."""

    def __init__(self, theme: Theme, words: Words, view: ExpectedView, parent: QWidget | None = None) -> None:
        title, accept = words("policy_edit.expected_title"), words("policy_edit.expected_add")
        super().__init__(theme, words, title, accept, parent)
        self._view = view
        self._group = QButtonGroup(self)
        column = self.content.column
        column.addWidget(Support(theme, view.decided))
        column.addWidget(Caption(theme, words("policy_edit.expected_facts", facts=view.facts)))
        self._target = Choice(theme)
        self._target.setObjectName("expected_target")
        self._target.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for target in view.targets:
            self._target.addItem(target.name)
        hint = words("policy_edit.expected_target_hint")
        column.addWidget(Field(theme, words("policy_edit.expected_target"), self._target, hint))
        self._choices = QVBoxLayout()
        self._choices.setSpacing(theme.px(4))
        column.addLayout(self._choices)
        column.addWidget(Caption(theme, words("policy_edit.expected_then")))
        self._target.currentIndexChanged.connect(lambda _: self._fill())
        self._fill()

    def _fill(self) -> None:
        clear(self._choices)
        words, target = self.words, self._chosen()
        self._accept.setEnabled(False)
        self._accept.setAccessibleDescription(words("policy_edit.expected_choose"))
        self._choices.addWidget(SectionLabel(self.theme, words("policy_edit.expected_what")))
        if target is None or target.missing:
            told = words("policy_edit.expected_missing", facts=target.missing if target else "")
            self._choices.addWidget(Support(self.theme, told))
            return
        for number, choice in enumerate(target.choices):
            radio = QRadioButton(choice.said)
            radio.setObjectName(f"expected_{choice.kind}_{choice.value}")
            radio.toggled.connect(lambda on: self._accept.setEnabled(True) if on else None)
            self._group.addButton(radio, number)
            self._choices.addWidget(radio)
            if choice.about:
                about = Caption(self.theme, choice.about)
                about.setContentsMargins(self.theme.px(28), 0, 0, self.theme.px(4))
                radio.setAccessibleDescription(choice.about)
                self._choices.addWidget(about)

    def _chosen(self) -> ExpectedTarget | None:
        place = self._target.currentIndex()
        return self._view.targets[place] if 0 <= place < len(self._view.targets) else None

    def _on_accept(self) -> None:
        target, number = self._chosen(), self._group.checkedId()
        if target is not None and 0 <= number < len(target.choices):
            choice = target.choices[number]
            self.answered.emit(choice.kind, choice.value, target.ref)
            self.accept()
