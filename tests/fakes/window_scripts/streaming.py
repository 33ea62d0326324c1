"""A long answer that comes fast, with a meter on the window's thread."""

from collections.abc import Iterator
from typing import Any

from fakes.window_meter import GapMeter


def script(hands: Any) -> Iterator[Any]:
    yield from hands.unlock(hands.given["passphrase"], new=True)
    yield hands.ready
    yield hands.wait(1)
    hands.press("Ctrl+L")
    hands.type("Write it out.")
    yield lambda: hands.forecast() not in {"checking", "nothing"}
    hands.press("Ctrl+Return")
    yield lambda: hands.turns() and hands.turns()[-1].versions
    meter = GapMeter(hands.core)
    meter.start()
    yield hands.settled
    hands.tell(gaps=meter.stop().told(), letters=len(hands.answers()[-1].text))
    hands.tell(worst=[round(1000 * gap) for gap in sorted(meter.clock)[-8:]])
