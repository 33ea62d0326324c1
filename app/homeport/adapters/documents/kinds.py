"""Which format a file has: by its bytes first, by its name only among texts."""

import re
from enum import Enum


class Kind(Enum):
    """A format that can be read, with its media type (IANA)."""

    TEXT = "text/plain"
    MARKDOWN = "text/markdown"
    CSV = "text/csv"
    HTML = "text/html"
    RTF = "application/rtf"
    MAIL = "message/rfc822"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    ODP = "application/vnd.oasis.opendocument.presentation"
    ZIP = "application/zip"
    OLE = "application/x-ole-storage"  # never read: old office files, and encrypted new ones


UNKNOWN_MEDIA_TYPE = "application/octet-stream"
HEAD_BYTES = 4096

_EXTENSIONS = {
    "txt": Kind.TEXT, "text": Kind.TEXT, "log": Kind.TEXT, "md": Kind.MARKDOWN, "markdown": Kind.MARKDOWN,
    "csv": Kind.CSV, "tsv": Kind.CSV, "html": Kind.HTML, "htm": Kind.HTML, "xhtml": Kind.HTML, "rtf": Kind.RTF,
    "eml": Kind.MAIL, "pdf": Kind.PDF, "docx": Kind.DOCX, "docm": Kind.DOCX, "dotx": Kind.DOCX, "xlsx": Kind.XLSX,
    "xlsm": Kind.XLSX, "pptx": Kind.PPTX, "pptm": Kind.PPTX, "odt": Kind.ODT, "ods": Kind.ODS, "odp": Kind.ODP,
    "zip": Kind.ZIP, "doc": Kind.OLE, "xls": Kind.OLE, "ppt": Kind.OLE, "msg": Kind.OLE,
}  # fmt: skip

_SIGNATURES = (
    (b"PK\x03\x04", Kind.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLE),
    (b"{\\rtf", Kind.RTF),
)
_TEXTS = frozenset({Kind.TEXT, Kind.MARKDOWN, Kind.CSV, Kind.HTML, Kind.RTF, Kind.MAIL})
_PDF_HEADER_WITHIN = 1024  # ISO 32000-1, annex H, 3.4.1: readers accept the header so far in

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x1b\x1a"))
_MAIL_HEADER = re.compile(
    rb"(?:From |(?:Received|Return-Path|Delivered-To|From|To|Subject|Date|Message-ID|MIME-Version|X-[\w-]+):)",
    re.IGNORECASE,
)
_HTML_START = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)


def kind_of_name(name: str) -> Kind | None:
    """What the file's name says it is; None when it says nothing known."""
    _, dot, extension = name.rpartition(".")
    return _EXTENSIONS.get(extension.lower()) if dot else None


def sniff(head: bytes, name: str) -> Kind | None:
    """What the first bytes say it is; None for what cannot be read. A package is ZIP until it is opened.

    Texts carry no signature: what looks like text is the text its name says, else plain.
    """
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if b"%PDF-" in head[:_PDF_HEADER_WITHIN]:
        return Kind.PDF
    if not looks_like_text(head):
        return None
    named = kind_of_name(name)
    if named in _TEXTS and named is not Kind.RTF:
        return named
    if _HTML_START.match(head):
        return Kind.HTML
    return Kind.MAIL if named is None and _is_mail(head) else Kind.TEXT


def agree(named: Kind | None, found: Kind) -> bool:
    """Whether name and content can both be right."""
    if named is None or named is found:
        return True
    return named in _TEXTS and found is Kind.TEXT


def looks_like_text(head: bytes) -> bool:
    """Whether bytes can be text in UTF-8, UTF-16 or Windows-1252."""
    if head.startswith(_UTF16_MARKS) or utf16_without_mark(head):
        return True
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls * 200 <= len(head)  # a stray control character happens; binary data is full of them


def utf16_without_mark(head: bytes) -> str:
    """The codec of UTF-16 text that does not say so, empty for anything else: every other byte is zero."""
    if len(head) < 4:
        return ""
    even, odd = head[::2], head[1::2]
    if even.count(0) == 0 and odd.count(0) * 10 >= len(odd) * 7:
        return "utf-16-le"
    if odd.count(0) == 0 and even.count(0) * 10 >= len(even) * 7:
        return "utf-16-be"
    return ""


def _is_mail(head: bytes) -> bool:
    lines = head.splitlines()[:3]
    return len(lines) == 3 and all(_MAIL_HEADER.match(line) or line[:1] in b" \t" for line in lines)
