"""Ways to write a value so that it is missed: the detectors find it, nothing of it goes out, all comes back."""

import base64
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeport.redaction.pseudonymise import Pseudonymised
from homeport.redaction.restore import restore
from homeport.services.pseudonymise import Pseudonymiser, find_all

NUMBER = "121212-1212"  # the Swedish test person
ACCOUNT = "SE45 5000 0000 0583 9825 7466"

WAYS = {
    "plain": f"personnummer {NUMBER}",
    "zero-width": "personnummer 1212\u200b12-1\u200b212",
    "soft hyphen": "personnummer 121212\u00ad-1212",
    "no-break space": "konto SE45\u00a05000\u00a00000\u00a00583\u00a09825\u00a07466",
    "full-width digits": "personnummer １２１２１２-１２１２",
    "arabic digits": "personnummer ١٢١٢١٢-١٢١٢",
    "mathematical digits": "personnummer 𝟏𝟐𝟏𝟐𝟏𝟐-𝟏𝟐𝟏𝟐",
    "other dash": "personnummer 121212‒1212",
    "look-alike letters": "konto ЅЕ45 5000 0000 0583 9825 7466",
    "line break": "konto SE45 5000 0000\n0583 9825 7466",
    "html": "personnummer &#49;21212&#45;1212",
    "url": f"https://example.org/?personnummer={NUMBER.replace('-', '%2D')}",
    "base64": "data " + base64.b64encode(f"personnummer {NUMBER}".encode()).decode(),
    "quoted-printable": "personnummer 121212=2D1212 en=\nlika lang rad",
    "json": '{"personnummer": "121212\\u002d1212"}',
    "right to left": "personnummer \u202e2121-212121\u202c",
    "glued": f"personnummer{NUMBER}",
}


@pytest.mark.parametrize("way", WAYS)
def test_a_hidden_value_is_replaced_and_comes_back(way: str) -> None:
    text = f"Till arkivet. {WAYS[way]} och resten av brevet."
    outcome = Pseudonymiser(find_all).replace(text)
    assert isinstance(outcome.result, Pseudonymised)
    assert len(outcome.result.replaced) >= 1, "the detectors did not find it"
    assert restore(outcome.result.outgoing, outcome.result.map).text == text
    left = re.sub(r"\[[A-Z]+_\d+[a-z]*_\w{3}\]", "", outcome.result.outgoing)
    assert not any(sign.isdecimal() for sign in left), left


VALUES = st.sampled_from(
    [NUMBER, ACCOUNT, "kim@example.org", "+46 70 174 06 05", "password: hunter22xK9z", "192.0.2.17"]
)
FILLER = st.text(alphabet=st.sampled_from("abc åäö\n.,:;[]_-<>\u200b"), max_size=30)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(FILLER, VALUES), min_size=1, max_size=8))
def test_letters_with_real_findings_come_back_exactly(parts: list[tuple[str, str]]) -> None:
    text = "".join(f"{filler} {value} " for filler, value in parts)
    outcome = Pseudonymiser(find_all).replace(text)
    if isinstance(outcome.result, Pseudonymised):
        assert restore(outcome.result.outgoing, outcome.result.map).text == text
