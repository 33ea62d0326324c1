"""The record's schema as ordered, named steps; each runs once, in a transaction of its own.

A step that was released never changes: a new one is added below it. Why no migration tool: docs/adr/0005.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from homeport.adapters.store.approval_tables import approval_tables
from homeport.adapters.store.confirmed_parts import parts_of_confirmations
from homeport.adapters.store.first_tables import first_tables
from homeport.adapters.store.past_decisions import decisions_by_time
from homeport.adapters.store.window_tables import search_text, threads_and_titles, window_tables

Step = Callable[[Connection, str], None]


@dataclass(frozen=True, slots=True)
class Migration:
    """A named step; `apply` gets the connection, inside a transaction, and the time."""

    name: str
    apply: Step


class NewerRecord(Exception):  # noqa: N818 - names what was found
    """The file holds steps that this version does not know."""


def pending(connection: Connection, steps: Sequence[Migration]) -> tuple[Migration, ...]:
    """The steps that this file does not have yet.

    Raises:
        NewerRecord: it has one that is not among `steps`.
    """
    known = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'migration'").scalar()
    rows = connection.exec_driver_sql("SELECT name FROM migration").all() if known else ()
    applied = {str(row[0]) for row in rows}
    if unknown := applied - {step.name for step in steps}:
        raise NewerRecord(", ".join(sorted(unknown)))
    return tuple(step for step in steps if step.name not in applied)


def apply(connection: Connection, step: Migration, at: str) -> None:
    """Run one step and note its name; the caller's transaction holds both."""
    connection.exec_driver_sql(
        "CREATE TABLE IF NOT EXISTS migration (name TEXT NOT NULL PRIMARY KEY, at TEXT NOT NULL) STRICT"
    )
    step.apply(connection, at)
    connection.exec_driver_sql("INSERT INTO migration (name, at) VALUES (?, ?)", (step.name, at))


MIGRATIONS = (
    Migration("0001 first tables", first_tables),
    Migration("0002 threads and titles", threads_and_titles),
    Migration("0003 what the window keeps", window_tables),
    Migration("0004 search", search_text),
    Migration("0005 parts of confirmations", parts_of_confirmations),
    Migration("0006 who may approve", approval_tables),
    Migration("0007 decisions by time", decisions_by_time),
)
"""All steps, oldest first."""
