"""The window with its presenters over real services in one process: real record and policy, loopback models.

Only the engine, the company off this computer and the document sandbox are stood in for, each by something that
really answers. Tests press keys and look at what is shown.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget

from fakes.kept_secrets import KeptSecrets
from fakes.replay_server import ReplayServer
from fakes.sending_egress import SendingEgress
from fakes.task_bench import AddressEngine, TextReader, policy
from homeport.adapters.system.child_environment import Handover
from homeport.adapters.system.clock import SystemClock
from homeport.adapters.system.folders import Folders, resources_folder
from homeport.bootstrap.wired import Bootstrap, Places
from homeport.domain.lane import Endpoint, Price, Region
from homeport.domain.policy import Policy
from homeport.domain.settings import Settings
from homeport.ports.fence import FenceReport
from homeport.services.device import DeviceLane
from homeport.services.escalate import OpenLane, key_name
from homeport.services.program import PolicyInForce
from homeport.ui.app import Start
from homeport.ui.dialogs.confirmation import ConfirmationSheet
from homeport.ui.main_window import MainWindow
from homeport.ui.presenters.window_presenter import WindowPresenter
from homeport.ui.theme import Theme
from homeport.ui.words import Words
from homeport.wire.formats import wire_format

PROVIDER = "Exempel AB"

T = TypeVar("T")


def premium(base_url: str, lane: str = "premium") -> Endpoint:
    """A company off this computer, played on loopback."""
    return Endpoint(
        "exempel/m", lane, PROVIDER, "chat", base_url, "m-large", True, Region.GLOBAL, "Sverige", "30 days",
        100_000, 4096, price=Price(20.0, 60.0, "EUR", "2026-10-29"), auth_header="authorization",
    )  # fmt: skip


class JumpingClock(SystemClock):
    """The system's clock; with `jumps` each look at it finds that minutes have passed, as after a sleep."""

    def __init__(self) -> None:
        self.jumps = False
        self._ahead = 0.0

    def steady(self) -> float:
        self._ahead += 600.0 if self.jumps else 0.0
        return super().steady() + self._ahead


@dataclass
class _Engines:
    device: DeviceLane
    examples: tuple[Path, ...] = ()

    async def practice_model_refuses(self, files: Sequence[Path]) -> bool:
        return False


@dataclass
class _Lanes:
    open: Mapping[str, Sequence[OpenLane]]
    providers: Mapping[str, Any] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    notice: str = ""


class BenchProgram(Bootstrap):
    """`Bootstrap` on folders of its own, with a model and a company on loopback."""

    def __init__(self, home: Path, base_url: str, rules: Policy, *, key: bool, secrets: KeptSecrets) -> None:
        folders = Folders(home / "data", home / "config", home / "cache").make()
        super().__init__(Places(resources_folder(), folders), Handover(-1, -1))
        self._base_url, self._rules = base_url, rules
        self._kept = secrets
        if key:
            secrets.put(key_name(premium(base_url)), "k")

    @cached_property
    def clock(self) -> JumpingClock:
        return JumpingClock()

    @cached_property
    def secrets(self) -> KeptSecrets:
        return self._kept

    @cached_property
    def egress(self) -> SendingEgress:  # type: ignore[override]
        return SendingEgress()

    @property
    def fence(self) -> FenceReport:  # the real one would cut this process off the loopback models
        return FenceReport(())

    @cached_property
    def documents(self) -> TextReader:
        return TextReader()

    @cached_property
    def policy(self) -> PolicyInForce:
        return PolicyInForce(self._rules)

    @cached_property
    def engines(self) -> _Engines:  # type: ignore[override]
        return _Engines(DeviceLane(AddressEngine(self._base_url), "test-model", frozenset(), practice=False))

    @cached_property
    def lanes(self) -> _Lanes:  # type: ignore[override]
        chat = wire_format("chat")
        managed = [lane for lane in self._rules.lanes.values() if lane.managed]
        return _Lanes({lane.id: (OpenLane(premium(self._base_url, lane.id), chat),) for lane in managed})


