"""What is written is what TOML reads back."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.random_policies import BOUNDED
from homeport.policy.toml_text import inline, quoted


@given(st.text(st.characters(exclude_categories=["Cs"])))
@BOUNDED
def test_any_text_comes_back(text):
    assert tomllib.loads(f"a = {quoted(text)}") == {"a": text}


def test_values_on_one_line():
    value = {"first": "device", "waits": False, "review": ["H1", "H2"], "blocked": {"premium": ["N1"]}, "x": True}
    assert tomllib.loads(f"a = {inline(value)}") == {"a": value}
    assert "\n" not in inline(value)


def test_half_a_character_becomes_a_question_mark_and_no_other_value_is_written():
    assert quoted("a\ud800b") == '"a?b"'
    with pytest.raises(TypeError):
        inline(3.5)
