"""The life of the window: open the record, show what there is, close in order."""

from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from homeport.domain.errors import UserCancelled, UserFacingError
from homeport.ports.desktop import AwakeState
from homeport.services.program import Program
from homeport.ui.actions import Do
from homeport.ui.bug_report import bug_report
from homeport.ui.dialogs.bug_report import BugReportDialog
from homeport.ui.dialogs.matrix import MatrixDialog
from homeport.ui.dialogs.open_files import OpenFiles
from homeport.ui.dialogs.passphrase import PassphraseDialog, PassphraseQuestions, PassphraseWanted
from homeport.ui.main_window import MainWindow
from homeport.ui.placement import Placement
from homeport.ui.presenters.attached import Attached
from homeport.ui.presenters.conversation import Conversation
from homeport.ui.presenters.copies import Copies
from homeport.ui.presenters.documents import Documents
from homeport.ui.presenters.history import History
from homeport.ui.presenters.route import RoutePresenter
from homeport.ui.presenters.status import Status
from homeport.ui.presenters.tasks import Tasks
from homeport.ui.presenters.undo import Undo
from homeport.ui.runtime import Handle, Runtime
from homeport.ui.second_start import SecondStart
from homeport.ui.service_words import ServiceWords
from homeport.ui.suspend_watch import SuspendWatch
from homeport.ui.task_notice import TaskNotice
from homeport.ui.theme.theme import Theme
from homeport.ui.words import Words

if TYPE_CHECKING:
    from homeport.ui.app import Start

EXAMPLE = "meeting-note.txt"
"""The shipped document of "Try an example": short, so that the practice model is quick."""


