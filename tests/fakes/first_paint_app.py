"""The app process with a stopwatch: runs what its first argument names as the launcher would have run it.

When the first window that is no dialog has been painted whole (the event loop is back from it), it writes one JSON
line to the file of its second argument: the time, and every module that is loaded by then. Then it quits.

It changes nothing before Qt is loaded: it waits in the import machinery for `PySide6.QtWidgets`. It imports next
to nothing and looks at no event before the event loop, so that what is timed is the app.
"""

import importlib.machinery
import json
import runpy
import sys
import time
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

QT = "PySide6.QtWidgets"


class WaitForQt:
    """A finder; `importlib.abc` would load twenty modules that the app does not need."""

    def __init__(self, report: str) -> None:
        self.report = report

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != QT:
            return None
        sys.meta_path.remove(self)
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        assert spec is not None
        assert spec.loader is not None
        load = spec.loader.exec_module

        def load_and_watch(module: ModuleType) -> None:
            load(module)
            module.QApplication = watched(module, self.report)  # type: ignore[attr-defined]

        spec.loader.exec_module = load_and_watch  # type: ignore[method-assign]
        return spec


def watched(widgets: ModuleType, report: str) -> type:
    """A QApplication that tells of its first paint."""
    from PySide6.QtCore import QEvent, QObject, QTimer  # noqa: PLC0415 - Qt must not load before the app asks

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and watched.isWidgetType():
                window = watched.window()  # type: ignore[attr-defined]
                if window.isVisible() and not isinstance(window, widgets.QDialog):
                    application = widgets.QApplication.instance()
                    application.removeEventFilter(self)
                    QTimer.singleShot(0, tell)  # after all of it is painted and handed to the display
            return False

    def tell() -> None:
        at = time.clock_gettime(time.CLOCK_MONOTONIC)
        with open(report, "w", encoding="utf-8") as file:
            json.dump({"at": at, "modules": sorted(sys.modules)}, file)
            file.write("\n")
        widgets.QApplication.quit()

    class Watched(widgets.QApplication):  # type: ignore[name-defined, misc]
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            self.first_paint = Watch()

        def exec(self) -> int:
            self.installEventFilter(self.first_paint)
            return int(super().exec())

    return Watched


if __name__ == "__main__":
    _, app, report, *arguments = sys.argv
    sys.meta_path.insert(0, WaitForQt(report))
    sys.argv[1:] = arguments
    if app.endswith(".py"):
        runpy.run_path(app, run_name="__main__")
    else:
        runpy.run_module(app, run_name="__main__", alter_sys=True)
