"""The locality gate for Ollama: an Ollama on this computer can pass a text on to another one.

Ways it does, read from its source: a tag ``cloud`` or ending in ``-cloud`` goes to its maker without any pull; a
pulled stub, or a copy of one under an innocent name, goes to its ``remote_host``; and the server itself may be
elsewhere. The last one, behind a tunnel, cannot be told from here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from homeport.adapters.engines.calls import Answer, call
from homeport.adapters.engines.findings import Findings
from homeport.adapters.engines.proof_lines import line
from homeport.domain.address import loopback_url
from homeport.domain.exchange import Fault, FaultKind
from homeport.ports.egress import Egress
from homeport.ports.engine import Locality, LocalityProof

ENGINE_ID = "ollama"

LEAST_BYTES = 10_000_000
"""No useful language model is smaller; a stub for a model elsewhere has a few hundred bytes."""

KNOWS_LOCAL = (0, 17, 8)
"""The first version that takes ``NAME:local`` and then answers 404 for a model that runs elsewhere."""

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._/:-]*", re.ASCII)
_CLOUD = re.compile(r":(cloud|[^/:]*-cloud)$", re.IGNORECASE)
_LOCAL = ":local"
_DEFAULT_PLACES = ("registry.ollama.ai/library/", "registry.ollama.ai/", "library/")


@dataclass(frozen=True, slots=True)
class Examined:
    """The proof, and what was learnt on the way. `name` is the one to use in requests."""

    proof: LocalityProof
    name: str
    base_url: str = ""
    context_trained: int = 0


def cloud_name(name: str) -> bool:
    """Whether Ollama sends a request for this name to its maker's computers, whatever is installed."""
    return _CLOUD.search(plain_name(name).strip()) is not None


def plain_name(name: str) -> str:
    """The name without the ``:local`` that asks a newer Ollama to refuse models elsewhere."""
    return name[: -len(_LOCAL)] if name.lower().endswith(_LOCAL) else name


def same_model(one: str, other: str) -> bool:
    """Whether two names are one model for Ollama: default registry, namespace and tag, and case, aside."""
    return _full(one) == _full(other)


def remote_place(said: Mapping[str, Any]) -> str:
    """Where an entry or description says the model runs; empty when it says nothing of the kind."""
    found = [said[key] for key in ("remote_host", "remote_model") if said.get(key)]
    words = ", ".join(value for value in found if isinstance(value, str))
    printable = "".join(character for character in words if character.isprintable())[:120]
    return printable.strip() or ("a place that cannot be read" if found else "")


def model_entries(answer: Answer | Fault) -> Sequence[Mapping[str, Any]] | None:
    """The ``models`` of an answer to tags or ps; None when it is anything else."""
    if isinstance(answer, Fault) or answer.status != 200 or answer.json is None:
        return None
    models = answer.json.get("models")
    if not isinstance(models, list) or not all(isinstance(entry, dict) for entry in models):
        return None
    return models