@dataclass
class WindowBench:
    """One window at work."""

    program: BenchProgram
    presenter: WindowPresenter
    window: MainWindow
    failures: list[BaseException]
    qtbot: Any

    def wait(self, condition: Callable[[], object], seconds: float = 10.0) -> None:
        """Wait; a bug on the way ends it."""

        def done() -> bool:
            if self.failures:
                raise RuntimeError(self.failures) from self.failures[0]
            return bool(condition())

        self.qtbot.waitUntil(done, timeout=int(seconds * 1000))

    def on_loop(self, work: Any) -> Any:
        """The result of a coroutine of the services."""
        got: list[Any] = []
        self.presenter.runtime.submit(work, got.append)
        self.wait(lambda: got)
        return got[0]

    def attach(self, *paths: Path) -> None:
        """Attach files and wait until their classes are known."""
        attached = self.presenter.tasks.shown.attached
        before = len(attached.opened())
        attached.add_files(list(paths))
        self.wait(lambda: len(attached.opened()) == before + len(paths))

    def ask(self, text: str) -> None:
        """Type a question, run it by its key, wait until it rests."""
        composer = self.window.composer
        before = len(self.presenter.tasks.shown.tasks)
        composer.set_text(text)
        composer.focus_text()
        self.qtbot.keyClick(self.window.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.wait(lambda: len(self.presenter.tasks.shown.tasks) > before)
        self.wait(self.rests)

    def rests(self) -> bool:
        """Whether the newest task has ended or waits for the person."""
        newest = self.presenter.tasks.shown.newest
        return newest is not None and (newest.ended or newest.offer is not None)

    def turn(self) -> Any:
        """The newest turn as it is shown."""
        return self.window.answer.column.slots[-1].view

    def notices(self, kind: type[T]) -> list[T]:
        """The notices of the newest turn."""
        return [notice for notice in self.turn().notices if isinstance(notice, kind)]

    def dialog(self, kind: type[T]) -> T:
        """Wait for a dialog of that class to be on the screen."""
        found: list[Any] = []

        def look() -> bool:
            found[:] = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]  # type: ignore[arg-type]
            return bool(found)

        self.wait(look)
        return found[0]  # type: ignore[no-any-return]

    def button(self, around: QWidget, text: str) -> Any:
        """The button that says this."""
        for button in around.findChildren(QAbstractButton):
            said = button.label() if hasattr(button, "label") else button.text()
            if text in (said, button.accessibleName()) and button.isVisible():
                return button
        raise AssertionError(f"no button {text!r}")

    def press(self, around: QWidget, text: str) -> None:
        """Give a button the keyboard and press Space, as a person would."""
        self.qtbot.waitUntil(lambda: self.button(around, text).isEnabled())
        button = self.button(around, text)
        button.setFocus()
        self.qtbot.keyClick(button, Qt.Key.Key_Space)

    def offer_taken(self) -> None:
        """Ask for a stronger lane and to see what would be sent."""
        self.presenter.tasks.ask_stronger()
        self.wait(lambda: (run := self.presenter.tasks.shown.at_work) is not None and run.offer_reply is not None)
        turn = self.window.answer.turn(self.turn().id)
        self.press(turn, self.presenter.words("answer.offer_see"))

    def send_once(self) -> None:
        """Ask for a stronger lane, look at the bytes, say yes."""
        self.offer_taken()
        sheet = self.dialog(ConfirmationSheet)
        self.wait(sheet.foot.send.isEnabled)
        self.press(sheet, self.presenter.words("sheet.send", recipient=PROVIDER))
        self.wait(self.rests)
        self.wait(lambda: self.presenter.tasks.shown.newest.sends)


@contextmanager
def window_bench(
    qtbot: Any,
    theme: Theme,
    words: Words,
    home: Path,
    *,
    answer: Sequence[str] = ("On ", "Monday."),
    policy_name: str = "two-lanes",
    rules: Policy | None = None,
    key: bool = True,
    settings: Settings | None = None,
    secrets: KeptSecrets | None = None,
) -> Iterator[WindowBench]:
    """A window over services of its own; the record stays in `home`, its key in `secrets`, for a second one."""
    started = settings or Settings(first_run_done=True)
    with ReplayServer(tokens=list(answer), rate=0) as server:
        program = BenchProgram(
            home,
            server.base_url("chat"),
            rules or policy(policy_name),
            key=key,
            secrets=secrets or KeptSecrets(),
        )

        def clocks() -> tuple[float, float]:
            return time.monotonic(), time.monotonic()

        start = Start(resources_folder(), lambda _ask: program, started, clocks)
        window = MainWindow(theme, words)
        window.resize(1440, 900)
        presenter = WindowPresenter(start, theme, words, window, window)
        failures: list[BaseException] = []
        presenter.runtime.failed.connect(failures.append)
        window.show()
        presenter.begin()
        bench = WindowBench(program, presenter, window, failures, qtbot)
        bench.wait(lambda: presenter.views.route.in_force is not None)
        try:
            yield bench
        finally:
            for dialog in [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]:
                dialog.close()
            window.close()
            presenter.close()
            shiboken6.delete(presenter.tasks)
            shiboken6.delete(window)  # its timers with it: the loop is gone
        assert not failures, failures
