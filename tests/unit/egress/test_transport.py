"""httpx, and the `ollama` package on it, through the broker."""

from collections.abc import Callable

import httpx
import ollama
import pytest

from fakes.tls_provider import Received, TlsProvider, answer, cut_mid_body, redirect, silent, sse
from homeport.adapters.egress.client import BrokerEgress
from homeport.adapters.egress.transport import BrokerTransport, EgressError
from homeport.domain.exchange import FaultKind
from homeport.ports.egress import Deadlines

pytestmark = pytest.mark.anyio

Serve = Callable[..., TlsProvider]


def client(egress: BrokerEgress, deadlines: Deadlines | None = None) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=BrokerTransport(egress, deadlines=deadlines), trust_env=False)


async def test_an_answer(egress: BrokerEgress, serve: Serve) -> None:
    server = serve(answer("200 OK", "application/json", b'{"version":"0.32.15"}'))
    async with client(egress) as http:
        response = await http.post(server.url(path="/api/show"), json={"model": "å"})
    assert response.json() == {"version": "0.32.15"}
    [received] = server.requests
    assert received.body == '{"model":"å"}'.encode()
    assert received.header("accept-encoding") == "identity"
    assert (received.header("user-agent") or "").startswith("homeport/")


async def test_a_stream_that_is_left(egress: BrokerEgress, serve: Serve) -> None:
    server = serve(sse(*["word"] * 100, pause=0.05))
    async with client(egress) as http, http.stream("GET", server.url()) as response:
        async for _ in response.aiter_lines():
            break
    assert server.closed_by_client.wait(5)


@pytest.mark.parametrize(
    ("script", "kind"),
    [(redirect(307, "http://127.0.0.1:1/"), FaultKind.REDIRECTED), (cut_mid_body, FaultKind.CUT)],
)
async def test_faults_are_told(
    egress: BrokerEgress, serve: Serve, script: Callable[..., None], kind: FaultKind
) -> None:
    server = serve(script)
    async with client(egress) as http:
        with pytest.raises(EgressError) as failed:
            await http.get(server.url())
    assert failed.value.fault.kind is kind
    assert server.connections == 1


async def test_no_other_address(egress: BrokerEgress) -> None:
    async with client(egress) as http:
        with pytest.raises(EgressError) as failed:
            await http.get("https://ollama.com/api/tags")
    assert failed.value.fault.kind is FaultKind.NOT_LOCAL


async def test_deadlines(egress: BrokerEgress, serve: Serve) -> None:
    server = serve(silent(5))
    async with client(egress, Deadlines(first_byte=0.2)) as http:
        with pytest.raises(EgressError) as failed:
            await http.get(server.url())
    assert failed.value.fault.kind is FaultKind.TIMEOUT


async def test_the_ollama_package(egress: BrokerEgress, serve: Serve) -> None:
    def script(connection: object, received: Received) -> None:
        body = b'{"models":[{"model":"qwen3:8b","size":5}]}' if received.target == "/api/tags" else b"{}"
        answer("200 OK", "application/json", body)(connection, received)  # type: ignore[arg-type]

    server = serve(script)
    engine = ollama.AsyncClient(
        host=f"http://127.0.0.1:{server.port}", transport=BrokerTransport(egress), trust_env=False
    )
    listed = await engine.list()
    assert [model.model for model in listed.models] == ["qwen3:8b"]
    await engine.close()
