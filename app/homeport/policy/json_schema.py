"""The JSON schema of a policy file, made from the same tables the loader checks."""

from collections.abc import Mapping
from typing import Any

from homeport.domain.facts import KNOWN_FACTS
from homeport.policy.schema import EXPECT, EXPECT_MAPS, HEAD, NAMED, RANGE, REPEATED, SELECTOR, Key, Kind
from homeport.policy.shape import LARGEST_NUMBER
from homeport.policy.vocabulary import (
    LANGUAGES,
    NAME,
    PEOPLE,
    RULE_ID,
    SAY_CHARACTERS,
    SCHEMA_VERSION,
    VALUES_PER_FACT,
)

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "minLength": 1}
_SENTENCE: Schema = {"type": "string", "minLength": SAY_CHARACTERS[0], "maxLength": SAY_CHARACTERS[1]}
_NUMBER: Schema = {"type": "number", "minimum": 0, "maximum": LARGEST_NUMBER}
_TEXTS: Schema = {"type": "array", "items": _TEXT, "minItems": 1, "uniqueItems": True}
_MAYBE_TEXTS: Schema = {"type": "array", "items": _TEXT, "uniqueItems": True}


def json_schema() -> Schema:
    """A JSON schema (draft 2020-12) that every accepted policy file satisfies."""
    properties = {name: _of(key, name) for name, key in HEAD.items()}
    properties["schema"] = {"const": SCHEMA_VERSION}
    for name, keys in NAMED.items():
        named: Schema = {"type": "object", "additionalProperties": _table(keys), "minProperties": 1}
        named["propertyNames"] = {"enum": list(KNOWN_FACTS)} if name == "facts" else {"pattern": NAME}
        properties[name] = named
    for name, keys in REPEATED.items():
        properties[name] = {"type": "array", "items": _table(keys)}
    properties["route"]["minItems"] = 1
    properties["facts"]["additionalProperties"]["properties"]["values"] = {
        **_TEXTS,
        "items": {"type": "string", "pattern": NAME},
        "minItems": VALUES_PER_FACT[0],
        "maxItems": VALUES_PER_FACT[1],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Homeport policy",
        "type": "object",
        "properties": properties,
        "required": [*(name for name, key in HEAD.items() if key.required), *NAMED, "route"],
        "additionalProperties": False,
        "$defs": {"condition": _condition(), "say": _say(), "selector": _selector(), "expect": _expect()},
    }


def _table(keys: Mapping[str, Key]) -> Schema:
    return {
        "type": "object",
        "properties": {name: _of(key, name) for name, key in keys.items()},
        "required": [name for name, key in keys.items() if key.required],
        "additionalProperties": False,
    }


def _of(key: Key, name: str) -> Schema:
    condition = _ref("condition")
    choice: Schema = {"enum": [str(each) for each in key.choices]}
    return {
        Kind.TEXT: _TEXT,
        Kind.SAY: _ref("say"),
        Kind.ID: {"type": "string", "pattern": RULE_ID},
        Kind.BOOLEAN: {"type": "boolean"},
        Kind.TRUE: {"const": True},
        Kind.WHOLE_NUMBER: {"enum": list(PEOPLE)} if name == "people" else {"type": "integer"},
        Kind.NUMBER: _NUMBER,
        Kind.NUMBERS: {"type": "object", "additionalProperties": _NUMBER, "minProperties": 1},
        Kind.CHOICE: choice,
        Kind.CHOICES: {**_TEXTS, "items": choice},
        Kind.TEXTS: _MAYBE_TEXTS if key.may_be_empty else _TEXTS,
        Kind.LANES: _TEXTS,
        Kind.SELECTOR: _ref("selector"),
        Kind.CONDITION: condition,
        Kind.CONDITIONS: {"anyOf": [condition, {"type": "array", "items": condition, "minItems": 1}]},
        Kind.GIVEN: {"type": "object", "additionalProperties": _TEXT},
        Kind.EXPECT: _ref("expect"),
    }[key.kind]


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _selector() -> Schema:
    return {"anyOf": [_TEXTS, {**_table(SELECTOR), "minProperties": 1}]}


def _condition() -> Schema:
    limits: Schema = {
        "type": "object",
        "properties": dict.fromkeys(RANGE, _TEXT),
        "additionalProperties": False,
        "minProperties": 1,
    }
    return {"type": "object", "additionalProperties": {"anyOf": [_TEXTS, limits]}}


def _say() -> Schema:
    by_language: Schema = {
        "type": "object",
        "properties": dict.fromkeys(LANGUAGES, _SENTENCE),
        "additionalProperties": False,
        "minProperties": 1,
    }
    return {"anyOf": [_SENTENCE, by_language]}


def _expect() -> Schema:
    expect: Schema = {**_table(EXPECT), "minProperties": 1}
    for name, choices in EXPECT_MAPS.items():
        lists: Schema = {"type": "object", "additionalProperties": _MAYBE_TEXTS}
        if choices:
            lists["propertyNames"] = {"enum": [str(each) for each in choices]}
        expect["properties"][name] = lists
    return expect
