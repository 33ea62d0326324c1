"""What the page of policies shows, made from policy files: one read whole, all in short, what would change."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from homeport.domain.data_class import DataClass
from homeport.domain.errors import UserFacingError
from homeport.domain.lane import DEVICE, Lane
from homeport.domain.policy import Policy, Rule
from homeport.policy.change_sentences import change_sentence, rule_change_sentence, work_words
from homeport.policy.changes import Change, ChangeKind, changes
from homeport.policy.check import Checked, check_policy
from homeport.policy.class_lanes import Access, ClassLane, class_lanes
from homeport.policy.own_sentences import own_sentence
from homeport.policy.problem_sentences import problem_sentence
from homeport.policy.prove import whole
from homeport.policy.sentences import in_language
from homeport.policy.vocabulary import SENSITIVITY
from homeport.services.policies import PolicyFiles
from homeport.text.messages import FALLBACK
from homeport.ui.models.settings_view import (
    PolicyChange,
    PolicyListView,
    PolicySummary,
)
from homeport.ui.service_words import ServiceWords
from homeport.ui.words import Words

MOST_SENTENCES = 3

_RANK = {None: 0, Access.NEVER: 0, Access.SECOND: 1, Access.ASKS: 2, Access.YES: 3}


@dataclass(frozen=True, slots=True)
class ReadPolicy:
    """One file with the verdict on it."""

    ref: str
    path: Path
    checked: Checked

    @property
    def policy(self) -> Policy | None:
        """The policy, if it is accepted."""
        return self.checked.tried.policy if self.checked.accepted and self.checked.tried else None


def read_policy(files: PolicyFiles, ref: str) -> ReadPolicy:
    """Read and prove one file; takes up to a second.

    Raises:
        UserFacingError: there is no such file, or it cannot be read.
    """
    file = files.read(ref)
    return ReadPolicy(ref, file.path, check_policy(file.data, file.cases))


def policy_list(
    files: PolicyFiles, chosen: str, in_force: Policy, words: Words, copies: Sequence[str] = ()
) -> PolicyListView:
    """Every shipped policy and every copy of the person's own, and the chosen one first, which may be any file.

    Args:
        files: the policies.
        chosen: what the settings say.
        in_force: what decides.
        words: the person's language.
        copies: the person's own copies.
    """
    refs = dict.fromkeys((chosen, *copies, *files.names))
    summaries, because = [], tuple[str, ...]()
    for ref in refs:
        try:
            read = read_policy(files, ref)
        except UserFacingError as error:
            if ref == chosen:
                because = (ServiceWords(words).error(error).title,)
            continue
        if ref == chosen and not read.checked.accepted:
            because = tuple(problem_sentence(problem, words.language) for problem in read.checked.problems)
        summaries.append(_summary(read, ref in files.names, in_force, words))
    return PolicyListView(tuple(summaries), chosen, in_force.name, because)


def policy_change(before: Policy, after: ReadPolicy, words: Words) -> PolicyChange | None:
    """What choosing another policy changes; None when it is not accepted."""
    policy = after.policy
    if policy is None:
        return None
    old, new = whole(before), whole(policy)
    lines, opens = [], []
    told: set[tuple[str, str, ChangeKind]] = set()
    was, becomes = _cells(class_lanes(old)), _cells(class_lanes(new))
    lanes = {**before.lanes, **policy.lanes}
    for name in dict.fromkeys((*policy.facts["sensitivity"].values, *before.facts["sensitivity"].values)):
        for lane in lanes:
            first, then = was.get((name, lane)), becomes.get((name, lane))
            if lane == DEVICE or first is then or _RANK[first] == _RANK[then] == 0:
                continue
            line = words(
                "policy_page.cell",
                data_class=words.data_class(DataClass.from_word(name)),
                lane=words.lane(lane),
                before=_access(first, words),
                after=_access(then, words),
            )
            lines.append(line)
            wider = _RANK[then] > _RANK[first]
            told.add((name, lane, ChangeKind.OPENS if wider else ChangeKind.CLOSES))
            if wider:
                opens.append(line)
    for lane, declared in lanes.items():
        if (lane in before.lanes) != (lane in policy.lanes):
            key = "policy_page.lane_new" if lane in policy.lanes else "policy_page.lane_gone"
            said = words(key, lane=words.lane(lane), say=_lane_say(declared, words.language))
            lines.append(said[:1].upper() + said[1:])
    found = changes(before, policy)
    for change in found.changes if found else ():
        if _is_finer(change, told):
            lines.append(change_line(change, words))
            if change.opening:
                opens.append(lines[-1])
    rules = found.rules if found else ()
    lines += (rule_change_sentence(rule, before, policy, words.language) for rule in rules)
    return PolicyChange(
        after.ref,
        policy.name,
        tuple(lines),
        tuple(opens),
        found.changed if found else 0,
        found.combinations if found else 0,
    )


def change_line(change: Change, words: Words) -> str:
    """What changes, in how many combinations, and for which work: its first part, when there are more."""
    language = words.language
    work = work_words(change.work[0], language) + (" …" if len(change.work) > 1 else "")
    said = change_sentence(change, language, words.lane, words.number)
    return words("policy_edit.change", said=said, work=f"{work[:1].upper()}{work[1:]}")


def _is_finer(change: Change, told: Collection[tuple[str, str, ChangeKind]]) -> bool:
    """Whether classes and lanes alone do not tell it: a part of a class, another way there, who looks."""
    if change.kind in (ChangeKind.OPENS, ChangeKind.CLOSES):
        classes = {name for box in change.work for name in box.values.get(SENSITIVITY, ("every class",))}
        return change.lane != DEVICE and any((name, change.lane, change.kind) not in told for name in classes)
    return change.opening or change.kind in (ChangeKind.REVIEWED, ChangeKind.STARTS)


def may_leave(policy: Policy, words: Words) -> str:
    """What may leave under a policy, in a sentence or two."""
    cells = class_lanes(whole(policy))
    managed = {lane.id for lane in policy.lanes.values() if lane.managed}
    own = {lane.id for lane in policy.lanes.values() if not lane.managed and lane.id != DEVICE}
    leaving = _grouped([cell for cell in cells if cell.lane in managed], words)
    told = words("policy_page.may_leave", classes=leaving) if leaving else words("policy_page.nothing_leaves")
    private = _grouped([cell for cell in cells if cell.lane in own], words, name_lanes=len(own) > 1)
    return f"{told} {words('policy_page.private_too', classes=private)}" if private else told


def _grouped(cells: Sequence[ClassLane], words: Words, *, name_lanes: bool = True) -> str:
    """Classes that reach the same lanes together: “public, internal (Premium)”."""
    lanes_of: dict[str, list[str]] = {}
    for cell in cells:
        if cell.access is not Access.NEVER and cell.combinations:
            lanes_of.setdefault(cell.data_class, []).append(words.lane(cell.lane))
    classes_of: dict[tuple[str, ...], list[str]] = {}
    for name, lanes in lanes_of.items():
        classes_of.setdefault(tuple(lanes), []).append(
            words(f"common.class_in_text_{DataClass.from_word(name).word}")
        )
    return "; ".join(
        words("policy_page.may_leave_to", data_class=", ".join(classes), lanes=", ".join(lanes))
        if name_lanes
        else ", ".join(classes)
        for lanes, classes in classes_of.items()
    )


def _summary(read: ReadPolicy, shipped: bool, in_force: Policy, words: Words) -> PolicySummary:
    policy = read.policy
    if policy is None:
        tried = read.checked.tried
        name = tried.policy.name if tried else read.path.name
        return PolicySummary(read.ref, name, "", (), "", shipped, in_force=False, accepted=False)
    telling = (*policy.never[:1], *policy.route[:1], *policy.escalate[:1])[:MOST_SENTENCES]
    return PolicySummary(
        read.ref,
        policy.name,
        policy.version,
        tuple(_sentence(policy, rule, words.language) for rule in telling),
        may_leave(policy, words),
        shipped,
        policy.sha256 == in_force.sha256,
    )


def _sentence(policy: Policy, rule: Rule, language: str) -> str:
    """The rule's own sentence if it speaks the language, else the program's, which does."""
    if language in rule.say or language == FALLBACK:
        return in_language(rule.say, language)
    return own_sentence(policy, rule, language)


def _cells(cells: Sequence[ClassLane]) -> Mapping[tuple[str, str], Access]:
    return {(cell.data_class, cell.lane): cell.access for cell in cells}


def _access(access: Access | None, words: Words) -> str:
    return words(f"policy_page.access_{access or 'no_lane'}")


def _lane_say(lane: Lane, language: str) -> str:
    return in_language(lane.say_in or {"": lane.say}, language)
