"""Which front end a command line means: the window or the terminal."""

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from homeport.ports.second_start import Wish

NEW_TASK = "--new-task"
"""Opens the window on a new task; the desktop file's action."""

DEMONSTRATION = "--demonstration"
"""Does the main job on the shipped examples and keeps nothing: in the window when there is a display."""

DEMONSTRATION_COMMAND = "demo"

NO_DISPLAY = "There is no display here for the window, so Homeport runs in this terminal."


@dataclass(frozen=True, slots=True)
class Window:
    """Open the window, or have the one that is open do as `wish` says."""

    wish: Wish = field(default_factory=Wish)
    demonstration: bool = False


@dataclass(frozen=True, slots=True)
class Terminal:
    """Run in the terminal with these arguments. `notice` is to be said first; empty when there is none."""

    arguments: tuple[str, ...]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Neither a command nor files: say so and end."""

    title: str
    what_next: str


FrontEnd = Window | Terminal | NotUnderstood


def front_end(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    platform: str,
    commands: Collection[str],
    *,
    folder: Path,
    exists: Callable[[Path], bool] = Path.exists,
) -> FrontEnd:
    """Tell what a command line means.

    No arguments or names of files mean the window, a command or an option means the terminal. A command's name is
    the command even if there is a file of that name; ``./NAME`` or ``-- NAME`` is the file.

    Args:
        arguments: the command line without the program's name.
        environment: where a display is looked for.
        platform: as in `sys.platform`.
        commands: the names of the terminal's commands.
        folder: the current folder; files become absolute under it.
        exists: whether there is a file.
    """
    display = has_display(environment, platform)
    rest = list(arguments)
    if rest == [DEMONSTRATION]:
        return Window(demonstration=True) if display else Terminal((DEMONSTRATION_COMMAND,), NO_DISPLAY)
    new_task = rest[:1] == [NEW_TASK]
    if new_task:
        rest = rest[1:]
    elif rest and (rest[0] in commands or (rest[0].startswith("-") and rest[0] != "--")):
        return Terminal(tuple(arguments))
    named = rest[1:] if rest[:1] == ["--"] else rest
    files = tuple(Path(os.path.abspath(folder / name)) for name in named)
    for name, path in zip(named, files, strict=True):
        if not exists(path):
            return NotUnderstood(
                f"{name!r} is neither a command nor a file here.",
                "`homeport --help` lists the commands; check the file's name and folder.",
            )
    if display:
        return Window(Wish(files, new_task, activation(environment)))
    if files or new_task:
        return NotUnderstood(
            "There is no display here for the window.",
            "In the terminal: homeport ask FILE… “instruction”; `homeport --help` lists all commands.",
        )
    return Terminal(("--help",), NO_DISPLAY)


def has_display(environment: Mapping[str, str], platform: str) -> bool:
    """Whether a window can be expected to show; one that Qt draws into memory counts."""
    if platform in {"win32", "darwin"}:
        return True
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def activation(environment: Mapping[str, str]) -> str:
    """The desktop's token for bringing a window to the front (Wayland's, else X11's startup id)."""
    return environment.get("XDG_ACTIVATION_TOKEN") or environment.get("DESKTOP_STARTUP_ID") or ""
