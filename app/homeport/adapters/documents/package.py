"""Zip packages as office files are, opened without trusting what they say about themselves."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from homeport.adapters.documents import limits
from homeport.adapters.documents.extraction import Extraction, RefusedError, UnreadError
from homeport.domain.document import Unread

_CHUNK = 64 << 10
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OverflowError, OSError)


class Package:
    """A zip file whose names are plain, whose parts are few, and whose bytes are counted as they come out."""

    def __init__(self, data: bytes, out: Extraction) -> None:
        """Read the directory.

        Raises:
            RefusedError: doubled, absolute or climbing names.
            UnreadError: damaged, encrypted, too many parts, or more bytes than the limit by its own account.
        """
        self._out = out
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise UnreadError(Unread.DAMAGED) from error
        entries = [entry for entry in self._zip.infolist() if not entry.filename.endswith("/")]
        if len(entries) > limits.ARCHIVE_ENTRIES or sum(e.file_size for e in entries) > limits.UNPACKED_BYTES:
            raise UnreadError(Unread.UNPACKS_TOO_LARGE)
        self._entries = {entry.filename: entry for entry in entries}
        # Office compares part names without case (ECMA-376 part 2, 6.2.2.3): two such names are one part, twice.
        if len({name.lower() for name in self._entries}) != len(entries) or any(map(_climbs, self._entries)):
            raise RefusedError(Unread.DAMAGED)
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise UnreadError(Unread.PASSWORD)

    @property
    def names(self) -> tuple[str, ...]:
        """The parts, in the order of the directory."""
        return tuple(self._entries)

    def __contains__(self, name: str) -> bool:
        """Whether there is a part of that name."""
        return name in self._entries

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part.

        Raises:
            UnreadError: damaged, or a bomb.
        """
        entry = self._entries[name]
        if entry.file_size > limits.RATIO_FROM_BYTES and entry.file_size > limits.RATIO * entry.compress_size:
            raise UnreadError(Unread.UNPACKS_TOO_LARGE)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadError(Unread.DAMAGED)
        try:
            with self._zip.open(entry) as part:
                while chunk := part.read(_CHUNK):
                    self._out.count_unpacked(len(chunk))
                    yield chunk
        except _BROKEN as error:
            raise UnreadError(Unread.DAMAGED) from error

    def read(self, name: str) -> bytes:
        """A whole part.

        Raises:
            UnreadError: damaged, or a bomb.
        """
        return b"".join(self.chunks(name))


def _climbs(name: str) -> bool:
    return not name or name.startswith(("/", "\\")) or "\\" in name or "\0" in name or ".." in name.split("/")
