"""An open window that a second start hands its files to."""

from pathlib import Path
from typing import Any

from fakes.window_scenes import Steps, focus


def script(hands: Any) -> Steps:
    given = hands.given
    yield from hands.unlock(given["passphrase"], new=True)
    yield from hands.skip_first_run()
    yield hands.ready
    Path(given["open"]).touch()
    yield (
        lambda: (
            all(chip.settled for chip in hands.window.composer.chips) and hands.window.composer.chips.rowCount()
        )
    )
    hands.tell(
        names=[chip.name for chip in hands.window.composer.chips],
        said=hands.window.composer.notice.text,
        focus=focus(hands),
    )
    titles = [window.windowTitle() for window in hands.widgets.QApplication.topLevelWidgets()]
    hands.tell(titles=titles, program=hands.widgets.QApplication.applicationDisplayName())
    yield from hands.quit()
