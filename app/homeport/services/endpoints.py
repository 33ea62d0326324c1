"""Provider files and the endpoints they offer; a provider is data, not code."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from homeport.domain.address import parse
from homeport.domain.errors import UserFacingError
from homeport.domain.lane import Endpoint, Lane, ProviderFacts, Region, no_more_exposed
from homeport.services.provider_file import (
    CHANGEABLE,
    Filling,
    Hole,
    ProviderFileError,
    Table,
    attest,
    check_placeholders,
    fill,
    is_whole,
    put,
    read_attestations,
    read_filling,
    read_holes,
    read_id,
    read_price,
    read_tried_live,
)
from homeport.wire.formats import wire_format

_KEYS = (
    "id", "company", "wire", "omit", "headers", "base_url", "auth_header", "auth_prefix", "key_is", "managed",
    *CHANGEABLE, "evidence", "checked_on", "tried_live", "covers", "model_pattern", "model_rule", "fill_in",
    "attest", "models",
)  # fmt: skip
_MODEL_KEYS = (
    "context_tokens", "max_output_tokens", "sent_as", "input_per_million", "output_per_million", "currency",
    "price_read_on", "dearer_above_tokens", "dearer_input_per_million", "dearer_output_per_million",
)  # fmt: skip
_UNKNOWN = {
    "region": "global",
    "processed_in": "a place that the provider file does not name",
    "stored_in": "not known",
    "retention": "Not known: assume that all of it is kept.",
    "training": "Not known: assume that it is used for training.",
}
"""What counts where a file says nothing: always the more exposed."""

NOT_KNOWN = 0
"""Tokens, where nobody said how many: of an outline, and of a model that no file lists."""

_HEADER = r"[a-z][a-z0-9-]{0,40}"
_NOT_FOR_DATA = frozenset(
    {
        "accept", "accept-encoding", "connection", "content-length", "content-type", "cookie", "expect", "host",
        "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade", "user-agent",
    }
)  # fmt: skip
_MODEL_NAME = re.compile(r"[!-~]{1,200}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Provider:
    """One file of resources/providers, with what a person's own file adds to it.

    `endpoints` is empty while something is to be filled in. `outline` is an endpoint without a model; its address
    still holds placeholders as long as `to_fill` names a hole that is not optional.
    """

    id: str
    wire: str
    omit: tuple[str, ...]  # request fields that the provider's closed schema refuses
    endpoints: tuple[Endpoint, ...]  # one a model; `lane` is empty until settings assign one
    outline: Endpoint
    to_fill: tuple[Hole, ...] = ()
    template: str = ""  # the shipped file that an own one fills in
    key_is: str = ""  # what to enter as the key, where that is not plain
    covers: tuple[str, ...] = ()
    model_pattern: str = ""
    model_rule: str = ""

    def endpoint_for(self, model: str) -> Endpoint:
        """The endpoint of a model, listed by its id or not; what an unlisted one can do and costs is not known.

        Raises:
            UserFacingError: something is to be filled in first, or this provider's rule forbids the model.
        """
        if missing := [hole for hole in self.to_fill if not hole.optional]:
            raise UserFacingError(
                f"{self.id} cannot be used before these are filled in: {', '.join(hole.key for hole in missing)}.",
                f"Say them in a file of your own with template = {self.id!r}; see `homeport providers list`.",
            )
        for endpoint in self.endpoints:
            if endpoint.id == f"{self.id}/{model}":
                return endpoint
        if refusal := self.refuses(model):
            raise UserFacingError(
                f"{self.outline.provider} is not asked for the model {model!r}.", f"It must be {refusal}."
            )
        return replace(self.outline, id=f"{self.id}/{model}", model=model)

    def refuses(self, model: str) -> str:
        """What the model's name must be, in words; empty when it is."""
        if not _MODEL_NAME.fullmatch(model):
            return "a name without spaces"
        if self.model_pattern and not re.fullmatch(self.model_pattern, model, re.ASCII):
            return self.model_rule
        return ""


@dataclass(frozen=True, slots=True)
class ProviderSource:
    """The bytes of a provider file, and the certificate of a private authority that lies beside it (PEM)."""

    name: str
    data: bytes
    company_ca: str = ""


