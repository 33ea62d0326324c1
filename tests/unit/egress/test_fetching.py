"""A listed file may be fetched and nothing else: a changed byte, host, path or header is refused by the broker."""

import dataclasses
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from ssl import SSLContext

import pytest

from fakes.confirmed import body_of
from fakes.launched import Launched
from fakes.listed_broker import ListedBroker
from fakes.tls_provider import Authority, TlsProvider, answer, redirect
from homeport.adapters.egress.client import BrokerEgress
from homeport.adapters.egress.listed import ListedAddresses
from homeport.adapters.egress.reach import found_refusal, url_refusal
from homeport.adapters.egress.tickets import TicketKind, TicketRefusal
from homeport.adapters.system.clock import SystemClock
from homeport.adapters.system.model_files import listed_models
from homeport.domain.address import parse
from homeport.domain.consent import DevicePermit, FetchPermit, Permit
from homeport.domain.exchange import FaultKind, Outgoing
from homeport.ports.egress import EgressEvent, Ended, Failed, Head

pytestmark = pytest.mark.anyio

PATH = "/models/small.gguf"
FILE = b"GGUF" + bytes(range(256)) * 40
CATALOGUE = Path(__file__).parents[3] / "resources" / "models.toml"


@pytest.fixture
def server(server_context: SSLContext) -> Iterator[TlsProvider]:
    with TlsProvider(answer("200 OK", "application/octet-stream", FILE), server_context) as server:
        yield server


@pytest.fixture
def broker(server: TlsProvider) -> Iterator[ListedBroker]:
    broker = ListedBroker({server.url(path=PATH): ["localhost"]})
    yield broker
    broker.close()


@pytest.fixture
async def egress(broker: ListedBroker, anyio_backend: str) -> AsyncIterator[BrokerEgress]:
    egress = BrokerEgress(None, broker, SystemClock())
    yield egress
    await egress.close()


def get(url: str, *headers: tuple[str, str]) -> Outgoing:
    return Outgoing("GET", url, headers, b"")


async def all_events(egress: BrokerEgress, outgoing: Outgoing, permit: Permit) -> list[EgressEvent]:
    return [event async for event in egress.exchange(outgoing, permit)]


def refusal(events: list[EgressEvent]) -> str:
    (event,) = events
    assert isinstance(event, Failed)
    assert event.fault.kind is FaultKind.TICKET_REFUSED
    assert not event.may_have_left
    return event.fault.detail


