"""What a lane produced."""

from dataclasses import dataclass, field
from enum import StrEnum

from homeport.domain.exchange import Fault, FinishReason, TokenLogprob


class DraftEnd(StrEnum):
    """How a draft came to its end."""

    RUNNING = "running"  # still growing; found in the record after a kill, it was stopped
    WHOLE = "whole"
    STOPPED = "stopped"  # by the person, or by the program's own end
    PARTIAL = "partial"  # the stream broke, or a limit was met
    FAILED = "failed"  # no text at all


@dataclass(frozen=True, slots=True)
class Speed:
    """Measured on this run; None where the engine or the run gave no figure."""

    first_token_seconds: float | None
    total_seconds: float
    prompt_tokens: int | None = None
    output_tokens: int | None = None
    prompt_tokens_per_second: float | None = None
    output_tokens_per_second: float | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """One answer of one endpoint; `text` is untrusted and is shown, never acted upon.

    A draft that goes on from a half one says so: the first `carried` characters of `text` are those of the draft
    `continues`, which another endpoint may have written.
    """

    id: str
    task_id: str
    lane: str
    endpoint_id: str
    model: str  # as asked
    model_answered: str  # as the answer named it; empty if it did not
    text: str
    thinking: str
    end: DraftEnd
    finish: FinishReason | None
    fault: Fault | None
    speed: Speed
    logprobs: tuple[TokenLogprob, ...] = field(default=(), repr=False)
    tool_calls: tuple[str, ...] = ()
    continues: str = ""
    carried: int = 0
