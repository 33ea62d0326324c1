"""The real program's app process with a pair of hands: key events in, what the window shows out.

Started by the real launcher in the place of the app: it runs the app's own `main`, waits until Qt is loaded, and
then carries out a script, a generator that yields what to wait for. The report says how far it came.
"""

import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import runpy
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

QT = "PySide6.QtWidgets"
WAIT_SECONDS = 90.0
"""Far above what anything takes on a quiet machine; a real model may answer at length on a busy one."""
POLL_MILLISECONDS = 20

Condition = Callable[[], object]
Script = Callable[["Hands"], Iterator[Condition]]


class WaitForQt(importlib.abc.MetaPathFinder):
    """Calls `loaded` with the module when Qt's widgets have been imported, and changes nothing before."""

    def __init__(self, loaded: Callable[[ModuleType], None]) -> None:
        self.loaded = loaded

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

        def load_and_tell(module: ModuleType) -> None:
            load(module)
            self.loaded(module)

        spec.loader.exec_module = load_and_tell  # type: ignore[method-assign]
        return spec


class Hands:
    """What a person can do at the window, by key events alone, and what they see."""

    def __init__(self, widgets: ModuleType, folder: Path, given: dict[str, Any]) -> None:
        from PySide6 import QtCore, QtGui, QtTest  # noqa: PLC0415 - Qt must not load before the app asks

        self.widgets, self.core, self.gui, self.test = widgets, QtCore, QtGui, QtTest.QTest
        self.folder = folder
        self.given = given
        self.told: dict[str, Any] = {}
        self.pictures: list[str] = []
        self.left = False

    # ---- what is there

    @property
    def window(self) -> Any:
        """The main window."""
        return next(w for w in self.widgets.QApplication.topLevelWidgets() if type(w).__name__ == "MainWindow")

    def dialog(self, name: str) -> Any:
        """The dialog of a class that has the keyboard; None while there is none."""
        return next(
            (
                w
                for w in self.widgets.QApplication.topLevelWidgets()
                if type(w).__name__ == name and w.isActiveWindow()
            ),
            None,
        )

    def words_of(self, widget: Any) -> str:
        """Every visible text of a widget and its children, as a person would read it."""
        found = []
        for child in (widget, *widget.findChildren(self.widgets.QWidget)):
            if not child.isVisible():
                continue
            for name in ("text", "toPlainText"):
                read = getattr(child, name, None)
                if callable(read):
                    with contextlib.suppress(TypeError):
                        found.append(str(read()))
        return "\n".join(text for text in found if text)

    # ---- keys

    def press(self, keys: str) -> None:
        """One key with its modifiers, as ``Ctrl+O``, given to the window that has the keyboard."""
        sequence = self.gui.QKeySequence(keys)
        pressed = sequence[0]
        self.test.keyClick(self._focus(), pressed.key(), pressed.keyboardModifiers())

    def type(self, text: str) -> None:
        """Letters, one after the other."""
        for letter in text:
            if letter == "\n":
                self.press("Return")
            else:
                self.test.keyClick(self._focus(), letter)

    def _focus(self) -> Any:
        focus = self.gui.QGuiApplication.focusWindow()
        return focus if focus is not None else self.window.windowHandle()

    def unlock(self, passphrase: str, *, new: bool) -> Iterator[Condition]:
        """Type the vault's passphrase when the dialog asks."""
        yield lambda: self.dialog("PassphraseDialog")
        self.type(passphrase)
        if new:
            self.press("Tab")
            self.type(passphrase)
        self.press("Return")
        yield lambda: self.dialog("PassphraseDialog") is None

    def skip_first_run(self) -> Iterator[Condition]:
        """Leave the first run with its defaults, as Esc does."""
        yield lambda: self.dialog("FirstRunDialog")
        self.press("Esc")
        yield lambda: self.dialog("FirstRunDialog") is None and self.window.isActiveWindow()

    def quit(self) -> Iterator[Condition]:
        """Leave the program by its key; the report is written when it has ended."""
        self.left = True
        self.press("Ctrl+Q")
        yield lambda: False

    def attach(self, path: str) -> Iterator[Condition]:
        """Add a document by Ctrl+O and its name, and wait until its class is known."""
        self.press("Ctrl+O")
        yield lambda: self.dialog("QFileDialog")
        self.type(path)
        self.press("Return")
        yield (
            lambda: (
                any(str(chip.path) == path and chip.settled for chip in self.window.composer.chips)
                and self.window.isActiveWindow()
            )
        )

    def tab_to(self, text: str) -> Iterator[Condition]:
        """Press Tab until a control of that name has the keyboard."""
        for _ in range(120):
            focus = self.widgets.QApplication.focusWidget()
            if focus is not None and text in self.name_of(focus):
                return
            self.press("Tab")
            yield lambda: True
        raise AssertionError(f"Tab does not reach {text!r}")

    def name_of(self, widget: Any) -> str:
        """What a screen reader says of a control."""
        text = getattr(widget, "text", None)
        return widget.accessibleName() or (str(text()) if callable(text) else "")

    # ---- how things stand

    def ready(self) -> bool:
        """Whether the record and the policy are read."""
        return bool(self.window.isActiveWindow() and self.window.status._view.policy)

    def turns(self) -> list[Any]:
        """The turns that are shown."""
        return [slot.view for slot in self.window.answer.column.slots]

    def answers(self) -> tuple[Any, ...]:
        """Every version of the newest answer."""
        return self.turns()[-1].versions if self.turns() else ()

    def settled(self) -> bool:
        """Whether the newest turn has come to rest."""
        turns = self.turns()
        return bool(turns) and not turns[-1].running and (bool(turns[-1].versions) or bool(turns[-1].notices))

    def offered(self) -> bool:
        """Whether the newest turn has an offer."""
        turns = self.turns()
        return bool(turns) and any(type(n).__name__ == "StrongerOffer" for n in turns[-1].notices)

    def forecast(self) -> str:
        """The state of the forecast."""
        return str(self.window.composer.actions_.forecast._view.state)

    def facts(self) -> dict[str, Any]:
        """The newest turn in plain values."""
        turn = self.turns()[-1]
        return {
            "class": turn.data_class.word if turn.data_class is not None else "",
            "lanes": [answer.lane for answer in turn.versions],
            "answers": [answer.text for answer in turn.versions],
            "notices": [type(notice).__name__ for notice in turn.notices],
            "documents": [chip.name for chip in turn.documents],
        }

    # ---- telling

    def tell(self, **values: Any) -> None:
        """Put values into the report."""
        self.told |= values

    def picture(self, name: str, widget: Any = None) -> None:
        """Keep a picture of the window, or of a dialog over it."""
        shot = (widget or self.window).grab()
        path = self.folder / f"{name}.png"
        shot.save(str(path))
        self.pictures.append(str(path))

    def wait(self, seconds: float) -> Condition:
        """A condition that is true after some time; only for what has no other sign."""
        until = time.monotonic() + seconds
        return lambda: time.monotonic() >= until


