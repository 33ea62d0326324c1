"""The person at the screen, as the services see them."""

from dataclasses import dataclass
from typing import Protocol

from homeport.domain.approval import Approver
from homeport.domain.consent import Prepared
from homeport.domain.lane import Endpoint
from homeport.domain.policy import Trigger
from homeport.ports.approvals import Proof


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


@dataclass(frozen=True, slots=True)
class SecondAsked:
    """What a second person is asked to read: the exact bytes, and who may answer.

    `tries_left` is smaller after a passphrase that was nobody's.
    """

    lane: str
    lane_say: str  # the policy's own words for the lane
    prepared: Prepared
    approvers: tuple[Approver, ...]
    until: str  # when a yes given now ends; UTC, ISO 8601
    tries_left: int


@dataclass(frozen=True, slots=True)
class SecondYes:
    """The second person's yes. It names the bytes that were on the screen; for other bytes it counts as a no."""

    body_sha256: str
    proof: Proof


@dataclass(frozen=True, slots=True)
class SecondNo:
    """No second person's yes: somebody said no, or went away. With a proof it is known whose no it is."""

    reason: str = ""
    proof: Proof | None = None


SecondAnswer = SecondYes | SecondNo


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

    async def approves(self, asked: SecondAsked) -> SecondAnswer:
        """Show the exact bytes to a second person at the same screen and ask; a careless answer means `SecondNo`.

        It may be cancelled at any moment: then nothing is approved.
        """
        ...
