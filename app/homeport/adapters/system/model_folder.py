"""The folder of fetched models, below the person's data; every call works in a thread of its own."""

import asyncio
import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from homeport.adapters.system.model_files import sha256_of
from homeport.adapters.system.private_files import FILE_MODE, make_private_folder, sync_folder
from homeport.domain.errors import UserFacingError


class FetchedModels:
    """`ports.model_folder.ModelFolder`.

    Args:
        folder: need not be there yet.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, file: str) -> Path:
        """Where a file of that name is, or would be."""
        return self._folder / file

    def free_bytes(self) -> int:
        """Room left where the folder is."""
        with _telling(self._folder):
            make_private_folder(self._folder)
            return shutil.disk_usage(self._folder).free

    async def begun(self, sha256: str) -> int:
        """Bytes there are of a part."""
        path = self._part(sha256)
        return path.stat().st_size if path.exists() else 0

    async def write(self, sha256: str, at: int, data: bytes) -> None:
        """Put bytes at this place of a part; whatever stood from there on is gone."""

        def write() -> None:
            with _telling(self._folder):
                make_private_folder(self._folder)
                descriptor = os.open(self._part(sha256), os.O_WRONLY | os.O_CREAT, FILE_MODE)
                with os.fdopen(descriptor, "wb") as file:
                    file.truncate(at)
                    file.seek(at)
                    file.write(data)

        await asyncio.to_thread(write)

    async def discard(self, sha256: str) -> None:
        """Take a part away."""
        with _telling(self._folder):
            self._part(sha256).unlink(missing_ok=True)

    async def hash_of_part(self, sha256: str, progress: Callable[[int], None]) -> str:
        """Hex SHA-256 of a part."""
        return await asyncio.to_thread(_hash, self._part(sha256), progress)

    async def hash_of_file(self, file: str, progress: Callable[[int], None]) -> str:
        """Hex SHA-256 of a file in place; empty when there is none."""
        return await asyncio.to_thread(_hash, self.path(file), progress)

    async def place(self, sha256: str, file: str) -> Path:
        """Make a part the file of that name, durably."""

        def place() -> Path:
            with _telling(self._folder):
                part, path = self._part(sha256), self.path(file)
                with part.open("rb") as written:
                    os.fsync(written.fileno())
                os.replace(part, path)
                sync_folder(self._folder)
                return path

        return await asyncio.to_thread(place)

    def _part(self, sha256: str) -> Path:
        return self._folder / f"{sha256}.part"


def _hash(path: Path, progress: Callable[[int], None]) -> str:
    try:
        with path.open("rb") as file:
            return sha256_of(file, progress)
    except FileNotFoundError:
        return ""


@contextmanager
def _telling(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UserFacingError(
                "The disk is full, so the model could not be written.",
                "Make room and ask for it again; it goes on where it stopped.",
            ) from error
        raise UserFacingError(
            f"The model could not be written in {folder}: {error.strerror}.",
            "Check the rights of that folder, then ask for it again.",
        ) from error
