"""What the window asks about a decision that should have been different."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExpectedChoice:
    """One thing a person can expect, in words; `kind` and `value` as in `services.decision_example`."""

    kind: str
    value: str
    said: str
    about: str = ""  # the sentence of the rule


@dataclass(frozen=True, slots=True)
class ExpectedTarget:
    """One policy that can take the example. `ref` is a copy's path; empty: a new copy of the chosen policy."""

    ref: str
    name: str
    choices: tuple[ExpectedChoice, ...]
    missing: str = ""  # facts that it reads and that were not known, in words: it cannot take the example


@dataclass(frozen=True, slots=True)
class ExpectedView:
    """A decision and who could learn from it."""

    task_id: str
    decided: str  # when and where it went
    facts: str
    targets: tuple[ExpectedTarget, ...]
