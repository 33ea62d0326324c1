"""Text of PDF files by pdfium: page by page, with annotations, attachments and labels."""

import ctypes
import re
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from homeport.adapters.documents.extraction import Extraction, UnreadError
from homeport.adapters.documents.office_properties import LABEL_PROPERTY, Labels
from homeport.domain.document import Remark, SectionKind, Unread

if TYPE_CHECKING:
    import pypdfium2

Attach = Callable[[bytes, str], None]

_EVERYWHERE = 1e6  # points; text beside the page is text, too
_ANNOTATION_TEXTS = (b"Contents\0", b"V\0", b"T\0")
_WIDGET_NAME = b"T\0"
_STREAM = re.compile(rb"stream\r?\n")
_STREAM_BYTES = 1 << 20  # of a packed stream searched for labels
_LABEL_NAME = re.compile(rb"MSIP_Label_[0-9a-fA-F-]{36}_\w{1,20}")
_XMP_LABEL = re.compile(
    rb"(MSIP_Label_[0-9a-fA-F-]{36}_\w{1,20})(?:>|\s*=\s*[\"'])([^<\"']{1,400})(?:</|[\"'])", re.ASCII
)
_MOST_ANNOTATIONS = 2_000  # a page
_MOST_ATTACHMENTS = 500


def warm_up() -> None:
    """Load pdfium and let it build what it keeps.

    Raises:
        ImportError: pdfium is not installed or its library does not load.
    """
    import pypdfium2  # noqa: PLC0415 - 0.15 s, and only the worker may hold it

    document = pypdfium2.PdfDocument.new()
    page = document.new_page(10, 10)
    page.get_textpage().get_text_bounded()
    page.close()
    document.close()


def read_pdf(data: bytes, out: Extraction, attach: Attach) -> None:
    """Read all pages; a page that shows something and holds no text is left out by name.

    Raises:
        UnreadError: damaged or encrypted, or a limit is met.
    """
    try:
        import pypdfium2  # noqa: PLC0415
    except ImportError as error:  # not installed, or not expected before the lock
        raise UnreadError(Unread.UNKNOWN_FORMAT) from error
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        why = Unread.PASSWORD if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD else Unread.DAMAGED
        raise UnreadError(why) from error
    try:
        _read_pages(document, out)
        _read_properties(document, data, out)
        _read_attachments(document, out, attach)
    finally:
        document.close()
    if (
        data.rfind(b"PK\x05\x06", -65_557) >= 0
    ):  # a zip directory at the end: for other programs this is an archive
        out.leave_out("archive behind the PDF", Unread.UNKNOWN_FORMAT)


def _read_pages(document: "pypdfium2.PdfDocument", out: Extraction) -> None:
    import pypdfium2  # noqa: PLC0415

    unread: list[tuple[int, Unread]] = []
    for index in range(len(document)):
        try:
            page = document[index]
            textpage = page.get_textpage()
        except pypdfium2.PdfiumError:
            unread.append((index + 1, Unread.DAMAGED))
            continue
        text = textpage.get_text_bounded(-_EVERYWHERE, -_EVERYWHERE, _EVERYWHERE, _EVERYWHERE)
        out.add(SectionKind.PAGE, str(index + 1), _tidied(text))
        objects = pypdfium2.raw.FPDFPage_CountObjects(page)
        if objects and not text.strip():
            unread.append((index + 1, Unread.NO_TEXT))
        for note in _annotations(page):
            out.add(SectionKind.COMMENT, f"page {index + 1}", note)
        textpage.close()
        page.close()
    for place, why in _ranges(unread):
        out.leave_out(place, why)


def _tidied(text: str) -> str:
    # pdfium writes U+0002 for a hyphen at the end of a line.
    return text.replace("\r\n", "\n").replace("\x02", "-").replace("\ufffe", "-").replace("\0", "")


def _ranges(pages: list[tuple[int, Unread]]) -> Iterator[tuple[str, Unread]]:
    """Neighbouring pages with the same fault as one place."""
    at = 0
    while at < len(pages):
        first, why = pages[at]
        last = first
        while at + 1 < len(pages) and pages[at + 1] == (last + 1, why):
            at += 1
            last += 1
        at += 1
        yield (f"page {first}" if first == last else f"pages {first}-{last}"), why


def _annotations(page: "pypdfium2.PdfPage") -> Iterator[str]:
    from pypdfium2 import raw  # noqa: PLC0415

    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        widget = raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_WIDGET
        for key in _ANNOTATION_TEXTS:
            if key != _WIDGET_NAME or not widget:  # there it is the field's name; elsewhere the author's
                value = _wide_string(raw.FPDFAnnot_GetStringValue, annotation, key)
                if value.strip():
                    yield value
        raw.FPDFPage_CloseAnnot(annotation)


def _wide_string(get: Callable[..., int], handle: object, key: bytes) -> str:
    size = get(handle, key, None, 0)
    if not 2 < size <= 1 << 20:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    get(handle, key, buffer, size)
    return bytes(buffer)[:-2].decode("utf-16-le", "replace")


def _read_properties(document: "pypdfium2.PdfDocument", data: bytes, out: Extraction) -> None:
    for name, value in document.get_metadata_dict(skip_empty=True).items():
        if name in {"Title", "Author", "Subject", "Keywords"}:
            out.add(SectionKind.METADATA, name, f"{name}: {value}")
    for entry in document.get_toc(max_depth=10):
        out.add(SectionKind.METADATA, "outline", entry.get_title())
    labels = Labels()
    names: set[bytes] = set()
    for plain in _searchable(data, out):
        names.update(_LABEL_NAME.findall(plain))
        for name, value in _XMP_LABEL.findall(plain):
            labels.take_property(name.decode("ascii"), value.decode("utf-8", "replace"))
    for name in sorted(names):
        value = document.get_metadata_value(name.decode("ascii"))
        if value:
            labels.take_property(name.decode("ascii"), value)
        else:
            match = LABEL_PROPERTY.fullmatch(name.decode("ascii"))
            if match:  # it is named somewhere: unknown is stricter than none
                labels.properties.setdefault(match[2].lower(), {})
    labels.mark(out)
    if re.search(rb"/(?:JavaScript|JS)\b", data):
        out.remarks.add(Remark.MACROS)


def _searchable(data: bytes, out: Extraction) -> Iterator[bytes]:
    """The file as it stands, and the start of each packed stream: objects and XMP may be packed."""
    yield data
    whole = memoryview(data)
    for match in _STREAM.finditer(data):
        before = data[max(0, match.start() - 400) : match.start()]
        if b"/ObjStm" in before or b"/Metadata" in before:
            try:
                packed = whole[
                    match.end() : match.end() + _STREAM_BYTES
                ]  # a view: the file is not copied each time
                plain = zlib.decompressobj().decompress(packed, min(_STREAM_BYTES, out.unpacked_left) or 1)
            except zlib.error:
                continue
            out.count_unpacked(len(plain))
            yield plain


def _read_attachments(document: "pypdfium2.PdfDocument", out: Extraction, attach: Attach) -> None:
    import pypdfium2  # noqa: PLC0415

    count = document.count_attachments()
    for index in range(min(count, _MOST_ATTACHMENTS)):
        try:
            attachment = document.get_attachment(index)
            name = attachment.get_name()
            content = bytes(attachment.get_data())
        except pypdfium2.PdfiumError:
            out.leave_out(f"attachment {index + 1}", Unread.DAMAGED)
            continue
        out.count_unpacked(len(content))
        attach(content, name)
    if count > _MOST_ATTACHMENTS:
        out.leave_out("further attachments", Unread.UNPACKS_TOO_LARGE)
