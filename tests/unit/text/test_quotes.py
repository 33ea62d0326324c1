"""Quotes are found character for character, near misses are called that, and long documents take no time."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeport.text.quotes import LEAST_CHARACTERS, find_quotes, quotes_in

CONTRACT = (
    "1. The  supplier shall deliver\nthe goods within thirty days of the order.\n\n"
    "2. Leverantören svarar för direkt skada upp till 100 000 kronor per år.\n"
)


@pytest.mark.parametrize(
    "answer",
    [
        'It says "deliver the goods within thirty days" there.',
        "It says “deliver the goods within thirty days” there.",
        "Det står ”deliver the goods within thirty days” där.",
        "Il dit «deliver the goods within thirty days» ici.",
        "Det står »deliver the goods within thirty days» där.",
        "Da steht „deliver the goods within thirty days“ so.",
        "It says:\n\n> deliver the goods\n> within thirty days\n\nSo it is.",
        'It says "deliver the goods within **thirty days**" there.',
        'It says "deliver the goods within thirty days." So it is.',
    ],
)
def test_a_quote_is_found_exactly_however_it_is_marked(answer: str) -> None:
    (found,) = find_quotes(answer, ["Something else.", CONTRACT])
    assert found.exact
    assert found.document == 1
    assert CONTRACT[found.start : found.end] == "deliver\nthe goods within thirty days"


@pytest.mark.parametrize(
    "answer",
    [
        'It says "deliver the goods within ninety days of the order" there.',
        "Det står ”Leverantören svarar inte för direkt skada upp till 100 000 kronor per år” där.",
        "Det står ”Leverantören svarar för direkt skada upp till 900 000 kronor per år” där.",
    ],
)
def test_a_changed_number_or_word_is_never_exact(answer: str) -> None:
    (found,) = find_quotes(answer, [CONTRACT])
    assert not found.exact
    assert found.document == 0
    assert CONTRACT[found.start : found.end].strip()


def test_a_near_miss_leads_to_the_place_it_is_near() -> None:
    answer = 'It says "The supplier shall deliver the goods within ninety days of the order" there.'
    (found,) = find_quotes(answer, [CONTRACT])
    assert "thirty days" in CONTRACT[found.start : found.end]


def test_what_stands_nowhere_is_left_out() -> None:
    assert find_quotes('Somebody said "whatever has nothing to do with it at all".', [CONTRACT]) == ()


def test_short_quotes_and_code_do_not_count() -> None:
    assert quotes_in('The "supplier" and the "thirty days".') == ()
    assert quotes_in('```\nprint("deliver the goods within thirty days")\n```\n') == ()
    assert LEAST_CHARACTERS == 20


def test_a_mark_without_its_pair_swallows_nothing() -> None:
    answer = 'A 5" pipe.\n\nIt says "deliver the goods within thirty days" there.'
    assert [found.exact for found in find_quotes(answer, [CONTRACT])] == [True]


@given(
    before=st.text(alphabet="ab \n", max_size=30),
    quote=st.text(alphabet="abcåäö ,-", min_size=20, max_size=60).filter(lambda t: len(t.strip(" ,")) >= 20),
)
def test_whatever_is_copied_out_of_a_document_is_exact(before: str, quote: str) -> None:
    document = f"{before}{quote} after it all."
    found = find_quotes(f"It says “{quote.strip()}” there.", [document])
    assert found
    assert found[0].exact


def test_any_text_is_taken_and_places_are_within_it() -> None:
    answer = "“" * 500 + "\n> \n>>" + '"' * 501
    assert find_quotes(answer, ["x" * 100]) == ()


def test_a_megabyte_and_fifty_quotes_take_no_time() -> None:
    lines = [
        f"Clause {n}: the party of the {n} part shall pay {n * 7} kronor within {n % 90} days."
        for n in range(14000)
    ]
    document = "\n".join(lines)
    assert len(document) > 1_000_000
    exact = [f"It says “{lines[n * 270]}” there." for n in range(25)]
    near = [f"It says “{lines[n * 270].replace('shall pay', 'shall never pay')}” there." for n in range(25)]
    answer = "\n\n".join(exact + near)
    best = 9.0
    for _ in range(3):
        began = time.perf_counter()
        found = find_quotes(answer, [document])
        best = min(best, time.perf_counter() - began)
    assert [each.exact for each in found] == [True] * 25 + [False] * 25
    assert best < 0.2, best
