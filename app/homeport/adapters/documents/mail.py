"""Mail messages (RFC 5322, MIME): headers, every text part, attachments by their own type.

The parser is the standard library's; header values are unfolded and decoded here (RFC 2047), because its own
decoding raises on headers that real mail has.
"""

import base64
import binascii
import codecs
import email
import email.policy
import functools
import quopri
import re
from collections.abc import Callable, Iterator
from email.message import Message

from homeport.adapters.documents import plain_text
from homeport.adapters.documents.extraction import Extraction, UnreadError, base_name
from homeport.adapters.documents.html import read_html
from homeport.adapters.documents.office_properties import LABEL_PROPERTY, Labels
from homeport.domain.document import SectionKind, Unread

Attach = Callable[[bytes, str], None]

_SHOWN = ("from", "to", "cc", "bcc", "reply-to", "subject", "date", "keywords", "comments", "sensitivity")
_LABEL_HEADERS = ("msip_labels", "x-msip-labels")
_WORD = re.compile(r"=\?([\w.-]{1,40})(?:\*[\w-]*)?\?([bBqQ])\?([^?\s]{0,10000})\?=", re.ASCII)
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?)")
_FOLD = re.compile(r"\r?\n[ \t]*")
_SIGNATURES = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
)
_ENCRYPTED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})
_NONSENSE = (LookupError, ValueError, TypeError, AttributeError)  # what the parser raises on impossible headers
_MOST_PARTS = 1_000
_MOST_NESTED = 20
_CODECS = (
    "ascii", "utf-8", "utf-16", "utf-7", "latin-1", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254",
    "cp1255", "cp1256", "cp1257", "cp1258", "cp437", "cp850", "cp865", "iso8859-2", "iso8859-3",
    "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-9", "iso8859-10",
    "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16", "koi8-r", "koi8-u", "mac-roman", "gb2312",
    "gbk", "gb18030", "big5", "shift_jis", "euc_jp", "iso2022_jp", "euc_kr",
)  # fmt: skip


def warm_up() -> None:
    """Load the codecs mail is written in: none can be loaded later."""
    for name in _CODECS:
        "a".encode(name)
    message = email.message_from_bytes(b"Subject: =?utf-8?q?a?=\nContent-Type: text/plain\n\na\n")
    message.get_payload(decode=True)
    message.get_filename()
    _loaded_codecs()


def read_mail(data: bytes, out: Extraction, attach: Attach) -> None:
    """Read a message with all its parts.

    Raises:
        UnreadError: nested without end, or a limit is met.
    """
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        _read_message(message, out, attach)
    except RecursionError as error:
        raise UnreadError(Unread.DAMAGED) from error


def _read_message(message: Message, out: Extraction, attach: Attach) -> None:
    _read_headers(message, out)
    bodies = 0
    for number, part in enumerate(_leaves(message, out)):
        if number >= _MOST_PARTS:
            out.leave_out("further parts", Unread.UNPACKS_TOO_LARGE)
            return
        kind = part.get_content_type()
        name = _parameter(part.get_filename)
        if kind in _SIGNATURES:
            continue
        if kind in _ENCRYPTED:
            out.leave_out(base_name(name) if name else "encrypted part", Unread.PASSWORD)
            continue
        content = _content(part)
        if content is None:
            out.leave_out(base_name(name) if name else f"part {number + 1}", Unread.DAMAGED)
        if not content:
            continue
        out.count_unpacked(len(content))
        if kind.startswith("text/") and not name:
            bodies += 1
            _read_body(content, part, "HTML part" if kind == "text/html" else f"part {bodies}", out)
        elif kind.startswith("image/") and part.get("Content-ID"):
            continue  # a picture in the text, as a logo is; one that is attached is a document by itself
        else:
            attach(content, name or f"part {number + 1}")


def _leaves(message: Message, out: Extraction, depth: int = 0) -> Iterator[Message]:
    """The parts that hold content, in order; messages in the message are opened in place."""
    if depth > _MOST_NESTED:
        out.leave_out("nested parts", Unread.UNPACKS_TOO_LARGE)
        return
    payload = message.get_payload() if message.is_multipart() else None
    if not isinstance(payload, list):
        yield message
        return
    for part in payload:
        if not isinstance(part, Message):
            continue
        if message.get_content_type() == "message/rfc822":
            _read_headers(part, out)
        yield from _leaves(part, out, depth + 1)


def _read_headers(message: Message, out: Extraction) -> None:
    labels = Labels()
    lines = []
    for raw_name, raw_value in message.raw_items():
        name, value = raw_name.lower(), _FOLD.sub(" ", str(raw_value)).strip()
        if name in _LABEL_HEADERS:
            for pair in value.split(";"):
                key, _, said = pair.partition("=")
                labels.take_property(key.strip(), _decoded(said.strip()))
        elif LABEL_PROPERTY.fullmatch(raw_name):
            labels.take_property(raw_name, _decoded(value))
        elif name in _SHOWN:
            lines.append(f"{raw_name}: {_decoded(value)}")
            if name == "sensitivity":
                out.mark("Sensitivity", _decoded(value))
    out.add(SectionKind.HEADER, "mail", "\n".join(lines))
    labels.mark(out)


def _read_body(content: bytes, part: Message, name: str, out: Extraction) -> None:
    text = _by_charset(content, _parameter(part.get_content_charset))
    if part.get_content_type() == "text/html":
        read_html(text, out, name)
    else:
        out.add(SectionKind.BODY, name, text.replace("\r\n", "\n"))


def _by_charset(content: bytes, charset: str) -> str:
    try:
        codec = codecs.lookup(charset)
        if codec.name in _loaded_codecs() - {"utf-8"}:  # which has a mark to look for
            return content.decode(codec.name, "replace")
    except (LookupError, ValueError, OSError):  # unknown, unspeakable, or not loaded before the lock
        pass
    return plain_text.decode(content)


@functools.cache
def _loaded_codecs() -> frozenset[str]:
    return frozenset(codecs.lookup(name).name for name in _CODECS)


def _content(part: Message) -> bytes | None:
    """The bytes of a part; None when its encoding is nonsense."""
    try:
        content = part.get_payload(decode=True)
    except _NONSENSE:
        return None
    return content if isinstance(content, bytes) else b""


def _parameter(get: Callable[[], str | None]) -> str:
    """What a header's parameter says; empty when it is not there or contradicts itself."""
    try:
        return _decoded(_FOLD.sub(" ", get() or ""))
    except _NONSENSE:
        return ""


def _decoded(value: str) -> str:
    """A header value as a person reads it; what cannot be decoded stays as it is."""
    raw = value.encode("ascii", "surrogateescape") if value.isascii() or _has_bytes(value) else b""
    text = plain_text.decode(raw) if raw else value
    return _WORD.sub(_decoded_word, _BETWEEN_WORDS.sub(r"\1", text))


def _has_bytes(value: str) -> bool:
    return all(ord(sign) < 128 or 0xDC80 <= ord(sign) <= 0xDCFF for sign in value)


def _decoded_word(match: re.Match[str]) -> str:
    charset, encoding, text = match.groups()
    try:
        if encoding in "bB":
            content = base64.b64decode(text + "=" * (-len(text) % 4))
        else:
            content = quopri.decodestring(text.encode("ascii", "replace"), header=True)
    except (binascii.Error, ValueError):
        return match[0]
    return _by_charset(content, charset)
