"""Somebody types on while the documents they dropped in are read and labelled."""

from collections.abc import Iterator
from typing import Any

from fakes.window_meter import GapMeter, Typist

EVERY = 0.06
"""Seconds between two keys: 200 words a minute."""


def script(hands: Any) -> Iterator[Any]:
    paths = hands.given["paths"]
    yield from hands.unlock(hands.given["passphrase"], new=True)
    yield hands.ready
    yield hands.wait(1)
    hands.press("Ctrl+O")
    yield lambda: hands.dialog("QFileDialog")
    hands.type(" ".join(f'"{path}"' for path in paths))
    hands.press("Return")
    yield lambda: hands.dialog("QFileDialog") is None and hands.window.isActiveWindow()
    hands.press("Ctrl+L")
    field = hands.window.composer.field
    already = sum(chip.settled for chip in hands.window.composer.chips)
    typist, meter = Typist(hands, field, "what do these say " * 6, EVERY), GapMeter(hands.core)
    meter.start()
    typist.start()
    yield lambda: typist.ended
    during = sum(chip.settled for chip in hands.window.composer.chips)
    hands.tell(keys=typist.stop().told(), gaps=meter.stop().told(), typed=field.toPlainText())
    hands.tell(already=already, during=during)
    yield lambda: sum(chip.settled for chip in hands.window.composer.chips) == len(paths)
    hands.tell(read=len(paths))
