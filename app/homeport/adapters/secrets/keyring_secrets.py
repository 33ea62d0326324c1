"""Secrets in the system's keyring, through a backend that is picked by name."""

import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from homeport.adapters.system.private_files import write_private
from homeport.domain.errors import UserFacingError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

ID_FILE = "keyring.id"
"""Says that the secrets of this folder are in the keyring, and under which service name."""

BACKENDS = {
    "linux": (
        ("keyring.backends.SecretService", "Keyring", "Secret Service"),
        ("keyring.backends.kwallet", "DBusKeyring", "KWallet"),
    ),
    "win32": (("keyring.backends.Windows", "WinVaultKeyring", "Windows Credential Manager"),),
    "darwin": (("keyring.backends.macOS", "Keyring", "macOS Keychain"),),
}
"""The closed list. `keyring` itself would also take a backend named by PYTHON_KEYRING_BACKEND or keyringrc, which
may be one that keeps nothing, or any importable code; neither is ever read here."""

_ID_BYTES = 8


class KeyringSecrets:
    """`ports.secrets.Secrets` over one keyring backend; `service` keeps the folders of one person apart."""

    def __init__(self, backend: "KeyringBackend", called: str, service: str) -> None:
        self._backend = backend
        self._called = called
        self._service = service

    @property
    def where(self) -> str:
        """In words."""
        return f"the system keyring ({self._called})"

    @property
    def lasting(self) -> bool:
        """Always."""
        return True

    def get(self, name: str) -> str | None:
        """The secret of that name, None when there is none.

        Raises:
            UserFacingError: the keyring is locked or does not answer.
        """
        try:
            return self._backend.get_password(self._service, name)
        except Exception as error:  # the keyring is another process: D-Bus, library and system errors alike
            raise self._failed("could not be read") from error

    def put(self, name: str, value: str) -> None:
        """Write and read back.

        Raises:
            UserFacingError: it could not be written, or reads back differently.
        """
        try:
            self._backend.set_password(self._service, name, value)
        except Exception as error:  # as in `get`
            raise self._failed("could not be written") from error
        if self.get(name) != value:
            raise self._failed("did not keep what was written")

    def delete(self, name: str) -> None:
        """Remove it; removing what is not there is fine."""
        if self.get(name) is None:
            return
        try:
            self._backend.delete_password(self._service, name)
        except Exception as error:  # as in `get`
            raise self._failed("could not be changed") from error

    def _failed(self, what: str) -> UserFacingError:
        return UserFacingError(
            f"A secret in {self.where} {what}.", "Unlock the keyring of your desktop session, then try again."
        )


def in_use(folder: Path) -> bool:
    """Whether the secrets of this folder are in a keyring."""
    return (folder / ID_FILE).exists()


def open_keyring(folder: Path) -> KeyringSecrets | None:
    """The keyring secrets of a folder; None when this session has no keyring that keeps what it is given.

    A folder that has none yet gets its service name once the keyring has proved that it works.

    Raises:
        UserFacingError: the folder's id file is damaged.
    """
    known = _known_id(folder)
    found = _backend()
    if found is None:
        return None
    backend, called = found
    if known is not None:
        return KeyringSecrets(backend, called, _service(known))
    fresh = os.urandom(_ID_BYTES).hex()
    secrets = KeyringSecrets(backend, called, _service(fresh))
    if not _works(secrets):
        return None
    write_private(folder / ID_FILE, f"{fresh}\n".encode())
    return secrets


def _backend() -> "tuple[KeyringBackend, str] | None":
    for module, name, called in BACKENDS.get(sys.platform, ()):
        try:
            kind = getattr(importlib.import_module(module), name)
            kind.priority  # noqa: B018 - raises when this session cannot use it
            backend: KeyringBackend = kind()
        except Exception:  # noqa: S112 - whatever a desktop's library raises, it means "not this one"
            continue
        # Other libraries that ask `keyring` get the same one, and its own search never starts.
        importlib.import_module("keyring").set_keyring(backend)
        return backend, called
    return None


def _works(secrets: KeyringSecrets) -> bool:
    try:
        secrets.put("probe", "kept?")
        secrets.delete("probe")
    except UserFacingError:
        return False
    return True


def _known_id(folder: Path) -> str | None:
    try:
        text = (folder / ID_FILE).read_bytes()
    except FileNotFoundError:
        return None
    known = text.decode("ascii", "replace").strip()
    if len(known) != 2 * _ID_BYTES or set(known) - set("0123456789abcdef"):
        raise UserFacingError(
            f"{folder / ID_FILE} is damaged, so the keys in the keyring cannot be found.",
            "Put the file back from a backup; the keyring still has the keys under 'Homeport' and an id.",
        )
    return known


def _service(known: str) -> str:
    return f"Homeport {known}"
