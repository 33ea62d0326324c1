"""What the status bar says, made from what the send log and the record say. No widget here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from homeport.ui.words import Words


class Notice(StrEnum):
    """What stands in the way of taking everything for granted; the order is that of the bar."""

    FENCE_OFF = "fence_off"
    FENCE_WEAK = "fence_weak"
    THROW_AWAY = "throw_away"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """The full check of the record failed. `entry` is the first that does not fit; 0 when that is not known."""

    entry: int = 0


@dataclass(frozen=True, slots=True)
class SendLine:
    """One send of the task. Without a known answer it may have left."""

    recipient: str  # a company
    at: str  # UTC, ISO 8601
    answered: bool = True


@dataclass(frozen=True, slots=True)
class MonthLine:
    """What was sent since the first of the month."""

    tasks: int = 0
    sends: int = 0
    may_have_left: int = 0  # of the sends
    highest: Mapping[str, float] = field(default_factory=dict)  # currency to the sum of the highest prices
    without_price: int = 0  # sends whose price is not known


@dataclass(frozen=True, slots=True)
class StatusView:
    """What the status bar shows.

    Attributes:
        sends: what this task has sent, oldest first; none while the record is being checked.
        sent_lane: the lane it was sent to, for the colour.
        lane: where the task runs or ran; empty when that is not known.
        model: on which model; empty when that is not known.
        policy: the name of the policy in force; empty before it is read.
        month: what was sent this month; none before the record is read.
        notices: what the person ought to know.
        broken: set if the record does not hold; said instead of everything that would come from it.
    """

    sends: tuple[SendLine, ...] | None = None
    sent_lane: str = ""
    lane: str = ""
    model: str = ""
    policy: str = ""
    month: MonthLine | None = None
    notices: tuple[Notice, ...] = ()
    broken: BrokenRecord | None = None


def say_statement(view: StatusView, words: Words) -> str:
    """The privacy statement; only what is known."""
    if view.broken is not None:
        return say_broken(view.broken, words)
    if view.sends is None:
        return words("status.checking")
    if not view.sends:
        return words("status.nothing_sent")
    last = view.sends[-1]
    if len(view.sends) > 1:
        return _timed("several", last, words, count=len(view.sends))
    return _timed("sent" if last.answered else "may_have_left", last, words)


def say_broken(broken: BrokenRecord, words: Words) -> str:
    """Where the record does not hold, and what next."""
    if broken.entry < 1:
        return words("status.ledger_unreadable")
    return words("status.ledger_broken", entry=broken.entry, before=broken.entry - 1)


def say_month(month: MonthLine, words: Words) -> str:
    """Tasks and the most they may have cost."""
    if not month.sends:
        return words("status.month_nothing")
    if not month.highest:
        return words("status.month_no_price", count=month.tasks)
    amounts = [words.money(amount, currency) for currency, amount in sorted(month.highest.items())]
    return words("status.month", count=month.tasks, price=words("status.month_also").join(amounts))


def say_month_short(month: MonthLine, words: Words) -> str:
    """The same where there is little room."""
    return words("status.month_short", count=month.tasks) if month.sends else words("status.month_nothing_short")


def explain_month(month: MonthLine, words: Words) -> str:
    """What the sentence leaves out, and what a click does."""
    lines = [say_month(month, words)]
    if month.without_price and month.highest:
        lines.append(words("status.month_without", count=month.without_price))
    if month.may_have_left:
        lines.append(words("status.month_may", count=month.may_have_left))
    return "\n".join([*lines, words("status.month_tip")])


def _timed(key: str, send: SendLine, words: Words, **slots: object) -> str:
    """With the time if it was today, else with the day."""
    time = words.time(send.at)
    if words.days_ago(send.at) == 0:
        return words(f"status.{key}", recipient=send.recipient, time=time, **slots)
    return words(f"status.{key}_on", recipient=send.recipient, day=words.day(send.at), time=time, **slots)
