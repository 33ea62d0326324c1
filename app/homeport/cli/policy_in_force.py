"""Which policy decides now, where it comes from, and what stands in its way: `homeport policy`."""

from homeport.cli.exits import Exit
from homeport.cli.json_lines import JsonLines
from homeport.cli.policy_check import show_disagreements, show_problems
from homeport.cli.terminal import AMBER, BOLD, DIM, TEAL, Terminal, printable
from homeport.policy.agreement import disagreements
from homeport.policy.own_sentences import own_sentence
from homeport.policy.problem_sentences import problem_sentence
from homeport.policy.sentences import in_language
from homeport.services.policy_in_force import FileInForce, PolicyInForce, Standing

TITLES = {
    Standing.NONE: "The policy could not be read, so everything stays on this computer.",
    Standing.LAST_ACCEPTED: "The chosen policy is refused, so the last accepted one stays in force.",
}
OWN_REFUSED = "Your own policy file is refused."
NOT_KEPT = "The policy could not be kept for the case that its file is broken."

_STANDING = {
    Standing.CHOSEN: "as chosen",
    Standing.LAST_ACCEPTED: "the last accepted one; the chosen one is refused",
    Standing.NONE: "nothing else was accepted before",
}


def notice_of(in_force: PolicyInForce) -> tuple[str, str]:
    """A title and what there is to know, with every mistake; both empty when all is as chosen."""
    if not in_force.says:
        return "", ""
    title = TITLES.get(in_force.chosen.standing)
    if title is None:
        title = OWN_REFUSED if in_force.own and in_force.own.refusal else NOT_KEPT
    mistakes = (problem_sentence(problem) for problem in in_force.problems)
    return title, " ".join((*in_force.says, *mistakes))


def show_in_force(
    in_force: PolicyInForce, terminal: Terminal, language: str, *, as_json: bool, brief: bool = False
) -> int:
    """Say which policy decides; the exit code says whether it is all as chosen.

    `brief` leaves out what a check of the files has just said: own rules, mistakes and disagreements.
    """
    if as_json:
        _write(in_force)
    else:
        _tell(in_force, terminal)
    if not brief:
        _say_files(in_force, terminal, language, as_json=as_json)
    return Exit.FAILED if in_force.says else Exit.DONE


def _tell(in_force: PolicyInForce, terminal: Terminal) -> None:
    chosen, own = in_force.chosen, in_force.own
    terminal.styled(terminal.paint(printable(f"In force: {chosen.name}, version {chosen.version}"), BOLD))
    from_where = f", from {chosen.came_from}, since {chosen.since}" if chosen.came_from else ""
    terminal.line(f"{_STANDING[chosen.standing]}{from_where}", 2, 4)
    if in_force.alone is not None and own is not None:
        which = f"{own.name}, version {own.version}, from {own.came_from}, since {own.since}"
        terminal.styled(terminal.paint(printable(f"  Narrowed by your own file: {which}"), TEAL))
    for sentence in in_force.says:
        terminal.styled(terminal.paint(printable(f"  {sentence}"), AMBER))
    terminal.styled(terminal.paint(f"  sha256 {in_force.policy.sha256}", DIM))


def _write(in_force: PolicyInForce) -> None:
    policy = in_force.policy
    JsonLines().write(
        "policy_in_force",
        {
            "name": policy.name,
            "version": policy.version,
            "sha256": policy.sha256,
            "chosen": _file(in_force.chosen),
            "own": _file(in_force.own) if in_force.own else None,
            "says": list(in_force.says),
        },
    )


def _say_files(in_force: PolicyInForce, terminal: Terminal, language: str, *, as_json: bool) -> None:
    lines, policy = JsonLines(), in_force.policy
    if in_force.own_rules and not as_json:
        terminal.title("Your own rules")
    for rule in in_force.own_rules:
        say, does = in_language(rule.say, language), own_sentence(policy, rule, language)
        if as_json:
            lines.write("own_rule", {"id": rule.id, "say": say, "does": does})
        else:
            terminal.line(f"{rule.id}  {say}", 2, 6)
            terminal.line(does, 6)
    if in_force.problems and not as_json:
        terminal.title("Mistakes")
    show_problems(in_force.problems, terminal, language, as_json=as_json)
    show_disagreements(disagreements(policy), terminal, language, as_json=as_json)


def _file(file: FileInForce) -> dict[str, str | None]:
    return {
        "standing": file.standing.value,
        "from": file.came_from,
        "since": file.since,
        "name": file.name,
        "version": file.version,
        "refused": file.refusal.ref if file.refusal else None,
    }
