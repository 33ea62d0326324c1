"""The table of all combinations for Qt: rows are decided when they are looked at, and the last few are kept."""

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from homeport.domain.decision import CEILING, Decision
from homeport.policy.decide import decide
from homeport.policy.prove import Whole
from homeport.policy.sentences import fact_name, value_words
from homeport.ui.models.policy_combinations import Rows
from homeport.ui.theme import Theme
from homeport.ui.words import Words

KEPT = 512
"""Rows that stay decided: a few screens of them."""

FIRST = 0
"""The column of the first lane; the deciding rule stands beside it, then the facts."""

FACTS = 2
"""The column of the first fact; closed lanes and reviews come last."""

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """One combination in words."""

    facts: dict[str, str]
    first: str | None
    texts: tuple[str, ...]  # a column each


class CombinationsModel(QAbstractTableModel):
    """A row for each combination that is let through."""

    def __init__(self, theme: Theme, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words
        self._all_of: Whole | None = None
        self._rows = Rows(0, 0)
        self._heads: tuple[str, ...] = ()
        self._kept: OrderedDict[int, Row] = OrderedDict()

    def show_all_of(self, all_of: Whole | None) -> None:
        """Show another policy; no row until `show_rows`."""
        self.beginResetModel()
        self._all_of = all_of
        self._rows = Rows(0, 0)
        self._kept.clear()
        words = self._words
        facts = [] if all_of is None else [fact_name(name, words.language) for name in all_of.policy.facts]
        first, rule, closed, review = (
            words(f"policy_window.column_{name}") for name in ("first", "rule", "closed", "review")
        )
        self._heads = tuple(text[:1].upper() + text[1:] for text in (first, rule, *facts, closed, review))
        self.endResetModel()

    def show_rows(self, rows: Rows) -> None:
        """Show these combinations."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, place: int) -> Row:
        """What stands in a row."""
        combination = self._rows.at(place)
        found = self._kept.get(combination)
        if found is None:
            found = self._kept[combination] = self._made(combination)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many are let through."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Where it starts and by which rule, the facts, what is closed and reviewed."""
        return 0 if parent.isValid() else len(self._heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The name of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words; the first lane in its colour and with its icon."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        text = self.row(index.row()).texts[index.column()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._heads[index.column()]}: {text}"
        if index.column() == FIRST:
            return self._look(self.row(index.row()).first, role)
        return None

    def _look(self, first: str | None, role: int) -> object:
        """Colour and icon of the first lane."""
        style = self._theme.lane(first) if first else None
        ink = QColor(style.fg) if style else self._theme.colour("warning")
        if role == Qt.ItemDataRole.ForegroundRole:
            return ink
        if role == Qt.ItemDataRole.DecorationRole:
            return self._theme.icon(style.icon if style else "pause", ink)
        return None

    def _made(self, combination: int) -> Row:
        assert self._all_of is not None
        policy, words = self._all_of.policy, self._words
        left, facts = combination, dict[str, str]()
        for name, spec in policy.facts.items():
            place, left = divmod(left, self._all_of.space.stride[name])
            facts[name] = spec.values[place]
        decision = decide(policy, facts)
        assert isinstance(decision, Decision)  # every value is a declared one
        said = (value_words(name, value, words.language) for name, value in facts.items())
        first = decision.first
        closed = ", ".join(
            words("policy_window.closed_by", lane=words.lane(lane), rules=self._rules(rules))
            for lane, rules in decision.blocked.items()
        )
        none = words("policy_window.none")
        texts = (
            words.lane(first) if first else words("policy_window.waits_short"),
            decision.route_rule or none,
            *(text[:1].upper() + text[1:] for text in said),
            closed or none,
            ", ".join(decision.review) or none,
        )
        return Row(facts, first, texts)

    def _rules(self, rules: tuple[str, ...]) -> str:
        ceiling = self._words("policy_window.by_ceiling")
        return ", ".join(ceiling if rule == CEILING else rule for rule in rules)