class WindowPresenter(QObject):
    """Brings the services to the window."""

    def __init__(self, start: "Start", theme: Theme, words: Words, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._start = start
        self._theme = theme
        self._words = words
        self._said = ServiceWords(words)
        self._window = window
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
        self.undo = Undo(window.undo_bar)
        self.tasks = Tasks(self.runtime, self.program, self._attached)
        self.history = History(self.runtime, self.program, window.sidebar, words, self.undo)
        self.route = RoutePresenter(self.runtime, self.program, words, window.composer, window.why, self)
        self.documents = Documents(window, theme, words, self.placement)
        self.conversation = Conversation(self.tasks, self.route, self.documents, self.undo, window, words)
        self.copies = Copies(self.runtime, self.program, self.tasks, window, words)
        self.status = Status(self.runtime, self.program, window.status, lambda: self.tasks.shown)
        self.open_files = OpenFiles(words, window)
        self.second_start = SecondStart(window)
        self.notice = TaskNotice(window, words)
        self._suspend = SuspendWatch(start.clocks, self)
        self._connect()

    def _attached(self, parent: QObject) -> Attached:
        return Attached(self._window.composer, self.runtime, lambda: self.program().open_documents, parent)

    def program(self) -> Program:
        """The services; on the loop's thread.

        Raises:
            UserFacingError: they are not open yet.
        """
        if self._opened is None:
            raise UserFacingError("Homeport is still starting.", "Try again in a moment; nothing is lost.")
        return self._opened

    def _connect(self) -> None:
        tasks, window, do = self.tasks, self._window, self._window.actions_
        self.history.deleted.connect(tasks.drop_threads)
        self.history.failed.connect(self.say_error)
        window.sidebar.task_opened.connect(self.conversation.open_thread)
        window.sidebar.new_task_requested.connect(self.conversation.new_task)
        window.composer.add_requested.connect(self.open_files.open)
        do[Do.ATTACH].triggered.connect(self.open_files.open)
        self.open_files.files_chosen.connect(self.conversation.attach)
        do[Do.DELETE_TASK].triggered.connect(self._delete_shown)
        do[Do.COPY_ANSWER].triggered.connect(self.copies.copy_newest)
        do[Do.EXPORT].triggered.connect(self.copies.export_newest)
        window.header.export_requested.connect(self.copies.export_newest)
        window.status.matrix_requested.connect(self._show_matrix)
        window.why.matrix_requested.connect(self._show_matrix)
        do[Do.MATRIX].triggered.connect(self._show_matrix)
        window.header.class_requested.connect(window.show_why)
        tasks.recorded_changed.connect(self.history.changed)
        tasks.recorded_changed.connect(self.status.refresh)
        tasks.thread_shown.connect(self._mark_open)
        tasks.run_ended.connect(lambda _run, _shown: self.notice.task_ready())
        tasks.awake_changed.connect(self._say_awake)
        window.answer.wishes.example_requested.connect(self._try_example)
        self.conversation.run_begins.connect(self.undo.settle)
        self.second_start.files_handed_over.connect(lambda files: self.conversation.attach(list(files)))
        self.second_start.new_task_requested.connect(self.conversation.new_task)
        self._suspend.resumed.connect(lambda _: tasks.keep_all_here())
        self.notice.notice_wanted.connect(self._notify)
        self.notice.notice_unwanted.connect(self._withdraw_notice)
        window.closing.connect(self.undo.settle)
        window.closing.connect(self.placement.save)
        window.closing.connect(self.documents.close)

    # ---- beginning

    def begin(self) -> None:
        """Open the services behind the painted window."""
        self.runtime.submit(self._open(), self._show_all, self._could_not_open)

    async def _open(self) -> None:
        if self._opened is None:
            self._manager = self._start.open_program(self._questions.ask)
            self._opened = await self._manager.__aenter__()
        program = self._opened
        program.store  # noqa: B018 - opens the record, which may ask for the passphrase
        await program.settle_interrupted()

    def _could_not_open(self, error: Exception) -> None:
        if isinstance(error, UserCancelled):
            QApplication.quit()
        elif isinstance(error, UserFacingError):
            words = self._said.error(error)
            if self._passphrase is not None:
                self._questions.remember_problem(words.title, words.what_next)
                self.begin()
            else:
                self.say_error(error)
        else:
            self._on_bug(error)

    def _show_all(self, _done: None = None) -> None:
        if self._passphrase is not None:
            self._passphrase.accept()
            self._passphrase = None
        self._ready = True
        self.history.read()
        self.route.read_policy(self._policy_read)
        self.status.begin()
        self._say_notices()
        if self._start.only is not None:
            self._serving = self.runtime.submit(self._start.only.serve(self.second_start.deliver))
        self._set_defaults()
        if self._start.demonstration:
            self._try_example()
        if self._start.wish.files:
            self.conversation.attach(list(self._start.wish.files))
        self._window.composer.focus_text()

    def _set_defaults(self) -> None:
        settings = self._start.settings
        self._window.composer.set_choices(settings.kind, settings.latency, settings.ceiling)

    def _say_notices(self) -> None:
        """What stands in the way of working as the person set it up."""

        async def ask() -> list[str]:
            program = self.program()
            found = [program.settings_notice, program.lanes_notice, *program.policy.notice]
            return [notice for notice in found if notice]

        def say(found: list[str]) -> None:
            if found:
                first, *others = [self._said.notice(notice) for notice in found]
                self._window.say("warning", first, " ".join(others))

        self.runtime.submit(ask(), say)

    def _policy_read(self) -> None:
        in_force = self.route.in_force
        assert in_force is not None
        self.status.say_policy(in_force.policy.name)
        self.conversation.begin()

    def _show_matrix(self) -> None:
        in_force = self.route.in_force
        if in_force is None:
            return
        now = datetime.now(UTC).isoformat(timespec="seconds")
        dialog = MatrixDialog(self._theme, self._words, in_force.whole, lambda: now, self._window)
        dialog.open()

    def _ask_passphrase(self, question: PassphraseWanted) -> None:
        if self._passphrase is not None:
            self._passphrase.done(0)
        dialog = PassphraseDialog(
            self._theme, self._words, new=question.new, problem=question.problem, parent=self._window
        )
        # Through functions: a value with slots cannot be held weakly, as Qt holds the owner of a method.
        dialog.passphrase_given.connect(lambda passphrase: question.give(passphrase))
        dialog.without_record_chosen.connect(lambda: question.work_without())
        dialog.quit_chosen.connect(lambda: question.quit())
        self._passphrase = dialog
        dialog.open()

    # ---- what is said

    def say_error(self, error: Exception) -> None:
        """An error with its next step, over the answer."""
        if isinstance(error, UserFacingError):
            words = self._said.error(error)
            self._window.say("danger", words.title, words.what_next)
        elif not isinstance(error, UserCancelled):
            self._on_bug(error)

    def _on_bug(self, error: BaseException) -> None:
        if isinstance(error, UserFacingError):
            self.say_error(error)
            return
        dialog = BugReportDialog(self._theme, self._words, bug_report(error), self._window)
        dialog.save_requested.connect(lambda report: self.copies.save(report, "homeport-report.txt"))
        dialog.open()

    def _notify(self, text: str) -> None:
        async def show() -> None:
            program = self.program()
            await program.open_documents.off_loop(lambda: program.notices.show(text))

        self.runtime.submit(show())

    def _withdraw_notice(self) -> None:
        async def withdraw() -> None:
            program = self.program()
            await program.open_documents.off_loop(program.notices.withdraw)

        self.runtime.submit(withdraw())

    def _say_awake(self, state: AwakeState) -> None:
        key = f"manners.awake_{state}"
        if self._words.has(key):
            self._window.composer.tell(self._words(key))

    def _try_example(self) -> None:
        """Attach a shipped document and write a question; the person runs it."""

        async def find() -> tuple[Path, ...]:
            return self.program().examples

        def show(examples: tuple[Path, ...]) -> None:
            chosen = [path for path in examples if path.name == EXAMPLE]
            self.conversation.attach(chosen)
            self._window.composer.set_text(self._words("window.example_question"))
            self._window.composer.focus_text()

        self.runtime.submit(find(), show)

    # ---- tasks of the list

    def _mark_open(self) -> None:
        self._window.sidebar.set_open_task(self.tasks.shown.id)
        self.status.refresh()

    def _delete_shown(self) -> None:
        thread = self.tasks.shown
        if thread.id and not thread.busy:
            self.history.delete([thread.id])

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
