"""Many patterns at once: the same matches as one by one, and nothing lost when a set gives up."""

import re
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homeport.labelling import scanner
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
    engine = Engine(GROUPS, near={"near": "räka"})
    engine._matchers = dict.fromkeys(range(3), lambda _: None)
    seen = Pass(engine, "x 850101-9809 räka")
    assert list(seen.spans("number")) == [(2, 13)]
    assert list(seen.near(0, 18)) == ["near"]


def test_near_looks_at_where_a_match_begins() -> None:
    engine = Engine(GROUPS, near={"near": r"(?:^|[^\w\x80-\xff])räka"})
    seen = Pass(engine, "räka och 850101-9809, räka")
    assert list(seen.near(0, 5)) == ["near"]
    assert list(seen.near(1, 5)) == []
    assert list(seen.near(20, 22)) == ["near"]
    assert list(seen.near(22, 26)) == []
    assert list(Pass(engine, "skräka").near(2, 6)) == []


@pytest.mark.parametrize("filler", ["x ", "å ", "😀 "])
def test_spans_in_stretches_are_those_of_the_pattern(filler: str) -> None:
    engine = Engine(GROUPS, near={"near": r"(?:^|[^\w\x80-\xff])räka"})
    text = (filler * 500 + "räka ") * 20
    seen = Pass(engine, text)
    assert seen.spans_in(["near"], [(0, len(text))]) == [m.span() for m in re.finditer(" räka", text)]
    only = seen.spans_in(["near"], [(0, 10), (12, 20), (len(text) - 3, len(text))])
    assert {text.index(" räka"), text.rindex(" räka")} <= {start for start, _ in only}


def test_a_group_is_run_when_it_is_asked_for() -> None:
    seen = Pass(ENGINE, "850101-9809")
    assert seen.may_hold("number")
    assert not seen.may_hold("long")
    assert seen.chunks("number") == [(0, 11)]


@pytest.mark.parametrize("name", sorted(name for group in scanner._engine().groups for name in group))
def test_a_trigger_fires_wherever_its_pattern_matches(name: str) -> None:
    engine = scanner._engine()
    group = engine.group_of[name]
    pattern = re.compile(byte_pattern(_for_python(engine._patterns[name])))

    @given(st.from_regex(pattern))
    @settings(
        max_examples=8, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    def check(data: bytes) -> None:
        if next(iter(engine.regexp(name).finditer(data, 0, len(data))), None) is not None:
            assert name in engine.fired(group, data)

    check()


def _for_python(pattern: str) -> str:
    """The pattern in the words of Python's own engine, near enough to make texts that it matches."""
    flags = "".join(sorted(set("".join(re.findall(r"\(\?([ims]+)\)", pattern)))))
    pattern = re.sub(r"\(\?[ims]+\)", "", pattern)
    return f"(?{flags}){pattern}" if flags else pattern
