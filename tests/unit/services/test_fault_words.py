"""Every fault is a sentence with a next step."""

import pytest

from homeport.domain.exchange import Fault, FaultKind
from homeport.services.fault_words import FAULT_WORDS, fault_words

FORBIDDEN = ("safe", "secure", "verified", "compliant", "anonymised")


@pytest.mark.parametrize("kind", list(FaultKind))
def test_every_fault_says_what_happened_and_what_to_do(kind: FaultKind) -> None:
    words = fault_words(Fault(kind), "Ollama")
    assert words.title.endswith(".")
    assert words.what_next.endswith(".")
    assert "{" not in words.title
    said = f"{words.title} {words.what_next}".lower()
    assert not [word for word in FORBIDDEN if word in said.split()]


def test_a_wait_that_the_other_side_names_is_shown() -> None:
    words = fault_words(Fault(FaultKind.RATE_LIMITED, retry_after_seconds=12.4), "Mistral AI")
    assert words.title.startswith("Mistral AI")
    assert words.what_next == "Wait 12 s, then decide to send again."


def test_nothing_is_written_twice() -> None:
    assert len(FAULT_WORDS) == len(FaultKind)
    titles = [words.title for words in FAULT_WORDS.values()]
    assert len(set(titles)) == len(titles)
