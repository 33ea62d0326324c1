"""A passphrase kept as what scrypt makes of it; the cost stands beside it, so that it can rise later."""

import hashlib
import hmac
import os
import unicodedata
from dataclasses import dataclass

_SALT_BYTES = 16
_DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True)
class Scrypt:
    """Cost of one guess; the defaults are the first choice of OWASP's password storage cheat sheet: 128 MiB."""

    n: int = 1 << 17
    r: int = 8
    p: int = 1

    @property
    def sane(self) -> bool:
        """Whether a row may ask for it: neither a weak one nor gigabytes a try."""
        power_of_two = self.n & (self.n - 1) == 0
        return power_of_two and 1 << 14 <= self.n <= 1 << 20 and 8 <= self.r <= 16 and 1 <= self.p <= 4

    def of(self, passphrase: str, salt: bytes) -> bytes:
        """What this cost makes of it."""
        secret = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
        room = 128 * self.r * (self.n + self.p + 2)  # RFC 7914, section 5: V, B and the working block
        return hashlib.scrypt(secret, salt=salt, n=self.n, r=self.r, p=self.p, maxmem=room, dklen=_DIGEST_BYTES)


@dataclass(frozen=True, slots=True)
class Stretched:
    """A passphrase as it is kept."""

    cost: Scrypt
    salt: bytes
    digest: bytes

    def fits(self, passphrase: str) -> bool:
        """Whether it is this one; a row that is damaged fits none."""
        if not self.cost.sane or len(self.digest) != _DIGEST_BYTES:
            return False
        return hmac.compare_digest(self.digest, self.cost.of(passphrase, self.salt))


def stretch(passphrase: str, cost: Scrypt | None = None) -> Stretched:
    """Stretch a new passphrase with a salt of its own."""
    cost, salt = cost or Scrypt(), os.urandom(_SALT_BYTES)
    return Stretched(cost, salt, cost.of(passphrase, salt))
