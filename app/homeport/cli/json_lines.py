"""The machine's view: one JSON object a line, documented in docs/guide/terminal.md."""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, TextIO

from homeport.domain.decision import Decision
from homeport.domain.document import Document
from homeport.domain.draft import Draft
from homeport.domain.facts import Facts
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.services.updates import (
    AnswerGrew,
    ApprovalEnded,
    DraftBegan,
    DraftChecked,
    DraftEnded,
    Ended,
    EngineStarting,
    KeptBefore,
    LaneFailed,
    NobodyMayApprove,
    NotSendable,
    Offered,
    Opened,
    Reading,
    Routed,
    SecondSaid,
    Sent,
    Shown,
    TaskLabelled,
    Update,
    YesExpired,
)

_OTHER_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}
"""Some readers cut lines at these too; in JSON they stand only in strings, where an escape says the same."""


class JsonLines:
    """Writes updates as JSON lines."""

    def __init__(self, out: TextIO | None = None) -> None:
        """Write to `out`, standard output by default."""
        self._out = out or sys.stdout

    def write(self, kind: str, fields: Mapping[str, Any]) -> None:
        """One line; ``type`` comes first."""
        line = json.dumps({"type": kind, **fields}, ensure_ascii=False)
        self._out.write(line.translate(_OTHER_LINE_ENDS) + "\n")
        self._out.flush()

    def __call__(self, update: Update) -> None:
        """Write one update."""
        kind, fields_of = _LINES[type(update)]
        self.write(kind, fields_of(update))


def finding_fields(finding: Finding) -> dict[str, Any]:
    """A finding without its value: offsets point into the text, the evidence never repeats it."""
    return {
        "type": finding.kind,
        "start": finding.start,
        "end": finding.end,
        "class": finding.data_class.word,
        "category": finding.category,
        "detector": finding.detector,
        "source": finding.source,
        "place": finding.place,
        "evidence": finding.evidence,
    }


def label_fields(label: Label) -> dict[str, Any]:
    """Class, categories and findings."""
    return {
        "class": label.data_class.word,
        "categories": sorted(label.categories),
        "findings": [finding_fields(finding) for finding in label.findings],
        "default_reason": label.default_reason,
    }


def document_fields(document: Document, label: Label) -> dict[str, Any]:
    """What was read, what was not, and its label."""
    return {
        "name": document.name,
        "sha256": document.sha256,
        "size": document.size,
        "media_type": document.media_type,
        "characters": len(document.text),
        "unread": document.unread,
        "unread_parts": [asdict(part) for part in document.unread_parts],
        "remarks": list(document.remarks),
        **label_fields(label),
    }


def facts_fields(facts: Facts) -> dict[str, Any]:
    """Each fact with its source and reason."""
    return {fact.name: {"value": fact.value, "source": fact.source, "why": fact.why} for fact in facts.given}


def decision_fields(decision: Decision) -> dict[str, Any]:
    """The decision with every rule id."""
    return {
        "first": decision.first,
        "rule": decision.route_rule,
        "lanes": list(decision.route_lanes),
        "blocked": {lane: list(rules) for lane, rules in decision.blocked.items()},
        "unavailable": dict(decision.unavailable),
        "next": {str(trigger): list(lanes) for trigger, lanes in decision.next.items()},
        "review": list(decision.review),
        "classified_by": list(decision.classified_by),
        "facts_after": dict(decision.facts),
        "facts_found": dict(decision.facts_found),
        "policy": {
            "name": decision.policy_name,
            "version": decision.policy_version,
            "sha256": decision.policy_sha256,
        },
    }


def draft_fields(draft: Draft) -> dict[str, Any]:
    """The draft as it ended, with its speed; token probabilities are left out."""
    return {
        "id": draft.id,
        "lane": draft.lane,
        "endpoint": draft.endpoint_id,
        "model": draft.model,
        "model_answered": draft.model_answered,
        "end": draft.end,
        "finish": draft.finish,
        "fault": asdict(draft.fault) if draft.fault else None,
        "text": draft.text,
        "speed": asdict(draft.speed),
        "mean_logprob": sum(t.logprob for t in draft.logprobs) / len(draft.logprobs) if draft.logprobs else None,
    }


