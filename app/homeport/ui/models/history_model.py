"""The history as rows for a list: pages of tasks, newest first, with a heading where a new day begins."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from homeport.domain.data_class import DataClass
from homeport.ui.words import Words

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One task in the list.

    Attributes:
        state: a phase of the task, or ``interrupted``.
        at: UTC, ISO 8601.
        versions: how many drafts there are.
        spans: start and end of what a search matched in the title, in order, not overlapping.
    """

    task_id: str
    title: str
    lane: str  # of the last draft; empty when there is none
    state: str
    data_class: DataClass
    at: str
    versions: int = 1
    spans: tuple[tuple[int, int], ...] = ()


class Section(IntEnum):
    """A heading; the value orders them."""

    TODAY = 0
    YESTERDAY = 1
    EARLIER = 2


SETTLED = frozenset({"", "done", "new"})
"""States that need no word: nothing is asked of anybody."""

FOR_A_PERSON = frozenset({"held", "waiting", "offered", "approving", "confirming"})
"""States in which a person is waited for."""

ENDED = frozenset({"stopped", "interrupted", "rejected"})


class HistoryModel(QAbstractListModel):
    """Rows and headings in one flat list, so that all have the same height.

    The heading of the first section is not a row: the view shows it above the list.

    Args:
        words: the person's language.
        parent: the owner.
    """

    more_wanted = Signal()

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._items: list[HistoryRow | Section] = []
        self._listed: set[str] = set()
        self._last: Section | None = None
        self._more = False
        self._asked = False
        self._sections = True

    def set_rows(self, rows: Sequence[HistoryRow], *, more: bool = False, sections: bool = True) -> None:
        """Show other rows, newest first.

        Args:
            rows: the first page.
            more: whether `more_wanted` will bring another one.
            sections: whether days get headings; results of a search have none.
        """
        self.beginResetModel()
        self._sections = sections
        self._last = None
        self._listed = {row.task_id for row in rows}
        self._items = self._with_headings(rows)
        self._more, self._asked = more, False
        self.endResetModel()

    def append_rows(self, rows: Sequence[HistoryRow], *, more: bool = False) -> None:
        """Add the page that was wanted; older than everything shown. A task is listed once."""
        rows = [row for row in rows if row.task_id not in self._listed]
        items = self._with_headings(rows)
        self._listed.update(row.task_id for row in rows)
        self._more, self._asked = more, False
        if items:
            first = len(self._items)
            self.beginInsertRows(QModelIndex(), first, first + len(items) - 1)
            self._items += items
            self.endInsertRows()

    def put(self, row: HistoryRow) -> None:
        """Show a task as it is now: in its place if it is listed, else on top."""
        at = self.place_of(row.task_id)
        if at is not None:
            self._items[at] = row
            index = self.index(at)
            self.dataChanged.emit(index, index)
        elif self._items and self.section_at(0) == (self._section_of(row) if self._sections else None):
            self.beginInsertRows(QModelIndex(), 0, 0)
            self._items.insert(0, row)
            self._listed.add(row.task_id)
            self.endInsertRows()
        else:
            self.set_rows([row, *self.rows()], more=self._more, sections=self._sections)

    def remove(self, task_ids: Iterable[str]) -> None:
        """Take tasks out, and headings that then stand over nothing."""
        gone = self._listed.intersection(task_ids)
        places = [n for n, item in enumerate(self._items) if isinstance(item, HistoryRow) and item.task_id in gone]
        for at in reversed(places):
            self._take(at)
            if self._stands_over_nothing(at - 1):
                self._take(at - 1)
        if self._items and isinstance(self._items[0], Section):
            self._take(0)  # the view says the first one
        self._listed -= gone
        self._last = self.section_at(len(self._items) - 1)

    def retell(self) -> None:
        """Sort into sections again: a new day has begun."""
        self.set_rows(self.rows(), more=self._more, sections=self._sections)

    def rows(self) -> list[HistoryRow]:
        """All tasks, without headings."""
        return [item for item in self._items if isinstance(item, HistoryRow)]

    def row_at(self, index: Index) -> HistoryRow | None:
        """The task of an index; none for a heading."""
        item = self._items[index.row()] if index.isValid() else None
        return item if isinstance(item, HistoryRow) else None

    def place_of(self, task_id: str) -> int | None:
        """The row number of a task."""
        if task_id not in self._listed:
            return None
        places = (
            n for n, item in enumerate(self._items) if isinstance(item, HistoryRow) and item.task_id == task_id
        )
        return next(places, None)

    def section_at(self, place: int) -> Section | None:
        """The section a row number belongs to; none without sections."""
        if not self._sections or not 0 <= place < len(self._items):
            return None
        item = self._items[place]
        return item if isinstance(item, Section) else self._section_of(item)

    def section_name(self, section: Section) -> str:
        """The words of a heading."""
        return self._words(f"sidebar.section_{section.name.lower()}")

    def time_of(self, row: HistoryRow) -> str:
        """The time of a task of today or yesterday, the day of an older one."""
        return self._words.time(row.at) if self._words.days_ago(row.at) < 2 else self._words.day(row.at)

    def state_of(self, row: HistoryRow) -> str:
        """The state in a word; empty when nothing is to be said."""
        if row.state in SETTLED:
            return ""
        key = f"sidebar.state_{row.state}"
        return self._words(key if self._words.has(key) else "sidebar.state_working")

    def rowCount(self, parent: Index | None = None) -> int:
        """Tasks and headings."""
        return 0 if parent is not None and parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Title, and what a screen reader says."""
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return item
        if isinstance(item, Section):
            return self.section_name(item) if role in _SPOKEN else None
        if role == Qt.ItemDataRole.DisplayRole:
            return item.title
        return self._spoken(item) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings can be neither reached nor chosen."""
        if self.row_at(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def canFetchMore(self, parent: Index) -> bool:
        """Whether there are older tasks that were not asked for yet."""
        return not parent.isValid() and self._more and not self._asked

    def fetchMore(self, parent: Index) -> None:
        """Ask for the next page, once."""
        if self.canFetchMore(parent):
            self._asked = True
            self.more_wanted.emit()

    def _spoken(self, row: HistoryRow) -> str:
        parts = [row.title, self._words.lane(row.lane) if row.lane else "", self.state_of(row)]
        parts += [self._words.data_class(row.data_class), self._words.moment(row.at)]
        if row.versions > 1:
            parts.append(self._words("sidebar.versions", count=row.versions))
        return ", ".join(part for part in parts if part)

    def _take(self, at: int) -> None:
        self.beginRemoveRows(QModelIndex(), at, at)
        del self._items[at]
        self.endRemoveRows()

    def _stands_over_nothing(self, at: int) -> bool:
        if at < 0 or not isinstance(self._items[at], Section):
            return False
        return at + 1 == len(self._items) or isinstance(self._items[at + 1], Section)

    def _section_of(self, row: HistoryRow) -> Section:
        return Section(max(0, min(Section.EARLIER, self._words.days_ago(row.at))))

    def _with_headings(self, rows: Sequence[HistoryRow]) -> list[HistoryRow | Section]:
        """Rows with a heading before the first of each later section; rows are in order, so halving finds it."""
        if not self._sections or not rows:
            return list(rows)
        items: list[HistoryRow | Section] = []
        start = 0
        while start < len(rows):
            section = self._section_of(rows[start])
            end = bisect_left(rows, section + 1, lo=start, key=self._section_of)
            if self._last is not None and section > self._last:
                items.append(section)
            self._last = section if self._last is None else max(self._last, section)
            items += rows[start : max(end, start + 1)]
            start = max(end, start + 1)
        return items


_SPOKEN = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole})
