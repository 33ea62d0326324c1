"""Which process works on a task, and whether it still lives."""

import os
from pathlib import Path

from homeport.adapters.system.private_files import FileLock


class Run:
    """One process that has the record open; it holds a lock file that a kill releases too."""

    def __init__(self, record: Path) -> None:
        self._record = record
        self.id = os.urandom(8).hex()
        self._lock = FileLock(_lock_path(record, self.id))
        self._lock.acquire()

    def lives(self, run: str) -> bool:
        """Whether that run (this one included) has not ended."""
        if run == self.id:
            return True
        path = _lock_path(self._record, run)
        if not path.exists():
            return False
        lock = FileLock(path)
        if not lock.acquire(wait=False):
            return True
        lock.release()
        path.unlink(missing_ok=True)
        return False

    def end(self) -> None:
        """Give the lock back."""
        self._lock.release()
        _lock_path(self._record, self.id).unlink(missing_ok=True)


def _lock_path(record: Path, run: str) -> Path:
    return record.with_name(f"{record.name}.run-{run}.lock")
