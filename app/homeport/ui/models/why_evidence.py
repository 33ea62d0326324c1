"""Which findings a rule of the policy rests on, for this task."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from homeport.domain.decision import Decision
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.domain.policy import NeverRule, Policy, Rule
from homeport.services.ways_on import closing_findings
from homeport.ui.finding_words import FindingWords

_NOT_A_DOCUMENT = frozenset({"instruction", "file name", "draft"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found, and where. `finding` is the first of `count` that read alike."""

    says: str
    where: str
    finding: Finding
    count: int = 1

    @property
    def can_be_shown(self) -> bool:
        """Whether a document can be opened at it."""
        return self.finding.end > self.finding.start and self.finding.source not in _NOT_A_DOCUMENT


def findings_behind(rule: Rule, policy: Policy, decision: Decision, label: Label) -> tuple[Finding, ...]:
    """The standing findings that the rule reads; none for a rule that reads no finding.

    Asked as if the rule closed a lane, so that there is one answer to what a rule reads.
    """
    closing = replace(decision, blocked={"": (rule.id,)})
    alone = replace(policy, never=(NeverRule(rule.id, rule.say, rule.when, ()),))
    lanes = closing_findings(alone, closing, label, ())
    return tuple(closed.finding for lane in lanes for each in lane.rules for closed in each.findings)


def evidence_of(findings: Iterable[Finding], said: FindingWords) -> tuple[Evidence, ...]:
    """The findings in words, those that read alike counted, in the order given."""
    rows: dict[tuple[str, str, str], Evidence] = {}
    for finding in findings:
        place = said.where(finding)
        named = finding.source not in _NOT_A_DOCUMENT
        where = (
            f"{finding.source}, {said.place(finding.place, finding.source)}"
            if named and finding.place
            else (finding.source if named else place)
        )
        key = (where, said.sentence(finding), finding.kind)
        known = rows.get(key)
        rows[key] = Evidence(
            key[1], where, known.finding if known else finding, 1 + finding.more + (known.count if known else 0)
        )
    return tuple(rows.values())
