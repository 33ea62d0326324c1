"""Provider files are data: the shipped ones are sound, and a broken one closes its lane with a reason."""

import re
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from homeport.domain.errors import UserFacingError
from homeport.domain.lane import Endpoint, Lane, Price, Region
from homeport.services.endpoints import Provider, ProviderSource, read_provider, read_providers, serves
from homeport.services.escalate import highest_price, key_name
from homeport.wire.formats import wire_format

FOLDER = Path(__file__).parents[3] / "resources" / "providers"
SHIPPED = tuple(ProviderSource(path.name, path.read_bytes()) for path in sorted(FOLDER.glob("*.toml")))

OWN_SERVER = """
id = "ourserver"
company = "Our own server"
wire = "chat"
base_url = "https://llm.example.internal/v1"
auth_header = "authorization"
auth_prefix = "Bearer "
managed = false
region = "eu"
[models.qwen3-8b]
context_tokens = 32768
max_output_tokens = 4096
"""

FILLED = {
    "azure-openai": '[fill_in]\nresource = "contoso-se"\nsol_deployment = "our-sol"\n',
    "bedrock-eu": '[fill_in]\nopus_profile = "eu.anthropic.claude-opus-5-5-v1:0"\n',
    "hf-endpoint": '[fill_in]\nendpoint = "abc123.eu-west-1.aws"\n'
    "[models.tgi]\ncontext_tokens = 8192\nmax_output_tokens = 1024\n",
    "huggingface": '[models."Qwen/Qwen3-8B:scaleway"]\ncontext_tokens = 8192\nmax_output_tokens = 1024\n',
    "private": '[fill_in]\ncompany = "Vår server"\nhost = "llm.example.internal:8443"\n'
    "[models.qwen3-8b]\ncontext_tokens = 8192\nmax_output_tokens = 1024\n",
    "vertex-eu": '[fill_in]\nproject = "our-project-1"\nlocation = "europe-north1"\n',
}
"""The least that makes each template offer something."""

SIGNED = 'by = "A. Person"\non = "2026-11-20"\nreference = "contract 12"\n'


def together(*own: str) -> dict[str, Provider]:
    return read_providers(SHIPPED, [ProviderSource(f"own-{i}.toml", text.encode()) for i, text in enumerate(own)])


def filled(template: str, more: str = "", id_: str = "") -> Provider:
    text = f'id = "{id_ or template}"\ntemplate = "{template}"\n{FILLED.get(template, "")}{more}'
    return together(text)[id_ or template]


def test_all_lanes_are_shipped() -> None:
    assert set(together()) == {
        "openai", "openai-eu", "azure-openai", "anthropic", "bedrock-eu", "gemini", "vertex-eu", "mistral",
        "mistral-eu", "huggingface", "hf-endpoint", "private",
    }  # fmt: skip


@pytest.mark.parametrize("source", SHIPPED, ids=lambda source: source.name)
def test_a_shipped_provider_says_what_it_knows_and_promises_no_more(source: ProviderSource) -> None:
    provider = read_provider(source.name, source.data)
    about = provider.outline
    assert f"{provider.id}.toml" == source.name
    assert about.facts.tried_live == "never"
    assert date.fromisoformat(about.facts.checked_on) <= date(2026, 11, 23)
    assert about.facts.agreement is None
    assert not any(attested.stands for attested in about.facts.attested)
    assert about.managed is (provider.id != "private")
    assert bool(about.facts.evidence) is about.managed
    assert (about.region is Region.EU) is (provider.id in {"openai-eu", "bedrock-eu", "mistral-eu"})
    assert all((about.country, about.retention, about.facts.stored_in, about.facts.training, about.auth_header))
    url = urlsplit(about.base_url)
    assert (url.scheme, url.query, url.username) == ("https", "", None)
    assert bool(provider.endpoints) is (provider.id not in FILLED)
    for endpoint in provider.endpoints:
        assert urlsplit(endpoint.base_url).port is None
        assert endpoint.price is not None
        assert "latest" not in endpoint.model, "a pinned id, or price and behaviour change unseen"
        assert key_name(endpoint) == f"key:{provider.id}"


