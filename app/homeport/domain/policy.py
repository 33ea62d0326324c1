"""A policy as data. `homeport.policy` loads and decides it; the semantics are in docs/policy.md."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from homeport.domain.lane import Lane

DEVICE_ONLY_NAME = "This device only"
"""The name of the policy in force when no policy can be read."""


class Trigger(StrEnum):
    """What may move a task on."""

    ERROR = "error"
    SLOW = "slow"
    OVER_CEILING = "over_ceiling"
    LOW_QUALITY = "low_quality"
    ASKED = "asked"
    HARD = "hard"
    HIGH_STAKES = "high_stakes"
    DECLINED = "declined"


FALLBACK_TRIGGERS = (Trigger.ERROR, Trigger.SLOW, Trigger.OVER_CEILING)
ESCALATE_TRIGGERS = (Trigger.HARD, Trigger.HIGH_STAKES, Trigger.LOW_QUALITY, Trigger.ASKED)


@dataclass(frozen=True, slots=True)
class FactSpec:
    """A fact the policy declares. With `ordered`, `values` run from least to most."""

    name: str
    values: tuple[str, ...]
    ordered: bool = False
    can_change: bool = False  # a person may set it, so a counterfactual may suggest it


@dataclass(frozen=True, slots=True)
class Condition:
    """A conjunction: for each fact the set of values that satisfy it. Empty = always.

    `at_least` and `at_most` are expanded to value sets by the loader. A key ``X_was`` reads the facts as found.
    """

    allowed: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """What every rule has. `say` maps a language ("en", "sv") to the sentence; a plain sentence has the key ""."""

    id: str
    say: Mapping[str, str]
    when: Condition


@dataclass(frozen=True, slots=True)
class RaiseRule(Rule):
    """Sets sensitivity to the maximum of the current value and `sensitivity`."""

    sensitivity: str


@dataclass(frozen=True, slots=True)
class LowerRule(Rule):
    """Sets sensitivity to `sensitivity`; at most one applies, never from the top class."""

    sensitivity: str


@dataclass(frozen=True, slots=True)
class DeclassifyRule(Rule):
    """Who may lower a class, from what to what, for which reasons."""

    from_class: str
    to_class: str
    reasons: tuple[str, ...]
    by: str  # "self" or "second"


@dataclass(frozen=True, slots=True)
class NeverRule(Rule):
    """Blocks `lanes` (ids, attributes already expanded by the loader)."""

    lanes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RouteRule(Rule):
    """The first matching one decides the order of lanes."""

    lanes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepRule(Rule):
    """An `escalate` or `fallback` rule: lanes to go to when one of the triggers fires."""

    on: tuple[Trigger, ...]
    lanes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewRule(Rule):
    """Holds the result before `before` ("use" or "send") for `people` persons."""

    before: str
    people: int = 1


@dataclass(frozen=True, slots=True)
class SlowRule(Rule):
    """Seconds to the first word, from the end of prompt reading, by latency."""

    first_word_s: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class SpendRule(Rule):
    """Ceilings in euro, by value of the fact `ceiling`, and per week."""

    per_request_eur: Mapping[str, float]
    per_week_eur: float | None = None


@dataclass(frozen=True, slots=True)
class Promise(Rule):
    """What must hold for every combination; `when` is unused, `cases` are the alternatives of ``for``."""

    cases: tuple[Condition, ...]
    on: tuple[Trigger, ...] = ()
    reaches_no: tuple[str, ...] | None = None  # lane ids
    has_route: bool = False
    reviewed: str | None = None
    never_widens: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A combination of facts and what must come of it; `expect` is kept as written."""

    say: Mapping[str, str]
    given: Mapping[str, str]
    expect: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Policy:
    """One accepted policy file. `sha256` is of the file's bytes."""

    schema: int
    name: str
    version: str
    owner: str
    sha256: str
    facts: Mapping[str, FactSpec]
    lanes: Mapping[str, Lane]  # from least to most exposed
    raises: tuple[RaiseRule, ...] = ()
    lowers: tuple[LowerRule, ...] = ()
    declassify: tuple[DeclassifyRule, ...] = ()
    never: tuple[NeverRule, ...] = ()
    route: tuple[RouteRule, ...] = ()
    escalate: tuple[StepRule, ...] = ()
    fallback: tuple[StepRule, ...] = ()
    review: tuple[ReviewRule, ...] = ()
    slow: tuple[SlowRule, ...] = ()
    spend: tuple[SpendRule, ...] = ()
    promises: tuple[Promise, ...] = ()
    examples: tuple[Example, ...] = ()
    languages: tuple[str, ...] = ()  # every `say` must be there in these; empty = plain sentences will do
