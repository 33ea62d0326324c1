"""Asking for the passphrase of the vault, where there is no keyring."""

import getpass
import sys
from collections.abc import Callable

from homeport.domain.errors import UserFacingError


def asker() -> Callable[[bool], str] | None:
    """A way to ask, or None without a terminal (then the profile lasts only for this run)."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    return ask


def ask(new: bool) -> str:
    """Ask without showing what is typed; a new passphrase is asked for twice.

    Raises:
        UserFacingError: nothing was typed.
    """
    if not new:
        typed = getpass.getpass("Passphrase of your Homeport vault: ")
        if not typed:
            raise UserFacingError("The vault stays locked.", "Start again and type its passphrase.")
        return typed
    sys.stderr.write("There is no system keyring, so the keys of your record go into a vault with a passphrase.\n")
    while True:
        first = getpass.getpass("New passphrase: ")
        if not first:
            raise UserFacingError(
                "No passphrase was chosen, so there is no place for your record, and nothing was run.",
                "Start again and choose one, or set up a system keyring.",
            )
        if getpass.getpass("The same again: ") == first:
            return first
        sys.stderr.write("These were two different ones. Please type it again.\n")
