"""From what is known of a task to a decision, and why."""

from collections.abc import Mapping, Sequence

from homeport.domain.decision import Decision
from homeport.domain.document import Document
from homeport.domain.facts import Facts
from homeport.domain.label import Label
from homeport.domain.policy import Policy
from homeport.domain.task import Task
from homeport.policy.decide import FactError, decide, narrow
from homeport.policy.limits import request_euros
from homeport.quality.assess import CountTokens, assess, tokens_of

UNDECIDABLE = "facts"
"""Stands among the rule ids of a blocked lane when the policy cannot read the facts: the task waits."""


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

    def decide(self, facts: Facts) -> tuple[Decision, tuple[str, ...]]:
        """The decision, and the review rules that hold the result before it is used."""
        decided = decide(self.policy, facts.values())
        if isinstance(decided, FactError):
            return self._waits(facts, decided), ()
        decision = narrow(decided, self._unavailable)
        use = {rule.id for rule in self.policy.review if rule.before == "use"}
        return decision, tuple(rule for rule in decision.review if rule in use)

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
