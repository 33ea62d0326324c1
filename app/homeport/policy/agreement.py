"""Does the sentence of a rule say what its machine part does?

Nothing here understands language. Three things that can be counted are compared: whether something is denied,
which data classes are named, and which lanes. A difference is a warning for the author, never a refusal.
"""

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from homeport.domain.lane import DEVICE, Lane
from homeport.domain.policy import (
    Condition,
    DeclassifyRule,
    LowerRule,
    NeverRule,
    Policy,
    Promise,
    RaiseRule,
    RouteRule,
    Rule,
    SlowRule,
    SpendRule,
    StepRule,
)
from homeport.policy.own_sentences import rules_with_sentence
from homeport.policy.vocabulary import FOUND_SUFFIX, SENSITIVITY


class DisagreementKind(StrEnum):
    """What the two parts of a rule differ in."""

    DENIES_NOT = "denies_not"  # the machine part closes or forbids, the sentence does not say so
    DENIES = "denies"  # the sentence denies, the machine part opens or does something
    CLASSES = "classes"
    LANES = "lanes"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One rule whose sentence, in one language, differs from its machine part. Both sets are words to show."""

    kind: DisagreementKind
    rule: str
    language: str  # "" for a plain sentence
    says: tuple[str, ...]  # classes or lanes the sentence names
    does: tuple[str, ...]  # those of the machine part


def disagreements(policy: Policy) -> tuple[Disagreement, ...]:
    """Every sentence that differs from its rule, in the order of the tables."""
    return tuple(
        found
        for rule in rules_with_sentence(policy)
        for language, sentence in rule.say.items()
        for found in _compare(policy, rule, language, sentence)
    )


def _compare(policy: Policy, rule: Rule, language: str, sentence: str) -> Iterator[Disagreement]:
    closes = _closes(rule)
    if closes and not _LIMITS.search(sentence):
        yield Disagreement(DisagreementKind.DENIES_NOT, rule.id, language, (), ())
    if _opens(rule) and _DENIES.search(sentence):
        yield Disagreement(DisagreementKind.DENIES, rule.id, language, (), ())
    classes = policy.facts[SENSITIVITY].values
    says, does = _named_classes(sentence), _classes_of(rule, classes)
    if not _same_classes(says, does, sentence):
        yield Disagreement(DisagreementKind.CLASSES, rule.id, language, _in(classes, says), _in(classes, does))
    lanes = _lanes_of(rule)
    named = {lane.id for lane in policy.lanes.values() if _names(sentence, lane)}
    if not (_lanes_closed_agree(named, set(lanes)) if closes else _lanes_listed_agree(named, lanes)):
        order = tuple(policy.lanes)
        yield Disagreement(DisagreementKind.LANES, rule.id, language, _in(order, named), lanes)


def _closes(rule: Rule) -> bool:
    if isinstance(rule, Promise):
        return rule.reaches_no is not None or rule.never_widens is not None
    return isinstance(rule, NeverRule)


def _opens(rule: Rule) -> bool:
    return not isinstance(rule, NeverRule | Promise | SlowRule | SpendRule)


def _lanes_of(rule: Rule) -> tuple[str, ...]:
    if isinstance(rule, Promise):
        return rule.reaches_no or ()
    return rule.lanes if isinstance(rule, NeverRule | RouteRule | StepRule) else ()


def _classes_of(rule: Rule, classes: tuple[str, ...]) -> set[str]:
    """The data classes the machine part names: those of its condition and the one it sets."""
    conditions = rule.cases if isinstance(rule, Promise) else (rule.when,)
    named = {value for condition in conditions for value in _classes_read(condition)}
    if named == set(classes):
        named = set()
    if isinstance(rule, RaiseRule | LowerRule):
        named.add(rule.sensitivity)
    if isinstance(rule, DeclassifyRule):
        named |= {rule.from_class, rule.to_class}
    return named


def _classes_read(condition: Condition) -> Iterator[str]:
    for key in (SENSITIVITY, SENSITIVITY + FOUND_SUFFIX):
        yield from condition.allowed.get(key, ())


def _named_classes(sentence: str) -> set[str]:
    return {name for name, words in _CLASS_WORDS.items() if words.search(sentence)}


def _same_classes(says: Set[str], does: Set[str], sentence: str) -> bool:
    if not says:
        return not does or _VAGUE.search(sentence) is not None
    return says == does or (says < does and _RANGE.search(sentence) is not None)


def _lanes_closed_agree(named: Set[str], lanes: Set[str]) -> bool:
    """A sentence that closes lanes names some of them, or only lanes that stay open."""
    return named <= lanes or not named & lanes


def _lanes_listed_agree(named: Set[str], lanes: tuple[str, ...]) -> bool:
    """A sentence that leads somewhere names the first lane of the list, or none, and no lane beside the list."""
    return not named or not lanes or (lanes[0] in named and named <= set(lanes))


def _names(sentence: str, lane: Lane) -> bool:
    """Whether the sentence speaks of the lane: “the eu lane”, its own words, or “this computer”."""
    if lane.id == DEVICE and _THIS_COMPUTER.search(sentence):
        return True
    name = re.escape(lane.id)
    by_id = rf"\b{name}\b(?: \w+)? lanes?\b|\b{name}-?(?:väg|lane)|väg(?:en)? {name}\b"
    if re.search(by_id, sentence, re.IGNORECASE):
        return True
    own = {_ARTICLE.sub("", words).strip() for words in (lane.say, *lane.say_in.values())}
    return any(words.casefold() in sentence.casefold() for words in own)


def _in(order: tuple[str, ...], chosen: Set[str]) -> tuple[str, ...]:
    return tuple(each for each in order if each in chosen)


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


_DENIES = _words("never|not|cannot|nowhere|aldrig|inte|ej")
_LIMITS = _words(
    "never|not|cannot|no|none|nothing|nobody|nowhere|neither|nor|without|only|stays?|kept|keeps?|closed|"
    "aldrig|inte|ej|inga?|inget|ingenting|varken|utan|bara|endast|stannar|stängs?|hålls"
)
_VAGUE = _words("sensitive|känsligt?|känsliga")
_RANGE = _words(
    "at least|at most|or (?:above|higher|more|below|lower|less)|and (?:above|below)|"
    "minst|högst|eller (?:högre|lägre)"
)
_THIS_COMPUTER = _words("this computer|here|den här datorn|här")
_ARTICLE = re.compile(r"^(?:an?|the|en|ett)\s+|\s*\(.*\)\s*$|\.$", re.IGNORECASE)
_CLASS_WORDS: Mapping[str, re.Pattern[str]] = {
    "public": _words("public|öppen|öppet|öppna|offentligt?|offentliga"),
    "internal": _words("internal|internt?|interna"),
    "confidential": _words("(?<!strängt )(?:confidential|konfidentiellt?|konfidentiella)"),
    "restricted": _words("restricted|strängt konfidentiellt?|strängt konfidentiella"),
}
"""Words for the classes in both languages; `homeport.policy.sentences` has those the program itself uses."""
