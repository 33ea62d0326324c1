"""Try it: the facts of a task at the left, and beside them at once what is decided and why."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFocusEvent, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QVBoxLayout, QWidget

from homeport.ui.dialogs.policy_section import PolicySection
from homeport.ui.dialogs.policy_try_result import TryResult
from homeport.ui.dialogs.settings_page import Field, clear
from homeport.ui.models.policy_opened import Combination, OpenPolicy
from homeport.ui.models.policy_tried import Tried, TriedFact
from homeport.ui.theme import Theme
from homeport.ui.widgets.fields import Choice
from homeport.ui.widgets.text_label import SectionLabel
from homeport.ui.words import Words

FACTS_WIDTH = 240
WIDEST_FIELD = 340
LEAST_FIELD = 200
AROUND = 64  # the arrow of a choice and the room around its words
STACKS_BELOW = 640
"""px before scaling; narrower than this the decision stands under the facts."""


LEAST_LETTERS = 8


class TrySection(PolicySection):
    """Facts and decision. It decides nothing: it tells which facts are set, and shows what came of them."""

    facts_changed = Signal(dict)
    """These facts are set: answer with `show_tried`. An empty one asks for facts to begin with."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        self._both: QBoxLayout | None = None
        title, intro = words("policy_window.try_it"), words("policy_window.try_it_intro")
        super().__init__(theme, words, title, intro, parent)
        self._choices: dict[str, Choice] = {}
        self._groups: list[tuple[QGridLayout, list[Field]]] = []
        self._declared: tuple[object, ...] = ()
        self._wanted: Combination = {}
        self._tried: Tried | None = None

    @property
    def tried(self) -> Tried | None:
        """What is shown."""
        return self._tried

    def fill(self, opened: OpenPolicy) -> None:
        """Ask for facts to begin with; those that were set stay where they are declared."""
        self._both = None
        self._declared = ()
        if opened.all_of is None:
            self.nothing()
            return
        self._choices.clear()
        self._groups.clear()
        self._left = QWidget()
        self._fields = QVBoxLayout(self._left)
        self._fields.setContentsMargins(0, 0, 0, 0)
        self.result = TryResult(self.theme, self.words)
        self.result.facts_wanted.connect(self._take_way)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.addWidget(self._left, 0, Qt.AlignmentFlag.AlignTop)
        self._both.addWidget(self.result, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(self._both)
        self._place()
        self.facts_changed.emit(dict(self._wanted))

    def set_facts(self, facts: Combination) -> None:
        """Set these facts."""
        self._wanted = dict(facts)
        if self._both is not None:
            self.facts_changed.emit(dict(facts))

    def show_tried(self, tried: Tried) -> None:
        """Show what was decided."""
        self._tried = tried
        self._wanted = tried.values
        declared = tuple((fact.name, fact.options) for fact in tried.facts)
        if declared != self._declared:
            self._declared = declared
            self._make_fields(tried.facts)
            if self.hasFocus():
                next(iter(self._choices.values())).setFocus(Qt.FocusReason.OtherFocusReason)
        for fact in tried.facts:
            choice = self._choices[fact.name]
            with QSignalBlocker(choice):
                choice.setCurrentIndex(choice.findData(fact.value))
        self.result.show_tried(tried)
        if self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, tried.outcome))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The first fact has the keyboard."""
        super().focusInEvent(event)
        if self._choices:
            next(iter(self._choices.values())).setFocus(event.reason())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside each other, or under each other."""
        super().resizeEvent(event)
        self._place()

    def _make_fields(self, facts: tuple[TriedFact, ...]) -> None:
        clear(self._fields)
        self._choices.clear()
        self._groups.clear()
        self._fields.setSpacing(self.theme.px(8))
        for key, yours in (("facts_found", False), ("facts_yours", True)):
            group = [fact for fact in facts if fact.can_change is yours]
            if group:
                self._fields.addWidget(SectionLabel(self.theme, self.words(f"policy_window.{key}")))
                grid = QGridLayout()
                self._fields.addLayout(grid)
                self._groups.append((grid, [self._field(fact) for fact in group]))
        self._place()

    def _field(self, fact: TriedFact) -> Field:
        choice = Choice(self.theme)
        choice.setObjectName(f"fact_{fact.name}")
        for value, said in fact.options:
            choice.addItem(said, value)
        choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        choice.setMinimumContentsLength(LEAST_LETTERS)  # columns of one width, whatever the values are called
        choice.currentIndexChanged.connect(self._on_chosen)
        self._choices[fact.name] = choice
        return Field(self.theme, fact.title, choice)

    def _on_chosen(self) -> None:
        self.facts_changed.emit({name: str(choice.currentData()) for name, choice in self._choices.items()})

    def _take_way(self, facts: dict[str, str]) -> None:
        """Set the facts of a way on; the keyboard goes to the first fact that it changes."""
        now = self._tried.values if self._tried else {}
        changed = next((name for name, value in facts.items() if now.get(name) != value), "")
        self.facts_changed.emit(facts)
        if changed in self._choices:
            self._choices[changed].setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(self._choices[changed])

    def _widest(self) -> int:
        """How much room the longest value takes."""
        metrics = QFontMetrics(self.theme.font("body"))
        texts = (choice.itemText(row) for choice in self._choices.values() for row in range(choice.count()))
        return max((metrics.horizontalAdvance(text) for text in texts), default=0)

    def _place(self) -> None:
        if self._both is None:
            return
        px = self.theme.px
        below = self.width() < px(STACKS_BELOW)
        self._both.setSpacing(px(28))
        field = max(px(FACTS_WIDTH), min(self._widest() + px(AROUND), px(WIDEST_FIELD)))
        self._left.setMinimumWidth(0 if below else field)
        self._left.setMaximumWidth(1 << 20 if below else field)
        direction = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        self._both.setDirection(direction)
        least = max(px(LEAST_FIELD), self._widest() + px(AROUND)) + px(16)
        columns = min(3, max(1, (self.viewport().width() - px(56) + px(16)) // least)) if below else 1
        for grid, fields in self._groups:
            grid.setHorizontalSpacing(px(16))
            grid.setVerticalSpacing(px(12))
            grid.setContentsMargins(0, 0, 0, px(8))
            for column in range(3):
                grid.setColumnStretch(column, 1 if column < columns else 0)
            for place, each in enumerate(fields):
                grid.addWidget(each, place // columns, place % columns)
