"""The sheet of a second person, and the smaller questions to one: results that two accept, and false alarms."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import QObject

from homeport.domain.approval import Approver
from homeport.domain.consent import Prepared
from homeport.ports.approvals import Proof
from homeport.ports.person import SecondAnswer, SecondNo
from homeport.services.program import Program
from homeport.ui.dialogs.approval_person import SecondPersonDialog
from homeport.ui.dialogs.approval_sheet import ApprovalSheet
from homeport.ui.main_window import MainWindow
from homeport.ui.presenters.sheets import Made, Sheets
from homeport.ui.presenters.thread import Run
from homeport.ui.runtime import Runtime
from homeport.ui.theme.theme import Theme
from homeport.ui.words import Words

Asked = Callable[[Program, Proof, bool], Awaitable[str]]
"""Does what a second person said; gives the key of the problem in the catalogue, empty when there is none."""


class SecondSheets(Sheets):
    """Shows the exact bytes to a second person, one sheet at a time."""

    def _listen(self) -> None:
        self._tasks.second_wanted.connect(self._wanted)
        self._tasks.second_withdrawn.connect(self._withdrawn)

    def _prepared(self, run: Run) -> Prepared | None:
        return run.second[0].prepared if run.second is not None else None

    def _answer(self, run: Run, answer: SecondAnswer) -> None:  # type: ignore[override]
        self._tasks.answer_second(run, answer)

    def _no(self) -> SecondNo:  # type: ignore[override]
        return SecondNo()

    def _show(self, run: Run, made: Made) -> None:
        assert run.second is not None
        dialog = ApprovalSheet(self._theme, self._words, self._window)
        self._new(dialog)
        dialog.show_asked(run.second[0], made.view, made.readable, made.raw)
        dialog.open()


class SecondPersonQuestions(QObject):
    """Asks a second person one question at a time, over the window."""

    def __init__(
        self, runtime: Runtime, program: Callable[[], Program], window: MainWindow, theme: Theme, words: Words
    ) -> None:
        """`program` is called on the loop's thread."""
        super().__init__(window)
        self._runtime = runtime
        self._program = program
        self._window = window
        self._theme = theme
        self._words = words
        self.dialog: SecondPersonDialog | None = None

    def ask(self, kind: str, says: str, then: Asked, done: Callable[[], None]) -> None:
        """Ask, and do what was said.

        Args:
            kind: ``review`` or ``strike``.
            says: what it is about.
            then: what to do with the answer, on the loop's thread.
            done: called on the window's thread once it was done.
        """

        async def people() -> tuple[Approver, ...]:
            return await self._program().second_persons.people()

        def show(found: tuple[Approver, ...]) -> None:
            if not found:
                nobody, next_step = (self._words(f"second.nobody_here{end}") for end in ("", "_next"))
                self._window.say("warning", nobody, next_step)
            elif self.dialog is None:
                self._open(
                    SecondPersonDialog(self._theme, self._words, kind, says, found, self._window), then, done
                )

        self._runtime.submit(people(), show)

    def _open(self, dialog: SecondPersonDialog, then: Asked, done: Callable[[], None]) -> None:
        self.dialog = dialog

        def answered(proof: Proof, yes: bool) -> None:
            async def work() -> str:
                return await then(self._program(), proof, yes)

            def show(problem: str) -> None:
                if self.dialog is not dialog:
                    return
                if problem:
                    more = f"second.{problem}_next"
                    words = self._words
                    dialog.show_problem(words(f"second.{problem}"), words(more) if words.has(more) else "")
                    return
                dialog.accept()
                done()

            self._runtime.submit(work(), show)

        dialog.answered.connect(answered)
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()
