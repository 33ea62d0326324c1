"""The window never keeps the person waiting: not while an answer streams in, not while documents are read.

Real launcher, broker, fence, record and window; keys start everything. What is held to the promise is the app's
own share of a wait (see `fakes.window_meter`): by the clock alone a busy machine would fail it, whatever the app
did. The clock is held in the middle, which a neighbour does not move far.

What the app does itself it does at every try. A neighbour that gets the processor of a thread which holds the
interpreter lengthens some tries only, so each promise has three, of which one must keep it whole: on a quiet
machine the first does, beside eight busy programs on two processors not always.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from fakes.window_figures import streaming, typing

GAP = 50.0
"""Milliseconds: what the issue allows between two looks at the person's input."""

TRIES = 3


def one_keeps(promise: Callable[[Mapping[str, float]], bool], tries: Callable[[int], Mapping[str, float]]) -> None:
    """Try until the promise is kept."""
    seen = []
    for number in range(TRIES):
        seen.append(tries(number))
        if promise(seen[-1]):
            return
    raise AssertionError(seen)


def test_an_answer_of_200_tokens_a_second_leaves_no_gap(tmp_path: Path) -> None:
    def tried(number: int) -> Mapping[str, float]:
        folder = tmp_path / str(number)
        folder.mkdir()
        seen = streaming(folder, tokens=2000)
        assert seen["letters"] > 9000
        assert seen["gaps"]["count"] > 500
        return seen["gaps"]  # type: ignore[no-any-return]

    one_keeps(
        lambda gaps: gaps["own_longest"] < GAP and gaps["own_nearly_all"] < GAP / 2 and gaps["middle"] < GAP / 2,
        tried,
    )


def test_typing_does_not_wait_for_20_documents(tmp_path: Path) -> None:
    def tried(number: int) -> Mapping[str, float]:
        folder = tmp_path / str(number)
        folder.mkdir()
        seen = typing(folder, count=20, kilobytes=200)
        assert seen["typed"].startswith("what do these say what do these say")
        assert seen["keys"]["count"] == len(seen["typed"])
        assert seen["already"] < seen["during"], "nothing was read while the person typed"
        return seen["keys"]  # type: ignore[no-any-return]

    one_keeps(lambda keys: keys["own_longest"] < GAP and keys["middle"] < GAP, tried)
