"""Secrets in memory that a test carries from one opening of a record to the next, as a keyring would."""

from homeport.adapters.secrets.memory import MemorySecrets


class KeptSecrets(MemorySecrets):
    @property
    def lasting(self) -> bool:
        return True
