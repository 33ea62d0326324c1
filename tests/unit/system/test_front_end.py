"""What a command line means."""

from pathlib import Path

import pytest

from homeport.adapters.system.front_end import (
    NO_DISPLAY,
    FrontEnd,
    NotUnderstood,
    Terminal,
    Window,
    front_end,
    has_display,
)
from homeport.ports.second_start import Wish

HERE = Path("/people/ann/matter")
COMMANDS = ("ask", "label", "demo")
THERE = {HERE / "a.pdf", HERE / "ask", HERE / "-n.txt", Path("/b.docx"), HERE.parent / "c.txt"}
SCREEN = {"DISPLAY": ":0"}


def chosen(*arguments: str, display: bool = True, **environment: str) -> FrontEnd:
    return front_end(
        arguments,
        (SCREEN if display else {}) | environment,
        "linux",
        COMMANDS,
        folder=HERE,
        exists=THERE.__contains__,
    )


@pytest.mark.parametrize(
    ("arguments", "files"),
    [
        ((), ()),
        (("a.pdf",), (HERE / "a.pdf",)),
        (("a.pdf", "/b.docx", "../c.txt"), (HERE / "a.pdf", Path("/b.docx"), HERE.parent / "c.txt")),
        (("./ask",), (HERE / "ask",)),
        (("--", "ask", "-n.txt"), (HERE / "ask", HERE / "-n.txt")),
        (("a.pdf", "ask"), (HERE / "a.pdf", HERE / "ask")),
    ],
)
def test_no_arguments_or_files_open_the_window(arguments: tuple[str, ...], files: tuple[Path, ...]) -> None:
    assert chosen(*arguments) == Window(Wish(files))


def test_a_new_task_is_a_wish() -> None:
    assert chosen("--new-task", "a.pdf") == Window(Wish((HERE / "a.pdf",), new_task=True))
    assert chosen("--new-task") == Window(Wish((), new_task=True))


@pytest.mark.parametrize("display", [False, True])
@pytest.mark.parametrize(
    "arguments", [("ask", "a.pdf", "what?"), ("label",), ("demo",), ("--help",), ("--version",), ("-h",)]
)
def test_commands_and_options_run_in_the_terminal(arguments: tuple[str, ...], *, display: bool) -> None:
    assert chosen(*arguments, display=display) == Terminal(arguments)


@pytest.mark.parametrize("display", [False, True])
def test_what_is_neither_is_said_by_name(*, display: bool) -> None:
    found = chosen("a.pdf", "akk", display=display)
    assert isinstance(found, NotUnderstood)
    assert "'akk'" in found.title


def test_the_demonstration_shows_in_the_window_when_there_is_a_display() -> None:
    assert chosen("--demonstration") == Window(demonstration=True)
    assert chosen("--demonstration", display=False) == Terminal(("demo",), NO_DISPLAY)


def test_without_a_display_the_terminal_says_so() -> None:
    assert chosen(display=False) == Terminal(("--help",), NO_DISPLAY)
    told = chosen("a.pdf", display=False)
    assert isinstance(told, NotUnderstood)
    assert "no display" in told.title
    assert "homeport ask" in told.what_next


def test_the_desktops_token_comes_along() -> None:
    for environment in (
        {"XDG_ACTIVATION_TOKEN": "t1"},
        {"DESKTOP_STARTUP_ID": "t1"},
        {"XDG_ACTIVATION_TOKEN": "t1", "DESKTOP_STARTUP_ID": "t2"},
    ):
        assert chosen(**environment) == Window(Wish(activation="t1"))


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux", True),
        ({}, "win32", True),
        ({}, "darwin", True),
    ],
)
def test_a_display(environment: dict[str, str], platform: str, *, expected: bool) -> None:
    assert has_display(environment, platform) is expected