async def test_a_listed_file_comes_and_carries_nothing(
    egress: BrokerEgress, server: TlsProvider, authority: Authority
) -> None:
    url = server.url(path=PATH)
    permit = FetchPermit(url, 3, authority.pem)
    events = await all_events(egress, get(url, ("range", "bytes=8-")), permit)
    assert events[-1] == Ended()
    assert body_of(events) == FILE
    [received] = server.requests
    assert (received.method, received.target, received.body) == ("GET", PATH, b"")
    sent = dict(received.headers)
    assert sent.pop("user-agent").startswith("homeport/")
    assert sent == {
        "host": f"localhost:{server.port}",
        "accept-encoding": "identity",
        "connection": "close",
        "range": "bytes=8-",
    }


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda url: url + "?a=b", TicketRefusal.NOT_LISTED),
        (lambda url: url + "/", TicketRefusal.NOT_LISTED),
        (lambda url: url.replace("small", "smalk"), TicketRefusal.NOT_LISTED),
        (lambda url: url.replace("localhost", "127.0.0.1"), TicketRefusal.NOT_LISTED),
        (lambda url: url.replace("localhost", "localhost.evil.example"), TicketRefusal.NOT_LISTED),
        (lambda url: url.replace("https", "http"), TicketRefusal.NOT_LISTED),
        (lambda url: url.replace("/models", "/Models"), TicketRefusal.NOT_LISTED),
        (lambda url: url.replace("/models", "/x/%2e%2e/models"), TicketRefusal.NOT_LISTED),
    ],
)
async def test_another_address_is_refused_even_where_the_app_asks_for_it(
    egress: BrokerEgress, server: TlsProvider, authority: Authority, change, reason: TicketRefusal
) -> None:
    url = change(server.url(path=PATH))
    assert refusal(await all_events(egress, get(url), FetchPermit(url, 3, authority.pem))) == reason
    listed = FetchPermit(server.url(path=PATH), 3, authority.pem)
    assert refusal(await all_events(egress, get(url), listed)) == TicketRefusal.URL
    assert server.connections == 0


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"method": "POST"}, TicketRefusal.METHOD),
        ({"method": "HEAD"}, TicketRefusal.METHOD),
        ({"body": b"x"}, TicketRefusal.BODY),
        ({"headers": (("accept", "*/*"),)}, TicketRefusal.CARRIES),
        ({"headers": (("x-more", "1"),)}, TicketRefusal.CARRIES),
        ({"headers": (("range", "bytes=0-"), ("cookie", "a=b"))}, TicketRefusal.CARRIES),
        ({"headers": (("range", "bytes=0-"), ("range", "bytes=1-"))}, TicketRefusal.CARRIES),
        ({"headers": (("range", "bytes=08-"),)}, TicketRefusal.CARRIES),
        ({"headers": (("range", "bytes=0-5"),)}, TicketRefusal.CARRIES),
        ({"headers": (("range", "bytes=" + "9" * 16 + "-"),)}, TicketRefusal.CARRIES),
        ({"headers": (("range", "secret"),)}, TicketRefusal.CARRIES),
    ],
)
async def test_a_fetch_carries_nothing_but_the_number_of_a_byte(
    egress: BrokerEgress, server: TlsProvider, authority: Authority, change, reason: TicketRefusal
) -> None:
    url = server.url(path=PATH)
    outgoing = dataclasses.replace(get(url), **change)
    assert refusal(await all_events(egress, outgoing, FetchPermit(url, 3, authority.pem))) == reason
    assert server.connections == 0


async def test_secrets_do_not_go_along(egress: BrokerEgress, server: TlsProvider, authority: Authority) -> None:
    url = server.url(path=PATH)
    outgoing = dataclasses.replace(get(url), secret_headers=("authorization",))
    permit = FetchPermit(url, 3, authority.pem)
    events = [e async for e in egress.exchange(outgoing, permit, secrets={"authorization": "Bearer k"})]
    assert refusal(events) == TicketRefusal.CARRIES
    assert server.connections == 0


async def test_without_a_line_in_the_ledger_nothing_is_fetched(
    egress: BrokerEgress, server: TlsProvider, authority: Authority
) -> None:
    url = server.url(path=PATH)
    assert refusal(await all_events(egress, get(url), FetchPermit(url, 0, authority.pem))) == TicketRefusal.LEDGER
    assert server.connections == 0


async def test_where_a_listed_answer_points_may_be_asked_once_and_only_there(
    egress: BrokerEgress, broker: ListedBroker, server: TlsProvider, authority: Authority
) -> None:
    url, elsewhere = server.url(path=PATH), server.url(path="/store/abc?sign=1%2F2")
    permit, there = FetchPermit(url, 3, authority.pem), FetchPermit(elsewhere, 4, authority.pem)
    assert refusal(await all_events(egress, get(elsewhere), there)) == TicketRefusal.NOT_LISTED
    server.script = redirect(302, elsewhere)
    events = await all_events(egress, get(url), permit)
    head = next(event for event in events if isinstance(event, Head))
    assert (head.status, head.headers["location"]) == (302, elsewhere)
    assert events[-1] == Ended()
    assert len(server.requests) == 1  # it was told, not followed
    changed = elsewhere.replace("abc", "abd")
    assert refusal(await all_events(egress, get(changed), FetchPermit(changed, 5, authority.pem))) == "not-listed"
    server.script = answer("200 OK", "application/octet-stream", FILE)
    assert body_of(await all_events(egress, get(elsewhere), there)) == FILE
    assert refusal(await all_events(egress, get(elsewhere), there)) == TicketRefusal.NOT_LISTED  # once


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/a",
        "http://localhost/a",
        "//localhost/a",
        "/a",
        "",
        "https://localhost@evil.example/",
        "https://LOCALHOST.evil.example/a",
        "ftp://localhost/a",
    ],
)
async def test_an_answer_may_not_point_anywhere_else(
    egress: BrokerEgress, server: TlsProvider, authority: Authority, location: str
) -> None:
    url = server.url(path=PATH)
    server.script = redirect(302, location)
    events = await all_events(egress, get(url), FetchPermit(url, 3, authority.pem))
    assert isinstance(events[-1], Failed)
    assert events[-1].fault.kind is FaultKind.REDIRECTED
    assert not any(isinstance(event, Head) for event in events)


