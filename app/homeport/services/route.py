"""From what is known of a task to a decision, and why."""

from collections.abc import Mapping, Sequence

from homeport.domain.decision import Decision
from homeport.domain.document import Document
from homeport.domain.facts import Facts
from homeport.domain.label import Label
from homeport.domain.lane import DEVICE
from homeport.domain.policy import Policy, Trigger
from homeport.domain.task import Task
from homeport.policy.decide import NO_LANE_FACTS, FactError, decide, narrow
from homeport.policy.limits import request_euros
from homeport.quality.assess import CountTokens, assess, tokens_of

UNDECIDABLE = "facts"
"""Stands among the rule ids of a blocked lane when the policy cannot read the facts: the task waits."""

APPROVAL = "approval"
APPROVED: Mapping[str, str] = {APPROVAL: "granted"}
"""What holds of a lane while a second person's yes to the bytes prepared for it counts."""


class Route:
    """Asks the policy in force."""

    def __init__(self, policy: Policy, unavailable: Mapping[str, str], context_tokens: int) -> None:
        """Take the policy, the lanes that cannot be used now with the reason, and the device model's context."""
        self.policy = policy
        self._unavailable = unavailable
        self._context_tokens = context_tokens

    def facts(
        self,
        task: Task,
        label: Label,
        documents: Sequence[Document],
        count: CountTokens = tokens_of,
        earlier: Sequence[str] = (),
    ) -> Facts:
        """The facts as they are now, each with its source; `earlier` are the texts of earlier turns."""
        tokens = self._context_tokens
        return assess(task, label, tuple(documents), tokens, count=count, earlier=tuple(earlier))

    def decide(
        self, facts: Facts, lane_facts: Mapping[str, Mapping[str, str]] = NO_LANE_FACTS
    ) -> tuple[Decision, tuple[str, ...]]:
        """The decision, and the review rules that hold the result before it is used.

        Args:
            facts: as they are now.
            lane_facts: for a lane, what holds for the bytes prepared for it, as `policy.decide` takes it.
        """
        decided = decide(self.policy, facts.values(), lane_facts)
        if isinstance(decided, FactError):
            return self._waits(facts, decided), ()
        decision = narrow(decided, self._unavailable)
        use = {rule.id for rule in self.policy.review if rule.before == "use"}
        return decision, tuple(rule for rule in decision.review if rule in use)

    def people(self, decision: Decision, before: str) -> int:
        """How many persons have to look before the result is used, or before something is sent."""
        rules = (r for r in self.policy.review if r.id in decision.review and r.before == before)
        return max((rule.people for rule in rules), default=1)

    def approved(self, lane: str) -> Mapping[str, Mapping[str, str]]:
        """The facts of a lane for whose bytes a second person's yes counts, as far as this policy reads them."""
        declared = self.policy.facts.get(APPROVAL)
        if declared is None or APPROVED[APPROVAL] not in declared.values:
            return NO_LANE_FACTS
        return {lane: APPROVED}

    def approvable(self, facts: Facts) -> tuple[str, ...]:
        """The lanes that are closed, and that nothing but a second person's approval of the bytes opens."""
        values = facts.values()
        without = decide(self.policy, values)
        if isinstance(without, FactError):
            return ()
        closed = (lane for lane in without.blocked if lane != DEVICE and lane not in self._unavailable)
        return tuple(lane for lane in closed if (own := self.approved(lane)) and self._opens(values, lane, own))

    def lowered_by(self, facts: Facts, lane: str, *, approved: bool) -> tuple[str, ...]:
        """The rules that lower the class of what would be sent to a lane, with or without an approval of it."""
        own = self.approved(lane).get(lane, {}) if approved else {}
        decided = decide(self.policy, {**facts.values(), **own})
        if isinstance(decided, FactError):
            return ()
        lowering = {rule.id for rule in self.policy.lowers}
        return tuple(rule for rule in decided.classified_by if rule in lowering)

    def _opens(self, values: Mapping[str, str], lane: str, own: Mapping[str, Mapping[str, str]]) -> bool:
        approved = decide(self.policy, values, own)
        if isinstance(approved, FactError):
            return False
        return lane in approved.route_lanes or lane in approved.next.get(Trigger.ASKED, ())

    def ceiling_eur(self, decision: Decision) -> float | None:
        """The per-request ceiling in euro that applies; None when the policy sets none."""
        return request_euros(self.policy, decision)

    def _waits(self, facts: Facts, error: FactError) -> Decision:
        reason = f"{UNDECIDABLE}: {error.fact} is {error.value or 'missing'}, the policy knows {error.declared}"
        return Decision(
            facts_found=facts.values(),
            facts=facts.values(),
            classified_by=(),
            route_rule=None,
            route_lanes=(),
            first=None,
            blocked=dict.fromkeys(self.policy.lanes, (reason,)),
            next={},
            next_rules={},
            review=(),
            policy_name=self.policy.name,
            policy_version=self.policy.version,
            policy_sha256=self.policy.sha256,
        )
