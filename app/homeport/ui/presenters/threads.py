"""The conversations of this session: which one is on the screen, and which were opened, deleted or are back."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from homeport.ports.store import TaskRecord
from homeport.services.program import Program
from homeport.ui.presenters.attached import Attached
from homeport.ui.presenters.thread import Thread
from homeport.ui.presenters.turns import recorded
from homeport.ui.runtime import Runtime
from homeport.ui.views.composer import Composer


class Threads(QObject):
    """The conversations of this session and the one that is shown."""

    turn_changed = Signal(str)
    """A turn of the shown thread looks different; its id."""

    answer_grew = Signal(str)
    """More text in the newest turn of the shown thread."""

    thread_shown = Signal()
    """Another thread is shown, or the shown one has a new turn."""

    route_changed = Signal()
    """Facts or decision of the newest task of the shown thread are known or new."""

    recorded_changed = Signal()
    """The record has a new task, or one stands otherwise: history and counts are to be read again."""

    sending = Signal()
    """Something is being sent, or was: what was said of sends is out of date."""

    run_ended = Signal()
    """A run is over."""

    sheet_wanted = Signal(object)
    """A `Run` wants its sheet shown."""

    sheet_withdrawn = Signal(object)

    second_wanted = Signal(object)
    """A `Run` wants a second person asked."""

    second_withdrawn = Signal(object)

    attached_changed = Signal()
    """A source came, went or is known now."""

    awake_changed = Signal(object)
    """A long run keeps the computer awake, or cannot: an `AwakeState`."""

    def __init__(
        self, runtime: Runtime, program: Callable[[], Program], make_attached: Callable[[QObject], Attached]
    ) -> None:
        """`program` is called on the loop's thread; `make_attached` makes the sources of a new thread."""
        super().__init__()
        self._runtime = runtime
        self._program = program
        self._make_attached = make_attached
        self._listened_to = False
        self.threads: list[Thread] = []
        self.shown = self._new()
        self._dropped: tuple[str, Thread] = "", self.shown  # the one shown when it was deleted, what came instead
        self._grew = QTimer(self, interval=0, singleShot=True)
        self._grew.timeout.connect(self._tell_grown)

    def forget_views(self) -> None:
        """Tell nobody any more: the views that listened are going."""
        for signal in (
            self.turn_changed,
            self.answer_grew,
            self.thread_shown,
            self.route_changed,
            self.recorded_changed,
            self.sending,
            self.run_ended,
            self.sheet_wanted,
            self.sheet_withdrawn,
            self.second_wanted,
            self.second_withdrawn,
            self.attached_changed,
            self.awake_changed,
        ):
            if self._listened_to:
                signal.disconnect()
        self._listened_to = True

    def use_composer(self, composer: Composer) -> None:
        """Show what is attached in this composer from now on."""
        for thread in self.threads:
            thread.attached.use(composer)

    # ---- which thread is shown

    def _new(self) -> Thread:
        thread = Thread(self._make_attached(self))
        thread.attached.changed.connect(self.attached_changed)
        self.threads.append(thread)
        return thread

    def new_thread(self) -> Thread:
        """Show an empty conversation; an empty one that is there already is taken."""
        if self.shown.tasks or self.shown.attached.sources():
            self._show(self._new())
        return self.shown

    def _show(self, thread: Thread) -> None:
        left, self.shown = self.shown, thread
        left.attached.leave()
        if left is not thread and not left.tasks and not left.attached.sources():
            self._forget(left)
        self.thread_shown.emit()
        thread.attached.show()

    def _forget(self, thread: Thread) -> None:
        thread.attached.close()
        if thread in self.threads:
            self.threads.remove(thread)

    def open_thread(self, task_id: str, on_missing: Callable[[], None] | None = None) -> None:
        """Show a conversation of the record; one of this session as it is."""
        known = next((t for t in self.threads if any(live.task.id == task_id for live in t.tasks)), None)
        if known is not None:
            self._show(known)
            return

        async def read() -> tuple[TaskRecord, ...]:
            return await self._program().store.thread(task_id)

        def show(records: tuple[TaskRecord, ...]) -> None:
            if not records:
                if on_missing is not None:
                    on_missing()
                return
            thread = self._new()
            thread.id = records[0].task.root
            thread.tasks = [recorded(record) for record in records]
            self._show(thread)

        self._runtime.submit(read(), show)

    def drop_threads(self, threads: Sequence[str]) -> None:
        """Threads were deleted: stop showing them."""
        for thread in [t for t in self.threads if t.id in threads]:
            if thread is self.shown:
                self._show(self._new())
                self._dropped = thread.id, self.shown
            self._forget(thread)

    def reopen(self, threads: Sequence[str]) -> None:
        """Deleted threads are back: show the one that was shown, unless the person has gone on meanwhile."""
        thread, empty = self._dropped
        if thread in threads and self.shown is empty and not empty.tasks and not empty.attached.sources():
            self.open_thread(thread)

    # ---- the shown thread

    def choose_version(self, turn_id: str, draft_id: str) -> None:
        """Show another version of an answer."""
        self.shown.shown[turn_id] = draft_id
        self.turn_changed.emit(turn_id)

    def add_files(self, paths: Sequence[Path]) -> None:
        """Attach files to the shown thread."""
        self.shown.attached.add_files(paths)

    def _tell_grown(self) -> None:
        newest = self.shown.newest
        if newest is not None:
            self.answer_grew.emit(self.shown.turn_id(newest))
