"""When a lane that works counts as slow, and what follows from it: an offer or the time left, never a stop.

The limit counts from the end of prompt reading, which is forecast from the speed that was measured of this model
on this computer. A run that was never measured is not called slow: nobody knows when its reading ends.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from homeport.domain.decision import Decision
from homeport.domain.policy import Policy, Trigger
from homeport.policy.decide import next_step
from homeport.policy.limits import first_word_seconds

BACKGROUND_SECONDS = 60.0
"""A run forecast to take longer is offered as background work before it starts (docs/policy.md)."""


@dataclass(frozen=True, slots=True)
class Waited:
    """How long a lane has been at work, in seconds since the request was given to it.

    `reading` is the forecast for reading the prompt, None without a measurement. `words` says whether any of the
    answer has come.
    """

    seconds: float
    reading: float | None
    words: bool


class Pace(StrEnum):
    """What a wait amounts to. None of them ends a run."""

    IN_TIME = "in_time"
    TIME_LEFT = "time_left"  # slow, and there is no other lane: only the time left is shown
    SLOW = "slow"  # slow, and there is a next lane: the run goes on while it is offered


def pace(policy: Policy, decision: Decision, waited: Waited, tried: Collection[str]) -> Pace:
    """Judge a wait for the first word.

    Args:
        policy: the one that decided.
        decision: of this hop, narrowed to what can be used now.
        waited: how long, and for what.
        tried: every lane that was visited or refused, the one at work included.
    """
    limit = first_word_seconds(policy, decision)
    if waited.words or limit is None or waited.reading is None or waited.seconds <= waited.reading + limit:
        return Pace.IN_TIME
    return Pace.TIME_LEFT if next_step(decision, Trigger.SLOW, tried) is None else Pace.SLOW


def better_in_background(forecast_seconds: float | None) -> bool:
    """Whether a run is offered as background work before it starts; without a forecast it is not."""
    return forecast_seconds is not None and forecast_seconds > BACKGROUND_SECONDS
