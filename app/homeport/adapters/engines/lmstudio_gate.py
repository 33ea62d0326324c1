"""The locality gate for LM Studio: with LM Link a request to this computer can be answered by another one.

Its list of models has no field for the device (read from its documentation), so the list alone proves nothing.
What tells is its own command line: which port its server on this computer has, whether LM Link is on, and who is
connected. Without that it cannot be told, and data that must stay gets another engine.
"""

import asyncio
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from homeport.adapters.engines.calls import Answer, call
from homeport.adapters.engines.findings import Findings
from homeport.adapters.engines.lms import ANSWER_BYTES, Told, read_told
from homeport.adapters.engines.proof_lines import line
from homeport.domain.address import loopback_url
from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import Fault, FaultKind
from homeport.ports.egress import Egress
from homeport.ports.engine import LocalityProof
from homeport.ports.processes import ChildKind, ChildProcesses

ENGINE_ID = "lm-studio"

LEAST_BYTES = 10_000_000
"""No useful language model is smaller."""

_HELPER_SECONDS = 15.0
_APART = frozenset({"offline", "disconnected"})
"""What a peer's status must be for it to count as not connected; any other word counts as connected."""


async def model_entries(egress: Egress, base_url: str) -> Sequence[Mapping[str, Any]] | Answer | Fault:
    """The language models of LM Studio's own list (``/api/v1/models``, since 0.4.0), or what came instead."""
    answer = await call(egress, ENGINE_ID, f"{base_url}/api/v1/models")
    if isinstance(answer, Fault):
        return answer
    models = answer.json.get("models") if answer.status == 200 and answer.json is not None else None
    if not isinstance(models, list) or not all(isinstance(entry, dict) for entry in models):
        return answer
    return [entry for entry in models if entry.get("type") == "llm" and isinstance(entry.get("key"), str)]


def instances(entry: Mapping[str, Any]) -> Mapping[str, int]:
    """The loaded instances of a model by name, each with its context; 0 where it does not say."""
    found: dict[str, int] = {}
    listed = entry.get("loaded_instances")
    for instance in listed if isinstance(listed, list) else ():
        if isinstance(instance, dict) and isinstance(instance.get("id"), str):
            found[instance["id"]] = context_of(instance.get("config"))
    return found


def context_of(config: object) -> int:
    """The context in an instance's settings; 0 when it does not say."""
    size = config.get("context_length") if isinstance(config, dict) else 0
    return size if type(size) is int and size > 0 else 0


async def examine(egress: Egress, processes: ChildProcesses, url: str, model: str) -> LocalityProof:
    """Run every check for this model on this address; nothing but questions about LM Studio itself is asked."""
    findings = Findings([])
    base_url = loopback_url(url)
    if base_url is None:
        findings.remote(line("local_not_an_address", address=ascii(url[:120])), FaultKind.NOT_LOCAL)
        return findings.proof()
    findings.fine(line("local_address", address=base_url))
    entries = await model_entries(egress, base_url.removesuffix("/v1").rstrip("/"))
    if isinstance(entries, Answer | Fault):
        findings.unanswered("list", entries)
        return findings.proof()
    found = [entry for entry in entries if model == entry["key"] or model in instances(entry)]
    if not found:
        findings.doubt(line("local_lm_not_listed", model=model), Fault(FaultKind.MODEL_MISSING, model))
        return findings.proof()
    size = found[0].get("size_bytes")
    if type(size) is not int or size < LEAST_BYTES:
        findings.doubt(line("local_too_small"))
    names = {model, *(entry["key"] for entry in found)}
    _link(findings, await ask_lms(processes), urlsplit(base_url).port or 80, names)
    return findings.proof()


async def ask_lms(processes: ChildProcesses) -> Told | None:
    """What LM Studio's own command line says, asked by a process of the launcher's; None when nothing came."""
    try:
        child = await processes.start(ChildKind.LMS)
    except UserFacingError:
        return None
    end_of_pair = socket.socket(fileno=child.fd)
    try:
        reader, writer = await asyncio.open_connection(sock=end_of_pair)
    except BaseException:
        end_of_pair.close()
        raise
    try:
        async with asyncio.timeout(_HELPER_SECONDS):
            data = b""
            while (block := await reader.read(1 << 16)) and len(data) <= 2 * ANSWER_BYTES:
                data += block
        return read_told(data)
    except (TimeoutError, OSError):
        return None
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        await processes.kill(child)


def _link(findings: Findings, told: Told | None, port: int, names: set[str]) -> None:
    if told is None or not told.found:
        findings.doubt(line("local_lm_no_lms"))
        return
    server, link = told.server or {}, told.link
    if server.get("running") is not True or server.get("port") != port:
        findings.doubt(line("local_lm_other_server", port=port))
        return
    findings.fine(line("local_lm_server", port=port))
    peers = link.get("peers") if link is not None else None
    issues = link.get("issues") if link is not None else None
    if link is None or not isinstance(peers, list) or not isinstance(issues, list):
        findings.doubt(line("local_lm_link_unread"))
        return
    connected = [peer for peer in peers if not (isinstance(peer, dict) and peer.get("status") in _APART)]
    preferred = link.get("preferredDeviceIdentifier")
    if connected and (preferred not in (None, link.get("deviceIdentifier")) or _has(connected, names)):
        findings.remote(line("local_lm_link_elsewhere"))
    elif connected:
        findings.doubt(line("local_lm_link_connected", count=len(connected)))
    elif "deviceDisabled" in issues:
        findings.cannot_go_out = True
        findings.fine(line("local_lm_link_off"))
    elif link.get("status") in ("offline", "online"):
        findings.fine(line("local_lm_link_alone"))
    else:
        findings.doubt(line("local_lm_link_unsettled"))


def _has(peers: Sequence[object], names: set[str]) -> bool:
    """Whether one of the connected computers has the model loaded, by any name that is found in its entry."""
    for peer in peers:
        loaded = peer.get("loadedModels") if isinstance(peer, dict) else None
        for model in loaded if isinstance(loaded, list) else ():
            said = model.values() if isinstance(model, dict) else (model,)
            if names & {value for value in said if isinstance(value, str)}:
                return True
    return False
