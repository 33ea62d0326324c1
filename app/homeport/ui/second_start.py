"""What a second start of the program does to the window that is open."""

import os

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from homeport.ports.second_start import Wish

ACTIVATION = "XDG_ACTIVATION_TOKEN"
"""Where Qt looks for a Wayland desktop's leave to come to the front; it takes it away itself."""


class SecondStart(QObject):
    """Brings the window to the front and hands on what the second start brought.

    Give `deliver` to `OnlyWindow.serve`: it may be called on any thread.
    """

    files_handed_over = Signal(object)
    """``tuple[Path, ...]``, never empty."""

    new_task_requested = Signal()

    _wished = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._wished.connect(self._on_wished, Qt.ConnectionType.QueuedConnection)

    def deliver(self, wish: Wish) -> None:
        """Take a wish; from any thread."""
        self._wished.emit(wish)

    def _on_wished(self, wish: Wish) -> None:
        bring_to_front(self._window, wish.activation)
        if wish.new_task:
            self.new_task_requested.emit()
        if wish.files:
            self.files_handed_over.emit(wish.files)


def bring_to_front(window: QWidget, activation: str = "") -> None:
    """Show the window, and before all others if the desktop lets it; a dialog over it gets the focus instead.

    Args:
        window: the main window.
        activation: the desktop's token for this; empty when there is none.
    """
    if activation:
        os.environ[ACTIVATION] = activation
    if window.isMinimized():
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    front = QApplication.activeModalWidget() or window
    front.raise_()
    front.activateWindow()
