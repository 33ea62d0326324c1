"""Tells somebody who is in another program that tasks are ready: a number and one word, nothing else."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from homeport.ui.words import Words


class TaskNotice(QObject):
    """Counts what became ready while the program was not in front.

    The signals are for whoever reaches the desktop (`ports.desktop.Notices`), off this thread. The entry in the
    task bar asks for attention by itself; systems without such notifications have that alone.
    """

    notice_wanted = Signal(str)
    """The whole text of the notification: "2 tasks"."""

    notice_unwanted = Signal()
    """The person is back."""

    def __init__(self, window: QWidget, words: Words) -> None:
        super().__init__(window)
        self._window = window
        self._words = words
        self._count = 0
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.applicationStateChanged.connect(self._on_state_changed)

    def task_ready(self) -> None:
        """A task has ended or waits for the person; nothing is shown to somebody who sees the window."""
        if QApplication.activeWindow() is not None:
            return
        self._count += 1
        QApplication.alert(self._window)
        self.notice_wanted.emit(self._words("manners.tasks", count=self._count))

    def _on_state_changed(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive and self._count:
            self._count = 0
            self.notice_unwanted.emit()
