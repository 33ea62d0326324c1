"""Where each kind of ticket may go."""

from ipaddress import ip_address

import pytest

from homeport.adapters.egress.reach import Reach, found_refusal, literals, url_refusal
from homeport.adapters.egress.tickets import TicketKind
from homeport.domain.address import parse

MANAGED, PRIVATE, DEVICE = TicketKind.MANAGED, TicketKind.PRIVATE, TicketKind.DEVICE

PUBLIC = ["1.1.1.1", "8.8.8.8", "2001:4860:4860::8888", "2606:4700::1111", "64:ff9b::101:101"]
WITHIN = ["10.0.0.1", "172.16.3.4", "192.168.0.9", "100.64.1.1", "fd00::1", "64:ff9b::a00:1"]
NOWHERE = [
    "127.0.0.1", "127.9.9.9", "::1", "0.0.0.0", "::", "169.254.169.254", "169.254.0.1", "fe80::1", "224.0.0.1",
    "239.255.255.250", "ff02::1", "255.255.255.255", "240.0.0.1", "::ffff:1.1.1.1", "::ffff:127.0.0.1",
    "2002:7f00:1::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
]  # fmt: skip


@pytest.mark.parametrize("found", PUBLIC)
def test_a_managed_name_leads_to_a_public_address(found: str) -> None:
    assert found_refusal(MANAGED, ip_address(found)) is None
    assert found_refusal(PRIVATE, ip_address(found)) is not None


@pytest.mark.parametrize("found", WITHIN)
def test_a_private_name_leads_inside(found: str) -> None:
    assert found_refusal(PRIVATE, ip_address(found)) is None
    assert found_refusal(MANAGED, ip_address(found)) is not None


@pytest.mark.parametrize("kind", [MANAGED, PRIVATE])
@pytest.mark.parametrize("found", NOWHERE)
def test_no_name_leads_there(kind: TicketKind, found: str) -> None:
    assert found_refusal(kind, ip_address(found)) is not None


@pytest.mark.parametrize(
    ("kind", "url", "allowed"),
    [
        (MANAGED, "https://api.example/v1", True),
        (MANAGED, "https://localhost:8443/v1", True),
        (MANAGED, "https://127.0.0.1:8443/v1", True),
        (MANAGED, "https://[::1]:8443/v1", True),
        (MANAGED, "https://10.0.0.5/v1", True),
        (MANAGED, "http://api.example/v1", False),
        (MANAGED, "http://127.0.0.1/v1", False),
        (MANAGED, "https://169.254.169.254/latest", False),
        (MANAGED, "https://0.0.0.0/", False),
        (MANAGED, "https://224.0.0.1/", False),
        (MANAGED, "https://[fe80::1]/", False),
        (MANAGED, "https://[::]/", False),
        (PRIVATE, "https://llm.intra.example/v1", True),
        (PRIVATE, "http://llm.intra.example/v1", False),
        (PRIVATE, "https://169.254.1.1/", False),
        (DEVICE, "http://127.0.0.1:11434/api/chat", True),
        (DEVICE, "http://localhost:11434/api/chat", True),
        (DEVICE, "http://[::1]:11434/api/chat", True),
        (DEVICE, "http://10.0.0.5:11434/api/chat", False),
        (DEVICE, "http://ollama.com/api/chat", False),
        (DEVICE, "https://api.example/v1", False),
    ],
)
def test_urls(kind: TicketKind, url: str, *, allowed: bool) -> None:
    address = parse(url)
    assert address is not None
    assert (url_refusal(kind, address) is None) is allowed


def test_only_names_are_looked_up() -> None:
    def of(url: str) -> tuple[str, ...]:
        address = parse(url)
        assert address is not None
        return literals(address)

    assert of("https://localhost/") == ("127.0.0.1", "::1")
    assert of("https://localhost/?a=b%20c") == ("127.0.0.1", "::1")
    assert of("https://10.0.0.5/") == ("10.0.0.5",)
    assert of("https://[2001:4860::1]/") == ("2001:4860::1",)
    assert of("https://api.example/") == ()


def test_the_hook_knows_only_live_tickets() -> None:
    reach = Reach()
    with reach.address("127.0.0.1", 443), reach.address("127.0.0.1", 443), reach.name("api.example"):
        reach._audit("socket.connect", (None, ("127.0.0.1", 443)))
        reach._audit("socket.getaddrinfo", ("api.example", 443, 0, 0, 0))
        reach._audit("socket.getaddrinfo", (b"api.example", 443, 0, 0, 0))
        for event, args in (
            ("socket.connect", (None, ("127.0.0.1", 80))),
            ("socket.connect", (None, ("127.0.0.2", 443))),
            ("socket.connect", (None, "/run/dbus/system_bus_socket")),
            ("socket.getaddrinfo", ("evil.example", 443, 0, 0, 0)),
            ("socket.sendto", (None, ("127.0.0.1", 443))),
            ("socket.gethostbyname", ("api.example",)),
            ("socket.bind", (None, ("127.0.0.1", 0))),
            ("subprocess.Popen", ("curl", [], None, None)),
            ("os.system", (b"curl",)),
        ):
            with pytest.raises(PermissionError):
                reach._audit(event, args)
        reach._audit("open", ("file", "r", 0))
    with pytest.raises(PermissionError):
        reach._audit("socket.connect", (None, ("127.0.0.1", 443)))
    with pytest.raises(PermissionError):
        reach._audit("socket.getaddrinfo", ("api.example", 443, 0, 0, 0))
