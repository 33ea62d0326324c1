"""Secrets that end with the run."""


class MemorySecrets:
    """`ports.secrets.Secrets` in memory: nothing is written anywhere."""

    def __init__(self) -> None:
        self._held: dict[str, str] = {}

    @property
    def where(self) -> str:
        """In words."""
        return "memory, until this run ends"

    @property
    def lasting(self) -> bool:
        """Never."""
        return False

    def get(self, name: str) -> str | None:
        """The secret of that name, None when there is none."""
        return self._held.get(name)

    def put(self, name: str, value: str) -> None:
        """Hold it."""
        self._held[name] = value

    def delete(self, name: str) -> None:
        """Drop it."""
        self._held.pop(name, None)
