"""Text of word-processing parts: body, headers, notes, comments, text boxes, tables, hidden and changed text.

Element names: ECMA-376 part 1, 17 (transitional and strict). Only local names count, so text in formulas and
drawings is read as well.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

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
_BOXES = ("txbxContent", "textbox")
_AROUND = {
    "rPrChange": "old properties",
    "pPrChange": "old properties",
    "del": "deleted",
    "moveFrom": "deleted",
    "ins": "inserted",
    "moveTo": "inserted",
    "Fallback": "fallback",
}
"""Elements that matter by being around others, and what they say about those."""


_HIDDEN, _DELETED, _INSERTED = 1, 2, 4  # bits: a flag type costs a microsecond a run


@dataclass(slots=True)
class _Paragraph:
    runs: list[tuple[str, int]] = field(default_factory=list)
    hidden: bool = False

    def without(self, flags: int) -> str:
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
        self._numbered = kind is SectionKind.PARAGRAPH
        self._out = out
        self._hidden_styles = hidden_styles
        self._flows = [_Flow()]
        self._boxes: list[str] = []
        self._number = 0
        self._tables = 0
        self._author = ""
        self._runs: list[bool] = []  # open runs, and whether each is hidden; a text box stands inside a run
        self._taking = False
        self._around = dict.fromkeys(_AROUND.values(), 0)
        self._aside: list[tuple[str, str]] = []
        self._begins: dict[str, Callable[[dict[str, str]], None]] = {
            "t": self._begin_text,
            "delText": self._begin_text,
            "r": lambda _: self._runs.append(False),
            "p": lambda _: self._flows[-1].paragraphs.append(_Paragraph()),
            "sym": lambda attributes: self._take(_symbol(attributes.get("char", ""))),
            "vanish": self._vanish,
            "rStyle": self._run_style,
            "pStyle": self._paragraph_style,
            "tbl": lambda _: self._flows[-1].tables.append(_Table()),
            "comment": self._comment,
            **{name: partial(self._sign, name) for name in _SIGNS},
            **{name: partial(self._count, name, 1) for name in _AROUND},
            **dict.fromkeys(_BOXES, lambda _: self._flows.append(_Flow(in_fallback=self._around["fallback"] > 0))),
        }
        self._ends: dict[str, Callable[[], None]] = {
            "t": self._end_text,
            "delText": self._end_text,
            "r": self._end_run,
            "p": self._end_paragraph,
            "tc": self._end_cell,
            "tr": self._end_row,
            "tbl": self._end_table,
            **{name: partial(self._count, name, -1) for name in _AROUND},
            **dict.fromkeys(_BOXES, self._end_box),
        }

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """An element begins."""
        begin = self._begins.get(name)
        if begin is not None:
            begin(attributes)

    def end(self, name: str, /) -> None:
        """An element ends."""
        finish = self._ends.get(name)
        if finish is not None:
            finish()

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

    def _begin_text(self, _attributes: dict[str, str]) -> None:
        self._taking = True

    def _end_text(self) -> None:
        self._taking = False

    def _sign(self, name: str, _attributes: dict[str, str]) -> None:
        if self._runs or name == "br":  # a tab elsewhere is a tab stop
            self._take(_SIGNS[name])

    def _vanish(self, attributes: dict[str, str]) -> None:
        if self._runs and not self._around["old properties"] and is_on(attributes):
            self._runs[-1] = True

    def _run_style(self, attributes: dict[str, str]) -> None:
        if self._runs and not self._around["old properties"] and attributes.get("val", "") in self._hidden_styles:
            self._runs[-1] = True

    def _paragraph_style(self, attributes: dict[str, str]) -> None:
        paragraphs = self._flows[-1].paragraphs
        if paragraphs and not self._around["old properties"]:
            paragraphs[-1].hidden = attributes.get("val", "") in self._hidden_styles

    def _comment(self, attributes: dict[str, str]) -> None:
        self._author = attributes.get("author", "")

    def _count(self, name: str, step: int, _attributes: dict[str, str] | None = None) -> None:
        around = _AROUND[name]
        self._around[around] = max(0, self._around[around] + step)

    def _take(self, text: str) -> None:
        paragraphs = self._flows[-1].paragraphs
        if not paragraphs:
            paragraphs.append(_Paragraph())
        shown = _HIDDEN if paragraphs[-1].hidden or (self._runs and self._runs[-1]) else 0
        if self._around["deleted"]:
            shown |= _DELETED
        if self._around["inserted"]:
            shown |= _INSERTED
        paragraphs[-1].runs.append((text, shown))

    def _end_run(self) -> None:
        if self._runs:
            self._runs.pop()

    def _end_paragraph(self) -> None:
        flow = self._flows[-1]
        if flow.paragraphs:
            self._finish_paragraph(flow, flow.paragraphs.pop())

    def _end_cell(self) -> None:
        tables = self._flows[-1].tables
        if tables:
            tables[-1].row.append("\n".join(tables[-1].cell))
            tables[-1].cell = []

    def _end_row(self) -> None:
        flow = self._flows[-1]
        if flow.tables:
            row, flow.tables[-1].row = "\t".join(flow.tables[-1].row), []
            self._finish_row(flow, row)

    def _end_table(self) -> None:
        tables = self._flows[-1].tables
        if tables:
            tables.pop()
            self._tables += not tables and len(self._flows) == 1

    def _end_box(self) -> None:
        if len(self._flows) > 1:
            self._finish_box(self._flows.pop())

    def _finish_paragraph(self, flow: _Flow, paragraph: _Paragraph) -> None:
        now = paragraph.without(_HIDDEN | _DELETED)
        self._number += 1
        self._finish_line(flow, now)
        if not any(shown for _, shown in paragraph.runs):
            return
        place = f"text near {self._kind} {self._number}"
        with_hidden = paragraph.without(_DELETED)
        before = paragraph.without(_INSERTED)
        if with_hidden != now:
            self._aside.append((f"hidden {place}", with_hidden))
        if before not in (now, with_hidden):
            self._aside.append((f"changed {place}", before))

    def _finish_line(self, flow: _Flow, line: str) -> None:
        if flow.tables:
            flow.tables[-1].cell.append(line)
        elif len(self._flows) > 1:
            flow.lines.append(line)
        elif self._numbered:
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
