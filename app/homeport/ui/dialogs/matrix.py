"""The table of data classes and lanes: what the policy in force allows, asks for and forbids."""

import html
from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
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
from homeport.ui.widgets import RING, Button, Caption, ScrollPage, SectionLabel, TextLabel
from homeport.ui.widgets.fields import Choice
from homeport.ui.widgets.let_go import let_go
from homeport.ui.widgets.painting import place_icon
from homeport.ui.words import Words

CELL = Qt.ItemDataRole.UserRole
ICON, ICON_GAP = 18, 6
PAD = 10
HEAD_PAD = 8
"""As the style sheet has it for the sections of a header."""

COLUMN, HEIGHT = 168, 720
"""Least width of a column, and the height of the window, px before scaling."""


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
        self._page = ScrollPage(theme, self)
        page = self._page.column
        page.addWidget(TextLabel(theme, self.view.title, "title"))
        page.addWidget(TextLabel(theme, self.view.policy, "body", "text2"))
        page.addWidget(Caption(theme, self.view.about))
        self._tasks = self._task_choice()
        self.table = MatrixTable(theme, words, self)
        page.addWidget(self.table)
        self._lines = QVBoxLayout()
        page.addLayout(self._lines)
        page.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._page, 1)
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
        self._page.column.addLayout(row)
        return choice

    def _choose(self, task: str) -> None:
        self.view = matrix_view(self._all_of, self._words, task)
        self._show(self.view)

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
                let_go(old)
        self._lines.addWidget(SectionLabel(self._theme, self._words("matrix.legend")))
        for rule, says in view.legend:
            self._lines.addWidget(TextLabel(self._theme, f"{rule}  {says}", "caption", "text2"))

    def _restyle(self) -> None:
        px = self._theme.px
        side, top = px(28 - RING), px(20 - RING)
        self._column.setContentsMargins(side, top, side, px(20))
        self._column.setSpacing(px(12 - RING))
        self._row.setContentsMargins(px(RING), 0, px(RING), 0)
        self._lines.setContentsMargins(0, px(8), 0, 0)
        self._lines.setSpacing(px(4))
        self._row.setSpacing(px(8))
        columns = len(self.view.lanes) + 1
        screen = self.screen().availableSize() * 0.95
        self.resize(QSize(min(px(COLUMN) * columns + px(60), px(1100)), px(HEIGHT)).boundedTo(screen))


