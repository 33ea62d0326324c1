"""Hard checks of a draft: each explains itself in one sentence, and any that fails means low quality."""

from collections import Counter

from homeport.domain.check import Check, QualityReport
from homeport.domain.draft import Draft, DraftEnd
from homeport.domain.exchange import FinishReason
from homeport.domain.said import said

REPEATED_SHARE = 0.35
"""Share of four-word runs that occur more than once from which a draft counts as going round in circles."""

WORDS_TO_JUDGE = 40
"""Shorter texts repeat words without being repetitive."""


def check_draft(draft: Draft) -> QualityReport:
    """Every check, passed or not, in a fixed order."""
    return QualityReport((_says_something(draft), _is_whole(draft), _not_refused(draft), _not_repetitive(draft)))


def _check(id_: str, outcome: str, says: str, *, passed: bool, **slots: int) -> Check:
    return Check(id_, passed, says, said(f"checks.{outcome}", **slots))


def _says_something(draft: Draft) -> Check:
    if draft.text.strip():
        return _check("not-empty", "has_text", "The draft has text.", passed=True)
    return _check("not-empty", "empty", "The draft is empty.", passed=False)


def _is_whole(draft: Draft) -> Check:
    if draft.end is DraftEnd.WHOLE:
        return _check("whole", "whole", "The model finished by itself.", passed=True)
    if draft.finish is FinishReason.LENGTH:
        return _check("whole", "length", "The draft was cut off at its length limit.", passed=False)
    return _check("whole", "part", "The draft is only a part: the answer broke off.", passed=False)


def _not_refused(draft: Draft) -> Check:
    if draft.finish in {FinishReason.REFUSED, FinishReason.FILTERED}:
        return _check("not-refused", "refused", "The model refused to answer.", passed=False)
    if draft.tool_calls:
        says = "The model asked to run a tool, which Homeport does not do."
        return _check("not-refused", "tool", says, passed=False)
    return _check("not-refused", "not_refused", "The model did not refuse.", passed=True)


def _not_repetitive(draft: Draft) -> Check:
    words = draft.text.lower().split()
    if len(words) < WORDS_TO_JUDGE:
        return _check("not-repetitive", "short", "Too short to go round in circles.", passed=True)
    runs = Counter(zip(words, words[1:], words[2:], words[3:], strict=False))
    repeated = sum(count for count in runs.values() if count > 1) / sum(runs.values())
    if repeated > REPEATED_SHARE:
        share = round(100 * repeated)
        says = f"The draft goes round in circles: {share} % of it is repeated."
        return _check("not-repetitive", "repetitive", says, passed=False, share=share)
    return _check("not-repetitive", "not_repetitive", "The draft does not repeat itself.", passed=True)
