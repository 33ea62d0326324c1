"""A send that a person reports as a mistake: one file without content, and a line in the ledger.

The file is made from the ledger lines of the task and from nothing else, and of those only from the fields named
here. So it can be made after the content was erased, and holds no name, no text, no file name, and no hash that a
text could be guessed from: the ledger's own commitments are salted.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from homeport.domain.ledger import LedgerEntry, LedgerKind
from homeport.ports.clock import Clock
from homeport.ports.store import Ledger

SCHEMA = 1
"""Of the file; raised when a field changes its meaning."""


class NoSuchSendError(LookupError):
    """The record has no intent to send of that number."""


async def report_mistake(ledger: Ledger, clock: Clock, task_id: str, send_seq: int, app_version: str) -> bytes:
    """Write into the ledger that the person reports this send, and make the incident file.

    Raises:
        NoSuchSendError: that task has no such send; nothing was written.
    """
    entries = await ledger.entries(task_id)
    incident_report(entries, send_seq, app_version, clock)
    fields, workspace = {"seq": send_seq}, entries[0].workspace
    reported = await ledger.append(LedgerKind.INCIDENT_REPORTED, fields, task_id=task_id, workspace=workspace)
    return incident_report((*entries, reported), send_seq, app_version, clock)


def incident_report(entries: Sequence[LedgerEntry], send_seq: int, app_version: str, clock: Clock) -> bytes:
    """The incident file: JSON, UTF-8, keys in a fixed order.

    Args:
        entries: the ledger lines of the task, in order; they outlive its content.
        send_seq: the number of the line with the intent to send.
        app_version: of this program.
        clock: says when the file was made.

    Raises:
        NoSuchSendError: none of the lines is that intent.
    """
    intent = next((e for e in entries if e.kind is LedgerKind.SEND_INTENDED and e.seq == send_seq), None)
    if intent is None:
        raise NoSuchSendError(str(send_seq))
    about = [entry for entry in entries if entry.fields.get("seq") == send_seq]
    outcome = next((entry for entry in about if entry.kind is LedgerKind.SEND_OUTCOME), None)
    reported = [entry for entry in about if entry.kind is LedgerKind.INCIDENT_REPORTED]
    before = {entry.fields.get("event"): entry for entry in entries if entry.seq < send_seq}  # the last of each
    decided, confirmed = before.get("Decided"), before.get("Confirmed")
    decision: Mapping[str, Any] = decided.fields["decision"] if decided else {}
    sent = intent.fields
    report = {
        "schema": SCHEMA,
        "kind": "homeport-incident",
        "made_at": clock.now(),
        "app_version": app_version,
        "send": {
            "ledger_seq": intent.seq,
            "intended_at": intent.at,
            "confirmed_at": confirmed.at if confirmed else None,
            "outcome": outcome.fields["outcome"] if outcome else "unknown: may have left",
            "outcome_at": outcome.at if outcome else None,
            "endpoint": sent["endpoint"],
            "recipient": sent["recipient"],
            "host": urlsplit(sent["url"]).hostname,
            "bytes": sent["bytes"],
            "data_class": sent.get("class"),
            "categories": sent.get("categories"),
            "purpose": sent.get("purpose"),
        },
        "policy": {
            "name": decision.get("policy_name"),
            "version": decision.get("policy_version"),
            "sha256": decision.get("policy_sha256"),
            "rule": decision.get("route_rule"),
            "facts": decision.get("facts"),
            "facts_found": decision.get("facts_found"),
        },
        "ledger": [_line(entry) for entry in (decided, confirmed, intent, outcome, *reported) if entry],
    }
    return json.dumps(report, ensure_ascii=False, indent=2).encode() + b"\n"


def _line(entry: LedgerEntry) -> dict[str, object]:
    return {
        "seq": entry.seq,
        "at": entry.at,
        "kind": entry.kind,
        "event": entry.fields.get("event"),
        "hash": entry.hash,
        "previous": entry.previous,
    }
