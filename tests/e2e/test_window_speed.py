"""The window never keeps the person waiting: not while an answer streams in, not while documents are read.

Real launcher, broker, fence, record and window; keys start everything. What is held tight is the app's own share
of a wait (see `fakes.window_meter`): by the clock alone a busy machine would fail it, whatever the app did. The
clock is held in the middle, which a neighbour does not move far.
"""

from pathlib import Path

from fakes.window_figures import streaming, typing

GAP, NOTICED = 50.0, 100.0
"""Milliseconds: what the issue allows between two looks at the person's input, and what a person notices."""


def test_an_answer_of_200_tokens_a_second_leaves_no_gap(tmp_path: Path) -> None:
    seen = streaming(tmp_path, tokens=2000)
    gaps = seen["gaps"]
    assert seen["letters"] > 9000
    assert gaps["count"] > 500
    assert gaps["own_nearly_all"] < GAP / 2, seen
    assert gaps["own_longest"] < 2 * GAP, seen  # one layout of the whole may coincide with a collection
    assert gaps["middle"] < GAP / 2, seen


def test_typing_does_not_wait_for_20_documents(tmp_path: Path) -> None:
    seen = typing(tmp_path, count=20, kilobytes=100)
    keys = seen["keys"]
    assert seen["typed"].startswith("what do these say what do these say")
    assert keys["count"] == len(seen["typed"])
    assert seen["already"] < seen["during"], "nothing was read while the person typed"
    assert keys["middle"] < GAP, seen
    assert keys["own_nearly_all"] < 2 * NOTICED, seen
