"""An engine on this computer: lists models, proves that it is local, is started and stopped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from homeport.domain.exchange import Fault
from homeport.domain.lane import Endpoint
from homeport.domain.said import Said


class Locality(StrEnum):
    """What is known about where a model runs."""

    LOCAL = "local"  # every check that exists passed
    UNPROVABLE = "unprovable"  # nothing speaks against it, but it cannot be told
    REMOTE = "remote"  # a check failed


@dataclass(frozen=True, slots=True)
class LocalityProof:
    """The outcome of the locality gate, with what was checked, in words; `said` has them for other languages."""

    locality: Locality
    checks: tuple[str, ...]
    fault: Fault | None = None  # set when the gate refuses or could not run
    cannot_go_out: bool = False  # the engine itself is unable to use a model elsewhere: the badge "local only"
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class EngineProgress:
    """How far an engine is on its way to being ready. `total` is 0 while the end is not known."""

    phase: str  # "checking" the model file (bytes), "loading" it, or "downloading" (bytes)
    done: int = 0
    total: int = 0


Progress = Callable[[EngineProgress], None]


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model an engine offers. Zero and empty mean that the engine did not say."""

    name: str
    size_bytes: int
    parameters: str
    quantization: str
    context_trained: int
    loaded: bool
    languages: str = ""
    warning: str = ""  # shown wherever the model is named
    remote: bool = False  # found out to run elsewhere


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """Whether the engine answers; `fault` says why not."""

    running: bool
    version: str = ""
    fault: Fault | None = None


class Engine(Protocol):
    """One engine on this computer. Generation itself is a wire format over `Egress`, the same for every lane."""

    @property
    def id(self) -> str:
        """The engine's id: ``built-in``, ``ollama`` or ``lm-studio``."""
        ...

    async def status(self) -> EngineStatus:
        """Whether it answers now. Starts nothing."""
        ...

    async def models(self) -> tuple[ModelInfo, ...]:
        """The models it has; empty when it does not run.

        Raises:
            UserFacingError: when it answers with something that is not a model list.
        """
        ...

    async def ready(self, model: str, progress: Progress | None = None) -> Endpoint | Fault:
        """Start the engine if it is ours to start, wait until the model can be asked, and say where.

        The endpoint's `context_tokens` is what is really available. No text of a person is sent for this.
        """
        ...

    def secrets(self, endpoint: Endpoint) -> Mapping[str, str]:
        """Values of the headers a request to this endpoint needs, by lower-case name."""
        ...

    async def prove_local(self, endpoint: Endpoint) -> LocalityProof:
        """The locality gate: run just before the first byte of a document is sent."""
        ...

    async def settle(self) -> None:
        """After a request was cancelled: see to it, where we can, that nobody works on it a second later."""
        ...

    async def stop(self) -> None:
        """End what this program started; leave alone what it found."""
        ...


class PullingEngine(Engine, Protocol):
    """An engine that gets models by itself, over a way to the network that is not ours."""

    async def pull(self, model: str, progress: Progress | None = None) -> Fault | None:
        """Have it download a model; only after a person asked for it. Cancelling stops the download."""
        ...
