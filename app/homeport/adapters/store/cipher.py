"""Opening an SQLCipher file with a raw key, and what its failures mean to a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2

from homeport.adapters.system.private_files import make_private_file
from homeport.domain.errors import UserFacingError

KEY_BYTES = 32
"""A raw 256-bit key: SQLCipher then runs no key derivation of its own on every open."""

BUSY_SECONDS = 10.0
"""How long a writer waits for the other process; one commit takes milliseconds."""

_PLAIN_HEADER = b"SQLite format 3\x00"

# https://www.sqlite.org/rescode.html
_NOTADB = 26
_BUSY = (
    "Another Homeport has held the record for too long.",
    "Wait for it to finish or close it, then try again.",
)
_NOT_WRITABLE = (
    "The record {path} cannot be opened for writing.",
    "Check that the folder is there and yours, then try again.",
)
_WORDS = {
    5: _BUSY,
    6: _BUSY,
    8: _NOT_WRITABLE,
    10: (
        "The disk refused to read or write the record {path}.",
        "Nothing was half-written. Check free space, quota and the disk, then try again.",
    ),
    11: (
        "The record {path} is damaged.",
        "It was left as it is. Put a backup in its place; what can still be read stays readable.",
    ),
    13: (
        "The disk is full, so this could not be recorded.",
        "Nothing was half-written. Free some space where {path} lies and try again.",
    ),
    14: _NOT_WRITABLE,
    _NOTADB: (
        "The record {path} cannot be opened: the key does not fit it, or it is damaged.",
        "It was left as it is. Unlock the keyring it was made with, or put a backup of the file in its place.",
    ),
}
_PLAIN = (
    "{path} is an ordinary SQLite file, not a Homeport record.",
    "It was left as it is. Move it away, or point Homeport to another folder.",
)


def connect(path: Path, key: bytes) -> dbapi2.Connection:
    """A keyed connection in autocommit mode to a file that exists; transactions are begun by name.

    `secure_delete` overwrites what is erased, `synchronous=FULL` makes every commit reach the disk.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"the key has {len(key)} bytes, not {KEY_BYTES}")
    connection = dbapi2.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        isolation_level=None,
        timeout=BUSY_SECONDS,
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")  # else SQLCipher writes to stderr
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_memory_security = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the key shows here whether it fits
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA synchronous = FULL")
    except BaseException:
        connection.close()
        raise
    return connection


def engine_for(path: Path, key: bytes) -> Engine:
    """An engine with one connection, for one thread; the key stands in no URL and no log.

    A transaction on `engine.execution_options(immediate=True)` takes the write lock when it begins.
    """
    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: connect(path, key),
        poolclass=StaticPool,
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def backup(source: Path, target: Path, key: bytes) -> None:
    """Copy a record to a new file `target`, encrypted with the same key, consistent even while others write."""
    src = connect(source, key)
    try:
        make_private_file(target)
        dst = connect(target, key)
        try:
            src.backup(dst)
        finally:
            dst.close()
    finally:
        src.close()


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the database says into something a person can act on.

    Raises:
        UserFacingError: for everything that is about this file, this disk or another process.
    """
    try:
        yield
    except DBAPIError as error:
        if (words := _words(path, error.orig)) is None:
            raise
        raise words from error
    except dbapi2.Error as error:
        if (words := _words(path, error)) is None:
            raise
        raise words from error


def _words(path: Path, error: BaseException | None) -> UserFacingError | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # extended codes keep the primary one in the low byte
    words = _PLAIN if code == _NOTADB and _is_plain(path) else _WORDS.get(code)
    return UserFacingError(*(sentence.format(path=path) for sentence in words)) if words else None


def _is_plain(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_PLAIN_HEADER)) == _PLAIN_HEADER
    except OSError:
        return False
