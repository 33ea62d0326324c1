"""A person's yes, for tests of what is done with it."""

import secrets

from homeport.adapters.system.clock import SystemClock
from homeport.domain.consent import Confirmation, SendPermit, header_sha256
from homeport.domain.exchange import Outgoing
from homeport.ports.egress import Chunk, EgressEvent

BODY = b'{"model":"provider-model","messages":[{"role":"user","content":"hej"}],"stream":true}'


def outgoing_to(url: str, body: bytes = BODY, **more: object) -> Outgoing:
    headers = (("content-type", "application/json"), ("accept", "text/event-stream"))
    return Outgoing(**{"method": "POST", "url": url, "headers": headers, "body": body} | more)  # type: ignore[arg-type]


def yes_to(outgoing: Outgoing, valid_seconds: float = 600.0, id_: str = "") -> Confirmation:
    """A person's yes to exactly this, given now."""
    clock = SystemClock()
    return Confirmation(
        id=id_ or secrets.token_hex(16),
        task_id="task",
        endpoint_id="endpoint",
        method=outgoing.method,
        url=outgoing.url,
        header_sha256=header_sha256(outgoing),
        body_sha256=outgoing.body_sha256,
        confirmed_at=clock.now(),
        valid_seconds=valid_seconds,
        confirmed_steady=clock.steady(),
    )


def managed(confirmation: Confirmation, company_ca: str = "") -> SendPermit:
    return SendPermit(confirmation, ledger_seq=7, managed=True, company_ca=company_ca)


def body_of(events: list[EgressEvent]) -> bytes:
    return b"".join(event.data for event in events if isinstance(event, Chunk))
