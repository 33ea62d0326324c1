"""Who works on a profile: window and terminal may at once, but only one alone may settle what a kill left.

A lock file in the data folder: shared while at work, exclusive while settling. The system frees it when its holder
dies, however it dies. flock(2) on Linux and macOS; LockFileEx on Windows, written from documentation and untried.
"""

import os
import sys
from pathlib import Path

from homeport.adapters.system.private_files import FILE_MODE, make_private_folder

LOCK_FILE = "profile.lock"
"""In the data folder."""


class ProfileLock:
    """One process's part in a profile. Calls may wait for another one to settle: make them off the loop thread."""

    def __init__(self, folder: Path) -> None:
        """Take the data folder; made if missing, when entering."""
        self._folder = folder
        self._descriptor = -1

    def enter(self) -> bool:
        """Begin to work on the profile; waits while another process settles.

        Returns:
            Whether nobody else is at work. Then settle what was interrupted and call `share`; until then every
            other start of this profile waits.
        """
        make_private_folder(self._folder)
        self._descriptor = os.open(self._folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, FILE_MODE)
        alone = _lock(self._descriptor, exclusive=True, wait=False)
        if not alone:
            _lock(self._descriptor, exclusive=False, wait=True)
        return alone

    def share(self) -> None:
        """Let others work on the profile, too."""
        # The change gives the lock back for a moment. Whoever takes it then is alone as well: this process has
        # begun no work, since it waits here until the other one shares in its turn.
        _lock(self._descriptor, exclusive=False, wait=True)

    def leave(self) -> None:
        """End the work; leaving twice is fine."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    _FAIL_IMMEDIATELY, _EXCLUSIVE = 1, 2  # flags of LockFileEx (fileapi.h)

    class _Overlapped(ctypes.Structure):
        _fields_ = (
            ("internal", ctypes.c_void_p),
            ("internal_high", ctypes.c_void_p),
            ("offset", wintypes.DWORD),
            ("offset_high", wintypes.DWORD),
            ("event", wintypes.HANDLE),
        )

    def _lock(descriptor: int, *, exclusive: bool, wait: bool) -> bool:
        # Locks of one handle do not change their kind there: give back what is held, then take the other.
        handle, at = msvcrt.get_osfhandle(descriptor), _Overlapped()
        kernel = ctypes.WinDLL("kernel32")
        kernel.UnlockFileEx(wintypes.HANDLE(handle), 0, 1, 0, ctypes.byref(at))
        flags = (_EXCLUSIVE if exclusive else 0) | (0 if wait else _FAIL_IMMEDIATELY)
        return bool(kernel.LockFileEx(wintypes.HANDLE(handle), flags, 0, 1, 0, ctypes.byref(at)))

else:
    import fcntl

    def _lock(descriptor: int, *, exclusive: bool, wait: bool) -> bool:
        kind = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
        try:
            fcntl.flock(descriptor, kind if wait else kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
