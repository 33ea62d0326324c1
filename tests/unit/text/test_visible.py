"""What cannot be seen is shown, and nothing is left out."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeport.text.visible import MOST_BY_ONE, unseen_in, visible

UNSEEN = "\u200b\u202e\u00ad\x07\x85\u2028\ue000\ud800\U000e0041"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("plain words", "plain words"),
        ("räksmörgås\n\ttab", "räksmörgås\n\ttab"),
        ("invoice\u202egpj.exe", "invoice\\u202egpj.exe"),
        ("zero\u200bwidth and tag \U000e0041", "zero\\u200bwidth and tag \\ue0041"),
        ("filler\u3164 and braille\u2800blank", "filler\\u3164 and braille\\u2800blank"),
        ("hidden\ufe03\U000e0101 selectors", "hidden\\ufe03\\ue0101 selectors"),
        ("no character \ufdd0\uffff", "no character \\ufdd0\\uffff"),
        ("a heart \u2764\ufe0f stays", "a heart \u2764\ufe0f stays"),
        ("", ""),
    ],
)
def test_what_cannot_be_seen_stands_as_its_escape(written: str, shown: str) -> None:
    assert visible(written) == shown


@given(st.text(alphabet=st.sampled_from(f"aå \n\\{UNSEEN}")))
def test_nothing_is_left_out(text: str) -> None:
    shown = visible(text)
    assert unseen_in(shown) == ""
    assert len(shown) == sum(len(visible(character)) for character in text)


def test_many_different_characters_are_shown_too() -> None:
    private = "".join(map(chr, range(0xE000, 0xE000 + 2 * MOST_BY_ONE)))
    assert visible(private) == "".join(f"\\u{ord(character):04x}" for character in private)
    assert json.loads(f'"{visible(private)}"') == private
