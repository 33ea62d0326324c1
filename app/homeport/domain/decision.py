"""What a policy makes of one set of facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from homeport.domain.policy import Trigger

CEILING = "ceiling"
"""Stands among the rule ids of a blocked lane when the cost ceiling closes it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of `policy.decide`, bound to the policy that made it.

    `facts_found` are the facts as found (f0), `facts` after classification (f). `first` is None when no lane is
    left: the request waits for a person. `next` gives for each trigger the allowed lanes in order, not yet reduced
    by the lanes a run has tried; a trigger that cannot fire under these facts has no lanes.
    """

    facts_found: Mapping[str, str]
    facts: Mapping[str, str]
    classified_by: tuple[str, ...]  # raise and lower rules that changed the class
    route_rule: str | None
    route_lanes: tuple[str, ...]  # the deciding list minus blocked lanes
    first: str | None
    blocked: Mapping[str, tuple[str, ...]]  # lane id -> every rule id that refuses it
    next: Mapping[Trigger, tuple[str, ...]]
    next_rules: Mapping[Trigger, str]  # trigger -> the rule that gave the list
    review: tuple[str, ...]  # ids of review rules that apply
    policy_name: str
    policy_version: str
    policy_sha256: str
    unavailable: Mapping[str, str] = field(default_factory=dict)  # lane -> why not now, set by `policy.narrow`

    @property
    def allowed(self) -> frozenset[str]:
        """Every lane this decision can reach: the route list and all next lists."""
        return frozenset(self.route_lanes).union(*self.next.values())
