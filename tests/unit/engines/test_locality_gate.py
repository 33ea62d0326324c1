"""The locality gate: every detectable remote is refused before a document, no canonical local one is."""

import json
import socket
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.ollama_front import MODEL, FrontModel, OllamaFront, Script, stub
from fakes.plain_egress import PlainEgress
from homeport.adapters.engines.ollama import OllamaEngine
from homeport.adapters.engines.ollama_gate import cloud_name, examine, plain_name, same_model
from homeport.domain.exchange import Fault, FaultKind
from homeport.domain.lane import Endpoint
from homeport.ports.engine import Locality

pytestmark = pytest.mark.anyio

NOT_THIS_COMPUTER = (
    "http://ollama.com",
    "https://ollama.com:443",
    "http://192.168.1.20:11434",
    "http://10.0.0.7:11434",
    "http://127.0.0.1@evil.example:11434",
    "http://127.0.0.1%2eevil.example:11434",
    "http://evil.example\\@127.0.0.1:11434",
    "http://127.0.0.1.evil.example:11434",
    "http://localhost.:11434",
    "http://localhost.evil.example:11434",
    "http://ollama.localhost:11434",
    "http://host.docker.internal:11434",
    "http://127.1:11434",
    "http://2130706433:11434",
    "http://0x7f.1:11434",
    "http://0177.0.0.1:11434",
    "http://127。0。0。1:11434",
    "http://0.0.0.0:11434",
    "http://[::]:11434",
    "http://[::ffff:127.0.0.1]:11434",
    "http://[64:ff9b::7f00:1]:11434",
    "http://[fe80::1%25lo]:11434",
    "http://127.0.0.1:0",
    "http://127.0.0.1:70000",
    "http://127.0.0.1:11434/?to=evil.example",
    "http://127.0.0.1:11434/#evil.example",
    "ftp://127.0.0.1:11434",
    "unix:///run/ollama.sock",
    "127.0.0.1:11434",
    "http:// 127.0.0.1:11434",
    "http://127.0.0.1\n:11434",
    "",
)

ELSEWHERE_BY_NAME = (
    "gpt-oss:cloud",
    "gpt-oss:20b-cloud",
    "gpt-oss:20b:cloud",
    "GPT-OSS:120B-CLOUD",
    "qwen3-coder:480b-Cloud",
    "library/gpt-oss:cloud",
    "registry.ollama.ai/library/gpt-oss:20b-cloud",
    "localhost:11434/library/foo:cloud",
    "gpt-oss:cloud:local",
    "gpt-oss:20b-cloud:local",
    "x:-cloud",
    " gpt-oss:cloud",
    "gpt-oss:cloud ",
    "gpt-oss:cloud\n",
    "gpt-oss: cloud",
    "gpt-oss:clоud",  # a Cyrillic o
    "gpt-oss：cloud",  # a full-width colon
    "gpt-oss:20b‑cloud",  # a no-break hyphen
    "",
)

REMOTE_SCRIPTS: dict[str, Callable[[Script], None]] = {
    "a stub under an innocent name": lambda s: _models(s, stub(MODEL)),
    "a stub at a host of one's own": lambda s: _models(s, stub(MODEL, "https://llm.example:443")),
    "only the model is named": lambda s: _models(s, FrontModel(remote_model="gpt-oss:20b")),
    "only the host is named": lambda s: _models(s, FrontModel(remote_host="https://ollama.com:443")),
    "only the list tells": lambda s: _models(s, FrontModel(tags={"remote_host": "https://ollama.com:443"})),
    "only the description tells": lambda s: _models(s, FrontModel(show={"remote_host": "https://ollama.com"})),
    "the description names a model": lambda s: _models(s, FrontModel(show={"remote_model": "gpt-oss:120b"})),
    "the field is an object": lambda s: _models(s, FrontModel(tags={"remote_host": {"url": "x"}})),
    "the field is a number": lambda s: _models(s, FrontModel(show={"remote_host": 1})),
    "a full-sized stub": lambda s: _models(s, FrontModel(size=9_000_000_000, remote_host="https://ollama.com")),
    "a copy of a stub": lambda s: _models(s, FrontModel(digest="ab" * 32), stub("gpt-oss:20b-cloud")),
    "the second entry of the name": lambda s: _models(s, FrontModel(), stub(f"library/{MODEL}")),
    "a stub in other letters": lambda s: _models(s, stub(MODEL.upper())),
    "an old server with a stub": lambda s: _old(s, stub(MODEL)),
    "an old server's description alone": lambda s: _old(s, FrontModel(show={"remote_host": "https://ollama.com"})),
    "a host of nothing to see": lambda s: _models(s, FrontModel(tags={"remote_host": "\n\u200b "})),
    "the server denies a local one": lambda s: _answer(
        s, "/api/show", 404, {"error": "model not found"}, local=True
    ),
    "the list redirects": lambda s: _redirect(s, "/api/tags"),
    "the description redirects": lambda s: _redirect(s, "/api/show"),
    "the settings redirect": lambda s: _redirect(s, "/api/status"),
}

