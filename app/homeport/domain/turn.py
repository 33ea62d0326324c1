"""What was said earlier in a thread, as far as a new task takes it along."""

from dataclasses import dataclass

from homeport.domain.label import Label


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer.

    `answer` is what stands now: the model's words, or the person's own edit of them. `label` is that of the whole
    task the turn came from, because the class travels with the text.
    """

    instruction: str
    answer: str
    label: Label
    task_id: str


@dataclass(frozen=True, slots=True)
class HalfAnswer:
    """An answer that stopped before its end and is to go on; `draft_id` names the draft it is."""

    draft_id: str
    text: str
    label: Label
