"""What the answer pane shows of one task: plain values, made by a presenter from updates or from the record."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from homeport.domain.check import Check
from homeport.domain.data_class import DataClass
from homeport.domain.draft import DraftEnd
from homeport.domain.lane import DEVICE
from homeport.ports.engine import Locality


@dataclass(frozen=True, slots=True)
class DocumentChip:
    """A document of the question. `name` is content: it is shown here and in no title."""

    name: str
    data_class: DataClass


@dataclass(frozen=True, slots=True)
class Source:
    """A quote in the answer and where it stands; `exact` when it was found character for character.

    `start` and `end` are character offsets in the text of the document with that index in the turn.
    """

    document: int
    start: int
    end: int
    place: str  # "page 3"
    quote: str
    exact: bool

    def where(self, documents: Sequence[DocumentChip]) -> str:
        """Document and place in one line; the parts that are known."""
        name = documents[self.document].name if 0 <= self.document < len(documents) else ""
        return ", ".join(filter(None, (name, self.place)))


@dataclass(frozen=True, slots=True)
class Cost:
    """What an answer cost; nothing is a cost of 0."""

    amount: float
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One draft, or one of several versions of it.

    `own_text` is the person's version, kept apart from `text`, the model's words. `locality` is None for a lane
    off this computer and for an answer of the record. `cost` is None while it is not known. `sends` is how often
    Homeport sent something for it.
    """

    draft_id: str
    lane: str
    model: str
    text: str = ""
    thinking: str = ""
    end: DraftEnd = DraftEnd.RUNNING
    locality: Locality | None = None
    provider: str = ""  # a company's name; for lanes off this computer
    checks: tuple[Check, ...] = ()
    seconds: float | None = None
    cost: Cost | None = None
    sends: int = 0
    own_text: str | None = None
    own_class: DataClass | None = None  # the class of the person's version, once it was labelled again
    sources: tuple[Source, ...] = ()
    made: str = ""  # ISO 8601, for the list of versions
    interrupted: bool = False  # it is half, and nobody stopped it
    cut: bool = False  # it can be continued: the length limit or a broken stream ended it

    @property
    def shown_text(self) -> str:
        """The person's version where there is one."""
        return self.text if self.own_text is None else self.own_text

    @property
    def on_device(self) -> bool:
        """Whether it was made on this computer."""
        return self.lane == DEVICE


# ---- what is going on


@dataclass(frozen=True, slots=True)
class ReadingDocuments:
    """Document `done + 1` of `total` is being read."""

    done: int
    total: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class StartingEngine:
    """The engine is being made ready; `percent` is None while the end is not known."""

    engine: str  # in words
    step: str = "starting"  # starting, checking, loading, downloading
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class ReadingPrompt:
    """The model reads question and documents; no word has come yet."""

    seconds: float | None = None  # until the first word, where that is known
    total_seconds: float | None = None  # until the whole answer stands


@dataclass(frozen=True, slots=True)
class Writing:
    """The answer grows."""


@dataclass(frozen=True, slots=True)
class Checking:
    """The draft stands and is being checked."""


@dataclass(frozen=True, slots=True)
class Sending:
    """Confirmed bytes are on their way, or their answer is awaited."""

    recipient: str


@dataclass(frozen=True, slots=True)
class Settled:
    """Nothing runs."""


Stage = ReadingDocuments | StartingEngine | ReadingPrompt | Writing | Checking | Sending | Settled


# ---- what a person should know or decide


class ActionKind(StrEnum):
    """What a person may do about a notice; each has a word in the catalogue, ``answer.action_...``."""

    RETRY = "retry"
    CONTINUE = "continue"
    EDIT_INSTRUCTION = "edit_instruction"
    CHOOSE_MODEL = "choose_model"
    OPEN_LANES = "open_lanes"
    APPROVERS = "approvers"  # who may approve
    WHY = "why"
    RUN_HERE = "run_here"
    LEAVE_DOCUMENT_OUT = "leave_document_out"
    QUESTION_ONLY = "question_only"  # only the question with checked excerpts
    CHANGE_CEILING = "change_ceiling"
    SHOW_UNREAD = "show_unread"
    REPORT = "report"
    SHOW_ANYWAY = "show_anyway"  # bytes that were kept here before


@dataclass(frozen=True, slots=True)
class PracticeModel:
    """The practice model works: its answers are not to be used."""


@dataclass(frozen=True, slots=True)
class NotFullyRead:
    """A document was read in part; `says` how much of it, and what was not (wording, row 10)."""

    name: str
    says: str


@dataclass(frozen=True, slots=True)
class NotRead:
    """A document could not be read at all, so the task is restricted."""

    name: str


@dataclass(frozen=True, slots=True)
class StoppedHere:
    """The person stopped it; what was written is kept."""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """Nobody stopped it: the program ended, by a kill or a mistake of its own, before the task did."""

    kept: bool  # something was written
    half: bool  # what was written is not whole
    sent: bool = False  # a request may have left; its own notice says what is known
    actions: tuple[ActionKind, ...] = (ActionKind.RETRY,)


