"""The numbers a policy sets for a decision: how long the first word may take, and what may be spent.

Where several rules speak the strictest holds. None means that the policy sets no such limit.
"""

from homeport.domain.decision import Decision
from homeport.domain.policy import Condition, Policy
from homeport.policy.vocabulary import CEILING_FACT, FOUND_SUFFIX, LATENCY_FACT


def first_word_seconds(policy: Policy, decision: Decision) -> float | None:
    """Seconds from the end of prompt reading to the first word after which a lane counts as slow."""
    latency = decision.facts.get(LATENCY_FACT, "")
    return min(
        (r.first_word_s[latency] for r in policy.slow if latency in r.first_word_s and holds(r.when, decision)),
        default=None,
    )


def request_euros(policy: Policy, decision: Decision) -> float | None:
    """What one request may cost in euro under the chosen ceiling."""
    ceiling = decision.facts.get(CEILING_FACT, "")
    return min(
        (
            r.per_request_eur[ceiling]
            for r in policy.spend
            if ceiling in r.per_request_eur and holds(r.when, decision)
        ),
        default=None,
    )


def week_euros(policy: Policy, decision: Decision) -> float | None:
    """What may be spent in one week in euro."""
    return min(
        (r.per_week_eur for r in policy.spend if r.per_week_eur is not None and holds(r.when, decision)),
        default=None,
    )


def holds(condition: Condition, decision: Decision) -> bool:
    """Whether a condition holds for the facts of a decision."""
    return all(
        (decision.facts_found if key.endswith(FOUND_SUFFIX) else decision.facts)[key.removesuffix(FOUND_SUFFIX)]
        in allowed
        for key, allowed in condition.allowed.items()
    )
