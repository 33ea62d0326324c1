"""Every provider, in its own wire format, over real TLS and through the real broker: what was built arrives, once.

The server is ours: this shows that the program does what the provider files say, not that a provider agrees.
"""

import json
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from fakes.confirmed import managed, yes_to
from fakes.launched import Launched
from fakes.tls_provider import Authority, TlsProvider, answer, head, redirect
from fakes.tls_provider import Script as Play
from fakes.wire_scripts import event, script
from homeport.adapters.egress.client import BrokerEgress
from homeport.adapters.system.clock import SystemClock
from homeport.domain.exchange import FaultKind, FinishReason, Message, ModelRequest, Outgoing, Role
from homeport.domain.lane import Endpoint
from homeport.ports.egress import Deadlines
from homeport.services.draft import Drafting, follow
from homeport.services.endpoints import Provider, ProviderSource, read_providers
from homeport.wire.formats import wire_format

pytestmark = pytest.mark.anyio

FOLDER = Path(__file__).parents[2] / "resources" / "providers"
MODEL_FACTS = "context_tokens = 8192\nmax_output_tokens = 1024\n"
FILLED_IN = {
    "azure-openai": '[fill_in]\nresource = "contoso-se"\nluna_deployment = "our-luna"\n',
    "bedrock-eu": '[fill_in]\nhaiku_profile = "eu.anthropic.claude-haiku-5-5-v1:0"\n',
    "hf-endpoint": f'[fill_in]\nendpoint = "abc123.eu-west-1.aws"\n[models.tgi]\n{MODEL_FACTS}',
    "huggingface": f'[models."Qwen/Qwen3-8B:scaleway"]\n{MODEL_FACTS}',
    "private": f'[fill_in]\ncompany = "Vår server"\nhost = "llm.example.internal"\n[models.qwen3]\n{MODEL_FACTS}',
    "vertex-eu": '[fill_in]\nproject = "our-project-1"\nlocation = "europe-north1"\n',
}
PROVIDERS: Mapping[str, Provider] = read_providers(
    [ProviderSource(path.name, path.read_bytes()) for path in sorted(FOLDER.glob("*.toml"))],
    [
        ProviderSource(f"{id_}.toml", f'id = "{id_}"\ntemplate = "{id_}"\n{text}'.encode())
        for id_, text in FILLED_IN.items()
    ],
)
KEY = "a-key-of-the-test"
CARRIED = {
    "openai": ("authorization", f"Bearer {KEY}"),
    "openai-eu": ("authorization", f"Bearer {KEY}"),
    "azure-openai": ("api-key", KEY),
    "anthropic": ("x-api-key", KEY),
    "bedrock-eu": ("authorization", f"Bearer {KEY}"),
    "gemini": ("x-goog-api-key", KEY),
    "vertex-eu": ("authorization", f"Bearer {KEY}"),
    "mistral": ("authorization", f"Bearer {KEY}"),
    "mistral-eu": ("authorization", f"Bearer {KEY}"),
    "huggingface": ("authorization", f"Bearer {KEY}"),
    "hf-endpoint": ("authorization", f"Bearer {KEY}"),
    "private": ("authorization", f"Bearer {KEY}"),
}
TARGETS = {
    "openai": "/v1/responses",
    "openai-eu": "/v1/responses",
    "azure-openai": "/openai/v1/responses",
    "anthropic": "/v1/messages",
    "bedrock-eu": "/anthropic/v1/messages",
    "gemini": "/v1beta/models/gemini-4-argon:streamGenerateContent?alt=sse",
    "vertex-eu": "/v1/projects/our-project-1/locations/europe-north1/publishers/google"
    "/models/gemini-4-argon:streamGenerateContent?alt=sse",
    **dict.fromkeys(("mistral", "mistral-eu", "huggingface", "hf-endpoint", "private"), "/v1/chat/completions"),
}
_STRICT_CHAT = frozenset({"model", "messages", "stream", "max_tokens", "response_format"})
_OPEN_CHAT = _STRICT_CHAT | {"stream_options", "store"}
_RESPONSES = frozenset({"model", "instructions", "input", "stream", "store", "max_output_tokens", "text"})
_CLAUDE = frozenset({"model", "max_tokens", "system", "messages", "stream", "output_config"})
_GEMINI = frozenset({"systemInstruction", "contents", "generationConfig"})
FIELDS = {
    **dict.fromkeys(("openai", "openai-eu", "azure-openai"), _RESPONSES),
    **dict.fromkeys(("anthropic", "bedrock-eu"), _CLAUDE),
    **dict.fromkeys(("gemini", "vertex-eu"), _GEMINI),
    **dict.fromkeys(("mistral", "mistral-eu"), _STRICT_CHAT),
    **dict.fromkeys(("huggingface", "hf-endpoint", "private"), _OPEN_CHAT),
}
"""Every field that may be sent, and no other."""

