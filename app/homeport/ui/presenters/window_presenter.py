"""The life of the window: open the record, bind the views, change the language, close in order."""

import asyncio
import gc
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from homeport.domain.errors import UserCancelled, UserFacingError
from homeport.domain.settings import Settings
from homeport.ports.second_start import Wish
from homeport.services.program import Program
from homeport.ui.bug_report import bug_report
from homeport.ui.dialogs.bug_report import BugReportDialog
from homeport.ui.dialogs.passphrase import PassphraseDialog, PassphraseQuestions, PassphraseWanted
from homeport.ui.main_window import MainWindow
from homeport.ui.placement import Placement
from homeport.ui.presenters.attached import Attached
from homeport.ui.presenters.bound_views import BoundViews
from homeport.ui.presenters.tasks import Tasks
from homeport.ui.runtime import Handle, Runtime
from homeport.ui.service_words import ServiceWords
from homeport.ui.suspend_watch import SuspendWatch
from homeport.ui.theme.theme import Theme
from homeport.ui.views import answer_turn as _answer_turn  # noqa: F401 - loaded now, not when the first answer comes
from homeport.ui.words import Words

if TYPE_CHECKING:
    from homeport.ui.app import Start


class WindowPresenter(QObject):
    """Brings the services to the window, and the window from one language to another."""

    language_chosen = Signal(str)
    """Another language counts: a window that speaks it is to be made and bound."""

    def __init__(self, start: "Start", theme: Theme, words: Words, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self.start = start
        self.theme = theme
        self.window = window
        self.settings = start.settings
        self._manager: AbstractAsyncContextManager[Program] | None = None
        self._opened: Program | None = None
        self._ready = False
        self._serving: Handle[None] | None = None
        self.runtime = Runtime(self)
        self.runtime.failed.connect(self._on_bug)
        self._questions = PassphraseQuestions(self)
        self._questions.wanted.connect(self._ask_passphrase)
        self._passphrase: PassphraseDialog | None = None
        self.placement = Placement(start.kept_window, start.keep_window, self)
        self.tasks = Tasks(self.runtime, self.program, self._attached)
        self._suspend = SuspendWatch(start.clocks, self)
        self._suspend.resumed.connect(self._resumed)
        self.bind(window, words)

    def bind(self, window: MainWindow, words: Words) -> None:
        """Fill this window in this language from now on."""
        self.window = window
        self.words = words
        self._said = ServiceWords(words)
        self.tasks.forget_views()
        self.tasks.use_composer(window.composer)
        self.views = BoundViews(self)
        if self._ready:
            self.views.begin()

    def _attached(self, parent: QObject) -> Attached:
        return Attached(self.window.composer, self.runtime, lambda: self.program().open_documents, parent)

    def program(self) -> Program:
        """The services; on the loop's thread.

        Raises:
            UserFacingError: they are not open yet.
        """
        if self._opened is None:
            raise UserFacingError("Homeport is still starting.", "Try again in a moment; nothing is lost.")
        return self._opened

    # ---- beginning

    def begin(self) -> None:
        """Open the services behind the painted window."""
        if self.start.only is not None and self._serving is None:
            self._serving = self.runtime.submit(self.start.only.serve(self._wished))
        self.runtime.submit(self._open(), self._show_all, self._could_not_open)

    def _wished(self, wish: Wish) -> None:
        """A second start wants something; on the loop's thread."""
        self.views.second_start.deliver(wish)

    async def _open(self) -> None:
        if self._opened is None:
            self._manager = self.start.open_program(self._questions.ask)
            self._opened = await self._manager.__aenter__()
        program = self._opened
        # In a thread: the passphrase may be asked for, and documents are read and labelled meanwhile.
        await asyncio.to_thread(lambda: program.store)
        await program.settle_interrupted()

    def _could_not_open(self, error: Exception) -> None:
        if isinstance(error, UserCancelled):
            if self._passphrase is not None:
                self._passphrase.done(0)  # Qt asks every window, and its Esc would be heard as one more question
            QApplication.quit()
        elif isinstance(error, UserFacingError) and self._passphrase is not None:
            told = self._said.error(error)
            self._questions.remember_problem(told.title, told.what_next)
            self.begin()
        else:
            self.say_error(error)

    def _show_all(self, _done: None) -> None:
        if self._passphrase is not None:
            self._passphrase.accept()
            self._passphrase = None
        self._ready = True
        gc.freeze()  # what is loaded by now stays; looking through it again and again would hold up the window
        self.views.begin()
        if self.start.wish.files:
            self.views.conversation.attach(list(self.start.wish.files))
        self.window.activateWindow()
        self.window.composer.focus_text()
        if self.start.demonstration:
            self.views.try_example()
        elif not self.settings.first_run_done:
            self.views.first_run()

    def _ask_passphrase(self, question: PassphraseWanted) -> None:
        if self._passphrase is not None:
            self._passphrase.done(0)
        dialog = PassphraseDialog(
            self.theme, self.words, new=question.new, problem=question.problem, parent=self.window
        )
        # Through functions: a value with slots cannot be held weakly, as Qt holds the owner of a method.
        dialog.passphrase_given.connect(lambda passphrase: question.give(passphrase))
        dialog.without_record_chosen.connect(lambda: question.work_without())
        dialog.quit_chosen.connect(lambda: question.quit())
        self._passphrase = dialog
        dialog.open()

    # ---- while it runs

    def settings_changed(self, settings: Settings) -> None:
        """The settings were saved; what was made from the old ones is made anew."""
        spoken, self.settings = self.settings.language, settings
        if settings.language != spoken:
            self.language_chosen.emit(settings.language)
        else:
            self.views.settings_changed()

    def _resumed(self, _resumed: object) -> None:
        self.views.sheets.suspended()
        self.views.second_sheets.suspended()

    def say_error(self, error: BaseException) -> None:
        """An error with its next step, over the answer."""
        if isinstance(error, UserFacingError):
            told = self._said.error(error)
            self.window.say("danger", told.title, told.what_next)
        elif not isinstance(error, UserCancelled):
            self._on_bug(error)

    def _on_bug(self, error: BaseException) -> None:
        if isinstance(error, (UserFacingError, UserCancelled)):
            self.say_error(error)
            return
        dialog = BugReportDialog(self.theme, self.words, bug_report(error), self.window)
        dialog.save_requested.connect(lambda report: self.views.copies.save(report, "homeport-report.txt"))
        dialog.open()

    def off_loop(self, work: Callable[[Program], object]) -> None:
        """Do something slow with the services that nobody waits for."""

        async def run() -> None:
            program = self.program()
            await program.open_documents.off_loop(lambda: work(program))

        self.runtime.submit(run())

    # ---- end

    def close(self) -> None:
        """Let offers lie, stop what runs, close the record; takes a few seconds at most."""
        self._questions.close()
        self.tasks.keep_all_here()
        self.tasks.stop_all()
        manager = self._manager

        async def last() -> None:
            if manager is not None:
                await manager.__aexit__(None, None, None)

        self.runtime.close(last())
