"""What a running task tells the screen; plain values, no screen knows more."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from homeport.domain.approval import NotGranted
from homeport.domain.check import QualityReport
from homeport.domain.consent import Prepared
from homeport.domain.decision import Decision
from homeport.domain.document import Document
from homeport.domain.draft import Draft
from homeport.domain.exchange import Fault
from homeport.domain.facts import Facts
from homeport.domain.label import Label
from homeport.domain.lane import Endpoint
from homeport.domain.task_state import TaskState
from homeport.ports.engine import EngineProgress, LocalityProof
from homeport.ports.person import Offer
from homeport.services.not_prepared import NotPrepared


class ReadingStep(StrEnum):
    """How far a document is."""

    READING = "reading"  # or waiting for its turn to be read
    LABELLING = "labelling"


@dataclass(frozen=True, slots=True)
class Reading:
    """Document `index` of `total` is being read."""

    name: str
    index: int
    total: int
    step: ReadingStep = ReadingStep.READING


@dataclass(frozen=True, slots=True)
class Opened:
    """A document was read, or could not be, and has its label."""

    document: Document
    label: Label


@dataclass(frozen=True, slots=True)
class TaskLabelled:
    """The class of the whole task: instruction, file names and documents."""

    label: Label


@dataclass(frozen=True, slots=True)
class Routed:
    """The policy was asked."""

    facts: Facts
    decision: Decision
    first_time: bool


@dataclass(frozen=True, slots=True)
class EngineStarting:
    """The engine on this computer is being made ready; `progress` once it says how far it is."""

    engine: str
    progress: EngineProgress | None = None


@dataclass(frozen=True, slots=True)
class DraftBegan:
    """An endpoint works; for one on this computer the proof says how we know.

    `carried` is a half answer that this one goes on from: what grows now stands behind it.
    """

    endpoint: Endpoint
    proof: LocalityProof | None
    carried: str = ""


@dataclass(frozen=True, slots=True)
class AnswerGrew:
    """More text of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class DraftEnded:
    """The draft as it stands, with its end and speed."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class DraftChecked:
    """What the checks saw, and the draft's own label."""

    report: QualityReport
    label: Label


@dataclass(frozen=True, slots=True)
class LaneFailed:
    """A lane gave nothing that can be used."""

    lane: str
    fault: Fault
    may_have_left: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """A lane could be asked; `refused_because` is set when there is nobody to ask."""

    offer: Offer
    refused_because: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """These bytes are what would be sent."""

    prepared: Prepared


@dataclass(frozen=True, slots=True)
class NotSendable:
    """No bytes could be made for the lane and its endpoint; nothing was sent, and nobody was asked."""

    lane: str
    endpoint: Endpoint
    because: NotPrepared


@dataclass(frozen=True, slots=True)
class KeptBefore:
    """These bytes were kept here earlier in the thread, so nobody was asked about them again."""

    prepared: Prepared


@dataclass(frozen=True, slots=True)
class YesExpired:
    """The yes was too old when it was to be used; nothing was sent, and it is asked for again."""

    prepared: Prepared


@dataclass(frozen=True, slots=True)
class SecondSaid:
    """What a second person said of these bytes; `by` is their name, empty when nobody answered for the no.

    `earlier` tells that the yes had been given before, and still counts.
    """

    prepared: Prepared
    granted: bool
    by: str = ""
    reason: str = ""
    until: str = ""  # UTC, ISO 8601
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class NobodyMayApprove:
    """A second person is needed, and nobody is enrolled on this computer who could be; nothing was sent."""

    lane: str
    endpoint: Endpoint


@dataclass(frozen=True, slots=True)
class ApprovalEnded:
    """The second person's yes counted no more when its turn came; nothing was sent, and it is asked for again."""

    prepared: Prepared
    why: NotGranted


@dataclass(frozen=True, slots=True)
class Sent:
    """The outcome of one send, in the ledger's words."""

    endpoint: Endpoint
    seq: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing more runs by itself."""

    task_id: str
    state: TaskState


Update = (
    Reading
    | Opened
    | TaskLabelled
    | Routed
    | EngineStarting
    | DraftBegan
    | AnswerGrew
    | DraftEnded
    | DraftChecked
    | LaneFailed
    | Offered
    | Shown
    | NotSendable
    | KeptBefore
    | YesExpired
    | SecondSaid
    | NobodyMayApprove
    | ApprovalEnded
    | Sent
    | Ended
)

Tell = Callable[[Update], None]
"""Called on the loop; must return at once."""
