"""All combinations of facts: a decision table that one can filter."""

from itertools import pairwise

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QFrame, QScrollArea, QTableView, QVBoxLayout, QWidget

from homeport.policy.space import Set
from homeport.ui.dialogs.policy_filter import FilterButton
from homeport.ui.dialogs.settings_page import clear
from homeport.ui.models.policy_combinations import Facet, Filters, Rows, filtered
from homeport.ui.models.policy_opened import OpenPolicy
from homeport.ui.models.policy_table_model import FACTS, FIRST, CombinationsModel
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.empty_state import EmptyState
from homeport.ui.widgets.flow_layout import FlowLayout
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words

CLOSED_WIDTH = 260
"""px before scaling of the column of closed lanes; the last one takes the rest."""


LEAST_HEIGHT = 200
"""px before scaling of the table; in a lower window the section scrolls."""

MOST_WIDTH = 150
"""px before scaling of the words of any other column; longer ones are cut, and whole in the tooltip."""


class TableSection(QScrollArea):
    """The table, its filters, and how many combinations they leave."""

    facts_wanted = Signal(dict)
    """Open these facts in "Try it"."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words
        self._everything: Set = 0
        self._total = 0
        self._facets: tuple[Facet, ...] = ()
        self._filters: list[FilterButton] = []
        self.setAccessibleName(words("policy_window.table"))
        self.setWidgetResizable(True)  # it scrolls only where there is no room for the filters and a few rows
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.model = CombinationsModel(theme, words, self)
        self.view = _View(theme, words, self.model)
        self.view.activated.connect(self._try_row)
        self._nothing = EmptyState(theme, "filter", "")
        self._count = TextLabel(theme, "", "strong", "text")
        self._count.setObjectName("rows_left")
        self._clear = Button(theme, words("policy_window.clear_all"), "ghost", "x")
        self._clear.setObjectName("clear_filters")
        self._clear.clicked.connect(self.clear_filters)
        self._try = Button(theme, words("policy_window.try_row"), "secondary", "play")
        self._try.setObjectName("try_row")
        self._try.clicked.connect(lambda: self._try_row(self.view.currentIndex()))
        self._holder = QWidget()
        self._flow = FlowLayout(self._holder)
        self._lay_out()
        self._restyle()
        theme.changed.connect(self._restyle)

    def show_opened(self, opened: OpenPolicy) -> None:
        """Show all combinations of this policy; filters that it has too are kept."""
        kept = self.chosen
        all_of = opened.all_of
        self._facets = opened.facets
        self._everything = all_of.space.everything if all_of is not None else 0
        self._total = self._everything.bit_count()
        clear(self._flow)
        self._filters = [FilterButton(self._theme, self._words, facet, self._counts) for facet in self._facets]
        for button in self._filters:
            button.choose(kept.get(button.key, frozenset()))
            button.changed.connect(self._filter)
            self._flow.addWidget(button)
        order: list[QWidget] = [*self._filters, self._clear, self._try, self.view]
        for before, after in pairwise(order):
            self.setTabOrder(before, after)
        self.model.show_all_of(all_of)
        self.view.fit_columns(self._facets)
        self._filter()

    @property
    def chosen(self) -> Filters:
        """The filters that let less than all through."""
        return {button.key: button.chosen for button in self._filters if button.chosen}

    def clear_filters(self) -> None:
        """Let all through."""
        for button in self._filters:
            button.blockSignals(True)
            button.clear()
            button.blockSignals(False)
        self._filter()
        if self._filters:
            self._filters[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _filter(self) -> None:
        words, chosen = self._words, self.chosen
        rows = Rows(filtered(self._everything, self._facets, chosen), self._total)
        self.model.show_rows(rows)
        left = words("policy_window.rows_left", count=len(rows), total=self._total)
        self._count.setText(left)
        self._clear.setVisible(bool(chosen))
        key = "nothing_left" if self._total else "nothing_to_show"
        self._nothing.set_content("filter", words(f"policy_window.{key}"), words(f"policy_window.{key}_next"))
        self._nothing.setVisible(not rows)
        self.view.setVisible(bool(rows))
        self._try.setEnabled(bool(rows))
        if rows:
            self.view.setCurrentIndex(self.model.index(0, 0))
        if self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, left))

    def _counts(self, facet: Facet) -> dict[str, int]:
        """How many combinations each value of a facet would leave, under the filters of all others."""
        others = filtered(self._everything, self._facets, self.chosen, but=facet.key)
        return {value.key: (value.held & others).bit_count() for value in facet.values}

    def _try_row(self, index: QModelIndex) -> None:
        if index.isValid():
            self.facts_wanted.emit(dict(self.model.row(index.row()).facts))

    def _lay_out(self) -> None:
        words, theme = self._words, self._theme
        line = QWidget()
        self._line = FlowLayout(line)
        for part in (self._count, self._clear, self._try):
            self._line.addWidget(part)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.addWidget(TextLabel(theme, words("policy_window.table"), "title", "text"))
        self._column.addWidget(TextLabel(theme, words("policy_window.table_intro"), "body", "text2"))
        self._column.addWidget(self._holder)
        self._column.addWidget(line)
        self._column.addWidget(self.view, 1)
        self._column.addWidget(self._nothing, 1)
        self.setWidget(inside)

    def _restyle(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(28), px(20), px(28), px(20))
        self._column.setSpacing(px(12))
        self._flow.set_spacing(px(8), px(8))
        self._line.set_spacing(px(12), px(8))
        self.view.setMinimumHeight(px(LEAST_HEIGHT))
        self.view.fit_columns(self._facets)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Scroll to what Tab reaches."""
        moved = super().focusNextPrevChild(forward)
        focus = self.window().focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            self.ensureWidgetVisible(focus, 0, self._theme.px(28))
        return moved


class _View(QTableView):
    """Rows of one height; a row is chosen whole."""

    def __init__(self, theme: Theme, words: Words, model: CombinationsModel) -> None:
        super().__init__()
        self._theme, self._combinations = theme, model
        self.setModel(model)
        self.setAccessibleName(words("policy_window.table_name"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def fit_columns(self, facets: tuple[Facet, ...]) -> None:
        """Each column as wide as the longest of its words; rows as high as a target has to be."""
        theme, px, model = self._theme, self._theme.px, self._combinations
        self.setFont(theme.font("row"))
        self.horizontalHeader().setFont(theme.font("caption"))
        self.verticalHeader().setDefaultSectionSize(px(36))
        self.setIconSize(QSize(px(16), px(16)))
        row, head = QFontMetrics(theme.font("row")), QFontMetrics(theme.font("section"))
        around = 2 * px(8) + px(8)
        by_column = {FIRST: [facet for facet in facets if facet.key == "first"]}
        facts = [facet for facet in facets if facet.key.startswith("fact_")]
        by_column |= {FACTS + place: [facet] for place, facet in enumerate(facts)}
        for column in range(model.columnCount()):
            words = [value.said for facet in by_column.get(column, ()) for value in facet.values]
            title = str(model.headerData(column, Qt.Orientation.Horizontal))
            widest = max([head.horizontalAdvance(title) + px(8), *(row.horizontalAdvance(word) for word in words)])
            width = min(widest, px(MOST_WIDTH)) + around + (px(24) if column == FIRST else 0)
            self.setColumnWidth(column, width if column != model.columnCount() - 2 else px(CLOSED_WIDTH))
