"""A yes that stands for the day: only for the organisation's own server, only where the policy allows it.

It spares the sheet, nothing else: each send has its own ticket, hash and ledger line. Whatever a sheet has to show
(replacements to tick, a lowered class, struck findings, a second person's part) is still shown on one.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from homeport.domain.decision import Decision
from homeport.domain.lane import DEVICE, Endpoint, Lane
from homeport.domain.policy import Policy

_APPROVAL, _NONE = "approval", "none"
_DECLASSIFIED = "declassified"


@dataclass(frozen=True, slots=True)
class StandingYes:
    """Given by a person for one workspace and one endpoint, under one policy; both times are aware."""

    lane: str
    workspace: str
    endpoint: Endpoint
    policy_sha256: str
    given: datetime
    until: datetime  # the end of the person's day

    @property
    def recipient(self) -> str:
        """To whom it lets things go, as a company's name."""
        return self.endpoint.provider


class NotStanding(StrEnum):
    """Why a standing yes does not spare the sheet."""

    NOT_ALLOWED = "not_allowed"  # the policy does not allow one for this lane
    OTHER_LANE = "other_lane"
    OTHER_WORKSPACE = "other_workspace"
    OTHER_ENDPOINT = "other_endpoint"  # another recipient, address, model or region than the yes was given for
    OTHER_POLICY = "other_policy"
    OVER = "over"
    SHEET_NEEDED = "sheet_needed"  # something has to be seen or ticked on a sheet


def may_stand(lane: Lane) -> bool:
    """Whether a standing yes may be given for the lane: an own server whose policy says so, and nothing else."""
    return lane.standing_yes and not lane.managed and lane.id != DEVICE


def why_not_standing(
    policy: Policy, decision: Decision, yes: StandingYes, endpoint: Endpoint, workspace: str, now: datetime
) -> NotStanding | None:
    """Why these bytes need a sheet in spite of the yes; None when it stands for them.

    Args:
        policy: the policy in force.
        decision: its decision for this hop, for the lane of the endpoint.
        yes: what the person gave.
        endpoint: where the bytes would go.
        workspace: to which the task belongs.
        now: an aware time.
    """
    lane = policy.lanes.get(yes.lane)
    if lane is None or not may_stand(lane) or endpoint.managed:
        return NotStanding.NOT_ALLOWED
    checks = (
        (endpoint.lane == yes.lane, NotStanding.OTHER_LANE),
        (workspace == yes.workspace, NotStanding.OTHER_WORKSPACE),
        (endpoint == yes.endpoint, NotStanding.OTHER_ENDPOINT),
        (decision.policy_sha256 == policy.sha256 == yes.policy_sha256, NotStanding.OTHER_POLICY),
        (yes.given <= now < yes.until, NotStanding.OVER),
        (not _has_to_be_seen(policy, decision), NotStanding.SHEET_NEEDED),
    )
    return next((why for holds, why in checks if not holds), None)


def _has_to_be_seen(policy: Policy, decision: Decision) -> bool:
    by_rule = {rule.id for rule in policy.lowers} | {r.id for r in policy.review if r.before == "send"}
    facts = decision.facts_found
    return (
        not by_rule.isdisjoint((*decision.classified_by, *decision.review))
        or facts.get(_DECLASSIFIED, _NONE) != _NONE
        or facts.get(_APPROVAL, _NONE) != _NONE
    )
