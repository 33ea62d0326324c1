"""Addresses of engines and providers, read by one strict grammar: what can be read in two ways is refused."""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address

_URL = re.compile(
    r"(?P<scheme>https?)://"
    r"(?:\[(?P<v6>[0-9a-f:.]{2,45})\]|(?P<name>[0-9a-z.-]{1,253}))"
    r"(?::(?P<port>[1-9][0-9]{0,4}))?"
    r"(?P<target>(?:/(?:[A-Za-z0-9!$&'()*+,;=:._~/-]|%[0-9A-Fa-f]{2})*(?:\?[A-Za-z0-9!$&'()*+,;=:._~/?%-]*)?)?)",
    re.ASCII,
)
_LABEL = re.compile(r"[0-9a-z](?:[0-9a-z-]{0,61}[0-9a-z])?", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)  # as a last label it makes the whole host an IPv4 number
_DOT_SEGMENT = re.compile(r"/(?:\.|%2e){1,2}(?:[/?]|$)", re.ASCII | re.IGNORECASE)

LOCALHOST = ("127.0.0.1", "::1")
"""What the word ``localhost`` stands for, in the order to try."""

DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """A URL in parts: `host` in lower case without brackets, `target` the path and query, empty or from ``/``."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def literal(self) -> IPv4Address | IPv6Address | None:
        """The host as an address, None when it is a name."""
        if ":" in self.host:
            return IPv6Address(self.host)
        return IPv4Address(self.host) if _NUMBER.fullmatch(self.host.rpartition(".")[2]) else None

    @property
    def authority(self) -> str:
        """Host and port as they stand in a URL and in the ``host`` header; a default port is left out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The canonical form."""
        return f"{self.scheme}://{self.authority}{self.target}"

    @property
    def loopback_literals(self) -> tuple[str, ...]:
        """Where it leads if that is this computer beyond doubt, in the order to try; else empty.

        Only canonical 127.0.0.0/8, ``::1`` and the bare word ``localhost``, which is never looked up.
        """
        if "?" in self.target or "%" in self.target:
            return ()
        if self.host == "localhost":
            return LOCALHOST
        literal = self.literal
        local = literal is not None and (
            literal.is_loopback if isinstance(literal, IPv4Address) else str(literal) == "::1"
        )
        return (self.host,) if local else ()


def parse(url: str) -> Address | None:
    """Read an absolute http or https URL; None for anything not written in the one plain way.

    Refused are user information, fragments, backslashes, escapes in the host, non-ASCII and control characters,
    empty and over-long labels, a final dot, numbers other than canonical dotted quads, IPv6 that is not in its
    shortest form or embeds IPv4, scopes, dot segments, and ports that are 0, above 65535 or have leading zeros.
    """
    if not url.isascii():
        return None
    front, slashes, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    match = _URL.fullmatch((front + slashes + authority).lower() + slash + path)
    if match is None or _DOT_SEGMENT.search(match["target"]):
        return None
    scheme, target = match["scheme"], match["target"]
    port = int(match["port"] or DEFAULT_PORTS[scheme])
    host = match["name"] or match["v6"]
    well_written = _canonical_name(host) if match["name"] else _canonical_v6(host)
    return Address(scheme, host, port, target) if well_written and port <= 65535 else None


def loopback_urls(url: str) -> tuple[str, ...]:
    """The canonical URLs an address on this computer stands for, in the order to try; empty when it is not local.

    ``localhost`` stands for 127.0.0.1 and then ``[::1]``. A path of just ``/`` is dropped.
    """
    address = parse(url)
    if address is None:
        return ()
    target = "" if address.target == "/" else address.target
    return tuple(
        Address(address.scheme, literal, address.port, target).url for literal in address.loopback_literals
    )


def loopback_url(url: str) -> str | None:
    """The canonical form of an address on this computer, None when it is not one beyond doubt."""
    return next(iter(loopback_urls(url)), None)


def _canonical_name(host: str) -> bool:
    labels = host.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels):
        return False
    if not _NUMBER.fullmatch(labels[-1]):
        return True
    try:
        return str(IPv4Address(host)) == host
    except AddressValueError:
        return False


def _canonical_v6(host: str) -> bool:
    try:
        address = IPv6Address(host)
    except AddressValueError:
        return False
    embeds_v4 = address.ipv4_mapped is not None or 1 < int(address) < 1 << 32
    return str(address) == host and not embeds_v4
