"""A task at work: tells where it stands, and waits to be ended from outside."""

import os
from pathlib import Path
from typing import Any

from fakes.window_scenes import Steps, written

ENOUGH = 40
"""Characters of an answer that are worth keeping."""


def script(hands: Any) -> Steps:
    given = hands.given
    yield from hands.unlock(given["passphrase"], new=True)
    yield hands.ready
    yield from hands.attach(given["document"])
    hands.press("Ctrl+L")
    hands.type("What has to be done?")
    hands.press("Ctrl+Return")
    yield lambda: len(written(hands)) >= ENOUGH
    Path(given["half"]).write_text(written(hands), "utf-8")
    Path(given["at"]).write_text(str(os.getpid()))
    yield lambda: False
