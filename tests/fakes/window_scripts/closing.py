"""The person closes the window in the middle of something."""

import time
from collections.abc import Iterator
from typing import Any


def script(hands: Any) -> Iterator[Any]:
    given = hands.given
    if given["during"] == "question":
        yield lambda: hands.dialog("PassphraseDialog")
        yield hands.wait(0.3)
        yield from close(hands)
        return
    yield from hands.unlock(given["passphrase"], new=True)
    yield hands.ready
    if given["during"] == "reading":
        yield lambda: sum(chip.settled for chip in hands.window.composer.chips) >= 3
        hands.tell(read=sum(chip.settled for chip in hands.window.composer.chips))
    else:
        hands.press("Ctrl+L")
        hands.type("Write it out.")
        hands.press("Ctrl+Return")
        yield lambda: len(growing(hands)) > 40
        hands.tell(text=growing(hands))
    yield from close(hands)


def close(hands: Any) -> Iterator[Any]:
    hands.tell(closed=time.clock_gettime(time.CLOCK_MONOTONIC))
    hands.left = True
    hands.press("Ctrl+Q" if hands.given["during"] != "question" else "Esc")
    yield hands.wait(20)


def growing(hands: Any) -> str:
    """What has come of the answer by now."""
    slots = hands.window.answer.column.slots
    return "".join(slots[-1].streamed) if slots else ""
