"""Reading documents in a process that can do nothing else."""

from pathlib import Path
from typing import Protocol

from homeport.domain.document import Document


class DocumentReader(Protocol):
    """Turns a file into text."""

    async def read(self, path: Path) -> Document:
        """Read one file within fixed limits; whatever goes wrong is told by `Document.unread`, never raised."""
        ...

    @property
    def sandbox(self) -> str:
        """Which sandbox holds the parser on this system, in words."""
        ...
