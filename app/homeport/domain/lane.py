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
    """A lane as the policy declares it.

    `standing_yes` lets a person say yes for a day; only a lane off this computer that is not managed has it.
    """

    id: str
    say: str
    managed: bool
    region: Region
    needs_ceiling: str  # the least value of the fact `ceiling` that opens it
    say_in: Mapping[str, str] = field(default_factory=dict, hash=False)  # `say` by language, if it has several
    standing_yes: bool = False


@dataclass(frozen=True, slots=True)
class Price:
    """List prices of one model, and the day they were read.

    Input of more than `dearer_above` tokens makes the whole request cost the `dearer_` prices, if they are known.
    """

    input_per_million: float
    output_per_million: float
    currency: str
    read_on: str  # ISO date
    dearer_above: int | None = None  # tokens of input
    dearer_input_per_million: float | None = None
    dearer_output_per_million: float | None = None

    def of(self, input_tokens: int, output_tokens: int) -> float | None:
        """What so many tokens cost, in `currency`; None where no price is known for so long an input."""
        each: tuple[float | None, float | None] = (self.input_per_million, self.output_per_million)
        if self.dearer_above is not None and input_tokens > self.dearer_above:
            each = (self.dearer_input_per_million, self.dearer_output_per_million)
        read, written = each
        if read is None or written is None:
            return None
        return (input_tokens * read + output_tokens * written) / 1_000_000


@dataclass(frozen=True, slots=True)
class Agreement:
    """The processing agreement that the person's organisation has with a provider, as somebody attested it."""

    reference: str
    on: str  # ISO date
    transfer_basis: str  # in words; empty: none was named
    subprocessors_read_on: str  # ISO date; empty: nobody says so
    attested_by: str


@dataclass(frozen=True, slots=True)
class Attested:
    """Something an address cannot show, and who answers for it; `by` and `on` are empty when nobody does."""

    key: str
    says: str
    by: str = ""
    on: str = ""  # ISO date
    reference: str = ""

    @property
    def stands(self) -> bool:
        """Whether somebody answers for it."""
        return bool(self.by)


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """What a provider file says beyond what a lane is chosen by. Words, for the person who confirms."""

    stored_in: str = "not known"
    training: str = "not known"
    agreement: Agreement | None = None
    attested: tuple[Attested, ...] = ()
    evidence: tuple[str, ...] = ()  # titles of the provider's pages
    checked_on: str = ""  # ISO date; empty: nobody says when
    tried_live: str = "never"  # or an ISO date


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
    headers: tuple[tuple[str, str], ...] = ()  # that this provider wants with each request; never a secret
    facts: ProviderFacts = ProviderFacts()

    @property
    def on_device(self) -> bool:
        """Whether it claims to run here; the locality gate and the broker check the claim."""
        return self.region is Region.DEVICE and not self.managed


def no_more_exposed(endpoint: Endpoint, lane: Lane) -> bool:
    """Whether an endpoint may serve a lane: not managed by others unless the lane is, and in no farther region.

    Both have to hold. An own server outside the EU is managed by nobody else, and yet serves no lane in the EU.
    """
    regions = tuple(Region)
    nearer = regions.index(endpoint.region) <= regions.index(lane.region)
    return nearer and (lane.managed or not endpoint.managed)
