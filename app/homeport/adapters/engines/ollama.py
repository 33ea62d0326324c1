"""Ollama, found on this computer and used only when a person has said so in the settings."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from homeport.adapters.engines.calls import Answer, call
from homeport.adapters.engines.ollama_gate import (
    ENGINE_ID,
    cloud_name,
    entry_names,
    examine,
    model_entries,
    plain_name,
    remote_place,
    same_model,
    server_version,
)
from homeport.domain.address import loopback_url
from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import Fault, FaultKind
from homeport.domain.lane import DEVICE, Endpoint, Region
from homeport.ports.egress import Deadlines, Egress
from homeport.ports.engine import EngineProgress, EngineStatus, Locality, LocalityProof, ModelInfo, Progress

if TYPE_CHECKING:
    import httpx

_LOAD = Deadlines(connect=2.0, first_byte=600.0, idle=600.0, total=600.0)
"""A large model on a slow disk takes minutes to load."""


class OllamaEngine:
    """Implements `ports.engine.Engine`. It starts and stops nothing: the server belongs to the person.

    Args:
        base_url: as in the settings; anything but a canonical loopback address is refused by the gate.
        egress: the way to it.
        context_tokens: the context asked for; a smaller trained context wins.
        max_output_tokens: longest answer, for the endpoint.
        transport: makes the transport of the `ollama` package, which serves pull and delete; closed after use.
    """

    def __init__(
        self,
        base_url: str,
        egress: Egress,
        *,
        context_tokens: int = 4096,
        max_output_tokens: int = 1024,
        transport: "Callable[[], httpx.AsyncBaseTransport] | None" = None,
    ) -> None:
        self._given_url = base_url
        self._base_url = (loopback_url(base_url) or "").rstrip("/")
        self._egress = egress
        self._context_tokens = context_tokens
        self._max_output_tokens = max_output_tokens
        self._transport = transport

    @property
    def id(self) -> str:
        """``ollama``."""
        return ENGINE_ID

    async def found(self) -> bool:
        """Whether an Ollama answers at the address; for asking a person, never for using it."""
        return (await self.status()).running

    async def status(self) -> EngineStatus:
        """Its version, or why it does not answer."""
        if not self._base_url:
            return EngineStatus(False, fault=Fault(FaultKind.NOT_LOCAL, self._given_url[:120]))
        version = await server_version(self._egress, self._base_url)
        if isinstance(version, Fault):
            return EngineStatus(False, fault=version)
        return EngineStatus(True, version)

    async def models(self) -> tuple[ModelInfo, ...]:
        """Its models, those that run elsewhere marked; empty when it does not answer."""
        if not self._base_url:
            return ()
        answer = await call(self._egress, ENGINE_ID, f"{self._base_url}/api/tags")
        entries = model_entries(answer)
        if entries is None:
            if isinstance(answer, Fault) and answer.kind is FaultKind.NOT_RUNNING:
                return ()
            raise UserFacingError(
                "What answers at Ollama's address does not send a list of models.",
                "Check the address in the settings, and that it is Ollama that listens there.",
            )
        running = model_entries(await call(self._egress, ENGINE_ID, f"{self._base_url}/api/ps")) or ()
        loaded = {name for entry in running for name in entry_names(entry)}
        return tuple(_info(names[0], entry, loaded) for entry in entries if (names := entry_names(entry)))

    async def ready(self, model: str, progress: Progress | None = None) -> Endpoint | Fault:
        """Pass the gate, have the model loaded with the context set, and say how much of it there really is."""
        if not model:
            return Fault(FaultKind.NO_MODEL, "No Ollama model is chosen in the settings.")
        examined = await examine(self._egress, self._given_url, model)
        if examined.proof.locality is Locality.REMOTE or examined.proof.fault:
            return examined.proof.fault or Fault(FaultKind.REMOTE_MODEL, model)
        context = min(self._context_tokens, examined.context_trained or self._context_tokens)
        if examined.proof.locality is Locality.LOCAL:
            if progress:
                progress(EngineProgress("loading"))
            loaded = await self._load(examined.name, context)
            if isinstance(loaded, Fault):
                return loaded
            context = min(context, loaded or context)
        return Endpoint(
            id=ENGINE_ID,
            lane=DEVICE,
            provider="Ollama",
            wire="ollama_chat",
            base_url=examined.base_url,
            model=examined.name,
            managed=False,
            region=Region.DEVICE,
            country="this computer",
            retention="nothing is kept, as far as Ollama says",
            context_tokens=context,
            max_output_tokens=min(self._max_output_tokens, context),
        )

    def secrets(self, endpoint: Endpoint) -> Mapping[str, str]:  # noqa: ARG002 - it needs none anywhere
        """Ollama on this computer wants no key."""
        return {}

    async def prove_local(self, endpoint: Endpoint) -> LocalityProof:
        """Ask again about this very model; never answered from memory."""
        return (await examine(self._egress, endpoint.base_url, endpoint.model)).proof

    async def settle(self) -> None:
        """Ollama notices by itself that the connection was closed."""

    async def stop(self) -> None:
        """Nothing of ours runs."""

    async def pull(self, model: str, progress: Progress | None = None) -> Fault | None:
        """Have Ollama download a model from its registry; only after a person asked for it. Cancel to stop.

        Raises:
            UserFacingError: the program was put together without a transport for it.
        """
        if cloud_name(model):
            return Fault(FaultKind.REMOTE_MODEL, f"{model} names a model on Ollama's own computers.")

        async def pull(client: Any) -> None:
            async for step in await client.pull(model, stream=True):
                if progress:
                    progress(EngineProgress("downloading", step.completed or 0, step.total or 0))

        return await self._through_package(pull)

    async def delete(self, model: str) -> Fault | None:
        """Have Ollama delete a model.

        Raises:
            UserFacingError: the program was put together without a transport for it.
        """
        return await self._through_package(lambda client: client.delete(model))

    async def _through_package(self, use: Callable[[Any], Awaitable[object]]) -> Fault | None:
        if not self._base_url:
            return Fault(FaultKind.NOT_LOCAL, self._given_url[:120])
        if self._transport is None:
            raise UserFacingError(
                "Models of Ollama cannot be changed from here.", "Use the ollama command instead."
            )
        import httpx  # noqa: PLC0415 - with the package 0.6 s of start-up that only this needs
        import ollama  # noqa: PLC0415

        client = ollama.AsyncClient(
            host=self._base_url, transport=self._transport(), follow_redirects=False, trust_env=False
        )
        try:
            await use(client)
        except ollama.ResponseError as error:
            missing = error.status_code == 404 or "does not exist" in error.error
            return Fault(FaultKind.MODEL_MISSING if missing else FaultKind.SERVER, error.error[:300])
        except (httpx.ConnectError, ConnectionError):
            return Fault(FaultKind.NOT_RUNNING)
        except httpx.TransportError as error:
            fault = getattr(error, "fault", None)  # our own transport says what happened
            return fault if isinstance(fault, Fault) else Fault(FaultKind.CUT, type(error).__name__)
        except ValueError:
            return Fault(FaultKind.MALFORMED)
        finally:
            await client.close()  # type: ignore[no-untyped-call]
        return None

    async def _load(self, model: str, context: int) -> int | Fault:
        """Have the model loaded; the context it then runs with, 0 when Ollama does not say."""
        body = {"model": model, "messages": [], "stream": False, "options": {"num_ctx": context}}
        answer = await call(self._egress, ENGINE_ID, f"{self._base_url}/api/chat", body, deadlines=_LOAD)
        if isinstance(answer, Fault):
            return answer
        if answer.status != 200:
            return _load_fault(answer)
        if remote_place(answer.json or {}):
            return Fault(FaultKind.REMOTE_MODEL, remote_place(answer.json or {}))
        running = model_entries(await call(self._egress, ENGINE_ID, f"{self._base_url}/api/ps")) or ()
        for entry in running:
            size = entry.get("context_length")
            if any(same_model(plain_name(model), name) for name in entry_names(entry)) and type(size) is int:
                return max(size, 0)
        return 0


def _load_fault(answer: Answer) -> Fault:
    kinds = {
        401: FaultKind.REMOTE_MODEL,  # only a request that goes to Ollama's maker needs a sign-in
        403: FaultKind.REMOTE_MODEL,
        404: FaultKind.MODEL_MISSING,
        503: FaultKind.OVERLOADED,
    }
    return Fault(kinds.get(answer.status, FaultKind.SERVER), answer.error or f"HTTP {answer.status}")


def _info(name: str, entry: Mapping[str, Any], loaded: set[str]) -> ModelInfo:
    details = entry.get("details")
    details = details if isinstance(details, dict) else {}
    place = remote_place(entry)
    remote = bool(place) or cloud_name(name)
    return ModelInfo(
        name=name,
        size_bytes=_count(entry.get("size")),
        parameters=_words(details.get("parameter_size")),
        quantization=_words(details.get("quantization_level")),
        context_trained=_count(details.get("context_length")),
        loaded=name in loaded,
        warning=f"Runs elsewhere ({place or 'Ollama’s own computers'}); not used on this lane." if remote else "",
        remote=remote,
    )


def _count(value: object) -> int:
    return value if type(value) is int and value > 0 else 0


def _words(value: object) -> str:
    return value[:40] if isinstance(value, str) else ""
