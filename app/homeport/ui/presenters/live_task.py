"""What a running task has told so far, as the answer pane shows it."""

from dataclasses import dataclass, field, replace
from enum import Flag, auto

from homeport.domain.decision import Decision
from homeport.domain.document import Document
from homeport.domain.draft import Draft, DraftEnd
from homeport.domain.exchange import Fault, FinishReason
from homeport.domain.facts import Facts
from homeport.domain.label import Label
from homeport.domain.lane import Endpoint
from homeport.domain.task import Task
from homeport.domain.task_state import Phase, TaskState
from homeport.ports.engine import Locality
from homeport.ports.person import Offer
from homeport.services.updates import (
    AnswerGrew,
    ApprovalEnded,
    DraftBegan,
    DraftChecked,
    DraftEnded,
    Ended,
    EngineStarting,
    KeptBefore,
    LaneFailed,
    NobodyMayApprove,
    NotSendable,
    Offered,
    Opened,
    Reading,
    Routed,
    SecondSaid,
    Sent,
    TaskLabelled,
    Update,
    YesExpired,
)
from homeport.services.ways_on import WayOn
from homeport.ui.models.turn import (
    Answer,
    Checking,
    Cost,
    DocumentChip,
    ReadingDocuments,
    ReadingPrompt,
    SecondPerson,
    SecondWord,
    Sending,
    SentOnce,
    Settled,
    Stage,
    StartingEngine,
    Writing,
)


class Change(Flag):
    """What an update changed, so that only that is shown again."""

    NOTHING = 0
    TEXT = auto()  # the answer grew: append
    TURN = auto()  # the turn looks different: show it again
    ROUTE = auto()  # facts or decision are known or new


@dataclass(frozen=True, slots=True)
class Failure:
    """A lane gave nothing that can be used."""

    lane: str
    fault: Fault
    place: str  # the engine's or company's name
    may_have_left: bool


