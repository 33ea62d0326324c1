"""OpenAI's Responses API, as OpenAI, Azure and Bedrock serve it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from homeport.domain.exchange import (
    AnswerEvent,
    Fault,
    FinishReason,
    ModelNamed,
    ModelRequest,
    Outgoing,
    RefusalDelta,
    TextDelta,
    ThinkingDelta,
    ToolCallSeen,
    Usage,
)
from homeport.domain.lane import Endpoint
from homeport.wire.answer import StreamedAnswer, finished, is_type
from homeport.wire.faults import fault_in_stream, fault_of_response
from homeport.wire.json_value import JsonObject, as_count, as_list, as_object, as_text
from homeport.wire.logprobs import token_logprobs
from homeport.wire.request import MAX_ALTERNATIVES, check_omit, post_json, spoken, system_text, without
from homeport.wire.stream import SseOrJsonDecoder
from homeport.wire.tool_calls import ToolCalls

_STREAM = "text/event-stream"
_KEEP = frozenset({"model", "input", "stream", "store", "max_output_tokens"})

_REASONS: Mapping[str, FinishReason] = {
    "completed": FinishReason.STOP,
    "max_output_tokens": FinishReason.LENGTH,
    "content_filter": FinishReason.FILTERED,
}


@dataclass(frozen=True, slots=True)
class ResponsesFormat:
    """``POST /responses`` under an API root such as ``https://api.openai.com/v1``.

    `store` is always sent as false: the provider's default is to keep every response.
    """

    omit: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_omit(self.id, self.omit, _KEEP)

    @property
    def id(self) -> str:
        """The name used in provider files."""
        return "responses"

    def build(self, endpoint: Endpoint, request: ModelRequest) -> Outgoing:
        """The exact bytes. This API takes no seed."""
        body = {
            "model": request.model,
            "instructions": system_text(request) or None,
            "input": [{"role": message.role.value, "content": message.text} for message in spoken(request)],
            "stream": request.stream,
            "store": False,
            "max_output_tokens": request.max_output_tokens,
            "temperature": request.temperature,
            "top_logprobs": min(request.logprobs, MAX_ALTERNATIVES) or None,
            "include": ["message.output_text.logprobs"] if request.logprobs else None,
            "text": _text_format(request.json_schema),
        }
        accept = _STREAM if request.stream else "application/json"
        return post_json(endpoint, "/responses", without(body, self.omit), accept=accept)

    def decoder(self, request: ModelRequest) -> StreamedAnswer:
        """A decoder for the answer, streamed or not."""
        return StreamedAnswer(SseOrJsonDecoder(), _ResponsesAnswer(request.max_output_tokens))

    def is_answer_type(self, headers: Mapping[str, str]) -> bool:
        """Whether a 200 with these headers can be an answer at all."""
        return is_type(headers, _STREAM)

    def fault(self, status: int, headers: Mapping[str, str], body: bytes) -> Fault:
        """What a response that is not a success means."""
        return fault_of_response(status, headers, body)


class _ResponsesAnswer:
    """Reads events by their `type`; the terminal ones repeat the whole response."""

    def __init__(self, max_output_tokens: int) -> None:
        self._max_output_tokens = max_output_tokens
        self._said_something = False
        self._refused = False
        self._tool_calls = ToolCalls()

    def event(self, name: str, value: JsonObject) -> Iterator[AnswerEvent]:
        """One event; unknown types mean nothing."""
        match as_text(value.get("type")) or name:
            case "response.output_text.delta":
                self._said_something = True
                yield TextDelta(as_text(value.get("delta")), token_logprobs(value.get("logprobs")))
            case "response.refusal.delta":
                self._said_something = self._refused = True
                yield RefusalDelta(as_text(value.get("delta")))
            case "response.reasoning_summary_text.delta" | "response.reasoning_text.delta":
                self._said_something = True
                yield ThinkingDelta(as_text(value.get("delta")))
            case "response.output_item.added":
                item = as_object(value.get("item"))
                kind = as_text(item.get("type"))
                if kind.endswith("_call"):
                    self._add_call(value, as_text(item.get("name")) or kind, as_text(item.get("arguments")))
            case "response.function_call_arguments.delta":
                self._add_call(value, "", as_text(value.get("delta")))
            case "response.created" | "response.in_progress":
                yield ModelNamed(as_text(as_object(value.get("response")).get("model")))
            case "response.completed" | "response.incomplete" | "response.failed" | "response.cancelled":
                yield from self.body(as_object(value.get("response")))
            case "error":
                yield fault_in_stream(value)

    def body(self, value: JsonObject) -> Iterator[AnswerEvent]:
        """A whole response: all of an answer that was not streamed, or what ends a stream."""
        yield ModelNamed(as_text(value.get("model")))
        calls: list[ToolCallSeen] = []
        for item in map(as_object, as_list(value.get("output"))):
            kind = as_text(item.get("type"))
            if kind.endswith("_call"):
                calls.append(ToolCallSeen(as_text(item.get("name")) or kind, as_text(item.get("arguments"))))
            elif not self._said_something:
                yield from self._message(item)
        usage = _usage(as_object(value.get("usage")))
        if usage:
            yield usage
        status = as_text(value.get("status"))
        if status in {"failed", "cancelled"}:
            yield fault_in_stream(value.get("error") or status)
        elif status in {"completed", "incomplete"}:
            calls = self._tool_calls.take() or calls
            yield from calls
            yield self._end(status, value, usage, called=bool(calls))

    def finish(self) -> Iterator[AnswerEvent]:
        """The stream ended before the response did."""
        yield from self._tool_calls.take()

    def _end(self, status: str, value: JsonObject, usage: Usage | None, *, called: bool) -> AnswerEvent:
        if called:
            return finished({status: FinishReason.TOOL_CALL}, status)
        if status == "incomplete":
            return finished(_REASONS, as_text(as_object(value.get("incomplete_details")).get("reason")) or status)
        # llama.cpp says "completed" when it ran into the limit
        if usage and usage.output_tokens >= self._max_output_tokens:
            return finished({status: FinishReason.LENGTH}, status)
        return finished(_REASONS, status, refused=self._refused)

    def _add_call(self, value: JsonObject, name: str, arguments: str) -> None:
        self._tool_calls.add(as_count(value.get("output_index")) or 0, name, arguments)

    def _message(self, item: JsonObject) -> Iterator[AnswerEvent]:
        for part in map(as_object, (*as_list(item.get("summary")), *as_list(item.get("content")))):
            match as_text(part.get("type")):
                case "output_text":
                    yield TextDelta(as_text(part.get("text")), token_logprobs(part.get("logprobs")))
                case "refusal":
                    self._refused = True
                    yield RefusalDelta(as_text(part.get("refusal")))
                case "summary_text" | "reasoning_text":
                    yield ThinkingDelta(as_text(part.get("text")))


def _text_format(schema: Mapping[str, object] | None) -> dict[str, object] | None:
    if schema is None:
        return None
    return {"format": {"type": "json_schema", "name": "answer", "strict": True, "schema": schema}}


def _usage(value: JsonObject) -> Usage | None:
    read, written = (as_count(value.get(key, 0)) for key in ("input_tokens", "output_tokens"))
    if not value or read is None or written is None:
        return None
    cached = as_count(as_object(value.get("input_tokens_details")).get("cached_tokens")) or 0
    return Usage(read, written, cached_input_tokens=min(cached, read))
