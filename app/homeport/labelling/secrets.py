"""Credentials by the forms that their providers publish, with entropy and allow-lists against look-alikes.

Sources: the providers' pages on token formats and prefixes; RFC 7519 (JWT), RFC 7468 (PEM), RFC 3986 (userinfo).
A form of its own needs no word beside it; a value without one counts only where it is assigned to a telling name.
"""

import math
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SecretKind:
    """One form of credential.

    `name` names the form. `pattern` is RE2 over bytes. `entropy` is the least Shannon entropy of the match in bits
    a character. `valid`, where given, sees the text and the span of the match and returns the span of the value.
    `trigger`, where given, matches wherever the pattern does and is cheaper to look for.
    """

    name: str
    pattern: str
    entropy: float = 0.0
    valid: Callable[[str, int, int], tuple[int, int] | None] | None = None
    trigger: str = ""


def entropy(value: str) -> float:
    """Shannon entropy in bits a character."""
    if not value:
        return 0.0
    length = len(value)
    return -sum(count / length * math.log2(count / length) for count in Counter(value).values())


_PLACEHOLDER = re.compile(
    r"x{6,}|\*{3,}|\.{3,}|<[^>]*>|\$\{|\$\(|\$[A-Z_]{3,}|\{\{|%\(|example|changeme|change_me|your[_-]?"
    r"|placeholder|dummy"
    r"|redacted|insert|todo|0{12,}|abcdefgh|test_?key|fake|sample|(?:(.)\1{7,})",
    re.IGNORECASE,
)


def plausible(value: str, least: float) -> bool:
    """Whether a value can be a real credential: enough entropy, no placeholder."""
    return not least or (entropy(value) >= least and not _PLACEHOLDER.search(value))


# --- assigned to a telling name --------------------------------------------------------------------------------

_PASSWORD = (
    "password",
    "passwd",
    "passwort",
    "pwd",
    "passphrase",
    "lösenord",
    "passord",
    "adgangskode",
    "kodeord",
    "salasana",
    "lykilorð",
    "kennwort",
    "contraseña",
    "mot de passe",
    "wachtwoord",
    "passcode",
)
_KEYLIKE = (
    "token",
    "secret",
    "api_?key",
    "apikey",
    "[_.-]key",
    "credential",
    "access_?key",
    "private_?key",
    "auth",
    "login",
    "signature",
    "client_?srt",
    "bearer",
    "[a-z]Key",
)
_SERVICES = (
    "adafruit|adobe|airtable|algolia|alibaba|artifactory|asana|atlassian|beamer|bitbucket|bittrex|"
    "cloudflare|codecov|cohere|coinbase|confluent|contentful|datadog|discord|droneci|dropbox|easypost|"
    "etsy|facebook|fastly|finicity|finnhub|flickr|freshbooks|gitter|hashicorp|heroku|hubspot|intercom|"
    "jfrog|kraken|kucoin|launchdarkly|linear|linkedin|lob|looker|mailchimp|mailgun|mapbox|mattermost|"
    "meraki|messagebird|netlify|new_relic|newrelic|notion|nytimes|okta|openai|plaid|postman|privateai|"
    "rapidapi|readme|sendbird|sendgrid|sentry|shopify|sidekiq|snyk|sonar|sourcegraph|square|squarespace|"
    "stripe|sumo|sumologic|telegram|travis|trello|twilio|twitch|twitter|vercel|yandex|zendesk"
)
_VALUE = r"""[^\s"'`<>;,()\[\]{}&]"""
_ASSIGN = r"""["'\]\s]{0,3}(?::{1,3}=|\?=|=>|\|\|:?|=|:|>|,)[=\s"'`]{0,5}"""
_NAME_BEFORE = re.compile(r"[\w.-]*$")
_NAME_WORDS_NOT = re.compile(
    r"public|csrf|authuser|authors?\b|xsrf|url$|uri$|endpoint|file|path|name$|dir$|version|author$|authority"
    r"|authsource|keyword|keyboard|primary"
    r"|foreign|cache_?key|sort_?key|hash_?key|monkey|turkey|hotkey|keyset|schema|_id$|type$|length|expires|expiry"
    r"|ttl|regex"
    r"|format|field|column|label|title|header$|policy|rotation|manager|provider|service$|server|host|status"
    r"|enabled|count"
    r"|entry_?key|partition|next_?token|page_?token|tokenizer|max_?tokens|tokens$|object|arn$|class|method",
    re.IGNORECASE,
)
_NOT_A_VALUE = re.compile(
    r"(?:true|false|none|null|nil|undefined|string|str|int|bool|required|optional|self|this|function|return)\b"
    r"|[/.~]|https?:|[\w-]+\.(?:com|net|org|io|pem|crt|key|json|yml|yaml|txt|py|js|md|html?)\b|process\.env"
    r"|os\.environ|env\.",
    re.IGNORECASE,
)
_WORDY = re.compile(r"[A-Za-z][a-z]*|[A-Z]+|\d{1,4}")
_HEX = re.compile(r"[0-9a-fA-F-]{16,}")


