"""Somebody is enrolled in the settings; a second person reads the bytes and approves; the first one sends."""

from collections.abc import Iterator
from typing import Any


def script(hands: Any) -> Iterator[Any]:
    given = hands.given
    yield from hands.unlock(given["passphrase"], new=False)
    yield hands.ready
    yield from enrol(hands)

    yield from hands.attach(given["memo"])
    hands.press("Ctrl+L")
    hands.type(given["question"])
    hands.press("Ctrl+Return")
    yield hands.settled
    yield lambda: given["way"] in hands.words_of(hands.window.why)
    hands.picture("way")
    yield from hands.tab_to(given["way"])
    hands.press("Space")
    yield lambda: hands.dialog("ApprovalSheet")
    sheet = hands.dialog("ApprovalSheet")
    hands.tell(hash=sheet._view.sha256, sheet=hands.words_of(sheet))
    yield hands.wait(0.7)
    hands.press("Return")  # Enter answers nothing here
    yield hands.wait(0.1)
    hands.tell(open=hands.dialog("ApprovalSheet") is not None)
    yield from hands.tab_to(given["field"])
    hands.type(given["own"])
    hands.picture("second person", sheet)
    yield from hands.tab_to(given["approve"])
    hands.press("Space")
    yield lambda: hands.dialog("ConfirmationSheet")
    first = hands.dialog("ConfirmationSheet")
    hands.tell(same=first._view.sha256)
    hands.picture("first person", first)
    yield hands.wait(0.7)
    yield from hands.tab_to(given["send"])
    hands.press("Space")
    yield lambda: hands.dialog("ConfirmationSheet") is None and hands.settled() and len(hands.answers()) == 2
    hands.picture("sent")
    hands.tell(after=hands.words_of(hands.window))
    yield from hands.quit()


def enrol(hands: Any) -> Iterator[Any]:
    """In the settings, with keys alone."""
    given = hands.given
    hands.press("Ctrl+,")
    yield lambda: hands.dialog("SettingsDialog")
    settings = hands.dialog("SettingsDialog")
    settings.pages.setFocus()
    while settings.page != "privacy":
        hands.press("Down")
        yield lambda: True
    yield lambda: given["none"] in hands.words_of(settings.privacy)
    hands.picture("nobody", settings)
    yield from hands.tab_to(given["enrol"])
    hands.press("Space")
    yield lambda: hands.dialog("EnrolDialog")
    hands.type(given["name"])
    for _ in range(2):
        hands.press("Tab")
        hands.type(given["own"])
    hands.press("Tab")
    hands.press("Space")
    hands.picture("enrol", hands.dialog("EnrolDialog"))
    yield from hands.tab_to(given["go"])
    hands.press("Space")
    yield lambda: hands.dialog("SettingsDialog") and given["name"] in hands.words_of(settings.privacy.people)
    hands.picture("enrolled", settings)
    hands.tell(people=hands.words_of(settings.privacy.people))
    hands.press("Esc")
    yield lambda: hands.dialog("SettingsDialog") is None and hands.window.isActiveWindow()