DOUBTFUL_SCRIPTS: dict[str, Callable[[Script], None]] = {
    "no format in the list": lambda s: _models(s, FrontModel(tags={"details": {"format": ""}})),
    "no details at all": lambda s: _models(s, FrontModel(tags={"details": None})),
    "no format in the description": lambda s: _models(s, FrontModel(show={"details": {"format": " "}})),
    "no model_info": lambda s: _models(s, FrontModel(info=False)),
    "model_info of another type": lambda s: _models(s, FrontModel(show={"model_info": "much"})),
    "381 bytes": lambda s: _models(s, FrontModel(size=381)),
    "just under 10 MB": lambda s: _models(s, FrontModel(size=9_999_999)),
    "no size": lambda s: _models(s, FrontModel(tags={"size": None})),
    "a size that is true": lambda s: _models(s, FrontModel(tags={"size": True})),
    "a size that is no number": lambda s: _models(s, FrontModel(tags={"size": "98 MB"})),
    "not in the list": lambda s: _models(s, FrontModel("llama3.2:3b")),
    "an empty list": lambda s: s.models.clear(),
    "a list that is no list": lambda s: _answer(s, "/api/tags", 200, {"models": "none"}),
    "a list of words": lambda s: _answer(s, "/api/tags", 200, {"models": ["smollm2"]}),
    "an HTML page for a list": lambda s: s.raw.update({"/api/tags": (200, "text/html", b"<html>sign in</html>")}),
    "an array for a description": lambda s: s.raw.update({"/api/show": (200, "application/json", b"[]")}),
    "an error for a list": lambda s: _answer(s, "/api/tags", 500, {"error": "disk"}),
    "an error for a description": lambda s: _answer(s, "/api/show", 500, {"error": "disk"}),
    "strange settings": lambda s: _answer(s, "/api/status", 200, {"cloud": {"disabled": "yes"}}),
    "an error for settings": lambda s: _answer(s, "/api/status", 500, {}),
    "nested brackets": lambda s: s.raw.update({"/api/tags": (200, "application/json", b"[" * 100_000)}),
}

LOCAL_SCRIPTS: dict[str, Callable[[Script], None]] = {
    "as it is": lambda s: None,
    "cloud switched off": lambda s: setattr(s, "cloud", "off"),
    "before 0.16.2": lambda s: _old(s, FrontModel()),
    "0.17.7, no :local yet": lambda s: _old(s, FrontModel(), version="0.17.7", cloud="on"),
    "a development build": lambda s: _old(s, FrontModel(), version="0.0.0", cloud="on"),
    "knows :local but not on show": lambda s: setattr(s, "knows_local", False),
    "a version nobody knows": lambda s: setattr(s, "version", "nightly"),
    "empty remote fields": lambda s: _models(s, FrontModel(tags={"remote_host": "", "remote_model": None})),
    "another model is a stub": lambda s: _models(s, FrontModel(), stub("gpt-oss:20b-cloud")),
    "exactly 10 MB": lambda s: _models(s, FrontModel(size=10_000_000)),
    "a model called cloudy": lambda s: _models(s, FrontModel(), FrontModel("my-cloud-model:latest")),
}


def _models(script: Script, *models: FrontModel) -> None:
    script.models = list(models)


def _old(script: Script, *models: FrontModel, version: str = "0.12.3", cloud: str = "absent") -> None:
    script.version, script.cloud, script.knows_local, script.models = version, cloud, False, list(models)


def _answer(script: Script, path: str, status: int, value: object, *, local: bool = False) -> None:
    if local:  # only the question with :local is answered so
        script.models = [FrontModel(denies_local=True)]
    else:
        script.raw[path] = (status, "application/json", json.dumps(value).encode())


def _redirect(script: Script, path: str) -> None:
    script.raw[path] = (307, "text/plain", b"")
    script.headers["Location"] = "http://192.0.2.1/"


@pytest.fixture
def front() -> Iterator[OllamaFront]:
    with OllamaFront() as front:
        yield front


def _endpoint(front: OllamaFront, engine_endpoint: Endpoint | Fault) -> Endpoint:
    assert isinstance(engine_endpoint, Endpoint), engine_endpoint
    assert engine_endpoint.base_url == front.url
    return engine_endpoint


@pytest.mark.parametrize("url", NOT_THIS_COMPUTER)
async def test_address_elsewhere_is_refused_and_asked_nothing(url: str) -> None:
    egress = PlainEgress()
    examined = await examine(egress, url, MODEL)
    assert examined.proof.locality is Locality.REMOTE
    assert examined.proof.fault is not None
    assert examined.proof.fault.kind is FaultKind.NOT_LOCAL
    engine = OllamaEngine(url, egress)
    ready = await engine.ready(MODEL)
    assert isinstance(ready, Fault)
    assert ready.kind is FaultKind.NOT_LOCAL
    assert not await engine.found()
    assert await engine.models() == ()
    assert await engine.delete(MODEL) == Fault(FaultKind.NOT_LOCAL, url[:120])
    assert egress.sent == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "127.255.255.254", "::1", "localhost"])