async def test_what_was_pointed_to_may_not_point_on(
    egress: BrokerEgress, server: TlsProvider, authority: Authority
) -> None:
    url, second, third = (server.url(path=path) for path in (PATH, "/second", "/third"))
    server.script = redirect(302, second)
    await all_events(egress, get(url), FetchPermit(url, 3, authority.pem))
    server.script = redirect(302, third)
    events = await all_events(egress, get(second), FetchPermit(second, 4, authority.pem))
    assert isinstance(events[-1], Failed)
    assert events[-1].fault.kind is FaultKind.REDIRECTED
    assert refusal(await all_events(egress, get(third), FetchPermit(third, 5, authority.pem))) == "not-listed"


async def test_the_broker_of_the_program_knows_the_shipped_list_alone(
    launched: Launched, server: TlsProvider, authority: Authority
) -> None:
    """The real broker as the launcher starts it: its list cannot be given to it from outside."""
    egress = BrokerEgress(None, launched, SystemClock())
    url = server.url(path=PATH)
    events = await all_events(egress, get(url), FetchPermit(url, 3, authority.pem))
    assert refusal(events) == TicketRefusal.NOT_LISTED
    assert server.connections == 0
    shipped = listed_models(CATALOGUE)[0].url
    (refused,) = await all_events(egress, get(shipped + "x"), FetchPermit(shipped + "x", 3))
    assert isinstance(refused, Failed)
    assert refused.fault.detail == TicketRefusal.NOT_LISTED
    device = await all_events(egress, get(shipped), DevicePermit("ollama"))
    assert isinstance(device[-1], Failed)
    assert device[-1].fault.kind is FaultKind.NOT_LOCAL
    await egress.close()


def test_a_fetch_goes_to_public_addresses_over_tls() -> None:
    address = parse("https://models.example/a")
    assert address is not None
    assert url_refusal(TicketKind.FETCH, address) is None
    plain = parse("http://models.example/a")
    assert plain is not None
    assert url_refusal(TicketKind.FETCH, plain) is not None
    for found, allowed in (("10.0.0.1", False), ("127.0.0.1", False), ("169.254.1.1", False), ("1.1.1.1", True)):
        literal = parse(f"https://{found}/")
        assert literal is not None
        assert literal.literal is not None
        assert (found_refusal(TicketKind.FETCH, literal.literal) is None) is allowed


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("cdn.hf.co", True),
        ("a.b.hf.co", True),
        ("hf.co", False),
        (".hf.co", False),
        ("evilhf.co", False),
        ("hf.co.evil.example", False),
        ("store.example", True),
        ("x.store.example", False),
    ],
)
def test_hosts_that_may_be_pointed_to(host: str, allowed: bool) -> None:
    listed = ListedAddresses(lambda: {"https://a.example/f": frozenset({"*.hf.co", "store.example"})})
    hosts = listed.take("https://a.example/f")
    assert hosts is not None
    assert listed.point(hosts, f"https://{host}/x?y=1") is allowed
    assert (listed.take(f"https://{host}/x?y=1") is not None) is allowed


def test_every_listed_model_is_pinned_and_on_the_usual_port() -> None:
    models = listed_models(CATALOGUE)
    assert models
    for model in models:
        address = parse(model.url)
        assert address is not None
        assert (address.scheme, address.port) == ("https", 443)
        assert "/main/" not in model.url  # a revision, not whatever stands there today
        assert model.size_bytes > 1_000_000
        assert all(host.count(".") >= 1 for host in model.points_to)
    assert len({model.name for model in models}) == len({model.file for model in models}) == len(models)
