"""Step 0006: who may approve, and what they said."""

from sqlalchemy import Connection

_TABLES = (
    """CREATE TABLE approver (
    n INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    workspace TEXT NOT NULL REFERENCES workspace (id),
    name BLOB NOT NULL,
    enrolled_at TEXT NOT NULL,
    vouched_by TEXT NOT NULL,
    removed_at TEXT NOT NULL,
    cost TEXT NOT NULL,
    salt BLOB NOT NULL,
    digest BLOB NOT NULL) STRICT""",
    """CREATE TABLE approval (
    n INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    task_id TEXT NOT NULL REFERENCES task (id),
    workspace TEXT NOT NULL REFERENCES workspace (id),
    body_sha256 TEXT NOT NULL,
    approval TEXT NOT NULL,
    reason BLOB NOT NULL) STRICT""",
    "CREATE INDEX approval_of_task ON approval (task_id)",
    "CREATE INDEX approval_of_body ON approval (body_sha256)",
)


def approval_tables(connection: Connection, at: str) -> None:  # noqa: ARG001
    """Make them empty."""
    for statement in _TABLES:
        connection.exec_driver_sql(statement)
