"""`homeport policy diff`: what another version changes, also of last week's real decisions."""

from collections.abc import Mapping
from dataclasses import asdict

from homeport.cli.exits import Exit
from homeport.cli.json_lines import JsonLines
from homeport.cli.policy_layout import way
from homeport.cli.terminal import AMBER, Terminal, printable
from homeport.domain.errors import UserFacingError
from homeport.domain.policy import Policy
from homeport.policy.change_sentences import (
    change_sentence,
    facts_words,
    lane_sentences,
    rule_change_sentence,
    work_words,
)
from homeport.policy.changes import Change, Changes, changes
from homeport.policy.decide import FactError, decide
from homeport.policy.table import row_of
from homeport.services.policy_replay import Outcome, Replay, Replayed, days_before, replay
from homeport.services.program import Program


def show_difference(
    old: Policy, new: Policy, most: int, terminal: Terminal, language: str = "en", *, as_json: bool
) -> int:
    """What changes, grouped by what and for which work, openings first; then single combinations."""
    found = changes(old, new, most)
    if found is None:
        raise UserFacingError(
            "Together the two policies have too many combinations to be laid side by side.",
            "Compare versions that declare more of the same facts.",
        )
    if as_json:
        _write(found, old, new, language)
    else:
        _tell(found, old, new, terminal, language)
    for facts in found.examples:
        if as_json:
            rows = {"before": _row(old, facts), "after": _row(new, facts)}
            JsonLines().write("changed", {"facts": dict(facts), **rows})
            continue
        terminal.line(facts_words(facts, language), 2, 4)
        terminal.line(f"before: {_way(old, facts)}", 4, 6)
        terminal.line(f"after: {_way(new, facts)}", 4, 6)
    return Exit.DONE


async def show_replay(
    program: Program, old: Policy, new: Policy, days: int, terminal: Terminal, *, as_json: bool
) -> int:
    """What would have gone elsewhere of the decisions of the last days; nothing of what the tasks say."""

    def progress(done: int, total: int) -> None:
        if done < total and not as_json:
            terminal.progress(f"{done:,} of {total:,} decisions")

    since = days_before(program.clock.now(), days)
    run = program.open_documents.off_loop
    found = await replay(program.store, old, new, since, run, progress)
    if as_json:
        JsonLines().write("replay", {name: value for name, value in _counts(found).items() if name != "listed"})
        for each in found.listed:
            JsonLines().write("replayed", _fields(each))
    else:
        _tell_replay(found, days, terminal)
    return Exit.DONE


def _tell(found: Changes, old: Policy, new: Policy, terminal: Terminal, language: str) -> None:
    terminal.line(f"{found.changed} of {found.combinations} combinations are decided differently.")
    opening = [change for change in found.changes if change.opening]
    if opening:
        terminal.title("Opens: may leave, or is looked at less")
        for change in opening:
            _tell_change(change, terminal, language)
    others = [change for change in found.changes if not change.opening]
    says = (
        *lane_sentences(old, new, language),
        *(rule_change_sentence(rule, old, new, language) for rule in found.rules),
    )
    if others or says:
        terminal.title("Other changes")
        for change in others:
            _tell_change(change, terminal, language)
        for sentence in says:
            terminal.line(sentence, 2, 4)
    if found.examples:
        terminal.title("Combinations")


def _tell_change(change: Change, terminal: Terminal, language: str) -> None:
    sentence = change_sentence(change, language)
    if change.opening:
        terminal.styled(terminal.paint(printable(f"  {sentence}"), AMBER))
    else:
        terminal.line(sentence, 2, 4)
    for box in change.work:
        terminal.line(work_words(box, language), 4, 6)


def _write(found: Changes, old: Policy, new: Policy, language: str) -> None:
    lines = JsonLines()
    lines.write("difference", {"combinations": found.combinations, "changed": found.changed})
    for change in found.changes:
        lines.write(
            "change",
            {
                "kind": change.kind.value,
                "opening": change.opening,
                "lane": change.lane,
                "before": change.before,
                "after": change.after,
                "ways": [str(each) for each in change.ways],
                "review": list(change.review) if change.review else None,
                "combinations": change.combinations,
                "work": [{**asdict(box), "values": dict(box.values)} for box in change.work],
                "examples": [dict(facts) for facts in change.examples],
                "says": change_sentence(change, language),
            },
        )
    for rule in found.rules:
        lines.write("rule_changed", {"id": rule.id, "says": rule_change_sentence(rule, old, new, language)})


def _tell_replay(found: Replay, days: int, terminal: Terminal) -> None:
    terminal.title(f"Real decisions of the last {days} days, decided again")
    if not found.decisions:
        terminal.line("No decision was made in that time.", 2)
        return
    terminal.line(
        f"Of {found.decisions:,} decisions {found.elsewhere:,} would have started elsewhere, and "
        f"{found.otherwise:,} more would have come to other lanes or other reviews.",
        2,
    )
    if found.unread:
        terminal.line(f"{found.unread:,} could not be decided again: facts they need were not known then.", 2)
    if found.other_policy:
        terminal.line(f"{found.other_policy:,} were decided by another policy than these two.", 2)
    for each in found.listed:
        mark = "opens: " if each.opening else ""
        terminal.line(f"{each.at}  task {each.task_id[:8]}  {mark}{_moved(each)}", 2, 4)
        terminal.line(facts_words(each.facts), 6)


def _moved(each: Replayed) -> str:
    return f"{_outcome(each.before)} → {_outcome(each.after)}"


def _outcome(outcome: Outcome) -> str:
    if not outcome.lane:
        return "waits for a person"
    told = f"{outcome.lane} ({outcome.rule})"
    more = [lane for lane in outcome.reaches if lane != outcome.lane]
    if more:
        told += f", may come to {', '.join(more)}"
    if outcome.review:
        told += f", review before {' and '.join(sorted({before for before, _ in outcome.review}))}"
    return told


def _counts(found: Replay) -> dict[str, object]:
    return {name: getattr(found, name) for name in Replay.__slots__}


def _fields(each: Replayed) -> dict[str, object]:
    def fields(outcome: Outcome) -> dict[str, object]:
        review = [list(pair) for pair in sorted(outcome.review)]
        return {
            "first": outcome.lane or None,
            "rule": outcome.rule or None,
            "reaches": list(outcome.reaches),
            "review": review,
        }

    return {
        "task_id": each.task_id,
        "at": each.at,
        "elsewhere": each.elsewhere,
        "opening": each.opening,
        "facts": dict(each.facts),
        "before": fields(each.before),
        "after": fields(each.after),
    }


def _row(policy: Policy, facts: Mapping[str, str]) -> dict[str, object] | None:
    decided = decide(policy, facts)
    return None if isinstance(decided, FactError) else row_of(policy, decided)


def _way(policy: Policy, facts: Mapping[str, str]) -> str:
    decided = decide(policy, facts)
    if isinstance(decided, FactError):
        return f"waits for a person: the policy does not know {decided.fact} = {decided.value}"
    return way(policy, decided)
