"""Names are looked up once, every answer is checked, and the connection goes to the address itself."""

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import pytest

from fakes.confirmed import outgoing_to, yes_to
from fakes.tls_provider import Authority, TlsProvider, sse
from homeport.adapters.egress.client import BrokerEgress
from homeport.adapters.egress.dial import dial
from homeport.adapters.egress.faults import NetworkFaultError
from homeport.adapters.egress.reach import Reach
from homeport.adapters.egress.tickets import TicketKind
from homeport.domain.address import Address, parse
from homeport.domain.consent import SendPermit
from homeport.domain.exchange import FaultKind
from homeport.ports.egress import Ended, Failed

pytestmark = pytest.mark.anyio


def address(url: str) -> Address:
    read = parse(url)
    assert read is not None
    return read


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the name server of this test says; no real one may be asked."""
    given: list[str] = []

    async def look_up(_self: object, host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (literal, port)) for literal in given]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", look_up)
    return given


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (TicketKind.MANAGED, ["127.0.0.1"]),
        (TicketKind.MANAGED, ["::1"]),
        (TicketKind.MANAGED, ["10.0.0.7"]),
        (TicketKind.MANAGED, ["169.254.169.254"]),
        (TicketKind.MANAGED, ["1.1.1.1", "127.0.0.1"]),
        (TicketKind.MANAGED, ["1.1.1.1", "10.0.0.1"]),
        (TicketKind.PRIVATE, ["127.0.0.1"]),
        (TicketKind.PRIVATE, ["1.1.1.1"]),
        (TicketKind.PRIVATE, ["10.0.0.1", "1.1.1.1"]),
        (TicketKind.PRIVATE, ["0.0.0.0"]),
    ],
)
async def test_one_bad_answer_spoils_them_all(answers: list[str], kind: TicketKind, found: list[str]) -> None:
    answers += found
    with pytest.raises(NetworkFaultError) as refused:
        await dial(kind, address("https://api.example/v1"), Reach(), 2)
    assert refused.value.fault.kind is FaultKind.TICKET_REFUSED


async def test_a_name_without_an_address(answers: list[str]) -> None:
    with pytest.raises(NetworkFaultError) as failed:
        await dial(TicketKind.MANAGED, address("https://api.example/v1"), Reach(), 2)
    assert failed.value.fault.kind is FaultKind.NAME


async def test_a_name_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(_self: object, *_: Any, **__: Any) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", never)
    with pytest.raises(NetworkFaultError) as failed:
        await dial(TicketKind.MANAGED, address("https://api.example/v1"), Reach(), 0.1)
    assert failed.value.fault.kind is FaultKind.TIMEOUT


def _name_of_this_computer() -> str:
    """A real name, not ``localhost``, that the system itself resolves to loopback."""
    for name in (socket.gethostname(), "ip6-localhost", "localhost.localdomain"):
        try:
            found = {str(answer[4][0]) for answer in socket.getaddrinfo(name, 1)}
        except OSError:
            continue
        if parse(f"https://{name}/") is not None and found <= {"127.0.0.1", "127.0.1.1", "::1"}:
            return name
    return ""


@pytest.mark.parametrize("is_managed", [True, False])
async def test_a_name_that_leads_back_here_is_refused(
    egress: BrokerEgress, serve: Callable[..., TlsProvider], authority: Authority, *, is_managed: bool
) -> None:
    """Rebinding, for real: certificate and name are right, the address is not."""
    name = _name_of_this_computer()
    if not name:
        pytest.skip("no name but localhost leads to this computer here")
    server = serve(sse("no"), authority.context(name))
    outgoing = outgoing_to(server.url(name))
    permit = SendPermit(yes_to(outgoing), 1, managed=is_managed, company_ca=authority.pem)
    events = [event async for event in egress.exchange(outgoing, permit)]
    assert isinstance(events[0], Failed)
    assert events[0].fault.kind is FaultKind.TICKET_REFUSED
    assert "leads to" in events[0].fault.detail
    assert server.connections == 0


async def test_a_private_server_written_as_an_address(
    egress: BrokerEgress, provider: TlsProvider, authority: Authority
) -> None:
    outgoing = outgoing_to(provider.url("127.0.0.1"))
    permit = SendPermit(yes_to(outgoing), 1, managed=False, company_ca=authority.pem)
    events = [event async for event in egress.exchange(outgoing, permit)]
    assert events[-1] == Ended()


async def test_no_intent_in_the_ledger(egress: BrokerEgress, provider: TlsProvider, authority: Authority) -> None:
    outgoing = outgoing_to(provider.url())
    permit = SendPermit(yes_to(outgoing), 0, managed=True, company_ca=authority.pem)
    [event] = [event async for event in egress.exchange(outgoing, permit)]
    assert isinstance(event, Failed)
    assert event.fault.detail == "ledger"
    assert provider.connections == 0
