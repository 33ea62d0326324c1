"""The record: content and ledger in one encrypted file, behind one writer thread."""

import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from homeport.adapters.store.anchors import Anchors
from homeport.adapters.store.approval_calls import ApprovalCalls
from homeport.adapters.store.migrations import MIGRATIONS, Migration
from homeport.adapters.store.one_writer import Opened
from homeport.adapters.store.opening import open_engine
from homeport.adapters.store.runs import Run
from homeport.adapters.store.task_calls import TaskCalls
from homeport.adapters.store.window_calls import WindowCalls
from homeport.domain.errors import UserFacingError
from homeport.ports.clock import Clock
from homeport.ports.secrets import Secrets

FILE_NAME = "record.db"
"""The record's file in the data folder."""


class Record(TaskCalls, WindowCalls, ApprovalCalls):
    """`ports.store.Store`, `ports.store.Ledger` and `ports.approvals.Approvals`; made by `open_record`."""


def open_record(
    path: Path, secrets: Secrets, clock: Clock, *, migrations: Sequence[Migration] = MIGRATIONS
) -> Record:
    """Open the record at `path`, made on first use with a fresh key that is put into `secrets`.

    With secrets that do not outlive the run, `path` is left alone: the record is made in a temporary folder and
    removed on `close`; what a kill leaves there is encrypted with a key that is gone.

    Takes some milliseconds and, with a keyring, its answer time: call it off the loop thread.

    Raises:
        UserFacingError: the file is broken, foreign or newer, the key does not fit, or the disk refuses; nothing
            was changed.
    """
    temporary = None
    if not secrets.lasting:
        temporary = Path(tempfile.mkdtemp(prefix="homeport-"))  # mode 0700
        path = temporary / FILE_NAME
    # One thread owns the one connection, so that writes queue here and not in the database.
    thread = ThreadPoolExecutor(1, thread_name_prefix="record")
    try:
        return thread.submit(_open, path, secrets, clock, migrations, thread, temporary).result()
    except BaseException:
        thread.shutdown()
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)
        raise


def _open(
    path: Path,
    secrets: Secrets,
    clock: Clock,
    migrations: Sequence[Migration],
    thread: ThreadPoolExecutor,
    temporary: Path | None,
) -> Record:
    try:
        engine, open_again = open_engine(path, secrets, clock, migrations)
    except OSError as error:
        raise UserFacingError(
            f"The record {path} cannot be opened: {error.strerror}.",
            "Check that the folder is there, is yours and has free space, then try again.",
        ) from error
    return Record(Opened(path, engine, open_again, Anchors(secrets), clock, Run(path), thread, temporary))
