"""LM Studio over its REST interface, found on this computer and used only when a person has said so.

Its own list (``/api/v1/models``, since 0.4.0) says what there is, what is loaded and with how much context; drafts
are streamed from its chat completions. Made from its documentation and tried against a stand-in over the real
llama.cpp server, not against the program itself.
"""

from collections.abc import Mapping
from typing import Any

from homeport.adapters.engines.calls import Answer, call
from homeport.adapters.engines.lmstudio_gate import ENGINE_ID, context_of, examine, instances, model_entries
from homeport.domain.address import loopback_url
from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import Fault, FaultKind
from homeport.domain.lane import DEVICE, Endpoint, Region
from homeport.ports.egress import Deadlines, Egress
from homeport.ports.engine import EngineProgress, EngineStatus, LocalityProof, ModelInfo, Progress
from homeport.ports.processes import ChildProcesses

_LOAD = Deadlines(connect=2.0, first_byte=600.0, idle=600.0, total=600.0)
"""A large model on a slow disk takes minutes to load."""


class LmStudioEngine:
    """Implements `ports.engine.Engine`. It starts and stops nothing: the server belongs to the person.

    Args:
        base_url: as in the settings; anything but a canonical loopback address is refused.
        egress: the way to it.
        processes: starts the helper that asks LM Studio's command line about LM Link.
        context_tokens: the context asked for when a model has to be loaded; a smaller trained context wins.
        max_output_tokens: longest answer, for the endpoint.
    """

    def __init__(
        self,
        base_url: str,
        egress: Egress,
        processes: ChildProcesses,
        *,
        context_tokens: int = 4096,
        max_output_tokens: int = 1024,
    ) -> None:
        self._given_url = base_url
        self._base_url = (loopback_url(base_url) or "").rstrip("/")
        self._egress = egress
        self._processes = processes
        self._context_tokens = context_tokens
        self._max_output_tokens = max_output_tokens

    @property
    def id(self) -> str:
        """``lm-studio``."""
        return ENGINE_ID

    async def status(self) -> EngineStatus:
        """Whether it answers, or why not; it does not give its version."""
        entries = await self._entries()
        if isinstance(entries, Fault):
            return EngineStatus(False, fault=entries)
        return EngineStatus(True)

    async def models(self) -> tuple[ModelInfo, ...]:
        """Its language models; empty when it does not answer.

        Raises:
            UserFacingError: what answers is not LM Studio, or one that is too old or wants a token.
        """
        entries = await self._entries()
        if isinstance(entries, Fault):
            if entries.kind in (FaultKind.NOT_RUNNING, FaultKind.NOT_LOCAL):
                return ()
            raise UserFacingError(
                "What answers at LM Studio's address does not send a list of models.",
                "It must be LM Studio 0.4.0 or newer, without an API token; check the address in the settings.",
            )
        return tuple(_info(entry) for entry in entries)

    async def ready(self, model: str, progress: Progress | None = None) -> Endpoint | Fault:
        """Have the model loaded, with our context if it is not loaded yet, and say how much there really is."""
        if not model:
            return Fault(FaultKind.NO_MODEL, "No LM Studio model is chosen in the settings.")
        entries = await self._entries()
        if isinstance(entries, Fault):
            return entries
        entry = next((entry for entry in entries if model == entry["key"] or model in instances(entry)), None)
        if entry is None:
            return Fault(FaultKind.MODEL_MISSING, model)
        loaded = instances(entry)
        name = model if model in loaded else max(loaded, key=loaded.__getitem__, default="")
        context = loaded.get(name, 0)
        if not name:
            if progress:
                progress(EngineProgress("loading"))
            made = await self._load(entry)
            if isinstance(made, Fault):
                return made
            name, context = made
        context = min(self._context_tokens, context or self._context_tokens)
        return Endpoint(
            id=ENGINE_ID,
            lane=DEVICE,
            provider="LM Studio",
            wire="chat",
            base_url=f"{self._base_url}/v1",
            model=name,
            managed=False,
            region=Region.DEVICE,
            country="this computer",
            retention="LM Studio may keep prompts in its server log, by its own settings",
            context_tokens=context,
            max_output_tokens=min(self._max_output_tokens, context),
        )

    def secrets(self, endpoint: Endpoint) -> Mapping[str, str]:  # noqa: ARG002 - without a token only
        """LM Studio is used without a token."""
        return {}

    async def prove_local(self, endpoint: Endpoint) -> LocalityProof:
        """Ask again about this very model and about LM Link; never answered from memory."""
        return await examine(self._egress, self._processes, endpoint.base_url, endpoint.model)

    async def settle(self) -> None:
        """LM Studio notices by itself that the connection was closed; a prompt it reads it may read to its end."""

    async def stop(self) -> None:
        """Nothing of ours runs."""

    async def _entries(self) -> list[Mapping[str, Any]] | Fault:
        if not self._base_url:
            return Fault(FaultKind.NOT_LOCAL, self._given_url[:120])
        found = await model_entries(self._egress, self._base_url)
        if isinstance(found, Fault):
            return found
        if isinstance(found, Answer):
            if found.status in (401, 403):
                return Fault(FaultKind.UNAUTHORIZED, "LM Studio asks for an API token.")
            return Fault(FaultKind.NOT_THE_PROVIDER, f"HTTP {found.status}: this is not LM Studio 0.4.0 or newer")
        return list(found)

    async def _load(self, entry: Mapping[str, Any]) -> tuple[str, int] | Fault:
        """Have a model loaded; the name of the instance and the context it has, 0 when LM Studio does not say."""
        wanted = min(self._context_tokens, _count(entry.get("max_context_length")) or self._context_tokens)
        body = {"model": entry["key"], "context_length": wanted, "echo_load_config": True}
        url = f"{self._base_url}/api/v1/models/load"
        answer = await call(self._egress, ENGINE_ID, url, body, deadlines=_LOAD)
        if isinstance(answer, Fault):
            return answer
        name = (answer.json or {}).get("instance_id")
        if answer.status != 200 or not isinstance(name, str):
            kinds = {401: FaultKind.UNAUTHORIZED, 403: FaultKind.UNAUTHORIZED, 404: FaultKind.MODEL_MISSING}
            return Fault(kinds.get(answer.status, FaultKind.SERVER), answer.error or f"HTTP {answer.status}")
        return name, context_of((answer.json or {}).get("load_config"))


def _info(entry: Mapping[str, Any]) -> ModelInfo:
    quantization = entry.get("quantization")
    return ModelInfo(
        name=entry["key"],
        size_bytes=_count(entry.get("size_bytes")),
        parameters=_words(entry.get("params_string")),
        quantization=_words(quantization.get("name") if isinstance(quantization, dict) else None),
        context_trained=_count(entry.get("max_context_length")),
        loaded=bool(instances(entry)),
    )


def _count(value: object) -> int:
    return value if type(value) is int and value > 0 else 0


def _words(value: object) -> str:
    return value[:40] if isinstance(value, str) else ""
