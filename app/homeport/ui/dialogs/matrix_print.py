"""The table of classes and lanes on paper: one A4 page, black on white, whatever the theme is."""

from PySide6.QtCore import QFile, QIODevice, QMarginsF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextOption,
    QTextTableFormat,
)

from homeport.policy.class_lanes import Access
from homeport.ui.dialogs.matrix_view import ACCESS_ICON, MatrixCell, MatrixView
from homeport.ui.theme import Theme
from homeport.ui.words import Words

MARGIN_MM = 15.0
LARGEST_PT, SMALLEST_PT, STEP_PT = 10.0, 4.0, 0.5
TAB = 10
"""Where the sentences of the legend begin, in sizes of type."""

UNITS = 10
"""Units of the layout in a point: fonts come in whole units only."""

_ICON = "homeport:{access}"
_ICON_PX = 64  # drawn large so that paper does not show its pixels


def a4() -> QPageLayout:
    """The page."""
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Landscape, margins, QPageLayout.Unit.Millimeter
    )


def write_pdf(path: str, view: MatrixView, theme: Theme, words: Words, now: str) -> bool:
    """Write the page to a file; False when that cannot be done."""
    file = QFile(path)
    if not file.open(QIODevice.OpenModeFlag.WriteOnly):
        return False
    writer = QPdfWriter(file)
    writer.setTitle(view.title)
    writer.setCreator("Homeport")
    done = print_on(writer, view, theme, words, now)
    file.close()
    return done


def print_on(device: QPagedPaintDevice, view: MatrixView, theme: Theme, words: Words, now: str) -> bool:
    """Print the page; `now` is the moment (ISO 8601) that stands on it. False when the device cannot be used."""
    device.setPageLayout(a4())
    document = _document(view, theme, words, now)
    painter = QPainter()
    if not painter.begin(device):
        return False
    fits = painter.viewport().width() / document.pageSize().width()
    painter.scale(fits, fits)
    document.drawContents(painter)
    painter.end()
    return True


def _document(view: MatrixView, theme: Theme, words: Words, now: str) -> QTextDocument:
    """The page with the largest type at which everything stands on one."""
    area = a4().paintRect(QPageLayout.Unit.Point)
    size = LARGEST_PT
    while True:
        document = _Page(view, theme, words, now, size * UNITS).document
        document.setPageSize(QSizeF(area.width(), area.height()) * UNITS)
        if document.pageCount() == 1 or size <= SMALLEST_PT:
            return document
        size -= STEP_PT


class _Page:
    def __init__(self, view: MatrixView, theme: Theme, words: Words, now: str, size: float) -> None:
        self._view = view
        self._size = size
        self._font = theme.font("body")
        self.document = QTextDocument()
        self.document.setDocumentMargin(0)
        self.document.setDefaultFont(self._sized(size))
        for access in Access:
            picture = theme.pixmap(ACCESS_ICON[access], QColor(Qt.GlobalColor.black), _ICON_PX).toImage()
            self.document.addResource(
                QTextDocument.ResourceType.ImageResource, QUrl(_ICON.format(access=access)), picture
            )
        cursor = QTextCursor(self.document)
        self._line(cursor, view.title, size * 1.6, bold=True, first=True)
        self._line(cursor, view.policy, size, after=0)
        self._line(cursor, words("matrix.hash", hash=view.sha256), size * 0.85, after=0)
        if view.task:
            shown = dict(view.tasks)[view.task]
            self._line(cursor, f"{words('matrix.task')}: {shown}", size, bold=True, after=0)
        self._line(cursor, view.about, size * 0.85)
        self._table(cursor, words)
        self._line(cursor, words("matrix.legend"), size, bold=True, before=size)
        for access in Access:
            explained = words(f"matrix.explain_{access}")
            self._line(cursor, f"{words(f'matrix.{access}')}\t{explained}", size * 0.9, after=0)
        for rule, says in view.legend:
            self._line(cursor, f"{rule}\t{says}", size * 0.9, after=0)
        self._line(cursor, words("matrix.printed", date=words.date(now)), size * 0.85, before=size)

    def _table(self, cursor: QTextCursor, words: Words) -> None:
        view = self._view
        form = QTextTableFormat()
        form.setBorder(UNITS / 2)
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setBorderCollapse(True)
        form.setCellPadding(self._size * 0.5)
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        share = 100 / (len(view.lanes) + 1)
        form.setColumnWidthConstraints(
            [QTextLength(QTextLength.Type.PercentageLength, share)] * (len(view.lanes) + 1)
        )
        form.setHeaderRowCount(1)
        table = cursor.insertTable(len(view.rows) + 1, len(view.lanes) + 1, form)
        heads = [words("matrix.class_head"), *(name for _, name, _ in view.lanes)]
        for column, head in enumerate(heads):
            table.cellAt(0, column).firstCursorPosition().insertText(head, self._chars(self._size, bold=True))
        for column, (_, _, says) in enumerate(view.lanes, 1):
            end = table.cellAt(0, column).lastCursorPosition()
            end.insertBlock()
            end.insertText(says, self._chars(self._size * 0.8))
        for row, each in enumerate(view.rows, 1):
            table.cellAt(row, 0).firstCursorPosition().insertText(each.name, self._chars(self._size, bold=True))
            for column, cell in enumerate(each.cells, 1):
                self._cell(table.cellAt(row, column).firstCursorPosition(), cell)
        cursor.movePosition(QTextCursor.MoveOperation.End)

    def _cell(self, cursor: QTextCursor, cell: MatrixCell) -> None:
        image = QTextImageFormat()
        image.setName(_ICON.format(access=cell.access))
        image.setWidth(self._size * 1.2)
        image.setHeight(self._size * 1.2)
        image.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        cursor.insertImage(image)
        cursor.insertText(f" {cell.word}", self._chars(self._size, bold=True))
        if cell.rules:
            cursor.insertBlock()
            cursor.insertText(cell.rules, self._chars(self._size * 0.85))

    def _line(
        self,
        cursor: QTextCursor,
        text: str,
        size: float,
        *,
        bold: bool = False,
        first: bool = False,
        before: float = 0.0,
        after: float | None = None,
    ) -> None:
        block = QTextBlockFormat()
        block.setTopMargin(before)
        block.setTabPositions([QTextOption.Tab(self._size * TAB, QTextOption.TabType.LeftTab)])
        block.setBottomMargin(self._size * 0.6 if after is None else after)
        if first:
            cursor.setBlockFormat(block)
        else:
            cursor.insertBlock(block)
        cursor.insertText(text, self._chars(size, bold=bold))

    def _chars(self, size: float, *, bold: bool = False) -> QTextCharFormat:
        chars = QTextCharFormat()
        chars.setFont(self._sized(size, bold=bold))
        chars.setForeground(Qt.GlobalColor.black)
        return chars

    def _sized(self, size: float, *, bold: bool = False) -> QFont:
        font = QFont(self._font)
        font.setPixelSize(max(1, round(size)))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font
