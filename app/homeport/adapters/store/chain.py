"""The ledger's rows: append under the write lock, read, verify."""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from homeport.adapters.store.anchors import EVERY, Anchors, Head
from homeport.adapters.store.tables import LedgerRow, SaltRow
from homeport.domain.ledger import (
    GENESIS,
    LedgerEntry,
    LedgerKind,
    LedgerVerdict,
    canonical,
    entry_hash,
    verify,
)

SALT_BYTES = 32


def append(
    session: Session, at: str, kind: LedgerKind, fields: Mapping[str, Any], workspace: str, task_id: str
) -> LedgerEntry:
    """Append one entry behind the head; the caller's transaction holds the write lock."""
    head = session.exec(select(LedgerRow.seq, LedgerRow.hash).order_by(col(LedgerRow.seq).desc()).limit(1)).first()
    last, previous = head or (0, GENESIS)
    body = canonical(fields)
    # What is hashed is what will be read back: tuples are lists in JSON, enums their values.
    fields = json.loads(body)
    seq = last + 1
    digest = entry_hash(previous, seq, at, kind, workspace, task_id, fields)
    session.add(
        LedgerRow(
            seq=seq,
            at=at,
            kind=kind.value,
            workspace=workspace,
            task_id=task_id,
            fields=body.decode(),
            previous=previous,
            hash=digest,
        )
    )
    session.flush()
    return LedgerEntry(seq, at, kind, workspace, task_id, fields, previous, digest)


def append_anchor(session: Session, at: str, anchors: Anchors) -> Head | None:
    """Sign the head and append the signature, unless the head is an anchor or there is none."""
    row = session.exec(select(LedgerRow).order_by(col(LedgerRow.seq).desc()).limit(1)).first()
    if row is None or row.kind == LedgerKind.ANCHOR:
        return None
    entry = append(session, at, LedgerKind.ANCHOR, anchors.fields(Head(row.seq, row.hash, at)), "", "")
    return Head(entry.seq, entry.hash, at)


def anchor_due(session: Session, entry: LedgerEntry) -> bool:
    """Whether a signed head has to follow this entry: at every intent to send, else each `EVERY` entries."""
    if entry.kind is LedgerKind.SEND_INTENDED:
        return True
    last = session.exec(select(func.max(LedgerRow.seq)).where(LedgerRow.kind == LedgerKind.ANCHOR.value)).one()
    return entry.seq - (last or 0) >= EVERY


def stands(session: Session, head: Head) -> bool:
    """Whether the ledger has this entry."""
    return session.exec(select(LedgerRow.hash).where(LedgerRow.seq == head.seq)).first() == head.hash


def entries(session: Session, task_id: str = "") -> Iterator[LedgerEntry]:
    """All entries in order, or those of one task; an unreadable one comes with an empty hash."""
    query = select(LedgerRow).order_by(col(LedgerRow.seq))
    if task_id:
        query = query.where(LedgerRow.task_id == task_id)
    rows: Iterable[LedgerRow] = session.exec(query, execution_options={"yield_per": 1000})
    for row in rows:
        yield _entry(row)


def verdict(session: Session, anchors: Anchors) -> LedgerVerdict:
    """Check chain, signatures and the head kept in Secrets in one pass."""
    kept = anchors.kept()
    wrong: list[int] = []

    def watched() -> Iterator[LedgerEntry]:
        for entry in entries(session):
            unsigned = entry.kind is LedgerKind.ANCHOR and not anchors.fits(entry)
            other = kept is not None and entry.seq == kept.seq and entry.hash != kept.hash
            if unsigned or other:
                wrong.append(entry.seq)
            yield entry

    found = verify(watched())
    if found.broken_at is None and kept is not None and kept.seq > found.entries:
        found = replace(found, anchor_missing=True)
    # A chain that was rewritten whole fits in itself; its signatures do not.
    if wrong and (found.broken_at is None or wrong[0] < found.broken_at):
        found = replace(found, broken_at=wrong[0])
    return found


def commit_to(session: Session, at: str, workspace: str, value: str) -> str:
    """A commitment to `value` under a fresh salt, which is kept in the tables."""
    salt = os.urandom(SALT_BYTES)
    commitment = _committed(salt, value)
    session.add(SaltRow(commitment=commitment, workspace=workspace, salt=salt, at=at))
    return commitment


def is_commitment_to(session: Session, commitment: str, value: str) -> bool:
    """Whether `commitment` was made for `value`; False too when its salt was erased."""
    row = session.get(SaltRow, commitment)
    return row is not None and hmac.compare_digest(_committed(row.salt, value), commitment)


def _committed(salt: bytes, value: str) -> str:
    return hmac.new(salt, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _entry(row: LedgerRow) -> LedgerEntry:
    try:
        kind, fields = LedgerKind(row.kind), json.loads(row.fields)
    except ValueError:
        return LedgerEntry(
            row.seq, row.at, LedgerKind.TASK_EVENT, row.workspace, row.task_id, {}, row.previous, ""
        )
    return LedgerEntry(row.seq, row.at, kind, row.workspace, row.task_id, fields, row.previous, row.hash)
