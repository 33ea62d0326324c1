"""What the app and a document worker say to each other, and the check of what the worker says.

Every message is a frame: four bytes of length, big-endian, then that many bytes. App: one order (JSON). Worker:
what locks it (JSON), the result (JSON), the text (UTF-8). After the lock the worker is not trusted.
"""

import json
import struct
from dataclasses import asdict, dataclass
from typing import Any

from homeport.adapters.documents import limits
from homeport.adapters.documents.extraction import Extraction, tidy
from homeport.adapters.documents.kinds import UNKNOWN_MEDIA_TYPE, Kind
from homeport.domain.document import Remark, Section, SectionKind, Unread, UnreadPart

LENGTH = struct.Struct(">I")
ORDER_BYTES = 16 << 10
LOCK_BYTES = 4 << 10
RESULT_BYTES = 16 << 20
TEXT_BYTES = 4 * limits.CHARACTERS

_MEDIA_TYPES = frozenset({UNKNOWN_MEDIA_TYPE, *(kind.value for kind in Kind)})


class BadMessageError(ValueError):
    """The other side said something that is not in the protocol."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the worker is to read: the file is the first descriptor it inherited."""

    name: str
    size: int
    pdf: bool  # load the PDF reader before the lock
    mail: bool  # load the codecs of mail before the lock
    cpu_seconds: int
    memory_bytes: int
    open_files: int

    def encode(self) -> bytes:
        """The frame."""
        return frame(json.dumps(asdict(self)).encode())

    @classmethod
    def decode(cls, data: bytes) -> "Order":
        """The order in a frame's bytes; they come from the app, which is trusted."""
        return cls(**json.loads(data))


@dataclass(frozen=True, slots=True)
class Locked:
    """What holds the worker."""

    landlock: int  # the version; 0 when there is none
    seccomp: bool
    limits: bool  # memory, processor time, open files

    def encode(self) -> bytes:
        """The frame."""
        return frame(json.dumps(asdict(self)).encode())

    @classmethod
    def decode(cls, data: bytes) -> "Locked":
        """Check and read.

        Raises:
            BadMessageError: it is something else.
        """
        match _json(data):
            case {"landlock": int(landlock), "seccomp": bool(seccomp), "limits": bool(limited)}:
                return cls(landlock, seccomp, limited)
        raise BadMessageError("not a lock")


@dataclass(frozen=True, slots=True)
class Reading:
    """The result without its text."""

    media_type: str
    unread: Unread | None
    sections: tuple[Section, ...] = ()
    markings: tuple[tuple[str, str], ...] = ()
    unread_parts: tuple[UnreadPart, ...] = ()
    remarks: tuple[Remark, ...] = ()


def frame(payload: bytes) -> bytes:
    """A payload with its length before it."""
    return LENGTH.pack(len(payload)) + payload


def encode_result(media_type: str, out: Extraction, unread: Unread | None) -> bytes:
    """The frame of a result."""
    return frame(
        json.dumps(
            {
                "media_type": media_type,
                "unread": unread,
                "sections": [[each.kind, each.name, each.start, each.end] for each in out.sections],
                "markings": out.markings,
                "unread_parts": [[part.place, part.why] for part in out.unread_parts],
                "remarks": sorted(out.remarks),
            },
            ensure_ascii=False,
            check_circular=False,
        ).encode("utf-8", "replace")
    )


def decode_result(data: bytes, text_length: int) -> Reading:
    """Check and read a result.

    Args:
        data: the frame's bytes.
        text_length: characters of the text that came with it.

    Raises:
        BadMessageError: wrong types, unknown words, offsets out of order, more than the limits.
    """
    fields = _json(data)
    try:
        media_type = _word(fields["media_type"], 200)
        reading = Reading(
            media_type=media_type if media_type in _MEDIA_TYPES else UNKNOWN_MEDIA_TYPE,
            unread=None if fields["unread"] is None else Unread(fields["unread"]),
            sections=_sections(_rows(fields["sections"], limits.SECTIONS, 4), text_length),
            markings=tuple(
                (_word(name, limits.NAME_CHARACTERS), _word(value, limits.MARKING_CHARACTERS))
                for name, value in _rows(fields["markings"], limits.MARKINGS, 2)
            ),
            unread_parts=tuple(
                UnreadPart(_word(place, limits.NAME_CHARACTERS), Unread(why))
                for place, why in _rows(fields["unread_parts"], limits.UNREAD_PARTS, 2)
            ),
            remarks=tuple(Remark(each) for each in _list(fields["remarks"], len(Remark))),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadMessageError("not a result") from error
    if reading.unread is not None and (text_length or reading.sections or reading.unread_parts):
        raise BadMessageError("nothing was read, and yet there is text")
    return reading


def decode_text(data: bytes) -> str:
    """Check and read the text.

    Raises:
        BadMessageError: not UTF-8, or more characters than the limit.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadMessageError("the text is not UTF-8") from error
    if len(text) > limits.CHARACTERS:
        raise BadMessageError("the text is too long")
    return text


def _json(data: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadMessageError("not JSON") from error
    if not isinstance(fields, dict):
        raise BadMessageError("not an object")
    return fields


def _list(value: object, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise BadMessageError("not a list, or too long")
    return value


def _rows(value: object, most: int, width: int) -> list[list[Any]]:
    rows = _list(value, most)
    if not all(isinstance(row, list) and len(row) == width for row in rows):
        raise BadMessageError("a row of the wrong width")
    return rows


def _word(value: object, most: int) -> str:
    if not isinstance(value, str) or len(value) > most or tidy(value) != value:
        raise BadMessageError("not a plain word")
    return value


def _sections(rows: list[list[Any]], text_length: int) -> tuple[Section, ...]:
    sections = []
    before = 0
    for kind, name, start, end in rows:
        if type(start) is not int or type(end) is not int or not before <= start <= end <= text_length:
            raise BadMessageError("places out of order")
        sections.append(Section(SectionKind(kind), _word(name, limits.NAME_CHARACTERS), start, end))
        before = end
    return tuple(sections)