@dataclass(slots=True, eq=False)
class LiveTask:
    """One run, filled by its updates; `clock` gives the moment of a send, ISO 8601."""

    task: Task
    opened: tuple[Opened, ...] = ()
    chips: tuple[DocumentChip, ...] = ()  # of a task from the record, whose documents are no longer at hand
    stage: Stage = field(default_factory=Settled)
    answers: list[Answer] = field(default_factory=list)
    growing: list[str] = field(default_factory=list)
    _shown: int = 0  # pieces of `growing` that the window has
    label: Label | None = None
    facts: Facts | None = None
    decision: Decision | None = None
    endpoint: Endpoint | None = None
    engine: str = ""
    failures: list[Failure] = field(default_factory=list)
    offer: Offer | None = None
    sends: list[SentOnce] = field(default_factory=list)
    not_sendable: list[NotSendable] = field(default_factory=list)
    kept_before: str = ""  # the company that would have got them
    expired: str = ""  # the company that the yes was for
    second: SecondPerson | None = None  # what came of asking a second person
    ways: tuple[WayOn, ...] = ()  # the legal ones, once it has come to rest
    state: TaskState | None = None

    @property
    def running(self) -> bool:
        """Whether something goes on by itself; an offer that waits for a person does not."""
        return not isinstance(self.stage, Settled)

    @property
    def ended(self) -> bool:
        """Whether the run is over."""
        return self.state is not None

    @property
    def phase(self) -> Phase | None:
        """How it ended."""
        return self.state.phase if self.state else None

    def take(self, update: Update, now: str) -> Change:  # noqa: PLR0911, PLR0912, PLR0915 - a case each
        """Take one update; `now` is UTC, ISO 8601."""
        match update:
            case AnswerGrew(text):
                first = not isinstance(self.stage, Writing)
                self.stage = Writing()
                self.growing.append(text)
                return Change.TEXT | Change.TURN if first else Change.TEXT
            case Reading(name, index, total):
                self.stage = ReadingDocuments(index - 1, total, name)
            case Opened():
                self.opened = (*self.opened, update)
            case TaskLabelled(label):
                self.label = label
                return Change.TURN | Change.ROUTE
            case Routed(facts, decision, _):
                self.facts, self.decision = facts, decision
                return Change.TURN | Change.ROUTE
            case EngineStarting(engine, progress):
                self.engine = engine
                share = 100 * progress.done // progress.total if progress and progress.total else None
                self.stage = StartingEngine(engine, progress.phase if progress else "starting", share)
            case DraftBegan(endpoint, proof, carried):
                self._begin(endpoint, proof.locality if proof else None, carried)
                return Change.TURN | Change.ROUTE
            case DraftEnded(draft):
                self._end(draft)
            case DraftChecked(report, _):
                if self.answers:
                    self.answers[-1] = replace(self.answers[-1], checks=report.checks)
            case LaneFailed(lane, fault, may_have_left):
                on_device = self.endpoint is None or self.endpoint.on_device
                place = self.engine if on_device or self.endpoint is None else self.endpoint.provider
                self.failures.append(Failure(lane, fault, place, may_have_left))
                self._drop_empty()
            case Offered():  # it is shown when the person is asked, a moment later: then it can be answered
                self.stage = Settled()
            case NotSendable():
                self.not_sendable.append(update)
            case KeptBefore(prepared):
                self.kept_before = prepared.endpoint.provider
            case SecondSaid(prepared, granted, by, reason, until, _):
                what = SecondWord.APPROVED if granted else SecondWord.REFUSED
                self.second = SecondPerson(what, prepared.endpoint.provider, by, reason, until)
                self.stage = Settled()
            case NobodyMayApprove(_, endpoint):
                self.second = SecondPerson(SecondWord.NOBODY, endpoint.provider)
                self.stage = Settled()
            case ApprovalEnded(prepared, _):
                self.second = SecondPerson(SecondWord.ENDED, prepared.endpoint.provider)
                self.stage = Settled()
            case YesExpired(prepared):
                self.expired = prepared.endpoint.provider
                self.stage = Settled()
            case Sent(endpoint, seq, outcome):
                if self.second is not None:
                    self.second = replace(self.second, until="")  # what it was for has come
                self.sends.append(SentOnce(endpoint.provider, now, seq, known=outcome == "finished"))
            case Ended(_, state):
                self.state, self.stage, self.offer = state, Settled(), None
                return Change.TURN | Change.ROUTE
            case _:
                return Change.NOTHING
        return Change.TURN

    def _begin(self, endpoint: Endpoint, locality: Locality | None, carried: str) -> None:
        self.endpoint = endpoint
        self.offer = None
        self.expired = ""
        self._grow_from([carried] if carried else [])
        self.stage = ReadingPrompt() if endpoint.on_device else Sending(endpoint.provider)
        self.answers.append(
            Answer(
                draft_id=f"{self.task.id}/{len(self.answers)}",
                lane=endpoint.lane,
                model=endpoint.model.removesuffix(":local"),
                text=carried,
                locality=locality,
                provider="" if endpoint.on_device else endpoint.provider,
                sends=0 if endpoint.on_device else 1,  # the bytes are on their way: from here on it may have left
            )
        )

    def _grow_from(self, pieces: list[str]) -> None:
        """Begin to collect; what is there already is shown with the turn."""
        self.growing, self._shown = pieces, len(pieces)

    def _end(self, draft: Draft) -> None:
        self.stage = Checking()
        if self.answers and self.answers[-1].end is DraftEnd.RUNNING:
            self.answers[-1] = ended(self.answers[-1], draft, self.endpoint)
        self._grow_from([])
        self._drop_empty()

    def _drop_empty(self) -> None:
        """A lane that gave no word is told by its failure, not by an empty answer."""
        if self.answers and self.answers[-1].end in {DraftEnd.RUNNING, DraftEnd.FAILED}:
            text = "".join(self.growing)
            if text.strip():
                self.answers[-1] = replace(self.answers[-1], text=text, end=DraftEnd.PARTIAL, cut=True)
            else:
                self.answers.pop()
        self._grow_from([])

    def answers_now(self) -> tuple[Answer, ...]:
        """Every answer, the growing one with the text it has by now."""
        if not self.growing or not self.answers:
            return tuple(self.answers)
        return (*self.answers[:-1], replace(self.answers[-1], text="".join(self.growing)))

    def new_text(self) -> str:
        """What has grown since this was last asked for."""
        text = "".join(self.growing[self._shown :])
        self._shown = len(self.growing)
        return text

    def documents(self) -> tuple[Document, ...]:
        """The documents that were read."""
        return tuple(each.document for each in self.opened)


def model_of(draft: Draft) -> str:
    """The model's name as the person chose it: Ollama is asked with a suffix that refuses models elsewhere."""
    return (draft.model_answered or draft.model).removesuffix(":local")


def ended(answer: Answer, draft: Draft, endpoint: Endpoint | None) -> Answer:
    """An answer whose draft has come to its end."""
    return replace(
        answer,
        draft_id=draft.id,
        model=model_of(draft),
        text=draft.text,
        thinking=draft.thinking,
        end=draft.end,
        seconds=draft.speed.total_seconds,
        cost=cost_of(draft, endpoint),
        cut=draft.end is DraftEnd.PARTIAL or draft.finish is FinishReason.LENGTH,
    )


def cost_of(draft: Draft, endpoint: Endpoint | None) -> Cost | None:
    """What the provider's list price makes of the tokens it counted; None while that is not known."""
    if endpoint is None:
        return None
    if endpoint.on_device:
        return Cost(0.0)
    speed = draft.speed
    if endpoint.price is None or speed.prompt_tokens is None or speed.output_tokens is None:
        return None
    amount = endpoint.price.of(speed.prompt_tokens, speed.output_tokens)
    return None if amount is None else Cost(amount, endpoint.price.currency)
