"""Answers in the chat format, the good ones and the bad."""

import json
from collections.abc import Mapping

import pytest

from fakes.wire_cases import decode, sse, text_of
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
from homeport.wire.chat import ChatFormat

Json = Mapping[str, object]
STOP = Finished(FinishReason.STOP, "stop")
CUT = Fault(FaultKind.CUT)


def chunk(delta: Json, finish: str | None = None, **more: object) -> dict[str, object]:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more}


def text(content: object, finish: str | None = None) -> dict[str, object]:
    return chunk({"content": content}, finish)


def usage(read: object, written: object, **more: object) -> dict[str, object]:
    return {"choices": [], "usage": {"prompt_tokens": read, "completion_tokens": written, **more}}


def read(*events: Json | str) -> list[AnswerEvent]:
    return decode(ChatFormat(), sse(*events))


def test_a_whole_answer() -> None:
    first = chunk({"role": "assistant", "content": ""}, model="a-model-2026")
    assert read(first, text("Hyvää"), text(" päivää"), text(None, "stop"), usage(9, 2), "[DONE]") == [
        ModelNamed("a-model-2026"),
        TextDelta("Hyvää"),
        TextDelta(" päivää"),
        Usage(9, 2),
        STOP,
    ]


def test_the_finish_comes_after_the_usage_that_follows_it() -> None:
    decoder = ChatFormat().decoder(None)  # type: ignore[arg-type] - the decoder needs nothing of the request
    assert decoder.feed(sse(text("a", "stop"))) == [TextDelta("a")]
    assert decoder.feed(sse(usage(1, 1))) == [Usage(1, 1)]
    assert decoder.feed(sse("[DONE]")) == [STOP], "without waiting for the connection to close"


def test_a_stream_may_end_without_done_once_it_has_finished() -> None:
    assert read(text("a", "stop")) == [TextDelta("a"), STOP]


@pytest.mark.parametrize("events", [[], [text("a")], [text("a"), "[DONE]"], [usage(1, 1), "[DONE]"], ["[DONE]"]])
def test_without_a_finish_reason_it_was_cut(events: list[Json | str]) -> None:
    assert read(*events)[-1] == CUT


def test_a_last_event_without_its_blank_line_still_counts() -> None:
    assert decode(ChatFormat(), sse(text("a", "stop")).rstrip()) == [TextDelta("a"), STOP]


def test_half_a_last_event_is_a_cut_and_not_an_error_of_the_provider() -> None:
    events = decode(ChatFormat(), sse(text("a"), text("b"))[:-9])
    assert [event.kind for event in events if isinstance(event, Fault)] == [FaultKind.CUT]
    assert text_of(events) == "a"


def test_what_comes_after_done_is_not_read() -> None:
    assert read(text("a", "stop"), "[DONE]", text("b"), {"error": {"message": "no"}}) == [TextDelta("a"), STOP]


def test_the_first_of_two_finishes_stands() -> None:
    assert read(text("a", "stop"), text("b", "length"), "[DONE]") == [TextDelta("a"), TextDelta("b"), STOP]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("stop", FinishReason.STOP),
        ("eos_token", FinishReason.STOP),
        ("length", FinishReason.LENGTH),
        ("model_length", FinishReason.LENGTH),
        ("content_filter", FinishReason.FILTERED),
        ("refusal", FinishReason.REFUSED),
        ("tool_calls", FinishReason.TOOL_CALL),
        ("something new", FinishReason.UNKNOWN),
    ],
)
def test_why_it_finished(raw: str, reason: FinishReason) -> None:
    assert read(text("a", raw))[-1] == Finished(reason, raw)


def test_an_empty_finish_reason_is_none() -> None:
    assert read(text("a", ""), "[DONE]")[-1] == CUT


def test_a_finish_with_an_error_is_a_fault() -> None:
    assert read(text("a", "error"), "[DONE]")[-1] == Fault(FaultKind.SERVER, "the answer finished with an error")


def test_a_refusal_in_words_did_not_just_stop() -> None:
    events = read(chunk({"content": None, "refusal": "I will"}), chunk({"refusal": " not."}), text(None, "stop"))
    assert events == [RefusalDelta("I will"), RefusalDelta(" not."), Finished(FinishReason.REFUSED, "stop")]


@pytest.mark.parametrize("key", ["reasoning_content", "reasoning"])
def test_reasoning_is_kept_apart(key: str) -> None:
    assert read(chunk({key: "hm"}), text("yes", "stop")) == [ThinkingDelta("hm"), TextDelta("yes"), STOP]


def test_an_answer_of_reasoning_alone_has_no_text() -> None:
    assert read(chunk({"reasoning_content": "hm"}), text(None, "length")) == [
        ThinkingDelta("hm"),
        Finished(FinishReason.LENGTH, "length"),
    ]


