"""What closes a lane, finding by finding, and which legal ways on there are. Relabelling is none of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from homeport.domain.consent import Part, PartKind
from homeport.domain.data_class import Category, DataClass
from homeport.domain.decision import Decision
from homeport.domain.finding import Finding
from homeport.domain.label import Label, combine
from homeport.domain.lane import DEVICE
from homeport.domain.policy import Condition, NeverRule, Policy
from homeport.domain.task import Task
from homeport.services.parts import Piece, earlier_texts
from homeport.services.route import Route
from homeport.services.updates import Opened

SENSITIVITY, PERSONAL, FOUND = "sensitivity", "personal", "_was"
"""The facts that are made from findings, and the ending of a fact as it was found."""

PERSONAL_VALUES: Mapping[Category, str] = {
    Category.SPECIAL: "special",
    Category.UNREADABLE: "special",
    Category.PERSONAL: "personal",
}
"""The value of the fact `personal` that a finding of a category gives, as `quality.assess` has it."""

MOST_TRIED_ALONE = 8
"""So many documents are tried one by one; with more of them that close a lane, taking one out opens nothing."""


@dataclass(frozen=True, slots=True)
class ClosingFinding:
    """A finding that a rule reads; `part_id` is empty for one in the draft."""

    part_id: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class RuleClosing:
    """A rule that closes a lane. Without findings it reads what the person chose, or a class by default."""

    rule: str
    findings: tuple[ClosingFinding, ...]


@dataclass(frozen=True, slots=True)
class LaneClosing:
    """A closed lane with every rule that closes it."""

    lane: str
    rules: tuple[RuleClosing, ...]


@dataclass(frozen=True, slots=True)
class RunHere:
    """The lane on this computer is open."""


@dataclass(frozen=True, slots=True)
class WithoutDocuments:
    """Without these parts the policy would decide otherwise: `decision`, which opens the lanes `opens`."""

    parts: tuple[Part, ...]
    decision: Decision
    opens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OnlyQuestion:
    """The question alone, without documents and earlier turns."""

    decision: Decision
    opens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskSecondPerson:
    """Nothing but a second person's yes to the exact bytes opens this lane."""

    lane: str


@dataclass(frozen=True, slots=True)
class LeaveIt:
    """Nothing is done; always there."""


WayOn = RunHere | WithoutDocuments | OnlyQuestion | AskSecondPerson | LeaveIt


def closing_findings(
    policy: Policy, decision: Decision, label: Label, parts: Sequence[Part]
) -> tuple[LaneClosing, ...]:
    """For every blocked lane its rules and exactly the findings they read, in the order of the parts.

    Args:
        policy: the one that decided.
        decision: what it decided.
        label: of the whole task, the draft included.
        parts: what the task holds; findings of `label` in none of them are the draft's.
    """
    found = [ClosingFinding(part.id, finding) for part in parts for finding in part.label.findings]
    known = {closing.finding for closing in found}
    found += [ClosingFinding("", finding) for finding in label.findings if finding not in known]
    standing = [closing for closing in found if not closing.finding.struck]
    never = {rule.id: rule for rule in policy.never}
    reading = _Reading(policy, decision, standing)
    return tuple(
        LaneClosing(lane, tuple(RuleClosing(rule, reading.of(never.get(rule))) for rule in rules))
        for lane, rules in decision.blocked.items()
        if rules
    )


