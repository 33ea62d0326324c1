"""The app's way out: turns permits into tickets and follows the broker's exchange."""

import asyncio
import contextlib
import hashlib
import secrets as random
from collections.abc import AsyncGenerator, Mapping
from dataclasses import asdict

from homeport.adapters.egress.link import BrokerLink, open_link
from homeport.adapters.egress.tickets import Claims, TicketKind, TicketRefusal, ca_sha256, mint
from homeport.domain.consent import DevicePermit, FetchPermit, Permit, header_sha256
from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import Fault, FaultKind, Outgoing
from homeport.ports.clock import Clock
from homeport.ports.egress import Deadlines, EgressEvent, Ended, Failed
from homeport.ports.processes import ChildKind, ChildProcesses

DEVICE_TICKET_SECONDS = 30.0
"""From being asked to the broker's check; a ticket for this computer or for a listed file is used at once."""


class BrokerEgress:
    """`ports.egress.Egress` over the broker; starts a new broker for the next exchange when the old one has died.

    Args:
        broker_fd: socket of the broker that the launcher started; None to start one for the first exchange.
        processes: starts brokers.
        clock: the one that confirmations were made with.
    """

    def __init__(self, broker_fd: int | None, processes: ChildProcesses, clock: Clock) -> None:
        self._processes = processes
        self._broker_fd = broker_fd
        self._clock = clock
        self._link: BrokerLink | None = None
        self._opening = asyncio.Lock()
        self._used: set[str] = set()  # a new broker knows nothing of yeses that an older one has used up

    async def exchange(
        self,
        outgoing: Outgoing,
        permit: Permit,
        *,
        secrets: Mapping[str, str] | None = None,
        deadlines: Deadlines | None = None,
    ) -> AsyncGenerator[EgressEvent, None]:
        """Send once and yield what happens; see `ports.egress.Egress.exchange`."""
        values = dict(secrets or {})
        if set(values) != set(outgoing.secret_headers):
            yield _refused(TicketRefusal.HEADERS)
            return
        try:
            link = await self._live_link()
        except (UserFacingError, OSError) as error:
            detail = str(error) if isinstance(error, UserFacingError) else "The process that sends did not start."
            yield Failed(Fault(FaultKind.BROKER_LOST, detail), may_have_left=False)
            return
        claims = self._claims(outgoing, permit)
        if isinstance(claims, TicketRefusal):
            yield _refused(claims)
            return
        company_ca = "" if isinstance(permit, DevicePermit) else permit.company_ca
        head = {
            "ticket": mint(link.run_key, claims).as_json(),
            "method": outgoing.method,
            "url": outgoing.url,
            "headers": outgoing.headers,
            "secrets": values,
            "company_ca": company_ca,
            "deadlines": asdict(deadlines or Deadlines()),
            "body_length": len(outgoing.body),
        }
        conversation = link.begin()
        try:
            await conversation.send(head, outgoing.body)
            while True:
                event = await conversation.next_event()
                yield event
                if isinstance(event, Ended | Failed):
                    return
        finally:
            conversation.close()

    async def close(self) -> None:
        """Let go of the broker."""
        if self._link is not None:
            await self._link.close()

    def _claims(self, outgoing: Outgoing, permit: Permit) -> Claims | TicketRefusal:
        """What the person said yes to, not what is about to be sent: the broker compares the two."""
        if isinstance(permit, DevicePermit):
            return Claims(
                id=random.token_hex(16),
                kind=TicketKind.DEVICE,
                ledger_seq=0,
                method=outgoing.method,
                url=outgoing.url,
                header_sha256=header_sha256(outgoing),
                body_sha256=outgoing.body_sha256,
                company_ca_sha256="",
                expires_at=self._clock.steady() + DEVICE_TICKET_SECONDS,
            )
        if isinstance(permit, FetchPermit):
            return Claims(
                id=random.token_hex(16),
                kind=TicketKind.FETCH,
                ledger_seq=permit.ledger_seq,
                method="GET",
                url=permit.url,
                header_sha256=header_sha256(outgoing),
                body_sha256=hashlib.sha256(b"").hexdigest(),
                company_ca_sha256=ca_sha256(permit.company_ca),
                expires_at=self._clock.steady() + DEVICE_TICKET_SECONDS,
            )
        confirmation = permit.confirmation
        if confirmation.id in self._used:
            return TicketRefusal.SPENT
        if confirmation.confirmed_steady is None:
            return TicketRefusal.EXPIRED
        self._used.add(confirmation.id)
        return Claims(
            id=confirmation.id,
            kind=TicketKind.MANAGED if permit.managed else TicketKind.PRIVATE,
            ledger_seq=permit.ledger_seq,
            method=confirmation.method,
            url=confirmation.url,
            header_sha256=confirmation.header_sha256,
            body_sha256=confirmation.body_sha256,
            company_ca_sha256=ca_sha256(permit.company_ca),
            expires_at=confirmation.confirmed_steady + confirmation.valid_seconds,
        )

    async def _live_link(self) -> BrokerLink:
        async with self._opening:
            if self._link is None or not self._link.alive:
                broker_fd, self._broker_fd = self._broker_fd, None
                if broker_fd is not None:
                    with contextlib.suppress(ConnectionError):  # it died before it was needed
                        self._link = await open_link(broker_fd)
                        return self._link
                child = await self._processes.start(ChildKind.BROKER)
                self._link = await open_link(child.fd)
            return self._link


def _refused(refusal: TicketRefusal) -> Failed:
    return Failed(Fault(FaultKind.TICKET_REFUSED, refusal), may_have_left=False)
