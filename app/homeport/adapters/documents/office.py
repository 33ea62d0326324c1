"""Office Open XML packages: every part that holds text is found by its root element, whatever it is called."""

import re
from collections.abc import Callable

from homeport.adapters.documents import slides, word
from homeport.adapters.documents.extraction import Extraction, RefusedError, UnreadError
from homeport.adapters.documents.kinds import Kind
from homeport.adapters.documents.markup import Handler, StopReading, parse
from homeport.adapters.documents.office_properties import LabelElements, Labels, Properties
from homeport.adapters.documents.package import Package
from homeport.adapters.documents.sheets import read_workbook
from homeport.domain.document import Remark, SectionKind, Unread

Attach = Callable[[bytes, str], None]
"""Reads a file that lies inside another: its bytes and its name."""

_PROPERTY_PARTS = frozenset({"docprops/core.xml", "docprops/app.xml", "docprops/custom.xml"})
_NUMBERS = re.compile(r"(\d+)")


def office_kind(package: Package) -> Kind | None:
    """Which office format a package is, by its content types or mimetype part; None for any other archive.

    Raises:
        UnreadError: the part that tells is damaged.
    """
    if "[Content_Types].xml" in package:
        types = _ContentTypes()
        parse(package.chunks("[Content_Types].xml"), types)
        return types.kind
    if "mimetype" in package:
        mimetype = package.read("mimetype").decode("ascii", "replace").strip().removesuffix("-template")
        return next((kind for kind in (Kind.ODT, Kind.ODS, Kind.ODP) if kind.value == mimetype), None)
    return None


def read_office(package: Package, kind: Kind, out: Extraction, attach: Attach) -> None:
    """Read a docx, xlsx or pptx.

    Raises:
        RefusedError: a part declares a document type.
        UnreadError: a limit of the whole document is met.
    """
    labels = Labels()
    styles = word.HiddenStyles()
    if "word/styles.xml" in package:
        _try(package, "word/styles.xml", styles, out)
    if kind is Kind.XLSX:
        read_workbook(package, out)
    hidden = styles.found()
    for name in sorted(package.names, key=_reading_order):
        lowered = name.lower()
        if lowered.endswith(".rels"):
            _try(package, name, _References(out), out)
        elif lowered.endswith(".xml"):
            _try(package, name, _Part(name, out, labels, hidden), out)
        elif lowered.endswith("vbaproject.bin"):
            out.remarks.add(Remark.MACROS)
        elif "/media/" in lowered:
            out.remarks.add(Remark.PICTURES)
        elif "/embeddings/" in lowered:
            _attach(package, name, out, attach)
    labels.mark(out)


def _try(package: Package, name: str, handler: Handler, out: Extraction) -> None:
    """Read one part; one that is damaged is left out by name, and the others still count."""
    try:
        parse(package.chunks(name), handler)
    except RefusedError:
        raise
    except UnreadError as error:
        if error.why is not Unread.DAMAGED:
            raise
        out.leave_out(name.rpartition("/")[2], error.why)


def _attach(package: Package, name: str, out: Extraction, attach: Attach) -> None:
    try:
        data = package.read(name)
    except UnreadError as error:
        if error.why is not Unread.DAMAGED:
            raise
        out.leave_out(name.rpartition("/")[2], error.why)
    else:
        attach(data, name)


def _reading_order(name: str) -> tuple[int, list[tuple[int, str]]]:
    """Main parts first, then the rest, numbers by value: slide 2 before slide 10."""
    lowered = name.lower()
    if lowered in _PROPERTY_PARTS or lowered.startswith("docmetadata/"):
        rank = 4
    elif re.search(r"(?:document\d*|/slide\d+)\.xml$", lowered):
        rank = 0
    elif re.search(r"/(?:header|footer|notesslide)\d*\.xml$", lowered):
        rank = 1
    else:
        rank = 2
    return rank, [(int(part) if part.isdigit() else -1, part) for part in _NUMBERS.split(lowered)]


class _Part(Handler):
    """Looks at the root element and hands the part to the reader for it, or stops."""

    def __init__(self, name: str, out: Extraction, labels: Labels, hidden_styles: frozenset[str]) -> None:
        self._name = name
        self._out = out
        self._labels = labels
        self._hidden_styles = hidden_styles
        self._handler: Handler | None = None

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        if self._handler is None:
            self._handler = self._reader_of(name, attributes)
            if self._handler is None:
                raise StopReading
        self._handler.start(name, attributes)

    def end(self, name: str, /) -> None:
        if self._handler is not None:
            self._handler.end(name)

    def text(self, data: str, /) -> None:
        if self._handler is not None:
            self._handler.text(data)

    def close(self) -> None:
        if self._handler is not None:
            self._handler.close()

    def _reader_of(self, root: str, attributes: dict[str, str]) -> Handler | None:
        lowered = self._name.lower()
        if root in word.STORIES and lowered.startswith("word/"):
            return word.Story(word.STORIES[root], self._out, self._hidden_styles)
        if root in {"coreProperties", "Properties"}:
            return Properties(self._out, self._labels)
        if root == "labelList":
            return LabelElements(self._labels)
        return slides.reader_of(root, attributes, _number_of(lowered), self._out)


def _number_of(name: str) -> str:
    digits = _NUMBERS.findall(name.rpartition("/")[2])
    return digits[-1] if digits else ""


class _ContentTypes(Handler):
    """Finds the kind by the content type of the main part."""

    _MAIN = (
        (re.compile(r"wordprocessingml\.(?:document|template)\.main|ms-word\..*main"), Kind.DOCX),
        (re.compile(r"spreadsheetml\.(?:sheet|template)\.main|ms-excel\.\w+\.macroEnabled\.main"), Kind.XLSX),
        (
            re.compile(r"presentationml\.(?:presentation|template|slideshow)\.main|ms-powerpoint\..*main"),
            Kind.PPTX,
        ),
    )

    def __init__(self) -> None:
        self.kind: Kind | None = None

    def start(self, _name: str, attributes: dict[str, str], /) -> None:
        kind = attributes.get("ContentType", "")
        if self.kind is None:
            self.kind = next((found for pattern, found in self._MAIN if pattern.search(kind)), None)


class _References(Handler):
    """Relationships: what lies elsewhere is named, never fetched."""

    def __init__(self, out: Extraction) -> None:
        self._out = out

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        if name != "Relationship" or attributes.get("TargetMode", "").lower() != "external":
            return
        target = attributes.get("Target", "")
        if attributes.get("Type", "").endswith("/hyperlink"):
            self._out.add(SectionKind.METADATA, "link", target)
        else:
            self._out.remarks.add(Remark.EXTERNAL)
            self._out.add(SectionKind.METADATA, "external reference", target)
