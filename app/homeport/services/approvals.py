"""Second persons: who may approve on this computer, and whether what they said still counts.

An approver is never the one who works: the names of the account cannot be enrolled. Once somebody is enrolled,
another is only with an enrolled person's passphrase. What that is worth on one computer: docs/adr/0013.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from homeport.domain.approval import Approval, Approver, NotGranted, ToApprove, not_granted
from homeport.domain.ledger import LedgerKind
from homeport.ports.approvals import SHORTEST_PASSPHRASE, Approvals, Proof
from homeport.ports.clock import Clock
from homeport.ports.store import Ledger

LONGEST_NAME = 60

ENROLLED, REMOVED, WRONG = "enrolled", "removed", "wrong passphrase"


class EnrolRefused(StrEnum):
    """Why nobody was enrolled."""

    NO_NAME = "no-name"
    OWN_NAME = "own-name"  # the name of whoever works here
    NAME_TAKEN = "name-taken"
    SHORT = "short"
    SAME_AS_VOUCHER = "same-as-voucher"  # as that of the person who vouches: then it is one person
    NOT_VOUCHED = "not-vouched"  # nobody who is enrolled has agreed


@dataclass(frozen=True, slots=True)
class Said:
    """What a second person says of bytes, and the proof that it is them."""

    granted: bool
    proof: Proof
    reason: str = ""


class SecondPersons:
    """Enrolment and approvals; every change is in the ledger before it counts."""

    def __init__(
        self,
        kept: Approvals,
        ledger: Ledger,
        clock: Clock,
        new_id: Callable[[], str],
        own_names: frozenset[str] = frozenset(),
    ) -> None:
        """`own_names` are what the account that works here is called."""
        self._kept = kept
        self._ledger = ledger
        self._clock = clock
        self._new_id = new_id
        self._own_names = frozenset(map(_folded, own_names))

    async def people(self) -> tuple[Approver, ...]:
        """Who may approve."""
        return await self._kept.approvers()

    async def enrol(self, name: str, passphrase: str, voucher: Proof | None = None) -> Approver | EnrolRefused:
        """Enrol somebody who is not the one who works here.

        Args:
            name: what they are called; shown beside what they say.
            passphrase: theirs alone.
            voucher: an enrolled person who agrees; not needed for the first.
        """
        shown = " ".join(name.split())
        people = await self.people()
        if refused := self._refuses(shown, passphrase, people, voucher):
            return refused
        vouched_by = ""
        if people:
            by = await self.who(voucher) if voucher is not None else None
            if by is None:
                return EnrolRefused.NOT_VOUCHED
            vouched_by = by.id
        approver = Approver(self._new_id(), shown, self._clock.now(), vouched_by)
        await self._note(ENROLLED, approver.id, {"vouched_by": vouched_by, "first": not people}, name=shown)
        return approver if await self._kept.enrol(approver, passphrase) else EnrolRefused.NAME_TAKEN

    async def remove(self, approver_id: str) -> bool:
        """Remove somebody, which only ever narrows, so it takes nobody's passphrase; False when there is none."""
        removed = await self._kept.remove_approver(approver_id)
        if removed:
            await self._note(REMOVED, approver_id, {})
        return removed

    async def who(self, proof: Proof) -> Approver | None:
        """The enrolled person who has proved to be it; a wrong passphrase is in the ledger."""
        person = next((each for each in await self.people() if each.id == proof.approver_id), None)
        if person is None:
            return None
        if await self._kept.proves(proof):
            return person
        await self._note(WRONG, person.id, {})
        return None

    async def say(self, what: ToApprove, task_id: str, workspace: str, said: Said) -> Approval | None:
        """Keep what a second person says of these bytes; None when the proof is none."""
        person = await self.who(said.proof)
        if person is None:
            return None
        now = self._clock.now()
        ends = end_of_day(now)
        approval = Approval(
            id=self._new_id(),
            task_id=task_id,
            approver_id=person.id,
            what=what,
            granted=said.granted,
            approved_at=now,
            expires_at=ends,
            valid_seconds=_seconds(now, ends),
            approved_steady=self._clock.steady(),
            reason=said.reason.strip(),
        )
        await self._kept.save_approval(approval, workspace)
        return approval

    async def standing(self, what: ToApprove) -> Approval | NotGranted | None:
        """The yes that counts for this now; why what was said does not; None when nothing was said of these bytes.

        The latest word counts: a later no takes back an earlier yes. So does removing who gave it.
        """
        enrolled = {person.id for person in await self.people()}
        said = await self._kept.approvals_of(what.body_sha256)
        latest = next((each for each in said if each.what == what and each.approver_id in enrolled), None)
        if latest is None:
            return None
        by_wall = _seconds(latest.approved_at, self._clock.now())
        by_steady = self._clock.steady() - latest.approved_steady
        return not_granted(latest, what, by_wall=by_wall, by_steady=by_steady) or latest

    def _refuses(
        self, name: str, passphrase: str, people: tuple[Approver, ...], voucher: Proof | None
    ) -> EnrolRefused | None:
        folded = _folded(name)
        refusals = (
            (not name or len(name) > LONGEST_NAME, EnrolRefused.NO_NAME),
            (folded in self._own_names, EnrolRefused.OWN_NAME),
            (folded in {_folded(person.name) for person in people}, EnrolRefused.NAME_TAKEN),
            (len(passphrase) < SHORTEST_PASSPHRASE, EnrolRefused.SHORT),
            (voucher is not None and voucher.passphrase == passphrase, EnrolRefused.SAME_AS_VOUCHER),
        )
        return next((why for refused, why in refusals if refused), None)

    async def _note(self, did: str, approver_id: str, more: dict[str, str | bool], name: str = "") -> None:
        """One line without a name: an id, and a salted commitment to what it is called."""
        commitment = await self._ledger.commitment(name) if name else ""
        await self._ledger.append(
            LedgerKind.APPROVER, {"did": did, "approver": approver_id, "name": commitment, **more}
        )


def end_of_day(now: str) -> str:
    """The next midnight where this computer is, in UTC."""
    here = datetime.fromisoformat(now).astimezone()
    tomorrow = datetime(here.year, here.month, here.day) + timedelta(days=1)
    return tomorrow.astimezone().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _seconds(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
