"""What every page of the settings needs of its presenter: work on the loop, saving, undo, small dialogs."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QDir, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from homeport.domain.errors import UserCancelled, UserFacingError
from homeport.domain.settings import Settings
from homeport.services.program import Program
from homeport.ui.dialogs.add_lane import LaneDialog
from homeport.ui.dialogs.open_files import quiet_file_dialog
from homeport.ui.dialogs.settings_page import Column
from homeport.ui.runtime import Handle, Runtime
from homeport.ui.service_words import ServiceWords
from homeport.ui.theme import Theme
from homeport.ui.widgets.undo_bar import UndoBar
from homeport.ui.words import Words

T = TypeVar("T")
Undo = Callable[[], Awaitable[None]]


class SettingsDesk(QObject):
    """Shared by the pages of one dialog; lives as long as the dialog.

    Args:
        runtime: the loop.
        program: gives the services, on the loop's thread.
        theme: colours and sizes.
        words: the person's language.
        window: the dialog that smaller ones lie over.
        undo_bar: where what can be taken back is offered; None where nothing is.
    """

    changed = Signal(object)
    """The settings were saved: the new ones."""

    def __init__(
        self,
        runtime: Runtime,
        program: Callable[[], Program],
        theme: Theme,
        words: Words,
        window: QWidget,
        undo_bar: UndoBar | None = None,
    ) -> None:
        super().__init__(window)
        self.runtime, self.program, self.theme, self.words = runtime, program, theme, words
        self.loop_words = Words(words.messages.folder, words.language)  # its own: sorting is not for two threads
        self.asking: LaneDialog | QFileDialog | None = None
        self._said = ServiceWords(words)
        self._window = window
        self._bar = undo_bar
        self._undo: Undo | None = None
        if undo_bar is not None:
            undo_bar.undone.connect(self._take_back)
            undo_bar.expired.connect(self._forget_undo)

    def show(
        self,
        work: Coroutine[Any, Any, T],
        show: Callable[[T], None],
        page: Column,
        refused: Callable[[UserFacingError], None] | None = None,
    ) -> Handle[T]:
        """Run work on the loop and show what came of it, while the page is there; an error is said on the page."""

        def done(value: T) -> None:
            if shiboken6.isValid(page):
                show(value)

        def failed(error: Exception) -> None:
            if isinstance(error, UserCancelled):
                return
            if not isinstance(error, UserFacingError):
                self.runtime.failed.emit(error)
            elif shiboken6.isValid(page) and refused is not None:
                refused(error)
            elif shiboken6.isValid(page):
                told = self._said.error(error)
                page.show_problem(told.title, told.what_next)

        return self.runtime.submit(work, done, failed)

    def save(self, work: Callable[[Program], Settings], page: Column, undo: str = "") -> None:
        """Write settings; `work` gives those before. With `undo` in words the change can be taken back a while."""

        async def save() -> Settings:
            return work(self.program())

        self.change(save(), page, undo)

    def change(
        self,
        work: Coroutine[Any, Any, Settings],
        page: Column,
        undo: str = "",
        done: Callable[[], None] | None = None,
        refused: Callable[[UserFacingError], None] | None = None,
    ) -> None:
        """As `save`, for work that takes time; `done` comes first when it went well."""

        def changed(before: Settings) -> None:
            page.show_problem("")
            if done is not None:
                done()
            if undo:

                async def put_back() -> None:
                    self.program().save_settings(before)

                self.offer_undo(undo, put_back)
            self.tell_changed()

        self.show(work, changed, page, refused)

    def tell_changed(self) -> None:
        """The settings are others now."""

        async def read() -> Settings:
            return self.program().settings

        self.runtime.submit(read(), self._on_changed)

    def offer_undo(self, told: str, put_back: Undo) -> None:
        """Offer to take something back."""
        if self._bar is not None and shiboken6.isValid(self._bar):
            self._bar.show_undo(told)
            self._undo = put_back

    def ask(self, dialog: LaneDialog) -> None:
        """Open a small dialog over the window."""
        self.asking = dialog
        dialog.finished.connect(self._asked)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def pick(self, title: str, types: str, picked: Callable[[str], None], over: QWidget | None = None) -> None:
        """Ask for a file, leaving no names behind."""
        files = quiet_file_dialog(self.words, over or self._window, title, QDir.homePath())
        files.setFileMode(QFileDialog.FileMode.ExistingFile)
        files.setOption(QFileDialog.Option.ReadOnly)
        files.setNameFilter(types)
        files.fileSelected.connect(picked)
        files.finished.connect(self._asked)
        self.asking = files
        files.open()

    def _on_changed(self, settings: Settings) -> None:
        if shiboken6.isValid(self):
            self.changed.emit(settings)

    def _asked(self) -> None:
        self.asking = None

    def _take_back(self) -> None:
        put_back, self._undo = self._undo, None
        if put_back is None:
            return

        async def undo() -> None:
            await put_back()

        self.runtime.submit(undo(), lambda _: self.tell_changed())

    def _forget_undo(self) -> None:
        self._undo = None
