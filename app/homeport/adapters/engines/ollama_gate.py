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
_ELSEWHERE = (FaultKind.REDIRECTED, FaultKind.NOT_LOCAL, FaultKind.NOT_THE_PROVIDER, FaultKind.TICKET_REFUSED)


@dataclass(frozen=True, slots=True)
class Examined:
    """The proof, and what was learnt on the way. `name` is the one to use in requests."""

    proof: LocalityProof
    name: str
    base_url: str = ""
    context_trained: int = 0


@dataclass(slots=True)
class _Findings:
    """What the checks said so far; the worst one counts."""

    checks: list[str]
    locality: Locality = Locality.LOCAL
    fault: Fault | None = None
    cannot_go_out: bool = False

    def fine(self, words: str) -> None:
        self.checks.append(words)

    def doubt(self, words: str, fault: Fault | None = None) -> None:
        self.checks.append(words)
        self.fault = self.fault or fault
        if self.locality is Locality.LOCAL:
            self.locality = Locality.UNPROVABLE

    def remote(self, words: str, kind: FaultKind = FaultKind.REMOTE_MODEL) -> None:
        self.checks.append(words)
        if self.locality is not Locality.REMOTE:
            self.fault = Fault(kind, words)
        self.locality = Locality.REMOTE

    def unanswered(self, what: str, answer: Answer | Fault) -> None:
        """A check that could not run: elsewhere if the answer points away, else not provable."""
        if isinstance(answer, Fault):
            if answer.kind in _ELSEWHERE:
                self.remote(f"The question for {what} was led away from this computer.", answer.kind)
            else:
                self.doubt(f"The question for {what} got no answer.", answer)
        else:
            detail = f"HTTP {answer.status} {answer.error}".strip()
            self.doubt(f"The answer about {what} cannot be read.", Fault(FaultKind.MALFORMED, detail))

    def proof(self) -> LocalityProof:
        local = self.locality is Locality.LOCAL
        return LocalityProof(self.locality, tuple(self.checks), self.fault, local and self.cannot_go_out)


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
    findings = _Findings([])
    base_url = loopback_url(url)
    if base_url is None:
        findings.remote(f"{url[:120]!a} is not an address of this computer.", FaultKind.NOT_LOCAL)
        return Examined(findings.proof(), model)
    base_url = base_url.rstrip("/")
    findings.fine(f"{base_url} is an address of this computer.")
    if not _NAME.fullmatch(model):
        findings.remote("The model's name is not one that Ollama gives to a model on this computer.")
        return Examined(findings.proof(), model, base_url)
    if cloud_name(model):
        findings.remote(f"{model} names a model on Ollama's own computers.")
        return Examined(findings.proof(), model, base_url)
    findings.fine("The name is not one of a model on Ollama's own computers.")

    name = await _installed(egress, base_url, model, findings)
    context_trained = 0
    if name and findings.locality is not Locality.REMOTE:
        context_trained = await _described(egress, base_url, name, findings)
    if name and findings.locality is not Locality.REMOTE:
        await _cloud_switch(egress, base_url, findings)
        name = await _confirmed_local(egress, base_url, name, findings)
    return Examined(findings.proof(), name or model, base_url, context_trained)


async def _installed(egress: Egress, base_url: str, model: str, findings: _Findings) -> str:
    answer = await call(egress, ENGINE_ID, f"{base_url}/api/tags")
    entries = model_entries(answer)
    if entries is None:
        findings.unanswered("the list of models", answer)
        return ""
    for wanted in dict.fromkeys((model, plain_name(model))):
        found = [entry for entry in entries if any(same_model(wanted, name) for name in entry_names(entry))]
        if found:
            break
    else:
        findings.doubt(f"{model} is not among the models of this Ollama.", Fault(FaultKind.MODEL_MISSING, model))
        return ""
    digests = {digest for entry in found if (digest := entry.get("digest"))}
    copies = [entry for entry in entries if entry.get("digest") in digests]
    for entry in (*found, *copies):
        if place := remote_place(entry):
            findings.remote(f"The list of models says that it runs elsewhere: {place}.")
            return wanted
    findings.fine("The list of models names no other computer for it.")
    for entry in found:
        _weigh(entry, findings)
    return wanted


def _weigh(entry: Mapping[str, Any], findings: _Findings) -> None:
    size = entry.get("size")
    if not isinstance(size, int) or size < LEAST_BYTES:
        findings.doubt("Its size is too small for a model that runs here.")
    if not _format(entry):
        findings.doubt("The list of models gives no file format for it, as for a model elsewhere.")


async def _described(egress: Egress, base_url: str, name: str, findings: _Findings) -> int:
    answer = await call(egress, ENGINE_ID, f"{base_url}/api/show", {"model": name})
    if isinstance(answer, Answer) and answer.status == 404:
        findings.doubt(f"Ollama does not have {name}.", Fault(FaultKind.MODEL_MISSING, answer.error))
        return 0
    if isinstance(answer, Fault) or answer.status != 200 or answer.json is None:
        findings.unanswered("the model's description", answer)
        return 0
    if place := remote_place(answer.json):
        findings.remote(f"Its description says that it runs elsewhere: {place}.")
        return 0
    findings.fine("Its description names no other computer.")
    info = answer.json.get("model_info")
    if not isinstance(info, dict) or not info:
        findings.doubt("Its description says nothing about the model's weights.")
        return 0
    if not _format(answer.json):
        findings.doubt("Its description gives no file format.")
    trained = info.get(f"{info.get('general.architecture')}.context_length")
    return trained if type(trained) is int and trained > 0 else 0


async def _cloud_switch(egress: Egress, base_url: str, findings: _Findings) -> None:
    answer = await call(egress, ENGINE_ID, f"{base_url}/api/status")
    cloud = (answer.json or {}).get("cloud") if isinstance(answer, Answer) and answer.status == 200 else None
    if isinstance(cloud, dict) and cloud.get("disabled") is True:
        findings.cannot_go_out = True
        findings.fine("This Ollama is set to use no model elsewhere.")
    elif isinstance(cloud, dict) and cloud.get("disabled") is False:
        findings.fine("This Ollama could use other models elsewhere; OLLAMA_NO_CLOUD=1 where it starts ends that.")
    elif isinstance(answer, Answer) and answer.status == 404:
        findings.fine("This Ollama is too old to say whether it could use models elsewhere.")
    else:
        findings.unanswered("its settings", answer)


async def _confirmed_local(egress: Egress, base_url: str, name: str, findings: _Findings) -> str:
    version = await server_version(egress, base_url)
    if isinstance(version, Fault) or _numbers(version) < KNOWS_LOCAL:
        findings.fine("This Ollama cannot be asked to refuse models elsewhere; the other checks stand alone.")
        return name
    asked = f"{name}{_LOCAL}"
    answer = await call(egress, ENGINE_ID, f"{base_url}/api/show", {"model": asked})
    if isinstance(answer, Answer) and answer.status == 200 and answer.json is not None:
        if place := remote_place(answer.json):
            findings.remote(f"Asked for the model on this computer, it named another: {place}.")
            return name
        findings.fine("Asked for it as a model on this computer, Ollama has it; requests will ask that way.")
        return asked
    if isinstance(answer, Answer) and answer.status == 404:
        findings.remote("Asked for it as a model on this computer, Ollama says that it has none.")
    elif isinstance(answer, Answer) and answer.status == 400:
        findings.fine("This Ollama does not take names that ask for this computer; the other checks stand alone.")
    else:
        findings.unanswered("the model on this computer", answer)
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
