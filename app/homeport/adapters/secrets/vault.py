"""Secrets in one file under a passphrase.

The passphrase gives a key-encryption key (argon2id), that one wraps the vault's random key, and the vault's key
encrypts the secrets (AES-256-GCM). The header is authenticated with both.
"""

import json
import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from homeport.adapters.system.private_files import locked, write_private
from homeport.domain.errors import UserFacingError

FILE_NAME = "secrets.vault"
"""The vault's file in the data folder."""

FORMAT = 1

SHORTEST_PASSPHRASE = 8
"""Characters. A floor against empty and careless ones, no measure of strength."""

MAX_FILE_BYTES = 1 << 20
"""A vault holds keys; one that is larger is something else."""

_KEY_BYTES = 32
_SALT_BYTES = 16
_NONCE_BYTES = 12  # AES-GCM's own size (NIST SP 800-38D, 8.2)


@dataclass(frozen=True, slots=True)
class Argon2:
    """Cost of one guess. The defaults took 0.39 s on two busy cores; RFC 9106 section 4 names the same memory."""

    memory_kib: int = 65536
    time: int = 3
    parallel: int = 4

    @property
    def sane(self) -> bool:
        """Whether a file may ask for it: neither a weak key nor a gigabyte per try."""
        return 19456 <= self.memory_kib <= 1 << 20 and 1 <= self.time <= 10 and 1 <= self.parallel <= 16


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A vault file, taken apart and checked for form."""

    cost: Argon2
    salt: bytes
    wrapped_key: bytes  # nonce, then AES-GCM output; so is `secrets`
    secrets: bytes

    @property
    def header(self) -> bytes:
        """What is authenticated beside the ciphertexts."""
        return json.dumps([FORMAT, asdict(self.cost), self.salt.hex()]).encode()

    def bytes(self) -> bytes:
        """As it stands in the file."""
        shown = {
            "homeport_vault": FORMAT,
            "argon2id": asdict(self.cost),
            "salt": self.salt.hex(),
            "wrapped_key": self.wrapped_key.hex(),
            "secrets": self.secrets.hex(),
        }
        return json.dumps(shown, indent=1).encode() + b"\n"


class VaultSecrets:
    """`ports.secrets.Secrets` in an encrypted file; every call reads the file, so two processes may share it."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._key = key

    @property
    def where(self) -> str:
        """In words."""
        return "a passphrase vault"

    @property
    def lasting(self) -> bool:
        """Always."""
        return True

    def get(self, name: str) -> str | None:
        """The secret of that name, None when there is none.

        Raises:
            UserFacingError: the file is gone, damaged or another vault.
        """
        return self._open(_load(self._path)).get(name)

    def put(self, name: str, value: str) -> None:
        """Write and read back.

        Raises:
            UserFacingError: it could not be written; what was there before still is.
        """
        self._change(name, value)
        if self.get(name) != value:
            raise UserFacingError(
                f"{self._path} did not keep what was written.", "Check the disk, then try again."
            )

    def delete(self, name: str) -> None:
        """Remove it; removing what is not there is fine."""
        if self.get(name) is not None:
            self._change(name, None)

    def _change(self, name: str, value: str | None) -> None:
        with _lock(self._path):
            sealed = _load(self._path)
            held = self._open(sealed)
            if value is None:
                held.pop(name, None)
            else:
                held[name] = value
            secrets = _seal(self._key, json.dumps(held).encode(), sealed.header)
            _write(self._path, replace(sealed, secrets=secrets))

    def _open(self, sealed: _Sealed) -> dict[str, str]:
        try:
            held: dict[str, str] = json.loads(_unseal(self._key, sealed.secrets, sealed.header))
        except InvalidTag as error:
            raise _damaged(self._path) from error
        return held


def open_vault(folder: Path, passphrase: str) -> VaultSecrets:
    """Open the vault of a folder; takes the time of one argon2id run.

    Raises:
        UserFacingError: the passphrase does not fit, or the file is damaged.
    """
    path = folder / FILE_NAME
    sealed = _load(path)
    wrapping_key = _derive(passphrase, sealed.salt, sealed.cost)
    try:
        key = _unseal(wrapping_key, sealed.wrapped_key, sealed.header)
    except InvalidTag as error:
        raise UserFacingError(
            "The passphrase does not fit this vault.",
            f"Try again. If you are sure of it, {path} was damaged: put a backup in its place.",
        ) from error
    vault = VaultSecrets(path, key)
    vault.get("")  # a damaged part shows now, not in the middle of the work
    return vault


def make_vault(folder: Path, passphrase: str, cost: Argon2 | None = None) -> VaultSecrets:
    """Make an empty vault in a folder that has none.

    Raises:
        UserFacingError: the passphrase is too short, there is a vault already, or the disk refuses.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise UserFacingError(
            f"The passphrase is shorter than {SHORTEST_PASSPHRASE} characters.",
            "Take a longer one; four or five unrelated words are good.",
        )
    path = folder / FILE_NAME
    cost = cost or Argon2()
    key, salt = os.urandom(_KEY_BYTES), os.urandom(_SALT_BYTES)
    sealed = _Sealed(cost, salt, b"", b"")
    wrapped_key = _seal(_derive(passphrase, salt, cost), key, sealed.header)
    with _lock(path):
        if path.exists():
            raise UserFacingError(
                "A vault has just been made by another Homeport.", "Start again and open that one."
            )
        _write(path, replace(sealed, wrapped_key=wrapped_key, secrets=_seal(key, b"{}", sealed.header)))
    return VaultSecrets(path, key)


def _derive(passphrase: str, salt: bytes, cost: Argon2) -> bytes:
    # Keyboards differ in how they compose letters such as "å"; NFC makes them one.
    secret = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    return hash_secret_raw(secret, salt, cost.time, cost.memory_kib, cost.parallel, _KEY_BYTES, Type.ID)


def _seal(key: bytes, plain: bytes, header: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, header)


def _unseal(key: bytes, sealed: bytes, header: bytes) -> bytes:
    return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], header)


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    try:
        with locked(path.with_name(f"{path.name}.lock")):
            yield
    except OSError as error:
        raise _not_written(path, error) from error


def _write(path: Path, sealed: _Sealed) -> None:
    try:
        write_private(path, sealed.bytes())
    except OSError as error:
        raise _not_written(path, error) from error


def _load(path: Path) -> _Sealed:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise UserFacingError(
            f"The vault {path} cannot be read: {error.strerror}.",
            "Check that the file is there and yours, then try again.",
        ) from error
    if len(data) > MAX_FILE_BYTES:
        raise _damaged(path)
    try:
        given = json.loads(data)
        version = given["homeport_vault"]
        cost = Argon2(**{name: _whole(value) for name, value in given["argon2id"].items()})
        salt, key, secrets = (bytes.fromhex(given[name]) for name in ("salt", "wrapped_key", "secrets"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(path) from error
    if version != FORMAT:
        raise UserFacingError(
            f"The vault {path} was made by another version of Homeport.", "It was left as it is. Use that version."
        )
    if not cost.sane or len(salt) != _SALT_BYTES or min(len(key), len(secrets)) <= _NONCE_BYTES:
        raise _damaged(path)
    return _Sealed(cost, salt, key, secrets)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("not a whole number")
    return value


def _damaged(path: Path) -> UserFacingError:
    return UserFacingError(f"The vault {path} is damaged.", "It was left as it is. Put a backup in its place.")


def _not_written(path: Path, error: OSError) -> UserFacingError:
    return UserFacingError(
        f"The vault {path} could not be written: {error.strerror}.",
        "What was in it still is. Check free space and rights, then try again.",
    )
