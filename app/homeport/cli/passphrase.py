"""Asking for the passphrase of the vault, where there is no keyring."""

import getpass
import sys
from collections.abc import Callable

from homeport.domain.errors import UserCancelled


def asker() -> Callable[[bool], str] | None:
    """A way to ask, or None without a terminal (then the profile lasts only for this run)."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    return ask


def ask(new: bool) -> str:
    """Ask without showing what is typed; a new passphrase is asked for twice.

    Raises:
        UserCancelled: nothing was typed.
    """
    if not new:
        return _typed("Passphrase of your Homeport vault: ")
    sys.stderr.write("There is no system keyring, so the keys of your record go into a vault with a passphrase.\n")
    while True:
        first = _typed("New passphrase: ")
        if _typed("The same again: ") == first:
            return first
        sys.stderr.write("These were two different ones. Please type it again.\n")


def _typed(question: str) -> str:
    typed = getpass.getpass(question)
    if not typed:
        raise UserCancelled
    return typed
