"""What is painted under the letters of an answer: the ground of code, the bars beside quotes."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QTextDocument

from homeport.ui.theme.theme import Theme
from homeport.ui.widgets.markdown_code import CODE_HEADER
from homeport.ui.widgets.markdown_writer import CODE_PADDING, QUOTE_DEPTH, QUOTE_INDENT, CodeRegion


def code_grounds(
    document: QTextDocument, codes: Sequence[CodeRegion], width: int, px: Callable[[float], int]
) -> list[QRectF]:
    """The ground of every code, its header included, in px of the document."""
    layout = document.documentLayout()
    grounds = []
    for code in codes:
        first, last = document.findBlock(code.first), document.findBlock(code.last)
        top = layout.blockBoundingRect(first).top() - px(CODE_HEADER)
        bottom = layout.blockBoundingRect(last).bottom() + px(CODE_PADDING)
        left = first.blockFormat().leftMargin() - px(CODE_PADDING)
        grounds.append(QRectF(left, top, width - left, bottom - top))
    return grounds


def paint_quotes(painter: QPainter, document: QTextDocument, theme: Theme, area: QRect) -> None:
    """A bar for every level of the quotes in an area; only blocks that are seen are looked at."""
    layout = document.documentLayout()
    painter.setBrush(theme.colour("border_strong"))
    at = layout.hitTest(QPointF(0, area.top() - 1), Qt.HitTestAccuracy.FuzzyHit)
    block = document.findBlock(max(at, 0))
    if block.previous().isValid():
        block = block.previous()
    width, step = theme.px(3), theme.px(QUOTE_INDENT)
    while block.isValid():
        rect = layout.blockBoundingRect(block)
        if rect.top() > area.bottom():
            break
        for depth in range(block.blockFormat().intProperty(QUOTE_DEPTH)):
            painter.drawRect(QRectF(depth * step, rect.top(), width, rect.height()))
        block = block.next()
