"""One thing at a time that can be taken back: for ten seconds, or until the next send."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from homeport.ui.widgets.undo_bar import UndoBar


def _nothing() -> None:
    pass


class Undo(QObject):
    """Offers to take back what was done last; what was done before it is final by then."""

    def __init__(self, bar: UndoBar) -> None:
        super().__init__(bar)
        self._bar = bar
        self._back: Callable[[], None] = _nothing
        self._final: Callable[[], None] = _nothing
        bar.undone.connect(self._undone)
        bar.expired.connect(self.settle)

    def offer(self, done: str, back: Callable[[], None], final: Callable[[], None] = _nothing) -> None:
        """Say what was done; `back` takes it back, `final` is called when it no longer can be."""
        self.settle()
        self._back, self._final = back, final
        self._bar.show_undo(done)

    def settle(self) -> None:
        """It is too late now: something is sent, the time is over, or the program ends."""
        final, self._final, self._back = self._final, _nothing, _nothing
        final()
        self._bar.dismiss()

    def _undone(self) -> None:
        back, self._final, self._back = self._back, _nothing, _nothing
        back()