def ways_on(
    route: Route,
    task: Task,
    decision: Decision,
    sources: Sequence[Opened],
    pieces: Sequence[Piece],
    label: Label,
    approvable: Sequence[str] = (),
) -> tuple[WayOn, ...]:
    """The legal ways on from a decision; each that leaves something out has really been decided.

    Args:
        route: the policy in force, as narrowed now.
        task: what is asked.
        decision: the one that stands.
        sources: the documents; ``document-1`` is the first of them.
        pieces: everything the task holds.
        label: of the whole task, the draft included.
        approvable: lanes that a second person can be asked about.
    """
    ways: list[WayOn] = [AskSecondPerson(lane) for lane in approvable]
    if DEVICE not in decision.blocked and DEVICE not in decision.unavailable:
        ways.append(RunHere())
    trial = _Trial(route, task, decision, sources, pieces)
    parts = [piece.part for piece in pieces]
    closing = {
        closed.part_id
        for lane in closing_findings(route.policy, decision, label, parts)
        for rule in lane.rules
        for closed in rule.findings
    }
    documents = [part for part in parts if part.kind is PartKind.DOCUMENT and part.id in closing]
    without = [[part] for part in documents] if len(documents) <= MOST_TRIED_ALONE else []
    tried = [way for left_out in without if (way := trial.without(left_out)) is not None]
    if not tried and len(documents) > 1 and (way := trial.without(documents)) is not None:
        tried.append(way)
    ways += tried
    if len(parts) > 1 and (only := trial.only_question()) is not None:
        ways.append(only)
    return (*ways, LeaveIt())


@dataclass(frozen=True, slots=True)
class _Reading:
    """Which findings the rules of a decision read."""

    policy: Policy
    decision: Decision
    findings: Sequence[ClosingFinding]

    def of(self, rule: NeverRule | None) -> tuple[ClosingFinding, ...]:
        """Those of one rule; the cost ceiling and facts that cannot be read have none."""
        if rule is None:
            return ()
        read = self._read(rule.when, raised=self._raised())
        return tuple(closing for closing in self.findings if closing in read)

    def _raised(self) -> bool:
        return self.decision.facts[SENSITIVITY] != self.decision.facts_found[SENSITIVITY]

    def _read(self, when: Condition, *, raised: bool) -> set[ClosingFinding]:
        read: set[ClosingFinding] = set()
        for fact, allowed in when.allowed.items():
            if fact.removesuffix(FOUND) == PERSONAL:
                read.update(c for c in self.findings if _personal(c.finding) in allowed)
            elif fact.removesuffix(FOUND) == SENSITIVITY:
                read.update(c for c in self.findings if c.finding.data_class.word in allowed)
                if raised and fact == SENSITIVITY:  # then the rules that raised it speak through this one
                    raising = [rule for rule in self.policy.raises if rule.id in self.decision.classified_by]
                    for rule in raising:
                        read |= self._read(rule.when, raised=False)
        return read


def _personal(finding: Finding) -> str:
    """What the finding says for the fact `personal`; nothing when it is too weak to count."""
    return PERSONAL_VALUES.get(finding.category, "") if finding.data_class >= DataClass.CONFIDENTIAL else ""


@dataclass(frozen=True, slots=True)
class _Trial:
    """Decides the same task with less in it."""

    route: Route
    task: Task
    decision: Decision
    sources: Sequence[Opened]
    pieces: Sequence[Piece]

    def without(self, parts: Iterable[Part]) -> WithoutDocuments | None:
        left_out = tuple(parts)
        ids = {part.id for part in left_out}
        decision, opens = self._decide([piece for piece in self.pieces if piece.part.id not in ids])
        return WithoutDocuments(left_out, decision, opens) if opens else None

    def only_question(self) -> OnlyQuestion | None:
        decision, opens = self._decide([p for p in self.pieces if p.part.kind is PartKind.INSTRUCTION])
        return OnlyQuestion(decision, opens) if opens else None

    def _decide(self, pieces: Sequence[Piece]) -> tuple[Decision, tuple[str, ...]]:
        ids = {piece.part.id for piece in pieces}
        documents = [s.document for number, s in enumerate(self.sources, 1) if f"document-{number}" in ids]
        label = combine(piece.part.label for piece in pieces)
        facts = self.route.facts(self.task, label, documents, earlier=earlier_texts(pieces))
        decision, _ = self.route.decide(facts)
        opens = decision.allowed - self.decision.allowed
        return decision, tuple(lane for lane in self.route.policy.lanes if lane in opens)