class MatrixTable(QTableWidget):
    """A real table, so that a screen reader reads its rows, columns and cells."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words
        self._heads: list[str] = []
        self._names: list[str] = []
        self._cell_words: list[str] = []
        self.setAccessibleName(words("matrix.table_name"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(_CellDelegate(theme, self))
        self.setShowGrid(True)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            wrapped = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
            header.setDefaultAlignment(wrapped)
            header.setSectionsClickable(False)
            header.setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        # Columns take their share after the table was resized, and the words of a cell wrap by the column.
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._fit)
        self.horizontalHeader().sectionResized.connect(self._soon.start)
        corner = self.findChild(QAbstractButton)
        if isinstance(corner, QAbstractButton):  # it does nothing, and a screen reader meets it all the same
            corner.setAccessibleName(words("matrix.class_head"))
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_view(self, view: MatrixView) -> None:
        """Fill the cells."""
        self._heads = [name for _, name, _ in view.lanes]
        self._names = [row.name for row in view.rows]
        self._cell_words = [word for row in view.rows for cell in row.cells for word in cell.word.split()]
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
        """Rows follow the width."""
        self._fit_names()
        super().resizeEvent(event)
        self._fit()

    def names_width(self) -> int:
        """Room for the names of the classes; they wrap where they would take more than a fourth of the table."""
        names = self._names
        around = 2 * self._theme.px(HEAD_PAD) + 2 * self._theme.px(4)
        if (whole := self._widest(names) + around) <= self.width() // 4:
            return whole
        return self._widest([word for name in names for word in name.split()]) + around

    def _least_column(self) -> int:
        """Room for the longest word of a cell beside its icon; in a narrower table one scrolls sideways."""
        px = self._theme.px
        heads = [word for name in self._heads for word in name.replace("-", "- ").split()]
        return max(
            self._widest(self._cell_words) + px(ICON + ICON_GAP) + 2 * px(PAD) + 2,
            self._widest(heads) + px(ICON) + 3 * px(HEAD_PAD) + 2,
        )

    def _widest(self, texts: list[str]) -> int:
        metrics = QFontMetrics(self._theme.font("strong"))
        return max((metrics.horizontalAdvance(text) for text in texts), default=0)

    def _fit_names(self) -> None:
        if self.verticalHeader().width() != (width := self.names_width()):
            self.verticalHeader().setFixedWidth(width)

    def _fit(self) -> None:
        """Make each row as high as its words at this width, and the table as high as all of them."""
        self._fit_names()
        px, strong = self._theme.px, self._theme.font("strong")
        self.horizontalHeader().setMinimumSectionSize(self._least_column())
        narrower = px(ICON) + 3 * px(HEAD_PAD)
        head = max(
            (
                wrapped_height(name, strong, width)
                for column, name in enumerate(self._heads)
                if (width := self.columnWidth(column) - narrower) > 0
            ),
            default=0,
        )
        head = max(px(40), head + 2 * px(HEAD_PAD))
        self.horizontalHeader().setFixedHeight(head)
        room = self.names_width() - 2 * px(HEAD_PAD)
        for row, name in enumerate(self._names):
            needed = wrapped_height(name, strong, room) + 2 * px(HEAD_PAD)
            self.setRowHeight(row, max(self.sizeHintForRow(row), needed))
        beyond = self.horizontalHeader().length() > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if beyond else 0
        self.setFixedHeight(head + self.verticalHeader().length() + bar + 2 * self.frameWidth())

    def _restyle(self) -> None:
        self.setFont(self._theme.font("row"))
        self.horizontalHeader().setFont(self._theme.font("strong"))
        self.verticalHeader().setFont(self._theme.font("strong"))
        self._fit()


class _CellDelegate(QStyledItemDelegate):
    """A cell: icon and word, and the rules under them."""

    def __init__(self, theme: Theme, table: QTableWidget) -> None:
        super().__init__(table)
        self._theme, self._table = theme, table

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Room for both."""
        px = self._theme.px
        height = 2 * px(PAD)
        if (cell := _cell(index)) is not None:
            width = self._table.columnWidth(index.column()) - 2 * px(PAD) - 1
            height += self._word_height(cell, width)
            if cell.rules:
                height += px(2) + wrapped_height(cell.rules, self._theme.font("caption"), width)
        return QSize(px(COLUMN), max(height, px(48)))

    def _word_height(self, cell: MatrixCell, width: int) -> int:
        px = self._theme.px
        beside = width - px(ICON + ICON_GAP)
        return max(wrapped_height(cell.word, self._theme.font("strong"), beside), px(ICON))

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
        line = max(QFontMetrics(theme.font("strong")).height(), px(ICON))
        tall = self._word_height(cell, inside.width() - 1)
        ratio = painter.device().devicePixelRatioF()
        picture = theme.pixmap(ACCESS_ICON[cell.access], ink, ICON, ratio)
        place_icon(painter, picture, inside.left(), inside.top() + line / 2)
        painter.setPen(ink)
        painter.setFont(theme.font("strong"))
        room = QRect(inside.left(), inside.top(), inside.width(), tall).adjusted(px(ICON + ICON_GAP), 0, 0, 0)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap), cell.word)
        painter.setPen(theme.colour("text2"))
        painter.setFont(theme.font("caption"))
        below = inside.adjusted(0, tall + px(2), 0, 0)
        painter.drawText(below, int(Qt.TextFlag.TextWordWrap), cell.rules)
        painter.restore()


def wrapped_height(text: str, font: QFont, width: int) -> int:
    """How high a text is that wraps at a width."""
    room = QRect(0, 0, max(width, 1), 1 << 16)
    return QFontMetrics(font).boundingRect(room, int(Qt.TextFlag.TextWordWrap), text).height()


def _cell(index: QModelIndex | QPersistentModelIndex) -> MatrixCell | None:
    cell = index.data(CELL)
    return cell if isinstance(cell, MatrixCell) else None


def _plain(text: str) -> str:
    """Text that a tooltip shows as it is: it would take something like a tag for rich text."""
    return f"<span>{html.escape(text)}</span>"
