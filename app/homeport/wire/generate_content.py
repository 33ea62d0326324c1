"""Google's generateContent, as AI Studio and Vertex serve it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from homeport.domain.exchange import (
    AnswerEvent,
    Fault,
    FaultKind,
    FinishReason,
    ModelNamed,
    ModelRequest,
    Outgoing,
    Role,
    TextDelta,
    ThinkingDelta,
    TokenLogprob,
    Usage,
)
from homeport.domain.lane import Endpoint
from homeport.wire.answer import StreamedAnswer, finished, is_type
from homeport.wire.faults import MAX_RETRY_AFTER, fault_of_response
from homeport.wire.json_value import JsonObject, as_count, as_list, as_logprob, as_object, as_text, dump
from homeport.wire.request import MAX_ALTERNATIVES, check_omit, post_json, spoken, system_text, without
from homeport.wire.stream import SseOrJsonDecoder
from homeport.wire.tool_calls import ToolCalls

_STREAM = "text/event-stream"
_KEEP = frozenset({"contents", "generationConfig"})

_REASONS: Mapping[str, FinishReason] = {
    "STOP": FinishReason.STOP,
    "MAX_TOKENS": FinishReason.LENGTH,
    **dict.fromkeys(
        (
            "SAFETY",
            "RECITATION",
            "LANGUAGE",
            "BLOCKLIST",
            "PROHIBITED_CONTENT",
            "SPII",
            "MODEL_ARMOR",
            "IMAGE_SAFETY",
            "IMAGE_PROHIBITED_CONTENT",
            "IMAGE_RECITATION",
        ),
        FinishReason.FILTERED,
    ),
    **dict.fromkeys(
        ("MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS"), FinishReason.TOOL_CALL
    ),
}

_RETRY_DELAY = re.compile(r'"retryDelay"\s*:\s*"([0-9]{1,9}(?:\.[0-9]{1,9})?)s"')
_PER_DAY = re.compile(r'"quotaId"\s*:\s*"[^"]{0,200}PerDay')


@dataclass(frozen=True, slots=True)
class GenerateContentFormat:
    """``POST /models/NAME:streamGenerateContent`` under a root such as ``https://HOST/v1beta``.

    Vertex: the root ends in ``/v1/projects/P/locations/L/publishers/google``. The key goes into a header, never
    into the URL.
    """

    omit: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_omit(self.id, self.omit, _KEEP)

    @property
    def id(self) -> str:
        """The name used in provider files."""
        return "generate_content"

    def build(self, endpoint: Endpoint, request: ModelRequest) -> Outgoing:
        """The exact bytes. `omit` also reaches into ``generationConfig``."""
        system = system_text(request)
        config = {
            "maxOutputTokens": request.max_output_tokens,
            "temperature": request.temperature,
            "seed": request.seed,
            "responseLogprobs": True if request.logprobs else None,
            "logprobs": min(request.logprobs, MAX_ALTERNATIVES) or None,
            "responseMimeType": None if request.json_schema is None else "application/json",
            "responseJsonSchema": request.json_schema,
        }
        body = {
            "systemInstruction": {"parts": [{"text": system}]} if system else None,
            "contents": [
                {
                    "role": "model" if message.role is Role.ASSISTANT else "user",
                    "parts": [{"text": message.text}],
                }
                for message in spoken(request)
            ],
            "generationConfig": without(config, self.omit),
        }
        method = "streamGenerateContent?alt=sse" if request.stream else "generateContent"
        return post_json(
            endpoint,
            f"/models/{quote(request.model, safe='')}:{method}",
            without(body, self.omit),
            accept=_STREAM if request.stream else "application/json",
        )

    def decoder(self, request: ModelRequest) -> StreamedAnswer:  # noqa: ARG002 - the answer says itself what it is
        """A decoder for the answer, streamed or not."""
        return StreamedAnswer(SseOrJsonDecoder(), _GenerateContentAnswer())

    def is_answer_type(self, headers: Mapping[str, str]) -> bool:
        """Whether a 200 with these headers can be an answer at all."""
        return is_type(headers, _STREAM)

    def fault(self, status: int, headers: Mapping[str, str], body: bytes) -> Fault:
        """What a response that is not a success means.

        One sentence serves a spent minute and a spent day here; the delay in the details tells them apart.
        """
        fault = fault_of_response(status, headers, body)
        if fault.kind not in {FaultKind.QUOTA, FaultKind.RATE_LIMITED}:
            return fault
        text = body.decode("utf-8", "replace")
        delay = _RETRY_DELAY.search(text)
        if delay is None or _PER_DAY.search(text):
            return fault
        seconds = min(float(delay.group(1)), MAX_RETRY_AFTER)
        return replace(fault, kind=FaultKind.RATE_LIMITED, retry_after_seconds=seconds)


class _GenerateContentAnswer:
    """Reads chunks, each of which has the shape of a whole answer."""

    def __init__(self) -> None:
        self._raw_reason = ""
        self._blocked = False
        self._tool_calls = ToolCalls()
        self._calls = 0

    def event(self, name: str, value: JsonObject) -> Iterator[AnswerEvent]:  # noqa: ARG002 - chunks have no names
        """One chunk."""
        return self.body(value)

    def body(self, value: JsonObject) -> Iterator[AnswerEvent]:
        """One chunk, or all of an answer."""
        yield ModelNamed(as_text(value.get("modelVersion")))
        if not self._raw_reason:  # what follows a finish is a repetition
            for candidate in map(as_object, as_list(value.get("candidates"))[:1]):
                yield from self._candidate(candidate)
            if blocked := as_text(as_object(value.get("promptFeedback")).get("blockReason")):
                self._raw_reason = self._raw_reason or blocked
                self._blocked = True
        yield from _usage(as_object(value.get("usageMetadata")))

    def finish(self) -> Iterator[AnswerEvent]:
        """Tool calls, and how it finished."""
        yield from self._tool_calls.take()
        if self._raw_reason:
            reasons = {self._raw_reason: FinishReason.FILTERED} if self._blocked else _REASONS
            yield finished(reasons, self._raw_reason)

    def _candidate(self, candidate: JsonObject) -> Iterator[AnswerEvent]:
        text = ""
        for part in map(as_object, as_list(as_object(candidate.get("content")).get("parts"))):
            if part.get("thought") is True:
                if thinking := as_text(part.get("text")):
                    yield ThinkingDelta(thinking)
                continue
            text += as_text(part.get("text"))
            if call := as_object(part.get("functionCall")):
                arguments = dump(as_object(call.get("args"))).decode()
                self._tool_calls.add(self._calls, as_text(call.get("name")), arguments)
                self._calls += 1
        logprobs = _logprobs(as_object(candidate.get("logprobsResult")))
        if text or logprobs:
            yield TextDelta(text, logprobs)
        self._raw_reason = as_text(candidate.get("finishReason"))


def _usage(value: JsonObject) -> Iterator[Usage]:
    read = as_count(value.get("promptTokenCount"))
    written = as_count(value.get("candidatesTokenCount", 0))
    thought = as_count(value.get("thoughtsTokenCount", 0))  # billed as output
    if read is not None and written is not None and thought is not None:
        cached = as_count(value.get("cachedContentTokenCount")) or 0
        yield Usage(read, written + thought, cached_input_tokens=min(cached, read))


def _logprobs(value: JsonObject) -> tuple[TokenLogprob, ...]:
    chosen = [_token(as_object(item)) for item in as_list(value.get("chosenCandidates"))]
    best = [
        tuple(_token(as_object(item)) for item in as_list(as_object(step).get("candidates")))
        for step in as_list(value.get("topCandidates"))
    ]
    best += [()] * (len(chosen) - len(best))
    return tuple(
        TokenLogprob(token, logprob, others) for (token, logprob), others in zip(chosen, best, strict=False)
    )


def _token(value: JsonObject) -> tuple[str, float]:
    return as_text(value.get("token")), as_logprob(value.get("logProbability"))
