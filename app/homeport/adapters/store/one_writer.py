"""One thread that writes, readers that do not wait for it; the base of the record."""

import asyncio
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from homeport.adapters.store.anchors import Anchors
from homeport.adapters.store.cipher import told
from homeport.adapters.store.opening import OpenAgain
from homeport.adapters.store.reader import Reader
from homeport.adapters.store.runs import Run
from homeport.domain.errors import UserFacingError
from homeport.ports.clock import Clock

CHECKPOINT_MILLISECONDS = 500
"""How long a checkpoint waits for another process that reads; the next one takes what this one could not."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Opened:
    """What an open record is made of; `temporary` is the folder of a throw-away one."""

    path: Path
    engine: Engine
    open_again: OpenAgain
    anchors: Anchors
    clock: Clock
    run: Run
    thread: ThreadPoolExecutor
    temporary: Path | None


class OneWriter:
    """Runs work on the record's connections.

    A call that has returned is on disk. A call that is cancelled may still happen, but whole or not at all.
    """

    def __init__(self, opened: Opened) -> None:
        """Take what is open; `close` gives it back."""
        self._path = opened.path
        self._engine = opened.engine
        self._writing = opened.engine.execution_options(immediate=True)
        self._open_again = opened.open_again
        self._anchors = opened.anchors
        self._clock = opened.clock
        self._run = opened.run
        self._thread = opened.thread
        self._temporary = opened.temporary
        self._readers: list[Reader] = []
        self._closed = False

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    @property
    def lasting(self) -> bool:
        """False for a throw-away record: it ends with this run."""
        return self._temporary is None

    async def close(self) -> None:
        """Sign the head, checkpoint and close; never fails for a full disk, and closing twice is fine."""
        if self._closed:
            return
        self._closed = True
        try:
            for reader in self._readers:
                await asyncio.to_thread(reader.join)
            await self._call(self._finish)
        finally:
            self._thread.shutdown(wait=False)

    def _sign_head(self) -> None:
        raise NotImplementedError

    def _new_reader(self, name: str) -> Reader:
        reader = Reader(self._path, self._open_again, name)
        self._readers.append(reader)
        return reader

    async def _call(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _read(self, work: Callable[[Session], T]) -> T:
        return await self._call(lambda: self._in_transaction(self._engine, work))

    async def _write(self, work: Callable[[Session], T]) -> T:
        return await self._call(lambda: self._in_transaction(self._writing, work))

    def _in_transaction(self, engine: Engine, work: Callable[[Session], T]) -> T:
        with told(self._path), Session(engine, expire_on_commit=False) as session, session.begin():
            return work(session)

    def _checkpoint(self) -> None:
        """Empty the log file, in which everything ever written still stands; another process may keep it busy."""
        with suppress(DBAPIError), self._engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            waits = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {CHECKPOINT_MILLISECONDS}")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {waits}")

    def _finish(self) -> None:
        # Every acknowledged row is in the log file already: a disk that refuses now loses nothing, and the next
        # opening signs and checkpoints instead.
        try:
            with suppress(UserFacingError):
                self._sign_head()
            self._checkpoint()
        finally:
            self._engine.dispose()
            self._run.end()
            if self._temporary is not None:
                shutil.rmtree(self._temporary, ignore_errors=True)
