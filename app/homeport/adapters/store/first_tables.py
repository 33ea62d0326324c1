"""Step 0001: workspaces, tasks with everything they hold, the ledger."""

from sqlalchemy import Connection

from homeport.domain.task import DEFAULT_WORKSPACE

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


def first_tables(connection: Connection, at: str) -> None:
    """Make them in an empty file."""
    for statement in _FIRST:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("INSERT INTO workspace (id, made_at) VALUES (?, ?)", (DEFAULT_WORKSPACE, at))
    connection.exec_driver_sql("INSERT INTO meta (name, value) VALUES ('made_at', ?)", (at,))
