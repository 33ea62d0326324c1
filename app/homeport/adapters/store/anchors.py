"""Signed ledger heads, kept outside the file as well, so that a cut tail is found."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from homeport.domain.errors import UserFacingError
from homeport.domain.ledger import LedgerEntry, LedgerKind, canonical
from homeport.ports.secrets import Secrets

SIGNING_KEY = "ledger.signing-key"
KEPT_HEAD = "ledger.anchor"
"""Names in Secrets."""

EVERY = 100
"""Entries between two anchors when nothing is sent."""

_SIGNED_AS = b"homeport ledger head\x00"  # set before the bytes, so that the key signs nothing else by mistake


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry at one moment."""

    seq: int
    hash: str
    at: str


class Anchors:
    """Signs heads with a key from Secrets and keeps the latest one there."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._key: Ed25519PrivateKey | None = None
        self._not_kept: Head | None = None

    def fields(self, head: Head) -> Mapping[str, Any]:
        """What an anchor entry says about the entry before it."""
        signature = self._signing_key().sign(_bytes(head))
        return {**asdict(head), "signature": signature.hex()}

    def fits(self, entry: LedgerEntry) -> bool:
        """Whether an anchor entry names the entry before it and is signed by our key."""
        key = self._existing_key()
        try:
            head = Head(entry.fields["seq"], entry.fields["hash"], entry.fields["at"])
            signature = bytes.fromhex(entry.fields["signature"])
        except (KeyError, TypeError, ValueError):
            return False
        if key is None or entry.kind is not LedgerKind.ANCHOR:
            return False
        if (head.seq, head.hash) != (entry.seq - 1, entry.previous):
            return False
        try:
            key.public_key().verify(signature, _bytes(head))
        except InvalidSignature:
            return False
        return True

    def keep(self, head: Head, stands: Callable[[Head], bool]) -> None:
        """Put a head that is on disk into Secrets, unless a later one is there.

        A store that refuses just now does not undo what is on disk: `not_kept` says so until it takes the head.

        Args:
            head: the anchor entry.
            stands: whether the ledger still has a head. One that it has lost is evidence of a cut and stays.
        """
        self._not_kept = head
        try:
            kept = self.kept()
            if kept is None or (kept.seq < head.seq and stands(kept)):
                self._secrets.put(KEPT_HEAD, json.dumps(asdict(head)))
        except UserFacingError:
            return
        self._not_kept = None

    @property
    def not_kept(self) -> Head | None:
        """The head that Secrets refused to take, None when all is well."""
        return self._not_kept

    def kept(self) -> Head | None:
        """The latest head in Secrets, None when there has been none.

        Raises:
            UserFacingError: Secrets cannot be read, or what stands there is no head.
        """
        text = self._secrets.get(KEPT_HEAD)
        if text is None:
            return None
        try:
            given = json.loads(text)
            return Head(int(given["seq"]), str(given["hash"]), str(given["at"]))
        except (ValueError, KeyError, TypeError) as error:
            raise UserFacingError(
                f"The ledger's last signed head in {self._secrets.where} is damaged.",
                f"Remove {KEPT_HEAD!r} there; a cut of the ledger before now can then no longer be found.",
            ) from error

    def _signing_key(self) -> Ed25519PrivateKey:
        key = self._existing_key()
        if key is None:
            key = Ed25519PrivateKey.generate()
            self._secrets.put(SIGNING_KEY, key.private_bytes_raw().hex())
            self._key = key
        return key

    def _existing_key(self) -> Ed25519PrivateKey | None:
        if self._key is None and (text := self._secrets.get(SIGNING_KEY)) is not None:
            try:
                self._key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text))
            except ValueError as error:
                raise UserFacingError(
                    f"The ledger's signing key in {self._secrets.where} is damaged.",
                    f"Put {SIGNING_KEY!r} back from a backup of the keyring.",
                ) from error
        return self._key


def _bytes(head: Head) -> bytes:
    return _SIGNED_AS + canonical(asdict(head))
