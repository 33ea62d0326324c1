"""Everything that is bound to one window in one language; made anew when another language is chosen."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, qVersion

from homeport import __version__
from homeport.policy.prove import Whole
from homeport.ports.desktop import AwakeState
from homeport.services.program import Program
from homeport.ui.actions import Do
from homeport.ui.dialogs.matrix import MatrixDialog
from homeport.ui.dialogs.open_files import OpenFiles
from homeport.ui.models.settings_view import SettingsPage, ShortcutLine
from homeport.ui.presenters.answers import Answers
from homeport.ui.presenters.conversation import Conversation
from homeport.ui.presenters.copies import Copies
from homeport.ui.presenters.correcting import Correcting
from homeport.ui.presenters.documents import Documents
from homeport.ui.presenters.first_run_presenter import FirstRunPresenter
from homeport.ui.presenters.history import History
from homeport.ui.presenters.policy_window import PolicyWindowPresenter
from homeport.ui.presenters.route import RoutePresenter
from homeport.ui.presenters.saved import Saved
from homeport.ui.presenters.second_sheets import SecondPersonQuestions, SecondSheets
from homeport.ui.presenters.sends import Sends
from homeport.ui.presenters.settings_presenter import SettingsPresenter
from homeport.ui.presenters.sheets import Sheets
from homeport.ui.presenters.status import Status
from homeport.ui.presenters.undo import Undo
from homeport.ui.second_start import SecondStart
from homeport.ui.service_words import ServiceWords
from homeport.ui.task_notice import TaskNotice

if TYPE_CHECKING:
    from homeport.ui.presenters.window_presenter import WindowPresenter

EXAMPLE = "meeting-note.txt"
"""The shipped document of "Try an example": short, so that the practice model is quick."""


class BoundViews(QObject):
    """The presenters of one window, and what connects them."""

    def __init__(self, life: "WindowPresenter") -> None:
        window, words, theme = life.window, life.words, life.theme
        runtime, program, tasks = life.runtime, life.program, life.tasks
        super().__init__(window)
        self._life = life
        self._window = window
        self._words = words
        self._said = ServiceWords(words)
        self.undo = Undo(window.undo_bar)
        self.history = History(runtime, program, window.sidebar, words, self.undo)
        self.route = RoutePresenter(runtime, program, words, window.composer, window.why, self)
        self.documents = Documents(window, theme, words, life.placement)
        self.conversation = Conversation(
            tasks, Answers(runtime, program, tasks), self.route, self.documents, self.undo, window, words
        )
        self.correcting = Correcting(runtime, program, window.composer, lambda: tasks.shown.attached, words)
        self.copies = Copies(runtime, program, tasks, window, words)
        self.sheets = Sheets(runtime, program, tasks, window, theme, words)
        self.sends = Sends(runtime, program, tasks, self.copies, window, theme, words)
        self.sheets.report_wanted.connect(self.sends.report_prepared)
        self.second_sheets = SecondSheets(runtime, program, tasks, window, theme, words)
        self.second_sheets.report_wanted.connect(self.sends.report_prepared)
        self.second = SecondPersonQuestions(runtime, program, window, theme, words)
        self.correcting.second_wanted.connect(self.second.ask)
        self.conversation.second_review_wanted.connect(self._second_review)
        self.saved = Saved(runtime, program, window)
        self.status = Status(runtime, program, window.status, lambda: tasks.shown)
        self.settings = SettingsPresenter(runtime, program, theme, words, self)
        self.policy_window = PolicyWindowPresenter(runtime, program, theme, words, self)
        self.open_files = OpenFiles(words, window)
        self.second_start = SecondStart(window)
        self.notice = TaskNotice(window, words)
        settings = life.settings
        window.composer.set_choices(settings.kind, settings.latency, settings.ceiling)
        self._connect_tasks()
        self._connect_window()
        self._connect_actions()

    def _second_review(self, turn_id: str) -> None:
        """A second person is to accept the shown result of a turn, too."""
        self.conversation.answers.review_second(turn_id, self.second.ask, self._words("second.review_says"))

    def _connect_tasks(self) -> None:
        tasks = self._life.tasks
        self.history.deleted.connect(tasks.drop_threads)
        self.history.restored.connect(self.conversation.restored)
        self.history.failed.connect(self._life.say_error)
        self.conversation.run_begins.connect(self.undo.settle)
        self.conversation.settings_wanted.connect(lambda page: self.open_settings(SettingsPage(page)))
        tasks.recorded_changed.connect(self.history.changed)
        tasks.recorded_changed.connect(self.status.refresh)
        tasks.sending.connect(self.status.sending)
        tasks.thread_shown.connect(self._mark_open)
        tasks.run_ended.connect(self.notice.task_ready)
        tasks.awake_changed.connect(self._say_awake)
        self.notice.notice_wanted.connect(self._notify)
        self.notice.notice_unwanted.connect(self._withdraw_notice)

    def _connect_window(self) -> None:
        window = self._window
        window.sidebar.task_opened.connect(self.conversation.open_thread)
        window.sidebar.new_task_requested.connect(self.conversation.new_task)
        window.sidebar.settings_requested.connect(self.open_settings)
        window.sidebar.export_requested.connect(self._export_of)
        window.composer.add_requested.connect(self.open_files.open)
        self.open_files.files_chosen.connect(self.conversation.attach)
        window.header.export_requested.connect(self.copies.export_newest)
        window.header.class_requested.connect(window.show_why)
        window.status.matrix_requested.connect(lambda: self.policy_window.open_for(section="lanes"))
        window.status.record_requested.connect(lambda: self.open_settings(SettingsPage.PRIVACY))
        window.status.notice_requested.connect(lambda _: self.open_settings(SettingsPage.PRIVACY))
        window.why.matrix_requested.connect(self._show_matrix)
        window.answer.wishes.example_requested.connect(self.try_example)
        self.second_start.files_handed_over.connect(self._handed_over)
        self.second_start.new_task_requested.connect(self.conversation.new_task)
        self.settings.changed.connect(self._life.settings_changed)
        self.settings.matrix_wanted.connect(self._show_matrix_of)
        self.settings.policy_wanted.connect(self.policy_window.open_for)
        self.policy_window.matrix_wanted.connect(self._show_matrix_of)
        self.policy_window.changed.connect(self.settings_changed)
        self.policy_window.task_wanted.connect(self.conversation.open_thread)
        self.policy_window.task_wanted.connect(lambda _: self._window.activateWindow())
        self.policy_window.error_told.connect(self._life.say_error)
        window.closing.connect(self.undo.settle)
        window.closing.connect(self._life.placement.save)
        window.closing.connect(self.documents.close)
        window.closing.connect(self.policy_window.close)

    def _connect_actions(self) -> None:
        do = self._window.actions_
        do[Do.ATTACH].triggered.connect(self.open_files.open)
        do[Do.DELETE_TASK].triggered.connect(self._delete_shown)
        do[Do.COPY_ANSWER].triggered.connect(self.copies.copy_newest)
        do[Do.EXPORT].triggered.connect(self.copies.export_newest)
        do[Do.MATRIX].triggered.connect(self._show_matrix)
        do[Do.POLICY].triggered.connect(lambda: self.policy_window.open_for())
        do[Do.EXPECTED].triggered.connect(self._ask_expected)
        do[Do.SETTINGS].triggered.connect(lambda: self.open_settings())
        do[Do.DOCUMENTS].triggered.connect(lambda: self.documents.toggle(self._life.tasks.shown.attached.opened()))
        do[Do.ABOUT].triggered.connect(self._say_about)
        do[Do.SHORTCUTS].triggered.connect(lambda: self.open_settings(SettingsPage.KEYBOARD))
        do[Do.VERIFY_LEDGER].triggered.connect(lambda: self.open_settings(SettingsPage.PRIVACY))

    # ---- beginning

    def begin(self) -> None:
        """The services are open: show what there is."""
        self.history.read()
        self.status.begin()
        self.saved.read()
        self.route.read_policy(self._policy_read)
        self.conversation.show_again()
        self._say_notices()

    def settings_changed(self) -> None:
        """Read what comes from the settings again."""
        self.route.read_policy(self._policy_read)
        self.status.refresh()
        self.policy_window.settings_changed()

    def _policy_read(self) -> None:
        in_force = self.route.in_force
        assert in_force is not None
        self.status.say_policy(in_force.policy.name)
        self.conversation.begin()

    def _say_notices(self) -> None:
        """What stands in the way of working as the person set it up."""

        async def ask() -> list[str]:
            program = self._life.program()
            found = [program.settings_notice, program.lanes_notice, *program.policy.says]
            return [notice for notice in found if notice]

        def say(found: list[str]) -> None:
            if found:
                first, *others = [self._said.notice(notice) for notice in found]
                self._window.say("warning", first, " ".join(others))

        self._life.runtime.submit(ask(), say)

    def first_run(self) -> None:
        """Ask the few things that only the person can say; everything has a default that keeps all here."""
        first = FirstRunPresenter(
            self._life.runtime, self._life.program, self._life.theme, self._words, self._life
        )
        first.changed.connect(self._life.settings_changed)
        first.ended.connect(self._first_run_ended)
        first.open(self._window)

    def _first_run_ended(self, wants_example: bool) -> None:
        self._window.activateWindow()
        self._window.composer.focus_text()
        if wants_example:
            self.try_example()

    def try_example(self) -> None:
        """Attach a shipped document and write a question; the person runs it."""

        async def find() -> tuple[Path, ...]:
            return self._life.program().examples

        def show(examples: tuple[Path, ...]) -> None:
            self.conversation.attach([path for path in examples if path.name == EXAMPLE])
            self._window.composer.set_text(self._words("window.example_question"))
            self._window.composer.focus_text()

        self._life.runtime.submit(find(), show)

    # ---- dialogs

    def open_settings(self, page: SettingsPage = SettingsPage.ENGINES) -> None:
        """Show the settings on a page."""
        lines = [ShortcutLine(row.what, row.keys) for row in self._window.actions_.rows()]
        self.settings.open(self._window, page, lines)

    def _say_about(self) -> None:
        title = self._words("window.about", version=__version__)
        self._window.say("info", title, self._words("window.about_more", qt=qVersion()))

    def _show_matrix(self) -> None:
        if self.route.in_force is not None:
            self._show_matrix_of(self.route.in_force.whole)

    def _show_matrix_of(self, whole: Whole) -> None:
        dialog = MatrixDialog(self._life.theme, self._words, whole, _now, self._window)
        dialog.pdf_requested.connect(lambda: self.copies.save_pdf(dialog))
        dialog.open()

    # ---- what comes from elsewhere

    def _handed_over(self, files: tuple[Path, ...]) -> None:
        self.conversation.attach(list(files))
        self._window.composer.tell(self._words("manners.handed_over"))

    def _say_awake(self, state: AwakeState) -> None:
        key = f"manners.awake_{state}"
        if self._words.has(key):
            self._window.composer.tell(self._words(key))

    def _notify(self, text: str) -> None:
        self._life.off_loop(lambda program: program.notices.show(text))

    def _withdraw_notice(self) -> None:
        def withdraw(program: Program) -> None:
            program.notices.withdraw()

        self._life.off_loop(withdraw)

    # ---- the list

    def _export_of(self, thread: str) -> None:
        """Show a conversation and save its newest answer."""
        once = Qt.ConnectionType.SingleShotConnection
        self._life.tasks.thread_shown.connect(self.copies.export_newest, once)
        self.conversation.open_thread(thread)

    def _mark_open(self) -> None:
        self._window.sidebar.set_open_task(self._life.tasks.shown.id)
        self.status.refresh()

    def _ask_expected(self) -> None:
        newest = self._life.tasks.shown.newest
        if newest is not None:
            self.policy_window.expect(newest.task.id, self._window)

    def _delete_shown(self) -> None:
        thread = self._life.tasks.shown
        if thread.id and not thread.busy:
            self.history.delete([thread.id])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
