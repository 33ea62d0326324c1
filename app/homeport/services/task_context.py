"""What the parts of a running task share."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from homeport.domain.approval import Approval
from homeport.domain.consent import Confirmation, Prepared
from homeport.domain.decision import Decision
from homeport.domain.document import Document
from homeport.domain.draft import Draft, DraftEnd
from homeport.domain.exchange import ModelRequest
from homeport.domain.facts import Facts
from homeport.domain.label import Label
from homeport.domain.lane import Endpoint
from homeport.domain.settings import Settings
from homeport.domain.task import Task
from homeport.domain.task_event import DraftFailed, DraftFinished
from homeport.domain.turn import HalfAnswer, Turn
from homeport.ports.clock import Clock
from homeport.ports.egress import Egress
from homeport.ports.person import Person
from homeport.ports.store import Ledger, Store
from homeport.services.approvals import SecondPersons
from homeport.services.device import DeviceLane
from homeport.services.draft import Drafting
from homeport.services.escalate import Escalate, OpenLane
from homeport.services.open_documents import OpenDocuments
from homeport.services.parts import Piece
from homeport.services.prompts import Prompt
from homeport.services.route import Route
from homeport.services.updates import AnswerGrew, DraftEnded, LaneFailed, Opened, Tell
from homeport.wire.format import WireFormat

SAVE_SECONDS = 1.0
"""How often a growing draft is written: at most this much of it is lost to a kill."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """Everything tasks need, wired once by `bootstrap`."""

    settings: Settings
    route: Route
    open_documents: OpenDocuments
    device: DeviceLane
    escalate: Escalate
    egress: Egress
    wire: Callable[[str], WireFormat]
    store: Store
    ledger: Ledger
    clock: Clock
    prompt: Prompt
    new_id: Callable[[], str]
    second: SecondPersons


@dataclass(slots=True)
class TaskContext:
    """One run of one task: its parts as they come to be known.

    The first fields are given. `sources` are files, and documents that were read before; `earlier` the turns of
    the thread so far; `half` an answer that is to go on; `reconsider` says that the person, told of bytes that
    were kept here before, wants to see them again. `instruction_label` has what the person said of the class of
    the instruction: it may be raised.
    """

    workshop: Workshop
    person: Person
    tell: Tell
    task: Task
    sources: Sequence[Path | Opened]
    earlier: tuple[Turn, ...] = ()
    half: HalfAnswer | None = None
    reconsider: bool = False
    instruction_label: Label | None = None
    documents: tuple[Document, ...] = ()
    pieces: tuple[Piece, ...] = ()
    taken_out: tuple[str, ...] = ()
    kept_here: set[str] = field(default_factory=set)  # body hashes the person kept here in this run
    label: Label | None = None
    facts: Facts | None = None
    decision: Decision | None = None
    open_lane: OpenLane | None = None
    prepared: tuple[ModelRequest, Prepared] | None = None
    approval: Approval | None = None  # of the bytes that are prepared
    confirmation: Confirmation | None = None
    drafting: Drafting | None = None
    drafts: dict[str, Draft] = field(default_factory=dict)

    @property
    def known_label(self) -> Label:
        """The label of the whole task; it is known before anything is decided."""
        assert self.label is not None
        return self.label

    @property
    def known_decision(self) -> Decision:
        """The decision of this hop."""
        assert self.decision is not None
        return self.decision

    @property
    def carried(self) -> str:
        """The half answer that a draft of this task goes on from."""
        return self.half.text if self.half else ""

    def begin_draft(self, endpoint: Endpoint) -> Drafting:
        """Start a draft of this endpoint; the clock for its speed starts now."""
        clock = self.workshop.clock
        self.drafting = Drafting(
            self.workshop.new_id(),
            self.task.id,
            endpoint,
            clock.steady(),
            clock,
            lambda text: self.tell(AnswerGrew(text)),
            self.half,
        )
        return self.drafting

    async def while_saving(self, drafting: Drafting, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do the work and write the growing draft beside it; nothing waits for the disk but the next write."""
        store = self.workshop.store
        await store.save_draft(drafting.snapshot(DraftEnd.RUNNING))

        async def save_now_and_then() -> None:
            while True:
                await asyncio.sleep(SAVE_SECONDS)
                await store.save_draft(drafting.snapshot(DraftEnd.RUNNING))

        saver = asyncio.create_task(save_now_and_then())
        try:
            await work()
        finally:
            saver.cancel()
            await asyncio.gather(saver, return_exceptions=True)

    async def end_draft(self, lane: str, drafting: Drafting) -> DraftFinished | DraftFailed:
        """Keep the draft as it ended and say so."""
        draft = drafting.snapshot(drafting.end())
        self.drafts[draft.id] = draft
        await self.workshop.store.save_draft(draft)
        self.drafting = None  # from here on a stop has nothing more to keep
        if draft.end is DraftEnd.FAILED and draft.fault is not None:
            self.tell(LaneFailed(lane, draft.fault, drafting.may_have_left))
            return DraftFailed(lane, draft.fault.kind, drafting.may_have_left)
        self.tell(DraftEnded(draft))
        return DraftFinished(draft.id, lane, draft.end)
