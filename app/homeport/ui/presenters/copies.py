"""What leaves the window for the clipboard or a file: only what may be used, marked by its class."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from homeport.domain.data_class import DataClass
from homeport.services.program import Program
from homeport.services.review import ReviewRefused
from homeport.ui import clipboard
from homeport.ui.dialogs.matrix import MatrixDialog
from homeport.ui.dialogs.open_files import quiet_file_dialog
from homeport.ui.exported import Exported, exported
from homeport.ui.main_window import MainWindow
from homeport.ui.models.turn import CopyKind, DocumentChip
from homeport.ui.presenters.live_task import LiveTask
from homeport.ui.presenters.tasks import Tasks
from homeport.ui.runtime import Runtime
from homeport.ui.words import Words

TOLD_MILLISECONDS = 4_000
"""How long it is said that something was copied or saved: long enough to be read, short enough to be forgotten."""


class Copies(QObject):
    """Copies and exports of the shown conversation."""

    used = Signal()
    """A result was used: its review stands from here on."""

    def __init__(
        self, runtime: Runtime, program: Callable[[], Program], tasks: Tasks, window: MainWindow, words: Words
    ) -> None:
        """`program` is called on the loop's thread."""
        super().__init__(window)
        self._runtime = runtime
        self._program = program
        self._tasks = tasks
        self._window = window
        self._words = words
        self._folder = str(Path.home())
        wishes = window.answer.wishes
        wishes.copy_requested.connect(self.copy)
        wishes.code_copied.connect(self.copy_code)
        window.answer.set_copy_guard(self._guarded)

    @property
    def data_class(self) -> DataClass:
        """The strictest class of the shown conversation; restricted while one is not known."""
        labels = [live.label for live in self._tasks.shown.tasks]
        classes = [label.data_class if label else DataClass.RESTRICTED for label in labels]
        return max(classes, default=DataClass.INTERNAL)

    def copy_newest(self) -> None:
        """Copy the newest answer as formatted text."""
        newest = self._tasks.shown.newest
        if newest is not None:
            self.copy(self._tasks.shown.turn_id(newest), CopyKind.FORMATTED)

    def copy(self, turn_id: str, kind: str) -> None:
        """Copy the shown answer of a turn, unless it is held for review."""
        self._use(turn_id, CopyKind(kind), self._put)

    def copy_code(self, turn_id: str, code: str) -> None:
        """Copy a piece of code out of an answer, unless that is held for review."""
        self._use(turn_id, CopyKind.MARKDOWN, lambda _: self._put(Exported(code)))

    def export_newest(self) -> None:
        """Save the newest answer with its sources as a Markdown file that the person names."""
        newest = self._tasks.shown.newest
        if newest is not None:
            name = f"{self._words('window.export_name')}.md"  # never a document's
            turn_id = self._tasks.shown.turn_id(newest)
            self._use(turn_id, CopyKind.SOURCES, lambda made: self.save(made.text, name))

    def save(self, text: str, name: str = "", over: QWidget | None = None) -> None:
        """Ask where, over the window or a dialog of it, then write a text file."""
        dialog = quiet_file_dialog(
            self._words, over or self._window, self._words("window.save_title"), self._folder
        )
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(name.rpartition(".")[2] or "md")
        if name:
            dialog.selectFile(name)

        def write(chosen: str) -> None:
            path = Path(chosen)
            self._folder = str(path.parent)
            try:
                path.write_text(text, "utf-8")
            except OSError as error:
                title = self._words("window.not_saved", reason=error.strerror or type(error).__name__)
                self._window.say("danger", title, self._words("window.not_saved_next"))
            else:
                self._tell(self._words("window.saved", name=path.name))

        dialog.fileSelected.connect(write)
        dialog.open()

    def save_pdf(self, dialog: MatrixDialog) -> None:
        """Ask where, then write the table of classes and lanes."""
        asked = quiet_file_dialog(self._words, dialog, self._words("window.save_title"), self._folder)
        asked.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        asked.setDefaultSuffix("pdf")

        def write(chosen: str) -> None:
            self._folder = str(Path(chosen).parent)
            if not dialog.write_pdf(chosen):
                title = self._words("window.not_saved", reason=Path(chosen).name)
                self._window.say("danger", title, self._words("window.not_saved_next"))

        asked.fileSelected.connect(write)
        asked.open()

    def _use(self, turn_id: str, kind: CopyKind, then: Callable[[Exported], None]) -> None:
        thread = self._tasks.shown
        group = thread.turn(turn_id)
        answer = thread.answer_shown(group) if group else None
        if answer is None:
            return
        chips = group[-1].chips or tuple(
            DocumentChip(each.document.name, each.label.data_class) for each in group[-1].opened
        )
        made = exported(kind, answer, chips, self._words)
        live = thread.task_of(answer.draft_id)
        if kind is CopyKind.QUOTES or live is None:
            then(made)
            return
        task_id = live.task.id

        async def use() -> object:
            return await self._program().reviews.use(task_id)

        def used(state: object) -> None:
            if isinstance(state, ReviewRefused):
                self._window.say("warning", self._words("window.held"), self._words("window.held_next"))
                return
            then(made)
            self.used.emit()

        self._runtime.submit(use(), used)

    def _note_use(self) -> None:
        """A selection out of an answer goes to the clipboard: that is a use of it, as a copy of the whole is."""
        live = self._answer_with_focus()
        if live is None:
            return
        task_id = live.task.id

        async def use() -> object:
            return await self._program().reviews.use(task_id)

        self._runtime.submit(use(), lambda _: self.used.emit())

    def _answer_with_focus(self) -> LiveTask | None:
        focus, thread = self._window.focusWidget(), self._tasks.shown
        for turn_id in dict.fromkeys(thread.turn_id(live) for live in thread.tasks):
            widget = self._window.answer.turn(turn_id)
            if widget is not None and focus is not None and widget.isAncestorOf(focus):
                answer = thread.answer_shown(thread.turn(turn_id))
                return thread.task_of(answer.draft_id) if answer is not None else None
        return None

    def _put(self, made: Exported) -> None:
        clipboard.copy(QGuiApplication.clipboard(), made.text, html=made.html, data_class=self.data_class)
        self._tell(self._words("window.copied"))

    def _tell(self, done: str) -> None:
        """Say for a moment that it was done, for eyes and for screen readers."""
        notice = self._window.composer.notice
        notice.hint(done)
        QTimer.singleShot(TOLD_MILLISECONDS, notice, notice.end_hint)
        self._window.announce(done)

    def _guarded(self, data: QMimeData) -> QMimeData:
        self._note_use()
        return clipboard.mime_data(data.text(), html=data.html(), data_class=self.data_class)
