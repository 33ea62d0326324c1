"""Text of word-processing parts: body, headers, notes, comments, text boxes, tables, hidden and changed text.

Element names: ECMA-376 part 1, 17 (transitional and strict). Only local names count, so text in formulas and
drawings is read as well.
"""

from dataclasses import dataclass, field
from enum import IntFlag

from homeport.adapters.documents.extraction import Extraction
from homeport.adapters.documents.markup import Handler, is_on
from homeport.domain.document import SectionKind

STORIES = {
    "document": SectionKind.PARAGRAPH,
    "glossaryDocument": SectionKind.PARAGRAPH,
    "hdr": SectionKind.HEADER,
    "ftr": SectionKind.FOOTER,
    "footnotes": SectionKind.NOTE,
    "endnotes": SectionKind.NOTE,
    "comments": SectionKind.COMMENT,
}
"""Root elements of parts that hold text."""

_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}
_PROPERTY_CHANGES = frozenset(
    {"rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tcPrChange", "trPrChange"}
)


class _Shown(IntFlag):
    HIDDEN = 1
    DELETED = 2
    INSERTED = 4


@dataclass(slots=True)
class _Paragraph:
    runs: list[tuple[str, _Shown]] = field(default_factory=list)
    hidden: bool = False

    def without(self, flags: _Shown) -> str:
        return "".join(text for text, shown in self.runs if not shown & flags)


@dataclass(slots=True)
class _Table:
    row: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Flow:
    """One stream of paragraphs: the story itself, or a text box in it."""

    paragraphs: list[_Paragraph] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    in_fallback: bool = False


