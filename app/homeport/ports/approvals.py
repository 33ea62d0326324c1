"""Second persons and what they said.

Today they are people enrolled in this computer's record, each with a passphrase of their own. An organisation's
signed approvals would stand behind the same calls: who may approve, whether this is them, and what they said.
"""

from dataclasses import dataclass, field
from typing import Protocol

from homeport.domain.approval import Approval, Approver

SHORTEST_PASSPHRASE = 8
"""Characters. A floor against empty and careless ones, no measure of strength."""


@dataclass(frozen=True, slots=True)
class Proof:
    """That somebody is an enrolled person: who they say they are, and what only they know."""

    approver_id: str
    passphrase: str = field(repr=False)


class Approvals(Protocol):
    """Every call is durable when it returns."""

    async def enrol(self, approver: Approver, passphrase: str) -> bool:
        """Enrol a person; False when somebody enrolled has that name. Takes about half a second."""
        ...

    async def approvers(self) -> tuple[Approver, ...]:
        """Who is enrolled, in the order in which they came."""
        ...

    async def remove_approver(self, approver_id: str) -> bool:
        """Remove a person, whose name stays beside what they said; False when there is none of that id."""
        ...

    async def proves(self, proof: Proof) -> bool:
        """Whether this is the passphrase of that enrolled person. Takes about half a second."""
        ...

    async def save_approval(self, approval: Approval, workspace: str) -> None:
        """Keep what a second person said of a task's bytes."""
        ...

    async def approvals_of(self, body_sha256: str) -> tuple[Approval, ...]:
        """What was said of bytes with that hash, the newest first; tasks that were erased took theirs along."""
        ...
