"""The JSON schema accepts what the loader accepts, and refuses what has the wrong shape."""

import json
import re
import tomllib
from typing import Any

import pytest

from fakes.broken_policies import BROKEN, SMALL
from fakes.random_policies import NAMES, POLICIES
from homeport.policy.json_schema import json_schema
from homeport.policy.problems import ProblemKind as K

SCHEMA = json_schema()
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float)}


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """A validator for the words the schema uses; an unknown word is an error of this test."""
    return all(_keyword(word, wanted, value, schema) for word, wanted in schema.items())


def _keyword(word: str, wanted: Any, value: Any, schema: dict[str, Any]) -> bool:
    match word:
        case "$schema" | "title" | "$defs":
            return True
        case "$ref":
            return fits(value, SCHEMA["$defs"][wanted.removeprefix("#/$defs/")])
        case "anyOf":
            return any(fits(value, each) for each in wanted)
        case "type":
            return isinstance(value, TYPES[wanted]) and (wanted == "boolean" or not isinstance(value, bool))
        case "enum":
            return value in wanted
        case "const":
            return value == wanted and type(value) is type(wanted)
        case "pattern":
            return isinstance(value, str) and re.search(wanted, value) is not None
        case "minLength" | "minItems" | "minProperties":
            return not isinstance(value, (str, list, dict)) or len(value) >= wanted
        case "maxLength" | "maxItems":
            return not isinstance(value, (str, list)) or len(value) <= wanted
        case "minimum":
            return not isinstance(value, (int, float)) or value >= wanted
        case "maximum":
            return not isinstance(value, (int, float)) or value <= wanted
        case "uniqueItems":
            return not isinstance(value, list) or len({json.dumps(each) for each in value}) == len(value)
        case "items":
            return not isinstance(value, list) or all(fits(each, wanted) for each in value)
        case "properties":
            return not isinstance(value, dict) or all(fits(value[k], s) for k, s in wanted.items() if k in value)
        case "required":
            return not isinstance(value, dict) or set(wanted) <= set(value)
        case "propertyNames":
            return not isinstance(value, dict) or all(fits(key, wanted) for key in value)
        case "additionalProperties":
            rest = (
                {k: v for k, v in value.items() if k not in schema.get("properties", {})}
                if isinstance(value, dict)
                else {}
            )
            return not rest if wanted is False else all(fits(each, wanted) for each in rest.values())
    raise AssertionError(f"unknown word {word}")


SHAPE = {
    K.SCHEMA_VERSION, K.UNKNOWN_KEY, K.MISSING_KEY, K.WRONG_TYPE, K.EMPTY_LIST, K.REPEATED, K.UNKNOWN_CHOICE,
    K.NUMBER_RANGE, K.BAD_ID, K.BAD_NAME, K.SAY_LENGTH, K.VALUE_COUNT, K.NO_LANES, K.NO_ROUTE,
}  # fmt: skip


@pytest.mark.parametrize("text", [SMALL, *((POLICIES / f"{name}.toml").read_text("utf-8") for name in NAMES)])
def test_accepted_policies_satisfy_the_schema(text):
    assert fits(tomllib.loads(text), SCHEMA)


@pytest.mark.parametrize("case", [case for case, (_, kind, _, _) in BROKEN.items() if kind in SHAPE])
def test_policies_of_the_wrong_shape_do_not(case):
    text, _, _, _ = BROKEN[case]
    assert not fits(tomllib.loads(text), SCHEMA)


def test_the_schema_that_is_shipped_is_the_one_the_program_makes():
    shipped = (POLICIES / "policy.schema.json").read_text(encoding="utf-8")
    assert json.loads(shipped) == SCHEMA
