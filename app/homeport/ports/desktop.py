"""What the program asks of the desktop and the machine around it."""

from enum import StrEnum
from typing import Protocol


class AwakeState(StrEnum):
    """Whether the computer is kept from falling asleep during a long run."""

    KEPT = "kept"
    ON_BATTERY = "on_battery"  # left alone, so that a battery is not run down
    REFUSED = "refused"  # the system does not offer it or said no
    ENDED = "ended"  # nothing long runs any more


class Hold(Protocol):
    """Keeps the computer awake until it is released; the system takes it back when this process dies."""

    def release(self) -> None:
        """Let the computer sleep again; releasing twice is fine."""
        ...


class KeepAwake(Protocol):
    """The system's way of keeping awake. Calls may take two seconds: make them off the loop thread."""

    def on_mains(self) -> bool:
        """Whether the machine is not running on a battery now."""
        ...

    def hold(self) -> Hold | None:
        """Keep the computer awake; None when the system does not offer it or refuses."""
        ...


class Notices(Protocol):
    """The desktop's notifications. They carry a number and one word, never a name or a text."""

    def show(self, number_and_word: str) -> bool:
        """Show "2 tasks" in place of what was shown before; False when the desktop shows none.

        May take two seconds: call it off the GUI thread.

        Raises:
            ValueError: it is anything but a number and one word.
        """
        ...

    def withdraw(self) -> None:
        """Take back what is shown, if anything is."""
        ...