def read_provider(name: str, data: bytes, company_ca: str = "") -> Provider:
    """Read one provider file that stands by itself.

    Raises:
        UserFacingError: it cannot be read; the text names the file and the key.
    """
    try:
        return _provider(Table.parse(data), company_ca, None)
    except ProviderFileError as error:
        raise _cannot_be_used(name, error) from error


def read_providers(shipped: Iterable[ProviderSource], own: Iterable[ProviderSource]) -> dict[str, Provider]:
    """All providers by id: the shipped ones, filled in and joined by the person's own.

    An own file fills in a shipped one (``template``), under the same id or another, and can change nothing else of
    it; or it describes a server of its own. A host that a shipped file describes is left to that file, so that no
    own file can promise for it what it does not.

    Raises:
        UserFacingError: a file cannot be read, takes an id that is taken, or a host that is not its own.
    """
    templates = {provider.id: (provider, source) for source, provider in _each(shipped)}
    described = tuple(provider for provider, _ in templates.values())
    providers = {provider.id: provider for provider in described}
    taken: set[str] = set()
    for source in own:
        try:
            provider = _own(Table.parse(source.data), source.company_ca, templates)
            if provider.id in taken or (provider.id in templates and provider.id != provider.template):
                raise ProviderFileError(f"id: {provider.id!r} is taken")
            if not provider.template:
                _check_stranger(provider, described)
        except ProviderFileError as error:
            raise _cannot_be_used(source.name, error) from error
        taken.add(provider.id)
        providers[provider.id] = provider
    return providers


def _each(sources: Iterable[ProviderSource]) -> Iterator[tuple[ProviderSource, Provider]]:
    for source in sources:
        yield source, read_provider(source.name, source.data)


def _own(table: Table, company_ca: str, templates: Mapping[str, tuple[Provider, ProviderSource]]) -> Provider:
    if "template" not in table:
        return _provider(table, company_ca, None)
    filling = read_filling(table)
    if filling.template not in templates:
        raise table.wrong("template", f"there is no shipped provider {filling.template!r}")
    return _provider(Table.parse(templates[filling.template][1].data), company_ca, filling)


def _check_stranger(provider: Provider, described: Sequence[Provider]) -> None:
    if provider.to_fill:
        raise ProviderFileError("fill_in: only shipped files leave something open; say template = and its id")
    host = urlsplit(provider.outline.base_url).hostname or ""
    for ours in described:
        if any(fnmatchcase(host, pattern) for pattern in ours.covers):
            raise ProviderFileError(f"base_url: {host} is described by {ours.id}; say template = {ours.id!r}")


def _cannot_be_used(name: str, error: ProviderFileError) -> UserFacingError:
    return UserFacingError(
        f"The provider file {name} cannot be used: {error}.",
        "Put the shipped file back, or correct it; its lane stays closed until then.",
    )


