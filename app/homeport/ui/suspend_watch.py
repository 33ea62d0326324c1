"""Tells the window that the computer has slept, so that what was true before is looked at again."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from homeport.services.suspend import Clocks, SuspendDetector

LOOK_MILLISECONDS = 2000


class SuspendWatch(QObject):
    """Looks at two clocks every two seconds, and whenever the program comes to the front.

    A step that must not follow a sleep (a yes to a send) calls `look` first: it does not wait for the timer.
    """

    resumed = Signal(object)
    """`homeport.services.suspend.Resumed`."""

    def __init__(self, clocks: Callable[[], tuple[float, float]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clocks = clocks
        self._detector = SuspendDetector(Clocks(*clocks()))
        self._timer = QTimer(self, interval=LOOK_MILLISECONDS, timerType=Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.applicationStateChanged.connect(self._on_state_changed)

    def look(self) -> bool:
        """Look now; True when the computer has slept since the last look, after `resumed` was emitted."""
        resumed = self._detector.look(Clocks(*self._clocks()))
        if resumed is None:
            return False
        self.resumed.emit(resumed)
        return True

    def _on_state_changed(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()
