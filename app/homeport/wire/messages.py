"""Anthropic's Messages API, as Anthropic and Bedrock serve it and llama.cpp speaks it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from homeport.domain.exchange import (
    AnswerEvent,
    Fault,
    FinishReason,
    ModelNamed,
    ModelRequest,
    Outgoing,
    TextDelta,
    ThinkingDelta,
    Usage,
)
from homeport.domain.lane import Endpoint
from homeport.wire.answer import StreamedAnswer, finished, is_type
from homeport.wire.faults import fault_of_response
from homeport.wire.json_value import JsonObject, as_count, as_list, as_object, as_text, dump
from homeport.wire.request import check_omit, post_json, spoken, system_text, without
from homeport.wire.stream import SseOrJsonDecoder
from homeport.wire.tool_calls import ToolCalls

_STREAM = "text/event-stream"
_KEEP = frozenset({"model", "max_tokens", "messages", "stream"})

_REASONS: Mapping[str, FinishReason] = {
    "end_turn": FinishReason.STOP,
    "stop_sequence": FinishReason.STOP,
    "max_tokens": FinishReason.LENGTH,
    "model_context_window_exceeded": FinishReason.LENGTH,
    "tool_use": FinishReason.TOOL_CALL,
    "pause_turn": FinishReason.PAUSED,
    "refusal": FinishReason.REFUSED,
}

_INPUT_COUNTS = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
"""The parts of the prompt, which this API counts apart."""


@dataclass(frozen=True, slots=True)
class MessagesFormat:
    """``POST /messages`` under an API root such as ``https://api.anthropic.com/v1``.

    `version` is the API version; from 2026-10-21 on sampling parameters are refused, so none are sent.
    """

    omit: tuple[str, ...] = ()
    version: str = "2026-10-21"

    def __post_init__(self) -> None:
        check_omit(self.id, self.omit, _KEEP)

    @property
    def id(self) -> str:
        """The name used in provider files."""
        return "messages"

    def build(self, endpoint: Endpoint, request: ModelRequest) -> Outgoing:
        """The exact bytes. This API takes no temperature, no seed, and gives no log probabilities."""
        body = {
            "model": request.model,
            "max_tokens": request.max_output_tokens,
            "system": system_text(request) or None,
            "messages": [{"role": message.role.value, "content": message.text} for message in spoken(request)],
            "stream": request.stream,
            "output_config": _output_config(request.json_schema),
        }
        return post_json(
            endpoint,
            "/messages",
            without(body, self.omit),
            accept=_STREAM if request.stream else "application/json",
            headers=(("anthropic-version", self.version),),
        )

    def decoder(self, request: ModelRequest) -> StreamedAnswer:  # noqa: ARG002 - the answer says itself what it is
        """A decoder for the answer, streamed or not."""
        return StreamedAnswer(SseOrJsonDecoder(), _MessagesAnswer())

    def is_answer_type(self, headers: Mapping[str, str]) -> bool:
        """Whether a 200 with these headers can be an answer at all."""
        return is_type(headers, _STREAM)

    def fault(self, status: int, headers: Mapping[str, str], body: bytes) -> Fault:
        """What a response that is not a success means."""
        return fault_of_response(status, headers, body)


class _MessagesAnswer:
    """Reads events by their `type`; only `message_stop` ends an answer."""

    def __init__(self) -> None:
        self._raw_reason = ""
        self._tool_calls = ToolCalls()
        self._counts: JsonObject = {}

    def event(self, name: str, value: JsonObject) -> Iterator[AnswerEvent]:
        """One event; unknown types mean nothing."""
        match as_text(value.get("type")) or name:
            case "message_start":
                message = as_object(value.get("message"))
                yield ModelNamed(as_text(message.get("model")))
                yield from self._usage(message)
            case "content_block_start":
                yield from self._block(as_count(value.get("index")) or 0, as_object(value.get("content_block")))
            case "content_block_delta":
                yield from self._block(as_count(value.get("index")) or 0, as_object(value.get("delta")))
            case "message_delta":
                delta = as_object(value.get("delta"))
                self._raw_reason = as_text(delta.get("stop_reason")) or self._raw_reason
                yield from self._usage(value)
            case "message_stop":
                yield from self._end()

    def body(self, value: JsonObject) -> Iterator[AnswerEvent]:
        """A whole answer."""
        yield ModelNamed(as_text(value.get("model")))
        for index, block in enumerate(as_list(value.get("content"))):
            yield from self._block(index, as_object(block))
        yield from self._usage(value)
        self._raw_reason = as_text(value.get("stop_reason"))
        if self._raw_reason:
            yield from self._end()

    def finish(self) -> Iterator[AnswerEvent]:
        """The stream ended before the message did."""
        yield from self._tool_calls.take()

    def _block(self, index: int, block: JsonObject) -> Iterator[AnswerEvent]:
        match as_text(block.get("type")):
            case "text" | "text_delta":
                if text := as_text(block.get("text")):
                    yield TextDelta(text)
            case "thinking" | "thinking_delta":
                if text := as_text(block.get("thinking")):
                    yield ThinkingDelta(text)
            case "tool_use" | "server_tool_use" | "mcp_tool_use":
                arguments = as_object(block.get("input"))
                self._tool_calls.add(
                    index, as_text(block.get("name")), dump(arguments).decode() if arguments else ""
                )
            case "input_json_delta":
                self._tool_calls.add(index, "", as_text(block.get("partial_json")))

    def _usage(self, value: JsonObject) -> Iterator[Usage]:
        usage = as_object(value.get("usage"))
        self._counts = {**self._counts, **{key: count for key, count in usage.items() if count is not None}}
        parts = [as_count(self._counts.get(key, 0)) for key in _INPUT_COUNTS]
        read = [part for part in parts if part is not None]
        written = as_count(self._counts.get("output_tokens", 0))
        if usage and written is not None and len(read) == len(parts):
            yield Usage(sum(read), written, cached_input_tokens=read[1])

    def _end(self) -> Iterator[AnswerEvent]:
        yield from self._tool_calls.take()
        yield finished(_REASONS, self._raw_reason)


def _output_config(schema: Mapping[str, object] | None) -> dict[str, object] | None:
    return None if schema is None else {"format": {"type": "json_schema", "schema": schema}}