@pytest.mark.parametrize("template", sorted(FILLED))
def test_a_template_offers_nothing_until_it_is_filled_in(template: str) -> None:
    unfilled, provider = together()[template], filled(template)
    assert unfilled.endpoints == ()
    assert unfilled.to_fill or unfilled.model_rule, "what to do is said"
    assert len(provider.endpoints) == (3 if template == "vertex-eu" else 1)
    for endpoint in provider.endpoints:
        assert "{" not in endpoint.base_url + endpoint.model + endpoint.country + endpoint.provider
        assert urlsplit(endpoint.base_url).scheme == "https"


@pytest.mark.parametrize(
    ("template", "left_out"),
    [("azure-openai", "resource"), ("vertex-eu", "project"), ("vertex-eu", "location"), ("private", "host")],
)
def test_half_filled_in_is_not_offered_and_says_what_is_missing(template: str, left_out: str) -> None:
    text = re.sub(rf"^{left_out} = .*\n", "", FILLED[template], flags=re.MULTILINE)
    assert text != FILLED[template]
    provider = together(f'id = "x"\ntemplate = "{template}"\n{text}')["x"]
    assert provider.endpoints == ()
    assert [hole.key for hole in provider.to_fill if not hole.optional] == [left_out]
    with pytest.raises(UserFacingError, match=left_out):
        provider.endpoint_for("qwen3-8b")


def test_addresses_come_out_whole() -> None:
    def root(provider: Provider) -> str:
        (endpoint,) = provider.endpoints[:1]
        return endpoint.base_url

    assert root(filled("azure-openai")) == "https://contoso-se.openai.azure.com/openai/v1"
    assert root(filled("hf-endpoint")) == "https://abc123.eu-west-1.aws.endpoints.huggingface.cloud/v1"
    assert root(filled("private")) == "https://llm.example.internal:8443/v1"
    assert filled("azure-openai").endpoints[0].model == "our-sol"
    assert filled("azure-openai").endpoints[0].id == "azure-openai/gpt-6.1-sol"


@pytest.mark.parametrize(
    ("location", "host", "region"),
    [
        ("eu", "aiplatform.eu.rep.googleapis.com", Region.EU),
        ("europe-north1", "europe-north1-aiplatform.googleapis.com", Region.GLOBAL),
        ("europe-west4", "europe-west4-aiplatform.googleapis.com", Region.GLOBAL),
    ],
)
def test_vertex_host_and_location_agree(location: str, host: str, region: Region) -> None:
    own = f'id = "v"\ntemplate = "vertex-eu"\n[fill_in]\nproject = "our-project-1"\nlocation = "{location}"\n'
    endpoint = together(own)["v"].endpoints[0]
    assert endpoint.base_url == (
        f"https://{host}/v1/projects/our-project-1/locations/{location}/publishers/google"
    )
    assert endpoint.region is region
    assert together(f"{own}[attest.eu_processing]\n{SIGNED}")["v"].endpoints[0].region is Region.EU


@pytest.mark.parametrize(
    ("own", "names"),
    [
        ('[fill_in]\nproject = "our-project-1"\nlocation = "global"', "fill_in.location"),
        ('[fill_in]\nproject = "our-project-1"\nlocation = "us-central1"', "fill_in.location"),
        ('[fill_in]\nproject = "a/../../x"\nlocation = "eu"', "fill_in.project"),
        ('[fill_in]\nplace = "eu"', "fill_in.place"),
        ('[fill_in]\nproject = 7\nlocation = "eu"', "fill_in.project"),
        ("base_url = 'https://elsewhere.example/v1'", "base_url"),
        ("region = 'eu'", "region"),
        ("[attest.all_is_well]\nby = 'x'\non = '2026-11-20'", "attest.all_is_well"),
        ("[attest.eu_processing]\non = '2026-11-20'", "attest.eu_processing.by"),
        ("[attest.eu_processing]\nby = 'me'\non = 'today'", "attest.eu_processing.on"),
        ("[agreement]\nreference = 'x'\non = '2026-11-20'", "agreement.attested_by"),
        ("[models.gemini-4-argon]\ncontext_tokens = 1\nmax_output_tokens = 1", "models.gemini-4-argon"),
        ("tried_live = 'often'", "tried_live"),
    ],
)
def test_an_own_file_changes_only_what_a_shipped_one_leaves_open(own: str, names: str) -> None:
    with pytest.raises(UserFacingError, match=rf"own-0\.toml cannot be used: {re.escape(names)}: "):
        together(f'id = "v"\ntemplate = "vertex-eu"\n{own}')


