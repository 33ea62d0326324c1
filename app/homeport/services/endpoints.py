"""Provider files and the endpoints they offer; a provider is data, not code."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from homeport.domain.errors import UserFacingError
from homeport.domain.lane import Endpoint, Lane, Price, Region

_EXPOSURE = {(False, Region.DEVICE): 0, (False, Region.EU): 1, (False, Region.GLOBAL): 2}
_EXPOSURE |= {(True, Region.DEVICE): 1, (True, Region.EU): 3, (True, Region.GLOBAL): 4}


@dataclass(frozen=True, slots=True)
class Provider:
    """One file of resources/providers. `omit` names request fields that the provider's closed schema refuses."""

    id: str
    wire: str
    omit: tuple[str, ...]
    endpoints: tuple[Endpoint, ...]  # one a model; `lane` is empty until settings assign one


def read_provider(name: str, data: bytes, company_ca: str = "") -> Provider:
    """Read one provider file.

    Raises:
        UserFacingError: it is not TOML, or a key is missing or of the wrong kind.
    """
    try:
        table = tomllib.loads(data.decode())
        return _provider(table, company_ca)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise UserFacingError(
            f"The provider file {name} cannot be used: {error}.",
            "Put the shipped file back, or correct it; its lane stays closed until then.",
        ) from error


def _provider(table: Mapping[str, Any], company_ca: str) -> Provider:
    provider_id = str(table["id"])
    endpoints = tuple(
        Endpoint(
            id=f"{provider_id}/{model}",
            lane="",
            provider=str(table["company"]),
            wire=str(table["wire"]),
            base_url=str(table["base_url"]),
            model=model,
            managed=bool(table["managed"]),
            region=Region(table["region"]),
            country=str(table["processed_in"]),
            retention=str(table["retention"]),
            context_tokens=int(facts["context_tokens"]),
            max_output_tokens=int(facts["max_output_tokens"]),
            price=_price(facts),
            auth_header=str(table["auth_header"]),
            auth_prefix=str(table.get("auth_prefix", "")),
            company_ca=company_ca,
        )
        for model, facts in table["models"].items()
    )
    return Provider(provider_id, str(table["wire"]), tuple(table.get("omit", ())), endpoints)


def _price(facts: Mapping[str, Any]) -> Price | None:
    if "input_per_million" not in facts:
        return None
    return Price(
        float(facts["input_per_million"]),
        float(facts["output_per_million"]),
        str(facts["currency"]),
        str(facts["price_read_on"]),
    )


def serves(endpoint: Endpoint, lane: Lane) -> bool:
    """Whether an endpoint is no more exposed than the lane it would serve."""
    return _EXPOSURE[endpoint.managed, endpoint.region] <= _EXPOSURE[lane.managed, lane.region]
