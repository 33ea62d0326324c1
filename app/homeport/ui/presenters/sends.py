"""What was sent and what of it was a mistake: the exact bytes out of the record, and the incident file."""

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from homeport import __version__
from homeport.services.incident import NoSuchSendError, NothingPreparedError, report_before_sending, report_mistake
from homeport.services.program import Program
from homeport.ui.dialogs.sent_bytes import SentDialog
from homeport.ui.dialogs.sheet_report import ReportDialog
from homeport.ui.main_window import MainWindow
from homeport.ui.models.sent import SentView, sent_view
from homeport.ui.presenters.copies import Copies
from homeport.ui.presenters.tasks import Tasks
from homeport.ui.presenters.thread import Run
from homeport.ui.runtime import Handle, Runtime
from homeport.ui.theme.theme import Theme
from homeport.ui.words import Words
from homeport.wire.read_back import NotReadableError


class Sends(QObject):
    """Shows the sends of the thread on the screen."""

    def __init__(
        self,
        runtime: Runtime,
        program: Callable[[], Program],
        tasks: Tasks,
        copies: Copies,
        window: MainWindow,
        theme: Theme,
        words: Words,
    ) -> None:
        """`program` is called on the loop's thread."""
        super().__init__(window)
        self._runtime = runtime
        self._program = program
        self._tasks = tasks
        self._copies = copies
        self._window = window
        self._theme = theme
        self._words = words
        self._asked: Handle[SentView | None] | None = None
        self.dialog: SentDialog | None = None
        window.answer.wishes.send_shown.connect(lambda _, seq: self.show(seq))
        window.status.see_what_requested.connect(self.show_newest)

    def _all(self) -> tuple[tuple[int, str], ...]:
        words = self._words
        sends = [send for live in self._tasks.shown.tasks for send in live.sends]
        return tuple(
            (send.seq, words("sent.one", recipient=send.recipient, time=words.moment(send.at), entry=send.seq))
            for send in sends
        )

    def show_newest(self) -> None:
        """Show the last send of this thread, with the others to choose from."""
        sends = self._all()
        if sends:
            self.show(sends[-1][0])
        else:
            self._window.say("info", self._words("sent.nothing"), self._words("sent.nothing_next"))

    def show(self, seq: int) -> None:
        """Show the send of that number."""
        others = self._all()
        if self._asked is not None:
            self._asked.cancel()

        async def read() -> SentView | None:
            program = self._program()
            sent = await program.store.sent(seq)
            if sent is None:
                return None
            return await program.open_documents.off_loop(lambda: sent_view(sent, self._words, others))

        self._asked = self._runtime.submit(read(), self._show, self._not_readable)

    def _show(self, view: SentView | None) -> None:
        if view is None:
            self._window.say("info", self._words("sent.erased"), self._words("sent.erased_next"))
            return
        dialog = self.dialog
        if dialog is None:
            dialog = self.dialog = SentDialog(self._theme, self._words, self._window)
            dialog.other_chosen.connect(self.show)
            dialog.report_requested.connect(self._report_shown)
            dialog.finished.connect(self._closed)
        dialog.show_sent(view)
        dialog.open()

    def _closed(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def _not_readable(self, error: Exception) -> None:
        if isinstance(error, NotReadableError):
            self._window.say("danger", self._words("sent.unreadable"), self._words("sent.unreadable_next"))
        else:
            self._runtime.failed.emit(error)

    # ---- a mistake

    def _report_shown(self) -> None:
        dialog = self.dialog
        if dialog is not None and dialog.view is not None:
            view = dialog.view
            self._report(lambda p: report_mistake(p.ledger, p.clock, view.task_id, view.seq, __version__), dialog)

    def report_prepared(self, run: Run, over: QWidget) -> None:
        """Report what stands on the confirmation sheet `over`; it has not been sent."""
        task_id = run.live.task.id
        self._report(lambda p: report_before_sending(p.ledger, p.clock, task_id, __version__), over)

    def _report(self, make: Callable[[Program], Coroutine[Any, Any, bytes]], over: QWidget) -> None:
        async def made() -> bytes:
            return await make(self._program())

        def show(report: bytes) -> None:
            text = report.decode()
            dialog = ReportDialog(self._theme, self._words, text, over)
            dialog.save_requested.connect(lambda: self._copies.save(text, self._words("sent.report_file"), dialog))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        def failed(error: Exception) -> None:
            if isinstance(error, NoSuchSendError | NothingPreparedError):
                self._window.say("info", self._words("sent.erased"), self._words("sent.erased_next"))
            else:
                self._runtime.failed.emit(error)

        self._runtime.submit(made(), show, failed)