def _provider(file: Table, company_ca: str, filling: Filling | None) -> Provider:
    file.only(*_KEYS)
    nothing = Table({}, "fill_in")
    holes, attestations = read_holes(file), read_attestations(file)
    values, chosen = fill(holes, filling.fill_in if filling else nothing)
    attested, changed = attest(attestations, filling.attest if filling else {}, file.wrong)
    words = {key: file.text(key, _UNKNOWN[key]) for key in CHANGEABLE}
    raw = {key: file.text(key) for key in ("company", "base_url")} | words
    models = file.tables("models")
    sent_as = {f"models.{name}.sent_as": model.text("sent_as", name) for name, model in models.items()}
    instead = {f"attest.{a.key}.{key}": text for a in attestations for key, text in a.changes.items()}
    check_placeholders(file, holes, raw | sent_as | instead)
    said = {key: put(text, values) for key, text in (raw | chosen | changed).items()}
    id_ = filling.id if filling else read_id(file)
    to_fill = tuple(hole for hole in holes if hole.key not in values)
    ready = all(hole.optional for hole in to_fill)
    _check_address(file, said["base_url"], ready=ready)
    outline = Endpoint(
        id=id_,
        lane="",
        provider=said["company"],
        wire=file.text("wire"),
        base_url=said["base_url"],
        model="",
        managed=file.flag("managed"),
        region=_region(file, said["region"]),
        country=said["processed_in"],
        retention=f"{said['retention']} {said['training']}",
        context_tokens=NOT_KNOWN,
        max_output_tokens=NOT_KNOWN,
        auth_header=_auth_header(file),
        auth_prefix=_prefix(file),
        company_ca=company_ca,
        headers=_headers(file),
        facts=ProviderFacts(
            stored_in=said["stored_in"],
            training=said["training"],
            agreement=filling.agreement if filling else None,
            attested=attested,
            evidence=file.texts("evidence"),
            checked_on=file.day("checked_on", ""),
            tried_live=(filling and filling.tried_live) or read_tried_live(file, "never"),
        ),
    )
    omit = file.texts("omit")
    try:
        wire_format(outline.wire, omit)
    except UserFacingError as error:
        raise ProviderFileError(f"wire, omit: {error.title}") from error
    provider = Provider(
        id=id_,
        wire=outline.wire,
        omit=omit,
        endpoints=(),
        outline=outline,
        to_fill=to_fill,
        template=filling.template if filling else "",
        key_is=file.text("key_is", ""),
        covers=file.texts("covers"),
        model_pattern=file.pattern("model_pattern"),
        model_rule=file.text("model_rule") if "model_pattern" in file else "",
    )
    own_models = filling.models if filling else {}
    if not (models or own_models or holes or provider.model_pattern):
        raise file.wrong("models", "is missing; it must name at least one model")
    for name in own_models:
        if name in models:
            raise ProviderFileError(f"models.{name}: the shipped file describes this model; take it out")
    endpoints = [_endpoint(provider, name, model, values) for name, model in (models | {**own_models}).items()]
    offered = tuple(e for e in endpoints if e is not None and ready)
    return replace(provider, endpoints=offered)


def _endpoint(provider: Provider, name: str, model: Table, values: Mapping[str, str]) -> Endpoint | None:
    """The endpoint of one model; None while the name it is sent under is still to be filled in."""
    model.only(*_MODEL_KEYS)
    sent_as = put(model.text("sent_as", name), values)
    endpoint = replace(
        provider.outline,
        id=f"{provider.id}/{name}",
        model=sent_as,
        context_tokens=model.count("context_tokens"),
        max_output_tokens=model.count("max_output_tokens"),
        price=read_price(model),
    )
    if not is_whole(sent_as):
        return None
    if refusal := provider.refuses(sent_as):
        raise ProviderFileError(f"{model.where}: {sent_as!r} must be {refusal}")
    return endpoint


def _region(file: Table, value: str) -> Region:
    if value not in {Region.EU, Region.GLOBAL}:
        raise file.wrong("region", f"{value!r} is neither eu nor global")
    return Region(value)


def _check_address(file: Table, base_url: str, *, ready: bool) -> None:
    """An https root without a query. A whole address is one that the broker will read in the same one way."""
    address = parse(base_url)
    well_written = address is not None and address.scheme == "https" and "?" not in address.target
    if ready and (not well_written or base_url.endswith("/")):
        raise file.wrong("base_url", f"{base_url!r} is not an https address without a query and a final slash")
    if not base_url.startswith("https://"):
        raise file.wrong("base_url", f"{base_url!r} does not begin with https://")


def _auth_header(file: Table) -> str:
    name = file.text("auth_header", "", _HEADER)
    if name in _NOT_FOR_DATA:
        raise file.wrong("auth_header", f"{name!r} cannot carry a key")
    return name


def _prefix(file: Table) -> str:
    return file.text("auth_prefix", "", "[!-~]{1,20} ?")


def _headers(file: Table) -> tuple[tuple[str, str], ...]:
    table = file.table("headers")
    refused = _NOT_FOR_DATA | {file.text("auth_header", ""), "authorization"}
    found = []
    for name in table:
        if not re.fullmatch(_HEADER, name, re.ASCII) or name in refused:
            raise table.wrong(name, "is no header that a provider file may give")
        found.append((name, table.text(name, pattern="[!-~]{1,200}")))
    return tuple(found)


def serves(endpoint: Endpoint, lane: Lane) -> bool:
    """Whether an endpoint is no more exposed than the lane it would serve."""
    return no_more_exposed(endpoint, lane)
