"""Two hundred files dropped at once, as a file manager drops them."""

import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from fakes.window_scenes import Steps


def script(hands: Any) -> Steps:
    yield from hands.unlock(hands.given["passphrase"], new=True)
    yield hands.ready
    core, gui = hands.core, hands.gui
    files = sorted(Path(hands.given["folder"]).iterdir())
    mime = core.QMimeData()
    mime.setUrls([core.QUrl.fromLocalFile(str(path)) for path in files])
    composer = hands.window.composer
    beats: list[float] = []
    beat = core.QTimer(hands.window)
    beat.timeout.connect(lambda: beats.append(time.monotonic()))
    beat.start(5)
    yield hands.wait(0.2)
    accepted = drop(hands, composer, mime, gui)
    began = time.monotonic()
    yield lambda: composer.chips.rowCount() == len(files)
    hands.tell(accepted=accepted, shown_after=time.monotonic() - began)
    hands.press("Ctrl+L")
    hands.type("Which of them has a number?")
    for part in (50, 100, 150, len(files)):
        yield lambda part=part: sum(chip.settled for chip in composer.chips) >= part
    beat.stop()
    gaps = sorted(after - before for before, after in pairwise(beats))
    hands.tell(seconds=time.monotonic() - began, longest=gaps[-1], gaps=gaps[-5:])
    yield lambda: hands.forecast() not in {"checking", "nothing"}
    yield hands.wait(0.3)
    hands.tell(
        classes=sorted({chip.label.data_class.word for chip in composer.chips}),
        words=hands.words_of(composer),
        why=hands.words_of(hands.window.why),
        typed=composer.text(),
    )
    hands.picture("many-files")
    yield from hands.quit()


def drop(hands: Any, composer: Any, mime: Any, gui: Any) -> list[bool]:
    """Enter and drop in the middle of the composer; whether each was accepted."""
    qt, middle = hands.core.Qt, composer.rect().center()
    enter = gui.QDragEnterEvent(
        middle, qt.DropAction.CopyAction, mime, qt.MouseButton.LeftButton, qt.KeyboardModifier.NoModifier
    )
    hands.widgets.QApplication.sendEvent(composer, enter)
    event = gui.QDropEvent(
        hands.core.QPointF(middle),
        qt.DropAction.CopyAction,
        mime,
        qt.MouseButton.LeftButton,
        qt.KeyboardModifier.NoModifier,
    )
    hands.widgets.QApplication.sendEvent(composer, event)
    return [enter.isAccepted(), event.isAccepted()]
