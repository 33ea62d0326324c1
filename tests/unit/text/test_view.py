"""The plain reading of a text and its way back to the original."""

import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeport.text.view import View, normalised, rewrite

NUMBER = "850101-9809"


def original_of(text: str, wanted: str) -> str:
    view = normalised(text)
    start = view.text.index(wanted)
    first, last = view.span(start, start + len(wanted))
    return text[first:last]


@pytest.mark.parametrize(
    "written",
    [
        "85\u2060" + "0101\u200b-98\u00ad09",
        "850101\u20119809",
        "850101\u22129809",
        "\uff18\uff15\uff10\uff11\uff10\uff11\uff0d\uff19\uff18\uff10\uff19",
        "\u0668\u0665\u0660\u0661\u0660\u0661-\u0669\u0668\u0660\u0669",
        "".join(chr(0x1D7CE + int(digit)) if digit != "-" else digit for digit in NUMBER),
        "850101-98\ufe0f09",
    ],
)
def test_a_number_in_disguise_reads_plain_and_leads_back(written: str) -> None:
    text = f"åäö {written} slut"
    assert original_of(text, NUMBER) == written


def test_decomposed_accents_are_composed_and_lead_back() -> None:
    text = "x " + unicodedata.normalize("NFD", "TRÚNAÐARMÁL") + " y"
    assert original_of(text, "TRÚNAÐARMÁL") == unicodedata.normalize("NFD", "TRÚNAÐARMÁL")


def test_lookalikes_are_folded_in_mixed_words_only() -> None:
    assert normalised("GВ82 WЕSТ").text == "GB82 WEST"
    assert normalised("Это секрет").text == "Это секрет"
    assert normalised("Ο ΑΜΚΑ μου").text == "Ο ΑΜΚΑ μου"


def test_text_turned_by_an_override_reads_as_it_is_shown() -> None:
    text = f"pnr \u202e{NUMBER[::-1]}\u202c slut"
    view = normalised(text)
    start = view.text.index(NUMBER)
    first, last = view.span(start, start + len(NUMBER))
    assert NUMBER[::-1] in text[first:last]


def test_spaces_that_do_not_break_are_spaces() -> None:
    assert normalised("4111\u00a01111\u202f1111").text == "4111 1111 1111"


def test_ordinary_nordic_text_is_left_alone() -> None:
    text = "Förvaltningen – nej, å ena sidan – är œuvre §"
    plain = "Är å ena sidan öppen, §5 «her» “der” €"
    assert normalised(plain) == View(plain)
    assert normalised(text).text == text.replace("–", "-")


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
@settings(max_examples=300, deadline=None)
def test_every_span_of_the_view_lies_in_the_original_and_spans_keep_their_order(text: str) -> None:
    view = normalised(text)
    last = 0
    for position in range(len(view.text)):
        first, end = view.span(position, position + 1)
        assert 0 <= first < end <= len(text)
        assert first >= last or first == view.span(position - 1, position)[0]
        last = first
    assert view.span(0, len(view.text))[1] <= len(text)


def test_views_on_views_lead_back_to_the_first_text() -> None:
    text = "a%2Db\u200b%2Dc"
    lower = normalised(text)
    upper = rewrite(lower.text, ((*match.span(), "-") for match in re.finditer("%2D", lower.text)), lower)
    start = upper.text.index("b-c")
    first, last = upper.span(start, start + 3)
    assert text[first:last] == "b\u200b%2Dc"


def test_it_is_linear_on_a_text_full_of_changes() -> None:
    def seconds(size: int) -> float:
        text = "8\u200b5\u00a0é" * size
        start = time.process_time()
        normalised(text)
        return time.process_time() - start

    seconds(10_000)
    assert seconds(200_000) < 40 * max(seconds(20_000), 0.01)  # 10 where linear, 100 where quadratic


def test_what_is_left_out_at_the_beginning_shifts_all_that_follows() -> None:
    view = normalised("\u200b\u00adPUBLIC")
    assert view.text == "PUBLIC"
    assert view.span(0, 6) == (2, 8)
