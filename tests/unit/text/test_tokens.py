"""The token estimate: its rule, its bounds, its speed."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from homeport.text.tokens import estimate_tokens


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


def test_it_keeps_up_with_long_texts() -> None:
    text = "Avtalet gäller från 2024 och förlängs med 12 månader, om ingen säger upp det.\n" * 13_000  # 1 MB
    start = time.process_time()
    estimate_tokens(text)
    assert time.process_time() - start < 2.0  # 0.2 s is aimed at; the margin is for a busy machine
