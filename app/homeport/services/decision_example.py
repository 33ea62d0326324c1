"""A real decision that should have been different, as an example a policy has to keep: facts, and no text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from homeport.domain.lane import DEVICE
from homeport.domain.policy import Policy
from homeport.policy.toml_text import inline, quoted


class Expected(StrEnum):
    """What a person expected instead."""

    FIRST = "first"  # it starts on this lane
    STAYS = "stays"  # it starts here, and no other lane is offered
    REVIEW = "review"  # a person looks, as this rule says


@dataclass(frozen=True, slots=True)
class Expectation:
    """One answer: `value` is a lane for `FIRST` and the id of a review rule for `REVIEW`, else empty."""

    kind: Expected
    value: str = ""


@dataclass(frozen=True, slots=True)
class FactsMissing:
    """The policy reads facts that were not known when the decision was made."""

    names: tuple[str, ...]


SAYS: Mapping[Expected, Mapping[str, str]] = {
    Expected.FIRST: {
        "en": "A real case of {day}: it should start with {value}.",
        "sv": "Ett verkligt fall från {day}: det ska börja med {value}.",
    },
    Expected.STAYS: {
        "en": "A real case of {day}: it should stay here, and nothing should be offered.",
        "sv": "Ett verkligt fall från {day}: det ska stanna här, och inget ska erbjudas.",
    },
    Expected.REVIEW: {
        "en": "A real case of {day}: a person should look at it, by rule {value}.",
        "sv": "Ett verkligt fall från {day}: en person ska granska det, enligt regel {value}.",
    },
}


def expectations(policy: Policy) -> Sequence[Expectation]:
    """Everything a person can expect of a policy.

    That it waits is not among it: every accepted policy gives all work a place to start.
    """
    return (
        *(Expectation(Expected.FIRST, lane) for lane in policy.lanes),
        *([Expectation(Expected.STAYS)] if len(policy.lanes) > 1 else []),
        *(Expectation(Expected.REVIEW, rule.id) for rule in policy.review),
    )


def example_text(
    policy: Policy, values: Mapping[str, str], expectation: Expectation, day: str, reviewed: Sequence[str] = ()
) -> str | FactsMissing:
    """The table ``[[example]]`` as TOML text.

    Args:
        policy: the policy that has to keep it; its declared facts are given.
        values: the facts of the decision.
        expectation: what should have come of it.
        day: ISO date of the decision.
        reviewed: rules of review that applied; with `REVIEW` they are expected to go on doing so.
    """
    missing = tuple(name for name in policy.facts if name not in values)
    if missing:
        return FactsMissing(missing)
    says = {k: told.format(day=day, value=expectation.value) for k, told in SAYS[expectation.kind].items()}
    # A plain sentence where the policy asks for no languages, so that it reads as the others do.
    say = inline({language: says.get(language, says["en"]) for language in policy.languages})
    lines = (
        "[[example]]",
        f"say = {say if policy.languages else quoted(says['en'])}",
        f"given = {inline({name: values[name] for name in policy.facts})}",
        f"expect = {inline(_expect(policy, expectation, reviewed))}",
    )
    return "\n".join(lines) + "\n"


def _expect(policy: Policy, expectation: Expectation, reviewed: Sequence[str]) -> Mapping[str, object]:
    match expectation.kind:
        case Expected.FIRST:
            return {"first": expectation.value}
        case Expected.STAYS:
            return {"first": DEVICE, "reaches": [DEVICE]}
        case Expected.REVIEW:
            known = [rule.id for rule in policy.review]
            return {"review": [rule for rule in known if rule in (*reviewed, expectation.value)]}
