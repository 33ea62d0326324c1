"""The terminal program: parses the command line, raises the fence, runs one command."""

import argparse
import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from homeport import __version__
from homeport.cli import (
    approvers,
    ask,
    demo,
    fence,
    history,
    label,
    lanes,
    ledger,
    models,
    policy,
    providers,
    pseudonymise,
    review,
    route,
)
from homeport.cli.command import Command
from homeport.cli.exits import Exit
from homeport.cli.terminal import Terminal
from homeport.domain.errors import UserCancelled, UserFacingError
from homeport.services.program import Program

COMMANDS: Sequence[Command] = (
    ask.COMMAND,
    label.COMMAND,
    pseudonymise.COMMAND,
    pseudonymise.RESTORE,
    route.COMMAND,
    models.COMMAND,
    lanes.COMMAND,
    approvers.COMMAND,
    providers.COMMAND,
    policy.COMMAND,
    history.COMMAND,
    review.COMMAND,
    ledger.COMMAND,
    fence.COMMAND,
    demo.COMMAND,
)


def parser() -> argparse.ArgumentParser:
    """The top of the command line: which command. Each command reads its own arguments."""
    width = max(len(command.name) for command in COMMANDS)
    listed = "\n".join(f"  {command.name:<{width}}  {command.help}" for command in COMMANDS)
    whole = argparse.ArgumentParser(
        prog="homeport",
        description="Label documents, decide by policy, draft on this computer, send nothing without a yes.",
        epilog=f"commands:\n{listed}\n\n`homeport COMMAND --help` says more about one.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"homeport {__version__}")
    whole.add_argument("command", choices=[command.name for command in COMMANDS], metavar="COMMAND")
    whole.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return whole


def parse(arguments: Sequence[str] | None) -> tuple[Command, argparse.Namespace]:
    """The command and its arguments; options may stand anywhere between the files."""
    top = parser().parse_args(arguments)
    command = next(command for command in COMMANDS if command.name == top.command)
    one = argparse.ArgumentParser(prog=f"homeport {command.name}", description=command.help)
    command.arguments(one)
    return command, one.parse_intermixed_args(top.rest)


def main(arguments: Sequence[str], open_program: Callable[[bool], AbstractAsyncContextManager[Program]]) -> int:
    """Run one command and return its exit code.

    Args:
        arguments: the command line without the program's name.
        open_program: gives the wired services, told whether it is for a demonstration that keeps nothing; they are
            closed before this returns.
    """
    terminal = Terminal()
    command, args = parse(arguments)

    async def run() -> int:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        if sys.platform != "win32":
            loop.add_signal_handler(signal.SIGTERM, task.cancel)
        async with open_program(command.demonstration) as program:
            return await command.run(args, program, terminal)

    try:
        return asyncio.run(run())
    except UserFacingError as error:
        terminal.error(error.title, error.what_next)
        return Exit.FAILED
    except (KeyboardInterrupt, asyncio.CancelledError, UserCancelled):
        return Exit.STOPPED
    except BrokenPipeError:
        # The reader of a pipe went away; nothing more can be said there.
        with contextlib.suppress(OSError):
            sys.stdout.close()
        return Exit.FAILED
