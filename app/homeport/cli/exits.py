"""What the program's exit code says; documented in docs/guide/terminal.md."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of every command."""

    DONE = 0  # including a result that is held for review
    FAILED = 1  # something went wrong and was said
    USAGE = 2  # the command line was not understood (argparse's own code)
    WAITING = 3  # no lane is left: a person has to act
    STOPPED = 130  # Ctrl+C (128 + SIGINT)
