"""A server of the person's organisation, written as the provider file that describes it."""

import json
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

TEMPLATE = "private"
"""The shipped provider file that an own server fills in."""

_LONGEST_ID = 41


@dataclass(frozen=True, slots=True)
class OwnServer:
    """What a person fills in. `host` has its port unless that is 443; `company_ca` is PEM text or empty.

    `in_eu` and `keeps_nothing` count only where `attested_by` says who answers for them.
    """

    lane: str
    company: str
    host: str
    model: str
    context_tokens: int
    max_output_tokens: int
    in_eu: bool
    keeps_nothing: bool
    attested_by: str
    company_ca: str = ""


def server_id(server: OwnServer, taken: Collection[str]) -> str:
    """An id for its provider file that nobody has: from the company's name in plain letters."""
    plain = unicodedata.normalize("NFKD", server.company.lower()).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: _LONGEST_ID - 4].strip("-") or "own-server"
    wanted, number = stem, 1
    while wanted in taken:
        number += 1
        wanted = f"{stem}-{number}"
    return wanted


def provider_file(server: OwnServer, id_: str, today: str) -> bytes:
    """The provider file: TOML that fills in the shipped one and can change nothing else of it.

    Args:
        server: what the person filled in.
        id_: of `server_id`.
        today: ISO date on which it was attested.
    """
    lines = [
        f"id = {_text(id_)}",
        f"template = {_text(TEMPLATE)}",
        "",
        "[fill_in]",
        f"company = {_text(server.company)}",
        f"host = {_text(server.host)}",
        "",
        f"[models.{_text(server.model)}]",
        f"context_tokens = {server.context_tokens}",
        f"max_output_tokens = {server.max_output_tokens}",
    ]
    for key, attested in (("in_eu", server.in_eu), ("keeps_nothing", server.keeps_nothing)):
        if attested and server.attested_by:
            lines += ["", f"[attest.{key}]", f"by = {_text(server.attested_by)}", f"on = {_text(today)}"]
    return ("\n".join(lines) + "\n").encode()


def _text(text: str) -> str:
    # JSON escapes a subset of what a TOML basic string does; only DEL must be escaped in addition.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
