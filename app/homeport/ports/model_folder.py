"""The folder of model files that this program got by itself; a file is in place only once its hash was checked."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol


class ModelFolder(Protocol):
    """Parts are known by the hash that the whole will have, so that a part is never continued with another file.

    Every call that writes raises `UserFacingError` when it could not, a full disk by name.
    """

    def free_bytes(self) -> int:
        """Room left where the folder is."""
        ...

    async def begun(self, sha256: str) -> int:
        """Bytes there are of a part; 0 for none."""
        ...

    async def write(self, sha256: str, at: int, data: bytes) -> None:
        """Put bytes at this place of a part; whatever stood from there on is gone."""
        ...

    async def discard(self, sha256: str) -> None:
        """Take a part away."""
        ...

    async def hash_of_part(self, sha256: str, progress: Callable[[int], None]) -> str:
        """Hex SHA-256 of a part; `progress` is told the bytes read so far, from another thread."""
        ...

    async def hash_of_file(self, file: str, progress: Callable[[int], None]) -> str:
        """Hex SHA-256 of a file in place; empty when there is none."""
        ...

    async def place(self, sha256: str, file: str) -> Path:
        """Make a part the file of that name, durably."""
        ...

    def path(self, file: str) -> Path:
        """Where a file of that name is, or would be."""
        ...
