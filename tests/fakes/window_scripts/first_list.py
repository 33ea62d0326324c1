"""How long after the passphrase the newest conversations stand in the list."""

import time
from collections.abc import Iterator
from typing import Any


def script(hands: Any) -> Iterator[Any]:
    began: list[float] = []
    shown: list[float] = []

    def painted() -> None:
        if not shown and hands.window.sidebar.list.model().rowCount():
            shown.append(time.perf_counter())

    class Watch(hands.core.QObject):  # type: ignore[misc]
        def eventFilter(self, watched: Any, event: Any) -> bool:
            if event.type() == hands.core.QEvent.Type.KeyPress and event.key() == hands.core.Qt.Key.Key_Return:
                began.append(time.perf_counter())
            elif event.type() == hands.core.QEvent.Type.Paint:
                hands.core.QTimer.singleShot(0, painted)  # after the paint, not before
            return False

    watch = Watch()
    hands.window.sidebar.list.viewport().installEventFilter(watch)
    hands.widgets.QApplication.instance().installEventFilter(watch)
    yield from hands.unlock(hands.given["passphrase"], new=False)
    hands.widgets.QApplication.instance().removeEventFilter(watch)
    yield lambda: shown
    hands.tell(seconds=shown[0] - began[0], rows=hands.window.sidebar.list.model().rowCount())
