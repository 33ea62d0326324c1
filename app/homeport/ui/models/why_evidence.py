"""Which findings a rule of the policy rests on, for this task."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from homeport.domain.data_class import Category, DataClass
from homeport.domain.decision import Decision
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.domain.policy import Policy, Rule
from homeport.ui.finding_words import FindingWords

_SENSITIVITY, _PERSONAL, _FOUND = "sensitivity", "personal", "_was"
_ABOUT_PEOPLE = frozenset({Category.PERSONAL, Category.SPECIAL, Category.UNREADABLE})


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
        return self.finding.end > self.finding.start and self.finding.source not in {
            "instruction",
            "file name",
            "draft",
        }


def findings_behind(rule: Rule, policy: Policy, decision: Decision, label: Label) -> tuple[Finding, ...]:
    """The standing findings that made the facts which the rule reads; none for a rule that reads no finding."""
    return tuple(dict.fromkeys(_behind(rule, policy, decision, label)))


def evidence_of(findings: Iterable[Finding], said: FindingWords) -> tuple[Evidence, ...]:
    """The findings in words, those that read alike counted, in the order given."""
    rows: dict[tuple[str, str, str], Evidence] = {}
    for finding in findings:
        place = said.where(finding)
        named = finding.source not in {"instruction", "file name", "draft"}
        where = (
            f"{finding.source}, {said.place(finding.place, finding.source)}"
            if named and finding.place
            else (finding.source if named else place)
        )
        key = (where, said.sentence(finding), finding.kind)
        known = rows.get(key)
        rows[key] = Evidence(key[1], where, known.finding if known else finding, known.count + 1 if known else 1)
    return tuple(rows.values())


def _behind(rule: Rule, policy: Policy, decision: Decision, label: Label) -> Iterator[Finding]:
    for key in rule.when.allowed:
        name = key.removesuffix(_FOUND)
        if name == _PERSONAL:
            yield from _about_people(label, decision)
        elif name == _SENSITIVITY:
            raising = [] if key.endswith(_FOUND) else _classifying(rule, policy, decision)
            for other in raising:
                yield from _behind(other, policy, decision, label)
            if not raising:
                yield from label.deciding


def _classifying(rule: Rule, policy: Policy, decision: Decision) -> list[Rule]:
    """The rules that changed the class before this one read it."""
    classifying: tuple[Rule, ...] = (*policy.raises, *policy.lowers)
    changed = [other for other in classifying if other.id in decision.classified_by]
    ids = [other.id for other in changed]
    return changed[: ids.index(rule.id)] if rule.id in ids else changed


def _about_people(label: Label, decision: Decision) -> Iterator[Finding]:
    """Findings behind the fact `personal`, as `quality.assess` takes it."""
    if decision.facts_found.get(_PERSONAL, "none") == "none":
        return
    standing = [f for f in label.findings if not f.struck and f.data_class >= DataClass.CONFIDENTIAL]
    special = [f for f in standing if f.category is Category.SPECIAL]
    if decision.facts_found[_PERSONAL] == "special":
        yield from special or [f for f in standing if f.category is Category.UNREADABLE]
    else:
        yield from (f for f in standing if f.category in _ABOUT_PEOPLE)
