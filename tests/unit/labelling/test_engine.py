"""Many patterns at once: the same matches as one by one, and nothing lost when a set gives up."""

import re
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeport.labelling.engine import CHUNK, Engine, Pass, byte_pattern, trigger

GROUPS: tuple[Mapping[str, str], ...] = (
    {"number": r"\b\d{6}-\d{4}\b", "word": r"(?i)räka"},
    {"long": r"A{20,90}"},
)
ENGINE = Engine(GROUPS)


def test_letters_beyond_ascii_are_spelled_in_both_cases() -> None:
    assert byte_pattern("å") == "(?:Å|å)".encode()
    assert [
        Pass(ENGINE, text).text[a:b] for text in ("RÄKA", "räka") for a, b in Pass(ENGINE, text).spans("word")
    ] == [
        "RÄKA",
        "räka",
    ]


@pytest.mark.parametrize(
    ("pattern", "short"), [("a{36}", "a{2,}"), ("a{0,90}", "a*"), ("a{1,9}", "a+"), ("a{2,4}", "a{2,4}")]
)
def test_triggers_have_no_long_repeats(pattern: str, short: str) -> None:
    assert trigger(pattern) == short


@pytest.mark.parametrize("place", [0, 1, CHUNK - 11, CHUNK - 6, CHUNK - 1, CHUNK, CHUNK + 100, 2 * CHUNK - 5])
@pytest.mark.parametrize("filler", ["x", "å", "😀"])
def test_a_match_is_found_wherever_a_chunk_ends(place: int, filler: str) -> None:
    text = filler * place + " 850101-9809 " + filler * CHUNK
    assert [text[a:b] for a, b in Pass(ENGINE, text).spans("number")] == ["850101-9809"]


@given(st.lists(st.sampled_from(["850101-9809", "A" * 30, "räka", " ", "å", "x" * 500]), max_size=40))
@settings(max_examples=100, deadline=None)
def test_the_spans_are_those_of_the_pattern_alone(pieces: list[str]) -> None:
    text = " ".join(pieces)
    seen = Pass(ENGINE, text)
    assert list(seen.spans("number")) == [m.span() for m in re.finditer(GROUPS[0]["number"], text, re.ASCII)]
    assert list(seen.spans("word")) == [m.span() for m in re.finditer("räka", text)]


def test_a_set_that_fails_counts_as_fired_everywhere() -> None:
    engine = Engine(GROUPS)
    engine._sets = [(first, size, lambda _: None) for first, size, _ in engine._sets]
    assert list(Pass(engine, "x 850101-9809").spans("number")) == [(2, 13)]


def test_near_looks_at_where_a_match_begins() -> None:
    seen = Pass(ENGINE, "räka och 850101-9809")
    assert seen.near("word", 0, 5)
    assert not seen.near("word", 1, 5)
    assert not seen.near("long", 0, 50)