def test_content_in_parts() -> None:
    parts = [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, {"type": "text", "text": "yes"}]
    assert read(text(parts, "stop")) == [ThinkingDelta("hm"), TextDelta("yes"), STOP]


def test_an_empty_answer_is_whole() -> None:
    assert read(text("", "stop"), "[DONE]") == [STOP]


def test_tool_calls_are_put_together_and_shown() -> None:
    def call(index: int, **function: str) -> dict[str, object]:
        return chunk({"tool_calls": [{"index": index, "id": "c", "function": function}]})

    events = read(
        call(1, name="second", arguments="{}"),
        call(0, name="first", arguments='{"a"'),
        call(0, arguments=":1}"),
        text(None, "tool_calls"),
    )
    assert events == [
        ToolCallSeen("first", '{"a":1}'),
        ToolCallSeen("second", "{}"),
        Finished(FinishReason.TOOL_CALL, "tool_calls"),
    ]


def test_tool_calls_of_a_cut_answer_are_shown_too() -> None:
    events = read(chunk({"tool_calls": [{"function": {"name": "run", "arguments": "rm"}}]}))
    assert events == [ToolCallSeen("run", "rm"), CUT]


def test_an_old_function_call_is_shown() -> None:
    events = read(chunk({"function_call": {"name": "run", "arguments": "{}"}}, "function_call"))
    assert events == [ToolCallSeen("run", "{}"), Finished(FinishReason.TOOL_CALL, "function_call")]


def test_endless_tool_calls_stay_bounded() -> None:
    flood = [
        chunk({"tool_calls": [{"index": i, "function": {"name": "n", "arguments": "x" * 10_000}}]})
        for i in range(100)
    ]
    calls = [event for event in read(*flood, text(None, "tool_calls")) if isinstance(event, ToolCallSeen)]
    assert len(calls) <= 64
    assert sum(len(call.arguments) for call in calls) <= 256 * 1024


def test_the_last_of_two_usages_counts_and_none_is_added() -> None:
    events = read(text("a"), usage(10, 1), usage(10, 7), usage(10, 7), text(None, "stop"))
    assert [event for event in events if isinstance(event, Usage)] == [Usage(10, 1), Usage(10, 7)]


@pytest.mark.parametrize(
    "bad",
    [usage(-1, 2), usage(1.5, 2), usage("9", 2), usage(True, 2), usage(10**13, 2), {"choices": [], "usage": None}],
)
def test_a_usage_that_makes_no_sense_is_no_usage(bad: Json) -> None:
    assert read(text("a", "stop"), bad) == [TextDelta("a"), STOP]


def test_a_whole_number_may_be_written_as_a_fraction() -> None:
    assert Usage(3, 2) in read(usage(3.0, 2.0), text("", "stop"))


def test_times_and_cached_tokens_of_a_llama_server() -> None:
    last = usage(32, 3, prompt_tokens_details={"cached_tokens": 31})
    events = read(text("a", "stop"), {**last, "timings": {"prompt_ms": 290.9, "predicted_ms": 37.4}}, "[DONE]")
    assert events[1] == Usage(32, 3, pytest.approx(0.2909), pytest.approx(0.0374), 31)


def test_logprobs_and_their_alternatives() -> None:
    logprobs = {
        "content": [
            {
                "token": "A",
                "logprob": -0.1,
                "top_logprobs": [{"token": "A", "logprob": -0.1}, {"token": "B", "logprob": None}],
            }
        ]
    }
    events = read(
        {"choices": [{"index": 0, "delta": {"content": "A"}, "logprobs": logprobs, "finish_reason": "stop"}]}
    )
    assert events[0] == TextDelta("A", (TokenLogprob("A", -0.1, (("A", -0.1), ("B", -9999.0))),))


def test_other_choices_than_the_first_are_not_mixed_in() -> None:
    both = {
        "choices": [
            {"index": 1, "delta": {"content": "b"}},
            {"index": 0, "delta": {"content": "a"}, "finish_reason": "stop"},
        ]
    }
    assert read(both) == [TextDelta("a"), STOP]


def test_a_change_of_model_is_told_once_each() -> None:
    events = read(chunk({}, model="a"), chunk({}, model="a"), chunk({}, model="b"), text("x", "stop"))
    assert [event.name for event in events if isinstance(event, ModelNamed)] == ["a", "b"]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"error": {"message": "boom", "type": "server_error", "code": None}}, FaultKind.SERVER),
        ({"error": {"message": "too long", "code": "context_length_exceeded"}}, FaultKind.CONTEXT_EXCEEDED),
        ({"error": {"message": "slow down", "code": 429}}, FaultKind.RATE_LIMITED),
        ({"error": "Request failed during generation", "error_type": "generation"}, FaultKind.SERVER),
        ({"error": "Model is overloaded", "error_type": "overloaded"}, FaultKind.OVERLOADED),
        ({"object": "error", "message": "maximum context length is 10", "code": 400}, FaultKind.CONTEXT_EXCEEDED),
    ],
)
def test_an_error_inside_a_stream_that_began_well(error: Json, kind: FaultKind) -> None:
    events = read(text("a"), error, text("b", "stop"), "[DONE]")
    assert text_of(events) == "a"
    assert isinstance(events[-1], Fault)
    assert events[-1].kind is kind
    assert events[-1].detail