@pytest.mark.parametrize(
    "model", ["global.anthropic.claude-opus-5-5", "us.anthropic.x", "anthropic.x", "eu.meta.x"]
)
def test_bedrock_takes_european_profiles_only(model: str) -> None:
    with pytest.raises(UserFacingError, match=r"begins with eu\.anthropic\."):
        together(f'id = "b"\ntemplate = "bedrock-eu"\n[fill_in]\nopus_profile = "{model}"\n')
    with pytest.raises(UserFacingError, match="global"):
        together()["bedrock-eu"].endpoint_for(model)
    with pytest.raises(UserFacingError, match="global"):
        together(
            f'id = "b"\ntemplate = "bedrock-eu"\n[models."{model}"]\ncontext_tokens = 9\nmax_output_tokens = 9\n'
        )


@pytest.mark.parametrize(
    "model",
    ["Qwen/Qwen3-8B", "Qwen/Qwen3-8B:fastest", "Qwen/Qwen3-8B:cheapest", "Qwen3-8B:nebius", "a/b:", "a/b: x"],
)
def test_the_router_is_told_who_reads_the_text(model: str) -> None:
    with pytest.raises(UserFacingError, match=r"models\..*:fastest|name without spaces"):
        together(
            f'id = "h"\ntemplate = "huggingface"\n[models."{model}"]\ncontext_tokens = 9\nmax_output_tokens = 9\n'
        )
    with pytest.raises(UserFacingError):
        together()["huggingface"].endpoint_for(model)
    assert together()["huggingface"].endpoint_for("Qwen/Qwen3-8B:nebius").price is None


@pytest.mark.parametrize("model", ["mistral-large-latest", "labs-something-1", "mistral-labs-2"])
def test_mistral_is_asked_for_pinned_models_that_never_train(model: str) -> None:
    for provider in ("mistral", "mistral-eu"):
        with pytest.raises(UserFacingError, match="Labs"):
            together()[provider].endpoint_for(model)


@pytest.mark.parametrize("provider", sorted(together()))
def test_an_attestation_never_stands_by_itself_and_says_who_answers_for_it(provider: str) -> None:
    without = filled(provider) if provider in FILLED else together()[provider]
    for attested in without.outline.facts.attested:
        with_it = filled(provider, f"[attest.{attested.key}]\n{SIGNED}", "signed").outline
        (signed,) = [found for found in with_it.facts.attested if found.stands]
        assert (signed.key, signed.by, signed.on, signed.reference) == (
            attested.key, "A. Person", "2026-11-20", "contract 12",
        )  # fmt: skip
        before = without.outline
        assert (with_it.region, with_it.country, with_it.retention) != (
            before.region, before.country, before.retention,
        )  # fmt: skip
        assert not (before.region is Region.EU and with_it.region is Region.GLOBAL)


def test_an_azure_region_is_attested_and_two_attestations_do_not_contradict() -> None:
    zone, standard = f"[attest.eu_data_zone]\n{SIGNED}", f"[attest.eu_standard]\n{SIGNED}"
    assert filled("azure-openai").endpoints[0].region is Region.GLOBAL
    assert filled("azure-openai", zone).endpoints[0].region is Region.EU
    with pytest.raises(UserFacingError, match="contradicts"):
        filled("azure-openai", zone + standard)


