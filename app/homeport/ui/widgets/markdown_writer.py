"""Writes blocks of Markdown into a text document with formats from the theme: no HTML, no link, no picture."""

from dataclasses import dataclass

from PySide6.QtGui import (
    QBrush,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextOption,
    QTextTableCellFormat,
    QTextTableFormat,
)

from homeport.text.markdown_blocks import Block, BlockKind
from homeport.text.markdown_inline import LINE_BREAK, Run, parse_inline
from homeport.ui.theme.theme import Theme
from homeport.ui.widgets.markdown_code import CODE_HEADER
from homeport.ui.words import Words

INDENT = 24
CODE_PADDING = 12
QUOTE_INDENT = 16
FIRST_LESS = 12
"""So much less space stands above the first block than above the others."""

HEADING_ROLES = ("title", "panel_title", "strong")
QUOTE_DEPTH = QTextFormat.Property.UserProperty.value + 1
"""Property of a text block: the depth of the quote that it belongs to, for the bars beside it."""
_LEVEL = QTextFormat.Property.UserProperty.value + 2

_PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
_FIXED = QTextBlockFormat.LineHeightTypes.FixedHeight.value


@dataclass(slots=True)
class CodeRegion:
    """Code in the document: where its first and last line begin, and what it is."""

    first: int
    last: int
    language: str


