"""The sends of the ledger as rows that can be counted; written with the ledger line, never on their own."""

import json
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from homeport.domain.ledger import LedgerEntry, LedgerKind
from homeport.ports.store import SentLine

COLUMNS = "sent.seq, sent.task_id, sent.recipient, sent.at, sent.outcome, sent.highest_price, sent.currency"

BY_TASKS = f"SELECT {COLUMNS} FROM sent WHERE task_id IN ({{}}) ORDER BY seq"  # noqa: S608
SINCE = f"SELECT {COLUMNS} FROM sent WHERE at >= ? ORDER BY at, seq"  # noqa: S608

_ADD = """INSERT INTO sent (seq, at, workspace, task_id, recipient, outcome, highest_price, currency)
    VALUES (?, ?, ?, ?, ?, '', ?, ?)"""


def note(session: Session, entry: LedgerEntry) -> None:
    """Keep an intent to send, or its outcome; in the transaction that appends the entry."""
    connection = session.connection()
    fields = entry.fields
    if entry.kind is LedgerKind.SEND_INTENDED:
        query = "SELECT prepared FROM confirmation WHERE id = ?"
        found = connection.exec_driver_sql(query, (str(fields.get("confirmation")),)).scalar()
        prepared = json.loads(found) if found else {}
        recipient, currency = str(fields.get("recipient", "")), str(prepared.get("currency", ""))
        price = prepared.get("highest_price")
        line = (entry.seq, entry.at, entry.workspace, entry.task_id, recipient, price, currency)
        connection.exec_driver_sql(_ADD, line)
    elif entry.kind is LedgerKind.SEND_OUTCOME:
        outcome, seq = str(fields.get("outcome", "")), fields.get("seq", 0)
        connection.exec_driver_sql("UPDATE sent SET outcome = ? WHERE seq = ?", (outcome, seq))


def by_tasks(session: Session, task_ids: Sequence[str]) -> tuple[SentLine, ...]:
    """Of these tasks, oldest first."""
    query = BY_TASKS.format(",".join("?" * len(task_ids)))
    return tuple(map(line_of, session.connection().exec_driver_sql(query, tuple(task_ids))))


def since(session: Session, at: str) -> tuple[SentLine, ...]:
    """Of all tasks from a moment on."""
    return tuple(map(line_of, session.connection().exec_driver_sql(SINCE, (at,))))


def line_of(row: Sequence[Any]) -> SentLine:
    """The line in a row of `COLUMNS`."""
    seq, task_id, recipient, at, outcome, price, currency = row
    return SentLine(seq, task_id, recipient, at, outcome, price, currency)