def entry_names(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """The names under which an entry of a list can be asked for."""
    return tuple(name for name in (entry.get("name"), entry.get("model")) if isinstance(name, str) and name)


async def examine(egress: Egress, url: str, model: str) -> Examined:
    """Run every check for this model on this address, stopping as soon as one says that it runs elsewhere.

    Nothing but the model's name is sent, and not even that when the address or the name tells enough.
    """
    findings = Findings([])
    base_url = loopback_url(url)
    if base_url is None:
        findings.remote(line("local_not_an_address", address=ascii(url[:120])), FaultKind.NOT_LOCAL)
        return Examined(findings.proof(), model)
    base_url = base_url.rstrip("/")
    findings.fine(line("local_address", address=base_url))
    if not _NAME.fullmatch(model):
        findings.remote(line("local_strange_name"))
        return Examined(findings.proof(), model, base_url)
    if cloud_name(model):
        findings.remote(line("local_cloud_name", model=model))
        return Examined(findings.proof(), model, base_url)
    findings.fine(line("local_plain_name"))

    name = await _installed(egress, base_url, model, findings)
    context_trained = 0
    if name and findings.locality is not Locality.REMOTE:
        context_trained = await _described(egress, base_url, name, findings)
    if name and findings.locality is not Locality.REMOTE:
        await _cloud_switch(egress, base_url, findings)
        name = await _confirmed_local(egress, base_url, name, findings)
    return Examined(findings.proof(), name or model, base_url, context_trained)


async def _installed(egress: Egress, base_url: str, model: str, findings: Findings) -> str:
    answer = await call(egress, ENGINE_ID, f"{base_url}/api/tags")
    entries = model_entries(answer)
    if entries is None:
        findings.unanswered("list", answer)
        return ""
    for wanted in dict.fromkeys((model, plain_name(model))):
        found = [entry for entry in entries if any(same_model(wanted, name) for name in entry_names(entry))]
        if found:
            break
    else:
        findings.doubt(line("local_not_listed", model=model), Fault(FaultKind.MODEL_MISSING, model))
        return ""
    digests = {digest for entry in found if (digest := entry.get("digest"))}
    copies = [entry for entry in entries if entry.get("digest") in digests]
    for entry in (*found, *copies):
        if place := remote_place(entry):
            findings.remote(line("local_list_elsewhere", place=place))
            return wanted
    findings.fine(line("local_list_fine"))
    for entry in found:
        _weigh(entry, findings)
    return wanted


def _weigh(entry: Mapping[str, Any], findings: Findings) -> None:
    size = entry.get("size")
    if not isinstance(size, int) or size < LEAST_BYTES:
        findings.doubt(line("local_too_small"))
    if not _format(entry):
        findings.doubt(line("local_list_no_format"))


async def _described(egress: Egress, base_url: str, name: str, findings: Findings) -> int:
    answer = await call(egress, ENGINE_ID, f"{base_url}/api/show", {"model": name})
    if isinstance(answer, Answer) and answer.status == 404:
        findings.doubt(line("local_not_had", model=name), Fault(FaultKind.MODEL_MISSING, answer.error))
        return 0
    if isinstance(answer, Fault) or answer.status != 200 or answer.json is None:
        findings.unanswered("description", answer)
        return 0
    if place := remote_place(answer.json):
        findings.remote(line("local_described_elsewhere", place=place))
        return 0
    findings.fine(line("local_described_fine"))
    info = answer.json.get("model_info")
    if not isinstance(info, dict) or not info:
        findings.doubt(line("local_no_weights"))
        return 0
    if not _format(answer.json):
        findings.doubt(line("local_no_format"))
    trained = info.get(f"{info.get('general.architecture')}.context_length")
    return trained if type(trained) is int and trained > 0 else 0


async def _cloud_switch(egress: Egress, base_url: str, findings: Findings) -> None:
    answer = await call(egress, ENGINE_ID, f"{base_url}/api/status")
    cloud = (answer.json or {}).get("cloud") if isinstance(answer, Answer) and answer.status == 200 else None
    if isinstance(cloud, dict) and cloud.get("disabled") is True:
        findings.cannot_go_out = True
        findings.fine(line("local_no_cloud"))
    elif isinstance(cloud, dict) and cloud.get("disabled") is False:
        findings.fine(line("local_could_cloud"))
    elif isinstance(answer, Answer) and answer.status == 404:
        findings.fine(line("local_too_old"))
    else:
        findings.unanswered("settings", answer)


async def _confirmed_local(egress: Egress, base_url: str, name: str, findings: Findings) -> str:
    version = await server_version(egress, base_url)
    if isinstance(version, Fault) or _numbers(version) < KNOWS_LOCAL:
        findings.fine(line("local_cannot_ask"))
        return name
    asked = f"{name}{_LOCAL}"
    answer = await call(egress, ENGINE_ID, f"{base_url}/api/show", {"model": asked})
    if isinstance(answer, Answer) and answer.status == 200 and answer.json is not None:
        if place := remote_place(answer.json):
            findings.remote(line("local_named_another", place=place))
            return name
        findings.fine(line("local_confirmed"))
        return asked
    if isinstance(answer, Answer) and answer.status == 404:
        findings.remote(line("local_denied"))
    elif isinstance(answer, Answer) and answer.status == 400:
        findings.fine(line("local_no_such_names"))
    else:
        findings.unanswered("local", answer)
    return name


async def server_version(egress: Egress, base_url: str) -> str | Fault:
    """The version an Ollama at `base_url` gives, for example ``0.32.15``."""
    answer = await call(egress, ENGINE_ID, f"{base_url}/api/version")
    if isinstance(answer, Fault):
        return answer
    version = (answer.json or {}).get("version") if answer.status == 200 else None
    if isinstance(version, str) and version:
        return version[:40]
    return Fault(FaultKind.NOT_THE_PROVIDER, f"HTTP {answer.status}: this is not Ollama")


def _numbers(version: str) -> tuple[int, ...]:
    found = re.match(r"v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})", version, re.ASCII)
    return tuple(int(part) for part in found.groups()) if found else ()


def _format(said: Mapping[str, Any]) -> bool:
    details = said.get("details")
    return isinstance(details, dict) and isinstance(details.get("format"), str) and bool(details["format"].strip())


def _full(name: str) -> str:
    full = name.casefold()
    for place in _DEFAULT_PLACES:
        full = full.removeprefix(place)
    return full if ":" in full.rpartition("/")[2] else f"{full}:latest"
