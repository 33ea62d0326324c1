"""A real broker behind a real client, and a provider with real TLS."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from ssl import SSLContext

import pytest

from fakes.launched import Launched
from fakes.tls_provider import Authority, Script, TlsProvider, sse
from homeport.adapters.egress.client import BrokerEgress
from homeport.adapters.system.clock import SystemClock


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="session")
def server_context(authority: Authority) -> SSLContext:
    return authority.context("localhost", "127.0.0.1")


@pytest.fixture
def provider(server_context: SSLContext) -> Iterator[TlsProvider]:
    with TlsProvider(sse("Hej", " och", " välkommen"), server_context) as server:
        yield server


@pytest.fixture
def serve() -> Iterator[Callable[..., TlsProvider]]:
    """Start further servers; they end with the test."""
    with ExitStack() as stack:

        def start(script: Script, context: SSLContext | None = None, host: str = "127.0.0.1") -> TlsProvider:
            return stack.enter_context(TlsProvider(script, context, host))

        yield start


@pytest.fixture
def launched() -> Iterator[Launched]:
    processes = Launched()
    yield processes
    processes.close()


@pytest.fixture
async def egress(launched: Launched, anyio_backend: str) -> AsyncIterator[BrokerEgress]:
    way_out = BrokerEgress(None, launched, SystemClock())
    yield way_out
    await way_out.close()
