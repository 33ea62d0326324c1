"""The table of data classes and lanes: what the policy in force allows, asks for and forbids."""

import html
from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QScrollArea,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from homeport.policy.prove import Whole
from homeport.ui.dialogs.matrix_print import print_on, write_pdf
from homeport.ui.dialogs.matrix_view import ACCESS_COLOUR, ACCESS_ICON, MatrixCell, MatrixView, matrix_view
from homeport.ui.theme import Theme
from homeport.ui.widgets import Button, Caption, SectionLabel, TextLabel
from homeport.ui.widgets.fields import Choice
from homeport.ui.widgets.painting import place_icon
from homeport.ui.words import Words

CELL = Qt.ItemDataRole.UserRole
ICON = 18
PAD = 10
COLUMN = 168
"""Least width of a column, px before scaling."""


class MatrixDialog(QDialog):
    """Shows, prints and saves the table.

    Args:
        theme: colours and sizes.
        words: the person's language.
        all_of: the policy in force, evaluated whole.
        now: tells the moment, ISO 8601, that stands on paper.
        parent: the window.
    """

    pdf_requested = Signal()

    def __init__(
        self, theme: Theme, words: Words, all_of: Whole, now: Callable[[], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._words, self._all_of, self._now = theme, words, all_of, now
        self.view = matrix_view(all_of, words)
        self.setWindowTitle(self.view.title)
        self._column = QVBoxLayout(self)
        self._column.addWidget(TextLabel(theme, self.view.title, "title", "text", self))
        self._column.addWidget(TextLabel(theme, self.view.policy, "body", "text2", self))
        self._column.addWidget(Caption(theme, self.view.about, self))
        self._tasks = self._task_choice()
        self.table = _Table(theme, words, self)
        self._column.addWidget(self.table)
        self._column.addWidget(self._legend(), 1)
        self._column.addLayout(self._buttons())
        self._show(self.view)
        self._restyle()
        theme.changed.connect(self._restyle)

    def write_pdf(self, path: str) -> bool:
        """Write one A4 page; False when the file cannot be written."""
        return write_pdf(path, self.view, self._theme, self._words, self._now())

    def _task_choice(self) -> QComboBox | None:
        if not self.view.tasks:
            return None
        row = QHBoxLayout()
        label = QLabel(self._words("matrix.task"), self)
        choice = Choice(self._theme, parent=self)
        choice.addItem(self._words("matrix.any_task"), "")
        for task, name in self.view.tasks:
            choice.addItem(name, task)
        choice.setAccessibleName(self._words("matrix.task"))
        label.setBuddy(choice)
        row.addWidget(label)
        row.addWidget(choice)
        row.addStretch(1)
        choice.currentIndexChanged.connect(lambda: self._choose(choice.currentData()))
        self._column.addLayout(row)
        return choice

    def _choose(self, task: str) -> None:
        self.view = matrix_view(self._all_of, self._words, task)
        self._show(self.view)

    def _legend(self) -> QScrollArea:
        page = QWidget()
        self._lines = QVBoxLayout(page)
        self._lines.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(page)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self._words("matrix.legend"))
        return area

    def _buttons(self) -> QHBoxLayout:
        words, theme = self._words, self._theme
        row = QHBoxLayout()
        printing = Button(theme, words("matrix.print"), "secondary", "printer", self)
        printing.clicked.connect(self._print)
        saving = Button(theme, words("matrix.pdf"), "secondary", "download", self)
        saving.clicked.connect(self.pdf_requested)
        closing = Button(theme, words("matrix.close"), "primary", parent=self)
        closing.setDefault(True)
        closing.clicked.connect(self.accept)
        row.addWidget(printing)
        row.addWidget(saving)
        row.addStretch(1)
        row.addWidget(closing)
        self._row = row
        return row

    def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        chosen = QPrintDialog(printer, self)
        chosen.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen.accepted.connect(lambda: print_on(printer, self.view, self._theme, self._words, self._now()))
        QDialog.open(chosen)  # the print dialog hides the plain one

    def _show(self, view: MatrixView) -> None:
        self.table.show_view(view)
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        self._lines.addWidget(SectionLabel(self._theme, self._words("matrix.legend")))
        for rule, says in view.legend:
            self._lines.addWidget(TextLabel(self._theme, f"{rule}  {says}", "caption", "text2"))
        self._lines.addStretch(1)

    def _restyle(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(28), px(20), px(28), px(20))
        self._column.setSpacing(px(8))
        self._lines.setSpacing(px(4))
        self._row.setSpacing(px(8))
        columns = len(self.view.lanes) + 1
        self.resize(min(px(COLUMN) * columns + px(60), px(1100)), px(680))


class _Table(QTableWidget):
    """A real table, so that a screen reader reads its rows, columns and cells."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words
        self.setAccessibleName(words("matrix.table_name"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(_CellDelegate(theme, self))
        self.setShowGrid(True)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionsClickable(False)
            header.setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_view(self, view: MatrixView) -> None:
        """Fill the cells."""
        self.setRowCount(len(view.rows))
        self.setColumnCount(len(view.lanes))
        for column, (lane, name, says) in enumerate(view.lanes):
            head = QTableWidgetItem(name)
            style = self._theme.lane(lane)
            head.setIcon(self._theme.icon(style.icon, QColor(style.fg)))
            head.setToolTip(_plain(says))
            self.setHorizontalHeaderItem(column, head)
        for row, each in enumerate(view.rows):
            self.setVerticalHeaderItem(row, QTableWidgetItem(each.name))
            for column, cell in enumerate(each.cells):
                item = QTableWidgetItem(f"{cell.word} {cell.rules}".strip())
                item.setData(CELL, cell)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, cell.spoken)
                item.setData(
                    Qt.ItemDataRole.AccessibleDescriptionRole, self._words(f"matrix.explain_{cell.access}")
                )
                item.setToolTip(self._words(f"matrix.explain_{cell.access}"))
                self.setItem(row, column, item)
        self.setCurrentCell(0, 0)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows follow the width; the table is as high as all of them, so that none has to be scrolled to."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.resizeRowsToContents()
        header = self.horizontalHeader()
        head = max(header.minimumHeight(), header.sizeHint().height())
        self.setFixedHeight(head + self.verticalHeader().length() + 2 * self.frameWidth() + 2)

    def _restyle(self) -> None:
        self.setFont(self._theme.font("row"))
        self.horizontalHeader().setFont(self._theme.font("strong"))
        self.verticalHeader().setFont(self._theme.font("strong"))
        self.horizontalHeader().setMinimumHeight(self._theme.px(40))
        self._fit()


class _CellDelegate(QStyledItemDelegate):
    """A cell: icon and word, and the rules under them."""

    def __init__(self, theme: Theme, table: QTableWidget) -> None:
        super().__init__(table)
        self._theme, self._table = theme, table

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Room for both."""
        cell = _cell(index)
        px = self._theme.px
        word, rules = (QFontMetrics(self._theme.font(role)) for role in ("strong", "caption"))
        height = 2 * px(PAD) + max(word.height(), px(ICON))
        if cell is not None and cell.rules:
            width = self._table.columnWidth(index.column()) - 2 * px(PAD) - 1
            box = rules.boundingRect(QRect(0, 0, width, 1 << 16), int(Qt.TextFlag.TextWordWrap), cell.rules)
            height += px(2) + box.height()
        return QSize(px(COLUMN), max(height, px(48)))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The cell in the colours of its meaning."""
        cell = _cell(index)
        if cell is None:
            return
        theme, px, rect = self._theme, self._theme.px, option.rect
        painter.save()
        painter.fillRect(rect, theme.colour(f"{ACCESS_COLOUR[cell.access]}_soft"))
        ink = theme.colour(ACCESS_COLOUR[cell.access])
        inside = rect.adjusted(px(PAD), px(PAD), -px(PAD), -px(PAD))
        metrics = QFontMetrics(theme.font("strong"))
        line = max(metrics.height(), px(ICON))
        ratio = painter.device().devicePixelRatioF()
        picture = theme.pixmap(ACCESS_ICON[cell.access], ink, ICON, ratio)
        place_icon(painter, picture, inside.left(), inside.top() + line / 2)
        painter.setPen(ink)
        painter.setFont(theme.font("strong"))
        left = inside.left() + px(ICON + 6)
        room = QRect(left, inside.top(), inside.right() - left, line)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), cell.word)
        painter.setPen(theme.colour("text2"))
        painter.setFont(theme.font("caption"))
        below = QRect(inside.left(), inside.top() + line + px(2), inside.width(), inside.height() - line)
        painter.drawText(below, int(Qt.TextFlag.TextWordWrap), cell.rules)
        painter.restore()


def _cell(index: QModelIndex | QPersistentModelIndex) -> MatrixCell | None:
    cell = index.data(CELL)
    return cell if isinstance(cell, MatrixCell) else None


def _plain(text: str) -> str:
    """Text that a tooltip shows as it is: it would take something like a tag for rich text."""
    return f"<span>{html.escape(text)}</span>"
