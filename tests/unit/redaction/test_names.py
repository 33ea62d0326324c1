"""People's names are replaced with the shipped taggers, and the text says that a tagger may miss some."""

from pathlib import Path

import pytest

from homeport.labelling.names import NameTagger
from homeport.redaction.pseudonymise import Pseudonymised
from homeport.redaction.restore import restore
from homeport.services.pseudonymise import Pseudonymiser

MODELS = Path(__file__).parents[3] / "resources" / "models" / "names"


@pytest.fixture(scope="module")
def tagger() -> NameTagger:
    return NameTagger(lambda language: (MODELS / f"{language}.crf").read_bytes())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Statsminister Göran Persson träffade Anna Lindh i Stockholm i går. Anna Lindhs tal var kort.",
            ("Göran Persson", "Anna Lindh"),
        ),
        (
            "Statsminister Jens Stoltenberg møtte Erna Solberg i Oslo i går, sier avisen.",
            ("Jens Stoltenberg", "Erna Solberg"),
        ),
    ],
)
def test_names_in_running_text_are_replaced_and_come_back(
    tagger: NameTagger, text: str, names: tuple[str, ...]
) -> None:
    outcome = Pseudonymiser(names=tagger).replace(text)
    assert isinstance(outcome.result, Pseudonymised)
    for name in names:
        assert name not in outcome.result.outgoing
    assert restore(outcome.result.outgoing, outcome.result.map).text == text
    assert outcome.remains is not None
    assert outcome.remains.names_looked_for


def test_without_a_tagger_the_counts_say_that_nobody_looked() -> None:
    outcome = Pseudonymiser().replace("Anna Lindh talade.")
    assert isinstance(outcome.result, Pseudonymised)
    assert outcome.result.outgoing == "Anna Lindh talade."
    assert outcome.remains is not None
    assert not outcome.remains.names_looked_for
