"""The lane on this computer: which engine, is it ready, and how do we know that it is local."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from homeport.domain.data_class import DataClass
from homeport.domain.document import Document
from homeport.domain.exchange import Fault, FaultKind
from homeport.domain.lane import Endpoint
from homeport.ports.engine import Engine, Locality, LocalityProof, Progress

PROOF_NEEDED_FROM = DataClass.CONFIDENTIAL
"""From this class on an engine whose place cannot be told counts as remote, and gets nothing."""


@dataclass(frozen=True, slots=True)
class DeviceReady:
    """An endpoint that may be given the task, and the proof made just before."""

    endpoint: Endpoint
    proof: LocalityProof
    secrets: Mapping[str, str]


class DeviceLane:
    """Prepares the engine that the settings name; never switches one on by itself."""

    def __init__(self, engine: Engine, model: str, examples: frozenset[str], *, practice: bool) -> None:
        """Take the chosen engine and model, and the SHA-256 of every shipped example document.

        Args:
            engine: the engine that the settings name.
            model: the model to ask it for.
            examples: what the practice model may read.
            practice: whether `model` is only the practice model.
        """
        self._engine = engine
        self._model = model
        self._examples = examples
        self._practice = practice

    @property
    def engine_id(self) -> str:
        """The engine that will be used."""
        return self._engine.id

    @property
    def model(self) -> str:
        """The model it is asked for."""
        return self._model

    async def what_broke(self) -> Fault | None:
        """After an exchange broke: the engine's own reason, if it has one."""
        return (await self._engine.status()).fault

    async def settle(self) -> None:
        """After a draft was stopped: return once the engine has stopped, too."""
        await self._engine.settle()

    def refuses(self, documents: Sequence[Document]) -> Fault | None:
        """The practice model works on shipped examples and free chat only."""
        own = any(document.sha256 not in self._examples for document in documents)
        return Fault(FaultKind.PRACTICE_MODEL) if self._practice and own else None

    async def prepare(
        self, documents: Sequence[Document], data_class: DataClass, progress: Progress | None = None
    ) -> DeviceReady | Fault:
        """Make the engine ready and run the locality gate; nothing of the task is sent yet."""
        refused = self.refuses(documents)
        if refused is not None:
            return refused
        endpoint = await self._engine.ready(self._model, progress)
        if isinstance(endpoint, Fault):
            return endpoint
        proof = await self._engine.prove_local(endpoint)
        if proof.locality is Locality.REMOTE:
            return proof.fault or Fault(FaultKind.NOT_LOCAL)
        if proof.fault is not None:
            return proof.fault
        if proof.locality is Locality.UNPROVABLE and data_class >= PROOF_NEEDED_FROM:
            return Fault(FaultKind.NOT_LOCAL, "it cannot be told where the model runs")
        return DeviceReady(endpoint, proof, self._engine.secrets(endpoint))
