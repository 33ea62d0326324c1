"""Anthropic's Messages format: exact bytes, and answers good and bad."""

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
    Message,
    ModelNamed,
    Role,
    TextDelta,
    ThinkingDelta,
    ToolCallSeen,
    Usage,
)
from homeport.wire.messages import MessagesFormat

Json = Mapping[str, object]
HERE = endpoint("messages", "https://api.example/v1", auth_header="x-api-key")
STOP = Finished(FinishReason.STOP, "end_turn")
CUT = Fault(FaultKind.CUT)


def typed(type_: str, **fields: object) -> dict[str, object]:
    return {"type": type_, **fields}


def start(**usage: object) -> dict[str, object]:
    return typed("message_start", message={"model": "m", "content": [], "usage": usage or None})


def delta(text: str, index: int = 0) -> dict[str, object]:
    return typed("content_block_delta", index=index, delta={"type": "text_delta", "text": text})


def end(reason: str | None, **usage: object) -> dict[str, object]:
    return typed("message_delta", delta={"stop_reason": reason}, usage=usage or None)


OVER = typed("message_stop")


def read(*events: Json | str) -> list[AnswerEvent]:
    return decode(MessagesFormat(), sse(*events, name_key="type"))


def test_the_exact_bytes_of_a_plain_request() -> None:
    outgoing = MessagesFormat().build(HERE, REQUEST)
    assert (outgoing.method, outgoing.url) == ("POST", "https://api.example/v1/messages")
    assert outgoing.secret_headers == ("x-api-key",)
    assert outgoing.headers == (
        ("content-type", "application/json"),
        ("accept", "text/event-stream"),
        ("anthropic-version", "2026-10-21"),
    )
    assert (
        outgoing.body
        == (
            '{"model":"a-model","max_tokens":64,"system":"Be brief.",'
            '"messages":[{"role":"user","content":"Hyvää päivää \\"quoted\\"\\n<b>\u2028"}],"stream":true}'
        ).encode()
    )


def test_the_exact_bytes_of_a_request_with_everything() -> None:
    request = replace(
        REQUEST,
        messages=(
            Message(Role.USER, "Hi"),
            Message(Role.SYSTEM, "A"),
            Message(Role.ASSISTANT, "Yo"),
            Message(Role.SYSTEM, "B"),
        ),
        temperature=0.5,
        seed=1,
        logprobs=2,
        json_schema={"type": "object"},
        stream=False,
    )
    outgoing = MessagesFormat(version="2023-06-01").build(HERE, request)
    assert outgoing.headers[-1] == ("anthropic-version", "2023-06-01")
    assert outgoing.body == (
        b'{"model":"a-model","max_tokens":64,"system":"A\\n\\nB","messages":[{"role":"user","content":"Hi"},'
        b'{"role":"assistant","content":"Yo"}],"stream":false,'
        b'"output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}}'
    )


def test_what_every_exchange_needs_cannot_be_left_out() -> None:
    with pytest.raises(UserFacingError, match="max_tokens"):
        MessagesFormat(omit=("max_tokens",))


def test_a_whole_answer_ends_with_its_terminal_event_and_not_with_the_connection() -> None:
    decoder = MessagesFormat().decoder(REQUEST)
    events = decoder.feed(
        sse(
            start(input_tokens=2, cache_read_input_tokens=30, cache_creation_input_tokens=10, output_tokens=1),
            typed("content_block_start", index=0, content_block={"type": "text", "text": ""}),
            typed("ping"),
            delta("Hyvää"),
            typed("something_new", delta={"type": "text_delta", "text": "x"}),
            delta(" päivää"),
            typed("content_block_stop", index=0),
            end("end_turn", output_tokens=7, input_tokens=None),
            OVER,
        )
    )
    assert events == [
        ModelNamed("m"),
        Usage(42, 1, cached_input_tokens=30),
        TextDelta("Hyvää"),
        TextDelta(" päivää"),
        Usage(42, 7, cached_input_tokens=30),
        STOP,
    ]
    assert decoder.feed(sse(OVER)) == []
    assert decoder.close() == []


