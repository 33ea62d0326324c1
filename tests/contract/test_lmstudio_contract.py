"""LM Studio by its documented shapes, the real llama.cpp server and the real starter model behind them."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fakes.asked_engine import STOPPED_WITHIN, Seen, ask, made_ready, request, seconds_until_idle, stop
from fakes.launched import Launched
from fakes.lmstudio_front import LINK_OFF, MODEL, FrontModel, LmStudioFront, install_lms, link, peer
from fakes.plain_egress import PlainEgress
from homeport.adapters.engines.lmstudio import LmStudioEngine
from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import Fault, FaultKind, Finished, ModelNamed, TextDelta
from homeport.domain.lane import DEVICE, Endpoint, Region
from homeport.ports.engine import EngineProgress, Locality

if TYPE_CHECKING:  # the plugin is to be imported by pytest, which rewrites its assertions
    from fakes.llama_server import LlamaServer

pytest_plugins = ["fakes.llama_server"]
pytestmark = pytest.mark.anyio


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def processes(home: Path) -> Iterator[Launched]:
    processes = Launched()  # takes its environment now
    yield processes
    processes.close()


@pytest.fixture
def front(llama_server: "LlamaServer") -> Iterator[LmStudioFront]:
    with LmStudioFront(llama_server.url, llama_server.api_key, llama_server.n_ctx) as front:
        yield front


def engine_at(front: LmStudioFront, processes: Launched, context_tokens: int = 512) -> LmStudioEngine:
    return LmStudioEngine(front.url, PlainEgress(), processes, context_tokens=context_tokens)


def endpoint_at(url: str, model: str = MODEL) -> Endpoint:
    return Endpoint(
        "lm-studio", DEVICE, "LM Studio", "chat", f"{url}/v1", model, False, Region.DEVICE, "", "", 512, 64
    )


# What there is, and loading


async def test_lists_loads_with_the_context_and_says_what_there_is(
    front: LmStudioFront, processes: Launched
) -> None:
    front.script.models.append(FrontModel("nomic-embed", type="embedding"))
    engine, told = engine_at(front, processes), list[EngineProgress]()
    assert (await engine.status()).running
    (model,) = await engine.models()  # an embedding model writes no draft
    assert (model.name, model.parameters, model.quantization, model.loaded) == (MODEL, "135M", "Q4_1", False)
    assert (model.size_bytes, model.context_trained) == (98_362_432, 8192)

    endpoint = await engine.ready(MODEL, told.append)
    assert isinstance(endpoint, Endpoint), endpoint
    assert endpoint.context_tokens == 512
    assert b'"context_length": 512' in front.asked("/api/v1/models/load")[0]
    assert [progress.phase for progress in told] == ["loading"]
    assert (await engine.models())[0].loaded
    assert await engine.ready(MODEL) == endpoint
    assert len(front.asked("/api/v1/models/load")) == 1  # a loaded one is left as it is


@pytest.mark.parametrize(
    ("loaded", "asked_for", "name", "context"),
    [
        ({"own": 300}, MODEL, "own", 300),  # loaded by the person, with less than the settings ask for
        ({"small": 256, "large": 2048}, MODEL, "large", 512),
        ({"small": 256, "large": 2048}, "small", "small", 256),
    ],
)
async def test_a_loaded_instance_is_used_as_it_is(
    front: LmStudioFront, processes: Launched, loaded: dict[str, int], asked_for: str, name: str, context: int
) -> None:
    front.script.models[0].loaded = loaded
    endpoint = await made_ready(engine_at(front, processes), asked_for)
    assert (endpoint.model, endpoint.context_tokens) == (name, context)


async def test_a_model_is_never_loaded_with_more_than_it_was_trained_for(
    front: LmStudioFront, processes: Launched
) -> None:
    front.script.models[0].context = 256
    front.script.echoes_config = False  # then what was asked for has to do
    await made_ready(engine_at(front, processes), MODEL)
    assert b'"context_length": 256' in front.asked("/api/v1/models/load")[0]


async def test_down_missing_refusing_and_strange(front: LmStudioFront, processes: Launched) -> None:
    engine = engine_at(front, processes)
    assert await engine.ready("nobody") == Fault(FaultKind.MODEL_MISSING, "nobody")
    assert await engine.ready("") == Fault(FaultKind.NO_MODEL, "No LM Studio model is chosen in the settings.")
    front.script.load_status = 500
    assert await engine.ready(MODEL) == Fault(FaultKind.SERVER, "Failed to load model")
    front.script.wants_token = True
    assert await engine.ready(MODEL) == Fault(FaultKind.UNAUTHORIZED, "LM Studio asks for an API token.")
    with pytest.raises(UserFacingError, match="does not send a list"):
        await engine.models()
    front.script.wants_token = False
    for answer in (
        (404, "application/json", b"{}"),
        (200, "text/html", b"<html>"),
        (200, "application/json", b'{"models": 3}'),
    ):
        front.script.raw["/api/v1/models"] = answer
        status = await engine.status()
        assert status.fault is not None
        assert status.fault.kind is FaultKind.NOT_THE_PROVIDER

    down = LmStudioEngine("http://127.0.0.1:1", PlainEgress(), processes)
    assert (await down.status()).fault == Fault(FaultKind.NOT_RUNNING)
    assert await down.models() == ()
    away = LmStudioEngine("http://192.0.2.7:1234", PlainEgress(), processes)
    ready = await away.ready(MODEL)
    assert isinstance(ready, Fault)
    assert ready.kind is FaultKind.NOT_LOCAL


# Drafts


async def test_streams_with_usage_and_without_what_it_does_not_give(
    front: LmStudioFront, processes: Launched
) -> None:
    engine = engine_at(front, processes)
    endpoint = await made_ready(engine, MODEL)
    seen = await ask(engine, endpoint, request(endpoint, logprobs=1))
    assert seen.fault is None, seen.fault
    assert len(seen.of(TextDelta)) > 3
    assert isinstance(seen.events[-1], Finished)
    assert seen.usage.input_tokens > 5
    assert ModelNamed(MODEL) in seen.events
    assert b'"store":false' in front.asked("/v1/chat/completions")[0].replace(b" ", b"")
    assert seen.first_token > 0


async def test_a_prompt_that_is_too_long_is_refused(front: LmStudioFront, processes: Launched) -> None:
    engine = engine_at(front, processes)
    endpoint = await made_ready(engine, MODEL)
    seen = await ask(engine, endpoint, request(endpoint, "word " * 3000))
    assert seen.fault is not None
    assert seen.fault.kind is FaultKind.CONTEXT_EXCEEDED


@pytest.mark.parametrize(
    ("chat", "kind"),
    [("error-midway", FaultKind.SERVER), ("cut", FaultKind.CUT), ("busy", FaultKind.OVERLOADED)],
)
async def test_faults_are_told_apart(
    front: LmStudioFront, processes: Launched, chat: str, kind: FaultKind
) -> None:
    engine = engine_at(front, processes)
    endpoint = await made_ready(engine, MODEL)
    front.script.chat = chat
    seen = await ask(engine, endpoint, request(endpoint, "Tell a long story.", most=60))
    assert seen.fault is not None
    assert seen.fault.kind is kind
    assert bool(seen.text) is (chat != "busy")


async def test_it_is_let_go_of_when_a_draft_is_stopped(
    front: LmStudioFront,
    processes: Launched,
    llama_server: "LlamaServer",
    record_property: Callable[[str, object], None],
) -> None:
    engine, seen = engine_at(front, processes), Seen()
    endpoint = await made_ready(engine, MODEL)
    task = asyncio.create_task(ask(engine, endpoint, request(endpoint, "Tell a long story.", most=400), seen))
    await asyncio.wait_for(seen.first_text.wait(), 60)
    await stop(task)
    await engine.settle()
    assert await asyncio.to_thread(front.client_gone.wait, STOPPED_WITHIN)
    idle = await seconds_until_idle(llama_server.pid)
    record_property("seconds_until_idle", round(idle, 2))
    assert idle < 3 * STOPPED_WITHIN  # llama.cpp looks once a second; an LM Studio is not ours to end


# Where it runs

LOCAL, UNPROVABLE, REMOTE = Locality.LOCAL, Locality.UNPROVABLE, Locality.REMOTE


@pytest.mark.parametrize(
    ("linked", "locality", "cannot_go_out"),
    [
        (LINK_OFF, LOCAL, True),
        (link(), LOCAL, False),
        (link(status="offline"), LOCAL, False),
        (link(peer("disconnected")), LOCAL, False),
        (link(peer("offline", MODEL)), LOCAL, False),
        (link(status="starting"), UNPROVABLE, False),
        (link(status="stopping"), UNPROVABLE, False),
        (link(status="a new word"), UNPROVABLE, False),
        (link(peer()), UNPROVABLE, False),
        (link(peer("a new word")), UNPROVABLE, False),
        (link(peer(), preferredDeviceIdentifier="this-one"), UNPROVABLE, False),
        (link(peer(), preferredDeviceIdentifier="that-one"), REMOTE, False),
        (link(peer("connected", MODEL)), REMOTE, False),
        (link(peer("connected", MODEL), preferredDeviceIdentifier="this-one"), REMOTE, False),
        (LINK_OFF | {"peers": [peer()]}, UNPROVABLE, False),  # it contradicts itself
        ({"status": "offline", "issues": []}, UNPROVABLE, False),
        ({"status": "offline", "peers": []}, UNPROVABLE, False),
        ({"peers": ["what is this"], "issues": [], "status": "offline"}, UNPROVABLE, False),
        ([], UNPROVABLE, False),
        ("error: unknown command 'link'", UNPROVABLE, False),
        ("", UNPROVABLE, False),
        ("[" * 100_000, UNPROVABLE, False),
    ],
)
async def test_lm_link_decides_where_it_runs(
    front: LmStudioFront, processes: Launched, home: Path, linked: Any, locality: Locality, cannot_go_out: bool
) -> None:
    calls = install_lms(home, front.port, linked)
    proof = await engine_at(front, processes).prove_local(endpoint_at(front.url))
    assert (proof.locality, proof.cannot_go_out) == (locality, cannot_go_out), proof.checks
    assert (proof.fault is not None) is (locality is REMOTE)
    assert len(proof.said) == len(proof.checks)
    assert sorted(calls.read_text().splitlines()) == ["link status --json", "server status --json --quiet"]


@pytest.mark.parametrize(
    ("server", "locality"),
    [
        ({"running": True, "port": 1}, UNPROVABLE),  # what listens here is something else, a tunnel say
        ({"running": False}, UNPROVABLE),
        ({"running": "yes"}, UNPROVABLE),
        ("nonsense", UNPROVABLE),
        (None, LOCAL),
    ],
)
async def test_its_server_must_be_the_one_that_was_asked(
    front: LmStudioFront, processes: Launched, home: Path, server: Any, locality: Locality
) -> None:
    install_lms(home, front.port, server=server)
    proof = await engine_at(front, processes).prove_local(endpoint_at(front.url))
    assert proof.locality is locality


async def test_without_its_command_line_it_cannot_be_checked(
    front: LmStudioFront, processes: Launched, home: Path, tmp_path: Path
) -> None:
    engine, endpoint = engine_at(front, processes), endpoint_at(front.url)
    assert (await engine.prove_local(endpoint)).locality is UNPROVABLE
    install_lms(home, front.port, code=1)
    assert (await engine.prove_local(endpoint)).locality is UNPROVABLE
    (home / ".lmstudio" / "bin" / "lms").chmod(0o600)
    assert (await engine.prove_local(endpoint)).locality is UNPROVABLE
    install_lms(home / "moved", front.port)
    (home / ".lmstudio-home-pointer").write_text(f"{home / 'moved' / '.lmstudio'}\n")
    assert (await engine.prove_local(endpoint)).locality is LOCAL


async def test_one_on_the_search_path_alone_is_not_run(
    front: LmStudioFront, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = install_lms(home / "elsewhere", front.port)
    monkeypatch.setenv("PATH", f"{home / 'elsewhere' / '.lmstudio' / 'bin'}{os.pathsep}{os.environ['PATH']}")
    processes = Launched()
    try:
        proof = await engine_at(front, processes).prove_local(endpoint_at(front.url))
    finally:
        processes.close()
    assert proof.locality is UNPROVABLE
    assert not calls.exists()


async def test_a_command_line_that_hangs_holds_nobody_up_for_long(
    front: LmStudioFront, processes: Launched, home: Path
) -> None:
    install_lms(home, front.port)
    program = home / ".lmstudio" / "bin" / "lms"
    program.write_text(program.read_text().replace("import json, sys", "import json, sys, time; time.sleep(600)"))
    started = time.monotonic()
    proof = await engine_at(front, processes).prove_local(endpoint_at(front.url))
    assert proof.locality is UNPROVABLE
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    ("url", "locality", "kind"),
    [
        ("http://192.0.2.7:1234", REMOTE, FaultKind.NOT_LOCAL),
        ("http://127.1:1234", REMOTE, FaultKind.NOT_LOCAL),
        ("http://localhost.evil.example:1234", REMOTE, FaultKind.NOT_LOCAL),
        ("http://127.0.0.1:1", UNPROVABLE, FaultKind.NOT_RUNNING),
    ],
)
async def test_an_address_that_is_not_here_ends_it(
    processes: Launched, home: Path, url: str, locality: Locality, kind: FaultKind
) -> None:
    calls = install_lms(home, 1234)
    proof = await LmStudioEngine(url, PlainEgress(), processes).prove_local(endpoint_at(url))
    assert proof.fault is not None
    assert (proof.locality, proof.fault.kind) == (locality, kind)
    assert not calls.exists()  # nothing is started for it


async def test_what_it_does_not_have_or_is_too_small_is_not_used(
    front: LmStudioFront, processes: Launched, home: Path
) -> None:
    install_lms(home, front.port)
    engine = engine_at(front, processes)
    gone = await engine.prove_local(endpoint_at(front.url, "nobody"))
    assert gone.fault == Fault(FaultKind.MODEL_MISSING, "nobody")
    front.script.models[0].size = 381
    assert (await engine.prove_local(endpoint_at(front.url))).locality is UNPROVABLE
