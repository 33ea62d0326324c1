"""OpenAI's Responses format: exact bytes, and answers good and bad."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from fakes.wire_cases import REQUEST, decode, endpoint, sse, text_of
from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import (
    AnswerEvent,
    Fault,
    FaultKind,
    Finished,
    FinishReason,
    ModelNamed,
    RefusalDelta,
    TextDelta,
    ThinkingDelta,
    TokenLogprob,
    ToolCallSeen,
    Usage,
)
from homeport.wire.responses import ResponsesFormat

Json = Mapping[str, object]
HERE = endpoint("responses", "https://api.example/v1", auth_header="Authorization")
STOP = Finished(FinishReason.STOP, "completed")
CUT = Fault(FaultKind.CUT)


def typed(type_: str, **fields: object) -> dict[str, object]:
    return {"type": type_, **fields}


def delta(text: str, **more: object) -> dict[str, object]:
    return typed("response.output_text.delta", output_index=0, delta=text, **more)


def response(status: str, **more: object) -> dict[str, object]:
    return typed(f"response.{status}", response={"status": status, "model": "m", "error": None, **more})


COUNTS = {"input_tokens": 9, "output_tokens": 4, "input_tokens_details": {"cached_tokens": 3}}


def read(*events: Json | str) -> list[AnswerEvent]:
    return decode(ResponsesFormat(), sse(*events, name_key="type"))


def test_the_exact_bytes_of_a_plain_request() -> None:
    outgoing = ResponsesFormat().build(HERE, REQUEST)
    assert (outgoing.method, outgoing.url) == ("POST", "https://api.example/v1/responses")
    assert outgoing.secret_headers == ("authorization",)
    assert outgoing.headers == (
        ("content-type", "application/json"),
        ("accept", "text/event-stream"),
    )
    assert (
        outgoing.body
        == (
            '{"model":"a-model","instructions":"Be brief.",'
            '"input":[{"role":"user","content":"Hyvää päivää \\"quoted\\"\\n<b>\u2028"}],'
            '"stream":true,"store":false,"max_output_tokens":64}'
        ).encode()
    )


def test_the_exact_bytes_of_a_request_with_everything() -> None:
    request = replace(
        REQUEST,
        messages=REQUEST.messages[:1],
        temperature=0.5,
        seed=1,
        logprobs=2,
        json_schema={"type": "object"},
        stream=False,
    )
    assert ResponsesFormat().build(HERE, request).body == (
        b'{"model":"a-model","instructions":"Be brief.","input":[],"stream":false,"store":false,'
        b'"max_output_tokens":64,"temperature":0.5,"top_logprobs":2,"include":["message.output_text.logprobs"],'
        b'"text":{"format":{"type":"json_schema","name":"answer","strict":true,"schema":{"type":"object"}}}}'
    )


def test_no_provider_file_can_make_it_keep_the_response() -> None:
    with pytest.raises(UserFacingError, match="store"):
        ResponsesFormat(omit=("store",))


def test_a_whole_answer_ends_with_its_terminal_event_and_not_with_the_connection() -> None:
    decoder = ResponsesFormat().decoder(REQUEST)
    events = decoder.feed(
        sse(
            response("created"),
            typed("response.output_item.added", output_index=0, item={"type": "message", "content": []}),
            typed("response.something_new", delta="x"),
            delta("Hyvää"),
            delta(" päivää"),
            typed("response.output_text.done", text="Hyvää päivää"),
            response(
                "completed",
                usage=COUNTS,
                output=[{"type": "message", "content": [{"type": "output_text", "text": "X"}]}],
            ),
        )
    )
    assert events == [
        ModelNamed("m"),
        TextDelta("Hyvää"),
        TextDelta(" päivää"),
        Usage(9, 4, cached_input_tokens=3),
        STOP,
    ]
    assert decoder.close() == []


@pytest.mark.parametrize(
    "events", [[], [delta("a")], [delta("a"), response("in_progress")], [delta("a"), "[DONE]"]]
)
def test_without_its_terminal_event_it_was_cut(events: list[Json | str]) -> None:
    assert read(*events)[-1] == CUT


@pytest.mark.parametrize(
    ("event", "end"),
    [
        (response("completed"), STOP),
        (
            response("incomplete", incomplete_details={"reason": "max_output_tokens"}),
            Finished(FinishReason.LENGTH, "max_output_tokens"),
        ),
        (
            response("incomplete", incomplete_details={"reason": "content_filter"}),
            Finished(FinishReason.FILTERED, "content_filter"),
        ),
        (response("incomplete", incomplete_details=None), Finished(FinishReason.UNKNOWN, "incomplete")),
        (
            response("failed", error={"code": "server_error", "message": "boom"}),
            Fault(FaultKind.SERVER, "boom"),
        ),
        (
            response("failed", error={"code": "rate_limit_exceeded", "message": "slow"}),
            Fault(FaultKind.RATE_LIMITED, "slow"),
        ),
        (response("failed"), Fault(FaultKind.SERVER, "failed")),
        (response("cancelled"), Fault(FaultKind.SERVER, "cancelled")),
        (typed("error", code="insufficient_quota", message="no"), Fault(FaultKind.QUOTA, "no")),
        (typed("error", error={"code": "x", "message": "no"}), Fault(FaultKind.SERVER, "no")),
    ],
)
def test_how_it_ends(event: Json, end: Finished | Fault) -> None:
    assert read(delta("a"), event, delta("b"), response("completed"))[-1] == end


def test_completed_at_the_limit_ran_into_the_limit() -> None:
    usage = {"input_tokens": 1, "output_tokens": REQUEST.max_output_tokens}
    assert read(delta("a"), response("completed", usage=usage))[-1] == Finished(FinishReason.LENGTH, "completed")


def test_a_refusal_in_words() -> None:
    refusal = typed("response.refusal.delta", delta="I will not.")
    assert read(refusal, response("completed")) == [
        RefusalDelta("I will not."),
        ModelNamed("m"),
        Finished(FinishReason.REFUSED, "completed"),
    ]


@pytest.mark.parametrize("kind", ["response.reasoning_summary_text.delta", "response.reasoning_text.delta"])
def test_reasoning_is_kept_apart(kind: str) -> None:
    assert read(typed(kind, delta="hm"), delta("yes"), response("completed"))[:2] == [
        ThinkingDelta("hm"),
        TextDelta("yes"),
    ]


def test_tool_calls_are_put_together_and_shown() -> None:
    call = {"type": "function_call", "name": "run", "arguments": ""}
    events = read(
        typed("response.output_item.added", output_index=0, item=call),
        typed("response.function_call_arguments.delta", output_index=0, delta='{"a"'),
        typed("response.function_call_arguments.delta", output_index=0, delta=":1}"),
        typed("response.output_item.added", output_index=1, item={"type": "web_search_call"}),
        response("completed", output=[{**call, "arguments": '{"a":1}'}, {"type": "web_search_call"}]),
    )
    assert events[-3:] == [
        ToolCallSeen("run", '{"a":1}'),
        ToolCallSeen("web_search_call", ""),
        Finished(FinishReason.TOOL_CALL, "completed"),
    ]


def test_logprobs_come_with_the_text() -> None:
    event = delta(
        "A", logprobs=[{"token": "A", "logprob": -0.5, "top_logprobs": [{"token": "B", "logprob": -1.0}]}]
    )
    assert TextDelta("A", (TokenLogprob("A", -0.5, (("B", -1.0),)),)) in read(event, response("completed"))


WHOLE = {
    "object": "response",
    "status": "completed",
    "model": "m",
    "error": None,
    "output": [
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}]},
        {
            "type": "message",
            "content": [{"type": "output_text", "text": "yes"}, {"type": "refusal", "refusal": "no"}],
        },
        {"type": "function_call", "name": "f", "arguments": "{}"},
    ],
    "usage": COUNTS,
}


def test_an_answer_that_was_not_streamed() -> None:
    assert decode(ResponsesFormat(), json.dumps(WHOLE).encode()) == [
        ModelNamed("m"),
        ThinkingDelta("hm"),
        TextDelta("yes"),
        RefusalDelta("no"),
        Usage(9, 4, cached_input_tokens=3),
        ToolCallSeen("f", "{}"),
        Finished(FinishReason.TOOL_CALL, "completed"),
    ]


def test_a_stream_without_deltas_still_has_its_text() -> None:
    assert text_of(read(response("created"), typed("response.completed", response=WHOLE))) == "yes"


@pytest.mark.parametrize(
    "odd",
    [
        {},
        typed("response.output_item.added", item=None, output_index="x"),
        typed("response.created", response=[]),
        typed("response.completed", response=None),
        typed("response.completed", response={"output": [None, {"type": 3}], "usage": []}),
    ],
)
def test_odd_values_are_passed_over(odd: Json) -> None:
    assert read(odd, delta("a"), response("completed")) == [TextDelta("a"), ModelNamed("m"), STOP]