@pytest.mark.parametrize(
    "events", [[], [delta("a")], [delta("a"), end("end_turn")], [delta("a"), end("end_turn"), "[DONE]"]]
)
def test_without_its_terminal_event_it_was_cut(events: list[Json | str]) -> None:
    assert read(*events)[-1] == CUT


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("end_turn", FinishReason.STOP),
        ("stop_sequence", FinishReason.STOP),
        ("max_tokens", FinishReason.LENGTH),
        ("model_context_window_exceeded", FinishReason.LENGTH),
        ("tool_use", FinishReason.TOOL_CALL),
        ("pause_turn", FinishReason.PAUSED),
        ("refusal", FinishReason.REFUSED),
        ("something new", FinishReason.UNKNOWN),
    ],
)
def test_why_it_finished(raw: str, reason: FinishReason) -> None:
    assert read(delta("a"), end(raw), OVER)[-1] == Finished(reason, raw)


def test_a_stop_without_a_reason_is_of_unknown_reason() -> None:
    assert read(delta("a"), OVER)[-1] == Finished(FinishReason.UNKNOWN, "")


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("overloaded_error", FaultKind.OVERLOADED),
        ("api_error", FaultKind.SERVER),
        ("rate_limit_error", FaultKind.RATE_LIMITED),
    ],
)
def test_an_error_after_a_good_beginning(type_: str, kind: FaultKind) -> None:
    error = typed("error", error={"type": type_, "message": "Sorry"})
    assert read(delta("a"), error, delta("b"), end("end_turn"), OVER) == [TextDelta("a"), Fault(kind, "Sorry")]


def test_thinking_is_kept_apart() -> None:
    events = read(
        typed("content_block_start", index=0, content_block={"type": "thinking", "thinking": ""}),
        typed("content_block_delta", index=0, delta={"type": "thinking_delta", "thinking": "hm"}),
        typed("content_block_delta", index=0, delta={"type": "signature_delta", "signature": "abc"}),
        delta("yes", 1),
        end("end_turn"),
        OVER,
    )
    assert events == [ThinkingDelta("hm"), TextDelta("yes"), STOP]


def test_tool_calls_are_put_together_and_shown() -> None:
    events = read(
        typed("content_block_start", index=1, content_block={"type": "tool_use", "name": "run", "input": {}}),
        typed("content_block_delta", index=1, delta={"type": "input_json_delta", "partial_json": '{"a"'}),
        typed("content_block_delta", index=1, delta={"type": "input_json_delta", "partial_json": ":1}"}),
        end("tool_use"),
        OVER,
    )
    assert events == [ToolCallSeen("run", '{"a":1}'), Finished(FinishReason.TOOL_CALL, "tool_use")]


@pytest.mark.parametrize("bad", [{"input_tokens": -1}, {"output_tokens": 1.5}, {"cache_read_input_tokens": "x"}])
def test_a_usage_that_makes_no_sense_is_no_usage(bad: Json) -> None:
    assert not [
        event for event in read(start(**bad), delta("a"), end("end_turn"), OVER) if isinstance(event, Usage)
    ]


def test_an_answer_that_was_not_streamed() -> None:
    whole = {
        "type": "message",
        "model": "m",
        "content": [
            {"type": "thinking", "thinking": "hm"},
            {"type": "text", "text": "yes"},
            {"type": "tool_use", "name": "f", "input": {"a": 1}},
        ],
        "stop_reason": "tool_use",
        "usage": {"input_tokens": 3, "output_tokens": 2},
    }
    assert decode(MessagesFormat(), json.dumps(whole).encode()) == [
        ModelNamed("m"),
        ThinkingDelta("hm"),
        TextDelta("yes"),
        Usage(3, 2),
        ToolCallSeen("f", '{"a":1}'),
        Finished(FinishReason.TOOL_CALL, "tool_use"),
    ]
    cut = decode(MessagesFormat(), json.dumps({**whole, "stop_reason": None}).encode())
    assert (text_of(cut), cut[-1]) == ("yes", CUT)


@pytest.mark.parametrize(
    "odd",
    [
        {},
        typed("message_start", message=None),
        typed("content_block_start", index="x", content_block=[]),
        typed("content_block_delta", delta={"type": "text_delta", "text": None}),
        typed("message_delta", delta=None, usage=[]),
    ],
)
def test_odd_values_are_passed_over(odd: Json) -> None:
    assert read(odd, delta("a"), end("end_turn"), OVER) == [TextDelta("a"), STOP]
