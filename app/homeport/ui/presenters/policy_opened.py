"""Opens a policy for its window: reads and tries it, and puts all that was found into words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from homeport.domain.decision import CEILING
from homeport.domain.errors import UserFacingError
from homeport.domain.policy import Policy, Rule
from homeport.policy.agreement import disagreements
from homeport.policy.agreement_sentences import disagreement_sentence
from homeport.policy.check import Tried, try_policy
from homeport.policy.evaluate import matches, union
from homeport.policy.examples import ExampleResult, expectations
from homeport.policy.load import parse_policy
from homeport.policy.own_sentences import own_sentence
from homeport.policy.problem_sentences import problem_sentence
from homeport.policy.problems import PolicyErrors
from homeport.policy.prove import PromiseResult, Whole, whole
from homeport.policy.remarks import Remark, RemarkKind
from homeport.policy.sentences import fact_name, in_language, value_words
from homeport.policy.vocabulary import FOUND_SUFFIX
from homeport.services.policies import PolicyFiles
from homeport.services.policy_in_force import PolicyInForce
from homeport.ui.models.policy_opened import (
    IN_FORCE,
    Combination,
    ExampleEntry,
    Expected,
    OpenPolicy,
    PolicyChoice,
    PromiseEntry,
    RemarkEntry,
    RuleEntry,
    RuleGroup,
)
from homeport.ui.presenters.policy_facets import facets_of
from homeport.ui.presenters.policy_values import read_policy
from homeport.ui.words import Words

VERBS: Mapping[str, Sequence[str]] = {
    "classification": ("raises", "lowers"),
    "never": ("never",),
    "first_lane": ("route",),
    "escalate": ("escalate",),
    "fallback": ("fallback",),
    "review": ("review",),
    "spend": ("spend",),
    "slow": ("slow",),
    "declassify": ("declassify",),
}
"""Verb to the tables of `Policy` that hold its rules, in the order in which a task meets them."""


def open_policy(
    ref: str, in_force: PolicyInForce, chosen: str, files: PolicyFiles, words: Words, extra: Iterable[str] = ()
) -> OpenPolicy:
    """Read, try and put into words; takes up to a second.

    Args:
        ref: a shipped name, a path, or `IN_FORCE`.
        in_force: what decides now.
        chosen: what the settings say.
        files: the policies.
        words: the person's language.
        extra: further files that the window offers.

    Raises:
        UserFacingError: there is no such file, or it cannot be read.
    """
    choices = tuple(_choices(in_force, chosen, files, dict.fromkeys((*extra, ref)), words))
    if ref == IN_FORCE:
        policy = in_force.policy
        own = frozenset(rule.id for rule in in_force.own_rules)
        return _opened(
            ref, in_force.chosen.came_from, try_policy(policy), (), words, choices, own, True, in_force.managed
        )
    read = read_policy(files, ref)
    problems = tuple(problem_sentence(problem, words.language) for problem in read.checked.problems)
    tried = read.checked.tried
    if tried is None:
        return OpenPolicy(
            ref, read.path.name, "", "", "", str(read.path), False, False, False, problems, None, choices=choices
        )
    deciding = tried.policy.sha256 == in_force.policy.sha256
    managed = in_force.managed and tried.policy.sha256 == in_force.organisation.sha256
    return _opened(ref, str(read.path), tried, problems, words, choices, frozenset(), deciding, managed)


def combination_said(facts: Combination, language: str) -> str:
    """A combination of facts as a person reads it."""
    return " · ".join(
        f"{_capital(fact_name(n, language))}: {value_words(n, v, language)}" for n, v in facts.items()
    )


def _opened(
    ref: str,
    came_from: str,
    tried: Tried,
    problems: tuple[str, ...],
    words: Words,
    choices: tuple[PolicyChoice, ...],
    own: frozenset[str],
    in_force: bool,
    managed: bool,
) -> OpenPolicy:
    policy, all_of = tried.policy, whole(tried.policy)
    return OpenPolicy(
        ref,
        policy.name,
        policy.version,
        policy.owner,
        policy.sha256,
        came_from,
        not problems,
        in_force,
        managed,
        problems,
        all_of,
        tried.proof.combinations,
        tuple(_groups(policy, own, words)),
        tuple(_promise(result, all_of, words) for result in tried.proof.promises),
        tuple(_example(policy, result, words) for result in tried.examples),
        (*_gap(tried, words), *(_remark(remark, words) for remark in tried.remarks)),
        choices,
        facets_of(all_of, words),
    )


def _choices(
    in_force: PolicyInForce, chosen: str, files: PolicyFiles, more: Iterable[str], words: Words
) -> Iterator[PolicyChoice]:
    yield PolicyChoice(IN_FORCE, words("policy_window.in_force_named", name=in_force.policy.name))
    for name in files.names:
        yield PolicyChoice(name, _called(name, files) or name)
    for ref in dict.fromkeys((chosen, *more)):
        if ref and ref not in files.names:
            called = _called(ref, files)
            yield PolicyChoice(ref, f"{called} · {Path(ref).name}" if called else ref)


def _called(ref: str, files: PolicyFiles) -> str:
    """What a policy calls itself; empty when that cannot be read."""
    try:
        parsed = parse_policy(files.read(ref).data)
    except UserFacingError:
        return ""
    return "" if isinstance(parsed, PolicyErrors) else parsed.policy.name


def _groups(policy: Policy, own: frozenset[str], words: Words) -> Iterator[RuleGroup]:
    warned = _warned(policy, words)
    for verb, tables in VERBS.items():
        rules: list[Rule] = [rule for table in tables for rule in getattr(policy, table)]
        if rules:
            entries = tuple(_rule(policy, rule, warned, own, words) for rule in rules)
            title = words(f"policy_window.verb_{verb}")
            yield RuleGroup(verb, title, words(f"policy_window.verb_{verb}_about"), entries)


def _warned(policy: Policy, words: Words) -> Mapping[str, tuple[str, ...]]:
    warned: dict[str, tuple[str, ...]] = {}
    for found in disagreements(policy):
        warned[found.rule] = (*warned.get(found.rule, ()), disagreement_sentence(found, words.language))
    return warned


def _rule(
    policy: Policy, rule: Rule, warned: Mapping[str, tuple[str, ...]], own: frozenset[str], words: Words
) -> RuleEntry:
    says, does = in_language(rule.say, words.language), own_sentence(policy, rule, words.language)
    return RuleEntry(rule.id, says, does, warned.get(rule.id, ()), rule.id in own)


def _promise(result: PromiseResult, all_of: Whole, words: Words) -> PromiseEntry:
    promise, space = result.promise, all_of.space
    about = union(matches(case, space, space.having) for case in promise.cases).bit_count()
    key = "holds" if result.holds else "broken"
    if result.holds and not about:
        key = "about_nothing"
    facts = result.counterexample
    return PromiseEntry(
        promise.id,
        in_language(promise.say, words.language),
        own_sentence(all_of.policy, promise, words.language),
        words(f"policy_window.promise_{key}", count=about, broken=result.broken),
        result.holds,
        _warned(all_of.policy, words).get(promise.id, ()),
        facts,
        combination_said(facts, words.language) if facts else "",
        result.lanes,
    )


def _example(policy: Policy, result: ExampleResult, words: Words) -> ExampleEntry:
    example = result.example
    differs = {difference.key for difference in result.differences}
    return ExampleEntry(
        in_language(example.say, words.language),
        result.passed,
        example.given,
        combination_said(example.given, words.language),
        tuple(
            Expected(
                _expected_words(each.key, words),
                _value_words(each.key, each.expected, words),
                _value_words(each.key, each.got, words),
                each.key not in differs,
            )
            for each in expectations(policy, example)
        ),
        set(policy.facts) <= set(example.given),
    )


def _expected_words(key: str, words: Words) -> str:
    head, _, tail = key.partition(".")
    name = f"policy_window.expect_{head}"
    if head == "blocked":
        return words(name, lane=words.lane(tail))
    if head == "next":
        return words(name, trigger=words(f"policy_window.trigger_{tail}"))
    return words(name) if words.has(name) else key


def _value_words(key: str, value: str, words: Words) -> str:
    """Lanes by their names, lists without brackets."""
    if value in {"true", "false"}:
        return words("policy_window.yes" if value == "true" else "policy_window.no")
    items = [item for item in value.strip("[]").split(", ") if item]
    head = key.partition(".")[0]
    if head in {"first", "reaches", "next"}:
        items = [words.lane(item) for item in items]
    elif head == "blocked":
        items = [words("policy_window.by_ceiling") if item == CEILING else item for item in items]
    return (" → " if head == "next" else ", ").join(items) or words("policy_window.nothing")


def _remark(remark: Remark, words: Words) -> RemarkEntry:
    facts = remark.example
    said = combination_said(facts, words.language) if facts else ""
    subject, other = remark.subject, remark.other
    if remark.kind is RemarkKind.UNUSED_FACT:
        subject = fact_name(subject, words.language)
    elif remark.kind is RemarkKind.REDUNDANT_CONDITION:
        other = fact_name(other.removesuffix(FOUND_SUFFIX), words.language)
    elif remark.kind is RemarkKind.UNREACHED_LANE:
        subject = words.lane(subject)
    count = words("policy_window.combinations", count=remark.combinations)
    sentence = words(f"policy_window.remark_{remark.kind}", subject=subject, other=other, count=count)
    return RemarkEntry(remark.kind, sentence, facts, said)


def _gap(tried: Tried, words: Words) -> Iterator[RemarkEntry]:
    gap = tried.proof.gap
    if gap is not None:
        said = words("policy_window.gap", count=tried.proof.gaps)
        yield RemarkEntry("gap", said, gap, combination_said(gap, words.language))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
