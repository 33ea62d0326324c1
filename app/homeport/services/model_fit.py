"""Whether a model fits into this computer's memory, from the size of its file."""

from enum import StrEnum

GIGABYTE = 1_000_000_000


class Fit(StrEnum):
    """How a model fits; `UNKNOWN` where the size or the memory is not known."""

    FITS = "fits"
    TIGHT = "tight"  # little is left for other programs
    TOO_LARGE = "too-large"
    UNKNOWN = "unknown"


def memory_needed(size_bytes: int) -> int:
    """Bytes of memory that a model takes with a context of some thousand tokens.

    Measured with llama.cpp: a file of 1.1 GB took 1.9 GB, one of 0.1 GB took 0.25 GB; this gives 1.9 and 0.6.
    """
    return size_bytes * 5 // 4 + GIGABYTE // 2


def fit(size_bytes: int, memory_bytes: int) -> Fit:
    """How a model of this size fits into so much memory in all."""
    if size_bytes <= 0 or memory_bytes <= 0:
        return Fit.UNKNOWN
    needed = memory_needed(size_bytes)
    if needed * 10 <= memory_bytes * 6:
        return Fit.FITS
    return Fit.TIGHT if needed * 10 <= memory_bytes * 9 else Fit.TOO_LARGE