def test_no_error_is_no_error() -> None:
    assert read({**text("a", "stop"), "error": None}) == [TextDelta("a"), STOP]


@pytest.mark.parametrize(
    "junk",
    ["{", "nonsense", '{"a":NaN}', '{"a":-Infinity}', "7", '"text"', "null", "[" * 100_000, "1" * 5000, "[1] x"],
)
def test_what_is_not_json_ends_the_answer(junk: str) -> None:
    events = read(text("a"), junk, text("b", "stop"))
    assert text_of(events) == "a"
    assert isinstance(events[-1], Fault)
    assert events[-1].kind is FaultKind.MALFORMED


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"choices": None},
        {"choices": {}},
        {"choices": [None, 3, "x", []]},
        {"choices": [{}]},
        {"choices": [{"delta": None}]},
        {"choices": [{"delta": {"content": 7, "tool_calls": {"a": 1}, "refusal": []}}]},
        {"choices": [{"delta": {"tool_calls": [None, {"function": "x", "index": -1}]}}]},
        {"choices": [{"delta": {"content": [1, {"text": None, "thinking": 3}]}, "logprobs": 3}]},
        {"choices": [{"delta": {}, "logprobs": {"content": "x"}, "finish_reason": 5}]},
        {"usage": [], "timings": "x", "model": 4},
        {"unknown": "event"},
    ],
)
def test_odd_values_are_passed_over(odd: Json) -> None:
    events = [event for event in read(odd, text("a", "stop")) if not isinstance(event, ToolCallSeen)]
    assert events == [TextDelta("a"), STOP]


def test_half_a_surrogate_pair_can_be_stored() -> None:
    events = decode(
        ChatFormat(), b'data: {"choices":[{"delta":{"content":"a\\ud83d"},"finish_reason":"stop"}]}\n\n'
    )
    assert text_of(events).encode() == "a\ufffd".encode()


def test_an_event_that_is_too_large_ends_the_answer() -> None:
    events = decode(ChatFormat(), sse(text("a")), b"data: " + b"x" * 9_000_000 + b"\n\n", sse(text("b", "stop")))
    assert text_of(events) == "a"
    assert isinstance(events[-1], Fault)
    assert events[-1].kind is FaultKind.MALFORMED


WHOLE = {
    "choices": [
        {
            "index": 0,
            "message": {
                "content": "yes",
                "reasoning_content": "hm",
                "tool_calls": [{"function": {"name": "f", "arguments": "{}"}}],
            },
            "finish_reason": "stop",
        }
    ],
    "model": "m",
    "usage": {"prompt_tokens": 4, "completion_tokens": 2},
}


def test_an_answer_that_was_not_streamed() -> None:
    assert decode(ChatFormat(), json.dumps(WHOLE, indent=1).encode()) == [
        ModelNamed("m"),
        ThinkingDelta("hm"),
        TextDelta("yes"),
        Usage(4, 2),
        ToolCallSeen("f", "{}"),
        STOP,
    ]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (json.dumps(WHOLE).encode()[:-1], FaultKind.CUT),
        (b'{"error":{"message":"no","code":"insufficient_quota"}}', FaultKind.QUOTA),
        (b"{nonsense}", FaultKind.MALFORMED),
        (b"{}", FaultKind.CUT),
        (b"[]", FaultKind.CUT),
        (b"", FaultKind.CUT),
        (b"<!doctype html><p>Log in</p>", FaultKind.CUT),
    ],
)
def test_a_body_that_is_no_answer(body: bytes, kind: FaultKind) -> None:
    events = decode(ChatFormat(), body)
    assert isinstance(events[-1], Fault)
    assert events[-1].kind is kind
    assert text_of(events) == ""


@pytest.mark.parametrize(
    ("content_type", "may_be"),
    [
        ("text/event-stream", True),
        ("Text/Event-Stream; charset=iso-8859-1", True),
        ("application/json; charset=utf-8", True),
        ("text/html", False),
        ("text/plain", False),
        ("", False),
    ],
)
def test_only_streams_and_json_can_be_an_answer(content_type: str, may_be: bool) -> None:
    assert ChatFormat().is_answer_type({"content-type": content_type}) is may_be
    assert not ChatFormat().is_answer_type({})


@pytest.mark.parametrize(("encoding", "may_be"), [("identity", True), ("", True), ("gzip", False), ("br", False)])
def test_a_compressed_body_is_no_answer(encoding: str, may_be: bool) -> None:
    headers = {"content-type": "text/event-stream", "content-encoding": encoding}
    assert ChatFormat().is_answer_type(headers) is may_be
