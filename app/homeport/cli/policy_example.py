"""`homeport policy copy` and `example`: a copy of one's own, and what a real decision should have been."""

from homeport.cli.exits import Exit
from homeport.cli.json_lines import JsonLines
from homeport.cli.policy_check import show_problems
from homeport.cli.terminal import TEAL, Terminal, printable
from homeport.domain.errors import UserFacingError
from homeport.domain.policy import Policy
from homeport.policy.check import Checked, check_policy
from homeport.services.decision_example import (
    Expectation,
    Expected,
    FactsMissing,
    example_text,
    expectations,
)
from homeport.services.policy_copies import NotSaved, Saved
from homeport.services.program import Program

HOW_TO_EXPECT = "Say `--expect first=LANE`, `--expect stays` or `--expect review=RULE`."

_NOT_SAVED = {
    NotSaved.REFUSED: (
        "It is not saved, because it is not proved.",
        "`homeport policy check` says what is wrong.",
    ),
    NotSaved.CHANGED: ("It was changed by another program meanwhile.", "Look at the file, then try again."),
    NotSaved.UNWRITABLE: (
        "It could not be written.",
        "Check free space and rights of the settings' folder.",
    ),
}


def make_copy(program: Program, ref: str, name: str, terminal: Terminal, *, as_json: bool) -> int:
    """Save a copy of a policy under a name of its own."""
    copies = program.policy_copies
    saved = copies.save(copies.open(ref, lambda told: name or f"{told} (copy)"))
    if not isinstance(saved, Saved):
        raise UserFacingError(*_NOT_SAVED[saved])
    if as_json:
        JsonLines().write("copy", {"of": ref, "path": saved.copy.ref})
    else:
        terminal.styled(terminal.paint(printable(f"Saved as {saved.copy.ref}"), TEAL))
        terminal.line("It decides nothing until you choose it in the settings.", 2)
    return Exit.DONE


async def add_example(
    program: Program, task: str, expect: str, ref: str, terminal: Terminal, language: str, *, as_json: bool
) -> int:
    """Add the last decision of a task to a copy, as an example of what should have come of it: facts, no text."""
    copies = program.policy_copies
    ref = ref or program.settings.policy
    if not copies.holds(ref):
        raise UserFacingError(
            f"{ref} is no copy of your own, so no example is added to it.",
            f"Make one with `homeport policy copy {ref}`, then name its path with `--in`.",
        )
    record = await program.store.record(task)
    if record is None or not record.decisions:
        raise UserFacingError(f"There is no decided task {task}.", "`homeport history list` prints the ids.")
    decision = record.decisions[-1]
    values = {**(record.facts.values() if record.facts else {}), **decision.facts_found}
    file = program.policies.read(ref)
    tried = check_policy(file.data).tried
    if tried is None:
        raise UserFacingError(f"The copy {ref} makes no sense yet.", f"See `homeport policy check {ref}`.")
    wanted = _expectation(tried.policy, expect)
    text = example_text(tried.policy, values, wanted, record.task.created[:10], decision.review)
    if isinstance(text, FactsMissing):
        names = ", ".join(text.names)
        raise UserFacingError(
            f"The policy reads facts that were not known for this task: {names}.", "Choose a newer task."
        )
    checked = copies.add_case(ref, text)
    if isinstance(checked, NotSaved):
        raise UserFacingError(*_NOT_SAVED[checked])
    _say(checked, ref, text, terminal, language, as_json=as_json)
    return Exit.DONE if checked.accepted else Exit.FAILED


def _expectation(policy: Policy, expect: str) -> Expectation:
    kind, _, value = expect.partition("=")
    if kind == "waits":
        raise UserFacingError(
            "No policy could keep that: an accepted one gives all work a place to start.",
            "Say `--expect stays` if nothing should be offered, `--expect review=RULE` if a person should look.",
        )
    known = expectations(policy)
    found = next((each for each in known if (each.kind, each.value) == (kind, value)), None)
    if found is not None:
        return found
    if kind in tuple(Expected):
        values = ", ".join(each.value for each in known if each.kind == kind and each.value)
        told = f"The policy has no {'lane' if kind == Expected.FIRST else 'rule of review'} {value}."
        raise UserFacingError(told, f"Known: {values}." if values else HOW_TO_EXPECT)
    raise UserFacingError("What should have come of it?", HOW_TO_EXPECT)


def _say(checked: Checked, ref: str, text: str, terminal: Terminal, language: str, *, as_json: bool) -> None:
    if as_json:
        JsonLines().write("example_added", {"path": ref, "accepted": checked.accepted, "example": text})
    else:
        terminal.line(f"Added to the cases of {ref}:")
        for line in text.splitlines():
            terminal.line(line, 2, 4)
        if checked.accepted:
            terminal.styled(terminal.paint("  The rules keep it.", TEAL))
        else:
            terminal.line("The rules do not keep it, so the copy is refused until they do:", 2)
    show_problems(checked.problems, terminal, language, as_json=as_json)
