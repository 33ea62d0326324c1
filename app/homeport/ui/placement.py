"""Where windows were: kept as numbers, restored on a screen that is there.

Nothing that is kept is content. It goes into a small file of the profile; whoever wires this reads and writes it.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSplitter, QWidget

MAX_BYTES = 1 << 16
TITLE_HEIGHT = 32
"""Room above a window's inside for its title bar, in px before the screen's own scale."""

SAVE_MILLISECONDS = 500
"""After the last move; a drag is one save."""

_FARTHEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on the desktop, in Qt's px."""

    x: int
    y: int
    width: int
    height: int

    def common(self, other: "Place") -> int:
        """The area that both cover."""
        wide = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        high = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return max(wide, 0) * max(high, 0)

    def distance(self, other: "Place") -> int:
        """The square of the distance between the middles, times four."""
        across = 2 * (self.x - other.x) + self.width - other.width
        down = 2 * (self.y - other.y) + self.height - other.height
        return across * across + down * down


@dataclass(frozen=True, slots=True)
class Screen:
    """A connected screen with what it leaves to windows."""

    name: str
    available: Place


def on_a_screen(wanted: Place, screens: Sequence[Screen], screen: str = "", title: int = TITLE_HEIGHT) -> Place:
    """The place nearest to the wanted one that lies wholly on one screen, shrunk if it is larger than that.

    Args:
        wanted: the inside of the window as it was.
        screens: the connected ones, the primary one first; not empty.
        screen: the name of the screen it was on; counts while that one shows any of it.
        title: height above the inside that has to be on the screen, too.
    """
    best = max(
        screens,
        key=lambda one: (
            bool(wanted.common(one.available)) and one.name == screen,
            wanted.common(one.available),
            -wanted.distance(one.available),
        ),
    ).available
    title = min(title, best.height - 1)
    width, height = min(wanted.width, best.width), min(wanted.height, best.height - title)
    x = min(max(wanted.x, best.x), best.x + best.width - width)
    y = min(max(wanted.y, best.y + title), best.y + best.height - height)
    return Place(x, y, width, height)


def screens_now() -> tuple[Screen, ...]:
    """The connected screens, the primary one first."""
    primary = QGuiApplication.primaryScreen()
    found = sorted(QGuiApplication.screens(), key=lambda screen: screen is not primary)
    return tuple(Screen(screen.name(), _place(screen.availableGeometry())) for screen in found)


class Placement(QObject):
    """Watches windows, splitters and folds, restores them, and tells what to keep.

    Args:
        kept: what `keep` was given last time; anything else counts as nothing.
        keep: stores the bytes; called half a second after the last change and by `save`.
        parent: the owner.
    """

    def __init__(self, kept: bytes, keep: Callable[[bytes], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keep = keep
        self._last = kept
        self._numbers, self._screens = _read(kept)
        self._windows: dict[str, QWidget] = {}
        self._timer = QTimer(self, interval=SAVE_MILLISECONDS, singleShot=True)
        self._timer.timeout.connect(self.save)

    def watch_window(self, name: str, window: QWidget) -> bool:
        """Put the window where it was, before it is shown, and follow it; False when nothing is known of it."""
        self._windows[name] = window
        window.installEventFilter(self)
        known = self._numbers.get(f"window.{name}", [])
        screens = screens_now()
        if len(known) != 5 or not screens:
            return False
        place = on_a_screen(Place(*known[:4]), screens, self._screens.get(name, ""))
        window.setGeometry(QRect(place.x, place.y, place.width, place.height))
        if known[4]:
            window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)
        return True

    def watch_splitter(self, name: str, splitter: QSplitter) -> bool:
        """Give a splitter's parts the sizes they had, and follow them; False when nothing is known of it."""
        splitter.splitterMoved.connect(lambda: self._note(f"splitter.{name}", splitter.sizes()))
        known = self._numbers.get(f"splitter.{name}", [])
        if len(known) != splitter.count() or not any(known):
            return False
        splitter.setSizes(known)
        return True

    def flag(self, name: str, *, default: bool) -> bool:
        """A fold as it was."""
        known = self._numbers.get(f"flag.{name}", [])
        return bool(known[0]) if len(known) == 1 else default

    def note_flag(self, name: str, *, value: bool) -> None:
        """A fold has changed."""
        self._note(f"flag.{name}", [int(value)])

    def save(self) -> None:
        """Keep the state now if it has changed; for the end of the program."""
        self._timer.stop()
        data = json.dumps({"numbers": self._numbers, "screens": self._screens}, sort_keys=True).encode()
        if data != self._last and (self._numbers or self._last):
            self._last = data
            self._keep(data)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow moves and sizes."""
        if event.type() in _MOVES:
            for name, window in self._windows.items():
                if window is watched and window.isVisible():
                    self._note_window(name, window)
        return False

    def _note_window(self, name: str, window: QWidget) -> None:
        if window.isMinimized():
            return
        maximised = window.isMaximized() or window.isFullScreen()
        inside = window.normalGeometry() if maximised else window.geometry()
        if not inside.isValid():
            return
        self._screens[name] = window.screen().name()
        place = _place(inside)
        self._note(f"window.{name}", [place.x, place.y, place.width, place.height, int(maximised)])

    def _note(self, key: str, numbers: list[int]) -> None:
        self._numbers[key] = numbers
        self._timer.start()


_MOVES = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowStateChange})


def _place(rectangle: QRect) -> Place:
    return Place(rectangle.x(), rectangle.y(), rectangle.width(), rectangle.height())


def _read(kept: bytes) -> tuple[dict[str, list[int]], dict[str, str]]:
    """What was kept; nothing when it is not what `Placement` keeps."""
    if len(kept) > MAX_BYTES:
        return {}, {}
    try:
        told: dict[str, Any] = json.loads(kept)
        numbers, screens = told["numbers"], told["screens"]
        whole = all(map(_are_numbers, numbers.values())) and all(
            isinstance(name, str) for name in screens.values()
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}, {}
    return (numbers, screens) if whole else ({}, {})


def _are_numbers(value: object) -> bool:
    return isinstance(value, list) and all(type(number) is int and abs(number) < _FARTHEST for number in value)
