"""The append-only, hash-chained record of what was decided, confirmed and sent."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

GENESIS = "0" * 64
"""`previous` of the first entry."""

DOMAIN_PREFIX = b"\x00"
"""Set before an entry's bytes so that an entry can never be read as a tree node (RFC 6962, section 2.1)."""


class LedgerKind(StrEnum):
    """What an entry is about. Task events keep their own names in ``fields["event"]``."""

    TASK_EVENT = "task_event"
    SEND_INTENDED = "send_intended"  # committed before a connection is opened
    SEND_OUTCOME = "send_outcome"
    POLICY_LOADED = "policy_loaded"
    PROFILE_OPENED = "profile_opened"
    ANCHOR = "anchor"  # signed head
    REPAIRED = "repaired"  # written when an interrupted run was found on opening
    INCIDENT_REPORTED = "incident_reported"  # a person says that a send was a mistake
    DECLASSIFIED = "declassified"  # a person struck a finding as a false alarm, or took that back
    APPROVER = "approver"  # somebody who may approve was enrolled or removed, or gave a wrong passphrase
    LANE_TEST = "lane_test"  # a person's yes to sending a text of the program's own, to see whether a lane answers
    ENGINE_NETWORK = "engine_network"  # a person had an engine use the network by itself, to get a model say
    FETCH_INTENDED = "fetch_intended"  # Homeport is about to get a listed file; nothing of the person goes with it
    FETCH_OUTCOME = "fetch_outcome"
    DELETED = "deleted"  # a task's content was erased; its lines stay


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line. `fields` holds no document text, no secret, no file name; hashes of content are salted."""

    seq: int  # from 1, without holes
    at: str  # UTC, ISO 8601
    kind: LedgerKind
    workspace: str
    task_id: str  # empty for entries about no task
    fields: Mapping[str, Any]
    previous: str  # hash of the entry before
    hash: str


# Made once: `json.dumps` with these makes one for each call, and a full check calls for every entry.
_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def canonical(fields: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8: the same value gives the same bytes everywhere.

    Raises:
        ValueError: for NaN and infinities, which JSON does not have.
    """
    return _CANONICAL.encode(fields).encode()


def entry_hash(
    previous: str, seq: int, at: str, kind: str, workspace: str, task_id: str, fields: Mapping[str, Any]
) -> str:
    """Hex SHA-256 over the entry before and everything this one says."""
    body = canonical(
        {"seq": seq, "at": at, "kind": kind, "workspace": workspace, "task": task_id, "fields": fields}
    )
    return hashlib.sha256(DOMAIN_PREFIX + bytes.fromhex(previous) + body).hexdigest()


@dataclass(frozen=True, slots=True)
class LedgerVerdict:
    """The result of a full check. `broken_at` is the first entry that does not fit, None if all do."""

    entries: int
    sends: int
    since: str  # time of the first entry; empty when there is none
    head: str
    broken_at: int | None = None
    anchor_missing: bool = False  # the last signed head names an entry that is not there
    confirmed: int = 0  # of the sends: those whose confirmation stands before them


@dataclass(frozen=True, slots=True)
class LedgerStanding:
    """What a quick look at the ledger shows; only a full check says that it is complete and in order.

    The entries after `checked_from` were checked against each other and against the signed heads. `whole_to` and
    `whole_at` are the last entry and the time of the last full check that found nothing; 0 and empty without one.
    """

    entries: int
    sends: int
    since: str  # time of the first entry; empty when there is none
    checked_from: int
    whole_to: int = 0
    whole_at: str = ""
    broken_at: int | None = None
    anchor_missing: bool = False
    head_not_kept: bool = False  # Secrets refused the last signed head so far


CONFIRMED_EVENT = "Confirmed"
"""``fields["event"]`` of the line that holds a person's yes, with its ``confirmation_id``."""


def verify(entries: Iterable[LedgerEntry], *, before: int = 0, previous: str = GENESIS) -> LedgerVerdict:
    """Check numbering and chain in one pass, in the order given (by sequence number).

    Args:
        entries: those after number `before`.
        before: how many entries stand before them.
        previous: the hash of the last one of those.
    """
    count, sends, confirmed, since = before, 0, 0, ""
    said_yes: set[tuple[str, str]] = set()
    for entry in entries:
        try:
            expected = entry_hash(
                previous, count + 1, entry.at, entry.kind, entry.workspace, entry.task_id, entry.fields
            )
        except ValueError:  # something no entry can have been written with: NaN, half a character
            expected = ""
        if entry.seq != count + 1 or entry.previous != previous or entry.hash != expected:
            return LedgerVerdict(count, sends, since, previous, broken_at=count + 1, confirmed=confirmed)
        count += 1
        if entry.kind is LedgerKind.SEND_INTENDED:
            sends += 1
            confirmed += (entry.task_id, str(entry.fields.get("confirmation"))) in said_yes
        elif entry.fields.get("event") == CONFIRMED_EVENT:
            said_yes.add((entry.task_id, str(entry.fields.get("confirmation_id"))))
        since = since or entry.at
        previous = entry.hash
    return LedgerVerdict(count, sends, since, previous, confirmed=confirmed)
