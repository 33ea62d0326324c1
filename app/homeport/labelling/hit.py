"""What a detector reports before it becomes a finding."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry of `KINDS` at ``text[start:end]``; `detector` says what found it.

    `explained` tells that a word in the text says what the characters are.
    """

    entry: str
    start: int
    end: int
    detector: str
    explained: bool = False
