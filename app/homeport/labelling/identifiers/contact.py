"""E-mail, telephone and machine addresses: they say where to reach someone or something, and raise nothing alone.

Sources: RFC 5321/5322 (the forms people use), ITU-T E.164 (at most 15 digits), RFC 4291 and 791 (addresses), IEEE
802.
"""

import ipaddress
import re

from homeport.labelling.identifiers.lettered import LetteredKind

_PHONE_WORDS = (
    "tel",
    "phone",
    "mobil",
    "cell",
    "puh",
    "gsm",
    "sími",
    "simi",
    "tlf",
    "tfn",
    "fax",
    "call",
    "ring",
    "number is",
    "number:",
    "nummer är",
    "nummer:",
    "teléfono",
    "móvil",
    "portable",
    "whatsapp",
    "sms",
    "desk",
    "handy",
    "rufnummer",
    "numéro",
)
_PHONE_CONTEXT = re.compile("(?<![^\\W_])(?:" + "|".join(_PHONE_WORDS) + ")")


def phone_context(lowered: str) -> bool:
    """Whether a word in small letters says that a telephone number follows."""
    return any(word in lowered for word in _PHONE_WORDS) and _PHONE_CONTEXT.search(lowered) is not None


_DATED = re.compile(r"(?:19|20)\d{2}[-./]?(?:0[1-9]|1[0-2])[-./]?(?:[0-2]\d|3[01])(?!\d{3})")


def phone(value: str) -> bool:
    """A telephone number: 7 to 15 digits, not a date and not one digit over and over."""
    digits = "".join(filter(str.isdigit, value))
    return 7 <= len(digits) <= 15 and len(set(digits)) > 2 and not _DATED.match(value)


def ip(value: str) -> bool:
    """An IPv4 or IPv6 address, with or without a prefix length or zone."""
    try:
        ipaddress.ip_address(value.split("/", maxsplit=1)[0].split("%", maxsplit=1)[0])
    except ValueError:
        return False
    return True


def ipv6(value: str) -> bool:
    """An IPv6 address that is more than a bare ``::``, which program texts are full of."""
    return len(value) > 2 and ip(value)


def mac(value: str) -> bool:
    """A hardware address; one separator throughout."""
    return len(set(value) & set(":-.")) == 1


CONTACT = (
    LetteredKind(
        "EMAIL",
        r"\b[A-Za-z0-9._%+'-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,8}(?:[A-Za-z]{2,24}"
        r"|xn--[a-z0-9-]{2,59})\b",
        lambda value: ".." not in value,
        True,
        "",
        r"[A-Za-z0-9._%+'-]@[A-Za-z0-9]",
    ),
    LetteredKind("IP", r"\b(?:\d{1,3}\.){3}\d{1,3}\b", ip, True, ""),
    LetteredKind(
        "IPV6",
        r"(?:[0-9A-Fa-f]{0,4}:){2,7}(?:\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}|[0-9A-Fa-f]{0,4})",
        ipv6,
        True,
        "",
        r":[0-9A-Fa-f]{0,4}:",
    ),
    LetteredKind(
        "MAC",
        r"\b(?:(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4})\b",
        mac,
        True,
        "",
    ),
)
