"""A second person's yes or no to exact bytes: for one lane and recipient, under one policy, until it ends."""

from dataclasses import dataclass
from enum import StrEnum

from homeport.domain.consent import Prepared, header_sha256

CLOCK_SLACK_SECONDS = 120.0
"""How far the wall clock may have moved against the steady one since the yes.

Time servers correct seconds. What is more was set by somebody, or the computer was started anew: then the yes is
asked for again."""


@dataclass(frozen=True, slots=True)
class Approver:
    """A person who may approve on this computer.

    `vouched_by` is the id of the enrolled person who agreed to it; empty for the first one.
    """

    id: str
    name: str
    enrolled_at: str  # UTC, ISO 8601
    vouched_by: str = ""


@dataclass(frozen=True, slots=True)
class ToApprove:
    """What an approval is for; a change in any of it is something else."""

    lane: str
    endpoint_id: str
    method: str
    url: str
    header_sha256: str
    body_sha256: str
    policy_sha256: str


def to_approve(prepared: Prepared, lane: str, policy_sha256: str) -> ToApprove:
    """What a second person would approve of these bytes."""
    outgoing = prepared.outgoing
    return ToApprove(
        lane,
        prepared.endpoint.id,
        outgoing.method,
        outgoing.url,
        header_sha256(outgoing),
        outgoing.body_sha256,
        policy_sha256,
    )


@dataclass(frozen=True, slots=True)
class Approval:
    """What a second person said, and until when it counts.

    `valid_seconds` count from both clocks' moment of it: `approved_at`, and `approved_steady`, which is
    `Clock.steady`: nobody can set that one back, and it begins anew with the computer. `expires_at` is for people.
    `reason` is theirs; a no may have one.
    """

    id: str
    task_id: str
    approver_id: str
    what: ToApprove
    granted: bool
    approved_at: str  # UTC, ISO 8601
    expires_at: str
    valid_seconds: float
    approved_steady: float
    reason: str = ""


class NotGranted(StrEnum):
    """Why an approval does not count."""

    REFUSED = "refused"
    OTHER_BYTES = "other-bytes"
    OTHER_LANE = "other-lane"
    OTHER_RECIPIENT = "other-recipient"
    OTHER_POLICY = "other-policy"
    EXPIRED = "expired"
    CLOCK = "clock"  # a clock was set, or the computer started anew


def not_granted(approval: Approval, wanted: ToApprove, *, by_wall: float, by_steady: float) -> NotGranted | None:
    """Why this approval does not count for what is wanted now; None when it does.

    Args:
        approval: what was said.
        wanted: what is about to be sent.
        by_wall: seconds since it was said by the wall clock.
        by_steady: the same by `Clock.steady`.
    """
    said = approval.what
    reasons = (
        (not approval.granted, NotGranted.REFUSED),
        (said.body_sha256 != wanted.body_sha256, NotGranted.OTHER_BYTES),
        (said.lane != wanted.lane, NotGranted.OTHER_LANE),
        (said.policy_sha256 != wanted.policy_sha256, NotGranted.OTHER_POLICY),
        (said != wanted, NotGranted.OTHER_RECIPIENT),
        (by_steady < 0 or abs(by_wall - by_steady) > CLOCK_SLACK_SECONDS, NotGranted.CLOCK),
        (max(by_wall, by_steady) >= approval.valid_seconds, NotGranted.EXPIRED),
    )
    return next((why for holds, why in reasons if holds), None)
