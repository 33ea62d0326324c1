"""The finite description of a task that a policy reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from homeport.domain.said import Said

KNOWN_FACTS = (
    "sensitivity",
    "personal",
    "task",
    "difficulty",
    "stakes",
    "latency",
    "ceiling",
    "redaction",
    "approval",
    "declassified",
)
"""The closed list; a policy declares which of these it uses."""


class FactSource(StrEnum):
    """Where a fact's value came from."""

    TYPED = "typed"  # the person chose it
    LABEL = "label"  # findings in the documents, the instruction or the draft
    WORKFLOW = "workflow"
    MEASURED = "measured"  # counted: length, number of documents
    DEFAULT = "default"
    UNKNOWN = "unknown"  # no detector could tell; the most sensitive value was taken


@dataclass(frozen=True, slots=True)
class Fact:
    """One value and the reason for it in English; `said` has the same reason for every other language."""

    name: str
    value: str
    source: FactSource
    why: str
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """One value for every fact a policy may declare, in the order of `KNOWN_FACTS`."""

    given: tuple[Fact, ...]

    def values(self) -> Mapping[str, str]:
        """Name to value, as `policy.decide` takes it."""
        return {fact.name: fact.value for fact in self.given}

    def get(self, name: str) -> Fact | None:
        """The fact of that name, if there is one."""
        return next((fact for fact in self.given if fact.name == name), None)
