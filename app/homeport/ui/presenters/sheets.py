"""The confirmation sheet: the exact bytes of one task at a time, and the person's answer to them."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from homeport.domain.consent import Prepared
from homeport.domain.document import Document
from homeport.ports.person import Answer, KeepHere, TakeOut
from homeport.services.program import Program
from homeport.services.sheet import sheet_of
from homeport.ui.dialogs.confirmation import ConfirmationSheet
from homeport.ui.main_window import MainWindow
from homeport.ui.models.sheet import SheetView, heading, sheet_view
from homeport.ui.models.sheet_text import ShownText, pages_of, raw_text, readable_text
from homeport.ui.presenters.tasks import Tasks
from homeport.ui.presenters.thread import Run
from homeport.ui.runtime import Runtime
from homeport.ui.theme.theme import Theme
from homeport.ui.words import Words
from homeport.wire.read_back import NotReadableError


@dataclass(frozen=True, slots=True)
class Made:
    """A sheet ready to be shown."""

    view: SheetView
    readable: ShownText
    raw: ShownText


class Sheets(QObject):
    """Shows one sheet; others wait until it is answered."""

    report_wanted = Signal(object, object)
    """What stands on the sheet is to be reported as a mistake: the `Run`, and the sheet."""

    def __init__(
        self,
        runtime: Runtime,
        program: Callable[[], Program],
        tasks: Tasks,
        window: MainWindow,
        theme: Theme,
        words: Words,
    ) -> None:
        """`program` is called on the loop's thread."""
        super().__init__(window)
        self._runtime = runtime
        self._program = program
        self._tasks = tasks
        self._window = window
        self._theme = theme
        self._words = words
        self._run: Run | None = None
        self._dialog: ConfirmationSheet | None = None
        self._waiting: deque[Run] = deque()
        self._listen()

    def _listen(self) -> None:
        self._tasks.sheet_wanted.connect(self._wanted)
        self._tasks.sheet_withdrawn.connect(self._withdrawn)

    def suspended(self) -> None:
        """The computer slept: what was on the screen is kept here."""
        if self._dialog is not None:
            self._dialog.suspended()
        self._tasks.keep_all_here()

    def _wanted(self, run: Run) -> None:
        if self._run is not None and self._run is not run:
            self._waiting.append(run)
            return
        self._run = run
        prepared = self._prepared(run)
        if prepared is None:
            return
        documents = {f"document-{i}": document for i, document in enumerate(run.live.documents(), 1)}

        async def make() -> Made:
            return await self._program().open_documents.off_loop(lambda: self._make(prepared, documents))

        def show(made: Made) -> None:
            if self._prepared(run) is prepared:
                self._show(run, made)

        self._runtime.submit(make(), show, self._not_readable)

    def _make(self, prepared: Prepared, documents: dict[str, Document]) -> Made:
        sheet = sheet_of(prepared, datetime.now(UTC).date().isoformat())
        shown = readable_text(sheet, heading(sheet, self._words), pages_of(prepared, documents))
        return Made(sheet_view(sheet, self._words), shown, raw_text(sheet))

    def _prepared(self, run: Run) -> Prepared | None:
        """The bytes that a run asks about."""
        return run.sheet[0] if run.sheet is not None else None

    def _answer(self, run: Run, answer: Answer) -> None:
        self._tasks.answer_sheet(run, answer)

    def _no(self) -> Answer:
        return KeepHere()

    def _show(self, run: Run, made: Made) -> None:
        dialog = self._dialog
        if dialog is None:
            dialog = self._new(ConfirmationSheet(self._theme, self._words, self._window))
        dialog.show_sheet(made.view, made.readable, made.raw)
        dialog.open()

    def _new(self, dialog: ConfirmationSheet) -> ConfirmationSheet:
        self._dialog = dialog
        dialog.answered.connect(self._answered)
        dialog.report_requested.connect(lambda: self.report_wanted.emit(self._run, dialog))
        return dialog

    def _answered(self, answer: Answer) -> None:
        run = self._run
        if run is None:
            return
        if not isinstance(answer, TakeOut):
            self._end()
        self._answer(run, answer)
        self._next()

    def _not_readable(self, error: Exception) -> None:
        """What cannot be shown cannot be confirmed."""
        run = self._run
        if run is not None:
            self._answer(run, self._no())
        self._end()
        if isinstance(error, NotReadableError):
            self._window.say("danger", self._words("window.unreadable"), self._words("window.unreadable_next"))
        else:
            self._runtime.failed.emit(error)
        self._next()

    def _withdrawn(self, run: Run) -> None:
        if run is self._run:
            dialog = self._dialog
            self._end()
            if dialog is not None:
                dialog.suspended()
        elif run in self._waiting:
            self._waiting.remove(run)
        self._next()

    def _end(self) -> None:
        dialog, self._dialog, self._run = self._dialog, None, None
        if dialog is not None:
            dialog.deleteLater()

    def _next(self) -> None:
        if self._run is None and self._waiting:
            self._wanted(self._waiting.popleft())
