"""The person at the window, as the services see them: asked on the loop's thread, answering on the window's."""

import asyncio
from collections.abc import Callable
from typing import Protocol, TypeVar

from homeport.domain.consent import Prepared
from homeport.ports.person import Answer, KeepHere, Offer, SecondAnswer, SecondAsked, SecondNo

T = TypeVar("T")
Reply = Callable[[T], None]


class Asking(Protocol):
    """What shows the questions of one task; called on the window's thread."""

    def show_offer(self, offer: Offer, reply: Reply[bool]) -> None:
        """Offer to show what would be sent; `reply` may be called at any time, the first call counts."""
        ...

    def show_sheet(self, prepared: Prepared, reply: Reply[Answer]) -> None:
        """Show the exact bytes and ask; `reply` may be called at any time, the first call counts."""
        ...

    def show_second(self, asked: SecondAsked, reply: Reply[SecondAnswer]) -> None:
        """Show the exact bytes to a second person; `reply` may be called at any time, the first call counts."""
        ...

    def withdraw(self) -> None:
        """Take back the question that is shown: the task was stopped, and nothing will be sent."""
        ...


class WindowPerson:
    """`ports.person.Person` for a window."""

    def __init__(self, asking: Asking, on_window: Callable[[Callable[[], None]], None]) -> None:
        """Ask through `asking`; `on_window` calls something on the window's thread."""
        self._asking = asking
        self._on_window = on_window

    @property
    def present(self) -> bool:
        """Whoever opened the window can be asked."""
        return True

    async def wants_to_see(self, offer: Offer) -> bool:
        """Offer to show what would be sent."""
        return await self._ask(lambda reply: self._asking.show_offer(offer, reply))

    async def confirms(self, prepared: Prepared) -> Answer:
        """Show the sheet."""
        return await self._ask(lambda reply: self._asking.show_sheet(prepared, reply))

    async def approves(self, asked: SecondAsked) -> SecondAnswer:
        """Show the sheet to a second person."""
        return await self._ask(lambda reply: self._asking.show_second(asked, reply))

    async def _ask(self, show: Callable[[Reply[T]], None]) -> T:
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[T] = loop.create_future()

        def take(value: T) -> None:
            if not answered.done():
                answered.set_result(value)

        def reply(value: T) -> None:
            loop.call_soon_threadsafe(take, value)

        self._on_window(lambda: show(reply))
        try:
            return await answered
        except asyncio.CancelledError:
            self._on_window(self._asking.withdraw)
            raise


class StaysHere:
    """`ports.person.Person` for a person who said beforehand that the work stays on this computer."""

    @property
    def present(self) -> bool:
        """They are, and they have answered."""
        return True

    async def wants_to_see(self, offer: Offer) -> bool:
        """No."""
        return False

    async def confirms(self, prepared: Prepared) -> Answer:
        """No."""
        return KeepHere()

    async def approves(self, asked: SecondAsked) -> SecondAnswer:
        """No."""
        return SecondNo()
