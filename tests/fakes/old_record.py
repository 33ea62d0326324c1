"""A record as the first version left it: its tables, its JSON, its ledger lines."""

import json
from pathlib import Path
from typing import Any

from fakes.still_clock import StillClock
from homeport.adapters.store.cipher import connect
from homeport.adapters.store.migrations import MIGRATIONS
from homeport.adapters.store.opening import RECORD_KEY
from homeport.adapters.store.record import open_record
from homeport.domain.ledger import GENESIS, entry_hash
from homeport.ports.secrets import Secrets

AT = "2026-01-02T03:04:05Z"
_TASK = {
    "workspace": "default",
    "instruction": "",
    "kind": "contract",
    "latency": "background",
    "ceiling": "small",
    "created": AT,
}
_DRAFT: dict[str, Any] = {
    "lane": "device",
    "endpoint_id": "built-in",
    "model": "smol",
    "model_answered": "smol",
    "text": "",
    "thinking": "",
    "finish": "stop",
    "fault": None,
    "speed": {
        "first_token_seconds": 0.5,
        "total_seconds": 2.0,
        "prompt_tokens": 10,
        "output_tokens": 20,
        "prompt_tokens_per_second": None,
        "output_tokens_per_second": 11.5,
    },
    "logprobs": [],
    "tool_calls": [],
}
PREPARED = {
    "task_id": "old1",
    "endpoint": {
        "id": "eu/m",
        "lane": "eu",
        "provider": "Exempel",
        "wire": "chat",
        "base_url": "https://api.example/v1",
        "model": "m",
        "managed": True,
        "region": "eu",
        "country": "France",
        "retention": "30 days",
        "context_tokens": 32000,
        "max_output_tokens": 1024,
    },
    "outgoing": {
        "method": "POST",
        "url": "https://api.example/v1/chat",
        "headers": [],
        "body": "",
        "secret_headers": [],
    },
    "parts": ["your instruction", "Document 1, 1,234 characters", "in all internal"],
    "remarks": ["still in it: an e-mail address (2 times)"],
    "highest_price": 0.25,
    "currency": "EUR",
}


LABEL = {
    "data_class": 3,
    "findings": [
        {
            "kind": "SE_PNR",
            "source": "Bilaga.docx",
            "place": "page 3",
            "start": 4,
            "end": 15,
            "data_class": 3,
            "category": "personal",
            "detector": "checksums",
            "evidence": "a number",
            "struck": False,
        }
    ],
    "default_reason": "",
}
FACTS = {"given": [{"name": "sensitivity", "value": "restricted", "source": "label", "why": "because"}]}
DECISION = {
    "facts_found": {"sensitivity": "restricted"},
    "facts": {"sensitivity": "restricted"},
    "classified_by": [],
    "route_rule": "D1",
    "route_lanes": ["device"],
    "first": "device",
    "blocked": {"premium": ["N1"]},
    "next": {"hard": ["device"]},
    "next_rules": {"hard": "E1"},
    "review": [],
    "policy_name": "two-lanes",
    "policy_version": "1",
    "policy_sha256": "cd" * 32,
    "unavailable": {},
}


async def make_old_record(path: Path, secrets: Secrets) -> None:
    """Three tasks: one that sent, one with a half draft whose run is gone, one without anything."""
    await open_record(path, secrets, StillClock(), migrations=MIGRATIONS[:1]).close()
    connection = connect(path, bytes.fromhex(secrets.get(RECORD_KEY) or ""))
    try:
        connection.execute("INSERT INTO run VALUES ('gone', ?)", (AT,))
        for task_id, instruction, state in (
            ("old1", b"Granska \xc3\x85ses avtal\noch mer", "done"),
            ("old2", b"Halv \xed\xa0\x80", "drafting"),
            ("old3", b"\n\n   ", "stopped"),
        ):
            connection.execute(
                "INSERT INTO task (id, workspace, instruction, created, task, state, run) "
                "VALUES (?, 'default', ?, ?, ?, ?, 'gone')",
                (task_id, instruction, AT, json.dumps(_TASK | {"id": task_id}), state),
            )
        for draft_id, task_id, end, text in (
            ("d1", "old1", "whole", b"Svaret om Sm\xc3\xa5land"),
            ("d2", "old2", "running", b"En half"),
        ):
            draft = _DRAFT | {"id": draft_id, "task_id": task_id, "end": end}
            connection.execute(
                'INSERT INTO draft (id, task_id, workspace, saved_at, lane, "end", text, thinking, draft) '
                "VALUES (?, ?, 'default', ?, 'device', ?, ?, x'', ?)",
                (draft_id, task_id, AT, end, text, json.dumps(draft)),
            )
        connection.execute(
            "INSERT INTO document (task_id, workspace, name, sha256, size, media_type, label) "
            "VALUES ('old1', 'default', ?, ?, 1, 'text/plain', ?)",
            (b"Bilaga.docx", "ab" * 32, json.dumps({"data_class": 1, "findings": [], "default_reason": ""})),
        )
        connection.execute(
            "INSERT INTO task_label (task_id, workspace, at, data_class, label, facts) "
            "VALUES ('old1', 'default', ?, 'restricted', ?, ?)",
            (AT, json.dumps(LABEL), json.dumps(FACTS)),
        )
        connection.execute(
            "INSERT INTO decision (task_id, workspace, at, policy_name, policy_version, policy_sha256, decision) "
            "VALUES ('old1', 'default', ?, 'two-lanes', '1', ?, ?)",
            (AT, "cd" * 32, json.dumps(DECISION)),
        )
        connection.execute(
            "INSERT INTO confirmation (id, task_id, workspace, endpoint_id, confirmed_at, confirmation, prepared, "
            "body_sha256, body) VALUES ('c1', 'old1', 'default', 'eu/m', ?, ?, ?, ?, x'7b7d')",
            (AT, json.dumps(_confirmation()), json.dumps(PREPARED), "cd" * 32),
        )
        _append(
            connection,
            ("task_event", "old1", {"event": "Confirmed", "lane": "eu", "confirmation_id": "c1"}),
            ("send_intended", "old1", {"confirmation": "c1", "recipient": "Exempel", "endpoint": "eu/m"}),
            ("send_outcome", "old1", {"seq": 2, "outcome": "finished", "endpoint": "eu/m"}),
        )
    finally:
        connection.close()


def _confirmation() -> dict[str, Any]:
    return {
        "id": "c1",
        "task_id": "old1",
        "endpoint_id": "eu/m",
        "method": "POST",
        "url": "https://api.example/v1/chat",
        "header_sha256": "ef" * 32,
        "body_sha256": "cd" * 32,
        "confirmed_at": AT,
        "valid_seconds": 120.0,
        "confirmed_steady": None,
    }


def _append(connection: Any, *lines: tuple[str, str, dict[str, Any]]) -> None:
    previous = GENESIS
    for seq, (kind, task_id, fields) in enumerate(lines, 1):
        digest = entry_hash(previous, seq, AT, kind, "default", task_id, fields)
        text = json.dumps(fields, sort_keys=True, separators=(",", ":"))
        connection.execute(
            "INSERT INTO ledger_entry (seq, at, kind, workspace, task_id, fields, previous, hash) "
            "VALUES (?, ?, ?, 'default', ?, ?, ?, ?)",
            (seq, AT, kind, task_id, text, previous, digest),
        )
        previous = digest
