"""What `homeport policy table`, `matrix` and `mutate` print: a policy laid out whole."""

import json
import sys
from dataclasses import asdict
from itertools import groupby

from homeport.cli.exits import Exit
from homeport.cli.json_lines import JsonLines
from homeport.cli.terminal import AMBER, BOLD, Terminal, printable
from homeport.domain.decision import Decision
from homeport.domain.policy import Policy
from homeport.policy.mutate import Mutant, mutation_score
from homeport.policy.proof_sentences import combination_words
from homeport.policy.prove import whole
from homeport.policy.table import matrix, row_of, table


def show_table(policy: Policy, terminal: Terminal, *, as_json: bool) -> int:
    """Every combination on a line of its own."""
    for decision in table(policy):
        if as_json:
            sys.stdout.write(json.dumps(row_of(policy, decision), ensure_ascii=False) + "\n")
        else:
            terminal.styled(printable(_outcome(policy, decision)))
    return Exit.DONE


def show_matrix(policy: Policy, terminal: Terminal, *, as_json: bool) -> int:
    """Class by lane: how often each lane comes first, is reached and is closed."""
    for data_class, cells in groupby(matrix(whole(policy)), lambda cell: cell.data_class):
        rows = list(cells)
        if not as_json:
            terminal.styled(terminal.paint(f"{data_class}, {rows[0].combinations} combinations", BOLD))
        for cell in rows:
            if as_json:
                JsonLines().write("cell", asdict(cell))
            else:
                counted = f"first in {cell.first}, reached in {cell.reached}, closed in {cell.closed}"
                terminal.line(f"{cell.lane}: {counted}", 2, 4)
    return Exit.DONE


def show_mutants(policy: Policy, terminal: Terminal, *, as_json: bool) -> int:
    """What no promise and no example would notice; the exit code says whether there is any."""
    score = mutation_score(policy)
    if as_json:
        for mutant in score.mutants:
            JsonLines().write("mutant", asdict(mutant))
        JsonLines().write(
            "score", {"share": score.share, "effective": len(score.effective), "missed": len(score.survivors)}
        )
    else:
        noticed = len(score.effective) - len(score.survivors)
        terminal.line(
            f"{noticed} of {len(score.effective)} changes that make a difference are noticed by a promise or an "
            f"example ({score.share:.0%})."
        )
        for mutant in score.survivors:
            terminal.styled(terminal.paint(f"  Nobody would notice {_mutant(mutant)}.", AMBER))
    return Exit.FAILED if score.survivors else Exit.DONE


def _mutant(mutant: Mutant) -> str:
    if mutant.condition:
        return f"if rule {mutant.rule} lost its condition on “{mutant.condition}”"
    return f"if rule {mutant.rule} were taken away"


def _outcome(policy: Policy, decision: Decision) -> str:
    return f"{combination_words(decision.facts_found)}: {way(policy, decision)}"


def way(policy: Policy, decision: Decision) -> str:
    """Where it starts and by which rule, where it can come to, what closes lanes, and who looks."""
    reaches = [lane for lane in policy.lanes if lane in decision.allowed]
    parts = [
        f"first {decision.first or 'none'} ({decision.route_rule})",
        f"reaches {', '.join(reaches) or 'none'}",
        *(f"{lane} closed by {', '.join(rules)}" for lane, rules in decision.blocked.items()),
    ]
    if decision.review:
        parts.append(f"review {', '.join(decision.review)}")
    return "; ".join(parts)
