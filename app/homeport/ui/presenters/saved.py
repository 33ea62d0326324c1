"""Instructions kept to use again: the menu of the composer, and what the answer pane saves."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import QObject

from homeport.domain.errors import UserFacingError
from homeport.domain.saved_instruction import SavedInstruction
from homeport.services.program import Program
from homeport.ui.main_window import MainWindow
from homeport.ui.runtime import Runtime


class Saved(QObject):
    """Keeps the composer's menu in step with the record."""

    def __init__(self, runtime: Runtime, program: Callable[[], Program], window: MainWindow) -> None:
        """`program` is called on the loop's thread."""
        super().__init__(window)
        self._runtime = runtime
        self._program = program
        self._window = window
        composer = window.composer
        composer.save_instruction_requested.connect(self.save)
        composer.remove_instruction_requested.connect(self.remove)
        window.answer.wishes.instruction_saved.connect(lambda _, name, text: self.save(name, text))

    def read(self) -> None:
        """Show what is kept."""

        async def read(program: Program) -> None:
            del program

        self._change(read)

    def save(self, name: str, text: str) -> None:
        """Keep an instruction under a name."""
        self._change(lambda program: program.saved_instructions.save(name, text))

    def remove(self, instruction_id: str) -> None:
        """Forget one."""
        self._change(lambda program: program.saved_instructions.delete(instruction_id))

    def _change(self, change: Callable[[Program], Awaitable[object]]) -> None:
        async def work() -> tuple[SavedInstruction, ...]:
            program = self._program()
            await change(program)
            return await program.saved_instructions.list()

        def refused(error: Exception) -> None:
            if isinstance(error, UserFacingError):
                self._window.say("warning", error.title, error.what_next)
            else:
                self._runtime.failed.emit(error)

        self._runtime.submit(work(), self._window.composer.set_saved_instructions, refused)
