"""What a policy makes of facts: where it starts and why, what happens next, every lane with its legal ways on."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from homeport.ui.dialogs.policy_lanes_line import LanesLine, lane_pieces
from homeport.ui.dialogs.policy_section import marked
from homeport.ui.dialogs.settings_page import StateWord
from homeport.ui.models.policy_tried import Tried, TriedLane, TriedRule, TriedStep, Way
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.card import Card
from homeport.ui.widgets.flow_layout import FlowLayout
from homeport.ui.widgets.lane_label import LaneLabel
from homeport.ui.widgets.let_go import let_go
from homeport.ui.widgets.text_label import Caption, TextLabel
from homeport.ui.words import Words


class TryResult(QWidget):
    """One decision. It is made anew for each."""

    facts_wanted = Signal(dict)
    """Try these facts instead."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words
        self._unfolded: set[str] = set()  # lanes, and "" for all sentences
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(16))
        self._decision_place = QWidget()  # made first: a screen reader reads it before the rest
        chain, lanes, reviews = (
            self._card(words(f"policy_window.{key}")) for key in ("chain", "lanes_and_ways", "review")
        )
        lanes.body.setSpacing(theme.px(16))
        decided, said = QVBoxLayout(self._decision_place), QVBoxLayout()
        for part in (self._decision_place, chain, lanes, reviews):
            self._column.addWidget(part)
        self._column.addLayout(said)
        for layout in (decided, said):
            layout.setContentsMargins(0, 0, 0, 0)
        self._decided, self._said = _Kept(decided), _Kept(said)
        self._chain, self._lanes, self._reviews = _Kept(chain.body), _Kept(lanes.body), _Kept(reviews.body)

    def show_tried(self, tried: Tried) -> None:
        """Show this decision; what is as before stays as it is."""
        decided = (tried.first, tried.outcome, tried.deciding, tried.class_said, tried.classified_by)
        self._decided.show([(decided, lambda: self._decision(tried))])
        self._chain.show([(step, partial(self._step, step)) for step in tried.steps])
        self._lanes.show([(lane, partial(self._lane, lane)) for lane in tried.lanes])
        self._reviews.show([((tried.review, tried.no_review), lambda: self._review(tried))])
        self._said.show([(tried.sentences, lambda: self._sentences(tried))])

    # ---- parts

    def _decision(self, tried: Tried) -> QWidget:
        theme, words = self._theme, self._words
        card = Card(theme)
        card.setObjectName("decision")
        card.setAccessibleName(tried.outcome)
        if tried.first is None:
            card.set_fill("warning_soft")
            card.body.addWidget(StateWord(theme, "pause", words("policy_window.task_waits"), "warning"))
            card.body.addWidget(TextLabel(theme, words("policy_window.task_waits_more"), "body", "text"))
        else:
            card.set_lane(tried.first)
            card.body.addWidget(TextLabel(theme, words("policy_window.starts_with"), "caption", "text2"))
            card.body.addWidget(LaneLabel(theme, words, tried.first, role="title"))
            how = words("policy_window.after_yes" if tried.asks else "policy_window.by_itself")
            card.body.addWidget(TextLabel(theme, how, "row", "text2"))
        if tried.deciding is not None:
            card.body.addWidget(self._rule(tried.deciding, on_card=True))
        if tried.class_said:
            card.body.addWidget(TextLabel(theme, tried.class_said, "row", "text"))
            for rule in tried.classified_by:
                card.body.addWidget(self._rule(rule, on_card=True))
        return card

    def _step(self, step: TriedStep) -> QWidget:
        theme, words = self._theme, self._words
        row = QWidget()
        row.setAccessibleName(step.sentence)
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(TextLabel(theme, step.title, "row", "text"))
        if not step.lanes:
            column.addWidget(Caption(theme, words("policy_window.chain_none")))
            return row
        pieces = list(lane_pieces(words, step.lanes, step.rule))
        column.addWidget(LanesLine(theme, pieces, step.sentence))
        return row

    def _lane(self, lane: TriedLane) -> QWidget:
        theme, words = self._theme, self._words
        holder = QWidget()
        holder.setObjectName(f"lane_{lane.id}")
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        head = QWidget()
        flow = FlowLayout(head)
        flow.set_spacing(theme.px(8), theme.px(4))
        flow.addWidget(LaneLabel(theme, words, lane.id, role="strong"))
        flow.addWidget(_Line(theme, lane.state_said, "row", "text2" if lane.reached else "danger"))
        column.addWidget(head)
        if lane.say:
            column.addWidget(Caption(theme, lane.say))
        for rule in lane.rules:
            column.addWidget(self._rule(rule))
        if lane.reached:
            return holder
        if lane.you_can:
            column.addWidget(TextLabel(theme, words("policy_window.you_can_change"), "row", "text"))
            for way in lane.you_can:
                column.addWidget(self._way(lane, way), 0, Qt.AlignmentFlag.AlignLeft)
        else:
            column.addWidget(TextLabel(theme, words("policy_window.you_cannot_change"), "row", "text"))
        if lane.otherwise:
            column.addWidget(self._otherwise(lane))
        return holder

    def _way(self, lane: TriedLane, way: Way) -> Button:
        words = self._words
        button = Button(self._theme, words("policy_window.try_way", changes=way.said), "secondary", "play")
        name = words("policy_window.try_way_named", lane=words.lane(lane.id), changes=way.said)
        button.setAccessibleName(name)
        button.clicked.connect(lambda: self.facts_wanted.emit(dict(way.facts)))
        return button

    def _otherwise(self, lane: TriedLane) -> QWidget:
        """What would have to be different about the work: folded, and no buttons, for it is no advice."""
        theme, words = self._theme, self._words

        def inside() -> list[QWidget]:
            said = [TextLabel(theme, f"•  {way.said}", "row", "text2") for way in lane.otherwise]
            return [Caption(theme, words("policy_window.for_writers_about")), *said]

        named = words("policy_window.for_writers_named", lane=words.lane(lane.id))
        return self._folded(lane.id, words("policy_window.for_writers"), named, inside)

    def _review(self, tried: Tried) -> QWidget:
        theme = self._theme
        if not tried.review:
            return TextLabel(theme, tried.no_review, "body", "text2")
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        for rule, sentence in tried.review:
            column.addWidget(marked(theme, rule, TextLabel(theme, sentence, "body", "text")))
        return holder

    def _sentences(self, tried: Tried) -> QWidget:
        title = self._words("policy_window.all_sentences")

        def inside() -> list[QWidget]:
            return [TextLabel(self._theme, each, "row", "text2") for each in tried.sentences]

        return self._folded("", title, title, inside)

    # ---- small things

    def _card(self, title: str) -> Card:
        card = Card(self._theme)
        card.setAccessibleName(title)
        card.body.addWidget(TextLabel(self._theme, title, "panel_title", "text"))
        card.body.setSpacing(self._theme.px(12))
        return card

    def _rule(self, rule: TriedRule, *, on_card: bool = False) -> QWidget:
        beside: list[QWidget] = [TextLabel(self._theme, rule.say, "row", "text")]
        if rule.does:
            beside.append(TextLabel(self._theme, rule.does, "caption", "text2"))
        mark = rule.id if rule.does else "–"
        return marked(self._theme, mark, *beside, column=32, token="text2" if on_card else "text3")

    def _folded(self, key: str, title: str, named: str, inside: Callable[[], list[QWidget]]) -> QWidget:
        """A button, and what it opens; that is made when it is first opened."""
        theme = self._theme
        holder, rest = QWidget(), QWidget()
        column, lines = QVBoxLayout(holder), QVBoxLayout(rest)
        for layout in (column, lines):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(theme.px(4))
        button = Button(theme, title, "ghost", "chevron-down")
        button.setAccessibleName(named)
        button.setObjectName(f"fold_{key}")

        def show(shown: bool) -> None:
            if shown and not lines.count():
                for widget in inside():
                    lines.addWidget(widget)
            rest.setVisible(shown)
            button.set_icon("chevron-up" if shown else "chevron-down")
            (self._unfolded.add if shown else self._unfolded.discard)(key)

        button.clicked.connect(lambda: show(key not in self._unfolded))
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(rest)
        show(key in self._unfolded)
        return holder


class _Kept:
    """Parts at the end of a layout; those that show the same as before are kept: making them takes time."""

    def __init__(self, layout: QVBoxLayout) -> None:
        self._layout = layout
        self._first = layout.count()
        self._parts: list[tuple[object, QWidget]] = []  # each with what it shows

    def show(self, wanted: Sequence[tuple[object, Callable[[], QWidget]]]) -> None:
        """Show these, each with what makes it."""
        for place, (shown, make) in enumerate(wanted):
            if place < len(self._parts) and self._parts[place][0] == shown:
                continue
            if place < len(self._parts):
                let_go(self._parts.pop(place)[1])
            part = make()
            self._parts.insert(place, (shown, part))
            self._layout.insertWidget(self._first + place, part)
        for _, part in self._parts[len(wanted) :]:
            let_go(part)
        del self._parts[len(wanted) :]


class _Line(TextLabel):
    """A few words in one line."""

    def __init__(self, theme: Theme, text: str, role: str = "caption", token: str = "text3") -> None:  # noqa: S107
        super().__init__(theme, text, role, token)
        self.setWordWrap(False)
