"""The quick look at the ledger, and what is remembered of the last looks."""

import json
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from homeport.adapters.store import chain
from homeport.adapters.store.anchors import Anchors, Head
from homeport.domain.ledger import GENESIS, LedgerStanding, LedgerVerdict

CHECKED, WHOLE = "ledger.checked", "ledger.whole"
"""Names in `meta`: the entry up to which quick looks have come, and the end of the last full check."""

MOST_ENTRIES = 2_000
"""Entries that a quick look checks at most (some 40 ms); more have to wait for the full check."""

NOTE_EVERY = 500
"""Entries after which the next look begins later; a look that found fewer writes nothing."""


def look(session: Session, anchors: Anchors, kept: Head | None) -> tuple[LedgerStanding, Head | None]:
    """The standing, and the head to remember, if that is worth a write.

    `kept` has to be read before the transaction: then the record is as new as it at least.
    """
    connection = session.connection()
    last, since = chain.ends(session)
    checked, whole = _head(session, CHECKED), _head(session, WHOLE)
    start = max(checked.seq, last - MOST_ENTRIES) if checked.seq <= last else 0
    broken = checked.seq if checked.seq and not chain.stands(session, checked) else None
    if kept is not None and kept.seq <= last and not chain.stands(session, kept):
        broken = min(broken or kept.seq, kept.seq)
    before = chain.hash_at(session, start) if start else GENESIS
    found = chain.verdict(session, anchors, kept, before=start, previous=before)
    if found.broken_at is not None:
        broken = min(broken or found.broken_at, found.broken_at)
    if broken is None and not chain.last_anchor_fits(session, anchors):
        broken = chain.last_anchor(session)
    sends = int(connection.exec_driver_sql("SELECT count(*) FROM sent").scalar() or 0)
    standing = LedgerStanding(
        entries=last,
        sends=sends,
        since=since,
        checked_from=start,
        whole_to=whole.seq,
        whole_at=whole.at,
        broken_at=broken,
        anchor_missing=kept is not None and kept.seq > last,
        head_not_kept=anchors.not_kept is not None,
    )
    worth = broken is None and not standing.anchor_missing and last - checked.seq >= NOTE_EVERY
    return standing, Head(last, found.head, since) if worth else None


def remember(session: Session, name: str, head: Head) -> None:
    """Note how far a look has come."""
    value = json.dumps({"seq": head.seq, "hash": head.hash, "at": head.at})
    session.connection().exec_driver_sql("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))


def whole(verdict: LedgerVerdict, at: str) -> Head | None:
    """What a full check leaves to be remembered; None when it found something, or nothing at all."""
    if verdict.broken_at is not None or verdict.anchor_missing or not verdict.entries:
        return None
    return Head(verdict.entries, verdict.head, at)


def _head(session: Session, name: str) -> Head:
    text = session.connection().exec_driver_sql("SELECT value FROM meta WHERE name = ?", (name,)).scalar()
    given: Mapping[str, Any] = json.loads(text) if text else {}
    return Head(given.get("seq", 0), given.get("hash", GENESIS), given.get("at", ""))
