"""A task: instruction, documents, kind of work, latency target and cost ceiling."""

from dataclasses import dataclass
from enum import StrEnum


class TaskKind(StrEnum):
    """The kind of work; the values of the policy fact `task`."""

    GENERAL = "general"
    DEV = "dev"
    CONTRACT = "contract"
    MEDICAL = "medical"


class Latency(StrEnum):
    """How long the person is ready to wait."""

    INTERACTIVE = "interactive"
    BACKGROUND = "background"
    BATCH = "batch"


class Ceiling(StrEnum):
    """The cost ceiling chosen for a task."""

    FREE = "free"
    SMALL = "small"
    PREMIUM = "premium"


class Relation(StrEnum):
    """How a task came from the one it follows."""

    FIRST = "first"  # it follows none
    REGENERATED = "regenerated"  # the same instruction again, a new draft
    EDITED = "edited"  # another instruction in the place of the earlier one
    CONTINUED = "continued"  # a half answer goes on where it stopped
    FOLLOW_UP = "follow_up"  # the next question after an answer


DEFAULT_WORKSPACE = "default"
"""The one workspace there is until workspaces land; every record carries it."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a person asked for. `created` is UTC, ISO 8601 with seconds.

    `thread` is the id of the first task of a conversation and `follows` the id of the task this one came from;
    both are empty for a first task, whose own id is its thread (`root`).
    """

    id: str
    workspace: str
    instruction: str
    kind: TaskKind
    latency: Latency
    ceiling: Ceiling
    created: str
    thread: str = ""
    follows: str = ""
    relation: Relation = Relation.FIRST

    @property
    def root(self) -> str:
        """The id of the first task of its thread."""
        return self.thread or self.id
