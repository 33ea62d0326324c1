"""Task after task in one window: memory after some and after many, and what a turn costs in a long thread."""

import time
from collections.abc import Iterator
from typing import Any

from fakes.window_meter import memory_kib


def script(hands: Any) -> Iterator[Any]:
    given = hands.given
    yield from hands.unlock(given["passphrase"], new=True)
    yield hands.ready
    memory, seconds = [], []
    for number in range(given["tasks"]):
        if not given["one_thread"]:
            hands.press("Ctrl+N")
            yield lambda: not hands.turns()
        turns = len(hands.turns())
        used = time.thread_time()
        hands.press("Ctrl+L")
        hands.type(f"Go {number}")
        hands.press("Ctrl+Return")
        yield lambda turns=turns: len(hands.turns()) == turns + 1 and hands.settled()
        yield hands.wait(0.05)
        seconds.append(round(time.thread_time() - used, 4))
        memory.append(memory_kib())
        hands.tell(memory=memory, seconds=seconds, facts=hands.facts())