BROKER_HEADERS = {"host", "user-agent", "accept-encoding", "connection", "content-length"}
TOKENS = ("Hyvää ", "päivää ", "😎", " kaikille")
DEADLINES = Deadlines(connect=5.0, first_byte=5.0, idle=5.0, total=20.0)
MESSAGES = (
    Message(Role.SYSTEM, "Svara kort."),
    Message(Role.USER, 'Vad är "klockan"?\n\u2028 😎'),
    Message(Role.ASSISTANT, "Tolv."),
    Message(Role.USER, "Tack. Och i Åbo?"),
)


def _chat(delta: Mapping[str, object], finish: str) -> tuple[bytes, ...]:
    choices = [{"index": 0, "delta": delta, "finish_reason": None}]
    last = [{"index": 0, "delta": {}, "finish_reason": finish}]
    return (event({"model": "m", "choices": choices}), event({"model": "m", "choices": last}), event("[DONE]"))


def _responses(response: Mapping[str, object], *before: Mapping[str, object]) -> tuple[bytes, ...]:
    terminal = f"response.{response['status']}"
    events = [*before, {"type": terminal, "response": {"model": "m", "output": [], **response}}]
    return tuple(event(one, str(one["type"])) for one in events)


def _messages(reason: str, *before: Mapping[str, object]) -> tuple[bytes, ...]:
    events: list[Mapping[str, object]] = [
        {"type": "message_start", "message": {"model": "m", "usage": {"input_tokens": 3}}},
        *before,
        {"type": "message_delta", "delta": {"stop_reason": reason}, "usage": {"output_tokens": 1}},
        {"type": "message_stop"},
    ]
    return tuple(event(one, str(one["type"])) for one in events)


def _gemini(reason: str, *parts: Mapping[str, object]) -> tuple[bytes, ...]:
    candidate = {"content": {"role": "model", "parts": list(parts)}, "finishReason": reason}
    return (event({"candidates": [candidate], "modelVersion": "m"}),)


_CALL = {"name": "send_mail", "arguments": '{"to":"x"}'}
_SAYS_NO = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Nej."}}
_SAYS_NO_TOO = {"type": "response.output_text.delta", "delta": "Nej."}
ENDS: Mapping[str, Mapping[str, tuple[bytes, ...]]] = {
    "chat": {
        "refusal": _chat({"refusal": "Nej."}, "stop"),
        "filter": _chat({}, "content_filter"),
        "length": _chat({"content": "Nej."}, "length"),
        "tool": _chat({"tool_calls": [{"index": 0, "id": "1", "function": _CALL}]}, "tool_calls"),
        "empty": _chat({"content": None}, "stop"),
        "unknown": _chat({"content": "Nej."}, "bored"),
    },
    "responses": {
        "refusal": _responses({"status": "completed"}, {"type": "response.refusal.delta", "delta": "Nej."}),
        "filter": _responses({"status": "incomplete", "incomplete_details": {"reason": "content_filter"}}),
        "length": _responses(
            {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}},
            _SAYS_NO_TOO,
        ),
        "tool": _responses(
            {"status": "completed"},
            {"type": "response.output_item.added", "output_index": 0, "item": {"type": "function_call", **_CALL}},
        ),
        "empty": _responses({"status": "completed"}),
        "unknown": _responses({"status": "incomplete", "incomplete_details": {"reason": "bored"}}, _SAYS_NO_TOO),
    },
    "messages": {
        "refusal": _messages("refusal", _SAYS_NO),
        "filter": (),
        "length": _messages("max_tokens", _SAYS_NO),
        "tool": _messages(
            "tool_use",
            {
                "type": "content_block_start",
                "index": 0,
                "content_block": {"type": "tool_use", "name": "send_mail"},
            },
        ),
        "empty": _messages("end_turn"),
        "unknown": _messages("bored", _SAYS_NO),
    },
    "generate_content": {
        "refusal": (),
        "filter": _gemini("SAFETY"),
        "length": _gemini("MAX_TOKENS", {"text": "Nej."}),
        "tool": _gemini("UNEXPECTED_TOOL_CALL", {"functionCall": {"name": "send_mail", "args": {}}}),
        "empty": _gemini("STOP"),
        "unknown": _gemini("BORED", {"text": "Nej."}),
    },
}
"""Ways to end by saying so; empty where the format has no such way."""

FINISHES = {
    "refusal": FinishReason.REFUSED,
    "filter": FinishReason.FILTERED,
    "length": FinishReason.LENGTH,
    "tool": FinishReason.TOOL_CALL,
    "empty": FinishReason.STOP,
    "unknown": FinishReason.UNKNOWN,
}


def _refusal(status: str, body: Mapping[str, object], *more: str) -> Play:
    return answer(status, "application/json", json.dumps(body).encode(), *more)


