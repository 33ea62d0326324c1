"""Who may lower a class, from what to what and why: the `declassify` rules of a policy, judged for one request.

Lowering is a person's act on the label, before a decision. What comes of it is decided again as any other request,
with the lower class and the fact `declassified`, so rules and promises can read that it happened. The highest
class is not lowered while a finding of it stands: findings are struck one by one, each with a reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto

from homeport.domain.decision import Decision
from homeport.domain.policy import DeclassifyRule, Policy
from homeport.policy.limits import holds
from homeport.policy.sentences import Words, pick, value_words
from homeport.policy.vocabulary import LOWERED_BY, SENSITIVITY, TOP_CLASS

DECLASSIFIED = "declassified"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for; `by` is ``self`` or ``second`` (somebody else than who works with the text)."""

    to_class: str
    reason: str
    by: str


class Refusal(StrEnum):
    """Why a wish is not granted."""

    FINDING_STANDS = auto()
    NO_RULE = auto()
    REASON = auto()
    SECOND_PERSON = auto()


@dataclass(frozen=True, slots=True)
class Refused:
    """A wish that is not granted; `reasons` are those the policy knows for this lowering."""

    why: Refusal
    from_class: str
    to_class: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lowered:
    """A granted wish: the rule that allows it, and the facts to decide again with."""

    rule: str
    facts: Mapping[str, str]


def lowerings(policy: Policy, decision: Decision, *, top_finding_stands: bool) -> tuple[DeclassifyRule, ...]:
    """The rules by which the class found could be lowered now, in file order."""
    found = decision.facts_found[SENSITIVITY]
    if found == TOP_CLASS and top_finding_stands:
        return ()
    return tuple(rule for rule in policy.declassify if rule.from_class == found and holds(rule.when, decision))


def lower(policy: Policy, decision: Decision, wish: Wish, *, top_finding_stands: bool) -> Lowered | Refused:
    """Grant or refuse a wish.

    Args:
        policy: the policy in force.
        decision: its decision for the request as it stands.
        wish: to which class, for what reason, and who says so.
        top_finding_stands: whether a finding of the highest class has not been struck.
    """
    found = decision.facts_found[SENSITIVITY]
    if found == TOP_CLASS and top_finding_stands:
        return Refused(Refusal.FINDING_STANDS, found, wish.to_class)
    fitting = [
        rule
        for rule in lowerings(policy, decision, top_finding_stands=top_finding_stands)
        if rule.to_class == wish.to_class
    ]
    if not fitting:
        return Refused(Refusal.NO_RULE, found, wish.to_class)
    known = tuple(dict.fromkeys(reason for rule in fitting for reason in rule.reasons))
    with_reason = [rule for rule in fitting if wish.reason in rule.reasons]
    if not with_reason:
        return Refused(Refusal.REASON, found, wish.to_class, known)
    rank = LOWERED_BY.index  # a second person may do what the user alone may
    rule = next((rule for rule in with_reason if rank(wish.by) >= rank(rule.by)), None)
    if rule is None:
        return Refused(Refusal.SECOND_PERSON, found, wish.to_class, known)
    facts = {**decision.facts_found, SENSITIVITY: wish.to_class, DECLASSIFIED: _lowered_by(decision, wish)}
    return Lowered(rule.id, facts)


def refusal_sentence(refused: Refused, language: str = "en") -> str:
    """Why the class was not lowered, and what can be done."""
    source, target = (value_words(SENSITIVITY, name, language) for name in (refused.from_class, refused.to_class))
    return pick(_SENTENCES[refused.why], language).format(
        source=source, target=target, reasons=", ".join(refused.reasons)
    )


def _lowered_by(decision: Decision, wish: Wish) -> str:
    """A lowering by the user alone stays known as such, whoever lowers further."""
    return "self" if decision.facts_found.get(DECLASSIFIED) == "self" else wish.by


_SENTENCES: Mapping[Refusal, Words] = {
    Refusal.FINDING_STANDS: (
        "A finding makes this {source}. Strike it as a false alarm, with a reason, if it is one.",
        "Ett fynd gör det här till {source}. Stryk det som falskt larm, med ett skäl, om det är det.",
    ),
    Refusal.NO_RULE: (
        "The policy does not let anybody lower {source} to {target}.",
        "Policyn låter ingen sänka {source} till {target}.",
    ),
    Refusal.REASON: (
        "That is no reason the policy knows for lowering {source} to {target}. Known: {reasons}.",
        "Det är inget skäl som policyn känner för att sänka {source} till {target}. Kända: {reasons}.",
    ),
    Refusal.SECOND_PERSON: (
        "Only a second person may lower {source} to {target}.",
        "Bara en andra person får sänka {source} till {target}.",
    ),
}
