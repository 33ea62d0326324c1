"""The same person comes back: everything is there, is found, deleted and taken back, and speaks Swedish."""

from typing import Any

from fakes.window_scenes import Steps, close, focus, settings_page, settled_scene


def script(hands: Any) -> Steps:
    yield from hands.unlock(hands.given["passphrase"], new=False)
    yield hands.ready
    yield lambda: "Today" in hands.words_of(hands.window.sidebar)
    yield from search(hands)
    yield from delete(hands)
    yield from matrix(hands)
    yield from dark_and_large(hands)
    yield from swedish(hands)
    yield from hands.quit()


def search(hands: Any) -> Steps:
    hands.press("Ctrl+K")
    hands.type("signs")
    yield lambda: "1 found" in hands.words_of(hands.window.sidebar)
    hands.press("Down")
    hands.press("Return")
    yield lambda: len(hands.turns()) == 2
    yield from settled_scene(hands, "search")
    hands.tell(own_text=hands.turns()[0].versions[-1].own_text, versions=len(hands.turns()[0].versions))
    hands.tell(answer=hands.words_of(hands.window.answer), told=hands.window.composer.notice.text)
    hands.press("Ctrl+R")  # without the documents nothing is written anew
    yield hands.wait(0.3)
    hands.tell(not_run=len(hands.turns()[-1].versions), why_not=hands.window.composer.notice.text)
    hands.press("Ctrl+K")
    hands.press("Esc")
    yield lambda: "Today" in hands.words_of(hands.window.sidebar)


def rows(hands: Any) -> int:
    """How many conversations are listed."""
    return int(hands.window.sidebar._model.rowCount())


def delete(hands: Any) -> Steps:
    before = rows(hands)
    hands.press("Ctrl+K")
    hands.press("Down")
    hands.press("Delete")
    yield lambda: rows(hands) < before
    yield from settled_scene(hands, "deleted")
    yield from hands.tab_to("Undo")
    hands.press("Space")
    yield lambda: rows(hands) == before
    hands.tell(rows=rows(hands), undone_focus=focus(hands))


def matrix(hands: Any) -> Steps:
    hands.press("Ctrl+Shift+M")
    yield lambda: hands.dialog("MatrixDialog")
    yield from settled_scene(hands, "matrix")
    yield from close(hands)


def dark_and_large(hands: Any) -> Steps:
    hands.press("Ctrl+N")
    hands.press("Ctrl+L")
    hands.type("Half a thought")
    yield from settings_page(hands, 3)
    yield from hands.tab_to("As the computer")
    hands.press("Down")
    hands.press("Down")
    yield from hands.tab_to("Text size")
    for _ in range(20):
        if "150" in hands.words_of(hands.dialog("SettingsDialog")):
            break
        hands.press("Right")
        yield hands.wait(0.1)
    yield from settled_scene(hands, "settings")


def swedish(hands: Any) -> Steps:
    yield from hands.tab_to("Language of the window")
    old = hands.window
    hands.press("End")
    yield lambda: hands.window is not old and hands.ready()
    yield lambda: "I dag" in hands.words_of(hands.window.sidebar)
    yield from settled_scene(hands, "swedish")
    hands.tell(swedish=hands.words_of(hands.window), kept=hands.window.composer.text(), swedish_focus=focus(hands))
