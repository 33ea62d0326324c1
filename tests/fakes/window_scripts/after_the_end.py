"""Opens the newest conversation and tells what is there."""

from typing import Any

from fakes.window_scenes import Steps


def script(hands: Any) -> Steps:
    yield from hands.unlock(hands.given["passphrase"], new=False)
    yield hands.ready
    yield hands.window.sidebar._model.rowCount
    hands.tell(state=hands.window.sidebar._model.rows()[0].state)
    hands.press("Ctrl+K")
    hands.press("Down")
    hands.press("Return")
    yield hands.turns
    yield hands.wait(0.3)
    hands.tell(newest=hands.facts(), words=hands.words_of(hands.window.answer), running=hands.turns()[-1].running)
    yield from hands.quit()
