"""How much a document may be and cost."""

from dataclasses import dataclass

FILE_BYTES = 100_000_000
UNPACKED_BYTES = 64 << 20
CHARACTERS = 20_000_000
SECTIONS = 20_000
"""Kept places: with more the result's metadata would pass 1 MB, and a person finds nothing by number 20,001."""

UNREAD_PARTS = 1_000
MARKINGS = 200
NAME_CHARACTERS = 160
MARKING_CHARACTERS = 500

ARCHIVE_ENTRIES = 10_000
DEPTH = 4
"""How deep attachments are followed: a mail, in a mail, with an archive, with a file."""

RATIO, RATIO_FROM_BYTES = 250, 8 << 20
"""A part above this size that was packed tighter than this is a bomb: office XML packs 5 to 30 times."""


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """What the kernel allows the worker. The wall clock is the parent's; the others the worker sets on itself."""

    wall_seconds: float = 20.0
    cpu_seconds: int = 15
    memory_bytes: int = 768 << 20
    open_files: int = 64
