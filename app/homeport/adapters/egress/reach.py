"""Where the broker may connect to: the rules for each kind of ticket, and the audit hook that holds it to them."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, IPv6Network
from typing import Any, TypeVar

from homeport.adapters.egress.tickets import TicketKind
from homeport.domain.address import LOCALHOST, Address

K = TypeVar("K")

_GLOBAL_UNICAST = IPv6Network("2000::/3")  # RFC 4291, section 2.4
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address behind an IPv6-only network


def literals(address: Address) -> tuple[str, ...]:
    """The addresses the URL itself names, in the order to try; empty when its name has to be looked up."""
    if address.host == "localhost":
        return LOCALHOST
    return () if address.literal is None else (address.host,)


def url_refusal(kind: TicketKind, address: Address) -> str | None:
    """Why a ticket of this kind may not go to this URL at all; None when it may."""
    if kind is TicketKind.DEVICE:
        return None if address.loopback_literals else f"{address.authority} is not an address on this computer."
    if address.scheme != "https":
        return f"{address.authority} is asked without TLS."
    literal = address.literal
    if literal is None or literal.is_loopback:
        return None  # written so on purpose; a name that merely leads here is refused by `found_refusal`
    return f"{literal} is not the address of a server." if _nowhere(literal) else None


def found_refusal(kind: TicketKind, found: IPv4Address | IPv6Address) -> str | None:
    """Why a ticket of this kind may not go to an address that a name was found to have; None when it may."""
    if isinstance(found, IPv6Address) and found in _NAT64:
        found = IPv4Address(int(found) & 0xFFFFFFFF)
    if found.is_loopback or _nowhere(found):
        return f"The name leads to {found}, which is not the address of a server."
    if kind in (TicketKind.MANAGED, TicketKind.FETCH) and not _public(found):
        return f"The name leads to {found}, which is not a public address."
    if kind is TicketKind.PRIVATE and _public(found):
        return f"The name leads to {found}, which is a public address; your own server was expected."
    return None


def _nowhere(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and (
        address.ipv4_mapped is not None or address.sixtofour is not None or address.teredo is not None
    ):
        return True  # each hides an IPv4 address
    reserved = address.is_reserved and isinstance(address, IPv4Address)
    return address.is_unspecified or address.is_link_local or address.is_multicast or reserved


def _public(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and (isinstance(address, IPv4Address) or address in _GLOBAL_UNICAST)


class Reach:
    """What live tickets allow right now; by host, as a context variable is empty inside `getaddrinfo`'s thread."""

    def __init__(self) -> None:
        self._names: Counter[str] = Counter()
        self._addresses: Counter[tuple[str, int]] = Counter()

    @contextmanager
    def name(self, host: str) -> Iterator[None]:
        """Allow looking this name up."""
        with _counted(self._names, host):
            yield

    @contextmanager
    def address(self, literal: str, port: int) -> Iterator[None]:
        """Allow connecting to this address."""
        with _counted(self._addresses, (literal, port)):
            yield

    def guard_process(self) -> None:
        """From now on, for good, refuse look-ups and connections without a live ticket, and all children."""
        sys.addaudithook(self._audit)

    def _audit(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "socket.connect":
            address = args[1]
            if isinstance(address, tuple) and (address[0], address[1]) in self._addresses:
                return
        elif event == "socket.getaddrinfo":
            host = args[0].decode("ascii", "replace") if isinstance(args[0], bytes) else args[0]
            if host in self._names:
                return
        elif event not in _REFUSED:
            return
        raise PermissionError(f"{event} without a ticket")


_REFUSED = frozenset(
    {
        "socket.bind", "socket.sendto", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo",
        "subprocess.Popen", "os.system", "os.posix_spawn", "os.spawn", "os.exec", "os.fork", "os.forkpty",
    }
)  # fmt: skip


@contextmanager
def _counted(counter: Counter[K], key: K) -> Iterator[None]:
    counter[key] += 1
    try:
        yield
    finally:
        counter[key] -= 1
        if not counter[key]:
            del counter[key]