class Story(Handler):
    """Reads one part of `STORIES` into an extraction.

    The place itself gets the text as it stands: without hidden runs, with insertions, without deletions. What that
    leaves out follows in places of its own: the wording before the changes, and the wording with hidden text.
    """

    def __init__(self, kind: SectionKind, out: Extraction, hidden_styles: frozenset[str]) -> None:
        self._kind = kind
        self._out = out
        self._hidden_styles = hidden_styles
        self._flows = [_Flow()]
        self._boxes: list[str] = []
        self._number = 0
        self._tables = 0
        self._author = ""
        self._runs = 0
        self._run_hidden = False
        self._taking = False
        self._deleted = self._inserted = self._fallback = self._old_properties = 0
        self._aside: list[tuple[str, str]] = []

    def start(self, name: str, attributes: dict[str, str], /) -> None:  # noqa: PLR0912 - one branch an element
        """An element begins."""
        flow = self._flows[-1]
        if name in {"t", "delText"}:
            self._taking = True
        elif name == "r":
            self._runs += 1
            self._run_hidden = False
        elif name == "p":
            flow.paragraphs.append(_Paragraph())
        elif name in _SIGNS:
            if self._runs or name == "br":
                self._take(_SIGNS[name])
        elif name == "sym":
            self._take(_symbol(attributes.get("char", "")))
        elif name in _PROPERTY_CHANGES:
            self._old_properties += 1
        elif self._old_properties:
            return
        elif name == "vanish":
            self._run_hidden = self._run_hidden or (bool(self._runs) and is_on(attributes))
        elif name == "rStyle":
            self._run_hidden = self._run_hidden or attributes.get("val", "") in self._hidden_styles
        elif name == "pStyle":
            if flow.paragraphs:
                flow.paragraphs[-1].hidden = attributes.get("val", "") in self._hidden_styles
        elif name in {"del", "moveFrom"}:
            self._deleted += 1
        elif name in {"ins", "moveTo"}:
            self._inserted += 1
        elif name == "tbl":
            flow.tables.append(_Table())
        elif name in {"txbxContent", "textbox"}:
            self._flows.append(_Flow(in_fallback=bool(self._fallback)))
        elif name == "Fallback":
            self._fallback += 1
        elif name == "comment":
            self._author = attributes.get("author", "")

    def end(self, name: str, /) -> None:  # noqa: PLR0912 - one branch an element
        """An element ends."""
        flow = self._flows[-1]
        if name in {"t", "delText"}:
            self._taking = False
        elif name == "r":
            self._runs -= 1
            self._run_hidden = False
        elif name == "p":
            if flow.paragraphs:
                self._finish_paragraph(flow, flow.paragraphs.pop())
        elif name in _PROPERTY_CHANGES:
            self._old_properties -= 1
        elif name == "tc":
            if flow.tables:
                flow.tables[-1].row.append("\n".join(flow.tables[-1].cell))
                flow.tables[-1].cell = []
        elif name == "tr":
            if flow.tables:
                row, flow.tables[-1].row = "\t".join(flow.tables[-1].row), []
                self._finish_row(flow, row)
        elif name == "tbl":
            if flow.tables:
                flow.tables.pop()
                self._tables += not flow.tables and len(self._flows) == 1
        elif name in {"del", "moveFrom"}:
            self._deleted = max(0, self._deleted - (not self._old_properties))
        elif name in {"ins", "moveTo"}:
            self._inserted = max(0, self._inserted - (not self._old_properties))
        elif name in {"txbxContent", "textbox"}:
            if len(self._flows) > 1:
                self._finish_box(self._flows.pop())
        elif name == "Fallback":
            self._fallback = max(0, self._fallback - 1)

    def text(self, data: str, /) -> None:
        """Characters."""
        if self._taking:
            self._take(data)

    def close(self) -> None:
        """The part has ended, whole or not: write what is still held."""
        while len(self._flows) > 1:
            self._finish_box(self._flows.pop())
        flow = self._flows[0]
        while flow.paragraphs:
            self._finish_paragraph(flow, flow.paragraphs.pop())
        for table in flow.tables:
            self._finish_row(_Flow(), "\t".join([*table.row, *table.cell]))
        for number, box in enumerate(self._boxes, 1):
            self._out.add(self._kind, f"text box {number}", box)
        for name, text in self._aside:
            self._out.add(SectionKind.HIDDEN, name, text)

    def _take(self, text: str) -> None:
        flow = self._flows[-1]
        if not flow.paragraphs:
            flow.paragraphs.append(_Paragraph())
        paragraph = flow.paragraphs[-1]
        shown = _Shown.HIDDEN if self._run_hidden or paragraph.hidden else _Shown(0)
        shown |= _Shown.DELETED if self._deleted else 0
        shown |= _Shown.INSERTED if self._inserted else 0
        paragraph.runs.append((text, shown))

    def _finish_paragraph(self, flow: _Flow, paragraph: _Paragraph) -> None:
        now = paragraph.without(_Shown.HIDDEN | _Shown.DELETED)
        self._number += 1
        self._finish_line(flow, now)
        if not any(shown for _, shown in paragraph.runs):
            return
        place = f"text near {self._kind} {self._number}"
        with_hidden = paragraph.without(_Shown.DELETED)
        before = paragraph.without(_Shown.INSERTED)
        if with_hidden != now:
            self._aside.append((f"hidden {place}", with_hidden))
        if before not in (now, with_hidden):
            self._aside.append((f"changed {place}", before))

    def _finish_line(self, flow: _Flow, line: str) -> None:
        if flow.tables:
            flow.tables[-1].cell.append(line)
        elif len(self._flows) > 1:
            flow.lines.append(line)
        elif self._kind is SectionKind.PARAGRAPH:
            self._out.add(self._kind, str(self._number), line)
        else:
            self._out.add(self._kind, self._author, line)

    def _finish_row(self, flow: _Flow, row: str) -> None:
        if len(flow.tables) > 1:
            flow.tables[-2].cell.append(row)
        elif len(self._flows) > 1:
            flow.lines.append(row)
        else:
            self._out.add(SectionKind.TABLE, str(self._tables + 1), row)

    def _finish_box(self, flow: _Flow) -> None:
        while flow.paragraphs:
            self._finish_paragraph(flow, flow.paragraphs.pop())
        box = "\n".join(flow.lines)
        # Office writes a text box twice, for itself and for older readers; a copy that differs is kept.
        if box and not (flow.in_fallback and box in self._boxes):
            self._boxes.append(box)


class HiddenStyles(Handler):
    """Finds the styles whose text is not shown, their heirs included."""

    def __init__(self) -> None:
        self._style = ""
        self._bases: dict[str, str] = {}
        self._hidden: set[str] = set()

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """An element begins."""
        if name == "style":
            self._style = attributes.get("styleId", "")
        elif name == "basedOn":
            self._bases[self._style] = attributes.get("val", "")
        elif name == "vanish" and self._style and is_on(attributes):
            self._hidden.add(self._style)

    def end(self, name: str, /) -> None:
        """An element ends."""
        if name == "style":
            self._style = ""

    def found(self) -> frozenset[str]:
        """Ids of the hidden styles."""
        hidden = set(self._hidden)
        while heirs := {style for style, base in self._bases.items() if base in hidden} - hidden:
            hidden |= heirs
        return frozenset(hidden)


def _symbol(code: str) -> str:
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    return chr(value) if 0x20 <= value < 0xD800 or 0xE000 <= value <= 0xFFFD else ""
