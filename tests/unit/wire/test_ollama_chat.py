"""Ollama's own chat format: exact bytes, and answers good and bad."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from fakes.wire_cases import REQUEST, decode, endpoint, ndjson, text_of
from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import (
    AnswerEvent,
    Fault,
    FaultKind,
    Finished,
    FinishReason,
    ModelNamed,
    TextDelta,
    ThinkingDelta,
    TokenLogprob,
    ToolCallSeen,
    Usage,
)
from homeport.wire.ollama_chat import OllamaChatFormat, show_request

Json = Mapping[str, object]
HERE = endpoint("ollama_chat", "http://127.0.0.1:11434")
STOP = Finished(FinishReason.STOP, "stop")
CUT = Fault(FaultKind.CUT)
DONE = {
    "model": "m",
    "message": {"role": "assistant", "content": ""},
    "done": True,
    "done_reason": "stop",
    "total_duration": 9_000_000_000,
    "prompt_eval_count": 12,
    "prompt_eval_duration": 2_000_000_000,
    "eval_count": 5,
    "eval_duration": 500_000_000,
}
USAGE = Usage(12, 5, 2.0, 0.5)


def line(content: object, **more: object) -> dict[str, object]:
    return {"model": "m", "message": {"role": "assistant", "content": content}, "done": False, **more}


def read(*lines: Json) -> list[AnswerEvent]:
    return decode(OllamaChatFormat(), ndjson(*lines))


def test_the_exact_bytes_of_a_plain_request() -> None:
    outgoing = OllamaChatFormat().build(HERE, REQUEST)
    assert (outgoing.method, outgoing.url) == ("POST", "http://127.0.0.1:11434/api/chat")
    assert outgoing.headers == (
        ("content-type", "application/json"),
        ("accept", "application/x-ndjson"),
    )
    assert (
        outgoing.body
        == (
            '{"model":"a-model","messages":[{"role":"system","content":"Be brief."},'
            '{"role":"user","content":"Hyvää päivää \\"quoted\\"\\n<b>\u2028"}],"stream":true,"truncate":false,'
            '"shift":false,"keep_alive":"5m","options":{"num_ctx":4096,"num_predict":64}}'
        ).encode()
    )


def test_the_exact_bytes_of_a_request_with_everything() -> None:
    request = replace(
        REQUEST,
        messages=REQUEST.messages[:1],
        context_tokens=8192,
        temperature=0.0,
        seed=1,
        logprobs=3,
        json_schema={"type": "string"},
        stream=False,
    )
    outgoing = OllamaChatFormat(keep_alive="30m").build(
        endpoint("", "http://[::1]:1/", auth_header="Authorization"), request
    )
    assert outgoing.url == "http://[::1]:1/api/chat"
    assert outgoing.secret_headers == ("authorization",)
    assert outgoing.body == (
        b'{"model":"a-model","messages":[{"role":"system","content":"Be brief."}],"stream":false,"truncate":false,'
        b'"shift":false,"keep_alive":"30m","options":{"num_ctx":8192,"num_predict":64,"temperature":0.0,"seed":1},'
        b'"logprobs":true,"top_logprobs":3,"format":{"type":"string"}}'
    )


@pytest.mark.parametrize("key", ["truncate", "shift", "options"])
def test_what_keeps_a_prompt_whole_cannot_be_left_out(key: str) -> None:
    with pytest.raises(UserFacingError, match=key):
        OllamaChatFormat(omit=(key,))


def test_asking_about_a_model_sends_its_name_and_nothing_else() -> None:
    outgoing = show_request(HERE)
    assert (outgoing.method, outgoing.url) == ("POST", "http://127.0.0.1:11434/api/show")
    assert outgoing.body == b'{"model":"a-model"}'
    assert show_request(HERE, "other").body == b'{"model":"other"}'


def test_a_whole_answer() -> None:
    events = read(line("Hyvää"), line(" päivää"), DONE)
    assert events == [ModelNamed("m"), TextDelta("Hyvää"), TextDelta(" päivää"), USAGE, STOP]


def test_an_answer_that_was_not_streamed() -> None:
    whole = {**DONE, "message": {"content": "yes", "thinking": "hm"}}
    assert read(whole) == [ModelNamed("m"), ThinkingDelta("hm"), TextDelta("yes"), USAGE, STOP]
    assert decode(OllamaChatFormat(), ndjson(whole).rstrip()) == read(whole), "and without a last line end"


@pytest.mark.parametrize("lines", [[], [line("a")], [line("a"), {**DONE, "done": "yes"}]])
def test_without_done_it_was_cut(lines: list[Json]) -> None:
    assert read(*lines)[-1] == CUT


def test_half_a_last_line_is_a_cut() -> None:
    events = decode(OllamaChatFormat(), ndjson(line("a"), DONE)[:-20])
    assert (text_of(events), events[-1]) == ("a", CUT)


def test_what_comes_after_the_end_is_not_read() -> None:
    assert read(line("a"), DONE, line("b"), {**DONE, "done_reason": "length", "eval_count": 99}) == read(
        line("a"), DONE
    )


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("stop", FinishReason.STOP),
        ("length", FinishReason.LENGTH),
        ("load", FinishReason.UNKNOWN),
        ("", FinishReason.UNKNOWN),
    ],
)
def test_why_it_finished(raw: str, reason: FinishReason) -> None:
    assert read(line("a"), {**DONE, "done_reason": raw})[-1] == Finished(reason, raw)


def test_a_prompt_that_was_in_the_cache_may_have_no_count() -> None:
    done = {key: value for key, value in DONE.items() if not key.startswith("prompt")}
    assert Usage(0, 5, None, 0.5) in read(line("a"), done)


@pytest.mark.parametrize("bad", [{"eval_count": -1}, {"eval_count": 1.5}, {"prompt_eval_count": "x"}])
def test_a_usage_that_makes_no_sense_is_no_usage(bad: Json) -> None:
    assert not [event for event in read(line("a"), {**DONE, **bad}) if isinstance(event, Usage)]


def test_thinking_is_kept_apart() -> None:
    thought = {"model": "m", "message": {"content": "", "thinking": "hm"}, "done": False}
    assert read(thought, line("yes"), DONE)[1:3] == [ThinkingDelta("hm"), TextDelta("yes")]


def test_logprobs_and_their_alternatives() -> None:
    logprobs = [
        {
            "token": "A",
            "logprob": -0.5,
            "bytes": [65],
            "top_logprobs": [{"token": "B", "logprob": -1, "bytes": [66]}],
        }
    ]
    assert TextDelta("A", (TokenLogprob("A", -0.5, (("B", -1.0),)),)) in read(line("A", logprobs=logprobs), DONE)


def test_tool_calls_are_shown() -> None:
    def call(name: str) -> dict[str, object]:
        message = {"content": "", "tool_calls": [{"function": {"name": name, "arguments": {"x": "å", "a": 1}}}]}
        return {"model": "m", "message": message, "done": False}

    calls = [event for event in read(call("one"), call("two"), DONE) if isinstance(event, ToolCallSeen)]
    assert calls == [ToolCallSeen("one", '{"x":"å","a":1}'), ToolCallSeen("two", '{"x":"å","a":1}')]


@pytest.mark.parametrize("key", ["remote_host", "remote_model"])
@pytest.mark.parametrize("where", [0, 1, 2])
def test_an_answer_from_somewhere_else_is_stopped_and_named(key: str, where: int) -> None:
    lines: list[Json] = [line("a"), line("b"), DONE]
    lines[where] = {**lines[where], key: "https://ollama.example:443"}
    events = read(*lines)
    assert events[-1] == Fault(FaultKind.REMOTE_MODEL, "https://ollama.example:443")
    assert text_of(events) == "ab"[:where]


def test_empty_remote_fields_mean_nothing() -> None:
    assert read(line("a", remote_host="", remote_model=None), DONE)[-1] == STOP


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("an error was encountered while running the model", FaultKind.SERVER),
        ("model runner has unexpectedly stopped, this may be due to resource limitations", FaultKind.ENGINE_DIED),
        ("the input length exceeds the context length", FaultKind.CONTEXT_EXCEEDED),
        ("model 'x' not found", FaultKind.MODEL_MISSING),
        ({"message": "boom"}, FaultKind.SERVER),
    ],
)
def test_an_error_inside_a_stream_that_began_well(error: object, kind: FaultKind) -> None:
    events = read(line("a"), {"error": error}, DONE)
    assert text_of(events) == "a"
    assert isinstance(events[-1], Fault)
    assert events[-1].kind is kind
    assert events[-1].detail


@pytest.mark.parametrize("junk", [b"<html>\n", b"{\n", b'{"a":NaN}\n', b"7\n", b"x" * 9_000_000])
def test_what_is_not_json_ends_the_answer(junk: bytes) -> None:
    events = decode(OllamaChatFormat(), ndjson(line("a")), junk, ndjson(DONE))
    assert isinstance(events[-1], Fault)
    assert (text_of(events), events[-1].kind) == ("a", FaultKind.MALFORMED)


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"message": None},
        {"message": {"content": 3, "thinking": [], "tool_calls": {"a": 1}}, "logprobs": 4},
        {"model": 5, "done": None, "created_at": []},
    ],
)
def test_odd_values_are_passed_over(odd: Json) -> None:
    assert read(odd, line("a"), DONE) == read(line("a"), DONE)


@pytest.mark.parametrize(
    ("content_type", "may_be"),
    [
        ("application/x-ndjson", True),
        ("application/json; charset=utf-8", True),
        ("text/event-stream", False),
        ("text/html", False),
    ],
)
def test_only_json_lines_and_json_can_be_an_answer(content_type: str, may_be: bool) -> None:
    assert OllamaChatFormat().is_answer_type({"content-type": content_type}) is may_be
