"""The status bar: speaks from the send log and the record, never from what is planned."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject

from homeport.domain.lane import DEVICE
from homeport.domain.ledger import LedgerVerdict
from homeport.ports.fence import FenceReport
from homeport.services.privacy_statement import (
    MayHaveLeft,
    MonthSent,
    Sent,
    Several,
    Statement,
    sent_this_month,
    statement,
)
from homeport.services.program import Program
from homeport.ui.presenters.thread import Thread
from homeport.ui.runtime import Handle, Runtime
from homeport.ui.views.status_bar import StatusBar
from homeport.ui.views.status_bar_words import BrokenRecord, MonthLine, Notice, SendLine, StatusView


class Status(QObject):
    """Fills the status bar."""

    def __init__(
        self,
        runtime: Runtime,
        program: Callable[[], Program],
        bar: StatusBar,
        shown: Callable[[], Thread],
    ) -> None:
        """`program` is called on the loop's thread; `shown` gives the thread on the screen."""
        super().__init__(bar)
        self._runtime = runtime
        self._program = program
        self._bar = bar
        self._shown = shown
        self._view = StatusView()
        self._asked: Handle[tuple[Statement, MonthSent]] | None = None

    def begin(self) -> None:
        """The record is open: say how it stands."""

        async def look() -> tuple[FenceReport, str, BrokenRecord | None]:
            program = self._program()
            standing = await program.ledger.standing()
            broken = None
            if standing.broken_at is not None or standing.anchor_missing:
                broken = BrokenRecord(standing.broken_at or 0)
            return program.fence, program.why_record_ends, broken

        def show(found: tuple[FenceReport, str, BrokenRecord | None]) -> None:
            fence, ends, broken = found
            notices = []
            if not any(part.active for part in fence.parts):
                notices.append(Notice.FENCE_OFF)
            elif not fence.kernel:
                notices.append(Notice.FENCE_WEAK)
            if ends:
                notices.append(Notice.THROW_AWAY)
            self._set(notices=tuple(notices), broken=broken)
            self.refresh()

        self._runtime.submit(look(), show)

    def say_policy(self, name: str) -> None:
        """Which policy is in force."""
        self._set(policy=name)

    def say_verdict(self, verdict: LedgerVerdict) -> None:
        """The whole record was checked."""
        broken = verdict.broken_at is not None or verdict.anchor_missing
        self._set(broken=BrokenRecord(verdict.broken_at or 0) if broken else None)

    def sending(self) -> None:
        """Something is being sent: say nothing of sends until the send log has been read again."""
        self._set(sends=None, month=None)
        self.refresh()

    def refresh(self) -> None:
        """Say what the shown thread, and this month, have sent."""
        thread = self._shown()
        ids = [live.task.id for live in thread.tasks]
        newest = thread.newest
        answers = newest.answers_now() if newest else ()
        lane, model = (answers[-1].lane, answers[-1].model) if answers else ("", "")
        away = [a.lane for live in thread.tasks for a in live.answers_now() if a.lane != DEVICE]
        self._set(lane=lane, model=model, sent_lane=away[-1] if away else "")
        if self._asked is not None:
            self._asked.cancel()

        async def ask() -> tuple[Statement, MonthSent]:
            program = self._program()
            return await statement(program.store, ids), await sent_this_month(program.store, program.clock)

        def show(found: tuple[Statement, MonthSent]) -> None:
            self._asked = None
            sent, month = found
            self._set(sends=_lines(sent), month=_month(month))

        self._asked = self._runtime.submit(ask(), show)

    def _set(self, **parts: object) -> None:
        self._view = replace(self._view, **parts)  # type: ignore[arg-type]
        self._bar.show_status(self._view)


def _lines(said: Statement) -> tuple[SendLine, ...]:
    match said:
        case Several(sends):
            return tuple(line for each in sends for line in _lines(each))
        case Sent(recipient, at, _):
            return (SendLine(recipient, at),)
        case MayHaveLeft(recipient, at, _):
            return (SendLine(recipient, at, answered=False),)
        case _:
            return ()


def _month(month: MonthSent) -> MonthLine:
    return MonthLine(month.tasks, month.sends, month.may_have_left, month.highest, month.without_price)
