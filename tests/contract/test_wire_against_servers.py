"""The wire formats over real sockets: a provider that plays badly, one that plays well, and a real model."""

import asyncio
import contextlib
import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import httpx
import pytest

from fakes.fault_server import CASES, FaultServer
from fakes.replay_server import ReplayProcess, ReplayServer
from fakes.wire_cases import REQUEST, endpoint, text_of
from fakes.wire_scripts import MODEL, WIRES
from homeport.domain.exchange import (
    AnswerEvent,
    Fault,
    FaultKind,
    Finished,
    FinishReason,
    Message,
    ModelNamed,
    ModelRequest,
    Role,
    TextDelta,
    Usage,
)
from homeport.domain.lane import Endpoint
from homeport.wire.formats import FORMATS

if TYPE_CHECKING:
    from fakes.llama_server import LlamaServer

pytest_plugins = ["fakes.llama_server"]


@dataclass(frozen=True)
class Answer:
    """What a plain client saw: the events, and whether the transport failed under it."""

    events: list[AnswerEvent]
    broken: bool

    @property
    def end(self) -> Finished | Fault:
        last = self.events[-1]
        assert isinstance(last, Finished | Fault)
        return last

    @property
    def outcome(self) -> FaultKind | FinishReason:
        return self.end.kind if isinstance(self.end, Fault) else self.end.reason

    @property
    def text(self) -> str:
        return text_of(self.events)

    @property
    def usage(self) -> Usage:
        return [event for event in self.events if isinstance(event, Usage)][-1]


def ask(there: Endpoint, request: ModelRequest = REQUEST, *, key: str = "", seconds: float = 120.0) -> Answer:
    """Send once, as the program does, and read the answer with the format's decoder."""
    return asyncio.run(_ask(there, request, key, seconds))


async def _ask(there: Endpoint, request: ModelRequest, key: str, seconds: float) -> Answer:
    wire = FORMATS[there.wire]
    outgoing = wire.build(there, request)
    headers = [
        *outgoing.headers,
        ("accept-encoding", "identity"),
        *((name, key) for name in outgoing.secret_headers),
    ]
    decoder = wire.decoder(request)
    events: list[AnswerEvent] = []
    async with httpx.AsyncClient(trust_env=False, timeout=None) as client:
        sent = client.build_request(outgoing.method, outgoing.url, content=outgoing.body, headers=headers)
        try:
            async with asyncio.timeout(seconds):
                response = await client.send(sent, stream=True)
                async with contextlib.aclosing(response):
                    if response.status_code != 200 or not wire.is_answer_type(response.headers):
                        fault = wire.fault(response.status_code, response.headers, await response.aread())
                        return Answer([fault], broken=False)
                    async for data in response.aiter_raw():
                        events += decoder.feed(data)
        except (httpx.HTTPError, TimeoutError):
            return Answer(events + decoder.close(), broken=True)
    return Answer(events + decoder.close(), broken=False)


@pytest.fixture(scope="module")
def faults() -> Iterator[FaultServer]:
    with FaultServer() as server:
        yield server


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("case", [name for name, case in CASES.items() if not case.endless])
def test_every_way_to_play_badly_has_its_end(faults: FaultServer, case: str, wire: str) -> None:
    expected = CASES[case]
    before = len(faults.requests)
    answer = ask(endpoint(wire, faults.base_url(case, wire)))
    assert answer.outcome is expected.end
    assert answer.text == expected.text
    assert answer.broken is expected.broken or isinstance(answer.end, Finished)
    assert len(faults.requests) == before + 1, "asked once"


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("case", [name for name, case in CASES.items() if case.endless])
def test_what_never_ends_is_left_with_what_there_was(faults: FaultServer, case: str, wire: str) -> None:
    before = len(faults.left)
    answer = ask(endpoint(wire, faults.base_url(case, wire)), seconds=0.4)
    assert answer.broken
    assert answer.outcome is FaultKind.CUT
    assert answer.text == CASES[case].text
    assert _soon(lambda: len(faults.left) > before), "the server saw the client leave"


def test_a_redirect_is_not_followed() -> None:
    with ReplayServer(tokens=3, rate=0) as elsewhere, FaultServer(elsewhere=elsewhere.url) as server:
        answer = ask(endpoint("chat", server.base_url("redirect_307", "chat")))
        assert answer.outcome is FaultKind.REDIRECTED
        assert elsewhere.connections == 0


@pytest.mark.parametrize("wire", WIRES)
def test_the_replay_server_sends_what_it_was_given_at_the_rate_it_was_given(wire: str) -> None:
    tokens = ["Hyvää", " päivää", " 😎", "\n"] * 25
    with ReplayServer(tokens=tokens, rate=200) as server:
        there = endpoint(wire, server.base_url(wire))
        request = replace(REQUEST, max_output_tokens=len(tokens) + 1)
        began = time.monotonic()
        answer = ask(there, request)
        seconds = time.monotonic() - began
    assert answer.text == "".join(tokens)
    assert answer.outcome is FinishReason.STOP
    assert ModelNamed(MODEL) in answer.events
    assert answer.usage.output_tokens == len(tokens)
    assert 0.5 <= seconds < 2.0, "100 tokens at 200 a second"
    assert server.connections == 1
    assert [request.body for request in server.requests] == [FORMATS[wire].build(there, request).body]
    for name, value in FORMATS[wire].build(there, request).headers:
        assert server.requests[0].header(name) == value


