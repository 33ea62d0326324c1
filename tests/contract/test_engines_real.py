"""Both engines with the real llama.cpp server and the real starter model, over real sockets."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import psutil
import pytest

from fakes.asked_engine import (
    STOPPED_WITHIN,
    Seen,
    ask,
    made_ready,
    request,
    seconds_until_idle,
    stop,
)
from fakes.launched import Launched
from fakes.ollama_front import MODEL, NO_FILE, OllamaFront
from fakes.plain_egress import PlainEgress
from homeport.adapters.engines.builtin import BuiltInEngine
from homeport.adapters.engines.ollama import OllamaEngine
from homeport.adapters.system import seccomp
from homeport.adapters.system.model_files import starter_model
from homeport.domain.exchange import (
    Fault,
    FaultKind,
    Finished,
    FinishReason,
    ModelNamed,
    TextDelta,
)
from homeport.domain.lane import Endpoint
from homeport.ports.engine import EngineProgress, Locality

if TYPE_CHECKING:  # the plugin is to be imported by pytest, which rewrites its assertions
    from fakes.llama_server import LlamaServer

pytest_plugins = ["fakes.llama_server"]
pytestmark = pytest.mark.anyio

STARTER = starter_model(Path(__file__).parents[2] / "resources" / "models.toml")


@pytest.fixture
def processes() -> Iterator[Launched]:
    processes = Launched()
    yield processes
    processes.close()


@pytest.fixture
def front(llama_server: "LlamaServer") -> Iterator[OllamaFront]:
    with OllamaFront(llama_server.url, llama_server.api_key, llama_server.n_ctx) as front:
        yield front


def built_in(processes: Launched, context_tokens: int = 1024) -> BuiltInEngine:
    return BuiltInEngine(processes, PlainEgress(), STARTER, context_tokens=context_tokens, threads=1)


def ollama(front: OllamaFront) -> OllamaEngine:
    return OllamaEngine(
        front.url,
        PlainEgress(),
        context_tokens=512,
        transport=lambda: httpx.AsyncHTTPTransport(trust_env=False, verify=False),
    )


# The built-in engine


async def test_built_in_lists_starts_proves_and_stops(processes: Launched) -> None:
    engine, told = built_in(processes), list[EngineProgress]()
    assert not (await engine.status()).running
    (model,) = await engine.models()
    assert not model.loaded
    assert model.languages == "English"
    assert "does not know Swedish" in model.warning
    assert processes.started == []  # asking starts nothing

    endpoint = await engine.ready("", told.append)
    assert isinstance(endpoint, Endpoint), endpoint
    phases = [progress.phase for progress in told]
    assert phases == sorted(phases)  # checking, then loading
    assert set(phases) == {"checking", "loading"}
    assert endpoint.starter
    assert endpoint.context_tokens == 1024
    assert (await engine.status()).running
    assert (await engine.models())[0].loaded
    assert await engine.ready(model.name) == endpoint
    assert len(processes.started) == 1
    proof = await engine.prove_local(endpoint)
    assert proof.locality is Locality.LOCAL
    assert proof.cannot_go_out
    child = psutil.Process(processes.started[0].pid)
    assert {c.laddr.ip for c in child.net_connections() if c.status == psutil.CONN_LISTEN} == {"127.0.0.1"}

    if seccomp.available():
        assert "Seccomp:\t2" in Path(f"/proc/{child.pid}/status").read_text()  # it cannot connect anywhere

    await engine.stop()
    assert not child.is_running()
    assert engine.secrets(endpoint) == {}
    assert (await engine.prove_local(endpoint)).locality is not Locality.LOCAL


async def test_built_in_answers_nobody_without_the_key_of_the_run(processes: Launched) -> None:
    engine = built_in(processes)
    endpoint = await made_ready(engine, "")
    (name,) = engine.secrets(endpoint)
    async with httpx.AsyncClient(trust_env=False) as client:
        for path in ("/models", "/chat/completions"):
            for headers in ({}, {name: "Bearer guess"}):
                answer = await client.request("POST", endpoint.base_url + path, headers=headers, json={})
                assert answer.status_code == 401, path
        page = await client.get(endpoint.base_url.removesuffix("/v1") + "/")
        assert page.status_code != 200  # no web page either
        cross = await client.get(
            f"{endpoint.base_url}/models",
            headers={**engine.secrets(endpoint), "origin": "https://evil.example"},
        )
        assert cross.status_code == 200
        assert not cross.headers.get("access-control-allow-origin")
    await engine.stop()


async def test_built_in_streams_with_usage_speed_and_logprobs(processes: Launched) -> None:
    engine = built_in(processes)
    endpoint = await made_ready(engine, "")
    seen = await ask(engine, endpoint, request(endpoint, logprobs=3))
    assert seen.fault is None
    assert len(seen.of(TextDelta)) > 3  # a stream, not one lump
    assert seen.events[-1] in (Finished(FinishReason.LENGTH, "length"), Finished(FinishReason.STOP, "stop"))
    assert ModelNamed(STARTER.name) in seen.events
    assert seen.usage.input_tokens > 5
    assert 0 < seen.usage.output_tokens <= 24
    assert seen.usage.prompt_seconds
    assert seen.usage.generation_seconds
    assert 0 < seen.first_token < time.monotonic() - seen.started
    tokens = [token for event in seen.of(TextDelta) for token in event.logprobs]  # type: ignore[union-attr]
    assert "".join(token.token for token in tokens).strip() == seen.text.strip()
    assert all(token.logprob <= 0 and len(token.alternatives) == 3 for token in tokens)
    await engine.stop()


@pytest.mark.parametrize(("asked_for", "there_is"), [(512, 512), (100_000, 8192)])
async def test_built_in_context_is_what_it_says(processes: Launched, asked_for: int, there_is: int) -> None:
    engine = built_in(processes, asked_for)
    endpoint = await made_ready(engine, "")
    assert endpoint.context_tokens == there_is
    seen = await ask(engine, endpoint, request(endpoint, "word " * there_is))
    assert seen.status == 400
    assert seen.fault is not None
    assert seen.fault.kind is FaultKind.CONTEXT_EXCEEDED
    await engine.stop()


@pytest.mark.parametrize("while_reading", [True, False])
async def test_built_in_stops_within_a_second(
    processes: Launched, while_reading: bool, record_property: Callable[[str, object], None]
) -> None:
    engine = built_in(processes, 8192)
    endpoint = await made_ready(engine, "")
    pid, seen = processes.started[0].pid, Seen()
    wanted = request(endpoint, "word " * 7000 if while_reading else "Tell a long story.", most=900)
    task = asyncio.create_task(ask(engine, endpoint, wanted, seen))
    if while_reading:
        await asyncio.sleep(1.0)
        assert not seen.events  # 7000 tokens take far longer than a second to read
    else:
        await asyncio.wait_for(seen.first_text.wait(), 60)
    stopped = time.monotonic()
    await stop(task)
    await engine.settle()
    idle = time.monotonic() - stopped + await seconds_until_idle(pid)
    record_property("seconds_until_idle", round(idle, 2))
    record_property("had_to_end", not (await engine.status()).running)
    assert idle < STOPPED_WITHIN
    endpoint = await made_ready(engine, "")  # at once if it still runs, else it is started anew
    again = await ask(engine, endpoint, request(endpoint, most=4))
    assert again.fault is None
    assert again.text
    await engine.stop()


async def test_built_in_killed_in_the_middle_is_noticed_and_started_anew(processes: Launched) -> None:
    engine = built_in(processes)
    endpoint = await made_ready(engine, "")
    old_secrets, seen = engine.secrets(endpoint), Seen()
    task = asyncio.create_task(ask(engine, endpoint, request(endpoint, "Tell a long story.", most=900), seen))
    await asyncio.wait_for(seen.first_text.wait(), 60)
    os.kill(processes.started[0].pid, signal.SIGKILL)
    await task
    assert seen.text  # what came is kept
    assert seen.fault is not None
    assert seen.fault.kind is FaultKind.CUT
    status = await engine.status()
    assert not status.running
    assert status.fault is not None
    assert status.fault.kind is FaultKind.ENGINE_DIED
    proof = await engine.prove_local(endpoint)
    assert proof.fault is not None
    assert proof.fault.kind is FaultKind.ENGINE_DIED

    again = await made_ready(engine, "")
    assert again.base_url != endpoint.base_url
    assert engine.secrets(again) != old_secrets
    assert (await ask(engine, again, request(again, most=4))).text
    await engine.stop()


# Ollama: its wire shapes, the same real model behind


async def test_ollama_lists_loads_and_says_its_context(front: OllamaFront) -> None:
    engine, told = ollama(front), list[EngineProgress]()
    assert await engine.found()
    (model,) = await engine.models()
    assert (model.name, model.loaded, model.parameters) == (MODEL, False, "134.52M")
    endpoint = await engine.ready(MODEL, told.append)
    assert isinstance(endpoint, Endpoint), endpoint
    assert endpoint.context_tokens == 512
    assert b'"num_ctx": 512' in front.asked("/api/chat")[0]
    assert [progress.phase for progress in told] == ["loading"]
    assert (await engine.models())[0].loaded
    front.script.models[0].context_length = 256  # trained with less than the settings ask for
    assert (await made_ready(engine, MODEL)).context_tokens == 256


async def test_ollama_streams_with_usage_speed_and_logprobs(front: OllamaFront) -> None:
    engine = ollama(front)
    endpoint = await made_ready(engine, MODEL)
    seen = await ask(engine, endpoint, request(endpoint, logprobs=2))
    assert seen.fault is None, seen.fault
    assert len(seen.of(TextDelta)) > 3
    assert isinstance(seen.events[-1], Finished)
    assert seen.usage.input_tokens > 5
    assert seen.usage.generation_seconds
    assert seen.first_token > 0
    assert all(event.logprobs for event in seen.of(TextDelta) if event.text)  # type: ignore[union-attr]
    assert front.would_have_left == []


async def test_ollama_refuses_a_prompt_that_is_too_long(front: OllamaFront) -> None:
    engine = ollama(front)
    endpoint = await made_ready(engine, MODEL)
    seen = await ask(engine, endpoint, request(endpoint, "word " * 3000))
    assert seen.fault is not None
    assert seen.fault.kind is FaultKind.CONTEXT_EXCEEDED


async def test_ollama_that_ignores_truncate_gives_itself_away_by_its_count(front: OllamaFront) -> None:
    engine = ollama(front)
    endpoint = await made_ready(engine, MODEL)
    front.script.chat = "truncates"
    seen = await ask(engine, endpoint, request(endpoint, "word " * 1100, most=4))
    assert seen.fault is None
    assert seen.usage.input_tokens < 1100


@pytest.mark.parametrize(
    ("chat", "kind"),
    [
        ("error-midway", FaultKind.SERVER),
        ("cut", FaultKind.CUT),
        ("busy", FaultKind.OVERLOADED),
        ("lost", FaultKind.MODEL_MISSING),
        ("remote-answer", FaultKind.REMOTE_MODEL),
    ],
)
async def test_ollama_faults_are_told_apart(front: OllamaFront, chat: str, kind: FaultKind) -> None:
    engine = ollama(front)
    endpoint = await made_ready(engine, MODEL)
    front.script.chat = chat
    seen = await ask(engine, endpoint, request(endpoint, "Tell a long story.", most=60))
    assert seen.fault is not None
    assert seen.fault.kind is kind
    assert bool(seen.text) is (chat in ("error-midway", "cut"))
    if chat in ("busy", "lost", "remote-answer"):
        ready = await engine.ready(MODEL)
        assert isinstance(ready, Fault)
        assert ready.kind is kind


async def test_ollama_down_missing_and_slow_to_load(front: OllamaFront) -> None:
    engine = ollama(front)
    missing = await engine.ready("llama3.2:3b")
    assert isinstance(missing, Fault)
    assert missing.kind is FaultKind.MODEL_MISSING
    assert await engine.ready("") == Fault(FaultKind.NO_MODEL, "No Ollama model is chosen in the settings.")

    front.script.load_seconds = 0.5
    started = time.monotonic()
    await made_ready(engine, MODEL)
    assert time.monotonic() - started >= 0.5

    down = OllamaEngine("http://127.0.0.1:1", PlainEgress())
    status = await down.status()
    assert (status.running, status.fault) == (False, Fault(FaultKind.NOT_RUNNING))
    assert await down.models() == ()
    assert await down.ready(MODEL) == Fault(FaultKind.NOT_RUNNING)


async def test_ollama_is_let_go_of_while_it_reads(
    front: OllamaFront, llama_server: "LlamaServer", record_property: Callable[[str, object], None]
) -> None:
    engine = ollama(front)
    endpoint = await made_ready(engine, MODEL)
    seen = Seen()
    task = asyncio.create_task(ask(engine, endpoint, request(endpoint, "word " * 900, most=100), seen))
    await asyncio.sleep(0.5)
    assert not seen.text
    await stop(task)
    assert await asyncio.to_thread(front.client_gone.wait, STOPPED_WITHIN)
    idle = await seconds_until_idle(llama_server.pid)
    record_property("seconds_until_idle", round(idle, 2))
    assert idle < 3 * STOPPED_WITHIN  # llama.cpp looks once a second; an Ollama is not ours to end


async def test_ollama_pulls_with_progress_and_deletes(front: OllamaFront) -> None:
    engine, told = ollama(front), list[EngineProgress]()
    assert await engine.pull(MODEL, told.append) is None
    assert EngineProgress("downloading", 1000, 1000) in told
    assert await engine.pull("nothing:1b") == Fault(FaultKind.MODEL_MISSING, NO_FILE)
    refused = await engine.pull("gpt-oss:20b-cloud")
    assert refused is not None
    assert refused.kind is FaultKind.REMOTE_MODEL
    assert len(front.asked("/api/pull")) == 2  # the cloud one was not even asked for
    assert await engine.delete(MODEL) is None
    assert front.deleted == [MODEL]
    gone = await engine.delete(MODEL)
    assert gone is not None
    assert gone.kind is FaultKind.MODEL_MISSING


async def test_ollama_pull_can_be_cancelled(front: OllamaFront) -> None:
    front.script.pull_seconds, front.script.pull_lines = 0.05, 1000
    begun = asyncio.Event()
    task = asyncio.create_task(ollama(front).pull(MODEL, lambda _: begun.set()))
    await asyncio.wait_for(begun.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(front.client_gone.wait, 2)
    assert front.pull_ended == ["client gone"]
