"""Provider files are data: the shipped ones are sound, and a broken one closes its lane with a reason."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from homeport.domain.errors import UserFacingError
from homeport.domain.lane import Endpoint, Lane, Region
from homeport.services.endpoints import read_provider, serves
from homeport.services.escalate import highest_price, key_name
from homeport.wire.formats import wire_format

PROVIDERS = Path(__file__).parents[3] / "resources" / "providers"


@pytest.mark.parametrize("path", sorted(PROVIDERS.glob("*.toml")), ids=lambda path: path.stem)
def test_a_shipped_provider_is_https_on_443_and_says_what_it_knows(path: Path) -> None:
    provider = read_provider(path.name, path.read_bytes())
    assert provider.id == path.stem
    assert provider.endpoints
    wire_format(provider.wire, provider.omit)
    for endpoint in provider.endpoints:
        url = urlsplit(endpoint.base_url)
        assert (url.scheme, url.port, url.query, url.username) == ("https", None, "", None)
        assert endpoint.price is not None
        assert endpoint.country
        assert endpoint.retention
        assert endpoint.managed
        assert "latest" not in endpoint.model, "a pinned id, or price and behaviour change unseen"
        assert key_name(endpoint) == f"key:{provider.id}"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('region = "eu"', 'region = "mars"'),
        ('company = "Mistral AI"', ""),
        ("context_tokens = 1_000_000", 'context_tokens = "many"'),
        ('wire = "chat"', "wire = [broken"),
    ],
)
def test_a_broken_provider_file_is_refused_by_name(old: str, new: str) -> None:
    text = (PROVIDERS / "mistral-eu.toml").read_text()
    assert old in text
    with pytest.raises(UserFacingError, match=r"mistral-eu\.toml"):
        read_provider("mistral-eu.toml", text.replace(old, new).encode())


def lane(managed: bool, region: Region) -> Lane:
    return Lane("x", "a lane", managed, region, "free")


def endpoint(managed: bool, region: Region) -> Endpoint:
    return Endpoint("p/m", "x", "P", "chat", "https://p.example/v1", "m", managed, region, "-", "-", 1000, 100)


def test_an_endpoint_serves_a_lane_only_if_it_is_no_more_exposed() -> None:
    eu, world = endpoint(True, Region.EU), endpoint(True, Region.GLOBAL)
    own = endpoint(False, Region.EU)
    assert serves(eu, lane(True, Region.GLOBAL))
    assert serves(eu, lane(True, Region.EU))
    assert not serves(world, lane(True, Region.EU))
    assert not serves(eu, lane(False, Region.EU))
    assert serves(own, lane(False, Region.EU))
    assert serves(own, lane(True, Region.EU))
    assert not serves(own, lane(False, Region.DEVICE))


def test_an_unknown_price_stays_unknown() -> None:
    assert highest_price(1000, 2, 100, endpoint(True, Region.EU)) is None
