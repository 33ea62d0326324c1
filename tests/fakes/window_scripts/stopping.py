"""Esc while the model reads the prompt, and Esc while it writes."""

import time
from collections.abc import Iterator
from typing import Any


def script(hands: Any) -> Iterator[Any]:
    yield from hands.unlock(hands.given["passphrase"], new=True)
    yield hands.ready
    for what, stage in (("reading", "ReadingPrompt"), ("writing", "Writing")):
        hands.press("Ctrl+N")
        yield from hands.attach(hands.given[what])
        hands.press("Ctrl+L")
        hands.type("What does it say?")
        hands.press("Ctrl+Return")
        yield lambda stage=stage: hands.turns() and type(hands.turns()[-1].stage).__name__ == stage
        yield hands.wait(0.15)
        seen = type(hands.turns()[-1].stage).__name__
        at = time.monotonic()
        hands.press("Esc")
        yield hands.settled
        took = time.monotonic() - at
        hands.tell(**{what: {"seconds": took, "stage": seen, **hands.facts()}})
