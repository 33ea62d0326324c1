"""From bytes to an extraction: which reader, and what becomes of files inside files."""

import re
from dataclasses import dataclass

from homeport.adapters.documents import pdf
from homeport.adapters.documents.extraction import Extraction, UnreadError, base_name, tidy
from homeport.adapters.documents.html import read_html
from homeport.adapters.documents.kinds import HEAD_BYTES, UNKNOWN_MEDIA_TYPE, Kind, agree, kind_of_name, sniff
from homeport.adapters.documents.office import office_kind, read_office
from homeport.adapters.documents.open_document import read_open_document
from homeport.adapters.documents.package import Package
from homeport.adapters.documents.plain_text import decode, read_text
from homeport.adapters.documents.rtf import read_rtf
from homeport.domain.document import Remark, SectionKind, Unread

_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")  # MS-OFFCRYPTO 2.3.4.4: its name in the directory
_IRM_STREAM = "DRMEncryptedDataSpace".encode("utf-16-le")
_WHOLE_DOCUMENT = frozenset({Unread.TOO_MANY_CHARACTERS})
_PLACE_NAMES = re.compile(r"[^/\\]+")


@dataclass(frozen=True, slots=True)
class Result:
    """What reading gave; `unread` says why it gave nothing."""

    media_type: str
    extraction: Extraction
    unread: Unread | None


def read_document(data: bytes, name: str) -> Result:
    """Read the bytes of a file called `name`.

    A file is read as what its bytes are, whatever its name says; the difference is a remark. Only what has no
    readable content at all is refused: as a wrong extension when the name promised a format, else as unknown.
    """
    out = Extraction()
    kind = sniff(data[:HEAD_BYTES], name)
    likely = kind_of_name(name) or kind
    media_type = UNKNOWN_MEDIA_TYPE if likely is None else likely.value
    try:
        if not data:
            raise UnreadError(Unread.EMPTY)
        media_type = _read_as(kind, data, name, out).value
    except UnreadError as error:
        return Result(media_type, Extraction(), error.why)
    if out.length == 0 and kind not in {Kind.TEXT, Kind.MARKDOWN, Kind.CSV}:
        why = out.unread_parts[0].why if out.unread_parts else Unread.NO_TEXT
        return Result(media_type, Extraction(), why)
    return Result(media_type, out, None)


def _read_as(kind: Kind | None, data: bytes, name: str, out: Extraction) -> Kind:
    named = kind_of_name(name)
    if kind is None:
        raise UnreadError(Unread.UNKNOWN_FORMAT if named is None else Unread.WRONG_EXTENSION)
    if kind is Kind.OLE:
        if _ENCRYPTED_STREAM in data or _IRM_STREAM in data:
            raise UnreadError(Unread.PASSWORD)
        raise UnreadError(Unread.UNKNOWN_FORMAT if named in {None, Kind.OLE} else Unread.WRONG_EXTENSION)

    def attach(content: bytes, inner_name: str) -> None:
        _read_inside(content, inner_name, out)

    if kind is Kind.ZIP:
        kind = _read_package(data, out)
    elif kind is Kind.PDF:
        pdf.read_pdf(data, out, attach)
    elif kind is Kind.MAIL:
        from homeport.adapters.documents import mail  # noqa: PLC0415 - 50 ms that other documents need not pay

        mail.read_mail(data, out, attach)
    elif kind is Kind.HTML:
        read_html(decode(data), out)
    elif kind is Kind.RTF:
        read_rtf(data, out)
    else:
        read_text(data, out)
    if not agree(named, kind) and out.depth == 0:
        out.remarks.add(Remark.READ_BY_CONTENT)
    return kind


def _read_package(data: bytes, out: Extraction) -> Kind:
    package = Package(data, out)
    kind = office_kind(package)

    def attach(content: bytes, inner_name: str) -> None:
        _read_inside(content, inner_name, out)

    if kind in {Kind.DOCX, Kind.XLSX, Kind.PPTX}:
        read_office(package, kind, out, attach)
    elif kind is not None:
        read_open_document(package, out)
    else:
        for name in package.names:
            _read_entry(package, name, out)
        return Kind.ZIP
    return kind


def _read_entry(package: Package, name: str, out: Extraction) -> None:
    try:
        content = package.read(name)
    except UnreadError as error:  # one damaged file, or the one that is too much; what was read before stays
        out.leave_out(base_name(name), error.why)
    else:
        _read_inside(content, name, out)


def _read_inside(content: bytes, name: str, out: Extraction) -> None:
    """Read a file that lies in another; what cannot be read of it is left out by name, the rest still counts."""
    shown = base_name(name)
    try:
        with out.inside(shown):
            # The name is content, too: a person's number may stand in it and nowhere else.
            out.add(SectionKind.ATTACHMENT, "", tidy(" ".join(_PLACE_NAMES.findall(name))) or shown)
            before = out.length
            kind = sniff(content[:HEAD_BYTES], shown)
            parts = len(out.unread_parts)
            _read_as(kind, content, shown, out)
            if out.length == before and content and len(out.unread_parts) == parts and kind is not Kind.TEXT:
                raise UnreadError(Unread.NO_TEXT)
    except UnreadError as error:
        if error.why in _WHOLE_DOCUMENT:
            raise
        out.leave_out(shown, error.why)
