"""An own server's form becomes a provider file that the ordinary reader takes, promising nothing unattested."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeport.domain.errors import UserFacingError
from homeport.domain.lane import Region
from homeport.services.endpoints import Provider, ProviderSource, read_providers
from homeport.services.own_server import OwnServer, provider_file, server_id

SHIPPED = Path(__file__).parents[3] / "resources" / "providers"
SERVER = OwnServer(
    "private", "Örebro län", "llm.example.internal:8443", "qwen3-32b", 32768, 2048, True, True, "A. Person"
)


def read(server: OwnServer, id_: str = "ours") -> Provider:
    shipped = [ProviderSource(path.name, path.read_bytes()) for path in sorted(SHIPPED.glob("*.toml"))]
    own = ProviderSource(f"{id_}.toml", provider_file(server, id_, "2026-11-23"), server.company_ca)
    return read_providers(shipped, [own])[id_]


def test_what_is_attested_counts() -> None:
    (endpoint,) = read(SERVER).endpoints
    assert endpoint.base_url == "https://llm.example.internal:8443/v1"
    assert (endpoint.provider, endpoint.model, endpoint.id) == ("Örebro län", "qwen3-32b", "ours/qwen3-32b")
    assert (endpoint.region, endpoint.managed) == (Region.EU, False)
    assert (endpoint.context_tokens, endpoint.max_output_tokens) == (32768, 2048)
    assert {attested.by for attested in endpoint.facts.attested} == {"A. Person"}
    assert "Not kept" in endpoint.retention


@pytest.mark.parametrize("server", [replace(SERVER, attested_by=""), replace(SERVER, in_eu=False)])
def test_what_nobody_answers_for_is_the_more_exposed(server: OwnServer) -> None:
    (endpoint,) = read(server).endpoints
    assert endpoint.region is Region.GLOBAL


def test_an_id_is_plain_and_not_taken() -> None:
    assert server_id(SERVER, ()) == "orebro-lan"
    assert server_id(SERVER, {"orebro-lan", "orebro-lan-2"}) == "orebro-lan-3"
    assert server_id(replace(SERVER, company="株式会社"), ()) == "own-server"


@pytest.mark.parametrize("host", ["evil.example/..", "a b", "user@host", "host\n[attest.in_eu]", "HOST"])
def test_a_host_that_is_none_is_refused_by_the_reader(host: str) -> None:
    with pytest.raises(UserFacingError):
        read(replace(SERVER, host=host))


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
def test_no_text_in_the_form_writes_anything_but_itself(company: str, model: str, by: str) -> None:
    server = replace(SERVER, company=company, model=model, attested_by=by, keeps_nothing=False)
    id_ = server_id(server, ())
    try:
        provider = read(server, id_)
    except (UserFacingError, UnicodeEncodeError):
        return
    assert provider.outline.base_url == "https://llm.example.internal:8443/v1"
    assert [endpoint.model for endpoint in provider.endpoints] == [model]
    assert [attested.by for attested in provider.outline.facts.attested if attested.stands] == [by]
