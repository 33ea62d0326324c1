"""Steps 0002 to 0004: threads, what the window keeps, and search."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from homeport.domain.ledger import LedgerKind
from homeport.domain.task_state import ENDS
from homeport.domain.title import title_of

BATCH = 1000
"""Rows handled at a time, so that a record of any size is upgraded in little memory."""

_OWNED = """
    task_id TEXT NOT NULL REFERENCES task (id),
    workspace TEXT NOT NULL REFERENCES workspace (id),"""

_THREADS = (
    """CREATE TABLE deletion (
    id TEXT NOT NULL PRIMARY KEY,
    at TEXT NOT NULL) STRICT""",
    "ALTER TABLE task ADD COLUMN thread TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE task ADD COLUMN title BLOB NOT NULL DEFAULT x''",
    "ALTER TABLE task ADD COLUMN ended INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE task ADD COLUMN newest INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE task ADD COLUMN deletion TEXT REFERENCES deletion (id)",
    "UPDATE task SET thread = coalesce(nullif(json_extract(task, '$.thread'), ''), id)",
    "CREATE INDEX task_of_thread ON task (thread, deletion)",
    "UPDATE task SET newest = 1 WHERE n IN (SELECT max(n) FROM task GROUP BY thread)",
)

_NEXT_INSTRUCTIONS = "SELECT n, instruction FROM task WHERE n > ? ORDER BY n LIMIT ?"

_INDICES = (
    "CREATE INDEX task_newest ON task (n) WHERE newest = 1",
    "CREATE INDEX task_unfinished ON task (n) WHERE ended = 0",
    "CREATE INDEX task_deleted ON task (deletion) WHERE deletion IS NOT NULL",
)

_WINDOW = (
    f"""CREATE TABLE edit (
    n INTEGER NOT NULL PRIMARY KEY,
    draft_id TEXT NOT NULL REFERENCES draft (id),{_OWNED}
    edited_at TEXT NOT NULL,
    data_class TEXT NOT NULL,
    label TEXT NOT NULL,
    text BLOB NOT NULL) STRICT""",
    "CREATE INDEX edit_of_draft ON edit (draft_id)",
    "CREATE INDEX edit_of_task ON edit (task_id)",
    f"""CREATE TABLE speed (
    n INTEGER NOT NULL PRIMARY KEY,
    draft_id TEXT NOT NULL UNIQUE,{_OWNED}
    endpoint_id TEXT NOT NULL,
    model TEXT NOT NULL,
    speed TEXT NOT NULL) STRICT""",
    "CREATE INDEX speed_of_model ON speed (endpoint_id, model)",
    "CREATE INDEX speed_of_task ON speed (task_id)",
    """CREATE TABLE sent (
    seq INTEGER NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    workspace TEXT NOT NULL,
    task_id TEXT NOT NULL,
    recipient TEXT NOT NULL,
    outcome TEXT NOT NULL,
    highest_price REAL,
    currency TEXT NOT NULL) STRICT""",
    "CREATE INDEX sent_at ON sent (at)",
    "CREATE INDEX sent_of_task ON sent (task_id)",
    """CREATE TABLE saved_instruction (
    id TEXT NOT NULL PRIMARY KEY,
    workspace TEXT NOT NULL REFERENCES workspace (id),
    name BLOB NOT NULL,
    text BLOB NOT NULL,
    changed_at TEXT NOT NULL,
    UNIQUE (workspace, name)) STRICT""",
)

_SPEEDS = """INSERT INTO speed (draft_id, task_id, workspace, endpoint_id, model, speed)
    SELECT id, task_id, workspace, json_extract(draft, '$.endpoint_id'), json_extract(draft, '$.model'),
        json_extract(draft, '$.speed')
    FROM draft WHERE "end" = 'whole' OR ("end" = 'partial' AND json_extract(draft, '$.finish') = 'length')
    ORDER BY n"""

# Folded case and diacritics; 1 to 3 letters are looked up as they are typed without walking through all words.
# `rowid` is the negative of the task's `n`: FTS5 reads upwards far faster than downwards, and newest comes first.
_SEARCH = """CREATE VIRTUAL TABLE search USING fts5 (
    instruction, answer, documents,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3', columnsize = 0)"""

_FILL_SEARCH = """INSERT INTO search (rowid, instruction, answer, documents)
    SELECT -n, plain_text(instruction),
        (SELECT plain_text(CAST(group_concat(text, x'0a0a') AS BLOB)) FROM
            (SELECT text FROM draft WHERE task_id = task.id AND "end" <> 'running' ORDER BY n)),
        (SELECT plain_text(CAST(group_concat(name, x'0a') AS BLOB)) FROM
            (SELECT name FROM document WHERE task_id = task.id ORDER BY n))
    FROM task ORDER BY n DESC"""


def threads_and_titles(connection: Connection, at: str) -> None:  # noqa: ARG001
    """Tasks of one conversation are one row of the history, with a title that is quick to read."""
    for statement in _THREADS:
        connection.exec_driver_sql(statement)
    ends = ",".join(f"'{phase.value}'" for phase in ENDS)
    connection.exec_driver_sql(f"UPDATE task SET ended = state IN ({ends})")  # noqa: S608 - our own words
    last = 0
    while batch := connection.exec_driver_sql(_NEXT_INSTRUCTIONS, (last, BATCH)).all():
        titles = [(title_of(_text(text)).encode("utf-8", "surrogatepass"), n) for n, text in batch]
        connection.exec_driver_sql("UPDATE task SET title = ? WHERE n = ?", titles)
        last = batch[-1][0]
    for statement in _INDICES:
        connection.exec_driver_sql(statement)


def window_tables(connection: Connection, at: str) -> None:  # noqa: ARG001
    """Own edits, measured speeds, saved instructions, and the sends of the ledger ready to be counted."""
    for statement in _WINDOW:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(_SPEEDS)
    prices = {
        confirmation: json.loads(prepared)
        for confirmation, prepared in connection.exec_driver_sql("SELECT id, prepared FROM confirmation")
    }
    outcomes: dict[int, str] = {}
    query = f"""SELECT seq, at, workspace, task_id, kind, fields FROM ledger_entry
        WHERE kind IN ('{LedgerKind.SEND_INTENDED}', '{LedgerKind.SEND_OUTCOME}') ORDER BY seq"""  # noqa: S608
    for batch in _batches(connection, query):
        sent = []
        for seq, entry_at, workspace, task_id, kind, text in batch:
            fields = json.loads(text)
            if kind == LedgerKind.SEND_OUTCOME:
                outcomes[fields.get("seq", 0)] = str(fields.get("outcome", ""))
                continue
            price = prices.get(str(fields.get("confirmation")), {})
            sent.append(
                (
                    seq,
                    entry_at,
                    workspace,
                    task_id,
                    str(fields.get("recipient", "")),
                    price.get("highest_price"),
                    str(price.get("currency", "")),
                )
            )
        if sent:
            connection.exec_driver_sql(
                "INSERT INTO sent (seq, at, workspace, task_id, recipient, outcome, highest_price, currency) "
                "VALUES (?, ?, ?, ?, ?, '', ?, ?)",
                sent,
            )
    if outcomes:
        connection.exec_driver_sql(
            "UPDATE sent SET outcome = ? WHERE seq = ?", [(outcome, seq) for seq, outcome in outcomes.items()]
        )


def search_text(connection: Connection, at: str) -> None:  # noqa: ARG001
    """Full-text search over instructions, answers and names of documents."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.create_function("plain_text", 1, plain_text, deterministic=True)
    connection.exec_driver_sql(_SEARCH)
    connection.exec_driver_sql(_FILL_SEARCH)


def plain_text(value: bytes | str | None) -> str:
    """What is indexed of a text from outside: no half characters and no NUL, which SQLite's text cannot hold."""
    data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value or b""
    return data.decode("utf-8", "replace").replace("\x00", " ")


def _text(value: bytes) -> str:
    return value.decode("utf-8", "surrogatepass")


def _batches(connection: Connection, query: str) -> Iterator[list[Any]]:
    rows = connection.exec_driver_sql(query)
    while batch := rows.fetchmany(BATCH):
        yield [tuple(row) for row in batch]