def test_the_replay_server_runs_in_a_process_of_its_own() -> None:
    with ReplayProcess(tokens=20, rate=0) as server:
        assert ask(endpoint("chat", server.base_url("chat"))).usage.output_tokens == 20


# A real model


def _real(server: "LlamaServer", wire: str = "chat") -> Endpoint:
    return endpoint(wire, f"{server.url}/v1", context_tokens=server.n_ctx, auth_header="Authorization")


def _ask_real(server: "LlamaServer", request: ModelRequest, wire: str = "chat") -> Answer:
    return ask(_real(server, wire), request, key=f"Bearer {server.api_key}")


def _question(text: str, **more: object) -> ModelRequest:
    request = ModelRequest("any", (Message(Role.USER, text),), max_output_tokens=12, temperature=0.0, seed=1)
    return replace(request, **more)  # type: ignore[arg-type] - the fields are checked by the dataclass


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("wire", ["chat", "responses", "messages"])
def test_a_real_model_answers(llama_server: "LlamaServer", wire: str, stream: bool) -> None:
    answer = _ask_real(llama_server, _question("Write one sentence about the sea.", stream=stream), wire)
    assert answer.outcome is FinishReason.LENGTH
    assert len(answer.text) > 10
    assert answer.usage.output_tokens == 12
    assert answer.usage.input_tokens > 30
    assert any(isinstance(event, ModelNamed) for event in answer.events)


def test_a_real_model_tells_how_long_it_took(llama_server: "LlamaServer") -> None:
    answer = _ask_real(llama_server, _question("Write one sentence about the mountains."))
    assert 0 <= answer.usage.cached_input_tokens < answer.usage.input_tokens
    assert answer.usage.prompt_seconds is not None
    assert answer.usage.prompt_seconds > 0
    assert answer.usage.generation_seconds is not None
    assert answer.usage.generation_seconds > 0


def test_a_real_model_answers_the_same_when_it_does_not_stream(llama_server: "LlamaServer") -> None:
    question = _question("Write one sentence about the sea.")
    streamed = _ask_real(llama_server, question)
    whole = _ask_real(llama_server, replace(question, stream=False))
    assert whole.text == streamed.text
    assert whole.outcome is streamed.outcome
    assert len([event for event in whole.events if isinstance(event, TextDelta)]) == 1


def test_a_real_model_gives_a_probability_for_each_token(llama_server: "LlamaServer") -> None:
    answer = _ask_real(llama_server, _question("Say hello.", logprobs=3))
    logprobs = [entry for event in answer.events if isinstance(event, TextDelta) for entry in event.logprobs]
    assert len(logprobs) == answer.usage.output_tokens
    assert "".join(entry.token for entry in logprobs) == answer.text
    assert all(entry.logprob <= 0 and len(entry.alternatives) == 3 for entry in logprobs)
    assert all(sum(math.exp(value) for _, value in entry.alternatives) <= 1.001 for entry in logprobs)


def test_a_real_model_keeps_to_a_schema(llama_server: "LlamaServer") -> None:
    schema = {
        "type": "object",
        "properties": {"answer": {"enum": ["yes", "no"]}},
        "required": ["answer"],
        "additionalProperties": False,
    }
    answer = _ask_real(llama_server, _question("Is the sea blue?", json_schema=schema, max_output_tokens=64))
    assert answer.outcome is FinishReason.STOP
    assert json.loads(answer.text)["answer"] in {"yes", "no"}


@pytest.mark.parametrize("wire", ["chat", "responses", "messages"])
def test_a_real_model_says_when_a_prompt_is_too_long(llama_server: "LlamaServer", wire: str) -> None:
    answer = _ask_real(llama_server, _question("word " * 2000), wire)
    assert answer.outcome is FaultKind.CONTEXT_EXCEEDED
    assert isinstance(answer.end, Fault)
    assert "1024" in answer.end.detail


def test_a_real_server_refuses_a_wrong_key(llama_server: "LlamaServer") -> None:
    assert ask(_real(llama_server), _question("Hi"), key="Bearer wrong").outcome is FaultKind.UNAUTHORIZED


def test_a_real_server_says_when_it_does_not_know_the_path(llama_server: "LlamaServer") -> None:
    there = endpoint("ollama_chat", llama_server.url, auth_header="Authorization")
    assert ask(there, _question("Hi"), key=f"Bearer {llama_server.api_key}").outcome is FaultKind.BAD_REQUEST


def _soon(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.02)
    return False
