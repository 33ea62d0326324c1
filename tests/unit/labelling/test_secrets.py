"""Credentials by form and by name. Values are drawn here, never written down: nothing in this file is a secret."""

import random
import string

import pytest

from homeport.domain.data_class import Category, DataClass
from homeport.labelling.label import label_text
from homeport.labelling.secrets import SECRETS, entropy

LETTERS = string.ascii_letters
ALNUM = LETTERS + string.digits
HEX = "0123456789abcdef"
BASE32 = string.ascii_uppercase + "234567"


def draw(alphabet: str, length: int, seed: int = 3) -> str:
    source = random.Random(f"{alphabet}{length}{seed}")
    return "".join(source.choices(alphabet, k=length))


FORMS = {
    "aws": "AKIA" + draw(BASE32, 16),
    "github": "ghp_" + draw(ALNUM, 36),
    "github fine": "github_pat_" + draw(ALNUM, 82),
    "gitlab": "glpat-" + draw(ALNUM, 20),
    "slack": "xoxb-" + draw(string.digits, 12) + "-" + draw(ALNUM, 24),
    "stripe": "sk_live_" + draw(ALNUM, 24),
    "jwt": f"eyJ{draw(ALNUM, 20)}.eyJ{draw(ALNUM, 40)}.{draw(ALNUM, 43)}",
    "google": "AIza" + draw(ALNUM, 35),
    "openai": f"sk-proj-{draw(ALNUM, 40)}T3BlbkFJ{draw(ALNUM, 40)}",
    "anthropic": "sk-ant-api03-" + draw(ALNUM, 93) + "AA",
    "hugging face": "hf_" + draw(LETTERS, 34),
    "npm": "npm_" + draw(ALNUM, 36),
    "pypi": "pypi-AgEIcHlwaS5vcmc" + draw(ALNUM, 80),
    "azure": draw(ALNUM, 3) + "8Q~" + draw(ALNUM, 34),
    "azure storage": "AccountKey=" + draw(ALNUM, 86) + "==",
    "digitalocean": "dop_v1_" + draw(HEX, 64),
    "databricks": "dapi" + draw(HEX, 32),
    "doppler": "dp.pt." + draw(ALNUM, 43),
    "vault": "hvs." + draw(ALNUM, 95),
    "terraform": draw(string.ascii_lowercase, 14) + ".atlasv1." + draw(ALNUM, 67),
    "pulumi": "pul-" + draw(HEX, 40),
    "grafana": f"glsa_{draw(ALNUM, 32)}_{draw(HEX, 8)}",
    "new relic": "NRAK-" + draw(string.ascii_uppercase + string.digits, 27),
    "sendgrid": f"SG.{draw(ALNUM, 22)}.{draw(ALNUM, 43)}",
    "brevo": f"xkeysib-{draw(HEX, 64)}-{draw(ALNUM, 16)}",
    "mailchimp": draw(HEX, 32) + "-us12",
    "twilio": "SK" + draw(HEX, 32),
    "telegram": draw("123456789", 9) + ":A" + draw(ALNUM, 34),
    "discord": f"M{draw(ALNUM, 23)}.{draw(ALNUM, 6)}.{draw(ALNUM, 27)}",
    "shopify": "shpat_" + draw(HEX, 32),
    "square": "sq0atp-" + draw(ALNUM, 22),
    "linear": "lin_api_" + draw(ALNUM, 40),
    "notion": "ntn_" + draw("123456789", 11) + draw(ALNUM, 35),
    "postman": f"PMAK-{draw(HEX, 24)}-{draw(HEX, 34)}",
    "planetscale": "pscale_tkn_" + draw(ALNUM, 43),
    "rubygems": "rubygems_" + draw(HEX, 48),
    "sentry": "sntryu_" + draw(HEX, 64),
    "sonar": "squ_" + draw(HEX, 40),
    "age": "AGE-SECRET-KEY-1" + draw("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58),
    "private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
    "url": "postgres://app:" + draw(ALNUM, 12) + "@db.example.net/x",
    "curl": "curl -u admin:" + draw(ALNUM, 12) + " https://example.net",
    "authorization": "Authorization: Bearer " + draw(HEX, 40),
}
NAMED = [
    "password = '{}'", "Lösenord: {}", "passord: {}", "adgangskode: {}", "salasana: {}", "api_key={}",
    "API-KEY: {}",
    '"client_secret": "{}"', "export SERVICE_TOKEN={}", "oktaApiToken => {}", "heroku_key = {}", "db.password={}",
]  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_published_forms_are_found_in_running_text(name: str) -> None:
    text = f"use this: {FORMS[name]} and tell nobody"
    label = label_text(text, "a")
    assert label.data_class is DataClass.RESTRICTED
    assert Category.CREDENTIAL in label.categories
    assert all(FORMS[name] not in finding.evidence for finding in label.findings)


@pytest.mark.parametrize("form", NAMED)
def test_a_value_assigned_to_a_telling_name_is_found(form: str) -> None:
    text = form.format(draw(ALNUM, 20) + "7")
    (finding,) = label_text(text, "a").deciding
    assert finding.kind == "SECRET"
    assert "=" not in text[finding.start : finding.end]


@pytest.mark.parametrize(
    "text",
    [
        "The password must be changed every year.",
        "password: required",
        "password = os.environ['DB_PASSWORD']",
        "password: ********",
        "api_key = <your key here>",
        "api_key = YOUR_API_KEY_GOES_HERE_1234",
        "token: ${TOKEN}",
        "public_key = " + draw(ALNUM, 43),
        "key_name: prod-cluster-2024",
        "access_token_url = https://example.com/oauth/token",
        "client_secret=" + "x" * 40,
        "ghp_" + "x" * 36,
        "https://example.com/a/b?authuser=0&dest=abc123def456",
        "postgres://app:${PASSWORD}@db.example.net/x",
        "Authorization: Bearer <token>",
        "s.makeKubeConfigController = args",
    ],
)
def test_placeholders_names_and_prose_are_no_credentials(text: str) -> None:
    assert [finding for finding in label_text(text, "a").findings if finding.kind == "SECRET"] == []


def test_there_are_enough_forms() -> None:
    assert len({kind.name for kind in SECRETS}) >= 80


def test_entropy_is_bits_a_character() -> None:
    assert entropy("") == 0
    assert entropy("aaaa") == 0
    assert entropy("abcd") == 2
