"""What the policy window shows of a copy that is being edited."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EditedCopy:
    """A copy as it was opened. `ref` is its path, empty before it is saved for the first time."""

    ref: str
    text: str
    told: str  # what this is a copy of, or where it is kept
    chosen: bool = False  # it is what the settings say, so saving it changes what decides
    restored: bool = False  # the text was left unsaved before


@dataclass(frozen=True, slots=True)
class EditProblem:
    """One mistake, at its line (from 1), in a sentence."""

    line: int
    said: str


@dataclass(frozen=True, slots=True)
class EditVerdict:
    """What checking the text came to. `why_not` says why it cannot be saved; empty when it can."""

    accepted: bool
    told: str
    problems: tuple[EditProblem, ...]
    counted: str  # promises, examples and remarks; empty while the text makes no sense
    changes: tuple[str, ...]  # against the policy in force
    opens: tuple[str, ...]  # those of them after which more may leave, or fewer people look
    why_not: str = ""