def carry_out(widgets: ModuleType, script: Script, report: Path, given: dict[str, Any]) -> Hands:
    """Run the script step by step between the events of the application."""
    hands = Hands(widgets, report.parent, given)
    steps = script(hands)
    waiting: list[Condition] = []
    deadline = [time.monotonic() + WAIT_SECONDS]
    timer = hands.core.QTimer()

    def end(problem: str) -> None:
        timer.stop()
        write_report(report, problem, hands)
        for window in widgets.QApplication.topLevelWidgets():
            window.close()
        widgets.QApplication.quit()

    def step() -> None:
        if hands.gui.QGuiApplication.focusWindow() is None:  # there is no window manager to give it to one
            (widgets.QApplication.activeModalWidget() or hands.window).activateWindow()
        try:
            if waiting and not waiting[0]():
                if time.monotonic() < deadline[0]:
                    return
                steps.throw(TimeoutError("what was waited for did not come"))
            waiting[:] = [next(steps)]
            deadline[0] = time.monotonic() + WAIT_SECONDS
        except StopIteration:
            end("")
        except BaseException:  # everything is a result of the script, the report has to say it
            with contextlib.suppress(Exception):
                hands.picture("problem")
                visible = [w for w in widgets.QApplication.topLevelWidgets() if w.isVisible()]
                hands.tell(seen="\n".join(f"[{type(w).__name__}]\n{hands.words_of(w)}" for w in visible))
            end(traceback.format_exc())

    timer.setInterval(POLL_MILLISECONDS)
    timer.timeout.connect(step)
    timer.start()
    hands.timer = timer  # type: ignore[attr-defined]
    widgets.QApplication.instance().hands = hands
    return hands


def write_report(report: Path, problem: str, hands: Hands) -> None:
    """Say how far the script came; no problem means to its end."""
    report.write_text(json.dumps({"problem": problem, "told": hands.told, "pictures": hands.pictures}), "utf-8")


def main() -> None:
    """Arguments: the files of the script, of the report and of what the script is given, then the app's own."""
    _, script_file, report, given, *arguments = sys.argv
    sys.path.append(str(Path(__file__).parents[1]))  # scripts share what they need in `fakes`
    spec = importlib.util.spec_from_file_location("window_script", script_file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    values = json.loads(Path(given).read_text("utf-8"))

    def loaded(widgets: ModuleType) -> None:
        class Handed(widgets.QApplication):  # type: ignore[name-defined, misc]
            def exec(self) -> int:  # type: ignore[override]
                hands = carry_out(widgets, module.script, Path(report), values)
                code = int(super().exec())
                if not Path(report).exists():
                    problem = "" if hands.left else "the program ended by itself"
                    write_report(Path(report), problem, hands)
                return code

        widgets.QApplication = Handed  # type: ignore[attr-defined]

    sys.meta_path.insert(0, WaitForQt(loaded))
    sys.argv[1:] = arguments
    runpy.run_module("homeport.bootstrap", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
