"""An instruction that a person keeps to use again."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SavedInstruction:
    """A named instruction; `text` may hold variables (`domain.instruction_template`)."""

    id: str
    name: str
    text: str
    changed_at: str  # UTC, ISO 8601 with seconds
