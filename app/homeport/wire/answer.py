"""What all answer decoders have in common: from stream events to answer events, with exactly one end."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Protocol

from homeport.domain.exchange import AnswerEvent, Fault, FaultKind, Finished, FinishReason, ModelNamed, Usage
from homeport.wire.faults import fault_in_stream, shortened
from homeport.wire.json_value import JsonObject, JsonValue, NotJsonError, parse
from homeport.wire.stream import JsonBody, JsonLine, SseEvent, TooLarge

_DONE = "[DONE]"
"""Ends a chat stream; some gateways add it to every dialect."""

_JSON = "application/json"


_Reader = Callable[[JsonObject], Iterable[AnswerEvent]]


class Source(Protocol):
    """A decoder of `homeport.wire.stream`."""

    def feed(self, data: bytes) -> Sequence[SseEvent | JsonLine | JsonBody | TooLarge]:
        """Events completed by `data`."""
        ...

    def close(self) -> Sequence[SseEvent | JsonLine | JsonBody | TooLarge]:
        """What was under way when the stream ended."""
        ...


class Dialect(Protocol):
    """How one provider dialect says things; holds the state of one answer."""

    def event(self, name: str, value: JsonObject) -> Iterable[AnswerEvent]:
        """One event of a stream."""
        ...

    def body(self, value: JsonObject) -> Iterable[AnswerEvent]:
        """A whole answer that was not streamed."""
        ...

    def finish(self) -> Iterable[AnswerEvent]:
        """The stream ended: what was still held back; with a `Finished` only if the terminal marker was seen."""
        ...


class StreamedAnswer:
    """An `AnswerDecoder` made of a source of stream events and a dialect.

    The last event is a `Finished` or a `Fault`, and no other event is one: a finish that was seen is held back
    until the stream ends, so that usage comes before it. `close` may be called when the exchange broke, too: it
    tells whether the answer was whole before that.
    """

    def __init__(self, source: Source, dialect: Dialect) -> None:
        self._source = source
        self._dialect = dialect
        self._over = False
        self._model = ModelNamed("")
        self._usage: Usage | None = None

    def feed(self, data: bytes) -> list[AnswerEvent]:
        """Events completed by these bytes; nothing after the end."""
        return [] if self._over else self._read(self._source.feed(data))

    def close(self) -> list[AnswerEvent]:
        """The stream ended: `Fault(CUT)` unless the terminal marker was seen."""
        if self._over:
            return []
        out = self._read(self._source.close())
        self._end(out)
        return out

    def _read(self, items: Sequence[SseEvent | JsonLine | JsonBody | TooLarge]) -> list[AnswerEvent]:
        out: list[AnswerEvent] = []
        for item in items:
            self._item(item, out)
            if self._over:
                break
        return out

    def _item(self, item: SseEvent | JsonLine | JsonBody | TooLarge, out: list[AnswerEvent]) -> None:
        match item:
            case SseEvent(name, data, terminated):
                if data.strip() == _DONE:
                    self._end(out)
                elif data.strip():
                    self._parsed(data, partial(self._dialect.event, name), out, may_be_cut=not terminated)
            case JsonLine(text, terminated):
                self._parsed(text, partial(self._dialect.event, ""), out, may_be_cut=not terminated)
            case JsonBody(text):
                self._parsed(text, self._dialect.body, out, may_be_cut=True)
                self._end(out)
            case TooLarge(limit):
                self._emit(Fault(FaultKind.MALFORMED, f"one event is larger than {limit} bytes"), out)

    def _parsed(self, text: str, read: _Reader, out: list[AnswerEvent], *, may_be_cut: bool) -> None:
        try:
            value = parse(text)
        except NotJsonError as error:
            if may_be_cut and error.cut:
                self._end(out)  # the answer itself may have been whole before that
            else:
                self._emit(Fault(FaultKind.MALFORMED, str(error)), out)
            return
        if not isinstance(value, dict | list):
            self._emit(Fault(FaultKind.MALFORMED, "an event is no JSON object"), out)
        for fields in _objects(value):
            if fields.get("error") or fields.get("object") == "error":
                self._emit(fault_in_stream(fields), out)
            else:
                for event in read(fields):
                    self._emit(event, out)

    def _emit(self, event: AnswerEvent, out: list[AnswerEvent]) -> None:
        if self._over:
            return
        match event:
            case ModelNamed():
                if not event.name or event == self._model:
                    return
                self._model = event
            case Usage():
                if event == self._usage:
                    return
                self._usage = event
            case Finished() | Fault():
                self._over = True
        out.append(event)

    def _end(self, out: list[AnswerEvent]) -> None:
        if self._over:
            return
        for event in self._dialect.finish():
            self._emit(event, out)
        self._emit(Fault(FaultKind.CUT), out)


def finished(reasons: Mapping[str, FinishReason], raw: str, *, refused: bool = False) -> Finished:
    """The end of an answer whose provider calls it `raw`; one that refused in words did not just stop."""
    reason = reasons.get(raw, FinishReason.UNKNOWN)
    if refused and reason is FinishReason.STOP:
        reason = FinishReason.REFUSED
    return Finished(reason, shortened(raw))


def is_type(headers: Mapping[str, str], stream_type: str) -> bool:
    """Whether the content type is that of a stream or of a JSON answer; anything else is somebody's web page.

    An encoding, which the request refused, was put there on the way.
    """
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    plain = headers.get("content-encoding", "identity").strip().lower() in {"identity", ""}
    return plain and media_type in {stream_type, _JSON}


def _objects(value: JsonValue) -> list[JsonObject]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]
