"""The documents of the task to come as a list; counts are kept as it changes, never taken anew."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from homeport.domain.data_class import DataClass
from homeport.ui.models.composer import ChipKind, ChipState, ChipView

ChipRole = Qt.ItemDataRole.UserRole + 1
"""Role of the whole `ChipView`."""

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Summary:
    """How many documents of each class."""

    total: int
    reading: int
    classes: tuple[tuple[DataClass, int], ...]  # strictest first, none that is empty
    unread: int  # among the restricted: nothing of them was read


class ChipModel(QAbstractListModel):
    """Chips in the order they came. `changed_summary` is told once a batch."""

    summary_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chips: list[ChipView] = []
        self._rows: dict[str, int] = {}
        self._paths: Counter[Path] = Counter()
        self._classes: Counter[DataClass] = Counter()
        self._states: Counter[ChipState] = Counter()
        self._numbers: Counter[ChipKind] = Counter()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt does
        """Rows."""
        return 0 if parent.isValid() else len(self._chips)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The chip, or its name."""
        if not index.isValid():
            return None
        chip = self._chips[index.row()]
        if role == ChipRole:
            return chip
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return chip.name
        return None

    def __len__(self) -> int:
        return len(self._chips)

    def __iter__(self) -> Iterator[ChipView]:
        return iter(self._chips)

    def __contains__(self, chip_id: object) -> bool:
        return chip_id in self._rows

    def chip(self, chip_id: str) -> ChipView | None:
        """The chip with this id."""
        row = self._rows.get(chip_id)
        return None if row is None else self._chips[row]

    def row_of(self, chip_id: str) -> int | None:
        """The row of a chip."""
        return self._rows.get(chip_id)

    def has_path(self, path: Path) -> bool:
        """Whether a file of this very path is there."""
        return self._paths[path] > 0

    def next_number(self, kind: ChipKind) -> int:
        """The number of the next pasted text or picture; none is used twice."""
        self._numbers[kind] += 1
        return self._numbers[kind]

    @property
    def paths(self) -> tuple[Path, ...]:
        """Paths of all files."""
        return tuple(chip.path for chip in self._chips if chip.path is not None)

    @property
    def summary(self) -> Summary:
        """Counts as they stand."""
        classes = tuple((each, self._classes[each]) for each in reversed(DataClass) if self._classes[each])
        reading = self._states[ChipState.READING] + self._states[ChipState.WAITING]
        return Summary(len(self._chips), reading, classes, self._states[ChipState.UNREAD])

    def add(self, chips: Sequence[ChipView]) -> None:
        """Put chips at the end; one whose id is there already takes its place."""
        fresh = [chip for chip in {chip.id: chip for chip in chips}.values() if chip.id not in self._rows]
        known = [chip for chip in chips if chip.id in self._rows]
        if fresh:
            first = len(self._chips)
            self.beginInsertRows(QModelIndex(), first, first + len(fresh) - 1)
            self._chips += fresh
            self._rows.update({chip.id: first + at for at, chip in enumerate(fresh)})
            for chip in fresh:
                self._count(chip, 1)
            self.endInsertRows()
        self._replace(known)
        if chips:
            self.summary_changed.emit()

    def update(self, chips: Iterable[ChipView]) -> None:
        """Replace chips by their ids; one that was removed meanwhile stays removed."""
        known = [chip for chip in chips if chip.id in self._rows]
        self._replace(known)
        if known:
            self.summary_changed.emit()

    def remove(self, chip_id: str) -> ChipView | None:
        """Take a chip out; None when it is not there."""
        row = self._rows.pop(chip_id, None)
        if row is None:
            return None
        self.beginRemoveRows(QModelIndex(), row, row)
        chip = self._chips.pop(row)
        for at in range(row, len(self._chips)):
            self._rows[self._chips[at].id] = at
        self._count(chip, -1)
        self.endRemoveRows()
        self.summary_changed.emit()
        return chip

    def clear(self) -> None:
        """Take all out."""
        if not self._chips:
            return
        self.beginResetModel()
        self._chips.clear()
        self._rows.clear()
        for counter in (self._paths, self._classes, self._states, self._numbers):
            counter.clear()
        self.endResetModel()
        self.summary_changed.emit()

    def _replace(self, chips: Iterable[ChipView]) -> None:
        for chip in chips:
            row = self._rows[chip.id]
            self._count(self._chips[row], -1)
            self._chips[row] = chip
            self._count(chip, 1)
            index = self.index(row)
            self.dataChanged.emit(index, index)

    def _count(self, chip: ChipView, step: int) -> None:
        self._states[chip.state] += step
        if chip.label is not None:
            self._classes[chip.label.data_class] += step
        if chip.path is not None:
            self._paths[chip.path] += step
