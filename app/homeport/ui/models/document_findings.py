"""The findings of one document as a list, in the order in which they stand in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from homeport.domain.data_class import UNMARKED, DataClass
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.ui.finding_words import RAISED, UNREADABLE, FindingWords
from homeport.ui.words import Words

FindingRole = Qt.ItemDataRole.UserRole + 1
"""Role of the whole `FindingRow`."""

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding, said. `index` is its place in the label's findings."""

    index: int
    finding: Finding
    says: str
    where: str
    class_name: str

    @property
    def in_text(self) -> bool:
        """Whether it stands at a place of the text that can be shown."""
        return self.finding.end > self.finding.start and self.finding.source != "file name"

    @property
    def may_be_false(self) -> bool:
        """Whether it can be a false alarm: what was not read is not, and neither is a person's own word."""
        return self.finding.kind not in {UNREADABLE, RAISED}

    @property
    def raised(self) -> bool:
        """Whether it is a person's word, which a person may take back."""
        return self.finding.kind == RAISED


class FindingModel(QAbstractListModel):
    """Findings said in the person's language when they are first looked at."""

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._say = FindingWords(words)
        self._order: list[tuple[int, Finding]] = []
        self._rows: dict[int, FindingRow] = {}

    def show_label(self, label: Label | None, *, strictest_first: bool = False) -> None:
        """Take the findings of a label: in reading order, or the strictest first."""
        self.beginResetModel()
        found = list(enumerate(label.findings)) if label is not None else []
        if strictest_first:
            found.sort(key=lambda pair: _strictness(pair[1]))
        else:
            found.sort(key=lambda pair: (pair[1].start, pair[1].end))
        self._order = found
        self._rows = {}
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt does
        """Rows."""
        return 0 if parent.isValid() else len(self._order)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row, or its sentence."""
        if not index.isValid():
            return None
        row = self.row(index.row())
        if role == FindingRole:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.says
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return f"{row.says}. {row.where}. {row.class_name}"
        return None

    def row(self, at: int) -> FindingRow:
        """The row at a place."""
        row = self._rows.get(at)
        if row is None:
            index, finding = self._order[at]
            row = self._rows[at] = FindingRow(
                index,
                finding,
                self._say.sentence(finding),
                self._say.where(finding),
                self._words.data_class(finding.data_class),
            )
        return row

    def at_of(self, index: int) -> int:
        """The place in this list of the finding at `index` in the label; -1 when it has none."""
        return next((at for at, (number, _) in enumerate(self._order) if number == index), -1)

    def __iter__(self) -> Iterator[FindingRow]:
        return (self.row(at) for at in range(len(self._order)))


def _strictness(finding: Finding) -> tuple[bool, int, bool, int]:
    return finding.struck, -finding.data_class, finding.kind == UNREADABLE, finding.start


def class_without(findings: Sequence[Finding], index: int) -> DataClass:
    """The class that stands when one finding is struck."""
    standing = (found.data_class for at, found in enumerate(findings) if at != index and not found.struck)
    return max(standing, default=UNMARKED)
