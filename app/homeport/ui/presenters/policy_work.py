"""What presenters in the policy window need: the policy that is open, words, and work in a thread."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal

from homeport.domain.errors import UserCancelled, UserFacingError
from homeport.services.program import Program
from homeport.ui.dialogs.policy_window import PolicyDialog
from homeport.ui.models.policy_opened import OpenPolicy
from homeport.ui.runtime import Handle, Runtime
from homeport.ui.service_words import ServiceWords
from homeport.ui.theme import Theme
from homeport.ui.words import Words

T = TypeVar("T")


class PolicyWork(QObject):
    """Shared by the sections of one policy window; lives as long as the window.

    Args:
        runtime: the loop.
        program: gives the services, on the loop's thread.
        theme: colours and sizes.
        words: the person's language, for the window's thread.
        dialog: the window.
    """

    changed = Signal()
    """Policy files or settings were changed from here: what decides may be another one now."""

    def __init__(
        self, runtime: Runtime, program: Callable[[], Program], theme: Theme, words: Words, dialog: PolicyDialog
    ) -> None:
        super().__init__(dialog)
        self.runtime, self.program, self.theme, self.words, self.dialog = runtime, program, theme, words, dialog
        self.thread_words = Words(words.messages.folder, words.language)  # its own: sorting is not for two threads
        self._said = ServiceWords(words)
        self._newest: dict[str, Handle[object]] = {}

    @property
    def opened(self) -> OpenPolicy | None:
        """The policy that is shown."""
        return self.dialog.opened

    def off_window(
        self,
        work: Callable[[Program, Words], T],
        show: Callable[[T], None],
        topic: str = "",
        refused: Callable[[UserFacingError], None] | None = None,
    ) -> Handle[T]:
        """Do work in a thread of its own and show what came of it, while the window is there.

        Args:
            work: gets the services and words; must touch no widget.
            show: called on the window's thread.
            topic: newer work on the same topic takes the place of what still runs; empty: nothing does.
            refused: told of an error for people; else the window says it.
        """

        async def run() -> T:
            program = self.program()
            return await asyncio.to_thread(work, program, self.thread_words)

        def done(value: T) -> None:
            if shiboken6.isValid(self):
                show(value)

        def failed(error: Exception) -> None:
            if isinstance(error, UserCancelled) or not shiboken6.isValid(self):
                return
            if not isinstance(error, UserFacingError):
                self.runtime.failed.emit(error)
            elif refused is not None:
                refused(error)
            else:
                told = self._said.error(error)
                self.dialog.show_problem(told.title, told.what_next)

        if topic and topic in self._newest:
            self._newest[topic].cancel()
        handle = self.runtime.submit(run(), done, failed)
        if topic:
            self._newest[topic] = handle  # type: ignore[assignment]
        return handle