def _routed(update: Routed) -> dict[str, Any]:
    return {
        "at_start": update.first_time,
        "facts": facts_fields(update.facts),
        **decision_fields(update.decision),
    }


def _began(update: DraftBegan) -> dict[str, Any]:
    endpoint, proof = update.endpoint, update.proof
    return {
        "endpoint": endpoint.id,
        "model": endpoint.model,
        "lane": endpoint.lane,
        "local": proof.locality if proof else None,
        "checks": list(proof.checks) if proof else [],
    }


def _offered(update: Offered) -> dict[str, Any]:
    offer = update.offer
    return {
        "lane": offer.lane,
        "endpoint": offer.endpoint.id,
        "triggers": list(offer.triggers),
        "refused": update.refused_because,
    }


def _second(update: SecondSaid) -> dict[str, Any]:
    return {
        **_shown(update),
        "granted": update.granted,
        "by": update.by,
        "reason": update.reason,
        "until": update.until,
        "earlier": update.earlier,
    }


def _shown(update: Shown | KeptBefore | YesExpired | SecondSaid | ApprovalEnded) -> dict[str, Any]:
    outgoing = update.prepared.outgoing
    return {
        "endpoint": update.prepared.endpoint.id,
        "url": outgoing.url,
        "body_sha256": outgoing.body_sha256,
        "highest_price": update.prepared.highest_price,
        "currency": update.prepared.currency,
        "parts": [part.id for part in update.prepared.parts],
    }


def _not_sendable(update: NotSendable) -> dict[str, Any]:
    because = update.because
    return {
        "lane": update.lane,
        "endpoint": update.endpoint.id,
        "why": because.why,
        "trigger": because.trigger,
        "highest_price": because.highest_price,
        "currency": because.currency,
        "ceiling_eur": because.ceiling_eur,
    }


def _engine(update: EngineStarting) -> dict[str, Any]:
    return {"engine": update.engine, "progress": asdict(update.progress) if update.progress else None}


def _checked(update: DraftChecked) -> dict[str, Any]:
    return {"checks": [asdict(check) for check in update.report.checks], "label": label_fields(update.label)}


def _failed(update: LaneFailed) -> dict[str, Any]:
    fault = update.fault
    return {
        "lane": update.lane,
        "fault": fault.kind,
        "detail": fault.detail,
        "may_have_left": update.may_have_left,
    }


def _ended(update: Ended) -> dict[str, Any]:
    state = update.state
    return {
        "task": update.task_id,
        "state": state.phase,
        "why": state.why,
        "draft": state.kept_draft or None,
        "held_by": list(state.hold),
        "people": state.people,
        "second_person_opens": [lane for lane in state.approvable if lane not in state.tried],
    }


_LINES: Mapping[type[Any], tuple[str, Callable[[Any], dict[str, Any]]]] = {
    Reading: ("reading", asdict),
    Opened: ("document", lambda update: document_fields(update.document, update.label)),
    TaskLabelled: ("label", lambda update: label_fields(update.label)),
    Routed: ("route", _routed),
    EngineStarting: ("engine", _engine),
    DraftBegan: ("draft_started", _began),
    AnswerGrew: ("text", asdict),
    DraftEnded: ("draft", lambda update: draft_fields(update.draft)),
    DraftChecked: ("checks", _checked),
    LaneFailed: ("lane_failed", _failed),
    Offered: ("offer", _offered),
    Shown: ("prepared", _shown),
    NotSendable: ("not_sendable", _not_sendable),
    KeptBefore: ("kept_before", _shown),
    YesExpired: ("yes_expired", _shown),
    SecondSaid: ("second_person", _second),
    NobodyMayApprove: ("nobody_may_approve", lambda u: {"lane": u.lane, "endpoint": u.endpoint.id}),
    ApprovalEnded: ("approval_ended", lambda u: {**_shown(u), "why": u.why}),
    Sent: ("sent", lambda u: {"endpoint": u.endpoint.id, "ledger_seq": u.seq, "outcome": u.outcome}),
    Ended: ("task", _ended),
}