@dataclass(frozen=True, slots=True)
class CutShort:
    """The answer ended before it was whole."""

    at_limit: bool  # the length limit; else the stream broke


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing usable came. `detail` is the other side's own text: untrusted, shown as it is."""

    title: str
    next_step: str
    detail: str = ""
    actions: tuple[ActionKind, ...] = (ActionKind.RETRY,)
    may_have_left: bool = False


class WaitingFor(StrEnum):
    """Why a task waits for a person."""

    NO_LANE = "no_lane"
    ENGINE = "engine"  # the model here stopped, and the material may go nowhere else
    OFFLINE = "offline"
    MODEL = "model"  # none is set up
    DECLINED = "declined"  # the person kept it here, and there is no draft


@dataclass(frozen=True, slots=True)
class Waiting:
    """No step is left that happens by itself."""

    why: WaitingFor
    actions: tuple[ActionKind, ...] = ()
    ways: tuple[str, ...] = ()  # legal ways on, in words; chosen by their number


@dataclass(frozen=True, slots=True)
class Blocked:
    """The policy closes every lane; `reasons` are the sentences of its rules, each with document and finding."""

    reasons: tuple[str, ...]
    actions: tuple[ActionKind, ...] = (ActionKind.WHY,)
    ways: tuple[str, ...] = ()  # as in `Waiting`


@dataclass(frozen=True, slots=True)
class OverBudget:
    """It would cost more than the ceiling allows; both amounts in words."""

    price: str
    ceiling: str
    actions: tuple[ActionKind, ...] = (ActionKind.CHANGE_CEILING,)


@dataclass(frozen=True, slots=True)
class KeptHereBefore:
    """The same bytes were kept here earlier in the thread, so nobody was asked about them again."""

    recipient: str
    actions: tuple[ActionKind, ...] = (ActionKind.SHOW_ANYWAY,)


@dataclass(frozen=True, slots=True)
class YesTooOld:
    """The yes was too old when it was to be used: nothing was sent, and it is asked for again."""

    recipient: str


@dataclass(frozen=True, slots=True)
class Held:
    """Held for review before it is used; `rules` are the sentences of the review rules with their ids."""

    rules: tuple[str, ...]
    people: int = 1
    accepted: bool = False  # whoever works has accepted it, and a second person has not


class SecondWord(StrEnum):
    """What came of asking a second person."""

    APPROVED = "approved"
    REFUSED = "refused"
    NOBODY = "nobody"  # nobody is enrolled
    ENDED = "ended"  # the yes counts no more


@dataclass(frozen=True, slots=True)
class SecondPerson:
    """A second person was asked about bytes for a recipient.

    `until` is UTC, ISO 8601; empty once they were sent.
    """

    what: SecondWord
    recipient: str
    by: str = ""
    reason: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A person decided about a held draft."""

    accepted: bool
    at: str = ""  # ISO 8601


@dataclass(frozen=True, slots=True)
class StrongerOffer:
    """Another lane could be asked; nothing has been prepared or sent. `reasons` in words beyond the checks."""

    recipient: str
    lane: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SentOnce:
    """One send from this task, as the ledger has it."""

    recipient: str
    at: str  # ISO 8601
    seq: int
    known: bool = True  # False: no outcome is known, it may have left


Notice = (
    PracticeModel
    | NotFullyRead
    | NotRead
    | StoppedHere
    | Interrupted
    | CutShort
    | Failed
    | Waiting
    | Blocked
    | OverBudget
    | KeptHereBefore
    | YesTooOld
    | Held
    | SecondPerson
    | Reviewed
    | StrongerOffer
    | SentOnce
)


@dataclass(frozen=True, slots=True)
class TurnView:
    """One task of a thread. `versions` are all its drafts, oldest first; `shown` is the one to show."""

    id: str
    instruction: str
    documents: tuple[DocumentChip, ...] = ()
    data_class: DataClass | None = None
    stage: Stage = field(default_factory=Settled)
    versions: tuple[Answer, ...] = ()
    shown: int = -1
    notices: tuple[Notice, ...] = ()

    @property
    def answer(self) -> Answer | None:
        """The version to show."""
        return self.versions[self.shown] if self.versions else None

    @property
    def running(self) -> bool:
        """Whether something goes on."""
        return not isinstance(self.stage, Settled)

    @property
    def held(self) -> bool:
        """Whether it waits for a review: until then it is not copied."""
        return any(isinstance(notice, Held) for notice in self.notices)


class CopyKind(StrEnum):
    """The forms in which an answer is copied."""

    FORMATTED = "formatted"
    MARKDOWN = "markdown"
    SOURCES = "sources"
    QUOTES = "quotes"  # only what stands in the person's own documents
