"""The language is changed while a task is at work."""

from typing import Any

from fakes.window_scenes import Steps, close, focus, runs, settings_page, written

SOME = 20


def script(hands: Any) -> Steps:
    given = hands.given
    yield from hands.unlock(given["passphrase"], new=True)
    yield hands.ready
    yield from hands.attach(given["document"])
    hands.press("Ctrl+L")
    hands.type("What has to be done?")
    hands.press("Ctrl+Return")
    yield lambda: len(written(hands)) >= SOME
    yield from settings_page(hands, 3)
    yield from hands.tab_to("Language of the window")
    old = hands.window
    hands.tell(before=written(hands))
    hands.press("End")
    yield lambda: hands.window is not old and hands.ready()
    yield hands.turns
    hands.tell(still=runs(hands), words=hands.words_of(hands.window))
    if not hands.window.isActiveWindow():
        yield from close(hands)
    shown = len(written(hands))
    yield lambda: len(written(hands)) > shown + SOME
    hands.tell(grew=True, focus=focus(hands), chips=[chip.name for chip in hands.window.composer.chips])
    hands.press("Esc")
    yield hands.settled
    hands.tell(ended=hands.facts(), after=hands.words_of(hands.window.answer))
    yield from hands.quit()
