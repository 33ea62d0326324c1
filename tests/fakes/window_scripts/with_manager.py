"""With a real window manager: who has the keyboard, before, during and after dialogs."""

from typing import Any

from fakes.window_scenes import Steps, focus, idle

DIALOGS = (
    ("Ctrl+O", "QFileDialog"),
    ("Ctrl+,", "SettingsDialog"),
    ("F1", "SettingsDialog"),
    ("Ctrl+Shift+M", "MatrixDialog"),
)


def script(hands: Any) -> Steps:
    yield from hands.unlock(hands.given["passphrase"], new=True)
    yield lambda: hands.dialog("FirstRunDialog")
    hands.tell(first_run=focus(hands))
    hands.press("Esc")
    yield lambda: hands.dialog("FirstRunDialog") is None and idle(hands)
    yield hands.ready
    yield lambda: focus(hands) == "Instruction"
    hands.type("Half a thought")
    seen = {}
    for keys, dialog in DIALOGS:
        hands.press(keys)
        yield lambda name=dialog: hands.dialog(name) and hands.widgets.QApplication.focusWidget()
        inside = type(hands.widgets.QApplication.focusWidget()).__name__
        hands.press("Esc")
        yield lambda name=dialog: hands.dialog(name) is None and idle(hands)
        seen[keys] = [inside, focus(hands)]
    hands.tell(seen=seen)
    regions = []
    for _ in range(6):
        hands.press("F6")
        regions.append(focus(hands))
        yield hands.wait(0.05)
    hands.tell(regions=regions, typed=hands.window.composer.text())
    yield from hands.quit()
