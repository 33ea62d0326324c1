"""Notifications of the freedesktop kind (Desktop Notifications Specification 1.2), on the session's bus.

A notification is seen by who looks over a shoulder, by screen sharing and by other programs on the bus, so it says
a number and one word. It is transient: a desktop's list of missed ones does not keep it.
"""

import re
from typing import Any

from homeport.adapters.system.desktop_bus import NoAnswer, Service, call

_NOTIFICATIONS = Service(
    "SESSION", "org.freedesktop.Notifications", "/org/freedesktop/Notifications", "org.freedesktop.Notifications"
)
_NUMBER_AND_WORD = re.compile(r"\d{1,3}([ ,.’\u00a0\u202f]?\d{3})?[ \u00a0]\w{1,30}")
_HINTS: dict[str, tuple[str, Any]] = {
    "desktop-entry": ("s", "homeport"),
    "transient": ("b", True),
    "urgency": ("y", 0),  # low
}
_DESKTOP_DECIDES = -1  # how long it is shown


class FreedesktopNotices:
    """`ports.desktop.Notices`."""

    def __init__(self) -> None:
        self._shown = 0

    def show(self, number_and_word: str) -> bool:
        """Show it in place of what was shown before; False when there is no such service."""
        if not _NUMBER_AND_WORD.fullmatch(number_and_word):
            raise ValueError("a notification says a number and one word")
        actions: list[str] = []
        values = ("Homeport", self._shown, "homeport", number_and_word, "", actions, _HINTS, _DESKTOP_DECIDES)
        try:
            (number,) = call(_NOTIFICATIONS, "Notify", "susssasa{sv}i", *values)
        except (NoAnswer, ValueError):
            return False
        self._shown = int(number)
        return True

    def withdraw(self) -> None:
        """Take it back."""
        if not self._shown:
            return
        number, self._shown = self._shown, 0
        try:
            call(_NOTIFICATIONS, "CloseNotification", "u", number)
        except NoAnswer:
            return


class NoNotices:
    """`ports.desktop.Notices` where the window's own sign in the task bar has to do."""

    def show(self, number_and_word: str) -> bool:
        """Never."""
        del number_and_word
        return False

    def withdraw(self) -> None:
        """Nothing is shown."""