FAULTS: Mapping[str, tuple[Play, FaultKind]] = {
    "unauthorized": (_refusal("401 No", {"error": {"type": "authentication_error"}}), FaultKind.UNAUTHORIZED),
    "region": (_refusal("403 No", {"error": {"code": "data_residency_mismatch"}}), FaultKind.REGION),
    "model": (_refusal("404 No", {"error": {"code": "model_not_found"}}), FaultKind.MODEL_MISSING),
    "field": (_refusal("422 No", {"detail": [{"msg": "Extra inputs are not permitted"}]}), FaultKind.BAD_REQUEST),
    "rate": (
        _refusal("429 No", {"error": {"type": "rate_limit_error"}}, "retry-after: 7"),
        FaultKind.RATE_LIMITED,
    ),
    "quota": (_refusal("429 No", {"error": {"code": "insufficient_quota"}}), FaultKind.QUOTA),
    "overloaded": (_refusal("529 No", {"error": {"type": "overloaded_error"}}), FaultKind.OVERLOADED),
    "redirect": (redirect(307, "https://elsewhere.example/v1"), FaultKind.REDIRECTED),
    "login page": (answer("200 OK", "text/html", b"<html>Log in</html>"), FaultKind.NOT_THE_PROVIDER),
}


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """One event loop, and so one broker, for all of this file."""
    return "asyncio"


@pytest.fixture(scope="module")
async def egress(anyio_backend: str) -> AsyncIterator[BrokerEgress]:
    processes = Launched()
    way_out = BrokerEgress(None, processes, SystemClock())
    yield way_out
    await way_out.close()
    processes.close()


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def shared(authority: Authority) -> Iterator[TlsProvider]:
    with TlsProvider(answer("500 No", "text/plain", b""), authority.context("localhost")) as running:
        yield running


@pytest.fixture
def server(shared: TlsProvider) -> TlsProvider:
    """Nothing received so far in this test."""
    shared.requests.clear()
    shared.connections = 0
    return shared


@dataclass(frozen=True)
class Sent:
    """One exchange: what was built for the provider's own host, what went to ours, and what came of it."""

    built: Outgoing
    outgoing: Outgoing
    drafting: Drafting

    @property
    def ended(self) -> FinishReason | FaultKind | None:
        draft = self.drafting.snapshot(self.drafting.end())
        return draft.fault.kind if draft.fault else draft.finish

    @property
    def text(self) -> str:
        return self.drafting.snapshot(self.drafting.end()).text


def request_for(endpoint: Endpoint, *, stream: bool = True) -> ModelRequest:
    return ModelRequest(endpoint.model, MESSAGES, 512, json_schema={"type": "object"}, stream=stream)


async def ask(
    provider: Provider, server: TlsProvider, egress: BrokerEgress, authority: Authority, play: Play, **more: bool
) -> Sent:
    """As `services.escalate` does it, but for the host, which is this computer's under the same path."""
    server.script = play
    endpoint = provider.endpoints[0]
    wire, request = wire_format(provider.wire, provider.omit), request_for(endpoint, **more)
    built = wire.build(endpoint, request)
    here = replace(endpoint, base_url=server.url(path=urlsplit(endpoint.base_url).path))
    outgoing = wire.build(here, request)
    clock = SystemClock()
    drafting = Drafting("d", "t", here, clock.steady(), clock, lambda _text: None)
    permit = replace(managed(yes_to(outgoing), authority.pem), managed=endpoint.managed)
    secrets = {endpoint.auth_header: f"{endpoint.auth_prefix}{KEY}"}
    await follow(drafting, egress, wire, request, outgoing, permit, secrets, DEADLINES)
    return Sent(built, outgoing, drafting)


def play(pieces: Sequence[bytes], content_type: str = "text/event-stream") -> Play:
    def conversation(connection: object, _: object) -> None:
        connection.sendall(head("200 OK", content_type))  # type: ignore[attr-defined]
        for piece in pieces:
            connection.sendall(piece)  # type: ignore[attr-defined]
            time.sleep(0.001)

    return conversation


@pytest.mark.parametrize("id_", sorted(PROVIDERS))
async def test_what_was_built_arrives_and_the_answer_comes_back(
    id_: str, server: TlsProvider, egress: BrokerEgress, authority: Authority
) -> None:
    provider = PROVIDERS[id_]
    sent = await ask(provider, server, egress, authority, play(script(provider.wire, TOKENS).pieces))
    assert sent.ended is FinishReason.STOP
    assert sent.text == "".join(TOKENS)
    usage = sent.drafting.snapshot(sent.drafting.end()).speed
    assert (usage.prompt_tokens, usage.output_tokens) == (10, len(TOKENS))

    [received] = server.requests
    assert received.body == sent.built.body, "the host changes nothing in the bytes"
    assert received.body_sha256 == sent.built.body_sha256
    assert received.method == "POST"
    assert (
        received.target
        == TARGETS[id_]
        == sent.built.url.removeprefix("https://").partition("/")[2].join("/ ")[:-1]
    )
    name, value = CARRIED[id_]
    assert received.header(name) == value
    assert KEY not in received.target
    assert KEY.encode() not in received.body
    headers = dict(received.headers)
    assert len(headers) == len(received.headers)
    assert set(headers) == BROKER_HEADERS | {name} | {header for header, _ in sent.built.headers}
    versions = {"anthropic": "2026-10-21", "bedrock-eu": "2023-06-01"}
    assert headers.get("anthropic-version") == versions.get(id_)


