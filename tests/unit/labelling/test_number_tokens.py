"""Numbers found chunk by chunk are those of one pattern over the whole text."""

import random
import re

import pytest

from homeport.labelling.engine import CHUNK, Pass
from homeport.labelling.numbers import NAME, PATTERN
from homeport.labelling.scanner import _engine

ALONE = re.compile(PATTERN)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("letters", ["0123456789 -./+_", "01 - -", "012 x", "0123456789 åäö😀abc"])
def test_the_same_numbers_as_in_one_piece(seed: int, letters: str) -> None:
    source = random.Random(seed)
    text = "".join(source.choice(letters) * source.choice((1, 1, 1, 2)) for _ in range(3 * CHUNK))
    assert list(Pass(_engine(), text).spans(NAME)) == [match.span() for match in ALONE.finditer(text)]


@pytest.mark.parametrize(
    "place", [*range(CHUNK - 30, CHUNK + 3), 2 * CHUNK - 11, 2 * CHUNK - 128, 2 * CHUNK - 129]
)
def test_wherever_a_chunk_ends(place: int) -> None:
    text = "x" * place + "850101 - 9809 " + "x" * CHUNK
    assert list(Pass(_engine(), text).spans(NAME)) == [(place, place + 13)]
