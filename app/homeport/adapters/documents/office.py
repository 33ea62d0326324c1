"""Office Open XML packages: every part that holds text is found by its root element, whatever it is called."""

import contextlib
import re
from collections.abc import Callable

from homeport.adapters.documents import slides, word
from homeport.adapters.documents.extraction import Extraction, RefusedError, UnreadError
from homeport.adapters.documents.kinds import Kind
from homeport.adapters.documents.markup import Handler, parse, parse_by_root
from homeport.adapters.documents.office_properties import LabelElements, Labels, Properties
from homeport.adapters.documents.package import Package
from homeport.adapters.documents.sheets import read_workbook
from homeport.domain.document import Remark, SectionKind, Unread

Attach = Callable[[bytes, str], None]
"""Reads a file that lies inside another: its bytes and its name."""

Choose = Callable[[str, dict[str, str]], Handler | None]

_PROPERTY_PARTS = frozenset({"docprops/core.xml", "docprops/app.xml", "docprops/custom.xml"})
_NOTES_RELATIONS = re.compile(r"ppt/notesslides/_rels/([^/]+\.xml)\.rels")
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
        _try(package, "word/styles.xml", lambda _root, _attributes: styles, out)
    if kind is Kind.XLSX:
        read_workbook(package, out)
    hidden = styles.found()
    numbers = _slides_of_notes(package)
    for name in sorted(package.names, key=_reading_order):
        lowered = name.lower()
        if lowered.endswith(".rels"):
            _try(package, name, lambda _root, _attributes: _References(out), out)
        elif lowered.endswith(".xml"):
            number = numbers.get(lowered, _number_of(lowered))
            _try(package, name, _chooser(lowered, number, out, labels, hidden), out)
        elif lowered.endswith("vbaproject.bin"):
            out.remarks.add(Remark.MACROS)
        elif "/media/" in lowered:
            out.remarks.add(Remark.PICTURES)
        elif "/embeddings/" in lowered:
            _attach(package, name, out, attach)
    labels.mark(out)


def _try(package: Package, name: str, choose: Choose, out: Extraction) -> None:
    """Read one part; one that is damaged is left out by name, and the others still count."""
    try:
        parse_by_root(package.chunks(name), choose)
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


def _chooser(part: str, number: str, out: Extraction, labels: Labels, hidden_styles: frozenset[str]) -> Choose:
    """Chooses the reader of a part by its root element; None for parts without text of their own."""

    def choose(root: str, attributes: dict[str, str]) -> Handler | None:
        if root in word.STORIES and part.startswith("word/"):
            return word.Story(word.STORIES[root], out, hidden_styles)
        if root in {"coreProperties", "Properties"}:
            return Properties(out, labels)
        if root == "labelList":
            return LabelElements(labels)
        return slides.reader_of(root, attributes, number, out)

    return choose


def _slides_of_notes(package: Package) -> dict[str, str]:
    """The number of the slide that each part with speaker notes belongs to; damaged relations tell nothing."""
    found: dict[str, str] = {}
    for name in package.names:
        match = _NOTES_RELATIONS.fullmatch(name.lower())
        if match:
            target = _SlideTarget()
            with contextlib.suppress(UnreadError):
                parse(package.chunks(name), target)
            if target.number:
                found[f"ppt/notesslides/{match[1]}"] = target.number
    return found


class _SlideTarget(Handler):
    def __init__(self) -> None:
        self.number = ""

    def start(self, _name: str, attributes: dict[str, str], /) -> None:
        target = attributes.get("Target", "").lower()
        if "/slides/" in target:
            self.number = _number_of(target)


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
