import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeport.text.word_diff import difference


def changed(left: str, right: str) -> list[tuple[str, str]]:
    return [(left[slice(*c.left)], right[slice(*c.right)]) for c in difference(left, right).changes]


def test_only_the_words_that_differ_are_changes() -> None:
    left = "The tenant has three months.\nNotice is written.\n"
    right = "The tenant has nine months.\nNotice is written by letter.\n"
    assert changed(left, right) == [("three ", "nine "), ("written", "written by letter")]


def test_a_line_more_is_one_change() -> None:
    assert changed("a\nc\n", "a\nb\nc\n") == [("", "b\n")]


def test_equal_texts_have_no_changes() -> None:
    assert difference("same\n" * 3, "same\n" * 3).changes == ()


TEXTS = st.text("ab c\n.", max_size=120)


@given(TEXTS, TEXTS)
def test_putting_the_right_side_in_makes_the_right_text(left: str, right: str) -> None:
    built, at = [], 0
    for change in difference(left, right).changes:
        assert change.left[0] >= at
        built += [left[at : change.left[0]], right[slice(*change.right)]]
        at = change.left[1]
    assert "".join([*built, left[at:]]) == right


def words(count: int, vocabulary: int, seed: int) -> str:
    source = random.Random(seed)
    return " ".join(f"w{source.randrange(vocabulary)}" for _ in range(count))


@pytest.mark.parametrize("vocabulary", [2, 30, 1_000, 100_000])
def test_two_texts_of_200_kb_that_have_little_in_common_take_less_than_a_second(vocabulary: int) -> None:
    left, right = words(50_000, vocabulary, 1)[:200_000], words(50_000, vocabulary, 2)[:200_000]
    began = time.process_time()
    difference(left, right)
    assert time.process_time() - began < 1


def test_two_texts_of_200_kb_that_differ_here_and_there_take_less_than_a_second() -> None:
    pieces = words(40_000, 3_000, 3)[:200_000].split(" ")
    lines = [" ".join(pieces[at : at + 12]) for at in range(0, len(pieces), 12)]
    left = "\n".join(lines)
    right = "\n".join(line + " more" if at % 7 == 0 else line for at, line in enumerate(lines) if at % 50)
    began = time.process_time()
    found = difference(left, right)
    assert time.process_time() - began < 1
    assert found.by_word
    assert len(found.changes) > 300


def test_what_is_too_long_to_compare_is_marked_as_a_whole() -> None:
    found = difference("a b " * 3_000, "b a a " * 3_000)
    assert not found.by_word
