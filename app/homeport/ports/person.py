"""The person at the screen, as the services see them."""

from dataclasses import dataclass
from typing import Protocol

from homeport.domain.consent import Prepared
from homeport.domain.lane import Endpoint
from homeport.domain.policy import Trigger


@dataclass(frozen=True, slots=True)
class Offer:
    """A lane that could be asked. Nothing is prepared yet and nothing has been sent."""

    lane: str
    lane_say: str  # the policy's own words for the lane
    endpoint: Endpoint
    triggers: tuple[Trigger, ...]  # empty: the policy routes this work there first


class Person(Protocol):
    """Somebody who can be asked, or the fact that nobody can."""

    @property
    def present(self) -> bool:
        """Whether there is a screen or terminal to ask on; if not, every step that needs a yes is refused."""
        ...

    async def wants_to_see(self, offer: Offer) -> bool:
        """Whether the person wants to see what would be sent; a careless answer means no."""
        ...

    async def confirms(self, prepared: Prepared) -> bool:
        """Show the exact bytes and ask; a careless answer means no."""
        ...
