"""A document as the reader understood it: text with a map back to where it stood."""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum


class SectionKind(StrEnum):
    """What a stretch of a document's text was in the file."""

    PAGE = "page"
    PARAGRAPH = "paragraph"
    HEADER = "header"
    FOOTER = "footer"
    COMMENT = "comment"
    NOTE = "note"
    TABLE = "table"
    SHEET = "sheet"
    SLIDE = "slide"
    HIDDEN = "hidden"
    METADATA = "metadata"
    BODY = "body"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True)
class Section:
    """Characters ``start:end`` of a document's text and where a person finds them.

    Sections are in order and do not overlap; text between two sections belongs to the one before it.
    """

    kind: SectionKind
    name: str  # "3" for page 3, "Header", "notes.csv"
    start: int
    end: int

    @property
    def words(self) -> str:
        """The place in words, for example ``page 3``."""
        return f"{self.kind} {self.name}".strip()


class Unread(StrEnum):
    """Why a document, or a part of it, was not read."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    UNPACKS_TOO_LARGE = "unpacks-too-large"
    TOO_MANY_CHARACTERS = "too-many-characters"
    DAMAGED = "damaged"
    PASSWORD = "password"  # noqa: S105 - the reason, not a secret
    UNKNOWN_FORMAT = "unknown-format"
    WRONG_EXTENSION = "wrong-extension"
    NOT_ALLOWED = "not-allowed"
    MISSING = "missing"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    WORKER_DIED = "worker-died"
    NO_TEXT = "no-text"  # a scanned page, say


@dataclass(frozen=True, slots=True)
class UnreadPart:
    """A named part that gave no text, and why."""

    place: str
    why: Unread


class Remark(StrEnum):
    """Something about a file that a person should know and that is no finding."""

    READ_BY_CONTENT = "read-by-content"  # its name says another format; it was read as what it is
    MACROS = "macros"  # there are programs in it; they are never run
    EXTERNAL = "external"  # it names things elsewhere that it wants loaded; they never are
    PICTURES = "pictures"  # pictures stand in it, and nobody read them


@dataclass(frozen=True, slots=True)
class Document:
    """One file after reading.

    `text` is empty and `unread` set when nothing could be read; then `unread_parts` is empty too.
    `markings` are labels that stand in the file's properties rather than its text, as ``(name, value)``.
    """

    name: str  # the file's base name; it is content too and is labelled
    sha256: str  # of the file's bytes; empty when they could not be read
    size: int  # bytes
    media_type: str
    text: str
    sections: tuple[Section, ...] = ()
    markings: tuple[tuple[str, str], ...] = ()
    unread: Unread | None = None
    unread_parts: tuple[UnreadPart, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def readable(self) -> bool:
        """Whether any of it was read."""
        return self.unread is None

    def place_of(self, offset: int) -> str:
        """The place of a character of `text` in words; empty when the document has no sections."""
        index = bisect_right(self.sections, offset, key=lambda section: section.start) - 1
        return self.sections[index].words if index >= 0 else ""
