"""What is still in it: counts a person can judge by."""

import time

import pytest

from homeport.redaction.remains import Remains, still_in


@pytest.mark.parametrize(
    ("text", "dates", "amounts", "places"),
    [
        ("Avtalet gäller från 2024-03-01 till 1 april 2025.", 2, 0, 0),
        ("Maksu 1.5.2024 ja 3. toukokuuta 2024: 12 500,50 €", 2, 1, 0),
        ("Signed March 3, 2024 for $1,200 and EUR 40.", 1, 2, 0),
        ("5 000 kr till Storgatan 5, 114 55 Stockholm", 0, 1, 2),
        ("He lives at 12 Baker Street and on Mannerheimintie.", 0, 0, 2),
        ("[PERSON_1_k7q] signed section 4.2 of version 1.2.3", 0, 0, 0),
    ],
)
def test_dates_amounts_and_places_are_counted(text: str, dates: int, amounts: int, places: int) -> None:
    assert still_in(text, names_looked_for=False) == Remains(dates, amounts, places, names_looked_for=False)


@pytest.mark.parametrize("odd", ["1 " * 200_000, "1." * 200_000, "a" * 400_000, "Aa " * 130_000, "1,1 " * 100_000])
def test_counting_is_linear(odd: str) -> None:
    begun = time.process_time()
    still_in(odd, names_looked_for=True)
    assert time.process_time() - begun < 6
