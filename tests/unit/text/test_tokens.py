"""The token estimate: its rule, its bounds, its speed."""

import math
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeport.text import tokens
from homeport.text.tokens import estimate_tokens

MIXED = st.text(st.sampled_from("aåZ9_ .\n\t²½µ٣٤漢のłЖ’é\u0300😀"), max_size=80)


def test_short_ascii_words_are_a_token_each_with_the_margin() -> None:
    assert estimate_tokens("one two three four five six seven eight nine ten").likely == 12  # ten times 1.15


def test_long_and_accented_words_digits_and_marks_cost_more() -> None:
    base = estimate_tokens("a b c").likely
    assert estimate_tokens("internationalisation b c").likely > base
    assert estimate_tokens("överenskommelse b c").likely > estimate_tokens("overenskommelse b c").likely
    assert estimate_tokens("a b c 123456789").likely > base + 2
    assert estimate_tokens("a b c ;;;;").likely > base + 2


def test_ideographs_are_counted_by_the_character() -> None:
    assert 8 <= estimate_tokens("漢" * 10).likely <= 9


def test_nothing_costs_only_the_overhead() -> None:
    estimate = estimate_tokens("", messages=2)
    assert (estimate.low, estimate.likely, estimate.high, estimate.ceiling) == (0, 0, 0, 100)


@given(st.text(max_size=200), st.integers(1, 3))
@settings(max_examples=200, deadline=None)
def test_the_range_is_in_order_and_below_the_ceiling(text: str, messages: int) -> None:
    estimate = estimate_tokens(text, messages)
    assert 0 <= estimate.low <= estimate.likely <= estimate.high <= estimate.ceiling
    assert estimate.ceiling == len(text.encode("utf-8", "surrogatepass")) + 50 * messages


def by_the_rule(text: str) -> float:
    """The rule as it was measured, word by word and number by number."""
    spaced, ideographs = re.subn("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]", " ", text)
    words, numbers = re.findall(r"[^\W\d_]+", spaced), re.findall(r"\d+", spaced)
    spent = sum(map(len, words)) + sum(map(len, numbers)) + sum(map(spaced.count, "\n \t\r\u00a0"))
    count = 0.75 * ideographs + 0.6 * text.count("\n") + 0.75 * (len(text) - spent)
    for word in words:
        size = len(word)
        count += (1 if size <= 6 else size / 5.2) if word.isascii() else max(1, size / 3.1)
    return count + sum(math.ceil(len(number) / 3) for number in numbers)


@given(MIXED | st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_every_script_is_counted_as_the_rule_says(text: str) -> None:
    assert tokens._rule(text) == pytest.approx(by_the_rule(text))


def test_a_long_text_is_counted_in_pieces_that_cut_no_word() -> None:
    text = "Erä 1250 łódź, sovittu vuonna 2024.\n" * 3000
    pieces = list(tokens._pieces(text))
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= 2 * tokens._PIECE
    assert len(pieces) > 3
    assert tokens._rule(text) == pytest.approx(by_the_rule(text))


def test_a_text_without_any_space_is_still_counted_in_pieces() -> None:
    text = "a1" * 100_000
    assert max(map(len, tokens._pieces(text))) <= 2 * tokens._PIECE
    assert tokens._rule(text) == pytest.approx(by_the_rule(text), rel=0.001)


def test_it_keeps_up_with_long_texts() -> None:
    text = "Avtalet gäller från 2024 och förlängs med 12 månader, om ingen säger upp det.\n" * 13_000  # 1 MB
    start = time.process_time()
    estimate_tokens(text)
    assert time.process_time() - start < 2.0  # 0.2 s is aimed at; the margin is for a busy machine
