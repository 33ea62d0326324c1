"""The one loop of a task: it feeds the state machine, carries out its effects and records every event."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Coroutine
from typing import Any

from homeport.domain.data_class import DataClass
from homeport.domain.draft import Draft, DraftEnd
from homeport.domain.label import Label, combine
from homeport.domain.lane import DEVICE
from homeport.domain.ledger import LedgerKind
from homeport.domain.policy import Trigger
from homeport.domain.task_event import (
    INTERRUPTED,
    PERSON,
    ApprovalAsked,
    AskedForMore,
    Checked,
    Decided,
    Labelled,
    Started,
    Stopped,
    TaskEvent,
    fields_of,
)
from homeport.domain.task_state import (
    ENDS,
    AskPerson,
    AskSecond,
    CheckDraft,
    Effect,
    Finish,
    LabelSources,
    MakeOffer,
    PrepareBytes,
    RunDraft,
    Second,
    SendBytes,
    TakeFacts,
    TaskState,
    step,
)
from homeport.quality.checks import check_draft
from homeport.services.corrections import corrected
from homeport.services.draft_here import draft_here
from homeport.services.history import was_interrupted
from homeport.services.parts import document_pieces, earlier_texts, half_piece, instruction_piece, turn_pieces
from homeport.services.relabel import DRAFT
from homeport.services.second_step import approved_lanes, ask_second
from homeport.services.task_context import TaskContext
from homeport.services.thread import state_of
from homeport.services.to_the_end import to_the_end
from homeport.services.updates import DraftChecked, DraftEnded, Ended, Routed, TaskLabelled
from homeport.services.way_out import ask, offer, prepare, send


class RunTask:
    """One run of one task."""

    def __init__(self, context: TaskContext, *, ask_for_more: bool = False) -> None:
        """Take the task's context; `ask_for_more` asks for a stronger lane once the first draft stands."""
        self.context = context
        self.state = TaskState()
        self._ask_for_more = ask_for_more

    async def run(self) -> TaskState:
        """Run until nothing more happens by itself, and return how the task stands.

        Cancelling stops the lane that works within a second, keeps and records the half draft, then goes on
        cancelling; it also stops reading, and waiting for a person. Programming errors are raised after the same;
        everything else is an event.
        """
        return await self._guarded(self._from_the_start())

    async def ask_for_more(self) -> TaskState:
        """After the run came to rest: ask for a stronger lane, as `run` would have done.

        Raises:
            IllegalEvent: nothing was decided yet, or the task is still at work.
        """
        await self._as_recorded()
        return await self._guarded(self._follow(AskedForMore()))

    async def ask_second_person(self, lane: str) -> TaskState:
        """After the run came to rest: prepare bytes for a lane that only an approval opens, and ask for one.

        With a second person's yes the facts are taken again, and the person who works is asked as ever.

        Raises:
            IllegalEvent: no approval opens that lane, it worked on this task before, or the task is at work.
        """
        await self._as_recorded()
        self.context.reconsider = True  # the person asks for it by name
        return await self._guarded(self._follow(ApprovalAsked(lane)))

    @property
    def approvable(self) -> tuple[str, ...]:
        """The lanes that a second person can be asked about now."""
        left = (lane for lane in self.state.approvable if lane not in self.state.tried)
        return tuple(left) if self.state.phase in ENDS else ()

    async def _as_recorded(self) -> None:
        """Take the state from the record: the result may have been reviewed meanwhile."""
        record = await self.context.workshop.store.record(self.context.task.id)
        if record is not None:
            self.state = state_of(record)

    async def _from_the_start(self) -> None:
        context, task = self.context, self.context.task
        await to_the_end(context.workshop.store.save_task(task))
        instruction = await context.workshop.ledger.commitment(task.instruction)
        sources, earlier = len(context.sources), len(context.earlier)
        await self._follow(Started(instruction, sources, task.relation, task.follows, earlier))
        if self._ask_for_more and self.nothing_offered:
            await self._follow(AskedForMore())

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> TaskState:
        stopped_by = INTERRUPTED
        try:
            await work
            stopped_by = ""
        except asyncio.CancelledError:
            stopped_by = PERSON
            raise
        finally:
            if stopped_by:
                await to_the_end(self._stop(stopped_by))
        self.context.tell(Ended(self.context.task.id, self.state))
        return self.state

    @property
    def nothing_offered(self) -> bool:
        """Whether no lane off this computer has come up yet; a person who said no is not asked twice."""
        return self.state.decision is not None and not {*self.state.tried, *self.state.declined} - {DEVICE}

    async def _follow(self, event: TaskEvent) -> None:
        effects: deque[Effect] = deque(await self._record(event))
        while effects:
            async for answer in self._carry_out(effects.popleft()):
                effects.extend(await self._record(answer))

    async def _record(self, event: TaskEvent) -> tuple[Effect, ...]:
        self.state, effects = step(self.state, event)
        task = self.context.task
        append = self.context.workshop.ledger.append(
            LedgerKind.TASK_EVENT, fields_of(event), task_id=task.id, workspace=task.workspace
        )
        # A step that was taken is recorded, also when the run is stopped meanwhile: the ledger has to replay.
        await to_the_end(append)
        return effects

    async def _stop(self, why: str) -> None:
        context = self.context
        draft_id = ""
        if context.drafting is not None:
            draft = context.drafting.snapshot(DraftEnd.STOPPED)
            await context.workshop.store.save_draft(draft)
            context.tell(DraftEnded(draft))
            draft_id = draft.id if draft.text.strip() else ""
            if context.drafting.endpoint.on_device:
                await context.workshop.device.settle()
        if self.state.phase not in ENDS:
            await self._record(Stopped(why, draft_id))
        stands = INTERRUPTED if was_interrupted(self.state) else self.state.phase
        await context.workshop.store.set_task_state(context.task.id, stands)
        context.tell(Ended(context.task.id, self.state))

    async def _carry_out(self, effect: Effect) -> AsyncGenerator[TaskEvent, None]:  # noqa: PLR0912 - one each
        context = self.context
        match effect:
            case LabelSources():
                yield await self._label_sources()
            case TakeFacts(triggers):
                yield await self._take_facts(triggers)
            case RunDraft(lane):
                async for event in draft_here(context, lane):
                    yield event
            case CheckDraft(draft_id):
                yield await self._check(context.drafts[draft_id])
            case MakeOffer(lane, triggers):
                async for event in offer(context, lane, triggers):
                    yield event
            case PrepareBytes(lane):
                yield await prepare(context, lane, self.state.triggers)
            case AskSecond(lane):
                yield await ask_second(context, lane)
            case AskPerson(lane):
                yield await ask(context, lane, second=self._second_given)
            case SendBytes(lane, confirmation_id):
                async for event in send(context, lane, confirmation_id, second=self._second_given):
                    yield event
            case Finish(phase):
                await context.workshop.store.set_task_state(context.task.id, phase)

    @property
    def _second_given(self) -> bool:
        return self.state.second is Second.GIVEN

    async def _label_sources(self) -> Labelled:
        context = self.context
        opening = context.workshop.open_documents
        opened = await opening.open(context.sources, context.tell)
        context.documents = tuple(each.document for each in opened)
        instruction = await opening.label_typed(context.task.instruction)
        if context.instruction_label is not None:
            instruction = corrected(instruction, context.instruction_label)
        context.pieces = await opening.off_loop(
            lambda: (
                instruction_piece(context.task.instruction, instruction),
                *document_pieces(opened),
                *turn_pieces(context.earlier),
                *([half_piece(context.half)] if context.half else ()),
            )
        )
        context.label = combine(piece.part.label for piece in context.pieces)
        for each in opened:
            await context.workshop.store.save_document(context.task.id, each.document, each.label)
        context.tell(TaskLabelled(context.label))
        unread = sum(not document.readable for document in context.documents)
        return Labelled(context.label.data_class.word, len(context.documents), unread)

    async def _take_facts(self, triggers: tuple[Trigger, ...]) -> Decided:
        context = self.context
        route = context.workshop.route
        task, label, earlier = context.task, context.known_label, earlier_texts(context.pieces)
        context.facts = await context.workshop.open_documents.off_loop(
            lambda: route.facts(task, label, context.documents, earlier=earlier)
        )
        approved = await approved_lanes(context, self.state.lane) if self._second_given else {}
        context.decision, hold = route.decide(context.facts, approved)
        await context.workshop.store.save_label(context.task.id, context.known_label, context.facts)
        await context.workshop.store.save_decision(context.task.id, context.decision)
        context.tell(Routed(context.facts, context.decision, self.state.decision is None))
        people, sees = route.people(context.decision, "use"), route.people(context.decision, "send")
        approvable = route.approvable(context.facts)
        return Decided(context.decision, triggers, hold, people, approvable, two_see=sees > 1)

    async def _check(self, draft: Draft) -> Checked:
        context = self.context
        report = check_draft(draft)
        found = (await context.workshop.open_documents.label(draft.text, DRAFT)).findings
        # What the draft reveals by itself; what it was made from is in the task's label already.
        label = Label(max((finding.data_class for finding in found), default=DataClass.PUBLIC), found)
        context.label = combine([context.known_label, label])
        context.tell(DraftChecked(report, label))
        return Checked(draft.id, tuple(check.id for check in report.failed))
