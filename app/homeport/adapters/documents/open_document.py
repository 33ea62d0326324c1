"""Text of OpenDocument files (ISO/IEC 26300): texts, sheets, slides, headers, notes, comments, deletions."""

from homeport.adapters.documents.extraction import Extraction, UnreadError
from homeport.adapters.documents.markup import Handler, parse
from homeport.adapters.documents.office_properties import Labels, Properties
from homeport.adapters.documents.package import Package
from homeport.domain.document import Remark, SectionKind, Unread

_PLACES = {
    "annotation": SectionKind.COMMENT,
    "note": SectionKind.NOTE,
    "notes": SectionKind.NOTE,
    "deletion": SectionKind.HIDDEN,
    "hidden-text": SectionKind.HIDDEN,
    "hidden-paragraph": SectionKind.HIDDEN,
    "header": SectionKind.HEADER,
    "header-left": SectionKind.HEADER,
    "header-first": SectionKind.HEADER,
    "footer": SectionKind.FOOTER,
    "footer-left": SectionKind.FOOTER,
    "footer-first": SectionKind.FOOTER,
}
_MOST_SPACES = 100


def read_open_document(package: Package, out: Extraction) -> None:
    """Read an odt, ods or odp.

    Raises:
        RefusedError: a part declares a document type.
        UnreadError: encrypted, damaged, or a limit is met.
    """
    if "META-INF/manifest.xml" in package:
        parse(package.chunks("META-INF/manifest.xml"), _Manifest())
    if "content.xml" not in package:
        raise UnreadError(Unread.DAMAGED)
    labels = Labels()
    readers: tuple[tuple[str, Handler], ...] = (
        ("content.xml", _Content(out)),
        ("styles.xml", _Content(out, only_headers=True)),
        ("meta.xml", Properties(out, labels)),
    )
    for name, reader in readers:
        if name in package:
            parse(package.chunks(name), reader)
    labels.mark(out)
    for name in package.names:
        if name.startswith("Pictures/"):
            out.remarks.add(Remark.PICTURES)
        elif name.startswith("Basic/") or name.startswith("Scripts/"):
            out.remarks.add(Remark.MACROS)
        elif name.startswith("Object ") and name.endswith("/content.xml"):
            parse(package.chunks(name), _Content(out))


class _Manifest(Handler):
    """Ends the reading when the manifest says that parts are encrypted."""

    def start(self, name: str, _attributes: dict[str, str], /) -> None:
        if name == "encryption-data":
            raise UnreadError(Unread.PASSWORD)


class _Content(Handler):
    """Paragraphs to the place they stand in; what stands inside a paragraph but elsewhere is kept apart."""

    def __init__(self, out: Extraction, *, only_headers: bool = False) -> None:
        self._out = out
        self._only_headers = only_headers
        self._places: list[tuple[str, SectionKind]] = []
        self._lines: list[list[str]] = []
        self._row: list[str] | None = None
        self._tables = 0
        self._table = ""
        self._slide = ""
        self._number = 0

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """An element begins."""
        if name in _PLACES:
            self._places.append((name, _PLACES[name]))
        if name in {"p", "h"}:
            self._lines.append([])
        elif name == "s":
            count = attributes.get("c", "1")
            self._take(" " * min(int(count) if count.isdigit() and len(count) < 5 else 1, _MOST_SPACES))
        elif name in {"tab", "line-break"}:
            self._take("\t" if name == "tab" else "\n")
        elif name == "table":
            self._tables += 1
            self._table = attributes.get("name", "") or str(self._tables)
        elif name == "table-row":
            self._row = []
        elif name == "page":
            self._slide = attributes.get("name", "")

    def end(self, name: str, /) -> None:
        """An element ends."""
        if name in {"p", "h"} and self._lines:
            self._finish("".join(self._lines.pop()))
        elif name == "table-row" and self._row is not None:
            row, self._row = "\t".join(self._row), None
            self._out.add(SectionKind.TABLE, self._table, row)
        elif name == "page":
            self._slide = ""
        if self._places and self._places[-1][0] == name:
            self._places.pop()

    def text(self, data: str, /) -> None:
        """Characters."""
        if self._lines:
            self._take(data)
        elif self._places and self._places[-1][0] == "hidden-text":
            self._finish(data)

    def _take(self, text: str) -> None:
        if self._lines:
            self._lines[-1].append(text)

    def _finish(self, line: str) -> None:
        self._number += 1
        if self._places:
            self._out.add(self._places[-1][1], "", line)
        elif self._only_headers:
            return
        elif self._row is not None:
            self._row.append(line)
        elif self._slide:
            self._out.add(SectionKind.SLIDE, self._slide, line)
        else:
            self._out.add(SectionKind.PARAGRAPH, str(self._number), line)
