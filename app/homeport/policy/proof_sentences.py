"""What proofs and remarks say, in English and Swedish."""

from collections.abc import Iterable, Mapping

from homeport.policy.prove import PromiseResult
from homeport.policy.remarks import Remark, RemarkKind
from homeport.policy.sentences import NOT_STATED, Words, in_language, pick

HOLDS: Words = ("{id} holds: “{say}”", "{id} håller: ”{say}”")
BROKEN: Words = (
    "{id} does not hold in {n} combinations: “{say}” For example: {example}.",
    "{id} håller inte i {n} kombinationer: ”{say}” Till exempel: {example}.",
)

REMARKS: Mapping[RemarkKind, Words] = {
    RemarkKind.DEAD: (
        "Rule {subject} never does anything: its condition never holds, it changes no class, or it names no lane. "
        "Nearest to it comes: {example}.",
        "Regel {subject} gör aldrig något: dess villkor stämmer aldrig, den ändrar ingen klass, eller den anger "
        "ingen väg. Närmast kommer: {example}.",
    ),
    RemarkKind.SHADOWED: (
        "Rule {subject} never decides: rule {other} stands before it. It would speak in {n} combinations, for "
        "example: {example}.",
        "Regel {subject} avgör aldrig: regel {other} står före. Den skulle gälla i {n} kombinationer, till "
        "exempel: {example}.",
    ),
    RemarkKind.OVERLAP: (
        "Rules {subject} and {other} both match in {n} combinations, and the first decides because of its place. "
        "For example: {example}.",
        "Reglerna {subject} och {other} stämmer båda i {n} kombinationer, och den första avgör genom sin plats. "
        "Till exempel: {example}.",
    ),
    RemarkKind.REDUNDANT_CONDITION: (
        "Without its condition on “{other}” rule {subject} would do the same, also with: {example}.",
        "Utan villkoret på ”{other}” skulle regel {subject} göra samma sak, också med: {example}.",
    ),
    RemarkKind.UNUSED_FACT: (
        "The fact “{subject}” changes nothing: with another value it comes out the same, for example here: "
        "{example}.",
        "Faktumet ”{subject}” ändrar ingenting: med ett annat värde blir det likadant, till exempel här: "
        "{example}.",
    ),
    RemarkKind.UNREACHED_LANE: (
        "The lane “{subject}” is never reached, not even with: {example}.",
        "Vägen ”{subject}” nås aldrig, inte ens med: {example}.",
    ),
}


def combination_words(facts: Mapping[str, str], lanes: Iterable[str] = ()) -> str:
    """A combination as it would stand in an example, with the lanes it leads to."""
    shown = ", ".join(f"{name} = {value}" for name, value in facts.items())
    reached = ", ".join(lanes)
    return f"{shown} → {reached}" if reached else shown


def promise_sentence(result: PromiseResult, language: str = "en") -> str:
    """Whether a promise holds, and if not, where it breaks."""
    say = in_language(result.promise.say, language)
    if result.counterexample is None:
        return pick(HOLDS, language).format(id=result.promise.id, say=say)
    example = combination_words(result.counterexample, result.lanes)
    return pick(BROKEN, language).format(id=result.promise.id, n=result.broken, say=say, example=example)


def remark_sentence(remark: Remark, language: str = "en") -> str:
    """One remark in words."""
    return pick(REMARKS[remark.kind], language).format(
        subject=remark.subject,
        other=remark.other,
        n=remark.combinations,
        example=combination_words(remark.example or {}) or pick(NOT_STATED, language),
    )
