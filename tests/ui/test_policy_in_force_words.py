"""What is said of the policy in force is said in Swedish, too, with nothing lost."""

import re
from dataclasses import replace
from itertools import product

import pytest

from homeport.policy.device_only import DEVICE_ONLY
from homeport.policy.problems import Problem, ProblemKind
from homeport.services.policy_in_force import FileInForce, PolicyInForce, Refusal, Standing
from homeport.ui.service_words import ServiceWords
from homeport.ui.words import Words

MISTAKES = Refusal(
    "/srv/policies/Our policy. New.toml", (Problem(ProblemKind.GAP, 3), Problem(ProblemKind.GAP, 17))
)
UNREAD = Refusal("gone.toml", unread="The policy gone.toml cannot be read: No such file or directory.")
FILE = FileInForce(Standing.CHOSEN, "two-lanes", "2026-11-23T09:00:00Z", "Two lanes, one rule", "2026-11-23.1")


@pytest.fixture
def swedish_words(swedish: Words) -> ServiceWords:
    return ServiceWords(swedish)


def every_state() -> list[PolicyInForce]:
    files = [
        replace(FILE, standing=standing, refusal=refusal, copy_unusable=unusable, not_kept=not_kept)
        for standing, refusal, unusable, not_kept in product(
            Standing,
            (None, MISTAKES, UNREAD),
            (False, True),
            (
                "",
                "The accepted policy could not be kept: No space left on device.",
                "The kept copy of your own policy file could not be removed: Permission denied.",
            ),
        )
    ]
    return [PolicyInForce(DEVICE_ONLY, file) for file in files] + [
        PolicyInForce(DEVICE_ONLY, FILE, file) for file in files
    ]


def test_every_sentence_is_said_in_swedish_with_its_names_and_lines(swedish_words: ServiceWords) -> None:
    said = {sentence for state in every_state() for sentence in state.says}
    assert len(said) == 9 + 1
    for sentence in said:
        told = swedish_words.notice(sentence)
        assert told != sentence
        assert not re.search(r"\b(the|is|of|not|in force)\b", told, re.IGNORECASE), told
        for name in ("Our policy. New.toml", "3, 17", "2026-11-23.1", "2026-11-23 09:00 UTC"):
            assert (name in told) == (name in sentence)


def test_all_of_it_together_is_said_in_swedish(swedish_words: ServiceWords) -> None:
    for state in every_state():
        together = " ".join(state.says)
        parts = " ".join(swedish_words.notice(sentence) for sentence in state.says)
        assert swedish_words.notice(together) == parts
