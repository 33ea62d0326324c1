"""What a command is to the terminal program."""

import argparse
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from homeport.cli.terminal import Terminal
from homeport.services.program import Program


@dataclass(frozen=True, slots=True)
class Command:
    """A name, one line of help, its arguments, and what it does; `run` returns the exit code."""

    name: str
    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Program, Terminal], Awaitable[int]]
    demonstration: bool = False  # keeps nothing and asks for no passphrase


def add_json(parser: argparse.ArgumentParser) -> None:
    """The switch every reading command has."""
    parser.add_argument("--json", action="store_true", help="print JSON lines for a program instead of text")


def nothing(parser: argparse.ArgumentParser) -> None:
    """A command without arguments."""
    del parser
