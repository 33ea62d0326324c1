"""Text of slides, speaker notes, charts, diagrams and drawings (ECMA-376 part 1, 19 to 21)."""

from homeport.adapters.documents.extraction import Extraction
from homeport.adapters.documents.markup import Handler
from homeport.domain.document import SectionKind

_ROOTS = {
    "sld": SectionKind.SLIDE,
    "notes": SectionKind.NOTE,
    "cmLst": SectionKind.COMMENT,
    "chartSpace": SectionKind.PARAGRAPH,
    "dataModel": SectionKind.PARAGRAPH,  # a diagram
    "wsDr": SectionKind.PARAGRAPH,  # drawings on a sheet
    "sldMaster": SectionKind.HEADER,
    "sldLayout": SectionKind.HEADER,
    "notesMaster": SectionKind.HEADER,
    "handoutMaster": SectionKind.HEADER,
}
_NAMES = {"chartSpace": "chart", "dataModel": "diagram", "wsDr": "drawing", "notes": "speaker notes"}
_MASTERS = frozenset({"sldMaster", "sldLayout", "notesMaster", "handoutMaster"})
_FILLED_IN = frozenset({"ftr", "hdr"})  # placeholders of a master whose text is meant, not a prompt to click


def reader_of(root: str, attributes: dict[str, str], number: str, out: Extraction) -> Handler | None:
    """The reader for a part by its root element; None when such parts hold no text."""
    kind = _ROOTS.get(root)
    if kind is None:
        return None
    name = f"{_NAMES.get(root, '')} {number}".strip()
    if root == "sld" and attributes.get("show", "1") in {"0", "false"}:
        kind, name = SectionKind.HIDDEN, f"slide {number}"
    return Drawing(kind, name, out, prompts=root in _MASTERS)


class Drawing(Handler):
    """Paragraphs of drawing text, in the order of the file."""

    def __init__(self, kind: SectionKind, name: str, out: Extraction, *, prompts: bool) -> None:
        self._kind = kind
        self._name = name
        self._out = out
        self._prompts = prompts  # text in placeholders only asks to be replaced
        self._placeholder = ""
        self._lines: list[str] = []
        self._line: list[str] = []
        self._taking = False
        self._cells: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """An element begins."""
        if name in {"t", "v", "text"}:
            self._taking = True
        elif name in {"br", "tab"}:
            self._line.append("\n" if name == "br" else "\t")
        elif name == "tr":
            self._cells = []
        elif name in {"sp", "graphicFrame"}:
            self._placeholder = ""
        elif name == "ph":
            self._placeholder = attributes.get("type", "body")

    def end(self, name: str, /) -> None:
        """An element ends."""
        if name in {"t", "v", "text"}:
            self._taking = False
            if name != "t":
                self._finish_line()
        elif name == "p":
            self._finish_line()
        elif name == "tr" and self._cells is not None:
            self._lines.append("\t".join(self._cells))
            self._cells = None

    def text(self, data: str, /) -> None:
        """Characters."""
        if self._taking:
            self._line.append(data)

    def close(self) -> None:
        """The part has ended."""
        self._finish_line()
        self._out.add(self._kind, self._name, "\n".join(self._lines))

    def _finish_line(self) -> None:
        line, self._line = "".join(self._line), []
        if not line or (self._prompts and self._placeholder and self._placeholder not in _FILLED_IN):
            return
        (self._lines if self._cells is None else self._cells).append(line)
