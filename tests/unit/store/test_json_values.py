import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from types import NoneType, UnionType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeport.adapters.store.json_values import NotThatValue, dump, load, read
from homeport.domain.consent import Confirmation, Prepared
from homeport.domain.decision import Decision
from homeport.domain.draft import Draft
from homeport.domain.exchange import Fault
from homeport.domain.facts import Facts
from homeport.domain.label import Label
from homeport.domain.task import Task

STORED = (Task, Label, Facts, Decision, Draft, Confirmation, Prepared)

_TEXT = st.text(st.characters(exclude_categories=()), max_size=8)
_SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    str: _TEXT,
    int: st.integers(),
    float: st.floats(allow_nan=False),
    bool: st.booleans(),
    bytes: st.binary(max_size=8),
    NoneType: st.none(),
}


def _values(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a type, lone surrogates and infinities included."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if origin in (typing.Union, UnionType):
        return st.one_of(*map(_values, arguments))
    if origin is tuple and arguments[-1] is Ellipsis:
        return st.lists(_values(arguments[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(_values, arguments))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return st.dictionaries(*map(_values, arguments), max_size=3)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(list(kind))
    assert is_dataclass(kind), kind
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{field.name: _values(hints[field.name]) for field in fields(kind)})


def test_a_draft_strategy_reaches_the_odd_characters() -> None:
    assert any(0xD800 <= ord(c) < 0xE000 for c in "\ud800")  # what the strategy may draw and UTF-8 refuses
    with pytest.raises(UnicodeEncodeError):
        "\ud800".encode()


@pytest.mark.parametrize("kind", STORED)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_stored_value_comes_back_equal_and_of_the_same_types(kind: Any, data: st.DataObject) -> None:
    value = data.draw(_values(kind))
    text = dump(value)
    assert text.isascii()
    back = load(kind, text)
    assert back == value
    assert repr(back) == repr(value)  # enums are enums again, tuples are tuples


def test_a_row_from_before_a_field_existed_takes_its_default() -> None:
    assert load(Fault, '{"kind":"cut"}') == Fault(kind=load(Fault, '{"kind":"cut","detail":""}').kind)


def test_a_field_that_is_gone_is_ignored() -> None:
    assert load(Fault, '{"kind":"cut","once_there":1}').detail == ""


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Task, "not json"),
        (Task, "[]"),
        (Task, "{}"),
        (Fault, '{"kind":"no such kind"}'),
        (Fault, '{"kind":"cut","detail":5}'),
        (Fault, '{"kind":"cut","retry_after_seconds":"1"}'),
        (Fault, '{"kind":"cut","retry_after_seconds":true}'),
        (tuple[str, int], '["a"]'),
        (tuple[str, ...], '"abc"'),
        (bytes, '"not base64!"'),
        (Mapping[str, int], "[]"),
    ],
)
def test_what_does_not_fit_the_type_is_refused(kind: Any, text: str) -> None:
    with pytest.raises(NotThatValue):
        read(kind, text)


@pytest.mark.parametrize("kind", [str | int, object, set[str]])
def test_a_type_without_one_reading_is_a_programming_error(kind: Any) -> None:
    with pytest.raises((TypeError, NotThatValue)):
        read(kind, '"a"')


def test_a_value_without_json_form_is_a_programming_error() -> None:
    with pytest.raises(TypeError):
        dump({"a": object()})


def test_nothing_in_the_data_names_a_class() -> None:
    assert "Fault" not in dump(replace(load(Fault, '{"kind":"cut"}'), detail="x"))
