"""Mutation score: does a promise or an example notice when a rule or a condition is taken away?"""

from collections.abc import Iterator
from dataclasses import dataclass

from homeport.domain.policy import Policy
from homeport.policy.evaluate import evaluate
from homeport.policy.examples import check_examples
from homeport.policy.prove import Whole, prove_whole, whole
from homeport.policy.reach import effect_of
from homeport.policy.remarks import rules_of, with_rule, without_condition


@dataclass(frozen=True, slots=True)
class Mutant:
    """A policy with one rule (`condition` empty) or one condition taken away.

    Effective = it decides differently somewhere. Noticed = a promise, an example or the search for gaps fails.
    """

    rule: str
    condition: str
    effective: bool
    noticed: bool


@dataclass(frozen=True, slots=True)
class MutationScore:
    """All mutants of a policy."""

    mutants: tuple[Mutant, ...]

    @property
    def effective(self) -> tuple[Mutant, ...]:
        """Those that decide differently somewhere."""
        return tuple(mutant for mutant in self.mutants if mutant.effective)

    @property
    def survivors(self) -> tuple[Mutant, ...]:
        """Effective mutants nobody notices: each is a promise or an example that is missing."""
        return tuple(mutant for mutant in self.effective if not mutant.noticed)

    @property
    def share(self) -> float:
        """The share of effective mutants that are noticed, 1.0 when there are none."""
        return 1 - len(self.survivors) / len(self.effective) if self.effective else 1.0


def mutation_score(policy: Policy) -> MutationScore:
    """Take away every rule and every condition, one at a time."""
    all_of = whole(policy)
    return MutationScore(tuple(_judge(all_of, *mutant) for mutant in _mutants(policy)))


def _mutants(policy: Policy) -> Iterator[tuple[str, str, Policy]]:
    for table, place, rule in rules_of(policy):
        yield rule.id, "", with_rule(policy, table, place, None)
        for key in rule.when.allowed:
            yield rule.id, key, with_rule(policy, table, place, without_condition(rule, key))


def _judge(all_of: Whole, rule: str, condition: str, policy: Policy) -> Mutant:
    outcome = evaluate(policy, all_of.space)
    effect = effect_of(policy, outcome)
    if effect == all_of.effect:
        return Mutant(rule, condition, effective=False, noticed=False)
    proof = prove_whole(Whole(policy, all_of.space, outcome, effect))
    noticed = not proof.accepted or not all(result.passed for result in check_examples(policy))
    return Mutant(rule, condition, effective=True, noticed=noticed)
