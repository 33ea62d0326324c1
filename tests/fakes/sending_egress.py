"""Sends to loopback what the broker would send anywhere: only under a permit for exactly these bytes, once."""

from collections.abc import AsyncGenerator, Mapping

from fakes.plain_egress import PlainEgress
from homeport.domain.consent import DevicePermit, Permit, SendPermit, header_sha256
from homeport.domain.exchange import Outgoing
from homeport.ports.egress import Deadlines, EgressEvent


class SendingEgress:
    """`left` has every body that went off this computer, in order."""

    def __init__(self) -> None:
        self._plain = PlainEgress()
        self._spent: set[str] = set()
        self.left: list[bytes] = []

    async def exchange(
        self,
        outgoing: Outgoing,
        permit: Permit,
        *,
        secrets: Mapping[str, str] | None = None,
        deadlines: Deadlines | None = None,
    ) -> AsyncGenerator[EgressEvent, None]:
        if isinstance(permit, SendPermit):
            yes = permit.confirmation
            assert yes.id not in self._spent
            assert (yes.url, yes.body_sha256, yes.header_sha256) == (
                outgoing.url,
                outgoing.body_sha256,
                header_sha256(outgoing),
            )
            self._spent.add(yes.id)
            self.left.append(outgoing.body)
        exchange = self._plain.exchange(outgoing, DevicePermit("any"), secrets=secrets, deadlines=deadlines)
        try:
            async for event in exchange:
                yield event
        finally:
            await exchange.aclose()
