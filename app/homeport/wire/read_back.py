"""Reads the messages out of a request's exact bytes, so that what a person sees is what would be sent.

Nothing that `build` was given is used: only the bytes. A body that is not of the form that `build` writes is
refused rather than shown in part.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from homeport.domain.exchange import Role


@dataclass(frozen=True, slots=True)
class ReadBack:
    """One message: who speaks, its text, and the bytes of the body in which the text stands, quotes included."""

    role: Role
    text: str
    start_byte: int
    end_byte: int


class NotReadableError(ValueError):
    """The body is not a request of this wire format as we write it."""


def read_back(wire_id: str, body: bytes) -> tuple[ReadBack, ...]:
    """The messages of a request in the order in which they stand in its body.

    Formats that keep the system's words apart give them as one message of that role. Time and memory grow with
    the length of the body, not faster.

    Raises:
        NotReadableError: the bytes are no request of this format.
    """
    find = _FINDERS.get(wire_id)
    if find is None:
        raise NotReadableError(f"no wire format {wire_id!r}")
    try:
        text = body.decode()
        found = sorted(find(_whole(text)), key=lambda message: message[1].start)
    except (ValueError, KeyError, RecursionError) as error:
        raise NotReadableError(str(error)) from error
    read, at_character, at_byte = [], 0, 0
    for role, span in found:
        start = at_byte + len(text[at_character : span.start].encode())
        end = start + len(text[span.start : span.end].encode())
        at_character, at_byte = span.end, end
        read.append(ReadBack(role, span.string(), start, end))
    return tuple(read)


_DECODER = json.JSONDecoder()
_SPACE = frozenset(" \t\r\n")


@dataclass(frozen=True, slots=True)
class _Span:
    """The JSON value at characters ``start:end`` of a text."""

    text: str
    start: int
    end: int

    def string(self) -> str:
        value, _ = _DECODER.raw_decode(self.text, self.start)
        if not isinstance(value, str):
            raise NotReadableError(f"no text at character {self.start}")
        return value

    def members(self) -> "Mapping[str, _Span]":
        """The values of an object; a key that stands twice is refused: readers differ on which counts."""
        found: dict[str, _Span] = {}
        for at in self._items("{", "}"):
            key, after = _DECODER.raw_decode(self.text, at)
            if not isinstance(key, str) or key in found:
                raise NotReadableError(f"the key at character {at} is none, or stands there twice")
            found[key] = _value(self.text, _after(self.text, after, ":"))
        return found

    def elements(self) -> "Iterator[_Span]":
        """The values of an array."""
        for at in self._items("[", "]"):
            yield _value(self.text, at)

    def _items(self, opening: str, closing: str) -> Iterator[int]:
        at = _after(self.text, self.start, opening)
        while self.text[at] != closing:
            yield at
            end = _value(self.text, at).end
            if opening == "{":
                end = _value(self.text, _after(self.text, end, ":")).end
            at = _skip(self.text, end)
            if self.text[at] != closing:
                at = _after(self.text, at, ",")


def _whole(text: str) -> _Span:
    span = _value(text, _skip(text, 0))
    if text[span.end :].strip():
        raise NotReadableError("something stands behind the request")
    return span


def _value(text: str, start: int) -> _Span:
    _, end = _DECODER.raw_decode(text, start)
    return _Span(text, start, end)


def _after(text: str, at: int, sign: str) -> int:
    at = _skip(text, at)
    if text[at : at + 1] != sign:
        raise NotReadableError(f"no {sign!r} at character {at}")
    return _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    while text[at : at + 1] in _SPACE:
        at += 1
    return at


_Found = Iterator[tuple[Role, _Span]]


def _chat(body: _Span) -> _Found:
    return _said(body.members()["messages"])


def _messages(body: _Span) -> _Found:
    members = body.members()
    if "system" in members:
        yield Role.SYSTEM, members["system"]
    yield from _said(members["messages"])


def _responses(body: _Span) -> _Found:
    members = body.members()
    if "instructions" in members:
        yield Role.SYSTEM, members["instructions"]
    yield from _said(members["input"])


def _generate_content(body: _Span) -> _Found:
    members = body.members()
    if "systemInstruction" in members:
        yield from _parts(Role.SYSTEM, members["systemInstruction"])
    for content in members["contents"].elements():
        role = content.members()["role"].string()
        yield from _parts(Role.ASSISTANT if role == "model" else Role(role), content)


def _said(messages: _Span) -> _Found:
    for message in messages.elements():
        members = message.members()
        yield Role(members["role"].string()), members["content"]


def _parts(role: Role, content: _Span) -> _Found:
    for part in content.members()["parts"].elements():
        yield role, part.members()["text"]


_FINDERS: Mapping[str, Callable[[_Span], _Found]] = {
    "chat": _chat,
    "ollama_chat": _chat,
    "messages": _messages,
    "responses": _responses,
    "generate_content": _generate_content,
}
