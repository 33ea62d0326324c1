"""Chat completions as OpenAI defined them and llama.cpp, vLLM, TGI, LM Studio, Mistral and others speak them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from homeport.domain.exchange import (
    AnswerEvent,
    Fault,
    FaultKind,
    FinishReason,
    ModelNamed,
    ModelRequest,
    Outgoing,
    RefusalDelta,
    TextDelta,
    ThinkingDelta,
    TokenLogprob,
    Usage,
)
from homeport.domain.lane import Endpoint
from homeport.wire.answer import StreamedAnswer, finished, is_type
from homeport.wire.faults import fault_of_response
from homeport.wire.json_value import (
    JsonObject,
    JsonValue,
    as_count,
    as_list,
    as_number,
    as_object,
    as_text,
)
from homeport.wire.logprobs import token_logprobs
from homeport.wire.request import MAX_ALTERNATIVES, check_omit, post_json, without
from homeport.wire.stream import SseOrJsonDecoder
from homeport.wire.tool_calls import ToolCalls

_STREAM = "text/event-stream"
_KEEP = frozenset({"model", "messages", "stream", "max_tokens"})

_REASONS: Mapping[str, FinishReason] = {
    "stop": FinishReason.STOP,
    "eos_token": FinishReason.STOP,  # TGI
    "stop_sequence": FinishReason.STOP,  # TGI
    "length": FinishReason.LENGTH,
    "model_length": FinishReason.LENGTH,  # Mistral
    "content_filter": FinishReason.FILTERED,
    "refusal": FinishReason.REFUSED,
    "tool_calls": FinishReason.TOOL_CALL,
    "function_call": FinishReason.TOOL_CALL,
}


@dataclass(frozen=True, slots=True)
class ChatFormat:
    """``POST /chat/completions`` under an API root such as ``http://127.0.0.1:8080/v1``.

    `omit` names keys of the body that this provider's schema forbids (Mistral: ``stream_options``, ``store``).
    """

    omit: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_omit(self.id, self.omit, _KEEP)

    @property
    def id(self) -> str:
        """The name used in provider files."""
        return "chat"

    def build(self, endpoint: Endpoint, request: ModelRequest) -> Outgoing:
        """The exact bytes. `store` is false: nothing is to be kept for later retrieval."""
        body = {
            "model": request.model,
            "messages": [{"role": message.role.value, "content": message.text} for message in request.messages],
            "stream": request.stream,
            "stream_options": {"include_usage": True} if request.stream else None,
            "store": False,
            "max_tokens": request.max_output_tokens,
            "temperature": request.temperature,
            "seed": request.seed,
            "logprobs": True if request.logprobs else None,
            "top_logprobs": min(request.logprobs, MAX_ALTERNATIVES) or None,
            "response_format": _response_format(request.json_schema),
        }
        accept = _STREAM if request.stream else "application/json"
        return post_json(endpoint, "/chat/completions", without(body, self.omit), accept=accept)

    def decoder(self, request: ModelRequest) -> StreamedAnswer:  # noqa: ARG002 - the answer says itself what it is
        """A decoder for the answer, streamed or not."""
        return StreamedAnswer(SseOrJsonDecoder(), _ChatAnswer())

    def is_answer_type(self, headers: Mapping[str, str]) -> bool:
        """Whether a 200 with these headers can be an answer at all."""
        return is_type(headers, _STREAM)

    def fault(self, status: int, headers: Mapping[str, str], body: bytes) -> Fault:
        """What a response that is not a success means."""
        return fault_of_response(status, headers, body)


class _ChatAnswer:
    """Reads chunks (`delta`) and whole answers (`message`): they differ in that key only."""

    def __init__(self) -> None:
        self._raw_reason = ""
        self._refused = False
        self._tool_calls = ToolCalls()
        self._counts: JsonObject = {}
        self._timings: JsonObject = {}

    def event(self, name: str, value: JsonObject) -> Iterator[AnswerEvent]:  # noqa: ARG002 - chat names no events
        """One chunk."""
        return self._chunk(value, "delta")

    def body(self, value: JsonObject) -> Iterator[AnswerEvent]:
        """A whole answer."""
        return self._chunk(value, "message")

    def finish(self) -> Iterator[AnswerEvent]:
        """Tool calls, and how it finished."""
        yield from self._tool_calls.take()
        if self._raw_reason:
            yield finished(_REASONS, self._raw_reason, refused=self._refused)

    def _chunk(self, value: JsonObject, key: str) -> Iterator[AnswerEvent]:
        yield ModelNamed(as_text(value.get("model")))
        for item in as_list(value.get("choices")):
            choice = as_object(item)
            if choice.get("index", 0) == 0:  # one answer was asked for
                yield from self._choice(choice, as_object(choice.get(key)))
        yield from self._usage(value)

    def _choice(self, choice: JsonObject, delta: JsonObject) -> Iterator[AnswerEvent]:
        if thinking := as_text(delta.get("reasoning_content")) or as_text(delta.get("reasoning")):
            yield ThinkingDelta(thinking)
        yield from self._content(
            delta.get("content"), token_logprobs(as_object(choice.get("logprobs")).get("content"))
        )
        if refusal := as_text(delta.get("refusal")):
            self._refused = True
            yield RefusalDelta(refusal)
        self._collect_calls(delta)
        reason = as_text(choice.get("finish_reason"))
        if reason == "error":  # Mistral
            yield Fault(FaultKind.SERVER, "the answer finished with an error")
        self._raw_reason = self._raw_reason or reason

    def _content(self, content: JsonValue, logprobs: tuple[TokenLogprob, ...]) -> Iterator[AnswerEvent]:
        text = as_text(content)
        for item in as_list(content):  # Mistral's reasoning models send parts
            part = as_object(item)
            if thinking := "".join(as_text(as_object(t).get("text")) for t in as_list(part.get("thinking"))):
                yield ThinkingDelta(thinking)
            text += as_text(part.get("text"))
        if text or logprobs:
            yield TextDelta(text, logprobs)

    def _collect_calls(self, delta: JsonObject) -> None:
        for position, item in enumerate(as_list(delta.get("tool_calls"))):
            call = as_object(item)
            function = as_object(call.get("function"))
            index = as_count(call.get("index"))
            self._tool_calls.add(
                position if index is None else index,
                as_text(function.get("name")),
                as_text(function.get("arguments")),
            )
        if old := as_object(delta.get("function_call")):
            self._tool_calls.add(0, as_text(old.get("name")), as_text(old.get("arguments")))

    def _usage(self, value: JsonObject) -> Iterator[Usage]:
        self._counts = as_object(value.get("usage")) or self._counts
        self._timings = as_object(value.get("timings")) or self._timings
        read, written = (as_count(self._counts.get(key, 0)) for key in ("prompt_tokens", "completion_tokens"))
        if self._counts and read is not None and written is not None:
            cached = as_count(as_object(self._counts.get("prompt_tokens_details")).get("cached_tokens"))
            yield Usage(
                read,
                written,
                _seconds(self._timings.get("prompt_ms")),
                _seconds(self._timings.get("predicted_ms")),
                min(cached or 0, read),
            )


def _response_format(schema: Mapping[str, object] | None) -> dict[str, object] | None:
    if schema is None:
        return None
    return {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}}


def _seconds(milliseconds: JsonValue) -> float | None:
    number = as_number(milliseconds)
    return number / 1000 if number is not None and number >= 0 else None
