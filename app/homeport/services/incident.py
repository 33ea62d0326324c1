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


class NothingPreparedError(LookupError):
    """The record has no bytes of that task that were made ready to be sent."""


async def report_before_sending(ledger: Ledger, clock: Clock, task_id: str, app_version: str) -> bytes:
    """The same for bytes that were shown and not sent: what was decided and made ready, and no send.

    Raises:
        NothingPreparedError: nothing was made ready for that task; nothing was written.
    """
    entries = await ledger.entries(task_id)
    shown = _last_shown(entries)
    workspace = entries[0].workspace
    reported = await ledger.append(
        LedgerKind.INCIDENT_REPORTED, {"shown": shown.seq}, task_id=task_id, workspace=workspace
    )
    return shown_report((*entries, reported), app_version, clock)


def shown_report(entries: Sequence[LedgerEntry], app_version: str, clock: Clock) -> bytes:
    """The incident file about what was shown last and not sent.

    Raises:
        NothingPreparedError: nothing was.
    """
    shown = _last_shown(entries)
    decided = next(
        (e for e in reversed(entries) if e.seq < shown.seq and e.fields.get("event") == "Decided"), None
    )
    reported = [e for e in entries if e.fields.get("shown") == shown.seq]
    endpoint = shown.fields["endpoint"]
    send = {"ledger_seq": None, "outcome": "not sent", "shown_at": shown.at, "endpoint": endpoint}
    return _file(send, decided, (decided, shown, *reported), app_version, clock)


def _last_shown(entries: Sequence[LedgerEntry]) -> LedgerEntry:
    shown = next((e for e in reversed(entries) if e.fields.get("event") == "BytesPrepared"), None)
    if shown is None:
        raise NothingPreparedError
    return shown


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
    sent = intent.fields
    send = {
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
    }
    return _file(send, decided, (decided, confirmed, intent, outcome, *reported), app_version, clock)


def _file(
    send: Mapping[str, object],
    decided: LedgerEntry | None,
    lines: Sequence[LedgerEntry | None],
    app_version: str,
    clock: Clock,
) -> bytes:
    decision: Mapping[str, Any] = decided.fields["decision"] if decided else {}
    report = {
        "schema": SCHEMA,
        "kind": "homeport-incident",
        "made_at": clock.now(),
        "app_version": app_version,
        "send": send,
        "policy": {
            "name": decision.get("policy_name"),
            "version": decision.get("policy_version"),
            "sha256": decision.get("policy_sha256"),
            "rule": decision.get("route_rule"),
            "facts": decision.get("facts"),
            "facts_found": decision.get("facts_found"),
        },
        "ledger": [_line(entry) for entry in lines if entry],
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
