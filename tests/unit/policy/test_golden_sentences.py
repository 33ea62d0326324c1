"""Every sentence about every combination of a shipped policy stands in a file that people read.

After a deliberate change of words, write the file anew and read what changed:
``HOMEPORT_WRITE_GOLDEN=1 pytest tests/unit/policy/test_golden_sentences.py``
"""

import os
from itertools import product
from pathlib import Path

import pytest

from fakes.random_policies import NAMES, shipped
from homeport.domain.decision import Decision
from homeport.domain.facts import Fact, Facts, FactSource
from homeport.policy.decide import decide
from homeport.policy.explain import explain
from homeport.policy.own_sentences import own_sentence, rules_with_sentence

pytestmark = pytest.mark.unmeasured

GOLDEN = Path(__file__).parent / "golden"


def sentences(name: str, language: str) -> list[str]:
    """Each distinct sentence once, in the order in which it first comes up."""
    policy = shipped(name)
    said = dict.fromkeys(own_sentence(policy, rule, language) for rule in rules_with_sentence(policy))
    for row in product(*(spec.values for spec in policy.facts.values())):
        facts = Facts(tuple(Fact(*pair, FactSource.TYPED, "") for pair in zip(policy.facts, row, strict=True)))
        decision = decide(policy, facts.values())
        assert isinstance(decision, Decision)
        said.update(dict.fromkeys(explain(policy, decision, facts, language).sentences))
    return list(said)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_sentence_is_one_that_was_read(name, language):
    path = GOLDEN / f"{name}.{language}.txt"
    said = "\n".join(sentences(name, language)) + "\n"
    if os.environ.get("HOMEPORT_WRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(said, "utf-8")
    assert said == path.read_text("utf-8")
