"""What `homeport policy check` says: the verdict with every mistake, proof, example, remark and warning."""

from collections.abc import Sequence
from dataclasses import asdict

from homeport.cli.exits import Exit
from homeport.cli.json_lines import JsonLines
from homeport.cli.terminal import AMBER, BOLD, DIM, RED, TEAL, Terminal, printable
from homeport.domain.policy import Promise
from homeport.policy.agreement import Disagreement
from homeport.policy.agreement_sentences import disagreement_sentence
from homeport.policy.check import Checked, Tried
from homeport.policy.own_sentences import own_sentence, rules_with_sentence
from homeport.policy.problem_sentences import problem_sentence
from homeport.policy.problems import Problem
from homeport.policy.proof_sentences import promise_sentence, remark_sentence
from homeport.policy.sentences import in_language


def show_check(checked: Checked, terminal: Terminal, language: str, *, as_json: bool) -> int:
    """Say everything about a file; the exit code says whether it is accepted."""
    if as_json:
        _write(checked, language)
    else:
        _tell(checked, terminal, language)
    return Exit.DONE if checked.accepted else Exit.FAILED


def show_problems(problems: Sequence[Problem], terminal: Terminal, language: str, *, as_json: bool) -> None:
    """Every mistake, one a line."""
    for problem in problems:
        says = problem_sentence(problem, language)
        if as_json:
            JsonLines().write("problem", {**asdict(problem), "says": says})
        else:
            terminal.line(says, 2, 4)


def show_disagreements(found: Sequence[Disagreement], terminal: Terminal, language: str, *, as_json: bool) -> None:
    """Warn of sentences that do not say what their rule does."""
    if found and not as_json:
        terminal.title("Sentences that do not say what the rule does")
    for disagreement in found:
        says = disagreement_sentence(disagreement, language)
        if as_json:
            JsonLines().write("disagreement", {**asdict(disagreement), "sentence": says})
        else:
            terminal.styled(terminal.paint(printable(f"  {says}"), AMBER))


def _tell(checked: Checked, terminal: Terminal, language: str) -> None:
    tried = checked.tried
    if tried is not None:
        policy = tried.policy
        terminal.styled(terminal.paint(printable(f"{policy.name}, version {policy.version}"), BOLD))
    if checked.accepted and tried is not None:
        counted = f"{tried.proof.combinations:,} combinations tried, {len(tried.proof.promises)} promises hold"
        terminal.styled(terminal.paint(f"  Accepted: {counted}, {len(tried.examples)} examples pass.", TEAL))
    else:
        terminal.styled(terminal.paint("  Refused. The policy in force stays in force.", RED))
        show_problems(checked.problems, terminal, language, as_json=False)
    if tried is not None:
        _tell_tried(tried, terminal, language)


def _tell_tried(tried: Tried, terminal: Terminal, language: str) -> None:
    policy = tried.policy
    terminal.title("Rules, each with what it does in the program's own words")
    for rule in rules_with_sentence(policy):
        if isinstance(rule, Promise):
            continue
        terminal.line(f"{rule.id}  {in_language(rule.say, language)}", 2, 6)
        terminal.line(own_sentence(policy, rule, language), 6)
    terminal.title("Promises, tried for every combination")
    for result in tried.proof.promises:
        terminal.line(promise_sentence(result, language), 2, 4)
        terminal.line(own_sentence(policy, result.promise, language), 6)
    if tried.examples:
        terminal.title("Examples")
    for example in tried.examples:
        passed = "passed" if example.passed else "differs"
        terminal.line(f"{passed}: {in_language(example.example.say, language)}", 2, 4)
        for found in example.differences:
            terminal.line(f"{found.key}: expected {found.expected}, came out as {found.got}", 6, 8)
    show_disagreements(tried.disagreements, terminal, language, as_json=False)
    if tried.remarks:
        terminal.title("Remarks")
    for remark in tried.remarks:
        terminal.line(remark_sentence(remark, language), 2, 4)
    terminal.styled(terminal.paint(f"\n  sha256 {policy.sha256}", DIM))


def _write(checked: Checked, language: str) -> None:
    lines, tried = JsonLines(), checked.tried
    policy = tried.policy if tried else None
    lines.write(
        "policy",
        {
            "accepted": checked.accepted,
            "name": policy.name if policy else None,
            "version": policy.version if policy else None,
            "sha256": policy.sha256 if policy else None,
            "combinations": tried.proof.combinations if tried else None,
        },
    )
    for problem in checked.problems:
        lines.write("problem", {**asdict(problem), "says": problem_sentence(problem, language)})
    if tried is not None:
        _write_tried(tried, lines, language)


def _write_tried(tried: Tried, lines: JsonLines, language: str) -> None:
    policy = tried.policy
    for rule in rules_with_sentence(policy):
        fields = {"id": rule.id, "say": in_language(rule.say, language)}
        lines.write("rule", fields | {"does": own_sentence(policy, rule, language)})
    for result in tried.proof.promises:
        lines.write(
            "promise",
            {
                "id": result.promise.id,
                "say": in_language(result.promise.say, language),
                "holds": result.holds,
                "broken": result.broken,
                "counterexample": result.counterexample,
                "lanes": list(result.lanes),
            },
        )
    for example in tried.examples:
        lines.write(
            "example",
            {
                "say": in_language(example.example.say, language),
                "given": dict(example.example.given),
                "passed": example.passed,
                "differences": [asdict(difference) for difference in example.differences],
            },
        )
    show_disagreements(tried.disagreements, Terminal(), language, as_json=True)
    for remark in tried.remarks:
        lines.write("remark", {**asdict(remark), "says": remark_sentence(remark, language)})
