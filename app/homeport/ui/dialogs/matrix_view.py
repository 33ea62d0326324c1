"""What the table of classes and lanes shows, as one value made from a policy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from homeport.domain.data_class import DataClass
from homeport.domain.decision import CEILING
from homeport.domain.policy import Policy
from homeport.policy.class_lanes import Access, ClassLane, class_lanes, tasks_that_differ
from homeport.policy.prove import Whole
from homeport.policy.sentences import in_language, value_words
from homeport.ui.words import Words

ACCESS_ICON: Mapping[Access, str] = {
    Access.YES: "check",
    Access.ASKS: "question",
    Access.SECOND: "users",
    Access.NEVER: "blocked",
}
ACCESS_COLOUR: Mapping[Access, str] = {
    Access.YES: "good",
    Access.ASKS: "info",
    Access.SECOND: "warning",
    Access.NEVER: "danger",
}


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One cell in words; `spoken` says all of it at once."""

    access: Access
    word: str
    rules: str  # rule ids in words; empty when no rule speaks
    spoken: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One data class."""

    data_class: DataClass
    name: str
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class MatrixView:
    """The whole table. `tasks` are kinds of work to choose from, with their words; empty when none differs."""

    title: str
    policy: str
    sha256: str
    about: str
    lanes: tuple[tuple[str, str, str], ...]  # id, name, the policy's own words for it
    rows: tuple[MatrixRow, ...]
    legend: tuple[tuple[str, str], ...]  # rule, its sentence
    tasks: tuple[tuple[str, str], ...] = ()
    task: str = ""  # the one that is shown; empty for all


def matrix_view(all_of: Whole, words: Words, task: str = "") -> MatrixView:
    """The table of a policy, exact over every combination.

    Args:
        all_of: the policy in force, evaluated whole.
        words: the person's language.
        task: a kind of work that the policy declares; empty for all of them.
    """
    policy, language = all_of.policy, words.language
    cells = class_lanes(all_of, task or None)
    lanes = tuple(
        (lane.id, words.lane(lane.id), in_language(lane.say_in or {"": lane.say}, language))
        for lane in policy.lanes.values()
    )
    rows = tuple(
        MatrixRow(
            DataClass.from_word(name),
            words.data_class(DataClass.from_word(name)),
            tuple(_cell(cell, words) for cell in cells if cell.data_class == name),
        )
        for name in policy.facts["sensitivity"].values
    )
    return MatrixView(
        words("matrix.title"),
        words("matrix.policy", name=policy.name, version=policy.version),
        policy.sha256,
        _about(policy, words),
        lanes,
        rows,
        tuple(_legend(policy, cells, words)),
        tuple((kind, _task_name(kind, words)) for kind in tasks_that_differ(all_of)),
        task,
    )


def _cell(cell: ClassLane, words: Words) -> MatrixCell:
    data_class, lane = words.data_class(DataClass.from_word(cell.data_class)), words.lane(cell.lane)
    if not cell.combinations:
        word, rules = words("matrix.does_not_occur"), ""
    else:
        word = words(f"matrix.{cell.access}")
        because = _listed(cell.because, words)
        others = tuple(rule for rule in cell.closed_by if rule != CEILING)
        closed = words("matrix.except", rules=", ".join(others)) if others else ""
        ceiling = words("matrix.ceiling_permits") if CEILING in cell.closed_by else ""
        if cell.access is Access.NEVER and not because:
            because = words("matrix.no_rule_leads")
        rules = " · ".join(part for part in (because, closed, ceiling) if part)
    spoken = words("matrix.spoken", data_class=data_class, lane=lane, word=word)
    return MatrixCell(cell.access, word, rules, f"{spoken} {rules}".strip())


def _listed(rules: Iterable[str], words: Words) -> str:
    return ", ".join(words("matrix.ceiling") if rule == CEILING else rule for rule in rules)


def _about(policy: Policy, words: Words) -> str:
    changing = [rule.id for rule in (*policy.raises, *policy.lowers)]
    about = words("matrix.about")
    return f"{about} {words('matrix.class_counts', rules=', '.join(changing))}" if changing else about


def _legend(policy: Policy, cells: Iterable[ClassLane], words: Words) -> Iterable[tuple[str, str]]:
    named = {rule for cell in cells for rule in (*cell.because, *cell.closed_by)}
    changing = (*policy.raises, *policy.lowers)
    for rule in (*changing, *policy.never, *policy.review):
        if rule.id in named or rule in changing:
            yield rule.id, in_language(rule.say, words.language)
    if CEILING in named:
        yield words("matrix.ceiling_head"), words("matrix.ceiling_says")


def _task_name(task: str, words: Words) -> str:
    key = f"common.task_{task}"
    return words(key) if words.has(key) else value_words("task", task, words.language)
