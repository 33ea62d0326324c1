"""Where the bytes of accepted policies are kept, so that a broken file leaves the last accepted one in force."""

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Protocol


class PolicyLayer(StrEnum):
    """Whose file it is: the policy chosen in the settings, or the person's own that narrows it."""

    CHOSEN = auto()
    OWN = auto()


@dataclass(frozen=True, slots=True)
class AcceptedPolicy:
    """The bytes of a policy that was loaded and proved, with its cases."""

    came_from: str  # the name of a shipped policy, or a path
    since: str  # when it came into force; UTC, ISO 8601
    data: bytes
    cases: bytes = b""


class NotKept(StrEnum):
    """Why there is no copy to go back to."""

    NONE = auto()
    CHANGED = auto()  # not what was written, or it cannot be read


class AcceptedPolicies(Protocol):
    """One copy a layer; durable when a call returns."""

    def read(self, layer: PolicyLayer) -> AcceptedPolicy | NotKept:
        """The copy, if it is byte for byte what was written."""
        ...

    def keep(self, layer: PolicyLayer, accepted: AcceptedPolicy) -> None:
        """Replace the copy in one step.

        Raises:
            OSError: it could not be written; the old copy is as it was.
        """
        ...

    def forget(self, layer: PolicyLayer) -> None:
        """Remove the copy, if there is one.

        Raises:
            OSError: it could not be removed.
        """
        ...
