"""What `homeport policy decide`, `explain` and `why-not` say about one set of facts."""

from homeport.cli.exits import Exit
from homeport.cli.json_lines import JsonLines, decision_fields
from homeport.cli.terminal import BOLD, Terminal, printable
from homeport.domain.decision import Decision
from homeport.domain.errors import UserFacingError
from homeport.domain.facts import Facts
from homeport.domain.policy import Policy
from homeport.policy.counterfactual import counterfactual_sentences, what_would_open
from homeport.policy.decide import FactError, decide
from homeport.policy.explain import explain, explain_error
from homeport.policy.prove import whole
from homeport.policy.table import row_of


def show_decision(policy: Policy, facts: Facts, terminal: Terminal, language: str, as_json: bool) -> int:
    """The outcome; the exit code says whether there is a lane."""
    decision = decide(policy, facts.values())
    if isinstance(decision, FactError):
        return _undecided(decision, terminal, language, as_json)
    if as_json:
        reached = row_of(policy, decision)["reaches"]
        JsonLines().write("decision", {**decision_fields(decision), "reaches": reached})
        return _exit(decision)
    terminal.styled(
        terminal.paint(printable(f"First lane: {decision.first or 'none, the task waits for you'}"), BOLD)
    )
    terminal.line(f"Decided by rule {decision.route_rule}", 2)
    for lane, rules in decision.blocked.items():
        terminal.line(f"Closed: {lane}, by {', '.join(rules)}", 2, 4)
    for trigger, lanes in decision.next.items():
        if lanes:
            terminal.line(f"Next after {trigger.replace('_', ' ')}: {', '.join(lanes)}", 2, 4)
    if decision.review:
        terminal.line(f"Review: {', '.join(decision.review)}", 2, 4)
    return _exit(decision)


def show_explanation(policy: Policy, facts: Facts, terminal: Terminal, language: str, as_json: bool) -> int:
    """Every sentence of the explanation, in the language asked for."""
    decision = decide(policy, facts.values())
    if isinstance(decision, FactError):
        return _undecided(decision, terminal, language, as_json)
    told = explain(policy, decision, facts, language)
    if as_json:
        rules = [{"id": rule.id, "say": rule.say, "does": rule.does} for rule in told.rules]
        JsonLines().write(
            "explanation", {**decision_fields(decision), "rules": rules, "sentences": list(told.sentences)}
        )
    else:
        for sentence in told.sentences:
            terminal.line(sentence, 0, 2)
    return _exit(decision)


def show_why_not(
    policy: Policy,
    lane: str,
    facts: Facts,
    terminal: Terminal,
    language: str,
    *,
    as_json: bool,
    otherwise: bool,
) -> int:
    """What closes a lane, and the smallest changes that would open it."""
    if lane not in policy.lanes:
        raise UserFacingError(f"The policy has no lane {lane}.", f"Its lanes: {', '.join(policy.lanes)}.")
    decision = decide(policy, facts.values())
    if isinstance(decision, FactError):
        return _undecided(decision, terminal, language, as_json)
    found = what_would_open(whole(policy), decision.facts_found, lane)
    if as_json:
        groups: dict[str, object] = {"you_can": [dict(changes) for changes in found.you_can]}
        if otherwise:
            groups["otherwise"] = [dict(changes) for changes in found.otherwise]
        refused = list(decision.blocked.get(lane, ()))
        JsonLines().write("why_not", {"lane": lane, "reached": found.reached, "blocked": refused, **groups})
        return Exit.DONE
    told = explain(policy, decision, facts, language)
    terminal.line(next(line.sentence for line in told.lanes if line.id == lane), 0, 2)
    for sentence in counterfactual_sentences(found, language, otherwise):
        terminal.line(sentence, 2, 4)
    return Exit.DONE


def _undecided(error: FactError, terminal: Terminal, language: str, as_json: bool) -> int:
    if as_json:
        JsonLines().write(
            "undecided", {"fact": error.fact, "value": error.value, "declared": list(error.declared)}
        )
    else:
        terminal.line(explain_error(error, language))
    return Exit.WAITING


def _exit(decision: Decision) -> int:
    return Exit.DONE if decision.first else Exit.WAITING
