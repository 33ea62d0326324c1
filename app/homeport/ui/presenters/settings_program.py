"""What the settings need of the program beyond what every part does."""

from pathlib import Path
from typing import Protocol

from homeport.ports.engine import Engine
from homeport.services.program import Program


class SettingsProgram(Program, Protocol):
    """The services, with the files that only the settings write. All of it is used on the loop's thread."""

    @property
    def record_path(self) -> Path:
        """The file of the record."""
        ...

    @property
    def own_providers(self) -> frozenset[str]:
        """The ids of provider files that are the person's own."""
        ...

    def ollama_at(self, url: str) -> Engine:
        """Ollama at another address than that of the settings; for looking, before anything is chosen."""
        ...

    def keep_provider(self, name: str, data: bytes, company_ca: str = "") -> None:
        """Write an own provider file; it counts for every part that is made after this.

        Raises:
            UserFacingError: it could not be written.
        """
        ...

    def forget_provider(self, name: str) -> tuple[bytes, str] | None:
        """Remove an own provider file; gives its bytes and its authority back, None when there is none."""
        ...
