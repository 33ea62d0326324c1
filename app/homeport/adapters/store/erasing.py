"""Deleting in two steps: hidden at once, erased when it is final."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session

from homeport.adapters.store import chain, search
from homeport.adapters.store.history_rows import Lives
from homeport.domain.errors import UserFacingError
from homeport.domain.ledger import LedgerEntry, LedgerKind
from homeport.ports.store import Deletion

UNDO_SECONDS = 10.0
"""How long a deletion can be undone; one left behind by a kill is carried out at the next start after that."""

PURGING = "search.purging"
"""Stands in `meta` from an erasure until the deleted words are out of the search index too."""

PURGE_PAGES = 16
"""Pages merged in one go: some 10 ms, and then another write has its turn."""

# What holds a task's content, those that are referred to last. `run`, `sent` and the ledger hold none.
_CONTENT = ("edit", "speed", "draft", "task_label", "document", "decision", "approval", "confirmation", "send")

# The newest of each thread that has something left to show.
_NEWEST_AGAIN = """UPDATE task SET newest = (n IS (
        SELECT max(other.n) FROM task AS other WHERE other.thread = task.thread AND other.deletion IS NULL))
    WHERE thread = ?"""


def hide(session: Session, lives: Lives, deletion_id: str, at: str, ids: Sequence[str]) -> Deletion:
    """Hide tasks.

    Raises:
        UserFacingError: one is not there, or still at work.
    """
    connection = session.connection()
    threads = set()
    connection.exec_driver_sql("INSERT INTO deletion (id, at) VALUES (?, ?)", (deletion_id, at))
    for task_id in dict.fromkeys(ids):
        query = "SELECT thread, ended, run FROM task WHERE id = ? AND deletion IS NULL"
        row = connection.exec_driver_sql(query, (task_id,)).first()
        if row is None:
            raise UserFacingError(f"There is no task {task_id}.", "Nothing was deleted.")
        if not row.ended and lives(row.run):
            raise UserFacingError("This task is still at work.", "Stop it, then delete it. Nothing was deleted.")
        connection.exec_driver_sql("UPDATE task SET deletion = ? WHERE id = ?", (deletion_id, task_id))
        threads.add(row.thread)
    _show_newest(connection, threads)
    return Deletion(deletion_id, at, len(set(ids)))


def tasks_of_threads(session: Session, threads: Sequence[str]) -> list[str]:
    """Ids of the tasks of these threads that are not deleted.

    Raises:
        UserFacingError: one of them has none.
    """
    found: list[str] = []
    for thread in dict.fromkeys(threads):
        query = "SELECT id FROM task WHERE thread = ? AND deletion IS NULL ORDER BY n"
        ids = [str(task_id) for (task_id,) in session.connection().exec_driver_sql(query, (thread,))]
        if not ids:
            raise UserFacingError(f"There is no task {thread}.", "Nothing was deleted.")
        found += ids
    return found


def show_again(session: Session, deletion_id: str) -> bool:
    """Undo; False when it was final."""
    connection = session.connection()
    rows = _hidden(connection, deletion_id)
    connection.exec_driver_sql("UPDATE task SET deletion = NULL WHERE deletion = ?", (deletion_id,))
    _show_newest(connection, {row.thread for row in rows})
    return bool(connection.exec_driver_sql("DELETE FROM deletion WHERE id = ?", (deletion_id,)).rowcount)


def erase(session: Session, at: str, deletion_id: str) -> LedgerEntry | None:
    """Erase the tasks of a deletion; the last of the ledger lines about it, None when there was nothing to do."""
    connection = session.connection()
    rows = _hidden(connection, deletion_id)
    entry = None
    for row in rows:
        commitments = {(text,) for line in chain.entries(session, row.id) for text in _texts(line.fields)}
        if commitments:
            connection.exec_driver_sql("DELETE FROM salt WHERE commitment = ?", list(commitments))
        for table in _CONTENT:
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE task_id = ?", (row.id,))  # noqa: S608
        entry = chain.append(session, at, LedgerKind.DELETED, {}, row.workspace, row.id)
    if rows:
        search.forget(connection, [row.n for row in rows])
        connection.exec_driver_sql("DELETE FROM task WHERE deletion = ?", (deletion_id,))
        connection.exec_driver_sql("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (PURGING, at))
        search.begin_purge(connection)
    connection.exec_driver_sql("DELETE FROM deletion WHERE id = ?", (deletion_id,))
    return entry


def due(session: Session, now: str) -> tuple[str, ...]:
    """Deletions that can no longer be undone; one from the future is one too: the clock was set back."""
    rows = session.connection().exec_driver_sql("SELECT id, at FROM deletion ORDER BY at").all()
    moment = datetime.fromisoformat(now)

    def young(at: str) -> bool:
        return 0 <= (moment - datetime.fromisoformat(at)).total_seconds() < UNDO_SECONDS

    return tuple(deletion_id for deletion_id, at in rows if not young(at))


def purging(session: Session) -> bool:
    """Whether erased words may still stand in the search index."""
    query = "SELECT count(*) FROM meta WHERE name = ?"
    return bool(session.connection().exec_driver_sql(query, (PURGING,)).scalar())


def purge_step(session: Session) -> bool:
    """Go on with taking erased words out of the search index; False when none is left."""
    connection = session.connection()
    if search.purge_step(connection, PURGE_PAGES):
        return True
    connection.exec_driver_sql("DELETE FROM meta WHERE name = ?", (PURGING,))
    return False


def _hidden(connection: Connection, deletion_id: str) -> Sequence[Any]:
    query = "SELECT n, id, thread, workspace FROM task WHERE deletion = ? ORDER BY n"
    return connection.exec_driver_sql(query, (deletion_id,)).all()


def _show_newest(connection: Connection, threads: set[str]) -> None:
    if threads:
        connection.exec_driver_sql(_NEWEST_AGAIN, [(thread,) for thread in threads])


def _texts(value: object) -> Iterator[str]:
    """Every text in the fields of a ledger line; the commitments are among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