@pytest.mark.parametrize("id_", sorted(PROVIDERS))
@pytest.mark.parametrize("stream", [True, False])
def test_no_field_is_sent_that_the_provider_must_not_get(id_: str, stream: bool) -> None:
    provider = PROVIDERS[id_]
    endpoint = provider.endpoints[0]
    outgoing = wire_format(provider.wire, provider.omit).build(endpoint, request_for(endpoint, stream=stream))
    body = json.loads(outgoing.body)
    unstreamed = set() if stream else {"stream_options"}
    assert set(body) == FIELDS[id_] - unstreamed
    if "store" in FIELDS[id_]:
        assert body["store"] is False
    if provider.wire != "generate_content":
        assert body["stream"] is stream
        assert body["model"] == endpoint.model
    text = outgoing.body.decode()
    assert not any(word in text for word in ("temperature", "google_search", "tools", "previous_response_id"))


@pytest.mark.parametrize("id_", sorted(PROVIDERS))
async def test_every_end_that_is_said_is_heard(
    id_: str, server: TlsProvider, egress: BrokerEgress, authority: Authority
) -> None:
    provider = PROVIDERS[id_]
    played = 0
    for case, pieces in ENDS[provider.wire].items():
        if not pieces:
            continue
        sent = await ask(provider, server, egress, authority, play(pieces))
        assert sent.ended is FINISHES[case], case
        draft = sent.drafting.snapshot(sent.drafting.end())
        assert draft.tool_calls == (("send_mail",) if case == "tool" else ()), case
        assert sent.text == ("" if case in {"tool", "empty", "filter"} else "Nej."), case
        played += 1
    assert played >= 5
    assert server.connections == len(server.requests) == played, "nothing is sent twice"


@pytest.mark.parametrize("id_", sorted(PROVIDERS))
async def test_an_answer_that_breaks_off_is_never_whole(
    id_: str, server: TlsProvider, egress: BrokerEgress, authority: Authority
) -> None:
    provider = PROVIDERS[id_]
    whole = script(provider.wire, TOKENS)
    terminal = whole.end if provider.wire != "messages" else whole.end[-1:]
    cut = whole.pieces[: len(whole.pieces) - len(terminal)]
    sent = await ask(provider, server, egress, authority, play(cut))
    assert (sent.ended, sent.text) == (FaultKind.CUT, "".join(TOKENS))
    middle = (*whole.start, *whole.text[:2], whole.error, *whole.text[2:], *whole.end)
    sent = await ask(provider, server, egress, authority, play(middle))
    assert (sent.ended, sent.text) == (FaultKind.SERVER, "".join(TOKENS[:2]))
    assert server.connections == len(server.requests) == 2


@pytest.mark.parametrize("id_", sorted(PROVIDERS))
async def test_every_refusal_has_its_fault_and_is_not_repeated(
    id_: str, server: TlsProvider, egress: BrokerEgress, authority: Authority
) -> None:
    for case, (conversation, kind) in FAULTS.items():
        sent = await ask(PROVIDERS[id_], server, egress, authority, conversation)
        assert sent.ended is kind, case
        assert sent.text == ""
        assert sent.drafting.may_have_left
    assert server.connections == len(server.requests) == len(FAULTS)


@pytest.mark.parametrize("id_", sorted(PROVIDERS))
async def test_a_certificate_of_another_authority_ends_before_a_byte_is_sent(
    id_: str, egress: BrokerEgress, authority: Authority
) -> None:
    stranger = Authority()
    with TlsProvider(answer("200 OK", "text/html", b""), stranger.context("localhost")) as other:
        sent = await ask(PROVIDERS[id_], other, egress, authority, other.script)
        assert sent.ended is FaultKind.TLS
        assert other.requests == []
        assert not sent.drafting.may_have_left


def test_every_provider_is_held_to_this() -> None:
    assert set(PROVIDERS) == set(CARRIED) == set(TARGETS) == set(FIELDS)
    assert len(PROVIDERS) == 12
    assert all(provider.endpoints for provider in PROVIDERS.values())
    assert {provider.wire for provider in PROVIDERS.values()} == set(ENDS)
