"""Hard checks of a draft: each explains itself in one sentence, and any that fails means low quality."""

from collections import Counter

from homeport.domain.check import Check, QualityReport
from homeport.domain.draft import Draft, DraftEnd
from homeport.domain.exchange import FinishReason

REPEATED_SHARE = 0.35
"""Share of four-word runs that occur more than once from which a draft counts as going round in circles."""

WORDS_TO_JUDGE = 40
"""Shorter texts repeat words without being repetitive."""


def check_draft(draft: Draft) -> QualityReport:
    """Every check, passed or not, in a fixed order."""
    return QualityReport((_says_something(draft), _is_whole(draft), _not_refused(draft), _not_repetitive(draft)))


def _says_something(draft: Draft) -> Check:
    if draft.text.strip():
        return Check("not-empty", True, "The draft has text.")
    return Check("not-empty", False, "The draft is empty.")


def _is_whole(draft: Draft) -> Check:
    if draft.end is DraftEnd.WHOLE:
        return Check("whole", True, "The model finished by itself.")
    if draft.finish is FinishReason.LENGTH:
        return Check("whole", False, "The draft was cut off at its length limit.")
    return Check("whole", False, "The draft is only a part: the answer broke off.")


def _not_refused(draft: Draft) -> Check:
    if draft.finish in {FinishReason.REFUSED, FinishReason.FILTERED}:
        return Check("not-refused", False, "The model refused to answer.")
    if draft.tool_calls:
        return Check("not-refused", False, "The model asked to run a tool, which Homeport does not do.")
    return Check("not-refused", True, "The model did not refuse.")


def _not_repetitive(draft: Draft) -> Check:
    words = draft.text.lower().split()
    if len(words) < WORDS_TO_JUDGE:
        return Check("not-repetitive", True, "Too short to go round in circles.")
    runs = Counter(zip(words, words[1:], words[2:], words[3:], strict=False))
    repeated = sum(count for count in runs.values() if count > 1) / sum(runs.values())
    if repeated > REPEATED_SHARE:
        share = round(100 * repeated)
        return Check("not-repetitive", False, f"The draft goes round in circles: {share} % of it is repeated.")
    return Check("not-repetitive", True, "The draft does not repeat itself.")
