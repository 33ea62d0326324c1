import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeport.domain.title import MOST_CHARACTERS, title_of


@pytest.mark.parametrize(
    ("instruction", "title"),
    [
        ("List the dates", "List the dates"),
        ("  List\tthe   dates \nand the parties", "List the dates"),
        ("\n\n  Second line first", "Second line first"),
        ("a\u2028b", "a"),
        ("", ""),
        (" \n\t ", ""),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 79 + "…"),
        ("word " * 17, "word " * 15 + "word…"),
    ],
)
def test_a_title_is_the_first_line_that_says_anything(instruction: str, title: str) -> None:
    assert title_of(instruction) == title


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_a_title_is_one_short_line_of_the_instruction(instruction: str) -> None:
    title = title_of(instruction)
    assert len(title) <= MOST_CHARACTERS
    assert title == " ".join(title.split())
    assert bool(title) == bool(instruction.strip())
    assert title.removesuffix("…").split() == instruction.split()[: len(title.removesuffix("…").split())] or (
        title.endswith("…")
    )


def test_a_huge_line_is_not_walked_through() -> None:
    assert title_of(" " * 10 + "y" * 50_000_000) == "y" * 79 + "…"
