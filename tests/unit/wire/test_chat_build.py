"""Requests of the chat format: exact bytes."""

import math
from dataclasses import replace
from types import MappingProxyType

import pytest

from fakes.wire_cases import REQUEST, endpoint
from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import Message, Role
from homeport.wire.chat import ChatFormat

HERE = endpoint("chat", "http://127.0.0.1:8080/v1/")


def test_the_exact_bytes_of_a_plain_request() -> None:
    outgoing = ChatFormat().build(HERE, REQUEST)
    assert outgoing.method == "POST"
    assert outgoing.url == "http://127.0.0.1:8080/v1/chat/completions"
    assert outgoing.headers == (
        ("content-type", "application/json"),
        ("accept", "text/event-stream"),
    )
    assert outgoing.secret_headers == ()
    assert (
        outgoing.body
        == (
            '{"model":"a-model","messages":[{"role":"system","content":"Be brief."},'
            '{"role":"user","content":"Hyvää päivää \\"quoted\\"\\n<b>\u2028"}],"stream":true,'
            '"stream_options":{"include_usage":true},"store":false,"max_tokens":64}'
        ).encode()
    )


def test_the_exact_bytes_of_a_request_with_everything() -> None:
    request = replace(
        REQUEST,
        messages=(Message(Role.USER, "Hi"), Message(Role.ASSISTANT, "Hello"), Message(Role.USER, "More")),
        temperature=0.2,
        seed=0,
        logprobs=5,
        json_schema=MappingProxyType({"type": "object", "properties": MappingProxyType({"b": {}, "a": {}})}),
        stream=False,
    )
    outgoing = ChatFormat().build(endpoint("chat", "https://x.example/v1", auth_header="Api-Key"), request)
    assert outgoing.secret_headers == ("api-key",)
    assert ("accept", "application/json") in outgoing.headers
    assert outgoing.body == (
        b'{"model":"a-model","messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},'
        b'{"role":"user","content":"More"}],"stream":false,"store":false,"max_tokens":64,"temperature":0.2,"seed":0,'
        b'"logprobs":true,"top_logprobs":5,"response_format":{"type":"json_schema","json_schema":{"name":"answer",'
        b'"strict":true,"schema":{"type":"object","properties":{"b":{},"a":{}}}}}}'
    )


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert ChatFormat().build(HERE, REQUEST) == ChatFormat().build(HERE, REQUEST)


def test_a_provider_with_a_closed_schema_gets_no_key_it_forbids() -> None:
    outgoing = ChatFormat(omit=("stream_options", "store", "seed")).build(HERE, replace(REQUEST, seed=3))
    assert outgoing.body.endswith(b'"stream":true,"max_tokens":64}')


@pytest.mark.parametrize("key", ["model", "messages", "stream", "max_tokens"])
def test_what_every_exchange_needs_cannot_be_left_out(key: str) -> None:
    with pytest.raises(UserFacingError, match=key):
        ChatFormat(omit=("store", key))


def test_no_more_alternatives_are_asked_for_than_there_are() -> None:
    assert b'"top_logprobs":20' in ChatFormat().build(HERE, replace(REQUEST, logprobs=99)).body


def test_half_a_surrogate_pair_becomes_a_question_mark() -> None:
    request = replace(REQUEST, messages=(Message(Role.USER, "a\ud800b"),))
    assert b'"content":"a?b"' in ChatFormat().build(HERE, request).body


def test_a_number_that_json_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        ChatFormat().build(HERE, replace(REQUEST, temperature=math.nan))
