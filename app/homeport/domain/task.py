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


DEFAULT_WORKSPACE = "default"
"""The one workspace there is until workspaces land; every record carries it."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a person asked for. `created` is UTC, ISO 8601 with seconds."""

    id: str
    workspace: str
    instruction: str
    kind: TaskKind
    latency: Latency
    ceiling: Ceiling
    created: str
