"""One policy as the policy window shows it, made once when it is opened."""

from collections.abc import Mapping
from dataclasses import dataclass

from homeport.policy.prove import Whole
from homeport.ui.models.policy_combinations import Facet

IN_FORCE = ""
"""Stands for the policy that decides now, where else the name of a shipped one or a path stands."""

Combination = Mapping[str, str]
"""Fact to value, one for every fact the policy declares."""


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """One rule: its own sentence, what the program says it does, and where the two disagree."""

    id: str
    say: str
    does: str
    warnings: tuple[str, ...] = ()
    own: bool = False  # from the person's own file on top of the policy


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The rules of one verb, in the order of the file."""

    verb: str
    title: str
    about: str
    rules: tuple[RuleEntry, ...]


@dataclass(frozen=True, slots=True)
class PromiseEntry:
    """One promise with its proof, or with a combination that breaks it."""

    id: str
    say: str
    does: str
    verdict: str
    holds: bool
    warnings: tuple[str, ...] = ()
    facts: Combination | None = None
    facts_said: str = ""
    lanes: tuple[str, ...] = ()  # reached, or opened, against the promise


@dataclass(frozen=True, slots=True)
class Expected:
    """One thing an example expects, and what came out."""

    what: str
    expected: str
    found: str
    same: bool


@dataclass(frozen=True, slots=True)
class ExampleEntry:
    """One example of the policy, tried."""

    say: str
    passed: bool
    facts: Combination
    facts_said: str
    expected: tuple[Expected, ...]
    complete: bool = True  # it sets every fact, so it can be tried


@dataclass(frozen=True, slots=True)
class RemarkEntry:
    """One thing to tell the author, with a combination where there is one."""

    kind: str
    sentence: str
    facts: Combination | None = None
    facts_said: str = ""


@dataclass(frozen=True, slots=True)
class PolicyChoice:
    """One policy that can be opened."""

    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class OpenPolicy:
    """One policy, read, tried and put into words.

    `all_of` is None when the file makes no sense yet: then only `problems` has something.
    """

    ref: str
    name: str
    version: str
    owner: str
    sha256: str
    came_from: str  # the name of a shipped policy, or a path
    accepted: bool
    in_force: bool
    managed: bool  # the organisation's settings fix it
    problems: tuple[str, ...]
    all_of: Whole | None
    combinations: int = 0
    groups: tuple[RuleGroup, ...] = ()
    promises: tuple[PromiseEntry, ...] = ()
    examples: tuple[ExampleEntry, ...] = ()
    remarks: tuple[RemarkEntry, ...] = ()
    choices: tuple[PolicyChoice, ...] = ()
    facets: tuple[Facet, ...] = ()  # what the table of all combinations is filtered by
