"""Policy window, Differences: what another version changes, openings first, and last week's decisions again."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from homeport.ui.dialogs.policy_section import PolicySection
from homeport.ui.dialogs.settings_page import KeepsFocus, StateWord, Support, clear
from homeport.ui.models.policy_difference import ChangeEntry, DifferenceView, ReplayEntry, ReplayView
from homeport.ui.models.policy_opened import IN_FORCE, OpenPolicy
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.card import Card
from homeport.ui.widgets.empty_state import EmptyState
from homeport.ui.widgets.fields import Choice
from homeport.ui.widgets.flow_layout import FlowLayout
from homeport.ui.widgets.progress_line import ProgressLine
from homeport.ui.widgets.text_label import Caption, SectionLabel, TextLabel
from homeport.ui.words import Words

MOST_WORK = 6
"""Parts of the work that are listed for each change; the rest is counted."""

MOST_ENTRIES = 100
"""Decisions that are listed; the rest is counted."""


class DifferenceSection(PolicySection):
    """The policy that is open is the one after; what it is compared with is chosen at the top."""

    compare_wanted = Signal(str)
    """Compare with this policy: a shipped name, a path, or `IN_FORCE`."""
    replay_wanted = Signal()
    stop_wanted = Signal()
    task_wanted = Signal(str)
    expect_wanted = Signal(str)
    """The decision of this task should have been different."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(theme, words, words("policy_difference.title"), words("policy_difference.intro"), parent)
        self._choice: Choice | None = None
        self._base = ""
        self._found = QVBoxLayout()
        self._found.setSpacing(theme.px(12))
        self._replay = QVBoxLayout()
        self._replay.setSpacing(theme.px(12))
        self._line: ProgressLine | None = None
        self._told: TextLabel | None = None
        self.column.addLayout(self._found)
        self.column.addLayout(self._replay)

    def fill(self, opened: OpenPolicy) -> None:
        """Offer what to compare with, and ask for the comparison with the policy in force, if this is another."""
        words, theme = self.words, self.theme
        clear(self._found)
        clear(self._replay)
        self._choice = None
        if opened.all_of is None:
            self.nothing()
            return
        others = [choice for choice in opened.choices if choice.ref != opened.ref]
        if opened.in_force:
            others = [choice for choice in others if choice.ref != IN_FORCE]
        if not others:
            self.body.addWidget(EmptyState(theme, "compare", words("policy_difference.nothing_to_compare"), ""))
            return
        name = QLabel(words("policy_difference.against"))
        name.setFont(theme.font("row"))
        self._choice = choice = Choice(theme, words("policy_difference.against"))
        choice.setObjectName("compare_with")
        choice.setAccessibleDescription(words("policy_difference.against_hint"))
        choice.setMinimumHeight(theme.px(36))
        choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        name.setBuddy(choice)
        for each in others:
            choice.addItem(each.name, each.ref)
        place = next((row for row, each in enumerate(others) if each.ref == self._base), 0)
        choice.setCurrentIndex(place)
        choice.currentIndexChanged.connect(self._on_chosen)
        self.body.addWidget(name)
        self.body.addWidget(choice)
        self.body.addWidget(Caption(theme, words("policy_difference.against_hint")))
        self._compare()

    @property
    def base(self) -> str:
        """What is compared with."""
        return str(self._choice.currentData()) if self._choice is not None else IN_FORCE

    def show_difference(self, view: DifferenceView) -> None:
        """Show what differs."""
        words, theme = self.words, self.theme
        clear(self._found)
        self._found.addWidget(TextLabel(theme, view.counted, "strong", "text"))
        if view.opens:
            self._group(self._found, words("policy_difference.opens"), words("policy_difference.opens_about"))
            for change in view.opens:
                self._found.addWidget(self._card(change))
        if view.others:
            self._group(self._found, words("policy_difference.others"))
            for change in view.others:
                self._found.addWidget(self._card(change))
        if view.outside:
            self._group(self._found, words("policy_difference.outside"))
            for sentence in view.outside:
                self._found.addWidget(Support(theme, sentence))

    def show_none(self, title: str, next_step: str) -> None:
        """Say why there is no comparison."""
        clear(self._found)
        clear(self._replay)
        self._found.addWidget(EmptyState(self.theme, "error", title, next_step))

    def show_replaying(self, done: int = 0, total: int = 0) -> None:
        """Say how far the decisions of the last days are decided again."""
        words, theme = self.words, self.theme
        if self._line is None or self._told is None:
            self._begin_replay()
            self._told = Caption(theme, words("policy_difference.replaying"))
            self._line = ProgressLine(theme, words)
            stop = Button(theme, words("policy_difference.stop"), icon="stop")
            stop.setObjectName("stop_replay")
            stop.clicked.connect(self.stop_wanted)
            for widget in (self._told, self._line):
                self._replay.addWidget(widget)
            self._replay.addWidget(stop, 0, Qt.AlignmentFlag.AlignLeft)
        if total:
            self._line.set_done(done, total)
            self._told.setText(words("policy_difference.replaying_count", done=done, total=total))

    def show_replay(self, view: ReplayView | None) -> None:
        """Show what came of it; None: it was stopped."""
        words, theme = self.words, self.theme
        focus = KeepsFocus(self)
        self._line = self._told = None
        self._begin_replay()
        if view is None:
            self._replay.addWidget(Support(theme, words("policy_difference.stopped")))
        for told in view.told if view else ():
            self._replay.addWidget(TextLabel(theme, told, "body", "text"))
        for entry in view.entries[:MOST_ENTRIES] if view else ():
            self._replay.addWidget(self._entry(entry))
        if view is not None and view.more:
            self._replay.addWidget(Caption(theme, view.more))
        again = Button(theme, words("policy_difference.again"), icon="refresh")
        again.setObjectName("replay_again")
        again.clicked.connect(self.replay_wanted)
        self._replay.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)
        focus.restore()

    def _on_chosen(self) -> None:
        self._base = self.base  # of the person's choosing, so it stays while they look at other policies
        self._compare()

    def _compare(self) -> None:
        self._line = self._told = None
        clear(self._found)
        clear(self._replay)
        self.compare_wanted.emit(self.base)

    def _begin_replay(self) -> None:
        clear(self._replay)
        words = self.words
        self._group(self._replay, words("policy_difference.replay"), words("policy_difference.replay_about"))

    def _group(self, layout: QVBoxLayout, title: str, about: str = "") -> None:
        label = SectionLabel(self.theme, title)
        label.setContentsMargins(0, self.theme.px(12), 0, 0)
        layout.addWidget(label)
        if about:
            layout.addWidget(Caption(self.theme, about))

    def _card(self, change: ChangeEntry) -> QWidget:
        words, theme = self.words, self.theme
        card = Card(theme, edge="warning" if change.opening else "border")
        card.setAccessibleName(change.said)
        card.body.setSpacing(theme.px(4))
        if change.opening:
            card.body.addWidget(StateWord(theme, "warning", change.said, "warning"))
        else:
            card.body.addWidget(TextLabel(theme, change.said, "row", "text"))
        for work in change.work[:MOST_WORK]:
            card.body.addWidget(Support(theme, work))
        if len(change.work) > MOST_WORK:
            more = words("policy_difference.more_work", count=len(change.work) - MOST_WORK)
            card.body.addWidget(Caption(theme, more))
        for number, (facts, said) in enumerate(change.examples[:1], 1):
            told = words("policy_difference.for_example", facts=said)
            about = words("policy_difference.example_about", title=change.said, number=number)
            row = self.facts_row(told, facts, about)
            row.setContentsMargins(0, theme.px(8), 0, 0)
            card.body.addWidget(row)
        return card

    def _entry(self, entry: ReplayEntry) -> QWidget:
        words, theme = self.words, self.theme
        card = Card(theme, edge="warning" if entry.opening else "border")
        card.setAccessibleName(f"{entry.when}: {entry.moved}")
        card.body.setSpacing(theme.px(4))
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(Caption(theme, entry.when), 1)
        if entry.opening:
            head.addWidget(StateWord(theme, "warning", words("policy_difference.replay_opening"), "warning"))
        card.body.addLayout(head)
        card.body.addWidget(TextLabel(theme, entry.moved, "row", "text"))
        card.body.addWidget(Caption(theme, words("policy_difference.replay_facts", facts=entry.facts)))
        holder = QWidget()
        row = FlowLayout(holder)
        row.set_spacing(theme.px(8), theme.px(8))
        row.setContentsMargins(0, theme.px(4), 0, 0)
        for key, icon, signal in (
            ("open_task", "arrow-right", self.task_wanted),
            ("expect", "flag", self.expect_wanted),
        ):
            button = Button(theme, words(f"policy_difference.{key}"), icon=icon)
            button.setObjectName(f"{key}_{entry.task_id}")
            button.setAccessibleName(words(f"policy_difference.{key}_named", when=entry.when))
            button.clicked.connect(lambda _=False, s=signal: s.emit(entry.task_id))
            row.addWidget(button)
        card.body.addWidget(holder)
        return card
