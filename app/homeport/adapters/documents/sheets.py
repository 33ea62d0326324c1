"""Cells of an xlsx workbook: shared strings, sheets by name, hidden ones marked (ECMA-376 part 1, 18)."""

import re
from dataclasses import dataclass

from homeport.adapters.documents.extraction import Extraction, UnreadError
from homeport.adapters.documents.markup import Handler, parse
from homeport.adapters.documents.package import Package
from homeport.domain.document import SectionKind, Unread

_HEADER_CODES = re.compile(r'&(?:"[^"]*"|\d+|K[0-9A-F]{6}|[A-Z])')  # font, size, colour, position, fields
_HEADERS = frozenset({"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"})


@dataclass(frozen=True, slots=True)
class _SheetFacts:
    name: str
    hidden: bool


def read_workbook(package: Package, out: Extraction) -> None:
    """Read every sheet; one that no list names is read as well.

    Raises:
        UnreadError: the strings or the list of sheets are damaged, or a limit is met.
    """
    strings = _Strings()
    book = _Book()
    links = _Links()
    by_lower = {name.lower(): name for name in package.names}
    for part, handler in (
        ("xl/sharedstrings.xml", strings),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", links),
    ):
        if part in by_lower:
            parse(package.chunks(by_lower[part]), handler)
    named = {links.targets.get(relation, ""): facts for relation, facts in book.sheets}
    parts = [
        lowered for lowered in by_lower if re.fullmatch(r"xl/(?:worksheets|dialogsheets)/[^/]+\.xml", lowered)
    ]
    parts.sort(key=lambda part: list(named).index(part) if part in named else len(named))
    for part in parts:
        facts = named.get(part, _SheetFacts(part.rpartition("/")[2], hidden=True))
        sheet = _Sheet(facts, strings.values, out)
        try:
            parse(package.chunks(by_lower[part]), sheet)
        except UnreadError as error:
            if error.why is not Unread.DAMAGED:
                raise
            out.leave_out(f"sheet {facts.name}", error.why)
    for lowered, part in by_lower.items():
        if re.fullmatch(r"xl/(?:comments\d*|threadedcomments/[^/]+)\.xml", lowered):
            comments = _Strings({"comment", "threadedComment"})
            parse(package.chunks(part), comments)
            for comment in comments.values:
                out.add(SectionKind.COMMENT, "", comment)
    for name in book.names:
        out.add(SectionKind.METADATA, "name", name)


class _Strings(Handler):
    """Texts of items; phonetic readings are left out."""

    def __init__(self, items: frozenset[str] | set[str] = frozenset({"si"})) -> None:
        self.values: list[str] = []
        self._items = items
        self._text: list[str] = []
        self._taking = False
        self._phonetic = False

    def start(self, name: str, _attributes: dict[str, str], /) -> None:
        if name in {"t", "text"}:
            self._taking = not self._phonetic
        elif name == "rPh":
            self._phonetic = True
        elif name in self._items:
            self._text = []

    def end(self, name: str, /) -> None:
        if name in {"t", "text"}:
            self._taking = False
        elif name == "rPh":
            self._phonetic = False
        elif name in self._items:
            self.values.append("".join(self._text))

    def text(self, data: str, /) -> None:
        if self._taking:
            self._text.append(data)


class _Book(Handler):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, _SheetFacts]] = []
        self.names: list[str] = []
        self._name = ""
        self._value: list[str] = []

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        if name == "sheet":
            facts = _SheetFacts(attributes.get("name", ""), attributes.get("state", "visible") != "visible")
            self.sheets.append((attributes.get("id", ""), facts))
        elif name == "definedName":
            self._name, self._value = attributes.get("name", ""), []

    def end(self, name: str, /) -> None:
        if name == "definedName":
            self.names.append(f"{self._name} = {''.join(self._value)}")
            self._name = ""

    def text(self, data: str, /) -> None:
        if self._name:
            self._value.append(data)


class _Links(Handler):
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, _name: str, attributes: dict[str, str], /) -> None:
        target = attributes.get("Target", "").lower()
        self.targets[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"


class _Sheet(Handler):
    """One sheet: a line a row, cells parted by tabs."""

    def __init__(self, facts: _SheetFacts, strings: list[str], out: Extraction) -> None:
        self._facts = facts
        self._strings = strings
        self._out = out
        self._cells: list[str] = []
        self._kind = ""
        self._value: list[str] = []
        self._taking = False
        self._lines: list[str] = []
        self._headers: list[str] = []

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        if name == "c":
            self._kind, self._value = attributes.get("t", "n"), []
        elif name in {"v", "t"} or name in _HEADERS:
            self._taking = True
            if name in _HEADERS:
                self._value = []

    def end(self, name: str, /) -> None:
        if name in {"v", "t"}:
            self._taking = False
        elif name == "c":
            self._cells.append(self._cell("".join(self._value)))
        elif name == "row":
            self._lines.append("\t".join(self._cells))
            self._cells = []
        elif name in _HEADERS:
            self._taking = False
            self._headers.append(_HEADER_CODES.sub(" ", "".join(self._value)))

    def text(self, data: str, /) -> None:
        if self._taking:
            self._value.append(data)

    def close(self) -> None:
        if self._cells:
            self._lines.append("\t".join(self._cells))
        kind = SectionKind.HIDDEN if self._facts.hidden else SectionKind.SHEET
        name = f"sheet {self._facts.name}" if self._facts.hidden else self._facts.name
        self._out.add(kind, name, "\n".join(self._lines))
        for header in self._headers:
            self._out.add(SectionKind.HEADER, self._facts.name, header.strip())

    def _cell(self, value: str) -> str:
        if self._kind == "s":
            index = int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1
            return self._strings[index] if 0 <= index < len(self._strings) else value
        if self._kind == "n" and ("E" in value or "e" in value or "." in value):
            return _plain_number(value)
        return value


def _plain_number(value: str) -> str:
    """A number as a person would type it: an identity number kept as 1.98501020234E11 would hide."""
    try:
        number = float(value)
    except ValueError:
        return value
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else value
