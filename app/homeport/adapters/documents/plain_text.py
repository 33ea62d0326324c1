"""Plain text in the encodings people have."""

import codecs

from homeport.adapters.documents import limits
from homeport.adapters.documents.extraction import Extraction, UnreadError
from homeport.adapters.documents.kinds import HEAD_BYTES, looks_like_text, utf16_without_mark
from homeport.domain.document import SectionKind, Unread

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode(data: bytes) -> str:
    """UTF-8 or UTF-16 by its mark, else UTF-8 if it is, else Windows-1252; never fails.

    Raises:
        UnreadError: certainly more characters than the limit.
    """
    if len(data) > 4 * limits.CHARACTERS:  # no encoding here needs more than four bytes a character
        raise UnreadError(Unread.TOO_MANY_CHARACTERS)
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace")
    if codec := utf16_without_mark(data[:HEAD_BYTES]):
        return data.decode(codec, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # A file cut in the middle of a character is still UTF-8.
        if error.reason == "unexpected end of data":
            return data.decode("utf-8", "replace")
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")  # five bytes that Windows-1252 leaves open


def read_text(data: bytes, out: Extraction) -> None:
    """Text as one body; form feeds part it into pages.

    Raises:
        UnreadError: too many characters, or no text after all.
    """
    if not looks_like_text(data):
        raise UnreadError(Unread.UNKNOWN_FORMAT)
    pages = decode(data).replace("\r\n", "\n").split("\f")
    if len(pages) == 1:
        out.add(SectionKind.BODY, "", pages[0])
        return
    for number, page in enumerate(pages, 1):
        out.add(SectionKind.PAGE, str(number), page)
