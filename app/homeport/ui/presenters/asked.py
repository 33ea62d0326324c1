"""What a run asks the person: kept with the run until the person answers, or the question is taken back."""

from homeport.domain.consent import Prepared
from homeport.ports.person import Answer as PersonAnswer
from homeport.ports.person import Offer, SecondAnswer, SecondAsked
from homeport.ui.presenters.thread import Run, Thread
from homeport.ui.presenters.threads import Threads
from homeport.ui.presenters.window_person import Reply


class Asked:
    """The questions of one run."""

    def __init__(self, threads: Threads, thread: Thread, run: Run) -> None:
        self._threads, self._thread, self._run = threads, thread, run

    def show_offer(self, offer: Offer, reply: Reply[bool]) -> None:
        self._run.live.offer = offer
        self._run.offer_reply = reply
        if self._thread is self._threads.shown:
            self._threads.turn_changed.emit(self._thread.turn_id(self._run.live))

    def show_sheet(self, prepared: Prepared, reply: Reply[PersonAnswer]) -> None:
        self._run.sheet = (prepared, reply)
        self._threads.sheet_wanted.emit(self._run)

    def show_second(self, asked: SecondAsked, reply: Reply[SecondAnswer]) -> None:
        self._run.second = (asked, reply)
        self._threads.second_wanted.emit(self._run)

    def withdraw(self) -> None:
        self._run.offer_reply = None
        self._run.live.offer = None
        if self._run.sheet is not None:
            self._run.sheet = None
            self._threads.sheet_withdrawn.emit(self._run)
        if self._run.second is not None:
            self._run.second = None
            self._threads.second_withdrawn.emit(self._run)
