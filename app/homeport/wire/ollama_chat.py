"""Ollama's own chat API: the only side of it where context size and truncation can be set."""

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
    TextDelta,
    ThinkingDelta,
    Usage,
)
from homeport.domain.lane import Endpoint
from homeport.wire.answer import StreamedAnswer, finished, is_type
from homeport.wire.faults import fault_of_response, shortened
from homeport.wire.json_value import (
    JsonObject,
    JsonValue,
    as_count,
    as_list,
    as_number,
    as_object,
    as_text,
    dump,
)
from homeport.wire.logprobs import token_logprobs
from homeport.wire.request import MAX_ALTERNATIVES, check_omit, post_json, without
from homeport.wire.stream import NdjsonDecoder
from homeport.wire.tool_calls import ToolCalls

_STREAM = "application/x-ndjson"
_KEEP = frozenset({"model", "messages", "stream", "truncate", "shift", "options"})

_REASONS: Mapping[str, FinishReason] = {"stop": FinishReason.STOP, "length": FinishReason.LENGTH}


@dataclass(frozen=True, slots=True)
class OllamaChatFormat:
    """``POST /api/chat`` under a root such as ``http://127.0.0.1:11434``.

    `truncate` and `shift` are off: by default Ollama cuts a long prompt in the middle without a word.
    `keep_alive` is how long the model stays in memory after the answer.
    """

    omit: tuple[str, ...] = ()
    keep_alive: str = "5m"

    def __post_init__(self) -> None:
        check_omit(self.id, self.omit, _KEEP)

    @property
    def id(self) -> str:
        """The name used in provider files."""
        return "ollama_chat"

    def build(self, endpoint: Endpoint, request: ModelRequest) -> Outgoing:
        """The exact bytes. The context size is the request's, else the endpoint's."""
        options = {
            "num_ctx": request.context_tokens or endpoint.context_tokens or None,
            "num_predict": request.max_output_tokens,
            "temperature": request.temperature,
            "seed": request.seed,
        }
        body = {
            "model": request.model,
            "messages": [{"role": message.role.value, "content": message.text} for message in request.messages],
            "stream": request.stream,
            "truncate": False,
            "shift": False,
            "keep_alive": self.keep_alive,
            "options": without(options, ()),
            "logprobs": True if request.logprobs else None,
            "top_logprobs": min(request.logprobs, MAX_ALTERNATIVES) or None,
            "format": request.json_schema,
        }
        accept = _STREAM if request.stream else "application/json"
        return post_json(endpoint, "/api/chat", without(body, self.omit), accept=accept)

    def decoder(self, request: ModelRequest) -> StreamedAnswer:  # noqa: ARG002 - the answer says itself what it is
        """A decoder for the answer, streamed or not."""
        return StreamedAnswer(NdjsonDecoder(), _OllamaAnswer())

    def is_answer_type(self, headers: Mapping[str, str]) -> bool:
        """Whether a 200 with these headers can be an answer at all."""
        return is_type(headers, _STREAM)

    def fault(self, status: int, headers: Mapping[str, str], body: bytes) -> Fault:
        """What a response that is not a success means."""
        return fault_of_response(status, headers, body)


def show_request(endpoint: Endpoint, model: str = "") -> Outgoing:
    """``POST /api/show`` for one model, by default the endpoint's: no document text, part of the locality gate."""
    return post_json(endpoint, "/api/show", {"model": model or endpoint.model}, accept="application/json")


class _OllamaAnswer:
    """Reads the lines of a stream; a whole answer is one line with everything."""

    def __init__(self) -> None:
        self._tool_calls = ToolCalls()
        self._calls = 0

    def event(self, name: str, value: JsonObject) -> Iterator[AnswerEvent]:  # noqa: ARG002 - lines have no names
        """One line."""
        if remote := as_text(value.get("remote_host")) or as_text(value.get("remote_model")):
            yield Fault(FaultKind.REMOTE_MODEL, shortened(remote))
            return
        yield ModelNamed(as_text(value.get("model")))
        message = as_object(value.get("message"))
        if thinking := as_text(message.get("thinking")):
            yield ThinkingDelta(thinking)
        text, logprobs = as_text(message.get("content")), token_logprobs(value.get("logprobs"))
        if text or logprobs:
            yield TextDelta(text, logprobs)
        for item in as_list(message.get("tool_calls")):
            function = as_object(as_object(item).get("function"))
            arguments = dump(as_object(function.get("arguments"))).decode()
            self._tool_calls.add(self._calls, as_text(function.get("name")), arguments)
            self._calls += 1
        if value.get("done") is True:
            yield from _usage(value)
            yield from self.finish()
            yield finished(_REASONS, as_text(value.get("done_reason")))

    def body(self, value: JsonObject) -> Iterator[AnswerEvent]:
        """A whole answer."""
        return self.event("", value)

    def finish(self) -> Iterator[AnswerEvent]:
        """The stream ended before the answer did."""
        yield from self._tool_calls.take()


def _usage(value: JsonObject) -> Iterator[Usage]:
    read, written = (as_count(value.get(key, 0)) for key in ("prompt_eval_count", "eval_count"))
    told = "prompt_eval_count" in value or "eval_count" in value
    if told and read is not None and written is not None:
        yield Usage(
            read, written, _seconds(value.get("prompt_eval_duration")), _seconds(value.get("eval_duration"))
        )


def _seconds(nanoseconds: JsonValue) -> float | None:
    number = as_number(nanoseconds)
    return number / 1e9 if number is not None and number >= 0 else None
