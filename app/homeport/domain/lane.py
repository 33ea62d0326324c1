"""Lanes and the endpoints that serve them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

DEVICE = "device"
"""The id of the lane on this computer: the only one a step may enter by itself."""


class Region(StrEnum):
    """Where a lane processes text, from least to most exposed."""

    DEVICE = "device"
    EU = "eu"
    GLOBAL = "global"


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane as the policy declares it."""

    id: str
    say: str
    managed: bool
    region: Region
    needs_ceiling: str  # the least value of the fact `ceiling` that opens it
    say_in: Mapping[str, str] = field(default_factory=dict, hash=False)  # `say` by language, if it has several


@dataclass(frozen=True, slots=True)
class Price:
    """List prices of one model, and the day they were read."""

    input_per_million: float
    output_per_million: float
    currency: str
    read_on: str  # ISO date


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One provider, address and model that serves a lane.

    `base_url` has no path after the API root. `auth_header` and `auth_prefix` say how the key is carried;
    the key itself lives in the keyring under `id` and never in this value.
    """

    id: str
    lane: str
    provider: str  # a company's name, as a person says it
    wire: str  # chat, ollama_chat, ...
    base_url: str
    model: str
    managed: bool
    region: Region
    country: str  # where it is processed, in words
    retention: str  # in words, for the confirmation
    context_tokens: int
    max_output_tokens: int
    price: Price | None = None  # None: no price is known, and the sheet says so
    auth_header: str = ""
    auth_prefix: str = ""
    company_ca: str = ""  # PEM text of a private root that may answer for this endpoint
    starter: bool = False  # the practice model: shipped examples and free chat only

    @property
    def on_device(self) -> bool:
        """Whether it claims to run here; the locality gate and the broker check the claim."""
        return self.region is Region.DEVICE and not self.managed
