"""The ledger says which policy was in force: one line when another one comes, before anything is done under it."""

import asyncio
from collections.abc import Mapping
from typing import Any

from homeport.domain.ledger import LedgerEntry, LedgerKind, LedgerStanding, LedgerVerdict
from homeport.ports.store import Ledger, Progress
from homeport.services.policy_in_force import PolicyInForce

OWN_FILE = "own file"
"""Stands for a path, which may say whose work it is."""

BUILT_IN = "built in"


class LedgerUnderPolicy:
    """`ports.store.Ledger` that notes the policy before its first entry, unless it was the last one noted."""

    def __init__(self, ledger: Ledger, in_force: PolicyInForce, shipped: frozenset[str]) -> None:
        """Take the ledger, the policy, and the names of shipped policies, which may stand in a line."""
        self._ledger = ledger
        self._fields = policy_fields(in_force, shipped)
        self._noted = False
        self._noting = asyncio.Lock()

    async def append(
        self, kind: LedgerKind, fields: Mapping[str, Any], *, task_id: str = "", workspace: str = ""
    ) -> LedgerEntry:
        """Append one entry and return it after it is on disk."""
        async with self._noting:
            if not self._noted:
                await self._note()
                self._noted = True
        return await self._ledger.append(kind, fields, task_id=task_id, workspace=workspace)

    async def _note(self) -> None:
        last = await self._ledger.newest(LedgerKind.POLICY_LOADED)
        if last is None or last.fields.get("sha256") != self._fields["sha256"]:
            await self._ledger.append(LedgerKind.POLICY_LOADED, self._fields)

    async def entries(self, task_id: str = "") -> tuple[LedgerEntry, ...]:
        """All entries in order, or those of one task."""
        return await self._ledger.entries(task_id)

    async def newest(self, kind: LedgerKind) -> LedgerEntry | None:
        """The last entry of a kind."""
        return await self._ledger.newest(kind)

    async def verify(self, progress: Progress | None = None) -> LedgerVerdict:
        """Check the whole chain."""
        return await self._ledger.verify(progress)

    async def standing(self) -> LedgerStanding:
        """A quick look."""
        return await self._ledger.standing()

    async def commitment(self, value: str) -> str:
        """A salted hash of `value`."""
        return await self._ledger.commitment(value)

    async def is_commitment_to(self, commitment: str, value: str) -> bool:
        """Whether `commitment` was made for `value`."""
        return await self._ledger.is_commitment_to(commitment, value)


def policy_fields(in_force: PolicyInForce, shipped: frozenset[str]) -> Mapping[str, str]:
    """What the line says: which policy, and how it came to decide; no path."""
    policy, came_from = in_force.policy, in_force.chosen.came_from
    return {
        "name": policy.name,
        "version": policy.version,
        "sha256": policy.sha256,
        "from": (came_from if came_from in shipped else OWN_FILE) if came_from else BUILT_IN,
        "standing": in_force.chosen.standing.value,
        "own": in_force.own.standing.value if in_force.own else "",
    }
