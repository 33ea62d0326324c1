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


@dataclass(frozen=True, slots=True)
class SendIt:
    """The yes. It names the bytes that were on the screen; for other bytes it counts as a no."""

    body_sha256: str


@dataclass(frozen=True, slots=True)
class KeepHere:
    """The no. It needs no reason, and the same bytes are not asked about again in the same thread."""


@dataclass(frozen=True, slots=True)
class TakeOut:
    """Not yet: make new bytes without these parts and ask again. Only removable parts can be named."""

    part_ids: tuple[str, ...]


Answer = SendIt | KeepHere | TakeOut


class Person(Protocol):
    """Somebody who can be asked, or the fact that nobody can."""

    @property
    def present(self) -> bool:
        """Whether there is a screen or terminal to ask on; if not, every step that needs a yes is refused."""
        ...

    async def wants_to_see(self, offer: Offer) -> bool:
        """Whether the person wants to see what would be sent; a careless answer means no."""
        ...

    async def confirms(self, prepared: Prepared) -> Answer:
        """Show the exact bytes and ask; a careless answer means `KeepHere`.

        It may be cancelled at any moment: then nothing is sent.
        """
        ...
