"""Is everything in the file of the right kind, under a known key? What it means is checked by the builder."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, assert_never

from homeport.policy.problems import ProblemKind, ProblemList
from homeport.policy.schema import (
    CASE_TABLE,
    EXPECT,
    EXPECT_MAPS,
    HEAD,
    LAYER_TABLES,
    NAMED,
    RANGE,
    REPEATED,
    SELECTOR,
    Key,
    Kind,
)
from homeport.policy.toml_lines import Path
from homeport.policy.vocabulary import LANGUAGES, NAME, PEOPLE, RULE_ID, SAY_CHARACTERS, SCHEMA_VERSION

Raw = Mapping[str, Any]

LARGEST_NUMBER = 1_000_000
"""Seconds and euros above this are a slip of the finger."""


def check_shape(raw: Raw, problems: ProblemList) -> None:
    """Note every unknown or missing key and every value of the wrong kind."""
    if not _known_version(raw, problems):
        return  # another version has other keys: listing them as mistakes would mislead
    shape = _Shape(problems)
    tables = (*NAMED, *REPEATED)
    shape.keys({key: value for key, value in raw.items() if key not in tables}, HEAD, (), (*HEAD, *tables))
    for name, keys in NAMED.items():
        if name not in raw:
            problems.add(ProblemKind.MISSING_KEY, (), name)
            continue
        for entry, value in shape.table(raw[name], (name,)).items():
            if not re.fullmatch(NAME, entry):
                problems.add(ProblemKind.BAD_NAME, (name, entry), entry)
            shape.keys(shape.table(value, (name, entry)), keys, (name, entry))
    for name in REPEATED:
        shape.repeated(raw.get(name, []), name)


def check_cases_shape(raw: Raw, problems: ProblemList) -> None:
    """As `check_shape`, for a file of cases: examples and nothing else."""
    shape = _Shape(problems)
    shape.keys({key: value for key, value in raw.items() if key != CASE_TABLE}, {}, (), (CASE_TABLE,))
    shape.repeated(raw.get(CASE_TABLE, []), CASE_TABLE)


def check_layer_shape(raw: Raw, problems: ProblemList) -> None:
    """As `check_shape`, for a user's file: the head and rules that can narrow."""
    if not _known_version(raw, problems):
        return
    shape = _Shape(problems)
    tables = (*NAMED, *REPEATED)
    known = (*HEAD, *LAYER_TABLES)
    shape.keys({key: value for key, value in raw.items() if key not in tables}, HEAD, (), known)
    for name in raw:
        if name in tables and name not in LAYER_TABLES:
            problems.add(ProblemKind.LAYER_TABLE, (name,), name, LAYER_TABLES)
    for name in LAYER_TABLES:
        shape.repeated(raw.get(name, []), name)


def _known_version(raw: Raw, problems: ProblemList) -> bool:
    if raw.get("schema") != SCHEMA_VERSION or isinstance(raw.get("schema"), bool):
        problems.add(ProblemKind.SCHEMA_VERSION, ("schema",), raw.get("schema", ""), detail=str(SCHEMA_VERSION))
        return False
    return True


