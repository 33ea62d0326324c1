"""The main job: a document that stays here, then one that is offered, kept, and sent after a yes."""

from collections.abc import Iterator
from typing import Any


def script(hands: Any) -> Iterator[Any]:
    given = hands.given
    yield from hands.unlock(given["passphrase"], new=False)
    yield hands.ready

    yield from hands.attach(given["referral"])
    hands.picture("attached")
    hands.press("Ctrl+L")
    hands.type(given["question"])
    yield lambda: hands.forecast() not in {"checking", "nothing"}
    hands.picture("forecast")
    hands.press("Ctrl+Return")
    yield hands.settled
    hands.picture("restricted")
    hands.tell(first=hands.facts(), first_why=hands.words_of(hands.window.why))

    hands.press("Ctrl+N")
    yield lambda: not hands.turns()
    yield from hands.attach(given["note"])
    hands.press("Ctrl+L")
    hands.type(given["question"])
    hands.press("Ctrl+Return")
    yield hands.settled
    hands.picture("drafted")
    hands.tell(second=hands.facts())

    yield from ask_to_see(hands)
    hands.picture("sheet", hands.dialog("ConfirmationSheet"))
    hands.tell(sheet=hands.words_of(hands.dialog("ConfirmationSheet")))
    yield hands.wait(0.7)
    hands.press("Return")  # whoever types on without looking says no
    yield lambda: hands.dialog("ConfirmationSheet") is None and hands.settled()
    hands.picture("kept")
    hands.tell(kept=hands.words_of(hands.window.status))

    yield from ask_to_see(hands)
    sheet = hands.dialog("ConfirmationSheet")
    yield hands.wait(0.7)
    hands.tell(hash=sheet._view.sha256, sheet_again=hands.words_of(sheet))
    yield from hands.tab_to(given["send"])
    hands.picture("about to send", sheet)
    hands.press("Space")
    yield lambda: hands.dialog("ConfirmationSheet") is None and hands.settled() and len(hands.answers()) == 2
    hands.picture("sent")
    yield hands.wait(0.3)
    hands.tell(third=hands.facts(), status=hands.words_of(hands.window.status))
    yield from hands.quit()


def ask_to_see(hands: Any) -> Iterator[Any]:
    """Ask for a stronger lane, and to see what would be sent."""
    hands.press("Ctrl+Shift+Return")
    yield hands.offered
    yield from hands.tab_to(hands.given["see"])
    hands.picture("offered")
    hands.press("Space")
    yield lambda: hands.dialog("ConfirmationSheet")
