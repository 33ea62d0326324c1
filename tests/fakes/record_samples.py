"""One of everything the record keeps, and a hand that reaches into the file."""

import hashlib
from pathlib import Path

from homeport.adapters.store.cipher import connect
from homeport.adapters.store.opening import RECORD_KEY
from homeport.domain.consent import Confirmation, Part, PartKind, Prepared, header_sha256
from homeport.domain.data_class import Category, DataClass
from homeport.domain.decision import Decision
from homeport.domain.document import Document
from homeport.domain.draft import Draft, DraftEnd, Speed
from homeport.domain.exchange import Fault, FaultKind, FinishReason, Outgoing, TokenLogprob
from homeport.domain.facts import Fact, Facts, FactSource
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.domain.lane import Endpoint, Price, Region
from homeport.domain.policy import Trigger
from homeport.domain.task import DEFAULT_WORKSPACE, Ceiling, Latency, Task, TaskKind
from homeport.ports.secrets import Secrets
from homeport.ports.store import StoredSend

CANARY = "strutsen-äter-granit"
"""Stands in every text below; no byte of it may be readable on disk."""


def sample_task(task_id: str = "t1", instruction: str = f"Sammanfatta {CANARY}") -> Task:
    at = "2026-01-02T03:04:05Z"
    return Task(task_id, DEFAULT_WORKSPACE, instruction, TaskKind.CONTRACT, Latency.BACKGROUND, Ceiling.SMALL, at)


def sample_label() -> Label:
    finding = Finding(
        "SE_PNR",
        f"{CANARY}.docx",
        "page 3",
        4,
        15,
        DataClass.RESTRICTED,
        Category.PERSONAL,
        "checksums",
        "a number",
    )
    return Label(DataClass.RESTRICTED, (finding,), "")


def sample_document() -> Document:
    return Document(f"{CANARY} \udcff.docx", "ab" * 32, 1234, "application/x", f"text {CANARY}")


def sample_facts() -> Facts:
    return Facts((Fact("sensitivity", "restricted", FactSource.LABEL, f"because of {CANARY}.docx"),))


def sample_decision() -> Decision:
    return Decision(
        facts_found={"sensitivity": "restricted"},
        facts={"sensitivity": "restricted"},
        classified_by=("R1",),
        route_rule="D1",
        route_lanes=("device",),
        first="device",
        blocked={"premium": ("N1", "N2")},
        next={Trigger.HARD: ("device",), Trigger.ERROR: ()},
        next_rules={Trigger.HARD: "E1"},
        review=("V1",),
        policy_name="two-lanes",
        policy_version="1",
        policy_sha256="cd" * 32,
    )


def sample_draft(draft_id: str = "d1", task_id: str = "t1", text: str = f"Utkast om {CANARY}.") -> Draft:
    return Draft(
        id=draft_id,
        task_id=task_id,
        lane="device",
        endpoint_id="built-in",
        model="smol",
        model_answered="smol \ud800",
        text=text,
        thinking="hm \ud83d",
        end=DraftEnd.PARTIAL,
        finish=FinishReason.LENGTH,
        fault=Fault(FaultKind.CUT, "cut \udfff", None),
        speed=Speed(0.5, 2.0, 10, 20, None, 11.5),
        logprobs=(TokenLogprob("U", -0.1, (("A", -2.5), ("B", float("-inf")))),),
        tool_calls=("rm(-rf)",),
    )


def sample_prepared(task_id: str = "t1", body: bytes = b'{"x":"\xc3\xa5\x00\xff"}') -> Prepared:
    endpoint = Endpoint(
        "eu-mistral",
        "eu",
        "Mistral",
        "chat",
        "https://api.example/v1",
        "m",
        True,
        Region.EU,
        "France",
        "30 days",
        32000,
        1024,
        Price(0.1, 0.3, "EUR", "2026-01-01"),
    )
    outgoing = Outgoing("POST", "https://api.example/v1/chat", (("x-a", "1"),), body, ("authorization",))
    label = Label(DataClass.INTERNAL, default_reason="nothing found")
    part = Part("document-1", PartKind.DOCUMENT, "Document 1", CANARY, 12, 3, label, removable=True)
    return Prepared(task_id, endpoint, outgoing, (part,), 0.0123, "EUR")


def sample_confirmation(prepared: Prepared, confirmation_id: str = "c1") -> Confirmation:
    return Confirmation(
        confirmation_id,
        prepared.task_id,
        prepared.endpoint.id,
        prepared.outgoing.method,
        prepared.outgoing.url,
        header_sha256(prepared.outgoing),
        hashlib.sha256(prepared.outgoing.body).hexdigest(),
        "2026-01-02T03:04:05Z",
        300.0,
        99.5,
    )


def sample_send(seq: int, outcome: str = "", task_id: str = "t1") -> StoredSend:
    return StoredSend(
        seq, task_id, "eu-mistral", "Mistral, France", "https://api.example/v1/chat", "ef" * 32, "now", outcome
    )


def tamper(path: Path, secrets: Secrets, *statements: str) -> None:
    """Change a closed record with its own key, as its owner could."""
    connection = connect(path, bytes.fromhex(secrets.get(RECORD_KEY) or ""))
    try:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            connection.execute(statement)
    finally:
        connection.close()
