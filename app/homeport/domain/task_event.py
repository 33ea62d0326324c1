"""What can happen to a task. One event is one ledger line, so none of them carries content."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from homeport.domain.decision import Decision
from homeport.domain.policy import Trigger
from homeport.domain.task import Relation

PERSON = "person"
INTERRUPTED = "interrupted"  # nobody stopped it: the program did, by a kill or a mistake of its own
NOBODY = "no terminal"  # there was nobody to ask
KEPT_BEFORE = "kept before"  # the same bytes were kept here earlier in the thread, so nobody was asked
OTHER_BYTES = "other bytes"  # the yes was for other bytes than those at hand
SECOND_PERSON = "second person"  # a second person said no
NOBODY_ENROLLED = "nobody enrolled"  # nobody is enrolled who could approve
TOO_MANY_TRIES = "too many tries"  # no passphrase of an enrolled person was given


@dataclass(frozen=True, slots=True)
class Started:
    """A person asked for it. `instruction` is a salted commitment, not text.

    `relation` says how it came from the task `follows`; `earlier` counts the earlier turns that it takes along.
    """

    instruction: str = ""
    documents: int = 0
    relation: Relation = Relation.FIRST
    follows: str = ""
    earlier: int = 0


@dataclass(frozen=True, slots=True)
class Labelled:
    """Every source was read and labelled. `unread` counts documents that gave no text."""

    data_class: str
    documents: int
    unread: int


@dataclass(frozen=True, slots=True)
class Decided:
    """The policy was asked. `triggers` says why: none at the start, else what led to this hop.

    `hold` names the review rules that keep the result until `people` persons have accepted it. `approvable` are
    the lanes that nothing but a second person's approval of the bytes opens, whether one is at hand or not;
    `two_see` says that a rule wants two people to see what is sent, whatever the lane.
    """

    decision: Decision
    triggers: tuple[Trigger, ...] = ()
    hold: tuple[str, ...] = ()
    people: int = 1
    approvable: tuple[str, ...] = ()
    two_see: bool = False


@dataclass(frozen=True, slots=True)
class DraftStarted:
    """A lane began to work."""

    draft_id: str
    lane: str
    endpoint: str
    model: str


@dataclass(frozen=True, slots=True)
class DraftFinished:
    """A lane gave text; `end` is ``whole`` or ``partial``."""

    draft_id: str
    lane: str
    end: str


@dataclass(frozen=True, slots=True)
class DraftFailed:
    """A lane gave nothing that can be used. `may_have_left` only matters off this computer."""

    lane: str
    fault: str
    may_have_left: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """The draft was tested; ids of the checks it failed."""

    draft_id: str
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfferMade:
    """A person was shown that a lane could be asked."""

    lane: str
    triggers: tuple[Trigger, ...]


@dataclass(frozen=True, slots=True)
class OfferTaken:
    """The person wants to see what would be sent. Not yet a yes."""

    lane: str


@dataclass(frozen=True, slots=True)
class BytesPrepared:
    """Bytes are ready to be shown; `body` is a salted commitment to their hash."""

    lane: str
    endpoint: str
    body: str


@dataclass(frozen=True, slots=True)
class PrepareFailed:
    """No bytes could be made for the lane: a limit, a price, a missing key. Nothing was sent."""

    lane: str
    why: str
    trigger: Trigger = Trigger.ERROR


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The yes to exactly these bytes."""

    lane: str
    confirmation_id: str


@dataclass(frozen=True, slots=True)
class PartsTakenOut:
    """The person took parts out of what was shown; those bytes can no longer be sent. `parts` are ids."""

    lane: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConfirmationExpired:
    """The yes was too old when its turn to be used came, for example after a sleep. Nothing was sent."""

    lane: str
    confirmation_id: str


@dataclass(frozen=True, slots=True)
class Declined:
    """The person kept it here, by saying so or by letting the offer lie.

    `body` is a salted commitment to the hash of the bytes that were shown, empty when none were.
    """

    lane: str
    why: str = PERSON
    body: str = ""


@dataclass(frozen=True, slots=True)
class AskedForMore:
    """The person asks for a stronger lane."""


@dataclass(frozen=True, slots=True)
class ApprovalAsked:
    """The person wants a second person asked, for a lane that only an approval opens. Nothing is prepared yet."""

    closed_lane: str


