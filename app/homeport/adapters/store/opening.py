"""Making, opening and upgrading the record's file; a broken one is never replaced."""

import glob
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import Engine

from homeport.adapters.store.cipher import KEY_BYTES, backup, engine_for, told
from homeport.adapters.store.migrations import Migration, NewerRecord, apply, pending
from homeport.adapters.system.private_files import locked, make_private_file, make_private_folder, sync_folder
from homeport.domain.errors import UserFacingError
from homeport.ports.clock import Clock
from homeport.ports.secrets import Secrets

RECORD_KEY = "record.key"
"""Name in Secrets of the raw key, as hex."""

_SIDE_FILES = ("-wal", "-shm", "-journal")


OpenAgain = Callable[[], Engine]
"""Opens a further connection to a record that is open; each thread has its own."""


def open_engine(
    path: Path, secrets: Secrets, clock: Clock, steps: Sequence[Migration]
) -> tuple[Engine, OpenAgain]:
    """Open the record at `path`, made if there is none; one process at a time does this.

    Raises:
        UserFacingError: the file, its key or its folder is not as it must be; the file is left as it was.
    """
    make_private_folder(path.parent)
    with locked(path.with_name(f"{path.name}.lock")), told(path):
        if not path.exists():
            _make(path, secrets, clock, steps)
        elif path.stat().st_size == 0:
            raise UserFacingError(
                f"The record {path} is empty: it was cut off.",
                "It was left as it is. Put a backup in its place, or move it away to begin a new record.",
            )
        key = _key(secrets, path)
        engine = engine_for(path, key)
        try:
            _upgrade(engine, path, key, clock, steps)
        except BaseException:
            engine.dispose()
            raise
        return engine, lambda: engine_for(path, key)


def remove_backups(path: Path) -> None:
    """Remove the copies made before upgrades: what is erased must not go on standing there."""
    for copy in path.parent.glob(f"{glob.escape(path.name)}.before-*"):
        copy.unlink(missing_ok=True)


def _key(secrets: Secrets, path: Path) -> bytes:
    text = secrets.get(RECORD_KEY)
    if text is None:
        raise UserFacingError(
            f"There is a record at {path}, but its key is not in {secrets.where}.",
            "It was left as it is. Start Homeport where the keyring or vault is that it was made with.",
        )
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise UserFacingError(
            f"The key of the record in {secrets.where} is damaged.",
            f"The record was left as it is. Put {RECORD_KEY!r} back from a backup of the keyring.",
        )
    return key


def _make(path: Path, secrets: Secrets, clock: Clock, steps: Sequence[Migration]) -> None:
    for side in _SIDE_FILES:
        stray = path.with_name(path.name + side)
        if stray.exists():
            raise UserFacingError(
                f"The record {path} is gone, but a part of it, {stray.name}, is still there.",
                "Put the record back beside it, or move that file away to begin a new record.",
            )
    if secrets.get(RECORD_KEY) is None:
        secrets.put(RECORD_KEY, os.urandom(KEY_BYTES).hex())
    key = _key(secrets, path)
    # Made whole under another name: a kill on the way leaves no half-made record behind.
    fresh = path.with_name(f"{path.name}.new")
    for leftover in (fresh, *(fresh.with_name(fresh.name + side) for side in _SIDE_FILES)):
        leftover.unlink(missing_ok=True)
    make_private_file(fresh)
    engine = engine_for(fresh, key)
    try:
        _apply(engine, steps, clock)
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        engine.dispose()
    os.replace(fresh, path)
    sync_folder(path.parent)


def _upgrade(engine: Engine, path: Path, key: bytes, clock: Clock, steps: Sequence[Migration]) -> None:
    try:
        with engine.begin() as connection:
            missing = pending(connection, steps)
    except NewerRecord as error:
        raise UserFacingError(
            f"The record {path} was made by a newer Homeport.",
            f"It was left as it is. Install the newer version again (it knows: {error}).",
        ) from error
    if len(missing) == len(steps):
        raise UserFacingError(
            f"{path} is not a Homeport record.",
            "It was left as it is. Move it away, or point Homeport to another folder.",
        )
    if not missing:
        return
    kept = path.with_name(f"{path.name}.before-{missing[0].name.split()[0]}")
    half = kept.with_name(f"{kept.name}.new")
    half.unlink(missing_ok=True)
    backup(path, half, key)
    os.replace(half, kept)
    _apply(engine, missing, clock)


def _apply(engine: Engine, steps: Sequence[Migration], clock: Clock) -> None:
    for step in steps:
        with engine.execution_options(immediate=True).begin() as connection:
            apply(connection, step, clock.now())
