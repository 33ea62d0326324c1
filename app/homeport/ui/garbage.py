"""Garbage is collected on the window's thread, where alone Qt's objects may be destroyed.

Python collects cycles on whichever thread makes the next object. A widget in such a cycle would then be destroyed
by the loop's thread, or by one that reads documents, and Qt would crash, seldom and far from the cause.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1_000
"""How often it is looked; Python's own thresholds say whether anything is done."""


class Garbage(QObject):
    """Collects instead of Python, from now until `give_back`.

    Args:
        parent: the owner; on the window's thread.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()  # what was loaded by now stays until the end: not to be looked through again and again
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(EVERY_MS)

    def collect(self) -> None:
        """Collect the oldest generation that is due."""
        due = [
            n
            for n, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if count > most
        ]
        if due:
            gc.collect(due[-1])

    def give_back(self) -> None:
        """Let Python collect again: the other threads have ended."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
