"""What a person corrects on a label: one finding at a time is struck as a false alarm, if the policy lets them.

A struck finding stays listed. It makes the fact `declassified` true, so the task is decided again, and every
sheet tells of it. What could not be read is never struck: nobody knows what stands there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from homeport.domain.data_class import UNMARKED, Category, DataClass
from homeport.domain.decision import Decision
from homeport.domain.document import Document
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.domain.ledger import LedgerKind
from homeport.domain.policy import DeclassifyRule
from homeport.domain.task import Task
from homeport.labelling.label import UNMARKED_REASON
from homeport.policy.lowering import Lowered, Refusal, Refused, Wish, lower, lowerings
from homeport.ports.store import Ledger
from homeport.services.raise_class import RAISED, raise_class
from homeport.services.route import Route

SELF, SECOND = "self", "second"
"""Who strikes: whoever works with the text, alone or with an enrolled second person who agrees."""

STRUCK, RESTORED = "struck", "restored"


@dataclass(frozen=True, slots=True)
class Granted:
    """A finding that may be struck: by which rule, for which reason, and the class before and after."""

    rule: str
    reason: str
    from_class: str
    to_class: str


def strike(label: Label, index: int, agreed_by: str = "") -> Label:
    """The label without that finding; it stays listed, and what else was found keeps the class.

    `agreed_by` is the name of the second person who agreed.
    """
    return _with(label, index, struck=True, agreed_by=agreed_by)


def restore(label: Label, index: int) -> Label:
    """The label with a struck finding standing again."""
    return _with(label, index, struck=False)


def corrected(found: Label, shown: Label) -> Label:
    """The label of the same text found anew, with what a person had corrected on the one that was `shown`.

    A struck finding stays struck where the same thing stands at the same place; a raised class stays raised.
    """
    struck = {_same(finding): finding for finding in shown.findings if finding.struck}
    label = found
    for index, finding in enumerate(found.findings):
        if (mark := struck.get(_same(finding))) is not None and may_be_false(finding):
            label = strike(label, index, mark.agreed_by)
    raised = next((finding for finding in shown.findings if finding.kind == RAISED), None)
    if raised is not None and raised.data_class > label.data_class:
        label = raise_class(label, raised.source, raised.data_class)
    return label


def corrections_in(label: Label, source: str, *, strikes: bool = True) -> Label | None:
    """What a person had corrected on one source of a label, to be given to `corrected`; None when nothing was.

    Args:
        label: of a whole task.
        source: the one that findings name.
        strikes: whether strikes count too; they do not for a text whose words have changed.
    """
    own = [finding for finding in label.findings if finding.source == source]
    marks = tuple(f for f in own if f.kind == RAISED or (strikes and f.struck))
    return Label(DataClass.PUBLIC, marks) if marks else None


def may_be_false(finding: Finding) -> bool:
    """Whether it can be a false alarm at all: not what was not read, not a person's own word, not many in one."""
    return finding.category is not Category.UNREADABLE and finding.kind != RAISED and not finding.more


