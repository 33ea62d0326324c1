"""The calls of `ports.approvals.Approvals` on the record."""

import asyncio
from dataclasses import replace

from sqlmodel import Session, col, select

from homeport.adapters.store.json_values import dump, load
from homeport.adapters.store.one_writer import OneWriter
from homeport.adapters.store.stretching import Scrypt, Stretched, stretch
from homeport.adapters.store.tables import ApprovalRow, ApproverRow
from homeport.domain.approval import Approval, Approver
from homeport.domain.task import DEFAULT_WORKSPACE
from homeport.ports.approvals import Proof

_ENROLLED = ApproverRow.removed_at == ""


class ApprovalCalls(OneWriter):
    """Who may approve, and what they said. Passphrases are stretched in a thread of their own: writes go on."""

    async def enrol(self, approver: Approver, passphrase: str) -> bool:
        """Enrol a person; False when somebody enrolled has that name."""
        kept = await asyncio.to_thread(stretch, passphrase)

        def add(session: Session) -> bool:
            names = session.exec(select(ApproverRow.name).where(_ENROLLED))
            if approver.name.casefold() in (name.casefold() for name in names):
                return False
            session.add(
                ApproverRow(
                    id=approver.id,
                    workspace=DEFAULT_WORKSPACE,
                    name=approver.name,
                    enrolled_at=approver.enrolled_at,
                    vouched_by=approver.vouched_by,
                    removed_at="",
                    cost=dump(kept.cost),
                    salt=kept.salt,
                    digest=kept.digest,
                )
            )
            return True

        return await self._write(add)

    async def approvers(self) -> tuple[Approver, ...]:
        """Who is enrolled, in the order in which they came."""

        def read(session: Session) -> tuple[Approver, ...]:
            rows = session.exec(select(ApproverRow).where(_ENROLLED).order_by(col(ApproverRow.n)))
            return tuple(Approver(row.id, row.name, row.enrolled_at, row.vouched_by) for row in rows)

        return await self._read(read)

    async def remove_approver(self, approver_id: str) -> bool:
        """Remove a person; the passphrase goes, the name stays beside what they said."""
        now = self._clock.now()

        def remove(session: Session) -> bool:
            row = session.exec(select(ApproverRow).where(ApproverRow.id == approver_id, _ENROLLED)).first()
            if row is not None:
                row.removed_at, row.salt, row.digest = now, b"", b""
                session.add(row)
            return row is not None

        return await self._write(remove)

    async def proves(self, proof: Proof) -> bool:
        """Whether this is the passphrase of that enrolled person."""

        def read(session: Session) -> Stretched | None:
            row = session.exec(select(ApproverRow).where(ApproverRow.id == proof.approver_id, _ENROLLED)).first()
            return Stretched(load(Scrypt, row.cost), row.salt, row.digest) if row is not None else None

        kept = await self._read(read)
        return kept is not None and await asyncio.to_thread(kept.fits, proof.passphrase)

    async def save_approval(self, approval: Approval, workspace: str) -> None:
        """Keep what a second person said of a task's bytes; the reason is content and stands beside the rest."""
        row = ApprovalRow(
            id=approval.id,
            task_id=approval.task_id,
            workspace=workspace,
            body_sha256=approval.what.body_sha256,
            approval=dump(replace(approval, reason="")),
            reason=approval.reason,
        )

        def add(session: Session) -> None:
            session.add(row)

        await self._write(add)

    async def approvals_of(self, body_sha256: str) -> tuple[Approval, ...]:
        """What was said of bytes with that hash, newest first."""

        def read(session: Session) -> tuple[Approval, ...]:
            query = select(ApprovalRow).where(ApprovalRow.body_sha256 == body_sha256)
            rows = session.exec(query.order_by(col(ApprovalRow.n).desc()))
            return tuple(replace(load(Approval, row.approval), reason=row.reason) for row in rows)

        return await self._read(read)