def _assigned(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The value in ``name = value``, when name and value look like a credential and its name."""
    before = _NAME_BEFORE.search(text, max(0, start - 50), start)
    matched = text[start:end]
    split = _SPLIT.match(matched)
    if split is None:
        return None
    name = (before.group() if before else "") + split["name"]
    value = split["value"].rstrip(".:!?")
    first = start + split.start("value")
    if _NAME_WORDS_NOT.search(name) or _NOT_A_VALUE.match(value) or _PLACEHOLDER.search(value):
        return None
    lowered = name.lower()
    if any(word in lowered for word in _PASSWORD):
        good = len(value) >= 6 and _mixed(value)
    elif len(value) < 10 or not re.search(r"\d", value):
        good = False
    elif _HEX.fullmatch(value):
        good = entropy(value.replace("-", "")) >= 3.0 or len(value) >= 32
    else:
        good = len(value) >= 16 and entropy(value) >= 3.5 and not _reads_as_words(value)
    return (first, first + len(value)) if good else None


_SPLIT = re.compile(rf"(?P<name>.*?){_ASSIGN}(?P<value>{_VALUE}+)\Z", re.DOTALL)


def _mixed(value: str) -> bool:
    kinds = [any(map(str.isalpha, value)), any(map(str.isdigit, value)), not value.isalnum()]
    return sum(kinds) >= 2 and len(set(value)) >= 4


def _reads_as_words(value: str) -> bool:
    """Whether the value is a name made of words and small numbers, such as ``prod-cluster-2024``."""
    parts = [part for part in re.split(r"[_.:/+=~-]+", value) if part]
    pieces = sum(len(_WORDY.findall(part)) for part in parts)
    return pieces <= max(2, len(value) / 4.2)


def _user_password(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The password in ``scheme://user:password@host`` or ``curl -u user:password``."""
    value = text[start:end]
    password = (
        re.sub(r"@[^@]*$", "", value).rpartition(":")[2]
        if "://" in value
        else value.rpartition(":")[2].strip("\"'")
    )
    if len(password) < 3 or password[0] in "$<{%*[" or _PLACEHOLDER.search(password):
        return None
    first = text.rindex(password, start, end)
    return first, first + len(password)


def _with_digits(text: str, start: int, end: int) -> tuple[int, int] | None:
    return (start, end) if sum(map(str.isdigit, text[start:end])) >= 2 else None


def _authorization(text: str, start: int, end: int) -> tuple[int, int] | None:
    value = text[start:end].rsplit(maxsplit=1)[-1]
    value = value.split(":", 1)[-1] if ":" in value else value
    if not plausible(value, 2.5) or value[0] in "$<{%*[" or not _mixed(value):
        return None
    return end - len(value), end


_NAMES = "|".join((*_PASSWORD, *_KEYLIKE, _SERVICES))

SECRETS: tuple[SecretKind, ...] = (
    SecretKind("private-key", r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"),
    SecretKind("putty-key", r"PuTTY-User-Key-File-\d: "),
    SecretKind("age-key", r"\bAGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}\b"),
    SecretKind("aws-access-key", r"\b(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b", 2.8),
    SecretKind(
        "aws-bedrock-key", r"\bABSK[A-Za-z0-9+/]{100,269}={0,2}|\bbedrock-api-key-[A-Za-z0-9+/=]{20,}", 3.0
    ),
    SecretKind(
        "azure-client-secret",
        r"(?:^|[^\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?:$|[^\w~.-])",
        3.5,
        trigger=r"\dQ~[\w~.-]{4}",
    ),
    SecretKind("azure-storage-key", r"(?i)AccountKey=[A-Za-z0-9+/]{86}==", 3.0),
    SecretKind("azure-devops", r"\b[a-z0-9]{76}AZDO[a-z0-9]{4}\b", 3.0, trigger=r"AZDO[a-z0-9]{4}\b"),
    SecretKind("google-api-key", r"\bAIza[\w-]{35}", 3.5),
    SecretKind("google-oauth", r"\bGOCSPX-[\w-]{28}|\bya29\.[\w-]{20,}", 3.0),
    SecretKind("github-token", r"\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{22,255})\b", 3.0),
    SecretKind(
        "gitlab-token",
        r"\bgl(?:pat|ptt|rt|cbt|dt|ft|ffct|imt|oas|oaa|agent|soat)-[\w=-]{20,300}|\bGR1348941[\w-]{20,}",
        2.8,
    ),
    SecretKind("gitlab-session", r"_gitlab_session=[0-9a-z]{32}", 2.8),
    SecretKind(
        "slack-token",
        r"(?i)\bxox[abeoprs](?:\.xox[a-z])?-[A-Za-z0-9-]{10,250}|\bxapp-\d-[A-Z0-9]+-\d+-[a-z0-9]+",
        2.0,
    ),
    SecretKind("slack-webhook", r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{43,56}", 3.0),
    SecretKind(
        "teams-webhook",
        r"[a-z0-9]+\.webhook\.office\.com/webhookb2/[a-z0-9-]{36}@[a-z0-9-]{36}/IncomingWebhook/",
        3.0,
        trigger=r"\.webhook\.office\.com",
    ),
    SecretKind("discord-webhook", r"discord(?:app)?\.com/api/webhooks/\d{17,20}/[\w-]{60,70}", 3.0),
    SecretKind(
        "discord-bot",
        r"\b[MNO][A-Za-z\d_-]{23,25}\.[\w-]{6}\.[\w-]{27,38}",
        3.5,
        trigger=r"\b[MNO][\w-]{4}[\w-]*\.[\w-]{4}[\w-]*\.[\w-]{4}",
    ),
    SecretKind(
        "stripe-key", r"\b(?:[srp]k|rk)_(?:test|live|prod)_[A-Za-z0-9]{10,120}\b|\bwhsec_[A-Za-z0-9+/=]{32,}", 2.8
    ),
    SecretKind(
        "jwt",
        r"\bey[A-Za-z0-9_-]{14,}\.ey[A-Za-z0-9_/\\-]{14,}\.[A-Za-z0-9_/\\-]{10,}={0,2}"
        r"|\bey[A-Za-z0-9_-]{17,}\.ey[A-Za-z0-9_-]{17,}\.",
        3.0,
    ),
    SecretKind("jwt-encoded", r"\bZXlK(?:[A-Za-z0-9+/]{40,})={0,2}", 3.5),
    SecretKind(
        "openai-key", r"\bsk-(?:proj-|svcacct-|admin-|None-)?[A-Za-z0-9_-]{20,74}T3BlbkFJ[A-Za-z0-9_-]{20,74}", 3.0
    ),
    SecretKind(
        "model-provider-key",
        r"\bsk-(?:ant|or)-[a-z0-9]{2,12}-[\w-]{40,200}|\bpplx-[A-Za-z0-9]{48}\b|\bgsk_[A-Za-z0-9]{52}\b"
        r"|\bxai-[A-Za-z0-9]{80}\b|\br8_[A-Za-z0-9]{37}\b",
        3.0,
    ),
    SecretKind("hugging-face", r"\b(?:hf_|api_org_)[A-Za-z]{34}\b", 3.0),
    SecretKind("artifactory", r"(?:^|[\s=:\"'])(?:AKC[A-Za-z0-9]{10,}|AP[0-9A-F][A-Za-z0-9]{8,})"),
    SecretKind("artifactory-reference", r"\bcmVmd[A-Za-z0-9]{59}\b", 3.0),
    SecretKind(
        "npm-token",
        r"\bnpm_[A-Za-z0-9]{36}\b|//[^\s/:]+(?:/[^\s:]*)?:_authToken=[A-Fa-f0-9-]{36}",
        3.0,
        trigger=r"\bnpm_[A-Za-z0-9]{4}|:_authToken=",
    ),
    SecretKind("pypi-token", r"\bpypi-(?:AgEIcHlwaS5vcmc|AgENdGVzdC5weXBpLm9yZw)[\w-]{50,}", 3.0),
    SecretKind("rubygems", r"\brubygems_[a-f0-9]{48}\b", 2.8),
    SecretKind("clojars", r"(?i)\bCLOJARS_[a-z0-9]{60}\b", 2.8),
    SecretKind("docker-token", r"\bdckr_(?:pat|oat)_[\w-]{27,32}", 3.0),
    SecretKind(
        "1password",
        r"\bops_eyJ[A-Za-z0-9+/=_-]{100,}|\bA3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}"
        r"|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}\b",
        3.0,
    ),
    SecretKind("vault-token", r"\bhv[sbr]\.[\w-]{24,300}|\b[sb]\.[A-Za-z0-9]{24}\b", 3.7, _with_digits),
    SecretKind("terraform", r"(?i)\b[a-z0-9]{14}\.atlasv1\.[a-z0-9_=-]{60,70}", 3.5, trigger=r"(?i)\.atlasv1\."),
    SecretKind("pulumi", r"\bpul-[a-f0-9]{40}\b", 2.8),
    SecretKind("doppler", r"\bdp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9._-]{40,60}\b", 3.0),
    SecretKind("digitalocean", r"\bdo[opr]_v1_[a-f0-9]{64}\b", 2.8),
    SecretKind("databricks", r"\bdapi[a-f0-9]{32}(?:-\d)?\b", 2.8),
    SecretKind("dynatrace", r"(?i)\bdt0[a-z]\d\d\.[a-z0-9]{24}\.[a-z0-9]{64}\b", 3.0),
    SecretKind(
        "grafana",
        r"\bglsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}\b|\bglc_[A-Za-z0-9+/]{32,400}={0,3}"
        r"|\beyJrIjoi[A-Za-z0-9+/]{70,400}={0,3}",
        3.0,
    ),
    SecretKind(
        "new-relic",
        r"(?i)\bNRAK-[A-Z0-9]{27}\b|\bNRJS-[a-f0-9]{19}\b|\bNRI[IQ]-[A-Za-z0-9-]{32}|\bNRRA-[a-f0-9]{42}",
        3.0,
    ),
    SecretKind("sentry", r"\bsntry[su]_[A-Za-z0-9+/=_-]{40,300}", 3.0),
    SecretKind("sonar", r"\bsq[pua]_[a-f0-9]{40}\b", 2.8),
    SecretKind(
        "sourcegraph",
        r"\bsgp_(?:[a-fA-F0-9]{16}|local)_[a-fA-F0-9]{40}\b|\bsgp_[a-fA-F0-9]{40}\b|\bslk_[a-f0-9]{64}\b",
        3.0,
    ),
    SecretKind("postman", r"\bPMAK-[a-fA-F0-9]{24}-[a-fA-F0-9]{34}\b", 3.0),
    SecretKind("prefect", r"\bpn[ub]_[A-Za-z0-9]{36}\b", 3.0),
    SecretKind("planetscale", r"(?i)\bpscale_(?:tkn|oauth|pw|api)_[\w=.-]{32,64}", 3.0),
    SecretKind("readme", r"\brdme_[a-z0-9]{70}\b", 3.0),
    SecretKind("sendgrid", r"\bSG\.[\w-]{16,32}\.[\w-]{16,64}", 3.0),
    SecretKind("brevo", r"\bx(?:key|smtp)sib-[a-f0-9]{64}-[A-Za-z0-9]{16}\b", 3.0),
    SecretKind("mailchimp", r"\b[a-f0-9]{32}-us\d{1,2}\b", 2.8, trigger=r"[a-f0-9]-us\d"),
    SecretKind("mailgun", r"\b(?:pub)?key-[a-f0-9]{32}\b", 2.8),
    SecretKind("shippo", r"\bshippo_(?:live|test)_[a-fA-F0-9]{40}\b", 2.8),
    SecretKind("shopify", r"\bshp(?:at|ca|pa|ss|tka)_[a-fA-F0-9]{32}\b", 2.8),
    SecretKind("square", r"\bsq0(?:atp|csp|idp)-[\w-]{22,43}|\bEAAA[\w-]{56,60}\b", 3.0),
    SecretKind("twilio", r"\b(?:SK|AC)[0-9a-fA-F]{32}\b", 2.8),
    SecretKind("telegram", r"(?:^|[^\w]|bot)\d{5,16}:A[\w-]{34}(?:$|[^\w-])", 3.5, trigger=r"\d:A[\w-]{4}"),
    SecretKind("typeform", r"\btfp_[\w.=-]{40,60}", 3.0),
    SecretKind("linear", r"\blin_(?:api|oauth)_[A-Za-z0-9]{32,64}\b", 3.0),
    SecretKind("notion", r"\bntn_\d{11}[A-Za-z0-9]{32,35}|\bsecret_[A-Za-z0-9]{43}\b", 3.5),
    SecretKind("airtable", r"\bpat[A-Za-z0-9]{14}\.[a-f0-9]{64}\b", 3.0),
    SecretKind("asana-like", r"\b[0-2]/\d{15,17}(?:/\d{15,17})?:[a-f0-9]{32}\b", 3.0),
    SecretKind("atlassian", r"\bATATT3[\w=-]{150,250}|\bATCTT3[\w=-]{150,250}|\bATBB[A-Za-z0-9]{32}\b", 3.0),
    SecretKind(
        "facebook",
        r"\bEAA[A-Z][A-Za-z0-9]{80,}|\b\d{15,16}(?:\||%7[Cc])[\w-]{27,40}",
        3.0,
        trigger=r"\bEAA[A-Z][A-Za-z0-9]{4}|\d(?:\||%7[Cc])[\w-]{4}",
    ),
    SecretKind(
        "plaid", r"\baccess-(?:sandbox|development|production)-[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", 2.8
    ),
    SecretKind("easypost", r"\bEZ[AT]K[A-Za-z0-9]{54}\b", 3.5),
    SecretKind("duffel", r"(?i)\bduffel_(?:test|live)_[\w=-]{43}", 3.0),
    SecretKind(
        "flutterwave",
        r"\bFLW(?:PUBK|SECK)_TEST-[A-Ha-h0-9]{12,32}(?:-X)?|\bFLWSECK-[a-h0-9]{32}-[a-z0-9]{11}-X",
        2.8,
    ),
    SecretKind("frameio", r"\bfio-u-[\w=-]{64}", 3.0),
    SecretKind("gocardless", r"\blive_[\w=-]{40}\b", 3.5),
    SecretKind("lob", r"\b(?:live|test)_(?:pub_)?[a-f0-9]{31,35}\b", 3.0),
    SecretKind("mapbox", r"\b[ps]k\.[A-Za-z0-9]{60}\.[A-Za-z0-9]{22}\b", 3.5),
    SecretKind("maxmind", r"\b[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk\b", 3.0, trigger=r"_mmk\b"),
    SecretKind("harness", r"\b[ps]at\.[\w-]{22}\.[0-9a-f]{24}\.[A-Za-z0-9]{20}\b", 3.0),
    SecretKind("octopus", r"\bAPI-[A-Z0-9]{26}\b", 3.5),
    SecretKind("openshift", r"\bsha256~[\w-]{43}", 3.5),
    SecretKind("fly-io", r"\bfo1_[\w-]{43}|\bfm[12][ar]?_[A-Za-z0-9+/=]{100,}", 3.5),
    SecretKind("infracost", r"\bico-[A-Za-z0-9]{32}\b", 3.2),
    SecretKind("intra42", r"\bs-s4t2(?:ud|af)-[a-f0-9]{64}\b", 2.8),
    SecretKind("scalingo", r"\btk-us-[\w-]{48}", 3.0),
    SecretKind("settlemint", r"\bsm_(?:aat|pat|sat)_[A-Za-z0-9]{16}\b", 3.0),
    SecretKind("defined-networking", r"\bdnkey-[\w=-]{26}-[\w=-]{52}", 3.0),
    SecretKind(
        "authress",
        r"\b(?:sc|ext|scauth|authress)_[A-Za-z0-9]{5,30}\.[A-Za-z0-9]{4,6}\.acc[_-][\w-]{10,32}\.[A-Za-z0-9+/_=-]{30,120}",
        3.0,
    ),
    SecretKind("adobe", r"\bp8e-[A-Za-z0-9]{32}\b", 3.0),
    SecretKind("alibaba", r"\bLTAI[A-Za-z0-9]{20}\b", 3.0),
    SecretKind(
        "yandex",
        r"\bt1\.[A-Z0-9a-z_-]+={0,2}\.[A-Z0-9a-z_-]{86}={0,2}|\bAQVN[\w-]{35,38}|\bYCA[A-Za-z0-9_-]{37}",
        3.2,
    ),
    SecretKind("clickhouse", r"\b4b1d[A-Za-z0-9]{38}\b", 3.2),
    SecretKind("cloudflare", r"\bv1\.0-[a-f0-9]{24}-[a-f0-9]{146}\b", 3.0),
    SecretKind("dropbox", r"\bsl\.(?:u\.)?[A-Za-z0-9_=-]{130,}", 3.0),
    SecretKind("beamer", r"\bb_[A-Za-z0-9=_-]{44}\b", 4.0),
    SecretKind(
        "sidekiq",
        r"(?i)BUNDLE_(?:ENTERPRISE|GEMS)__CONTRIBSYS__COM[\s\"':=|]{1,6}[a-f0-9]{8}:[a-f0-9]{8}"
        r"|[a-f0-9]{8}:[a-f0-9]{8}@(?:gems|enterprise)\.contribsys\.com",
        2.0,
        trigger=r"(?i)contribsys",
    ),
    SecretKind("freemius", r"['\"]secret_key['\"]\s*=>\s*['\"]sk_\S{29}['\"]", 3.0),
    SecretKind("nuget-password", r"(?i)<add key=\"(?:ClearText)?Password\"\s+value=\"[^\"$%]{8,}\"", 3.0),
    SecretKind(
        "kubernetes-secret",
        r"(?i)kind:[ \t]*[\"']?secret\b(?s:.){0,300}?\bdata:(?s:.){0,100}?:[ \t]*[\"']?[a-z0-9+/]{10,}={0,3}",
        3.0,
    ),
    SecretKind(
        "kubernetes-secret",
        r"(?i)\bdata:[ \t]*\n(?:[ \t]+[\w.-]+:[ \t]*[\"']?[a-z0-9+/]{10,}={0,3}[\"']?[ "
        r"\t]*\n){1,20}(?s:.){0,300}?kind:[ \t]*[\"']?secret\b",
        3.0,
    ),
    SecretKind(
        "url-password",
        r"\b[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s/:@\"'<>]{0,64}:[^\s/:@\"'<>]{3,128}@[A-Za-z0-9\[]",
        0.0,
        _user_password,
        trigger=r"[A-Za-z0-9+.-]://[^\s/:@\"'<>]*:[^\s/:@\"'<>]+@",
    ),
    SecretKind(
        "curl-user",
        r"\bcurl\b[^\n]{0,200}?\s(?:-u|--user)[ =]?[\"']?[^\s\"':$]{1,64}:[^\s\"']{3,128}[\"']?",
        0.0,
        _user_password,
    ),
    SecretKind(
        "authorization",
        r"(?i)\b(?:authorization|x-[a-z-]{0,30}(?:key|token|auth|api))[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?:(?:bearer"
        r"|basic|token|apikey|api-token|digest)\s+)?[A-Za-z0-9+/=_.~@-]{8,400}",
        0.0,
        _authorization,
    ),
    SecretKind(
        "assigned",
        rf"(?i)(?:{_NAMES})[\w .-]{{0,25}}{_ASSIGN}{_VALUE}{{6,200}}",
        0.0,
        _assigned,
        trigger=rf"(?i)(?:{_NAMES})",
    ),
)
