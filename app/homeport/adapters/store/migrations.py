"""The record's schema as ordered, named steps; each runs once, in a transaction of its own.

A step that was released never changes: a new one is added below it. Why no migration tool: docs/adr/0005.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from homeport.domain.task import DEFAULT_WORKSPACE

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


_OWNED = """
    task_id TEXT NOT NULL REFERENCES task (id),
    workspace TEXT NOT NULL REFERENCES workspace (id),"""

_FIRST = (
    """CREATE TABLE workspace (
    id TEXT NOT NULL PRIMARY KEY,
    made_at TEXT NOT NULL) STRICT""",
    """CREATE TABLE run (
    id TEXT NOT NULL PRIMARY KEY,
    opened_at TEXT NOT NULL) STRICT""",
    """CREATE TABLE task (
    n INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    workspace TEXT NOT NULL REFERENCES workspace (id),
    instruction BLOB NOT NULL,
    created TEXT NOT NULL,
    task TEXT NOT NULL,
    state TEXT NOT NULL,
    run TEXT NOT NULL REFERENCES run (id)) STRICT""",
    f"""CREATE TABLE task_label (
    n INTEGER NOT NULL PRIMARY KEY,{_OWNED}
    at TEXT NOT NULL,
    data_class TEXT NOT NULL,
    label TEXT NOT NULL,
    facts TEXT NOT NULL) STRICT""",
    f"""CREATE TABLE document (
    n INTEGER NOT NULL PRIMARY KEY,{_OWNED}
    name BLOB NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    unread TEXT,
    label TEXT NOT NULL) STRICT""",
    f"""CREATE TABLE decision (
    n INTEGER NOT NULL PRIMARY KEY,{_OWNED}
    at TEXT NOT NULL,
    policy_name TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    policy_sha256 TEXT NOT NULL,
    decision TEXT NOT NULL) STRICT""",
    f"""CREATE TABLE draft (
    n INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,{_OWNED}
    saved_at TEXT NOT NULL,
    lane TEXT NOT NULL,
    "end" TEXT NOT NULL,
    text BLOB NOT NULL,
    thinking BLOB NOT NULL,
    draft TEXT NOT NULL) STRICT""",
    f"""CREATE TABLE confirmation (
    n INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,{_OWNED}
    endpoint_id TEXT NOT NULL,
    confirmed_at TEXT NOT NULL,
    confirmation TEXT NOT NULL,
    prepared TEXT NOT NULL,
    body_sha256 TEXT NOT NULL,
    body BLOB NOT NULL) STRICT""",
    f"""CREATE TABLE send (
    seq INTEGER NOT NULL PRIMARY KEY,{_OWNED}
    endpoint_id TEXT NOT NULL,
    recipient TEXT NOT NULL,
    url TEXT NOT NULL,
    body_sha256 TEXT NOT NULL,
    at TEXT NOT NULL,
    outcome TEXT NOT NULL) STRICT""",
    """CREATE TABLE ledger_entry (
    seq INTEGER NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    workspace TEXT NOT NULL,
    task_id TEXT NOT NULL,
    fields TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL) STRICT""",
    """CREATE TABLE salt (
    commitment TEXT NOT NULL PRIMARY KEY,
    workspace TEXT NOT NULL REFERENCES workspace (id),
    salt BLOB NOT NULL,
    at TEXT NOT NULL) STRICT""",
    """CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL) STRICT""",
    *(
        f"CREATE INDEX {table}_of_task ON {table} (task_id)"
        for table in ("task_label", "document", "decision", "draft", "confirmation", "send", "ledger_entry")
    ),
    "CREATE INDEX ledger_anchor ON ledger_entry (seq) WHERE kind = 'anchor'",
    # A guard against our own mistakes; whoever holds the key can drop it, and the chain tells.
    """CREATE TRIGGER ledger_entry_is_not_changed BEFORE UPDATE ON ledger_entry
    BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END""",
    """CREATE TRIGGER ledger_entry_is_not_removed BEFORE DELETE ON ledger_entry
    BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END""",
)


def _first(connection: Connection, at: str) -> None:
    for statement in _FIRST:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("INSERT INTO workspace (id, made_at) VALUES (?, ?)", (DEFAULT_WORKSPACE, at))
    connection.exec_driver_sql("INSERT INTO meta (name, value) VALUES ('made_at', ?)", (at,))


MIGRATIONS = (Migration("0001 first tables", _first),)
"""All steps, oldest first."""