class _Shape:
    def __init__(self, problems: ProblemList) -> None:
        self._problems = problems

    def table(self, value: object, path: Path) -> dict[str, Any]:
        """The value if it is a table, else an empty one and a problem."""
        if isinstance(value, dict):
            return value
        self._wrong(path, value, "table")
        return {}

    def repeated(self, entries: object, name: str) -> None:
        """Check the tables that may stand many times under `name`."""
        if not isinstance(entries, list):
            self._problems.add(ProblemKind.WRONG_TYPE, (name,), f"[{name}]", detail="repeated")
            return
        for place, value in enumerate(entries):
            table = self.table(value, (name, place))
            if isinstance(table.get("id"), str):
                self._problems.name((name, place), table["id"])
            self.keys(table, REPEATED[name], (name, place))

    def _filled_table(self, value: object, path: Path) -> dict[str, Any]:
        table = self.table(value, path)
        if isinstance(value, dict):
            self._not_empty(table, path)
        return table

    def keys(self, table: Raw, keys: Mapping[str, Key], path: Path, known: tuple[str, ...] = ()) -> None:
        for name in table:
            if name not in keys:
                self._problems.add(ProblemKind.UNKNOWN_KEY, (*path, name), name, known or tuple(keys))
        for name, key in keys.items():
            if name in table:
                self._value(table[name], key, (*path, name))
            elif key.required:
                self._problems.add(ProblemKind.MISSING_KEY, path, name)

    def _value(self, value: Any, key: Key, path: Path) -> None:  # noqa: PLR0912 - one arm for each kind
        match key.kind:
            case Kind.TEXT:
                self._text(value, path)
            case Kind.SAY:
                self._say(value, path)
            case Kind.ID:
                if self._text(value, path) and not re.fullmatch(RULE_ID, value):
                    self._problems.add(ProblemKind.BAD_ID, path, value)
            case Kind.BOOLEAN:
                if not isinstance(value, bool):
                    self._wrong(path, value, "boolean")
            case Kind.TRUE:
                if value is not True:
                    self._wrong(path, value, "true")
            case Kind.WHOLE_NUMBER:
                self._whole_number(value, path)
            case Kind.NUMBER:
                self._number(value, path)
            case Kind.NUMBERS:
                for name, number in self._filled_table(value, path).items():
                    self._number(number, (*path, name))
            case Kind.CHOICE:
                if self._text(value, path):
                    self._choice(value, key, path)
            case Kind.CHOICES:
                for choice in self._texts(value, path):
                    self._choice(choice, key, path)
            case Kind.TEXTS | Kind.LANES:
                self._texts(value, path, key.may_be_empty)
            case Kind.SELECTOR:
                if isinstance(value, dict):
                    self.keys(self._filled_table(value, path), SELECTOR, path)
                else:
                    self._texts(value, path)
            case Kind.CONDITION:
                self._condition(value, path)
            case Kind.CONDITIONS:
                if isinstance(value, list):
                    self._not_empty(value, path)
                    for place, condition in enumerate(value):
                        self._condition(condition, (*path, place))
                else:
                    self._condition(value, path)
            case Kind.GIVEN:
                for fact, given in self.table(value, path).items():
                    self._text(given, (*path, fact))
            case Kind.EXPECT:
                self._expect(value, path)
            case _:  # pragma: no cover - mypy shows that no kind is left
                assert_never(key.kind)

    def _say(self, value: Any, path: Path) -> None:
        if not isinstance(value, dict):
            self._sentence(value, path)
            return
        for language, sentence in self._filled_table(value, path).items():
            if language not in LANGUAGES:
                self._problems.add(ProblemKind.UNKNOWN_KEY, (*path, language), language, LANGUAGES)
            self._sentence(sentence, (*path, language))

    def _sentence(self, value: Any, path: Path) -> None:
        shortest, longest = SAY_CHARACTERS
        if self._text(value, path) and not shortest <= len(value.strip()) <= longest:
            detail = f"{shortest}-{longest}"
            self._problems.add(ProblemKind.SAY_LENGTH, path, len(value.strip()), detail=detail)

    def _condition(self, value: Any, path: Path) -> None:
        for fact, wanted in self.table(value, path).items():
            if isinstance(wanted, dict):
                limits = dict.fromkeys(RANGE, Key(Kind.TEXT, required=False))
                self.keys(self._filled_table(wanted, (*path, fact)), limits, (*path, fact))
            else:
                self._texts(wanted, (*path, fact))

    def _expect(self, value: Any, path: Path) -> None:
        expect = self._filled_table(value, path)
        plain = {key: each for key, each in expect.items() if key not in EXPECT_MAPS}
        self.keys(plain, EXPECT, path, (*EXPECT, *EXPECT_MAPS))
        for name, choices in EXPECT_MAPS.items():
            for key, each in self.table(expect.get(name, {}), (*path, name)).items():
                if choices and key not in choices:
                    self._problems.add(ProblemKind.UNKNOWN_KEY, (*path, name, key), key, choices)
                self._texts(each, (*path, name, key), may_be_empty=True)

    def _text(self, value: Any, path: Path) -> bool:
        if not isinstance(value, str):
            self._wrong(path, value, "text")
        elif not value.strip():
            self._problems.add(ProblemKind.EMPTY_TEXT, path, path[-1])
        else:
            return True
        return False

    def _texts(self, value: Any, path: Path, may_be_empty: bool = False) -> list[str]:
        if not isinstance(value, list):
            self._wrong(path, value, "list")
            return []
        if not may_be_empty:
            self._not_empty(value, path)
        texts = [each for each in value if self._text(each, path)]
        for each, times in Counter(texts).items():
            if times > 1:
                self._problems.add(ProblemKind.REPEATED, path, each)
        return texts

    def _choice(self, value: str, key: Key, path: Path) -> None:
        if value not in key.choices:
            self._problems.add(ProblemKind.UNKNOWN_CHOICE, path, value, key.choices, detail=str(path[-1]))

    def _whole_number(self, value: Any, path: Path) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            self._wrong(path, value, "whole number")
        elif path[-1] == "people" and value not in PEOPLE:
            self._problems.add(ProblemKind.NUMBER_RANGE, path, value, detail=f"{PEOPLE[0]}-{PEOPLE[-1]}")

    def _number(self, value: Any, path: Path) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._wrong(path, value, "number")
        elif not 0 <= value <= LARGEST_NUMBER:  # false for "not a number", too
            self._problems.add(ProblemKind.NUMBER_RANGE, path, value, detail=f"0-{LARGEST_NUMBER}")

    def _not_empty(self, value: list[Any] | dict[str, Any], path: Path) -> None:
        if not value:
            self._problems.add(ProblemKind.EMPTY_LIST, path, path[-1])

    def _wrong(self, path: Path, value: object, wanted: str) -> None:
        shown = "[…]" if isinstance(value, list) else "{…}" if isinstance(value, dict) else value
        self._problems.add(ProblemKind.WRONG_TYPE, path, shown, detail=wanted)