def test_an_agreement_is_the_organisations_and_kept_with_the_endpoint() -> None:
    provider = filled(
        "mistral-eu",
        '[agreement]\nreference = "DPA 7"\non = "2026-02-01"\ntransfer_basis = "none needed: EU"\n'
        'subprocessors_read_on = "2026-10-01"\nattested_by = "B. Person"\n',
    )
    agreement = provider.endpoints[0].facts.agreement
    assert agreement is not None
    assert (agreement.reference, agreement.transfer_basis) == ("DPA 7", "none needed: EU")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('region = "eu"', 'region = "mars"', "region"),
        ('region = "eu"', 'region = "device"', "region"),
        ('company = "Mistral AI"', "", "company"),
        ('company = "Mistral AI"', 'company = "A\\nB"', "company"),
        ("context_tokens = 1_000_000", 'context_tokens = "many"', "models.mistral-large-4.context_tokens"),
        ("context_tokens = 1_000_000", "context_tokens = true", "models.mistral-large-4.context_tokens"),
        ("context_tokens = 1_000_000", "context_tokens = 0", "models.mistral-large-4.context_tokens"),
        ("input_per_million = 0.77", "input_per_million = nan", "models.mistral-large-4.input_per_million"),
        ("input_per_million = 0.77", "input_per_million = -1", "models.mistral-large-4.input_per_million"),
        ("output_per_million = 2.31", "", "models.mistral-large-4.output_per_million"),
        ('price_read_on = "2026-10-29"', 'price_read_on = "29.10."', "models.mistral-large-4.price_read_on"),
        ('wire = "chat"', "wire = [broken", "it is not TOML"),
        ('wire = "chat"', 'wire = "telex"', "wire, omit"),
        ('omit = ["stream_options", "store"]', 'omit = ["messages"]', "wire, omit"),
        ('omit = ["stream_options", "store"]', 'omit = "store"', "omit"),
        ("managed = true", 'managed = "yes"', "managed"),
        ("managed = true", "manged = true", "manged"),
        ('id = "mistral-eu"', 'id = "mistral/eu"', "id"),
        ("https://api.eu.mistral.ai/v1", "http://api.eu.mistral.ai/v1", "base_url"),
        ("https://api.eu.mistral.ai/v1", "https://api.eu.mistral.ai@elsewhere.example/v1", "base_url"),
        ("https://api.eu.mistral.ai/v1", "https://api.eu.mistral.ai/v1?key=1", "base_url"),
        ("https://api.eu.mistral.ai/v1", "https://{host}/v1", "base_url"),
        ('auth_header = "authorization"', 'auth_header = "Authorization"', "auth_header"),
        ('auth_header = "authorization"', 'auth_header = "host"', "auth_header"),
        ("[models.mistral-large-4]", '[headers]\ncookie = "a"\n[models.mistral-large-4]', "headers.cookie"),
        ("[models.mistral-large-4]", '[fill_in.x]\nsays = "x"\npattern = "x"\n[models.m]', "fill_in.x"),
        ('model_rule = "a model', 'model_rul = "a model', "model_rul"),
        ("(?<!-latest)", "(?<!-latest", "model_pattern"),
    ],
)
def test_a_broken_provider_file_is_refused_by_file_and_key(old: str, new: str, key: str) -> None:
    text = (FOLDER / "mistral-eu.toml").read_text()
    assert old in text
    with pytest.raises(UserFacingError, match=rf"mistral-eu\.toml cannot be used: {re.escape(key)}: "):
        read_provider("mistral-eu.toml", text.replace(old, new).encode())


def test_what_a_file_leaves_out_counts_as_the_more_exposed() -> None:
    provider = read_provider("own.toml", OWN_SERVER.replace('region = "eu"\n', "").encode())
    assert provider.outline.region is Region.GLOBAL
    assert "assume that all of it is kept" in provider.outline.retention
    assert "assume that it is used for training" in provider.outline.retention


def test_an_own_server_joins_under_an_id_of_its_own() -> None:
    assert together(OWN_SERVER)["ourserver"].endpoints[0].model == "qwen3-8b"
    for id_ in ("openai", "private"):
        with pytest.raises(UserFacingError, match="is taken"):
            together(OWN_SERVER.replace('"ourserver"', f'"{id_}"'))
    with pytest.raises(UserFacingError, match="is taken"):
        together(OWN_SERVER, OWN_SERVER)
    with pytest.raises(UserFacingError, match="is taken"):
        together('id = "gemini"\ntemplate = "openai"')
    with pytest.raises(UserFacingError, match="template: there is no shipped provider"):
        together('id = "x"\ntemplate = "openia"')
    assert together('id = "a"\ntemplate = "openai"', 'id = "openai"\ntemplate = "openai"').keys() >= {
        "a",
        "openai",
    }


