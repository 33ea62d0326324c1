"""Read the examples of a policy file."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from homeport.domain.decision import CEILING
from homeport.domain.policy import Example, Policy
from homeport.policy.declarations import Sentences
from homeport.policy.lookups import Lookups
from homeport.policy.problems import ProblemKind, ProblemList
from homeport.policy.toml_lines import Path

Raw = Mapping[str, Any]


def read_examples(raw: Iterable[Raw], policy: Policy, lookups: Lookups, sentences: Sentences) -> Iterator[Example]:
    """The examples, each with a value for every declared fact."""
    for place, entry in enumerate(raw):
        path: Path = ("example", place)
        _check_given(entry["given"], lookups, path)
        _check_expected(entry["expect"], policy, lookups, (*path, "expect"))
        yield Example(sentences.read(entry["say"], path), dict(entry["given"]), dict(entry["expect"]))


def build_cases(raw: Iterable[Raw], policy: Policy, problems: ProblemList) -> tuple[Example, ...]:
    """The examples of a file of cases that stands beside the policy."""
    lookups = Lookups(policy.facts, policy.lanes, problems)
    return tuple(read_examples(raw, policy, lookups, Sentences(policy.languages, problems)))


def _check_given(given: Mapping[str, str], lookups: Lookups, path: Path) -> None:
    for name, value in given.items():
        spec = lookups.fact(name, (*path, "given", name))
        if spec is not None:
            lookups.value(spec, value, (*path, "given", name))
    for name in lookups.facts:
        if name not in given:
            lookups.problems.add(ProblemKind.MISSING_FACT, (*path, "given"), name)


def _check_expected(expect: Raw, policy: Policy, lookups: Lookups, path: Path) -> None:
    lookups.lanes_listed([expect["first"]] if "first" in expect else [], (*path, "first"))
    lookups.lanes_listed(expect.get("reaches", []), (*path, "reaches"))
    lookups.lanes_listed(expect.get("blocked", {}), (*path, "blocked"))
    for trigger, lanes in expect.get("next", {}).items():
        lookups.lanes_listed(lanes, (*path, "next", trigger))
    routes = [rule.id for rule in policy.route]
    _check_rules([expect["rule"]] if "rule" in expect else [], routes, lookups, (*path, "rule"))
    _check_rules(expect.get("review", []), [rule.id for rule in policy.review], lookups, (*path, "review"))
    for rules in expect.get("blocked", {}).values():
        _check_rules(rules, [*(rule.id for rule in policy.never), CEILING], lookups, (*path, "blocked"))


def _check_rules(named: Iterable[str], known: Collection[str], lookups: Lookups, path: Path) -> None:
    for rule in named:
        if rule not in known:
            lookups.problems.add(ProblemKind.UNKNOWN_RULE, path, rule, known)
