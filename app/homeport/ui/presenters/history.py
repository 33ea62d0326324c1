"""The list of tasks at the side: pages, search, and deletion that can be taken back."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from homeport.domain.data_class import DataClass
from homeport.domain.errors import UserFacingError
from homeport.ports.store import Cursor, Deletion, HistoryPage, SearchPage
from homeport.ports.store import HistoryRow as StoredRow
from homeport.services.program import Program
from homeport.ui.models.history_model import HistoryRow
from homeport.ui.presenters.undo import Undo
from homeport.ui.runtime import Handle, Runtime
from homeport.ui.views.sidebar import Sidebar
from homeport.ui.words import Words

PAGE = 60
"""Rows read at once: more than a tall screen shows."""

RELOAD_MILLISECONDS = 100
"""Several changes of one task in a row are read once."""


class History(QObject):
    """Fills the sidebar. A row of the list stands for a conversation; its id is that of the first task."""

    deleted = Signal(object)
    """Conversations were deleted: a list of their ids."""

    restored = Signal(object)

    failed = Signal(object)
    """A `UserFacingError` to be shown."""

    def __init__(
        self,
        runtime: Runtime,
        program: Callable[[], Program],
        sidebar: Sidebar,
        words: Words,
        undo: Undo,
    ) -> None:
        """`program` is called on the loop's thread."""
        super().__init__(sidebar)
        self._runtime = runtime
        self._program = program
        self._sidebar = sidebar
        self._words = words
        self._undo = undo
        self._query = ""
        self._next: Cursor | None = None
        self._reading: Handle[object] | None = None
        self._reload = QTimer(self, interval=RELOAD_MILLISECONDS, singleShot=True)
        self._reload.timeout.connect(self.read)
        sidebar.more_wanted.connect(self._more)
        sidebar.search_changed.connect(self._search)
        sidebar.delete_requested.connect(self.delete)

    def changed(self) -> None:
        """The record has something new."""
        self._reload.start()

    def read(self) -> None:
        """Show the newest page, or the search again."""
        if self._query:
            self._search(self._query)
            return

        def show(page: HistoryPage) -> None:
            self._next = page.next
            self._sidebar.show_history([_row(row) for row in page.rows], page.next is not None)

        self._ask(lambda program: program.store.history_page(None, PAGE), show)

    def _more(self) -> None:
        at, query = self._next, self._query
        if query:

            def show_hits(page: SearchPage) -> None:
                self._next = page.next
                self._sidebar.append(_hits(page), page.next is not None)

            self._ask(lambda program: program.store.search(query, at, PAGE), show_hits)
            return

        def show(page: HistoryPage) -> None:
            self._next = page.next
            self._sidebar.append([_row(row) for row in page.rows], page.next is not None)

        self._ask(lambda program: program.store.history_page(at, PAGE), show)

    def _search(self, query: str) -> None:
        self._query = query
        if not query:
            self.read()
            return

        def show(page: SearchPage) -> None:
            self._next = page.next
            self._sidebar.show_results(query, _hits(page), page.next is not None)

        self._ask(lambda program: program.store.search(query, None, PAGE), show)

    def _ask(self, question: Callable[[Program], object], show: Callable[..., None]) -> None:
        """Ask the record; an older question that still runs is interrupted."""
        if self._reading is not None:
            self._reading.cancel()

        async def ask() -> object:
            return await question(self._program())  # type: ignore[misc]

        self._reading = self._runtime.submit(ask(), show)

    def delete(self, threads: Sequence[str]) -> None:
        """Delete conversations; they are gone from the list at once and from the disk when it is final."""
        ids = list(threads)
        if not ids:
            return

        async def hide() -> Deletion:
            return await self._program().store.delete_threads(ids)

        async def back(deletion: Deletion) -> bool:
            return await self._program().store.undo(deletion)

        async def finish(deletion: Deletion) -> None:
            await self._program().store.finish(deletion)

        def restored(_back: bool) -> None:
            self.changed()
            self.restored.emit(ids)

        def hidden(deletion: Deletion) -> None:
            self._sidebar.remove(ids)
            self.deleted.emit(ids)

            def take_back() -> None:
                self._runtime.submit(back(deletion), restored)

            def make_final() -> None:
                self._runtime.submit(finish(deletion))

            self._undo.offer(self._words("window.deleted", count=len(ids)), take_back, make_final)

        def refused(error: Exception) -> None:
            if not isinstance(error, UserFacingError):
                self._runtime.failed.emit(error)
            self.failed.emit(error)

        self._runtime.submit(hide(), hidden, refused)


def _row(row: StoredRow) -> HistoryRow:
    return HistoryRow(
        task_id=row.thread,
        title=row.title,
        lane=row.lane,
        state=row.state,
        data_class=DataClass.from_word(row.data_class),
        at=row.created,
        versions=row.versions,
    )


def _hits(page: SearchPage) -> list[HistoryRow]:
    return [
        HistoryRow(hit.thread, hit.snippet, "", "", DataClass.RESTRICTED, hit.created, spans=hit.spans)
        for hit in page.hits
    ]
