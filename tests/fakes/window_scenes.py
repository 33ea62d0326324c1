"""Pictures of the real program's window with what lies over it, and what several scripts do with its keys."""

from collections.abc import Iterator
from typing import Any

Steps = Iterator[Any]

SHADE = 80
"""How dark the window is behind a dialog, of 255."""


def scene(hands: Any, name: str) -> None:
    """Keep a picture of the window; a dialog or a menu that has the keyboard lies over it in the middle."""
    gui, window = hands.gui, hands.window
    shot = window.grab()
    over = [w for w in hands.widgets.QApplication.topLevelWidgets() if w.isVisible() and w is not window]
    painter = gui.QPainter(shot)
    for dialog in over:
        painter.fillRect(shot.rect(), gui.QColor(0, 0, 0, SHADE))
        picture = dialog.grab()
        frame = picture.rect()
        frame.moveCenter(shot.rect().center())
        painter.drawPixmap(frame.topLeft(), picture)
    painter.end()
    path = hands.folder / f"{name}.png"
    shot.save(str(path))
    hands.pictures.append(str(path))


def settled_scene(hands: Any, name: str) -> Steps:
    """A picture once what was asked for is laid out and painted."""
    yield hands.wait(0.4)
    scene(hands, name)


def focus(hands: Any) -> str:
    """What a screen reader says of where the keyboard is."""
    widget = hands.widgets.QApplication.focusWidget()
    return "" if widget is None else hands.name_of(widget)


def idle(hands: Any) -> bool:
    """Whether the window has the keyboard and no dialog lies over it."""
    return bool(hands.window.isActiveWindow())


def known(hands: Any) -> bool:
    """Whether it is said where the task would run."""
    return hands.forecast() not in {"checking", "nothing"}


def runs(hands: Any) -> bool:
    """Whether the newest turn is at work."""
    turns = hands.turns()
    return bool(turns) and turns[-1].running


def run_now(hands: Any) -> Steps:
    """Run what is typed and wait for its end."""
    before = sum(len(turn.versions) + len(turn.notices) for turn in hands.turns())
    hands.press("Ctrl+Return")
    yield lambda: runs(hands) or sum(len(t.versions) + len(t.notices) for t in hands.turns()) > before
    yield hands.settled


def settings_page(hands: Any, row: int) -> Steps:
    """Open the settings and go down to a page."""
    hands.press("Ctrl+,")
    yield lambda: hands.dialog("SettingsDialog") and focus(hands)
    for _ in range(row):
        hands.press("Down")
        yield hands.wait(0.1)


def close(hands: Any) -> Steps:
    """Esc, and the window has the keyboard again."""
    hands.press("Esc")
    yield lambda: idle(hands)


def written(hands: Any) -> str:
    """What stands on the screen of the newest answer by now."""
    texts = [
        w for w in hands.window.answer.findChildren(hands.widgets.QWidget) if type(w).__name__ == "MarkdownView"
    ]
    shown = [text.toPlainText() for text in texts if text.isVisible()]
    return shown[-1] if shown else ""