async def test_canonical_local_address_is_not_refused(host: str) -> None:
    listen = "127.0.0.1" if host == "localhost" else host
    if not _can_listen(listen):
        pytest.skip(f"this machine has no address {host}")
    with OllamaFront(host=listen) as front:
        url = front.url.replace("127.0.0.1", host) if host == "localhost" else front.url
        for written in (url, f"{url}/", url.upper().replace("HTTP", "http")):
            proof = (await examine(PlainEgress(), written, MODEL)).proof
            assert (proof.locality, proof.fault) == (Locality.LOCAL, None), proof


@pytest.mark.parametrize("name", ELSEWHERE_BY_NAME)
async def test_name_of_a_model_elsewhere_is_refused_and_never_sent(front: OllamaFront, name: str) -> None:
    examined = await examine(PlainEgress(), front.url, name)
    assert examined.proof.locality is Locality.REMOTE
    assert examined.proof.fault is not None
    ready = await OllamaEngine(front.url, PlainEgress()).ready(name)
    assert isinstance(ready, Fault)
    assert ready.kind in (FaultKind.REMOTE_MODEL, FaultKind.NO_MODEL)
    assert front.requests == []


@pytest.mark.parametrize("case", REMOTE_SCRIPTS)
async def test_model_elsewhere_is_found_out(front: OllamaFront, case: str) -> None:
    engine = OllamaEngine(front.url, PlainEgress())
    endpoint = _endpoint(front, await engine.ready(MODEL))
    front.requests.clear()
    REMOTE_SCRIPTS[case](front.script)  # it changes after everything was ready
    proof = await engine.prove_local(endpoint)
    assert proof.locality is Locality.REMOTE, proof
    assert proof.fault is not None
    assert not proof.cannot_go_out
    ready = await engine.ready(MODEL)
    assert isinstance(ready, Fault), ready
    assert front.asked("/api/chat") == []
    assert front.would_have_left == []


@pytest.mark.parametrize("case", DOUBTFUL_SCRIPTS)
async def test_what_cannot_be_told_is_never_called_local(front: OllamaFront, case: str) -> None:
    front.script.cloud = "off"
    engine = OllamaEngine(front.url, PlainEgress())
    endpoint = _endpoint(front, await engine.ready(MODEL))
    front.requests.clear()
    DOUBTFUL_SCRIPTS[case](front.script)
    proof = await engine.prove_local(endpoint)
    assert proof.locality is Locality.UNPROVABLE, proof
    assert not proof.cannot_go_out
    await engine.ready(MODEL)
    assert front.asked("/api/chat") == []  # not even loaded


@pytest.mark.parametrize("case", LOCAL_SCRIPTS)
async def test_local_model_is_not_refused(front: OllamaFront, case: str) -> None:
    LOCAL_SCRIPTS[case](front.script)
    engine = OllamaEngine(front.url, PlainEgress())
    endpoint = _endpoint(front, await engine.ready(MODEL))
    proof = await engine.prove_local(endpoint)
    assert (proof.locality, proof.fault) == (Locality.LOCAL, None), proof
    assert proof.cannot_go_out is (case == "cloud switched off")
    assert len(proof.checks) >= 5


@pytest.mark.parametrize(
    "name", ["llama3.2", "llama3.2:latest", "library/llama3.2", "LLAMA3.2", "my-cloud-model", "cloud", "x-cloud"]
)
async def test_usual_names_of_local_models_pass(front: OllamaFront, name: str) -> None:
    front.script.models = [FrontModel(f"{name.lower().removeprefix('library/').removesuffix(':latest')}:latest")]
    proof = (await examine(PlainEgress(), front.url, name)).proof
    assert proof.locality is Locality.LOCAL, proof


async def test_request_asks_for_the_local_model_where_the_server_knows_how(front: OllamaFront) -> None:
    engine = OllamaEngine(front.url, PlainEgress())
    assert _endpoint(front, await engine.ready(MODEL)).model == f"{MODEL}:local"
    front.script.version = "0.17.7"
    assert _endpoint(front, await engine.ready(MODEL)).model == MODEL


async def test_question_is_asked_anew_each_time(front: OllamaFront) -> None:
    engine = OllamaEngine(front.url, PlainEgress())
    endpoint = _endpoint(front, await engine.ready(MODEL))
    for _ in range(2):
        front.requests.clear()
        await engine.prove_local(endpoint)
        assert front.asked("/api/show")
        assert ("GET", "/api/tags", b"") in front.requests


@given(st.text(max_size=20), st.sampled_from([":cloud", ":1b-cloud", ":CLOUD", ":x:cloud", ":cloud:local"]))
def test_every_cloud_suffix_is_seen(stem: str, suffix: str) -> None:
    assert cloud_name(stem + suffix)


@given(st.from_regex(r"[a-z0-9.]{1,12}(:[a-z0-9.]{1,8})?", fullmatch=True))
def test_local_suffix_is_taken_off_once(name: str) -> None:
    assert plain_name(f"{name}:local") == name
    assert same_model(name, f"registry.ollama.ai/library/{name.upper()}")


def _can_listen(host: str) -> bool:
    try:
        with socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            return True
    except OSError:
        return False
