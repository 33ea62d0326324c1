"""Google's generateContent format: exact bytes, and answers good and bad."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from fakes.wire_cases import REQUEST, decode, endpoint, sse
from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import (
    AnswerEvent,
    Fault,
    FaultKind,
    Finished,
    FinishReason,
    Message,
    ModelNamed,
    Role,
    TextDelta,
    ThinkingDelta,
    TokenLogprob,
    ToolCallSeen,
    Usage,
)
from homeport.wire.generate_content import GenerateContentFormat

Json = Mapping[str, object]
HERE = endpoint("generate_content", "https://api.example/v1beta", auth_header="x-goog-api-key")
STOP = Finished(FinishReason.STOP, "STOP")
CUT = Fault(FaultKind.CUT)


def chunk(*parts: Json, finish: str = "", **more: object) -> dict[str, object]:
    candidate: dict[str, object] = {"content": {"role": "model", "parts": list(parts)}}
    if finish:
        candidate["finishReason"] = finish
    return {"candidates": [candidate], **more}


def text(value: str, finish: str = "", **more: object) -> dict[str, object]:
    return chunk({"text": value}, finish=finish, **more)


def read(*events: Json | str) -> list[AnswerEvent]:
    return decode(GenerateContentFormat(), sse(*events))


def test_the_exact_bytes_of_a_plain_request() -> None:
    outgoing = GenerateContentFormat().build(HERE, REQUEST)
    assert (outgoing.method, outgoing.url) == (
        "POST",
        "https://api.example/v1beta/models/a-model:streamGenerateContent?alt=sse",
    )
    assert outgoing.secret_headers == ("x-goog-api-key",), "the key is never in the address"
    assert (
        outgoing.body
        == (
            '{"systemInstruction":{"parts":[{"text":"Be brief."}]},'
            '"contents":[{"role":"user","parts":[{"text":"Hyvää päivää \\"quoted\\"\\n<b>\u2028"}]}],'
            '"generationConfig":{"maxOutputTokens":64}}'
        ).encode()
    )


def test_the_exact_bytes_of_a_request_with_everything() -> None:
    request = replace(
        REQUEST,
        model="a/b?c",
        messages=(Message(Role.USER, "Hi"), Message(Role.ASSISTANT, "Yo")),
        temperature=0.5,
        seed=1,
        logprobs=2,
        json_schema={"type": "object"},
        stream=False,
    )
    outgoing = GenerateContentFormat().build(HERE, request)
    assert outgoing.url == "https://api.example/v1beta/models/a%2Fb%3Fc:generateContent"
    assert ("accept", "application/json") in outgoing.headers
    assert outgoing.body == (
        b'{"contents":[{"role":"user","parts":[{"text":"Hi"}]},{"role":"model","parts":[{"text":"Yo"}]}],'
        b'"generationConfig":{"maxOutputTokens":64,"temperature":0.5,"seed":1,"responseLogprobs":true,"logprobs":2,'
        b'"responseMimeType":"application/json","responseJsonSchema":{"type":"object"}}}'
    )


def test_what_every_exchange_needs_cannot_be_left_out() -> None:
    with pytest.raises(UserFacingError, match="contents"):
        GenerateContentFormat(omit=("contents",))
    body = GenerateContentFormat(omit=("seed",)).build(HERE, replace(REQUEST, seed=1)).body
    assert b"seed" not in body


def test_a_whole_answer() -> None:
    usage = {
        "promptTokenCount": 9,
        "candidatesTokenCount": 4,
        "thoughtsTokenCount": 6,
        "cachedContentTokenCount": 2,
    }
    events = read(
        text("Hyvää", modelVersion="m", usageMetadata={"trafficType": "ON_DEMAND"}),
        text(" päivää", usageMetadata={"promptTokenCount": 9, "candidatesTokenCount": 1}),
        text("", "STOP", usageMetadata=usage),
    )
    assert events == [
        ModelNamed("m"),
        TextDelta("Hyvää"),
        TextDelta(" päivää"),
        Usage(9, 1),
        Usage(9, 10, cached_input_tokens=2),
        STOP,
    ]


@pytest.mark.parametrize("events", [[], [text("a")], [text("a"), {"usageMetadata": {}}], [text("a"), "[DONE]"]])
def test_without_a_finish_reason_it_was_cut(events: list[Json | str]) -> None:
    assert read(*events)[-1] == CUT


def test_what_repeats_after_the_finish_is_not_read() -> None:
    assert read(text("a"), text("", "STOP"), text("a"), text("", "SAFETY")) == [TextDelta("a"), STOP]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("STOP", FinishReason.STOP),
        ("MAX_TOKENS", FinishReason.LENGTH),
        ("SAFETY", FinishReason.FILTERED),
        ("RECITATION", FinishReason.FILTERED),
        ("PROHIBITED_CONTENT", FinishReason.FILTERED),
        ("SPII", FinishReason.FILTERED),
        ("MODEL_ARMOR", FinishReason.FILTERED),
        ("UNEXPECTED_TOOL_CALL", FinishReason.TOOL_CALL),
        ("MALFORMED_RESPONSE", FinishReason.UNKNOWN),
        ("OTHER", FinishReason.UNKNOWN),
    ],
)
def test_why_it_finished(raw: str, reason: FinishReason) -> None:
    assert read(text("a", raw))[-1] == Finished(reason, raw)


def test_a_prompt_that_was_blocked() -> None:
    blocked = {"promptFeedback": {"blockReason": "OTHER"}, "usageMetadata": {"promptTokenCount": 3}}
    assert read(blocked) == [Usage(3, 0), Finished(FinishReason.FILTERED, "OTHER")]


def test_thinking_is_kept_apart_and_tool_calls_are_shown() -> None:
    events = read(
        chunk({"text": "hm", "thought": True}, {"text": "yes"}, {"functionCall": {"name": "f", "args": {"a": 1}}}),
        chunk({"functionCall": {"name": "g"}}, {"text": "", "thoughtSignature": "x"}, finish="STOP"),
    )
    assert events == [
        ThinkingDelta("hm"),
        TextDelta("yes"),
        ToolCallSeen("f", '{"a":1}'),
        ToolCallSeen("g", "{}"),
        STOP,
    ]


def test_logprobs_and_their_alternatives() -> None:
    event = text("AB", "STOP")
    candidates = event["candidates"]
    assert isinstance(candidates, list)
    candidates[0]["logprobsResult"] = {
        "chosenCandidates": [{"token": "A", "logProbability": -0.5}, {"token": "B", "logProbability": -1}],
        "topCandidates": [{"candidates": [{"token": "C", "logProbability": -2.0}]}],
    }
    assert read(event)[0] == TextDelta("AB", (TokenLogprob("A", -0.5, (("C", -2.0),)), TokenLogprob("B", -1.0)))


def test_an_answer_that_was_not_streamed_or_came_as_a_list() -> None:
    first, last = text("Hyvää", modelVersion="m"), text(" päivää", "STOP")
    expected = [ModelNamed("m"), TextDelta("Hyvää"), TextDelta(" päivää"), STOP]
    assert decode(GenerateContentFormat(), json.dumps([first, last], indent=1).encode()) == expected
    assert decode(GenerateContentFormat(), json.dumps(text("a", "STOP")).encode()) == [TextDelta("a"), STOP]


def test_an_error_after_a_good_beginning() -> None:
    error = {"error": {"code": 503, "status": "UNAVAILABLE", "message": "The model is overloaded."}}
    assert read(text("a"), error, text("b", "STOP")) == [
        TextDelta("a"),
        Fault(FaultKind.OVERLOADED, "The model is overloaded."),
    ]


def _spent(quota: str, delay: str) -> bytes:
    details = [
        {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"quotaId": quota}]},
        {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay},
    ]
    message = "You exceeded your current quota, please check your plan and billing details."
    return json.dumps(
        {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": message, "details": details}}
    ).encode()


@pytest.mark.parametrize(
    ("quota", "delay", "kind", "seconds"),
    [
        ("GenerateRequestsPerMinutePerProject", "38s", FaultKind.RATE_LIMITED, 38.0),
        ("GenerateRequestsPerMinutePerProject", "1.5s", FaultKind.RATE_LIMITED, 1.5),
        ("GenerateRequestsPerMinutePerProject", "99999999s", FaultKind.RATE_LIMITED, 86_400.0),
        ("GenerateRequestsPerDayPerProject", "38s", FaultKind.QUOTA, None),
        ("GenerateRequestsPerMinutePerProject", "soon", FaultKind.QUOTA, None),
    ],
)
def test_a_spent_minute_is_not_a_spent_day(quota: str, delay: str, kind: FaultKind, seconds: float | None) -> None:
    fault = GenerateContentFormat().fault(429, {"content-type": "application/json"}, _spent(quota, delay))
    assert (fault.kind, fault.retry_after_seconds) == (kind, seconds)


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"candidates": None},
        {"candidates": [None]},
        {"candidates": [{"content": {"parts": [3, {"text": None}, {"functionCall": []}]}}]},
        {"promptFeedback": [], "usageMetadata": {"promptTokenCount": -1}, "modelVersion": 3},
        {"candidates": [{"logprobsResult": {"chosenCandidates": 3, "topCandidates": [None]}}]},
    ],
)
def test_odd_values_are_passed_over(odd: Json) -> None:
    assert read(odd, text("a", "STOP")) == [TextDelta("a"), STOP]