@pytest.mark.parametrize(
    "host",
    [
        "api.openai.com", "eu.api.openai.com", "x.openai.azure.com", "api.anthropic.com", "api.mistral.ai",
        "bedrock-runtime.us-east-1.amazonaws.com", "bedrock-mantle.eu-north-1.api.aws", "router.huggingface.co",
        "generativelanguage.googleapis.com", "aiplatform.googleapis.com", "us-central1-aiplatform.googleapis.com",
        "a.eu-west-1.aws.endpoints.huggingface.cloud", "api.us.mistral.ai", "API.OpenAI.com",
    ],
)  # fmt: skip
def test_nobody_else_may_say_where_a_known_host_processes_text(host: str) -> None:
    with pytest.raises(UserFacingError, match=r"own-0\.toml cannot be used: base_url: .* say template = "):
        together(OWN_SERVER.replace("llm.example.internal", host))


def test_a_copy_of_a_template_is_told_to_name_it_instead() -> None:
    copy = (FOLDER / "private.toml").read_text().replace('id = "private"', 'id = "ours"')
    with pytest.raises(UserFacingError, match="fill_in: only shipped files leave something open; say template ="):
        together(copy)


@pytest.mark.parametrize("page", [FOLDER / "README.md", FOLDER.parents[1] / "docs" / "guide" / "admin.md"])
def test_the_examples_in_the_documentation_work(page: Path) -> None:
    examples = [
        text for text in re.findall(r"```toml\n(.*?)```", page.read_text("utf-8"), re.DOTALL) if "id =" in text
    ]
    assert examples
    providers = together(*examples)
    for example in examples:
        id_ = re.search(r'^id = "(.*)"', example, re.MULTILINE)
        assert id_ is not None
        assert providers[id_[1]].endpoints
        assert providers[id_[1]].outline.region is Region.EU


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
    assert not serves(
        endpoint(False, Region.GLOBAL), lane(True, Region.EU)
    )  # ours, and outside the EU all the same


def test_an_unknown_price_stays_unknown() -> None:
    assert highest_price(1000, 2, 100, endpoint(True, Region.EU)) is None


def test_long_input_costs_more_or_an_unknown_price() -> None:
    haiku = together()["anthropic"].endpoint_for("claude-haiku-5-5").price
    luna = together()["openai"].endpoint_for("gpt-6-luna").price
    assert haiku is not None
    assert luna is not None
    assert haiku.of(100_000, 1_000_000) == pytest.approx(0.51)
    assert haiku.of(100_001, 1_000_000) == pytest.approx(2.55, rel=1e-3)
    assert luna.of(272_000, 0) == pytest.approx(0.0272)
    assert luna.of(272_001, 0) is None
    assert Price(1.0, 2.0, "USD", "2026-01-01").of(1_000_000, 500_000) == 2.0


@pytest.mark.parametrize(
    ("endpoint_id", "read", "written"),
    [
        ("openai/gpt-6-astra", 10, 50), ("openai/gpt-6.1-sol", 2, 10), ("openai/gpt-6.1-terra", 1, 5),
        ("openai/gpt-6-luna", 0.1, 0.5), ("openai-eu/gpt-6-astra", 11, 55), ("openai-eu/gpt-6-luna", 0.11, 0.55),
        ("anthropic/claude-fable-5-2", 8, 40), ("anthropic/claude-opus-5-5", 4, 20),
        ("anthropic/claude-sonnet-5-5", 2, 10), ("gemini/gemini-4-argon", 4, 20),
        ("gemini/gemini-3.8-flash", 1.5, 7.5), ("mistral/mistral-large-4", 0.7, 2.1),
        ("mistral-eu/mistral-large-4", 0.77, 2.31), ("mistral-eu/mistral-medium-3-5", 1.65, 8.25),
    ],
)  # fmt: skip
def test_list_prices_are_those_that_were_read_with_the_regional_part(
    endpoint_id: str, read: float, written: float
) -> None:
    provider, _, model = endpoint_id.partition("/")
    price = together()[provider].endpoint_for(model).price
    assert price is not None
    assert (price.input_per_million, price.output_per_million) == pytest.approx((read, written))
    assert price.currency == "USD"


def test_every_format_is_what_its_provider_says() -> None:
    for provider in together().values():
        assert wire_format(provider.wire, provider.omit).id == provider.wire
