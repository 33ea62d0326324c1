"""How much memory this computer has."""

import os


def memory_bytes() -> int:
    """Bytes of memory in all; 0 where the system does not say (Windows)."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return 0
