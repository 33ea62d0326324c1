"""Short calls to an engine on this computer: one JSON request, one JSON answer, over the one way out."""

import json
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from homeport.domain.consent import DevicePermit
from homeport.domain.exchange import Fault, FaultKind, Outgoing
from homeport.ports.egress import Chunk, Deadlines, Egress, Failed, Head

ANSWER_BYTES = 8 << 20
"""The longest answer read: a list of models or one model's description, with room to spare."""

QUICK = Deadlines(connect=2.0, first_byte=10.0, idle=10.0, total=20.0)
"""For questions an engine answers from memory."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. `body` is None when it is not JSON."""

    status: int
    body: Any

    @property
    def json(self) -> Mapping[str, Any] | None:
        """The body when it is a JSON object."""
        return self.body if isinstance(self.body, dict) else None

    @property
    def error(self) -> str:
        """The engine's own words about what went wrong, shortened; empty when it gave none."""
        found = (self.json or {}).get("error", "")
        if isinstance(found, Mapping):
            found = found.get("message", "")
        return found[:300] if isinstance(found, str) else ""


async def call(
    egress: Egress,
    endpoint_id: str,
    url: str,
    body: Mapping[str, Any] | None = None,
    *,
    secrets: Mapping[str, str] | None = None,
    deadlines: Deadlines = QUICK,
) -> Answer | Fault:
    """GET `url`, or POST `body` to it; a redirect, a broken or an endless answer is a `Fault`."""
    headers: tuple[tuple[str, str], ...] = (("accept", "application/json"),)
    if body is not None:
        headers += (("content-type", "application/json"),)
    outgoing = Outgoing(
        method="GET" if body is None else "POST",
        url=url,
        headers=headers,
        body=b"" if body is None else json.dumps(body).encode(),
        secret_headers=tuple(secrets or ()),
    )
    status, data = 0, bytearray()
    exchange = egress.exchange(outgoing, DevicePermit(endpoint_id), secrets=secrets, deadlines=deadlines)
    async with aclosing(exchange) as events:
        async for event in events:
            match event:
                case Head(status=status) if 300 <= status < 400:
                    return Fault(FaultKind.REDIRECTED, f"HTTP {status}")
                case Head(status=status):
                    pass
                case Chunk(data=block):
                    data += block
                    if len(data) > ANSWER_BYTES:
                        return Fault(FaultKind.MALFORMED, f"an answer of more than {ANSWER_BYTES >> 20} MiB")
                case Failed(fault=fault):
                    return fault
                case _:
                    pass
    return Answer(status, _parsed(bytes(data)))


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None
