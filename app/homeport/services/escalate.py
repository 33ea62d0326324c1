"""The way out: exact bytes prepared, shown, confirmed, recorded, and sent once."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from homeport.domain.approval import Approval
from homeport.domain.consent import Confirmation, Prepared, Purpose, SendPermit, header_sha256
from homeport.domain.data_class import UNREADABLE
from homeport.domain.exchange import Message, ModelRequest, Role
from homeport.domain.lane import Endpoint, Lane
from homeport.domain.ledger import LedgerEntry, LedgerKind
from homeport.domain.policy import Trigger
from homeport.domain.said import said
from homeport.ports.clock import Clock
from homeport.ports.egress import Deadlines, Egress
from homeport.ports.secrets import Secrets
from homeport.ports.store import Ledger, Store, StoredSend
from homeport.quality.assess import NEVER_FITS
from homeport.services.draft import Drafting, follow
from homeport.services.endpoints import serves
from homeport.services.not_prepared import NotPrepared
from homeport.services.parts import Piece
from homeport.services.prompts import Prompt, compose
from homeport.services.to_the_end import to_the_end
from homeport.text.tokens import estimate_tokens
from homeport.wire.format import WireFormat
from homeport.wire.read_back import NotReadableError, read_back

CONFIRMATION_SECONDS = 120.0
"""A yes older than this has to be given again: long enough for a slow start of the network, short enough that the
person still remembers what was on the screen."""

MANAGED_DEADLINES = Deadlines(connect=15.0, first_byte=120.0, idle=60.0, total=900.0)

MAY_HAVE_LEFT = "may have left"
NOTHING_LEFT = "nothing left"
STOPPED_BEFORE = f"stopped: {NOTHING_LEFT}"


@dataclass(frozen=True, slots=True)
class ToSend:
    """What a task would send: all that the decision was made for, less what a person took out.

    `lowered_by` are the rules that lowered its class.
    """

    task_id: str
    pieces: tuple[Piece, ...]
    taken_out: tuple[str, ...]
    purpose: Purpose
    lowered_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenLane:
    """An endpoint that serves a lane off this computer, and the wire format it speaks."""

    endpoint: Endpoint
    wire: WireFormat


def key_name(endpoint: Endpoint) -> str:
    """The name under which an endpoint's key is kept; one key serves all models of a provider."""
    return f"key:{endpoint.id.partition('/')[0]}"


def highest_price(body_bytes: int, messages: int, most_output: int, endpoint: Endpoint) -> float | None:
    """A hard ceiling: a byte-level tokeniser makes at most one token a byte; 50 more for each message's frame."""
    if endpoint.price is None:
        return None
    return endpoint.price.of(body_bytes + 50 * messages, most_output)


