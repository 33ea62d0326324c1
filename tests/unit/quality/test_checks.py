"""The hard checks of a draft."""

import pytest

from homeport.domain.draft import Draft, DraftEnd, Speed
from homeport.domain.exchange import FinishReason
from homeport.quality.checks import check_draft

PROSE = (
    "The agreement runs for two years and is renewed by one year at a time unless either party gives notice. "
    "The customer has three months, the supplier nine, both counted from the end of the month in which the notice "
    "was received, and the notice has to be in writing and signed by somebody who may sign."
)


def draft(text: str, **fields: object) -> Draft:
    given = {"end": DraftEnd.WHOLE, "finish": FinishReason.STOP, "tool_calls": ()} | fields
    return Draft("d", "t", "device", "e", "m", "m", text, "", fault=None, speed=Speed(None, 1.0), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "failed"),
    [
        (draft(PROSE), ()),
        (draft("Three months."), ()),
        (draft("  \n"), ("not-empty",)),
        (draft("A part", end=DraftEnd.PARTIAL, finish=None), ("whole",)),
        (draft("A part", end=DraftEnd.PARTIAL, finish=FinishReason.LENGTH), ("whole",)),
        (draft("I will not.", finish=FinishReason.REFUSED), ("not-refused",)),
        (draft("…", finish=FinishReason.FILTERED), ("not-refused",)),
        (draft("Let me look.", tool_calls=("search",)), ("not-refused",)),
        (draft("the same thing again and " * 30), ("not-repetitive",)),
        (draft(PROSE + " " + "word " * 10), ()),
    ],
)
def test_checks(made: Draft, failed: tuple[str, ...]) -> None:
    report = check_draft(made)
    assert tuple(check.id for check in report.failed) == failed
    assert [check.id for check in report.checks] == ["not-empty", "whole", "not-refused", "not-repetitive"]
    assert all(check.says.endswith(".") for check in report.checks)
