"""The shipped policy with one rule more: restricted findings may be called false alarms, for one reason."""

from dataclasses import replace

from fakes.task_bench import policy
from homeport.domain.policy import Condition, DeclassifyRule, FactSpec, Policy

REASON = "invented for a test"
SAY = {
    "en": "An invented number may be called a false alarm.",
    "sv": "Ett påhittat nummer får kallas falskt larm.",
}


def lenient(by: str = "self", target: str = "internal") -> Policy:
    """Who may strike, and down to which class the text may come by it."""
    rules = policy("two-lanes")
    facts = {**rules.facts, "declassified": FactSpec("declassified", ("none", "self", "second"), ordered=True)}
    rule = DeclassifyRule("D1", SAY, Condition({}), "restricted", target, (REASON,), by)
    return replace(rules, facts=facts, declassify=(rule,))
