"""A second connection that only reads: it waits for no write, and what it does can be broken off."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Lock
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2
from sqlmodel import Session

from homeport.adapters.store.cipher import told
from homeport.domain.errors import UserCancelled

T = TypeVar("T")

Stopped = Callable[[], bool]
"""Whether the caller has gone; long work asks now and then."""


class Reader:
    """One thread with one connection, opened at the first read."""

    def __init__(self, path: Path, engine: Callable[[], Engine], name: str) -> None:
        """Take the record's path, what opens it, and the thread's name."""
        self._path = path
        self._open = engine
        self._engine: Engine | None = None
        self._driver: dbapi2.Connection | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._lock = Lock()
        self._at_work: Event | None = None
        self._closed = Event()

    async def read(self, work: Callable[[Session, Stopped], T]) -> T:
        """The result of `work` in one read transaction; cancelling breaks its statement off.

        Raises:
            UserFacingError: the file or the disk is at fault.
        """
        cancelled = Event()

        def job() -> T:
            with self._lock:
                self._at_work = cancelled
            try:
                return self._in_transaction(work, lambda: cancelled.is_set() or self._closed.is_set())
            finally:
                with self._lock:
                    self._at_work = None

        running = asyncio.get_running_loop().run_in_executor(self._thread, job)
        try:
            return await running
        except asyncio.CancelledError:
            cancelled.set()
            self._interrupt(cancelled)
            raise

    def close(self) -> None:
        """Break off what runs and close when it has ended; `join` waits for that. Closing twice is fine."""
        if self._closed.is_set():
            return
        self._closed.set()
        with self._lock:
            running = self._at_work
        if running is not None:
            self._interrupt(running)
        self._thread.submit(self._dispose)
        self._thread.shutdown(wait=False)

    def join(self) -> None:
        """Close, and wait until the connection is closed."""
        self.close()
        self._thread.shutdown()

    def _in_transaction(self, work: Callable[[Session, Stopped], T], stopped: Stopped) -> T:
        try:
            with told(self._path):
                if self._engine is None:
                    self._engine = self._open()
                with Session(self._engine) as session, session.begin():
                    driver = session.connection().connection.driver_connection
                    assert isinstance(driver, dbapi2.Connection)
                    with self._lock:
                        self._driver = driver
                    return work(session, stopped)
        except DBAPIError as error:
            if stopped():
                raise UserCancelled from error
            raise

    def _interrupt(self, wanted: Event) -> None:
        """Interrupt the statement of that read, and no other: the next one may have begun."""
        with self._lock:
            if self._at_work is wanted and self._driver is not None:
                self._driver.interrupt()  # the one method that may be called from another thread

    def _dispose(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