@dataclass(frozen=True, slots=True)
class Approved:
    """A second person, `approver`, said yes to the bytes at hand, now or earlier; both are ids, not names."""

    lane: str
    approval_id: str
    approver: str


@dataclass(frozen=True, slots=True)
class NotApproved:
    """No second person's yes was given; `approver` is who said no, empty when nobody did.

    `body` is a salted commitment to the hash of the bytes that were shown, empty when none were.
    """

    lane: str
    why: str
    approver: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalLapsed:
    """The second person's yes did not count any more when its turn came. Nothing was sent."""

    lane: str
    why: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A person accepted or rejected a held result; `approver` is empty for whoever works, else a second person."""

    accepted: bool
    approver: str = ""


@dataclass(frozen=True, slots=True)
class ReviewTakenBack:
    """The person took a review back before the result was used; it is held again."""


@dataclass(frozen=True, slots=True)
class Used:
    """The result was copied or exported: its review stands from here on."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """Ended before its end: by the person, or found unfinished after the program was killed."""

    why: str  # `PERSON` or `INTERRUPTED`
    draft_id: str = ""


TaskEvent = (
    Started
    | Labelled
    | Decided
    | DraftStarted
    | DraftFinished
    | DraftFailed
    | Checked
    | OfferMade
    | OfferTaken
    | BytesPrepared
    | PrepareFailed
    | PartsTakenOut
    | Confirmed
    | ConfirmationExpired
    | Declined
    | AskedForMore
    | ApprovalAsked
    | Approved
    | NotApproved
    | ApprovalLapsed
    | Reviewed
    | ReviewTakenBack
    | Used
    | Stopped
)

_KINDS: Mapping[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        Started,
        Labelled,
        Decided,
        DraftStarted,
        DraftFinished,
        DraftFailed,
        Checked,
        OfferMade,
        OfferTaken,
        BytesPrepared,
        PrepareFailed,
        PartsTakenOut,
        Confirmed,
        ConfirmationExpired,
        Declined,
        AskedForMore,
        ApprovalAsked,
        Approved,
        NotApproved,
        ApprovalLapsed,
        Reviewed,
        ReviewTakenBack,
        Used,
        Stopped,
    )
}


def fields_of(event: TaskEvent) -> dict[str, Any]:
    """The event as a JSON object; `event_of` reads it back."""
    shown: dict[str, Any] = {"event": type(event).__name__}
    for field in fields(event):
        value = getattr(event, field.name)
        if isinstance(value, Decision):
            value = _decision_fields(value)
        shown[field.name] = list(value) if isinstance(value, tuple) else value
    return shown


def event_of(shown: Mapping[str, Any]) -> TaskEvent:
    """Read an event back from a ledger line.

    Raises:
        ValueError: the line names no event of this version.
    """
    kind = _KINDS.get(str(shown.get("event")))
    if kind is None:
        raise ValueError(f"unknown event {shown.get('event')!r}")
    try:
        return _read(kind, shown)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{kind.__name__} was written in another form") from error


def _read(kind: type[Any], shown: Mapping[str, Any]) -> TaskEvent:
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in shown.items() if k != "event"}
    if kind is Decided:
        values["decision"] = _decision_of(values["decision"])
    if "triggers" in values:
        values["triggers"] = tuple(Trigger(trigger) for trigger in values["triggers"])
    if "trigger" in values:
        values["trigger"] = Trigger(values["trigger"])
    if "relation" in values:
        values["relation"] = Relation(values["relation"])
    event: TaskEvent = kind(**values)
    return event


def _decision_fields(decision: Decision) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for field in fields(decision):
        value = getattr(decision, field.name)
        if isinstance(value, Mapping):
            value = {str(k): list(v) if isinstance(v, tuple) else v for k, v in value.items()}
        shown[field.name] = list(value) if isinstance(value, tuple) else value
    return shown


def _decision_of(shown: Mapping[str, Any]) -> Decision:
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in shown.items()}
    values["blocked"] = {lane: tuple(rules) for lane, rules in shown["blocked"].items()}
    values["next"] = {Trigger(trigger): tuple(lanes) for trigger, lanes in shown["next"].items()}
    values["next_rules"] = {Trigger(trigger): rule for trigger, rule in shown["next_rules"].items()}
    return Decision(**values)
