"""The built-in engine: llama.cpp in its own process, on loopback, behind a key made for each run."""

import asyncio
import os
from collections.abc import Mapping
from importlib import metadata

from homeport.adapters.engines.calls import Answer, call
from homeport.adapters.engines.child import DIED, EngineChild
from homeport.adapters.engines.proof_lines import ProofLine, line
from homeport.adapters.system.model_files import ModelFile
from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import Fault, FaultKind
from homeport.domain.lane import DEVICE, Endpoint, Region
from homeport.ports.egress import Egress
from homeport.ports.engine import EngineStatus, Locality, LocalityProof, ModelInfo, Progress
from homeport.ports.processes import ChildProcesses

ENGINE_ID = "built-in"
_SETTLE_SECONDS = 0.7
"""llama.cpp looks once a second whether its client is still there, and not while it computes a batch.

Measured on a busy computer: 0.05 to 1.3 s from a cancel to rest. What has not let go by then is ended, so that a
stop is done in a second.
"""
_SETTLE_PAUSE = 0.05  # seconds between two looks
_LOADING_PAUSE = 0.1  # seconds between two questions while the server says 503
_LOADING_QUESTIONS = 600  # a minute; the process says "ready" only after loading, so one is the rule


class BuiltInEngine:
    """Implements `ports.engine.Engine` over a process of our own, started when it is first needed.

    Args:
        processes: starts the process.
        egress: the way to its port.
        model: the file it runs; its hash is checked at every start.
        context_tokens: size of the context; a smaller trained context wins.
        max_output_tokens: longest answer, for the endpoint.
        threads: 0 for half of the processors, at least one: two threads on two busy processors spin against each
            other (9.4 fell to 0.8 tokens/s).
    """

    def __init__(
        self,
        processes: ChildProcesses,
        egress: Egress,
        model: ModelFile,
        *,
        context_tokens: int = 4096,
        max_output_tokens: int = 1024,
        threads: int = 0,
    ) -> None:
        self._processes = processes
        self._egress = egress
        self._model = model
        self._context_tokens = min(context_tokens, model.context_trained or context_tokens)  # more is only memory
        self._max_output_tokens = max_output_tokens
        self._threads = threads or max(1, (os.cpu_count() or 2) // 2)
        self._run: EngineChild | None = None
        self._endpoint: Endpoint | None = None
        self._starting = asyncio.Lock()

    @property
    def id(self) -> str:
        """``built-in``."""
        return ENGINE_ID

    @property
    def model(self) -> ModelFile:
        """The one model it runs."""
        return self._model

    async def status(self) -> EngineStatus:
        """Whether it runs now; `ENGINE_DIED` when it ran and ended by itself. Not yet started is no fault."""
        run = self._run
        return EngineStatus(
            running=run is not None and run.serving, version=_version(), fault=run.fault if run else None
        )

    async def models(self) -> tuple[ModelInfo, ...]:
        """Its one model, or nothing when the file is not there."""
        model = self._model
        if model.path is None:
            return ()
        return (
            ModelInfo(
                name=model.name,
                size_bytes=model.size_bytes,
                parameters=model.parameters,
                quantization=model.quantization,
                context_trained=model.context_trained,
                loaded=self._run is not None and self._run.serving,
                languages=model.languages,
                warning=model.warning,
            ),
        )

    async def ready(self, model: str, progress: Progress | None = None) -> Endpoint | Fault:
        """Start the process if it does not run, wait until the model is loaded, and say where it is.

        An empty `model` means the one it has.
        """
        if model not in ("", self._model.name):
            return Fault(FaultKind.MODEL_MISSING, f"The built-in engine has {self._model.name}, not {model}.")
        if self._model.path is None:
            return Fault(FaultKind.MODEL_MISSING, self._model.missing)
        async with self._starting:
            if self._run and self._run.serving and self._endpoint:
                return self._endpoint
            if self._run and self._run.fault:
                await self.stop()
            try:
                self._run = self._run or await EngineChild.start(
                    self._processes,
                    model=str(self._model.path),
                    sha256=self._model.sha256,
                    name=self._model.name,
                    context_tokens=self._context_tokens,
                    threads=self._threads,
                )
            except UserFacingError as error:
                return Fault(FaultKind.NOT_RUNNING, str(error))
            fault = await self._run.until_ready(progress)
            if fault:
                return fault
            return await self._locate(self._run)

    def secrets(self, endpoint: Endpoint) -> Mapping[str, str]:
        """The run's key, for the endpoint that `ready` gave and no other."""
        if self._run is None or endpoint != self._endpoint:
            return {}
        return {endpoint.auth_header: f"{endpoint.auth_prefix}{self._run.api_key}"}

    async def prove_local(self, endpoint: Endpoint) -> LocalityProof:
        """True by construction while our own process holds the port: says so, or that it does not."""
        if endpoint != self._endpoint or self._run is None:
            return _proof(
                Locality.UNPROVABLE, line("local_not_given"), Fault(FaultKind.NOT_LOCAL, endpoint.base_url)
            )
        if not self._run.serving:
            return _proof(Locality.UNPROVABLE, line("local_process_ended"), self._run.fault or DIED)
        checks = (
            line("local_address", address=endpoint.base_url),
            line("local_process", number=self._run.pid),
            line("local_key"),
            line("local_file", sha256=self._model.sha256[:12]),
        )
        return LocalityProof(
            Locality.LOCAL,
            tuple(check.words for check in checks),
            cannot_go_out=True,
            said=tuple(check.said for check in checks),
        )

    async def settle(self) -> None:
        """End the process if it works on after 0.7 s; the next `ready` starts another."""
        run, endpoint = self._run, self._endpoint
        if run is None or endpoint is None or not run.serving:
            return
        try:
            async with asyncio.timeout(_SETTLE_SECONDS):
                cancelled = now = await self._work(endpoint)
                while now is not None and now == cancelled:
                    await asyncio.sleep(_SETTLE_PAUSE)
                    now = await self._work(endpoint)
        except TimeoutError:
            if self._run is run:
                await self.stop()

    async def stop(self) -> None:
        """End the process; the next `ready` starts another."""
        run, self._run, self._endpoint = self._run, None, None
        if run:
            await run.end()

    async def _work(self, endpoint: Endpoint) -> int | None:
        """The number of the request it works on; None at rest, -1 when it does not say."""
        url = f"{endpoint.base_url.removesuffix('/v1')}/slots"
        answer = await call(self._egress, ENGINE_ID, url, secrets=self.secrets(endpoint))
        if isinstance(answer, Fault):
            return -1
        try:
            (slot,) = answer.body
            return int(slot["id_task"]) if slot["is_processing"] else None
        except (LookupError, TypeError, ValueError):
            return -1

    async def _locate(self, run: EngineChild) -> Endpoint | Fault:
        base_url = f"http://127.0.0.1:{run.port}/v1"
        secrets = {"authorization": f"Bearer {run.api_key}"}
        for _ in range(_LOADING_QUESTIONS):
            answer = await call(self._egress, ENGINE_ID, f"{base_url}/models", secrets=secrets)
            if isinstance(answer, Fault):
                return run.fault or answer
            if answer.status != 503:
                break
            await asyncio.sleep(_LOADING_PAUSE)
        else:
            return Fault(FaultKind.LOADING, "The built-in engine is still loading the model.")
        context = _context(answer)
        if context is None:
            return Fault(FaultKind.MALFORMED, f"The built-in engine answered HTTP {answer.status}.")
        self._endpoint = Endpoint(
            id=ENGINE_ID,
            lane=DEVICE,
            provider="Built-in engine",
            wire="chat",
            base_url=base_url,
            model=self._model.name,
            managed=False,
            region=Region.DEVICE,
            country="this computer",
            retention="nothing is kept after the engine stops",
            context_tokens=context,
            max_output_tokens=min(self._max_output_tokens, context),
            auth_header="authorization",
            auth_prefix="Bearer ",
            starter=self._model.starter,
        )
        return self._endpoint


def _proof(locality: Locality, check: ProofLine, fault: Fault) -> LocalityProof:
    return LocalityProof(locality, (check.words,), fault, said=(check.said,))


def _context(answer: Answer) -> int | None:
    try:
        size = (answer.json or {})["data"][0]["meta"]["n_ctx"]
    except (LookupError, TypeError):
        return None
    return size if type(size) is int and size > 0 else None


def _version() -> str:
    try:
        return f"xllamacpp {metadata.version('xllamacpp')}"
    except metadata.PackageNotFoundError:
        return ""