class Escalate:
    """Prepares, records and sends."""

    def __init__(
        self,
        lanes: Mapping[str, Sequence[OpenLane]],
        egress: Egress,
        store: Store,
        ledger: Ledger,
        secrets: Secrets,
        clock: Clock,
    ) -> None:
        """Take the endpoints that the settings assign to each lane, in order."""
        self._lanes = lanes
        self._egress = egress
        self._store = store
        self._ledger = ledger
        self._secrets = secrets
        self._clock = clock

    def endpoint(self, lane: Lane) -> OpenLane | None:
        """The first endpoint set up for the lane that is no more exposed than it."""
        for open_lane in self._lanes.get(lane.id, ()):
            if serves(open_lane.endpoint, lane):
                return open_lane
        return None

    def prepare(
        self,
        work: ToSend,
        lane: OpenLane,
        prompt: Prompt,
        most_output: int,
        ceiling_eur: float | None,
    ) -> tuple[ModelRequest, Prepared] | NotPrepared:
        """Make the exact bytes. File names stay here: off this computer a document is "Document 1".

        A price in dollars is compared with a ceiling in euro one to one: too strict while a euro is worth more.

        Raises:
            NotReadableError: the wire format wrote something else than what it was given.
        """
        endpoint = lane.endpoint
        if endpoint.auth_header and self._secrets.get(key_name(endpoint)) is None:
            reason = said("faults.not_prepared_no_key", place=endpoint.provider)
            return NotPrepared(f"there is no key for {endpoint.provider}", said=reason)
        pieces = [piece for piece in work.pieces if piece.part.id not in work.taken_out]
        composed = compose(prompt, pieces, own_names=False)
        messages = composed.messages
        most_output = min(most_output, endpoint.max_output_tokens)
        if _too_long(messages, endpoint.context_tokens - most_output):
            reason = said("faults.not_prepared_too_long")
            return NotPrepared("it is longer than the model can read at once", said=reason)
        request = ModelRequest(endpoint.model, messages, most_output)
        outgoing = lane.wire.build(endpoint, request)
        _must_say(endpoint.wire, outgoing.body, messages)
        price = highest_price(len(outgoing.body), len(messages), most_output, endpoint)
        if ceiling_eur is not None and (price is None or price > ceiling_eur):
            reason = said("faults.not_prepared_too_dear")
            currency = endpoint.price.currency if endpoint.price else ""
            why = "its highest price is above the ceiling"
            return NotPrepared(why, Trigger.OVER_CEILING, reason, price, currency, ceiling_eur)
        prepared = Prepared(
            task_id=work.task_id,
            endpoint=endpoint,
            outgoing=outgoing,
            parts=tuple(piece.part for piece in pieces if piece.texts),
            highest_price=price,
            currency=endpoint.price.currency if endpoint.price else "",
            places=composed.places,
            purpose=work.purpose,
            taken_out=work.taken_out,
            lowered_by=work.lowered_by,
        )
        return request, prepared

    def confirmation(self, prepared: Prepared, confirmation_id: str) -> Confirmation:
        """The person's yes to exactly these bytes, made at this moment."""
        outgoing = prepared.outgoing
        return Confirmation(
            id=confirmation_id,
            task_id=prepared.task_id,
            endpoint_id=prepared.endpoint.id,
            method=outgoing.method,
            url=outgoing.url,
            header_sha256=header_sha256(outgoing),
            body_sha256=outgoing.body_sha256,
            confirmed_at=self._clock.now(),
            valid_seconds=CONFIRMATION_SECONDS,
            confirmed_steady=self._clock.steady(),
        )

    def expired(self, confirmation: Confirmation) -> bool:
        """Whether a yes is too old to be used, by a clock that runs on while the machine sleeps."""
        given = confirmation.confirmed_steady
        return given is None or self._clock.steady() - given > confirmation.valid_seconds

    async def send(
        self,
        drafting: Drafting,
        wire: WireFormat,
        request: ModelRequest,
        prepared: Prepared,
        confirmation: Confirmation,
        workspace: str,
        approval: Approval | None = None,
    ) -> StoredSend:
        """Send once. The intent is on disk before a connection is opened, the outcome after.

        When this is cancelled the outcome is still recorded before the cancellation goes on. The intent names
        the `approval` that there is.

        Raises:
            ValueError: the approval is for other bytes; nothing was recorded or sent.
        """
        endpoint, outgoing = prepared.endpoint, prepared.outgoing
        if approval is not None and approval.what.body_sha256 != outgoing.body_sha256:
            raise ValueError("the approval is for other bytes")
        entry = await self._intend(prepared, confirmation, workspace, approval)
        send = _stored(prepared, entry, "")
        permit = SendPermit(confirmation, entry.seq, endpoint.managed, endpoint.company_ca)
        outcome = STOPPED_BEFORE
        try:
            await self._store.save_send(send)
            outcome = f"stopped: {MAY_HAVE_LEFT}"
            await follow(
                drafting, self._egress, wire, request, outgoing, permit, self._key(endpoint), MANAGED_DEADLINES
            )
            outcome = _outcome(drafting)
        finally:
            send = replace(send, outcome=outcome)
            await to_the_end(self._say_outcome(entry, send))
        return send

    async def _intend(
        self, prepared: Prepared, confirmation: Confirmation, workspace: str, approval: Approval | None
    ) -> LedgerEntry:
        """Write the intent. One that is on disk when the run is stopped gets the outcome that nothing left."""
        endpoint, outgoing = prepared.endpoint, prepared.outgoing
        fields = {
            "confirmation": confirmation.id,
            "endpoint": endpoint.id,
            "recipient": endpoint.provider,
            "method": outgoing.method,
            "url": outgoing.url,
            "body": await self._ledger.commitment(outgoing.body_sha256),
            "bytes": len(outgoing.body),
            "class": max((part.label.data_class for part in prepared.parts), default=UNREADABLE).word,
            "categories": sorted({category for part in prepared.parts for category in part.label.categories}),
            "purpose": prepared.purpose.kind,
            **({"approval": approval.id} if approval else {}),
        }
        intent = asyncio.ensure_future(
            self._ledger.append(LedgerKind.SEND_INTENDED, fields, task_id=prepared.task_id, workspace=workspace)
        )
        try:
            return await to_the_end(intent)
        except asyncio.CancelledError:
            await self._say_outcome(intent.result(), _stored(prepared, intent.result(), STOPPED_BEFORE))
            raise

    async def _say_outcome(self, intent: LedgerEntry, send: StoredSend) -> None:
        fields = {"seq": intent.seq, "outcome": send.outcome, "endpoint": send.endpoint_id}
        await self._ledger.append(
            LedgerKind.SEND_OUTCOME, fields, task_id=intent.task_id, workspace=intent.workspace
        )
        await self._store.save_send(send)

    def _key(self, endpoint: Endpoint) -> Mapping[str, str]:
        if not endpoint.auth_header:
            return {}
        key = self._secrets.get(key_name(endpoint)) or ""
        return {endpoint.auth_header: f"{endpoint.auth_prefix}{key}"}


def _too_long(messages: Sequence[Message], room: int) -> bool:
    """Whether the messages are likely to be more than `room` tokens; what certainly is, is not counted."""
    if sum(len(message.text) for message in messages) > room * NEVER_FITS:
        return True
    return sum(estimate_tokens(message.text).likely for message in messages) > room


def _must_say(wire_id: str, body: bytes, messages: Sequence[Message]) -> None:
    """Refuse bytes that do not say, read back, exactly what they were made of.

    Raises:
        NotReadableError: they do not; then nothing is shown and nothing can be sent.
    """
    given = [(m.role, m.text.encode("utf-8", "replace").decode()) for m in messages]
    said = [(m.role, m.text) for m in read_back(wire_id, body)]
    silent = (Role.SYSTEM, "")  # some formats leave out a system text that says nothing
    if [each for each in said if each != silent] != [each for each in given if each != silent]:
        raise NotReadableError("the body says something else than what it was made of")


def _stored(prepared: Prepared, intent: LedgerEntry, outcome: str) -> StoredSend:
    endpoint, outgoing = prepared.endpoint, prepared.outgoing
    return StoredSend(
        seq=intent.seq,
        task_id=prepared.task_id,
        endpoint_id=endpoint.id,
        recipient=endpoint.provider,
        url=outgoing.url,
        body_sha256=outgoing.body_sha256,
        at=intent.at,
        outcome=outcome,
    )


def _outcome(drafting: Drafting) -> str:
    if drafting.fault is None:
        return "finished"
    left = MAY_HAVE_LEFT if drafting.may_have_left else NOTHING_LEFT
    return f"failed ({drafting.fault.kind}): {left}"
