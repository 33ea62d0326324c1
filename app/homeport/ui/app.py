"""The window's program: paint first, open the record after, end in order."""

import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from homeport.domain.settings import Settings
from homeport.ports.second_start import OnlyWindow, Wish
from homeport.ui.main_window import MainWindow
from homeport.ui.theme.theme import Theme
from homeport.ui.widgets.focus_ring import FocusRing
from homeport.ui.words import Words

if TYPE_CHECKING:
    from homeport.services.program import Program
    from homeport.ui.garbage import Garbage
    from homeport.ui.presenters.window_presenter import WindowPresenter


SWITCH_SECONDS = 0.0005
"""How long another thread may hold the interpreter against the window's: a key press and its paint take it some
dozen times, and with Python's 5 ms a person would see their letters late while documents are labelled."""

KEEPS_PAST_ITS_END = frozenset({"offscreen", "minimal"})
"""Platforms whose clipboard outlives Python: destroying what Python made without it would crash Qt."""

AskPassphrase = Callable[[bool], str]


@dataclass(frozen=True, slots=True)
class Start:
    """What the window is started with.

    Args:
        resources: the program's data files.
        open_program: gives the services, told how to ask for a passphrase; entered and left on the loop's thread.
        settings: this person's, read before the first paint.
        clocks: seconds that count sleep, and seconds that do not.
        wish: what the command line asked for.
        only: the right to be the one window of the profile; None for a demonstration.
        demonstration: works on the shipped examples and keeps nothing.
        kept_window: where windows were when the program last ended.
        keep_window: keeps that.
    """

    resources: Path
    open_program: "Callable[[AskPassphrase], AbstractAsyncContextManager[Program]]"
    settings: Settings
    clocks: Callable[[], tuple[float, float]]
    wish: Wish = field(default_factory=Wish)
    only: OnlyWindow | None = None
    demonstration: bool = False
    kept_window: bytes = b""
    keep_window: Callable[[bytes], None] = lambda _: None


class WindowProgram(QObject):
    """One run of the window, from the first paint to the end."""

    def __init__(self, start: Start, app: QApplication) -> None:
        super().__init__()
        self.start = start
        self._app = app
        self.theme = Theme(start.resources, self)
        self.theme.set_appearance(start.settings.appearance)
        self.theme.set_scale(start.settings.text_scale / 100)
        self.theme.apply(app)
        self.words = self._speak(start.settings.language)
        self.window = MainWindow(self.theme, self.words)
        self.window.first_painted.connect(lambda: QTimer.singleShot(0, self._begin))
        self.presenter: WindowPresenter | None = None
        self.garbage: Garbage | None = None

    def _speak(self, language: str) -> Words:
        words = Words(self.start.resources / "i18n", language)
        QLocale.setDefault(words.locale)
        # Qt's own words: the menu of a text field, the buttons of a system dialog.
        translator = QTranslator(self)
        if translator.load(
            words.locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        ):
            self._app.installTranslator(translator)
        return words

    def _begin(self) -> None:
        """Everything that is slow to load, once the person sees the window."""
        from homeport.ui.garbage import Garbage  # noqa: PLC0415 - after the first paint
        from homeport.ui.presenters.window_presenter import WindowPresenter  # noqa: PLC0415 - after the first paint

        self.garbage = Garbage(self)
        self.presenter = WindowPresenter(self.start, self.theme, self.words, self.window, self)
        self.presenter.language_chosen.connect(self._change_language)
        self.presenter.begin()

    def _change_language(self, language: str) -> None:
        """Put a window that speaks the language in the place of this one; what runs goes on."""
        assert self.presenter is not None
        old, self.words = self.window, self._speak(language)
        self.window = MainWindow(self.theme, self.words)
        self.window.setGeometry(old.geometry())
        self.presenter.bind(self.window, self.words)
        self.window.show()
        self.window.activateWindow()
        old.hide()
        old.deleteLater()

    def close(self) -> None:
        """Take the windows away at once, then end what runs and close the record."""
        for window in self._app.topLevelWidgets():
            window.hide()
        self._app.sync()  # else the desktop would show them until the record is closed
        if self.presenter is not None:
            self.presenter.close()
        if self.garbage is not None:
            self.garbage.give_back()
        if self.start.only is not None:
            self.start.only.close()


def run_window(start: Start) -> int:
    """Show the window until the person closes it; gives the exit code."""
    sys.setswitchinterval(SWITCH_SECONDS)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Homeport")
    app.setApplicationDisplayName("Homeport")
    app.setDesktopFileName("homeport")
    program = WindowProgram(start, app)
    app.setWindowIcon(program.theme.app_icon())
    ring = FocusRing(program.theme, app)
    program.window.show()
    try:
        return app.exec()
    finally:
        program.close()
        ring.deleteLater()
        if app.platformName() in KEEPS_PAST_ITS_END:
            app.clipboard().clear()
