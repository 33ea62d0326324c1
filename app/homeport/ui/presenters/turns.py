"""From the tasks of one thread, running or recorded, to the turns of the answer pane.

A task that drafts again, changes the instruction or goes on from a half answer is a further version of the turn it
follows; a first task and each follow-up are turns of their own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from homeport.domain.document import Document
from homeport.domain.draft import Draft, DraftEnd
from homeport.domain.draft_edit import DraftEdit
from homeport.domain.exchange import FaultKind, FinishReason
from homeport.domain.lane import DEVICE
from homeport.domain.ledger import LedgerEntry, LedgerKind
from homeport.domain.task import Relation
from homeport.domain.task_event import event_of
from homeport.domain.task_state import Phase, TaskState, replay
from homeport.ports.store import TaskRecord
from homeport.quality.checks import check_draft
from homeport.services.history import was_interrupted
from homeport.services.updates import NotSendable
from homeport.ui.models.turn import (
    ActionKind,
    Answer,
    Blocked,
    Cost,
    CutShort,
    DocumentChip,
    Failed,
    Held,
    Interrupted,
    KeptHereBefore,
    NotFullyRead,
    Notice,
    NotRead,
    PracticeModel,
    Reviewed,
    SentOnce,
    StoppedHere,
    StrongerOffer,
    TurnView,
    Waiting,
    WaitingFor,
    YesTooOld,
)
from homeport.ui.presenters.live_task import Failure, LiveTask, model_of

NO_MODEL = frozenset({FaultKind.NO_MODEL, FaultKind.MODEL_MISSING, FaultKind.PRACTICE_MODEL})
OFFLINE = frozenset({FaultKind.NAME, FaultKind.UNREACHABLE})


@dataclass(frozen=True, slots=True)
class Sentences:
    """What needs the person's language or the policy: filled by the presenter.

    Args:
        failure: title and next step of a lane that failed.
        not_sendable: what no bytes could be made for, and why.
        review_rules: sentences of the review rules that hold a task.
        closed: sentences of the rules that close every lane of a task.
        reasons: why another lane could be asked, beyond failed checks.
        ways: the legal ways on from a task that waits, one button each.
        place: a place of a document, such as ``page 3``.
        missing: what of a document was not read, in sentences.
    """

    failure: Callable[[Failure], tuple[str, str]]
    not_sendable: Callable[[NotSendable], Notice]
    review_rules: Callable[[LiveTask], tuple[str, ...]]
    closed: Callable[[LiveTask], tuple[str, ...]]
    reasons: Callable[[LiveTask], tuple[str, ...]]
    missing: Callable[[Document], str]
    ways: Callable[[LiveTask], tuple[str, ...]]
    place: Callable[[str], str]


def recorded(record: TaskRecord) -> LiveTask:
    """A task of the record, as if it had just ended."""
    state = state_of(record.entries)
    sends = tuple(SentOnce(s.recipient, s.at, s.seq, known=s.outcome == "finished") for s in record.sends)
    edits = {edit.draft_id: edit for edit in record.edits}
    answers = [_answer(draft, edits.get(draft.id), sends) for draft in record.drafts if draft.text.strip()]
    if answers and was_interrupted(state) and answers[-1].end is DraftEnd.STOPPED:
        answers[-1] = replace(answers[-1], interrupted=True)
    return LiveTask(
        task=record.task,
        label=record.label,
        facts=record.facts,
        decision=record.decisions[-1] if record.decisions else None,
        answers=answers,
        sends=list(sends),
        chips=tuple(DocumentChip(name, label.data_class) for name, _, label in record.documents),
        state=state,
    )


def state_of(entries: Iterable[LedgerEntry]) -> TaskState:
    """How a task stands by its ledger lines."""
    return replay(event_of(entry.fields) for entry in entries if entry.kind is LedgerKind.TASK_EVENT)


def _answer(draft: Draft, edit: DraftEdit | None, sends: Sequence[SentOnce]) -> Answer:
    on_device = draft.lane == DEVICE
    provider = "" if on_device else (sends[-1].recipient if sends else draft.endpoint_id.partition("/")[0])
    return Answer(
        draft_id=draft.id,
        lane=draft.lane,
        model=model_of(draft),
        text=draft.text,
        thinking=draft.thinking,
        end=DraftEnd.STOPPED if draft.end is DraftEnd.RUNNING else draft.end,
        provider=provider,
        checks=check_draft(draft).checks,
        seconds=draft.speed.total_seconds,
        cost=Cost(0.0) if on_device else None,
        sends=0 if on_device else len(sends),
        own_text=edit.text if edit else None,
        own_class=edit.label.data_class if edit else None,
        cut=draft.end is DraftEnd.PARTIAL or draft.finish is FinishReason.LENGTH,
    )


def turns_of(
    tasks: Sequence[LiveTask], sentences: Sentences, shown: Mapping[str, str] | None = None
) -> tuple[TurnView, ...]:
    """The turns of a thread, oldest first.

    Args:
        tasks: its tasks, oldest first.
        sentences: in the person's language.
        shown: for a turn's id the draft the person chose to see; the newest otherwise.
    """
    return tuple(_turn(group, sentences, (shown or {}).get(group[0].task.id, "")) for group in grouped(tasks))


def grouped(tasks: Sequence[LiveTask]) -> Iterator[list[LiveTask]]:
    """The tasks of each turn."""
    turn_of: dict[str, list[LiveTask]] = {}
    turns: list[list[LiveTask]] = []
    for live in tasks:
        joins = live.task.relation in {Relation.REGENERATED, Relation.EDITED, Relation.CONTINUED}
        group = turn_of.get(live.task.follows) if joins else None
        if group is None:
            group = []
            turns.append(group)
        group.append(live)
        turn_of[live.task.id] = group
    yield from turns


def _turn(group: Sequence[LiveTask], sentences: Sentences, shown: str) -> TurnView:
    newest = group[-1]
    made = [(live, _placed(answer, sentences)) for live in group for answer in live.answers_now()]
    versions = tuple(answer for _, answer in made)
    index = next((i for i, answer in enumerate(versions) if answer.draft_id == shown), len(versions) - 1)
    about = newest if newest.running or not made else made[index][0]  # a version may have had other documents
    return TurnView(
        id=group[0].task.id,
        instruction=newest.task.instruction,
        documents=about.chips
        or tuple(DocumentChip(each.document.name, each.label.data_class) for each in about.opened),
        data_class=newest.label.data_class if newest.label else None,
        stage=newest.stage,
        versions=versions,
        shown=index,
        notices=tuple(_notices(newest, sentences)),
    )


def _placed(answer: Answer, sentences: Sentences) -> Answer:
    if not answer.sources:
        return answer
    return replace(answer, sources=tuple(replace(s, place=sentences.place(s.place)) for s in answer.sources))


def _notices(live: LiveTask, sentences: Sentences) -> Iterator[Notice]:  # noqa: PLR0912 - one a notice
    if live.endpoint is not None and live.endpoint.starter:
        yield PracticeModel()
    for document in live.documents():
        if not document.readable:
            yield NotRead(document.name)
        elif document.unread_parts:
            yield NotFullyRead(document.name, sentences.missing(document))
    yield from live.sends
    yield from (_failed(failure, sentences) for failure in live.failures)
    yield from map(sentences.not_sendable, live.not_sendable)
    if live.kept_before:
        yield KeptHereBefore(live.kept_before)
    if live.second is not None:
        yield live.second
    if live.expired:
        yield YesTooOld(live.expired)
    if live.answers and not live.running:
        last = live.answers[-1]
        if live.state is not None and was_interrupted(live.state):
            pass  # said once, where it says how the task stands
        elif last.end is DraftEnd.STOPPED:
            yield StoppedHere()
        elif last.cut:
            yield CutShort(at_limit=last.end is DraftEnd.WHOLE)
    if live.offer is not None:
        yield StrongerOffer(live.offer.endpoint.provider, live.offer.lane, sentences.reasons(live))
    if live.state is not None:
        yield from _standing(live, live.state, sentences)


def _standing(live: LiveTask, state: TaskState, sentences: Sentences) -> Iterator[Notice]:
    if state.review:
        yield Reviewed(accepted=state.review == "accepted")
    elif state.phase is Phase.HELD:
        yield Held(sentences.review_rules(live), state.people, accepted="" in state.accepted_by)
    elif state.phase is Phase.WAITING:
        yield _waiting(live, state, sentences)
    elif was_interrupted(state):
        yield _interrupted(live)
    elif state.phase is Phase.STOPPED and not live.answers:
        yield StoppedHere()


def _interrupted(live: LiveTask) -> Interrupted:
    half = bool(live.answers) and live.answers[-1].end is DraftEnd.STOPPED
    actions = (ActionKind.CONTINUE, ActionKind.RETRY) if half else (ActionKind.RETRY,)
    return Interrupted(bool(live.answers), half, bool(live.sends), actions)


def _waiting(live: LiveTask, state: TaskState, sentences: Sentences) -> Notice:
    ways = sentences.ways(live)
    if live.decision is not None and live.decision.first is None:
        return Blocked(sentences.closed(live), ways=ways)
    kinds = {failure.fault.kind for failure in live.failures}
    if kinds & NO_MODEL:
        return Waiting(WaitingFor.MODEL, (ActionKind.CHOOSE_MODEL, ActionKind.RETRY), ways)
    if kinds & OFFLINE:
        return Waiting(WaitingFor.OFFLINE, (ActionKind.RETRY,), ways)
    if kinds:
        return Waiting(WaitingFor.ENGINE, (ActionKind.RETRY, ActionKind.WHY), ways)
    if state.declined:
        return Waiting(WaitingFor.DECLINED, (ActionKind.RUN_HERE, ActionKind.WHY), ways)
    return Waiting(WaitingFor.NO_LANE, (ActionKind.RETRY, ActionKind.WHY), ways)


def _failed(failure: Failure, sentences: Sentences) -> Failed:
    title, next_step = sentences.failure(failure)
    # What can be done about a missing model is said once, where it says that the task waits.
    actions = () if failure.fault.kind in NO_MODEL else (ActionKind.RETRY,)
    return Failed(title, next_step, failure.fault.detail, actions, failure.may_have_left)
