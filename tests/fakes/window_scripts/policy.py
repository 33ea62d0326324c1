"""The policy window by keys alone: opened from the menu's key, filtered, a row tried, facts changed, closed."""

import time
from collections.abc import Iterator
from typing import Any


def script(hands: Any) -> Iterator[Any]:
    given = hands.given
    yield from hands.unlock(given["passphrase"], new=True)
    yield hands.ready

    hands.press("Ctrl+Shift+P")
    yield lambda: policy(hands) is not None and policy(hands).opened is not None
    dialog = policy(hands)
    yield lambda: given["rule"] in hands.words_of(dialog)
    hands.picture("rules", dialog)
    hands.tell(rules=hands.words_of(dialog), modal=dialog.isModal())

    yield from section(hands, "table")
    hands.picture("all combinations", dialog)
    yield from hands.tab_to(given["filter"])
    hands.press("Space")
    menu = hands.widgets.QApplication.activePopupWidget()
    for key in ("Down", "Down", "Down", "Down", "Space"):
        hands.test.keyClick(menu, hands.gui.QKeySequence(key)[0].key())
    hands.tell(counted=[action.text() for action in menu.actions()])
    hands.test.keyClick(menu, hands.gui.QKeySequence("Esc")[0].key())
    yield lambda: has_keyboard(hands, dialog)
    hands.picture("filtered", dialog)
    hands.tell(filtered=hands.words_of(dialog))

    yield from hands.tab_to(given["table"])
    hands.press("Down")
    hands.press("Return")
    tried = dialog.section("try_it")
    yield lambda: dialog.shown_section == "try_it" and tried.tried is not None and has_focus(hands, "fact_")
    hands.picture("tried", dialog)
    hands.tell(tried=tried.tried.values, said=hands.words_of(dialog))

    began = time.perf_counter()
    hands.press("Up")
    yield lambda: tried.tried.values["sensitivity"] == given["then"]
    hands.tell(seconds=time.perf_counter() - began, then=tried.tried.values, said_then=hands.words_of(dialog))
    hands.picture("changed", dialog)

    yield from section(hands, "promises")
    hands.tell(promises=hands.words_of(dialog))
    hands.press("Esc")
    yield hands.window.isActiveWindow
    hands.tell(closed=not dialog.isVisible())
    yield from hands.quit()


def policy(hands: Any) -> Any:
    """The policy window, while it has the keyboard."""
    return hands.dialog("PolicyDialog")


def has_keyboard(hands: Any, dialog: Any) -> bool:
    """Give it the keyboard after a menu was closed, as a window manager does, and tell whether it has it."""
    if hands.gui.QGuiApplication.focusWindow() is dialog.windowHandle():
        return True
    dialog.activateWindow()
    return False


def has_focus(hands: Any, name: str) -> bool:
    """Whether a control of this name has the keyboard."""
    focus = hands.widgets.QApplication.focusWidget()
    return focus is not None and focus.objectName().startswith(name)


def section(hands: Any, key: str) -> Iterator[Any]:
    """Go to a section by Tab to the list and the arrow keys."""
    dialog = policy(hands)
    yield from hands.tab_to(hands.given["sections"])
    hands.press("Home")
    for _ in range(20):
        if dialog.shown_section == key:
            return
        hands.press("Down")
        yield lambda: True
    raise AssertionError(f"no section {key!r}")