class MarkdownWriter:
    """Appends to a document; what stands in it is never touched again, except for a tail taken back."""

    def __init__(self, document: QTextDocument, theme: Theme, words: Words) -> None:
        self._document = document
        self._theme = theme
        self._words = words
        self._empty = True
        self.quotes = False
        self.codes: list[CodeRegion] = []
        self._restyle()

    def clear(self) -> None:
        """Start again, in the theme as it is now."""
        self._document.clear()
        self.codes.clear()
        self._empty = True
        self._restyle()

    def write(self, block: Block) -> None:
        """Append a block that has ended."""
        match block.kind:
            case BlockKind.CODE:
                self._code(block)
            case BlockKind.TABLE:
                self._table(block)
            case BlockKind.RULE:
                self._rule()
            case _:
                cursor = self.begin(block.kind, block.level, block.marker)
                style = self.style(block.kind, block.level)
                for run in parse_inline(block.text):
                    self._run(cursor, run, style)

    def begin(self, kind: BlockKind, level: int, marker: str) -> QTextCursor:
        """A new text block at the end, with the marker of an item in it; the cursor stands after it."""
        cursor = self._new_block(self._block_format(kind, level), self.style(kind, level))
        if kind is BlockKind.ITEM:
            cursor.insertText(f"{marker}\t", self._marker)
        elif kind is BlockKind.CODE:
            self.codes.append(CodeRegion(cursor.position(), cursor.position(), marker))
        return cursor

    def style(self, kind: BlockKind, level: int) -> QTextCharFormat:
        """The letters of a block."""
        if kind is BlockKind.HEADING:
            return self._headings[min(level, len(self._headings)) - 1]
        return {BlockKind.CODE: self._code_text, BlockKind.QUOTE: self._quoted}.get(kind, self._body)

    def next_code_line(self, cursor: QTextCursor) -> None:
        """Begin another line of the last code."""
        level = cursor.blockFormat().intProperty(_LEVEL)
        cursor.insertBlock(self._code_format(level, first=False), self._code_text)
        self.codes[-1].last = cursor.position()

    def end(self) -> int:
        """Where the document ends now: give it to `take_back`."""
        return self._document.characterCount() - 1

    def take_back(self, end: int, codes: int, *, empty: bool) -> None:
        """Remove everything after a former end."""
        cursor = QTextCursor(self._document)
        cursor.setPosition(end)
        block_format = cursor.blockFormat()
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        if cursor.blockFormat() != block_format:
            cursor.setBlockFormat(block_format)
        del self.codes[codes:]
        self._empty = empty

    @property
    def empty(self) -> bool:
        """Whether nothing stands in the document."""
        return self._empty

    def _restyle(self) -> None:
        theme = self._theme
        self._document.setDefaultFont(theme.font("body"))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._document.setDefaultTextOption(option)
        self._body = _letters(theme.font("body"))
        self._headings = [_letters(theme.font(role)) for role in HEADING_ROLES]
        code = theme.font("code")
        for ligature in ("liga", "calt"):
            code.setFeature(QFont.Tag(ligature), 0)  # two letters of code are shown as two
        self._code_text = _letters(code)
        self._quoted = _letters(theme.font("body"))
        self._quoted.setForeground(QBrush(theme.colour("text2")))
        self._marker = _letters(theme.font("body"))
        self._marker.setForeground(QBrush(theme.colour("text2")))
        self._address = QTextCharFormat()
        self._address.setForeground(QBrush(theme.colour("text3")))

    def _new_block(self, block_format: QTextBlockFormat, letters: QTextCharFormat) -> QTextCursor:
        cursor = QTextCursor(self._document)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if self._empty:
            block_format.setTopMargin(max(0, block_format.topMargin() - self._theme.px(FIRST_LESS)))
            cursor.setBlockFormat(block_format)
            cursor.setBlockCharFormat(letters)
            self._empty = False
        else:
            cursor.insertBlock(block_format, letters)
        return cursor

    def _block_format(self, kind: BlockKind, level: int) -> QTextBlockFormat:
        px = self._theme.px
        if kind is BlockKind.CODE:
            return self._code_format(level, first=True)
        made = QTextBlockFormat()
        made.setLineHeight(100 * self._theme.line_height, _PROPORTIONAL)
        made.setTopMargin(px(8))
        if kind is BlockKind.HEADING:
            made.setTopMargin(px(20 if level == 1 else 16))
            made.setBottomMargin(px(4))
            made.setHeadingLevel(level)
            made.setLineHeight(120, _PROPORTIONAL)
        elif kind is BlockKind.ITEM:
            made.setTopMargin(px(4))
            made.setLeftMargin(px(INDENT * (level + 1)))
            made.setTextIndent(-px(INDENT - 4))
            made.setTabPositions([QTextOption.Tab(px(INDENT - 4), QTextOption.TabType.LeftTab)])
        elif kind is BlockKind.QUOTE:
            made.setLeftMargin(px(QUOTE_INDENT * level))
            made.setProperty(QUOTE_DEPTH, level)
            self.quotes = True
        else:
            made.setLeftMargin(px(INDENT * level))
        return made

    def _code_format(self, level: int, *, first: bool) -> QTextBlockFormat:
        px = self._theme.px
        made = QTextBlockFormat()
        made.setLineHeight(125, _PROPORTIONAL)
        made.setLeftMargin(px(INDENT * level + CODE_PADDING))
        made.setRightMargin(px(CODE_PADDING))
        made.setTopMargin(px(12 + CODE_HEADER) if first else 0)
        made.setBottomMargin(0)
        made.setNonBreakableLines(False)
        made.setProperty(_LEVEL, level)
        return made

    def _code(self, block: Block) -> None:
        cursor = self.begin(block.kind, block.level, block.marker)
        lines = block.text.split("\n")
        cursor.insertText(lines[0], self._code_text)
        if len(lines) > 1:
            cursor.insertBlock(self._code_format(block.level, first=False), self._code_text)
            cursor.insertText("\n".join(lines[1:]), self._code_text)
            cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
        self.codes[-1].last = cursor.position()
        self._space(CODE_PADDING)

    def _space(self, height: float) -> None:
        """A little nothing that the next block does not share its margin with; it ends code and tables."""
        made = QTextBlockFormat()
        made.setLineHeight(self._theme.px(height), _FIXED)
        letters = _letters(self._theme.font("caption"))
        self._new_block(made, letters)

    def _table(self, block: Block) -> None:
        px = self._theme.px
        self._space(4)
        look = QTextTableFormat()
        look.setBorder(0)
        look.setCellSpacing(0)
        look.setCellPadding(px(8))
        look.setBorderCollapse(True)
        look.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        look.setHeaderRowCount(1)
        cursor = QTextCursor(self._document)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        table = cursor.insertTable(len(block.rows), len(block.rows[0]), look)
        edges = [self._cell_format("border_strong"), self._cell_format("border")]
        head = _letters(self._theme.font("strong"))
        head.setForeground(QBrush(self._theme.colour("text2")))
        for row, cells in enumerate(block.rows):
            for column, text in enumerate(cells):
                cell = table.cellAt(row, column)
                cell.setFormat(edges[min(row, 1)])
                at = cell.firstCursorPosition()
                for run in parse_inline(text):
                    self._run(at, run, self._body if row else head)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        made = QTextBlockFormat()
        made.setLineHeight(px(4), _FIXED)
        cursor.setBlockFormat(made)

    def _cell_format(self, token: str) -> QTextTableCellFormat:
        made = QTextTableCellFormat()
        made.setBottomBorder(1)
        made.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        made.setBottomBorderBrush(QBrush(self._theme.colour(token)))
        return made

    def _rule(self) -> None:
        self._space(12)
        made = QTextBlockFormat()
        made.setLineHeight(self._theme.px(12), _FIXED)
        made.setProperty(
            QTextFormat.Property.BlockTrailingHorizontalRulerWidth.value,
            QTextLength(QTextLength.Type.PercentageLength, 100),
        )
        made.setBackground(QBrush(self._theme.colour("border")))
        self._new_block(made, _letters(self._theme.font("caption")))

    def _run(self, cursor: QTextCursor, run: Run, style: QTextCharFormat) -> None:
        letters = QTextCharFormat(style)
        if run.code:
            letters.setFont(self._code_text.font())
            letters.setBackground(QBrush(self._theme.colour("user")))
        if run.bold:
            letters.setFontWeight(QFont.Weight.DemiBold)
        if run.italic:
            letters.setFontItalic(True)
        if run.struck:
            letters.setFontStrikeOut(True)
        text = run.text
        if run.picture:
            text = (
                self._words("answer.picture", text=text) if text.strip() else self._words("answer.picture_plain")
            )
        cursor.insertText(text, letters)
        if run.address and run.address.removeprefix("mailto:") != run.text:
            shown = QTextCharFormat(style)
            shown.merge(self._address)
            cursor.insertText(f" ({run.address.replace(LINE_BREAK, ' ')})", shown)


def _letters(font: QFont) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFont(font)
    return made