class Corrections:
    """Judges strikes by the policy's `declassify` rules and records them."""

    def __init__(self, route: Route, ledger: Ledger) -> None:
        """Take the policy in force and the record."""
        self._route = route
        self._ledger = ledger

    def reasons(self, task: Task, label: Label, documents: Sequence[Document]) -> dict[int, tuple[str, ...]]:
        """For every finding that may be struck alone, by its index, the reasons for which it may."""
        return self._reasons(task, label, documents, SELF)

    def reasons_of_two(
        self, task: Task, label: Label, documents: Sequence[Document]
    ) -> dict[int, tuple[str, ...]]:
        """The same for every finding that may be struck when a second person agrees."""
        return self._reasons(task, label, documents, SECOND)

    def _reasons(
        self, task: Task, label: Label, documents: Sequence[Document], by: str
    ) -> dict[int, tuple[str, ...]]:
        if not self._route.policy.declassify:
            return {}
        allowed: dict[int, tuple[str, ...]] = {}
        decided: dict[DataClass, Decision] = {}
        for index in range(len(label.findings)):
            judged = self._judged(task, label, documents, index, decided)
            if judged is not None and judged.by(by):
                allowed[index] = judged.reasons(by)
        return allowed

    def judge(
        self,
        task: Task,
        label: Label,
        documents: Sequence[Document],
        index: int,
        reason: str,
        by: str = SELF,
    ) -> Granted | Refused:
        """Whether this finding may be struck for this reason.

        Args:
            task: what it would be for: kind, latency and ceiling are facts that rules may read.
            label: of the one source, as it stands.
            documents: the source, if it is a document.
            index: of the finding in the label.
            reason: what the person says.
            by: whether they say so alone, or a second person agrees.
        """
        judged = self._judged(task, label, documents, index, {})
        source = label.findings[index].data_class.word
        if judged is None:
            return Refused(Refusal.FINDING_STANDS, source, source)
        target = judged.after.word
        if not judged.fitting:
            return Refused(Refusal.NO_RULE, source, target)
        if not judged.by(by):
            return Refused(Refusal.SECOND_PERSON, source, target, judged.reasons(SECOND))
        for rule in judged.by(by):
            wish = Wish(rule.to_class, reason, by)
            granted = lower(self._route.policy, judged.decision, wish, top_finding_stands=False)
            if isinstance(granted, Lowered):
                return Granted(granted.rule, reason, source, target)
        return Refused(Refusal.REASON, source, target, judged.reasons(by))

    async def record(
        self, granted: Granted, finding: Finding, document: Document | None, approver: str = ""
    ) -> None:
        """Write a strike into the ledger: its kind and rule, never what stands there.

        `approver` is the id of the second person who agreed.
        """
        why = {"reason": granted.reason, "rule": granted.rule, "by": SECOND if approver else SELF}
        await self._write(STRUCK, finding, document, {**why, "approver": approver}, granted)

    async def record_restored(self, finding: Finding, document: Document | None) -> None:
        """Write that a strike was taken back."""
        await self._write(RESTORED, finding, document, {}, None)

    async def _write(
        self, did: str, finding: Finding, document: Document | None, why: dict[str, str], granted: Granted | None
    ) -> None:
        fields = {
            "did": did,
            "finding": finding.kind,
            "category": finding.category,
            "place": finding.place.partition(" ")[0],  # "page", not which
            "from": granted.from_class if granted else "",
            "to": granted.to_class if granted else finding.data_class.word,
            "policy": self._route.policy.sha256,
            "source": await self._ledger.commitment(document.sha256) if document else "",
            **why,
        }
        await self._ledger.append(LedgerKind.DECLASSIFIED, fields)

    def _judged(
        self,
        task: Task,
        label: Label,
        documents: Sequence[Document],
        index: int,
        decided: dict[DataClass, Decision],
    ) -> "_Judged | None":
        finding = label.findings[index]
        if not may_be_false(finding) or finding.struck:
            return None
        # What is stricter than this finding neither helps nor hinders: it keeps the class by itself.
        others = [f for f in label.findings if f is not finding and f.data_class <= finding.data_class]
        after = max((f.data_class for f in others if not f.struck), default=UNMARKED)
        decision = decided.get(finding.data_class)
        if decision is None:
            asked = Label(finding.data_class, (finding, *others))
            readable = [document for document in documents if document.readable]
            decision, _ = self._route.decide(self._route.facts(task, asked, readable))
            decided[finding.data_class] = decision
        rules = lowerings(self._route.policy, decision, top_finding_stands=False)
        fitting = tuple(rule for rule in rules if DataClass.from_word(rule.to_class) <= after)
        return _Judged(decision, min(after, finding.data_class), fitting)


@dataclass(frozen=True, slots=True)
class _Judged:
    """The rules that let somebody strike a finding."""

    decision: Decision
    after: DataClass
    fitting: tuple[DeclassifyRule, ...]

    def by(self, who: str) -> tuple[DeclassifyRule, ...]:
        """Those that need nobody else; a second person may agree to what one may do alone, too."""
        return tuple(rule for rule in self.fitting if rule.by in (SELF, who))

    def reasons(self, who: str) -> tuple[str, ...]:
        """What those take as a reason."""
        return tuple(dict.fromkeys(reason for rule in self.by(who) for reason in rule.reasons))


def _with(label: Label, index: int, *, struck: bool, agreed_by: str = "") -> Label:
    findings = list(label.findings)
    findings[index] = replace(findings[index], struck=struck, agreed_by=agreed_by)
    standing = [finding.data_class for finding in findings if not finding.struck]
    return Label(max(standing, default=UNMARKED), tuple(findings), "" if standing else UNMARKED_REASON)


def same(one: Finding, other: Finding) -> bool:
    """Whether two findings are of the same thing at the same place, struck or not."""
    return _same(one) == _same(other)


def _same(finding: Finding) -> tuple[str, str, str, int, int, str]:
    return finding.kind, finding.source, finding.place, finding.start, finding.end, finding.evidence
