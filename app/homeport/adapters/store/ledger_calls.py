"""The calls of `ports.store.Ledger`."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from sqlmodel import Session

from homeport.adapters.store import chain, sent_lines, standing
from homeport.adapters.store.anchors import Head
from homeport.adapters.store.one_writer import OneWriter
from homeport.adapters.store.reader import Stopped
from homeport.domain.errors import UserCancelled, UserFacingError
from homeport.domain.ledger import LedgerEntry, LedgerKind, LedgerStanding, LedgerVerdict
from homeport.domain.task import DEFAULT_WORKSPACE
from homeport.ports.store import Progress


class LedgerCalls(OneWriter):
    """`ports.store.Ledger` on the record."""

    @property
    def head_not_kept(self) -> Head | None:
        """A signed head that Secrets refused to take so far; None when all is well."""
        return self._anchors.not_kept

    async def append(
        self, kind: LedgerKind, fields: Mapping[str, Any], *, task_id: str = "", workspace: str = ""
    ) -> LedgerEntry:
        """Append one entry and return it after it is on disk; an intent to send is anchored with it."""

        def both() -> LedgerEntry:
            def work(session: Session) -> tuple[LedgerEntry, Head | None]:
                entry = chain.append(session, self._clock.now(), kind, fields, workspace, task_id)
                sent_lines.note(session, entry)
                return entry, self._anchored(session, entry)

            entry, head = self._in_transaction(self._writing, work)
            self._keep(head)
            return entry

        return await self._call(both)

    async def entries(self, task_id: str = "") -> tuple[LedgerEntry, ...]:
        """All entries in order, or those of one task."""
        return await self._read(lambda session: tuple(chain.entries(session, task_id)))

    async def newest(self, kind: LedgerKind) -> LedgerEntry | None:
        """The last entry of a kind; None when there is none."""
        return await self._read(lambda session: chain.newest(session, kind))

    async def verify(self, progress: Progress | None = None) -> LedgerVerdict:
        """Check every page of the file, the whole chain, its signatures and the head kept in Secrets.

        On a connection of its own: nothing waits meanwhile. Cancelling ends it; `progress` is called in a thread.

        Raises:
            UserFacingError: the file is damaged or Secrets are locked.
        """

        def check(session: Session, stopped: Stopped) -> LedgerVerdict:
            kept = self._anchors.kept()  # before the first read: what it names is on disk by then
            total, _ = chain.ends(session)

            def seen(number: int) -> None:
                if stopped():
                    raise UserCancelled
                if progress is not None:
                    progress(number, total)

            if session.connection().exec_driver_sql("PRAGMA cipher_integrity_check").first() is not None:
                raise UserFacingError(
                    f"The record {self._path} is damaged.",
                    "Put a backup in its place; what can still be read stays readable.",
                )
            return chain.verdict(session, self._anchors, kept, seen=seen)

        reader = self._new_reader("record-check")
        try:
            verdict = await reader.read(check)
        finally:
            reader.close()
            self._readers.remove(reader)
        head = standing.whole(verdict, self._clock.now())
        if head is not None:
            with suppress(UserFacingError):  # a full disk takes nothing from what was found
                await self._write(lambda session: standing.remember(session, standing.WHOLE, head))
        return verdict

    async def standing(self) -> LedgerStanding:
        """A quick look: the signed heads, and the entries since the last look."""

        def look() -> LedgerStanding:
            kept = self._anchors.kept()
            found, head = self._in_transaction(
                self._engine, lambda session: standing.look(session, self._anchors, kept)
            )
            if head is not None:
                self._in_transaction(
                    self._writing, lambda session: standing.remember(session, standing.CHECKED, head)
                )
            return found

        return await self._call(look)

    async def commitment(self, value: str) -> str:
        """A salted hash of `value`; erasing its row in `salt` unlinks the ledger from it."""
        now = self._clock.now()
        return await self._write(lambda session: chain.commit_to(session, now, DEFAULT_WORKSPACE, value))

    async def is_commitment_to(self, commitment: str, value: str) -> bool:
        """Whether `commitment` was made for `value`; False too when its salt was erased."""
        return await self._read(lambda session: chain.is_commitment_to(session, commitment, value))

    def _anchored(self, session: Session, entry: LedgerEntry) -> Head | None:
        """Sign the head if it is time to; `_keep` takes what is returned after the commit."""
        if not chain.anchor_due(session, entry):
            return None
        return chain.append_anchor(session, self._clock.now(), self._anchors)

    def _keep(self, head: Head | None) -> None:
        """After the commit: a head that never reached the disk must not be missed later."""
        head = head or self._anchors.not_kept
        if head is not None:
            self._anchors.keep(
                head, lambda kept: self._in_transaction(self._engine, lambda session: chain.stands(session, kept))
            )

    def _sign_head(self) -> None:
        head = self._in_transaction(
            self._writing, lambda session: chain.append_anchor(session, self._clock.now(), self._anchors)
        )
        self._keep(head)
