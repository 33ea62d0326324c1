"""What is wrong with a policy file, as values; the words are in `homeport.policy.problem_sentences`."""

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum, auto

from homeport.policy.toml_lines import LineIndex, Path


class ProblemKind(StrEnum):
    """One kind of mistake; each has its own sentence."""

    FILE_TOO_LARGE = auto()
    NOT_TEXT = auto()
    NOT_TOML = auto()
    TWICE_IN_TOML = auto()
    NESTED_TOO_DEEP = auto()
    SCHEMA_VERSION = auto()
    UNKNOWN_KEY = auto()
    MISSING_KEY = auto()
    WRONG_TYPE = auto()
    EMPTY_TEXT = auto()
    EMPTY_LIST = auto()
    REPEATED = auto()
    UNKNOWN_CHOICE = auto()
    NUMBER_RANGE = auto()
    BAD_ID = auto()
    DUPLICATE_ID = auto()
    BAD_NAME = auto()
    SAY_LENGTH = auto()
    SAY_LANGUAGE = auto()
    VALUE_COUNT = auto()
    UNKNOWN_FACT = auto()
    UNDECLARED_FACT = auto()
    UNKNOWN_VALUE = auto()
    UNKNOWN_CLASS = auto()
    VALUE_ORDER = auto()
    NOT_ORDERED = auto()
    NO_SENSITIVITY = auto()
    NO_TOP_CLASS = auto()
    SENSITIVITY_UNORDERED = auto()
    EMPTY_RANGE = auto()
    UNKNOWN_LANE = auto()
    NO_LANES = auto()
    NO_ROUTE = auto()
    FIRST_LANE = auto()
    UNMANAGED_AFTER_MANAGED = auto()
    MANAGED_ON_DEVICE = auto()
    STANDING_YES = auto()
    NO_CEILING_FACT = auto()
    LOWER_FROM_TOP = auto()
    LOWER_NOT_LOWER = auto()
    DECLASSIFY_NOT_LOWER = auto()
    PROMISE_KIND = auto()
    PROMISE_ON = auto()
    FOUND_IN_PROMISE = auto()
    UNKNOWN_RULE = auto()
    MISSING_FACT = auto()
    TOO_MANY_COMBINATIONS = auto()
    EXAMPLE_FAILS = auto()
    PROMISE_BROKEN = auto()
    GAP = auto()
    LAYER_TABLE = auto()
    LAYER_WIDENS = auto()
    LAYER_BREAKS_PROMISE = auto()


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where it stands, what stands there, and what is known instead."""

    kind: ProblemKind
    line: int  # from 1
    part: str = "file"  # what kind of entry: file, fact, lane, rule, promise, example
    name: str = ""  # which one
    value: str = ""
    known: tuple[str, ...] = ()
    nearest: str = ""  # the known word most like `value`; empty when none is near
    detail: str = ""
    file: str = ""  # "cases": in the file of cases beside the policy


@dataclass(frozen=True, slots=True)
class PolicyErrors:
    """The file is refused; `problems` in the order of their lines, at least one."""

    problems: tuple[Problem, ...]


class ProblemList:
    """Collects the mistakes of one file."""

    def __init__(self, index: LineIndex, file: str = "") -> None:
        """Take the lines of the file, and what to call it if it is not the policy itself."""
        self.index = index
        self._file = file
        self._found: list[Problem] = []
        self._names: dict[Path, str] = {}

    def name(self, path: Path, name: str) -> None:
        """Say how a person calls the entry at `path`, for example by its id."""
        self._names[path] = name

    def add(
        self,
        kind: ProblemKind,
        path: Path,
        value: object = "",
        known: Collection[str] = (),
        detail: str = "",
    ) -> None:
        """Note a mistake at `path`; `known` are the words that could stand for `value`."""
        if len(self._found) == _MOST_PROBLEMS:
            return
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        part = _PARTS.get(str(path[0]), "rule") if len(path) > 1 else "file"
        self._found.append(
            Problem(
                kind,
                self.index.line_of(path, shown),
                part,
                self._name_of(path),
                shown[:_SHOWN_CHARACTERS],
                tuple(known),
                next(iter(get_close_matches(shown[:_SHOWN_CHARACTERS], known, n=1)), ""),
                detail,
                self._file,
            )
        )

    def __bool__(self) -> bool:
        return bool(self._found)

    def sorted(self) -> tuple[Problem, ...]:
        """All mistakes so far, by line."""
        return tuple(sorted(self._found, key=lambda problem: problem.line))

    def _name_of(self, path: Path) -> str:
        if len(path) < 2:
            return str(path[0]) if path else ""
        second = path[1]
        return self._names.get(path[:2]) or (str(second + 1) if isinstance(second, int) else second)


_PARTS = {"facts": "fact", "lanes": "lane", "promise": "promise", "example": "example"}
_SHOWN_CHARACTERS = 80
_MOST_PROBLEMS = 100  # nobody reads more, and a hostile file could have a million
