"""What has left this computer, as the send log has it; never from what was planned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from homeport.ports.clock import Clock
from homeport.ports.store import SentLine, Store
from homeport.services.escalate import NOTHING_LEFT

FINISHED = "finished"
"""The outcome of a send that was answered to its end."""


@dataclass(frozen=True, slots=True)
class NothingSent:
    """Homeport has sent nothing from this task."""


@dataclass(frozen=True, slots=True)
class Sent:
    """It was sent and answered. `at` is UTC, ISO 8601; `seq` is the number of the intent in the ledger."""

    recipient: str
    at: str
    seq: int


@dataclass(frozen=True, slots=True)
class MayHaveLeft:
    """An intent without a known good end: it counts as sent until somebody knows better."""

    recipient: str
    at: str
    seq: int


@dataclass(frozen=True, slots=True)
class Several:
    """More than one send, oldest first."""

    sends: tuple[Sent | MayHaveLeft, ...]


Statement = NothingSent | Sent | MayHaveLeft | Several


@dataclass(frozen=True, slots=True)
class MonthSent:
    """What was sent since the first of the month; an intent that surely never left is not counted."""

    since: str  # UTC, ISO 8601
    tasks: int
    sends: int
    may_have_left: int  # of the sends
    highest: Mapping[str, float] = field(default_factory=dict)  # currency -> sum of the highest prices
    without_price: int = 0  # sends whose price is not known


async def statement(store: Store, task_ids: Sequence[str]) -> Statement:
    """What these tasks have sent: one task, or all of a thread."""
    return statement_of(await store.sent_by(task_ids))


def statement_of(lines: Sequence[SentLine]) -> Statement:
    """The same from lines at hand, such as those of a history row."""
    sends = tuple(_send_of(line) for line in lines if _left(line))
    if len(sends) > 1:
        return Several(sends)
    return sends[0] if sends else NothingSent()


async def sent_this_month(store: Store, clock: Clock, zone: tzinfo | None = None) -> MonthSent:
    """The counter of the status bar; the month is that of `zone`, by default the computer's."""
    first = datetime.fromisoformat(clock.now()).astimezone(zone).replace(day=1, hour=0, minute=0, second=0)
    # A naive first of the month takes the offset of that day, which summer time may have moved since.
    first = first.replace(tzinfo=None).astimezone() if zone is None else first.replace(tzinfo=zone)
    since = first.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = [line for line in await store.sent_since(since) if _left(line)]
    highest: dict[str, float] = {}
    for line in lines:
        if line.highest_price is not None:
            highest[line.currency] = highest.get(line.currency, 0.0) + line.highest_price
    return MonthSent(
        since=since,
        tasks=len({line.task_id for line in lines}),
        sends=len(lines),
        may_have_left=sum(line.outcome != FINISHED for line in lines),
        highest=highest,
        without_price=sum(line.highest_price is None for line in lines),
    )


def _left(line: SentLine) -> bool:
    return not line.outcome.endswith(NOTHING_LEFT)


def _send_of(line: SentLine) -> Sent | MayHaveLeft:
    kind = Sent if line.outcome == FINISHED else MayHaveLeft
    return kind(line.recipient, line.at, line.seq)
