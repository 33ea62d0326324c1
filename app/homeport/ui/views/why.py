"""The panel "Why this route": before, during and after a run, always in the same order."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from homeport.ui.models.why import ClassRow, FactGroup, LaneRow, Moment, PolicyRow, RuleRow, WhyView
from homeport.ui.theme import Theme
from homeport.ui.views.why_card import LaneCardBox
from homeport.ui.views.why_page import Part, PartsColumn
from homeport.ui.views.why_parts import Facts, LaneHead, Opening, RowButton, RuleBlock, Section
from homeport.ui.widgets import (
    Banner,
    Button,
    Caption,
    ClassBadge,
    Divider,
    EmptyState,
    IconButton,
    TextLabel,
)
from homeport.ui.widgets.banner import Tone
from homeport.ui.words import Words

T = TypeVar("T")

WIDTH = 324
"""Px before scaling (ui.md)."""

EVIDENCE_AT_ONCE = 2
"""Findings shown under a rule outside the lanes; a lane that is opened shows all that close it."""

_USUAL_FACTS = "facts"


class WhyPanel(QWidget):
    """Says why a task goes its way.

    Args:
        theme: colours and sizes.
        words: the person's language.
        parent: the owner.
    """

    way_chosen = Signal(object)  # the value of the way on
    finding_requested = Signal(object)  # a Finding, to be shown in its document
    matrix_requested = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._view: WhyView | None = None
        self._wanted: WhyView | None = None  # what is being made, part by part
        self._making = QTimer(self, interval=0)
        self._making.timeout.connect(self._make_next)
        self._opened: set[str] = set()
        self._way: object = None
        self.setAccessibleName(words("why.title"))
        self._title = TextLabel(theme, words("why.title"), "panel_title", "text", self)
        self._close = IconButton(theme, "x", words("why.close"), self)
        self._close.clicked.connect(self.closed)
        self._close.hide()
        self._head = QHBoxLayout()
        self._head.addWidget(self._title, 1)
        self._head.addWidget(self._close)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._page = PartsColumn()
        self._scroll.setWidget(self._page)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._make_room)
        self._foot = QWidget(self)
        self._foot_column = QVBoxLayout(self._foot)
        self._button = Button(theme, "", "secondary", parent=self._foot)
        self._button.clicked.connect(lambda: self.way_chosen.emit(self._way))
        self._button_says = Caption(theme, "", self._foot)
        self._foot_column.addWidget(Divider(theme, self._foot))
        self._foot_column.addWidget(self._button)
        self._foot_column.addWidget(self._button_says)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self._scroll, 1)
        self._column.addWidget(self._foot)
        self._restyle()
        theme.changed.connect(self._restyle)
        self.show_why(WhyView())

    def show_soon(self, view: WhyView) -> None:
        """Show this when its parts are made: one at a time, so that a person who types does not wait for all."""
        if view == (self._wanted or self._view):
            return
        self._wanted = view
        self._making.start()

    def _make_next(self) -> None:
        if self._wanted is not None and not self._page.make_one(self._parts(self._wanted)):
            self.show_why(self._wanted)

    def show_why(self, view: WhyView) -> None:
        """Show this now. What has not changed stays as it is, opened and scrolled."""
        self._wanted = None
        self._making.stop()
        if view == self._view:
            self._page.forget_made()
            return
        self._view = view
        self._page.show_parts(self._parts(view))
        self._foot.setVisible(view.way is not None)
        if view.way is not None:
            self._way = view.way.value
            self._button.setText(view.way.label)
            self._button.setAccessibleDescription(view.way.says)
            self._button_says.setText(view.way.says)
        self._chain()

    def set_drawer(self, drawer: bool) -> None:
        """Whether it lies over the window, with a button of its own to close it."""
        self._close.setVisible(drawer)

    def focus_first(self) -> None:
        """Put the keyboard on the first thing that can have it."""
        if self._close.isVisible():
            self._close.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        controls = (each for part in self._page.in_order() for each in _controls(part))
        first = next((each for each in controls if each.isVisible()), self._button)
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def sizeHint(self) -> QSize:
        """As wide as the design says."""
        return QSize(self._theme.px(WIDTH), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The same width."""
        return QSize(self._theme.px(WIDTH), self._theme.px(200))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The surface."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        painter.end()

    def _parts(self, view: WhyView) -> list[Part]:
        card, counts, policy = view.card, view.counts, view.policy
        return [
            Part("notice", view.notice[0] and (view.moment, view.notice), lambda: self._notice(view)),
            Part("empty", card is None, self._empty),
            Part("card", card, lambda: self._inset(LaneCardBox(self._theme, _there(card)))),
            Part("class", counts, lambda: self._counts(_there(counts))),
            Part("deciding", view.deciding and (view.deciding, view.instead), lambda: self._deciding(view)),
            Part("facts", view.facts, lambda: self._facts(view.facts)),
            Part("lanes", view.lanes, lambda: self._lanes(view.lanes)),
            Part("next", view.next and (view.next, view.next_else), lambda: self._next(view)),
            Part(
                "review",
                (view.review or view.no_review) and (view.review, view.no_review),
                lambda: self._review(view),
            ),
            Part("smallest", view.smallest, lambda: self._inset(self._quiet(view.smallest))),
            Part("policy", policy, lambda: self._policy(_there(policy))),
        ]

    def _notice(self, view: WhyView) -> QWidget:
        tone: Tone = "info" if view.moment is Moment.PAST else "warning"
        return self._inset(Banner(self._theme, self._words, tone, *view.notice))

    def _empty(self) -> QWidget:
        words = self._words
        return EmptyState(self._theme, "question", words("why.empty_title"), words("why.empty_next"))

    def _deciding(self, view: WhyView) -> Section:
        section = self._section("why.deciding_rule")
        self._rules(section, view.deciding)
        if view.instead:
            section.add(self._quiet(view.instead))
        return section

    def _lanes(self, lanes: tuple[LaneRow, ...]) -> Section:
        section = self._section("why.lanes", padded=False)
        for row in lanes:
            section.add(self._lane(row))
        return section

    def _next(self, view: WhyView) -> Section:
        section = self._section("why.next_section")
        for row in view.next:
            pair = QWidget()
            pair.setAccessibleName(f"{row.when}: {row.lanes}")
            column = QVBoxLayout(pair)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            column.addWidget(TextLabel(self._theme, row.lanes, "row", "text", pair))
            column.addWidget(TextLabel(self._theme, row.when, "caption", "text3", pair))
            section.add(pair)
        if view.next_else:
            section.add(self._quiet(view.next_else))
        return section

    def _review(self, view: WhyView) -> Section:
        section = self._section("why.review")
        self._rules(section, view.review, ("eye", "text2"))
        if view.no_review:
            section.add(self._quiet(view.no_review))
        return section

    def _quiet(self, text: str) -> TextLabel:
        return TextLabel(self._theme, text, "caption", "text2")

    def _counts(self, counts: ClassRow) -> Section:
        section = self._section("why.class_that_counts")
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(ClassBadge(self._theme, self._words, counts.data_class, row))
        line.addStretch(1)
        section.add(row)
        for text in (counts.says, counts.changed):
            if text:
                section.add(self._quiet(text))
        self._rules(section, counts.rules)
        return section

    def _rules(
        self, section: Section, rules: tuple[RuleRow, ...], icon: tuple[str, str] = ("check", "good")
    ) -> None:
        for rule in rules:
            block = RuleBlock(self._theme, self._words, rule, icon, EVIDENCE_AT_ONCE)
            block.finding_requested.connect(self.finding_requested)
            section.add(block)

    def _facts(self, groups: tuple[FactGroup, ...]) -> Section:
        section = self._section("why.facts", padded=False)
        px = self._theme.px
        for group in groups:
            if group.usual:
                head = RowButton(self._theme)
                head.row.addWidget(TextLabel(self._theme, group.source, "caption", "text2", head), 1)
                head.setAccessibleName(group.source)
                section.add(self._opening(_USUAL_FACTS, head, partial(self._usual, group)))
            else:
                facts = Facts(self._theme, self._words, group)
                facts.setContentsMargins(px(8), 0, px(8), 0)
                section.add(facts)
        return section

    def _usual(self, group: FactGroup) -> QWidget:
        return Facts(self._theme, self._words, group, headed=False)

    def _lane(self, row: LaneRow) -> QWidget:
        head = LaneHead(self._theme, self._words, row)
        if not row.opens:
            return head
        return self._opening(f"lane {row.lane}", head, lambda: self._closers(row))

    def _closers(self, row: LaneRow) -> QWidget:
        widget = QWidget()
        widget.setAccessibleName(self._words("why.all_findings", lane=row.name))
        column = QVBoxLayout(widget)
        column.setSpacing(self._theme.px(8))
        if row.says:
            column.addWidget(self._quiet(row.says))
        for rule in row.rules:
            block = RuleBlock(self._theme, self._words, rule, ("blocked", "danger"))
            block.finding_requested.connect(self.finding_requested)
            column.addWidget(block)
        return widget

    def _opening(self, key: str, head: RowButton, make: Callable[[], QWidget]) -> Opening:
        opening = Opening(self._theme, head, make, opened=key in self._opened)
        opening.toggled.connect(lambda opened: self._on_toggled(key, opened))
        return opening

    def _on_toggled(self, key: str, opened: bool) -> None:
        (self._opened.add if opened else self._opened.discard)(key)
        self._chain()

    def _policy(self, policy: PolicyRow) -> Section:
        words = self._words
        section = self._section("why.policy_section")
        section.add(self._quiet(policy.says))
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        fingerprint = TextLabel(self._theme, words("why.hash", hash=policy.short), "caption", "text3", row)
        fingerprint.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(fingerprint, 1)
        copy = IconButton(self._theme, "copy", words("why.copy_hash"), row)
        copy.clicked.connect(lambda: self._copy(policy.sha256))
        line.addWidget(copy)
        section.add(row)
        matrix = Button(self._theme, words("why.matrix"), "ghost", "table", row)
        matrix.clicked.connect(self.matrix_requested)
        below = QHBoxLayout()
        below.addWidget(matrix)
        below.addStretch(1)
        section.add_layout(below)
        return section

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._words("common.copied")))

    def _section(self, key: str, *, padded: bool = True) -> Section:
        section = Section(self._theme, self._words(key))
        px = self._theme.px
        if padded:
            section.setContentsMargins(px(8), 0, px(8), 0)
        else:
            section.heading.setContentsMargins(px(8), 0, px(8), 0)
        return section

    def _inset(self, widget: QWidget) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(self._theme.px(8), 0, self._theme.px(8), 0)
        column.addWidget(widget)
        return holder

    def _restyle(self) -> None:
        px = self._theme.px
        self._head.setContentsMargins(px(20), px(16), px(12), px(12))
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._foot_column.setContentsMargins(px(20), 0, px(20), px(16))
        self._foot_column.setSpacing(px(12))
        self._page.column.setSpacing(px(16))
        self._make_room()
        if self._view is not None:  # spacing inside the parts follows the text size
            view, self._view = self._wanted or self._view, None
            self._page.forget()
            self.show_why(view)
        self.updateGeometry()
        self.update()

    def _chain(self) -> None:
        """Let Tab go in reading order: what is made later would else come last in the whole window."""
        before: QWidget = self._close
        controls = (each for part in self._page.in_order() for each in _controls(part))
        for after in (*controls, self._button):
            QWidget.setTabOrder(before, after)
            before = after

    def _make_room(self) -> None:
        """The scroll bar stands in the margin, so that everything else keeps its edge."""
        px, bar = self._theme.px, self._scroll.verticalScrollBar()
        there = bar.sizeHint().width() if bar.maximum() > bar.minimum() else 0
        self._page.column.setContentsMargins(px(12), 0, max(0, px(12) - there), px(16))


def _there(value: T | None) -> T:
    assert value is not None
    return value


def _controls(widget: QWidget) -> Iterator[QWidget]:
    """What the keyboard can reach within, in the order in which it was put there."""
    for child in widget.children():
        if isinstance(child, QWidget):
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus:
                yield child
            yield from _controls(child)
