"""Trying an endpoint off this computer with a text of the program's own: shown, confirmed, recorded as any send.

The text says nothing of the person or their work. Nobody's task is involved, so the lines in the ledger have none;
the yes stands before the intent, and both before a connection is opened.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from homeport.domain.consent import Confirmation, Part, PartKind, Prepared, SendPermit
from homeport.domain.data_class import DataClass
from homeport.domain.draft import Draft
from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import Fault, FaultKind, Message, ModelRequest, Role
from homeport.domain.label import Label
from homeport.domain.lane import DEVICE, Endpoint, Lane
from homeport.domain.ledger import CONFIRMED_EVENT, LedgerKind
from homeport.domain.settings import Settings
from homeport.ports.clock import Clock
from homeport.ports.egress import Egress
from homeport.ports.secrets import Secrets
from homeport.ports.store import Ledger
from homeport.services.draft import Drafting, follow
from homeport.services.endpoints import Provider, serves
from homeport.services.escalate import (
    MANAGED_DEADLINES,
    MAY_HAVE_LEFT,
    NOTHING_LEFT,
    Escalate,
    OpenLane,
    highest_price,
    key_name,
)
from homeport.services.to_the_end import to_the_end
from homeport.wire.format import WireFormat

TEXT = "This is a test of the connection. Please answer with the single word: ready."

MOST_OUTPUT = 256
"""Tokens; some models think before they say one word."""

WHY = "a text of Homeport's own, with nothing of yours in it"


@dataclass(frozen=True, slots=True)
class Tested:
    """What came back; `draft` has the answer, its end, its fault and its speed."""

    draft: Draft
    ledger_seq: int
    outcome: str


def open_lane_named(
    name: str,
    settings: Settings,
    lanes: Mapping[str, Lane],
    providers: Mapping[str, Provider],
    wire_of: Callable[[str, tuple[str, ...]], WireFormat],
) -> OpenLane:
    """The endpoint that serves a lane of the policy, by the name of either.

    Raises:
        UserFacingError: nothing of that name is set up, or it is more exposed than its lane.
    """
    known = {endpoint.id: (p, endpoint) for p in providers.values() for endpoint in p.endpoints}
    for lane in lanes.values():
        for endpoint_id in settings.lanes.get(lane.id, ()) if lane.id != DEVICE else ():
            if name in (lane.id, endpoint_id) and endpoint_id in known:
                provider, endpoint = known[endpoint_id]
                if serves(endpoint, lane):
                    wire = wire_of(provider.wire, provider.omit)
                    return OpenLane(replace(endpoint, lane=lane.id), wire)
    set_up = sorted({id_ for lane, ids in settings.lanes.items() for id_ in ids if lane in lanes})
    raise UserFacingError(
        f"No lane or endpoint {name} is set up.",
        f"Set up are: {', '.join(set_up) or 'none'}.",
    )


class LaneTest:
    """Prepares the bytes and sends them once.

    Args:
        escalate: makes the confirmation and knows when it is too old.
        egress: the way out.
        ledger: gets the yes, the intent and the outcome.
        secrets: where the endpoint's key is.
        clock: times the answer.
        new_id: makes ids.
    """

    def __init__(
        self,
        escalate: Escalate,
        egress: Egress,
        ledger: Ledger,
        secrets: Secrets,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._escalate = escalate
        self._egress = egress
        self._ledger = ledger
        self._secrets = secrets
        self._clock = clock
        self._new_id = new_id

    def prepare(self, lane: OpenLane) -> tuple[ModelRequest, Prepared] | Fault:
        """The exact bytes; nothing has been sent. `NO_KEY` when there is no key for it."""
        endpoint = lane.endpoint
        if endpoint.auth_header and self._secrets.get(key_name(endpoint)) is None:
            return Fault(FaultKind.NO_KEY)
        messages = (Message(Role.USER, TEXT),)
        most_output = min(MOST_OUTPUT, endpoint.max_output_tokens)
        request = ModelRequest(endpoint.model, messages, most_output)
        outgoing = lane.wire.build(endpoint, request)
        label = Label(DataClass.PUBLIC, default_reason=WHY)
        part = Part("instruction", PartKind.INSTRUCTION, "Test text", "", len(TEXT), None, label, removable=False)
        price = highest_price(len(outgoing.body), len(messages), most_output, endpoint)
        currency = endpoint.price.currency if endpoint.price else ""
        return request, Prepared("", endpoint, outgoing, (part,), price, currency)

    async def send(
        self, lane: OpenLane, request: ModelRequest, prepared: Prepared, body_sha256: str
    ) -> Tested | None:
        """Send what a person has just said yes to, once; None when the yes was for other bytes.

        Args:
            lane: the endpoint and its wire format.
            request: what `prepared` was made of.
            prepared: what was shown.
            body_sha256: of the bytes that were on the screen at the yes.
        """
        if body_sha256 != prepared.outgoing.body_sha256:
            return None
        confirmation = self._escalate.confirmation(prepared, self._new_id())
        said_yes = {"event": CONFIRMED_EVENT, "confirmation_id": confirmation.id, "endpoint": lane.endpoint.id}
        await to_the_end(self._ledger.append(LedgerKind.LANE_TEST, said_yes))
        return await self._send(lane, request, prepared, confirmation)

    async def _send(
        self, lane: OpenLane, request: ModelRequest, prepared: Prepared, confirmation: Confirmation
    ) -> Tested:
        endpoint, outgoing = lane.endpoint, prepared.outgoing
        fields = {
            "confirmation": confirmation.id,
            "endpoint": endpoint.id,
            "recipient": endpoint.provider,
            "method": outgoing.method,
            "url": outgoing.url,
            "body": await self._ledger.commitment(outgoing.body_sha256),
            "bytes": len(outgoing.body),
            "class": DataClass.PUBLIC.word,
            "categories": [],
            "purpose": "lane-test",
        }
        intent = await to_the_end(self._ledger.append(LedgerKind.SEND_INTENDED, fields))
        permit = SendPermit(confirmation, intent.seq, endpoint.managed, endpoint.company_ca)
        now = self._clock.steady()
        drafting = Drafting(self._new_id(), "", endpoint, now, self._clock, lambda _: None)
        outcome = f"stopped: {MAY_HAVE_LEFT}"
        try:
            key = self._key(endpoint)
            await follow(drafting, self._egress, lane.wire, request, outgoing, permit, key, MANAGED_DEADLINES)
            outcome = _outcome(drafting)
        finally:
            told = {"seq": intent.seq, "outcome": outcome, "endpoint": endpoint.id}
            await to_the_end(self._ledger.append(LedgerKind.SEND_OUTCOME, told))
        return Tested(drafting.snapshot(drafting.end()), intent.seq, outcome)

    def _key(self, endpoint: Endpoint) -> Mapping[str, str]:
        if not endpoint.auth_header:
            return {}
        return {endpoint.auth_header: f"{endpoint.auth_prefix}{self._secrets.get(key_name(endpoint)) or ''}"}


def _outcome(drafting: Drafting) -> str:
    if drafting.fault is None:
        return "finished"
    return f"failed ({drafting.fault.kind}): {MAY_HAVE_LEFT if drafting.may_have_left else NOTHING_LEFT}"
