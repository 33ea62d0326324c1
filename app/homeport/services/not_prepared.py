"""Why no bytes could be made for a lane."""

from dataclasses import dataclass

from homeport.domain.policy import Trigger
from homeport.domain.said import Said


@dataclass(frozen=True, slots=True)
class NotPrepared:
    """No bytes could be made; nothing was sent.

    `highest_price` and `ceiling_eur` are told when the one is above the other, or is not known.
    """

    why: str
    trigger: Trigger = Trigger.ERROR
    said: Said | None = None  # the same reason for every other language
    highest_price: float | None = None
    currency: str = ""
    ceiling_eur: float | None = None
