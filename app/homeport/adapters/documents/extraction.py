"""What a parser fills while it reads, within the limits of one document."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from homeport.adapters.documents import limits
from homeport.domain.document import Remark, Section, SectionKind, Unread, UnreadPart

_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_UNFIT_FOR_A_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_PARAGRAPH = SectionKind.PARAGRAPH  # looking a member up costs more than the rest of the test
_MOST_PARAGRAPHS = limits.SECTIONS * 9 // 10  # the rest is for what comes after: headers, comments, properties


class UnreadError(Exception):
    """The document, or the part at hand, cannot be read."""

    def __init__(self, why: Unread) -> None:
        super().__init__(why.value)
        self.why = why


class RefusedError(UnreadError):
    """The document tries something no honest one needs; nothing of it is used."""


class Extraction:
    """Text with places, labels in properties, and what could not be read."""

    def __init__(self) -> None:
        self.sections: list[Section] = []
        self.markings: list[tuple[str, str]] = []
        self.unread_parts: list[UnreadPart] = []
        self.remarks: set[Remark] = set()
        self.depth = 0
        self._pieces: list[str] = []
        self._length = 0
        self._unpacked = 0
        self._inside = ""

    @property
    def text(self) -> str:
        """Everything written so far; half a character that has lost its other half is replaced."""
        return _LONE_SURROGATES.sub("\ufffd", "".join(self._pieces))

    @property
    def length(self) -> int:
        """Characters written so far."""
        return self._length

    def add(self, kind: SectionKind, name: str, text: str) -> None:
        """A place with its text, ended by a line break; nothing for blank text.

        Raises:
            UnreadError: more characters than the limit.
        """
        if not text or text.isspace():
            return
        start = self._length
        self.write(text if text.endswith("\n") else f"{text}\n")
        if len(self.sections) < (_MOST_PARAGRAPHS if kind is _PARAGRAPH else limits.SECTIONS):
            self.sections.append(Section(kind, self._named(name), start, self._length))

    def write(self, text: str) -> None:
        """More text for the last place.

        Raises:
            UnreadError: more characters than the limit.
        """
        self._length += len(text)
        if self._length > limits.CHARACTERS:
            raise UnreadError(Unread.TOO_MANY_CHARACTERS)
        self._pieces.append(text)

    def mark(self, name: str, value: str) -> None:
        """A sensitivity label from the file's properties."""
        marking = (tidy(name)[: limits.NAME_CHARACTERS], tidy(value)[: limits.MARKING_CHARACTERS])
        if value and marking not in self.markings and len(self.markings) < limits.MARKINGS:
            self.markings.append(marking)

    def leave_out(self, place: str, why: Unread) -> None:
        """A part that was not read."""
        if len(self.unread_parts) < limits.UNREAD_PARTS:
            self.unread_parts.append(UnreadPart(self._named(place) or "file", why))

    def count_unpacked(self, size: int) -> None:
        """Count bytes that came out of a packed part.

        Raises:
            UnreadError: more than the limit, over all parts together.
        """
        self._unpacked += size
        if self._unpacked > limits.UNPACKED_BYTES:
            raise UnreadError(Unread.UNPACKS_TOO_LARGE)

    @property
    def unpacked_left(self) -> int:
        """Bytes that may still come out of packed parts."""
        return limits.UNPACKED_BYTES - self._unpacked

    @contextmanager
    def inside(self, name: str) -> Iterator[None]:
        """Places named in this block lie in the attachment `name`.

        Raises:
            UnreadError: attachments in attachments in attachments.
        """
        if self.depth >= limits.DEPTH:
            raise UnreadError(Unread.UNPACKS_TOO_LARGE)
        before, self._inside = self._inside, self._named(name)
        self.depth += 1
        try:
            yield
        finally:
            self._inside = before
            self.depth -= 1

    def _named(self, name: str) -> str:
        if not self._inside and name.isdecimal():  # nearly all of them
            return name
        whole = f"{self._inside}: {tidy(name)}" if self._inside and name else self._inside or tidy(name)
        return whole[: limits.NAME_CHARACTERS].strip()


def tidy(name: str) -> str:
    """A name on one line, without control and direction characters."""
    return " ".join(_UNFIT_FOR_A_NAME.sub(" ", name).split())


def base_name(name: str) -> str:
    """The last part of a name that came from inside a document; it is shown, never used as a path."""
    return tidy(name.replace("\\", "/").rpartition("/")[2]) or "unnamed"
