"""Where secrets live."""

from typing import Protocol


class Secrets(Protocol):
    """A keyring or a passphrase vault."""

    @property
    def where(self) -> str:
        """In words: "the system keyring (Secret Service)", "a passphrase vault", "memory, until this run ends"."""
        ...

    @property
    def lasting(self) -> bool:
        """Whether what is put here outlives the run."""
        ...

    def get(self, name: str) -> str | None:
        """The secret of that name, None when there is none.

        Raises:
            UserFacingError: the store is locked or broken; never confused with "none".
        """
        ...

    def put(self, name: str, value: str) -> None:
        """Write and read back.

        Raises:
            UserFacingError: it could not be written, or reads back differently.
        """
        ...

    def delete(self, name: str) -> None:
        """Remove it; removing what is not there is fine."""
        ...
