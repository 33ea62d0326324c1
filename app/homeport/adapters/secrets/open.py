"""Which place the secrets of a folder are in: keyring, vault, or memory for this run. Never a plain file."""

from collections.abc import Callable
from pathlib import Path

from homeport.adapters.secrets import keyring_secrets, vault
from homeport.adapters.secrets.memory import MemorySecrets
from homeport.adapters.system.private_files import make_private_folder
from homeport.domain.errors import UserFacingError
from homeport.ports.secrets import Secrets


def open_secrets(ask_passphrase: Callable[[bool], str] | None, folder: Path) -> Secrets:
    """Open the secrets of a data folder, or choose a place for them on first use.

    A folder keeps the place it began with: a record whose key is in the keyring is never met with an empty vault.
    The first choice is a keyring that works, then a vault if there is somebody to ask, else memory.

    Takes up to a second (a keyring's answer, one argon2id run): call it off the loop thread.

    Args:
        ask_passphrase: asks the person; its argument says whether a new passphrase is being chosen (ask twice
            then). None when there is nobody to ask.
        folder: the data folder; made if missing.

    Raises:
        UserFacingError: the place is known but cannot be opened now, or the passphrase does not fit.
    """
    try:
        make_private_folder(folder)
        return _open(ask_passphrase, folder)
    except OSError as error:
        raise UserFacingError(
            f"The folder {folder} cannot be used: {error.strerror}.",
            "Check that it is there, is yours and has free space, then try again.",
        ) from error


def _open(ask_passphrase: Callable[[bool], str] | None, folder: Path) -> Secrets:
    if (folder / vault.FILE_NAME).exists():
        return _known_vault(ask_passphrase, folder)
    known = keyring_secrets.in_use(folder)
    if (keyring := keyring_secrets.open_keyring(folder)) is not None:
        return keyring
    if known:
        raise UserFacingError(
            "The keys of your record are in the system keyring, which this session cannot reach.",
            "Start Homeport in your desktop session, or start the keyring service here.",
        )
    if ask_passphrase is None:
        return MemorySecrets()
    return vault.make_vault(folder, ask_passphrase(True))


def _known_vault(ask_passphrase: Callable[[bool], str] | None, folder: Path) -> Secrets:
    if ask_passphrase is None:
        raise UserFacingError(
            "The keys of your record are in a passphrase vault, and there is nobody to ask for the passphrase.",
            "Start Homeport in a terminal or with its window.",
        )
    return vault.open_vault(folder, ask_passphrase(False))
