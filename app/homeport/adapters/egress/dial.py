"""Names to addresses to a checked connection: resolve once, then only ever the address itself."""

import asyncio
import functools
import ipaddress
import socket
import ssl
from dataclasses import dataclass

from homeport.adapters.egress.faults import NetworkFaultError, connect_fault
from homeport.adapters.egress.reach import Reach, found_refusal, literals, url_refusal
from homeport.adapters.egress.tickets import TicketKind
from homeport.domain.address import Address
from homeport.domain.exchange import FaultKind


@dataclass(frozen=True, slots=True)
class Dialled:
    """A connected socket, and the literal address at its other end."""

    socket: socket.socket
    peer: str


async def dial(kind: TicketKind, address: Address, reach: Reach, seconds: float) -> Dialled:
    """Connect to the address, trying each one it stands for; not a byte is written.

    Args:
        kind: of the ticket; decides which addresses may be used.
        address: where to.
        reach: the live tickets, as the audit hook sees them.
        seconds: for looking up and connecting together.

    Raises:
        NetworkFaultError: refused by a rule, not found, or not reached in time.
    """
    if refusal := url_refusal(kind, address):
        raise NetworkFaultError(_refused_as(kind), refusal)
    until = asyncio.get_running_loop().time() + seconds
    try:
        async with asyncio.timeout_at(until):
            found = literals(address) or await _look_up(kind, address, reach)
    except TimeoutError as error:
        raise NetworkFaultError(
            FaultKind.TIMEOUT, f"{address.host} was not found in {seconds:g} seconds."
        ) from error
    failure: NetworkFaultError | None = None
    for position, literal in enumerate(found):
        left = until - asyncio.get_running_loop().time()
        try:
            with reach.address(literal, address.port):
                return await _connect(kind, address, literal, left / (len(found) - position))
        except NetworkFaultError as error:
            failure = failure or error
    raise failure or NetworkFaultError(FaultKind.NAME, f"{address.host} has no address.")


def _refused_as(kind: TicketKind) -> FaultKind:
    return FaultKind.NOT_LOCAL if kind is TicketKind.DEVICE else FaultKind.TICKET_REFUSED


async def _look_up(kind: TicketKind, address: Address, reach: Reach) -> tuple[str, ...]:
    loop = asyncio.get_running_loop()
    try:
        with reach.name(address.host):
            answers = await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise NetworkFaultError(FaultKind.NAME, f"The name {address.host} was not found.") from error
    found = tuple(dict.fromkeys(str(answer[4][0]) for answer in answers))
    for literal in found:
        if refusal := found_refusal(kind, ipaddress.ip_address(literal)):  # one bad answer spoils them all
            raise NetworkFaultError(FaultKind.TICKET_REFUSED, refusal)
    return found


async def _connect(kind: TicketKind, address: Address, literal: str, seconds: float) -> Dialled:
    family = socket.AF_INET6 if ":" in literal else socket.AF_INET
    try:
        connection = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:  # no IPv6 here, say
        raise connect_fault(error, address.authority, on_device=kind is TicketKind.DEVICE) from error
    try:
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        async with asyncio.timeout(seconds):
            await asyncio.get_running_loop().sock_connect(connection, (literal, address.port))
        _check_ends(kind, connection, literal)
    except TimeoutError as error:
        connection.close()
        raise NetworkFaultError(
            FaultKind.TIMEOUT, f"{address.authority} did not answer within the time allowed for connecting."
        ) from error
    except OSError as error:
        connection.close()
        raise connect_fault(error, address.authority, on_device=kind is TicketKind.DEVICE) from error
    except BaseException:
        connection.close()
        raise
    return Dialled(connection, literal)


def _check_ends(kind: TicketKind, connection: socket.socket, literal: str) -> None:
    peer, own = connection.getpeername()[0], connection.getsockname()[0]
    if peer != literal:
        raise NetworkFaultError(FaultKind.NOT_LOCAL, f"Asked for {literal}, connected to {peer}.")
    if kind is TicketKind.DEVICE and not all(ipaddress.ip_address(end).is_loopback for end in (peer, own)):
        raise NetworkFaultError(FaultKind.NOT_LOCAL, f"The connection runs from {own} to {peer}.")


def tls_context(company_ca: str) -> ssl.SSLContext:
    """TLS 1.2 or later, certificate and name checked against the system's roots and, if given, a company's (PEM).

    Raises:
        NetworkFaultError: `company_ca` is no certificate.
    """
    if not company_ca:
        return _system_context()
    context = _new_context()
    try:
        context.load_verify_locations(cadata=company_ca)
    except ssl.SSLError as error:
        raise NetworkFaultError(FaultKind.TLS, "The organisation's certificate cannot be read.") from error
    return context


@functools.cache
def _system_context() -> ssl.SSLContext:
    return _new_context()


def _new_context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
