"""The lane on this computer: which engine, is it ready, and how do we know that it is local."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from homeport.domain.data_class import DataClass
from homeport.domain.document import Document
from homeport.domain.exchange import Fault, FaultKind
from homeport.domain.lane import Endpoint
from homeport.domain.settings import EngineSettings
from homeport.ports.engine import Engine, Locality, LocalityProof

BUILT_IN = "built-in"
OLLAMA = "ollama"

PROOF_NEEDED_FROM = DataClass.CONFIDENTIAL
"""From this class on an engine whose place cannot be told counts as remote, and gets nothing."""


@dataclass(frozen=True, slots=True)
class DeviceReady:
    """An endpoint that may be given the task, and the proof made just before."""

    endpoint: Endpoint
    proof: LocalityProof
    secrets: Mapping[str, str]


class DeviceLane:
    """Chooses and prepares the engine that the settings name; never switches one on by itself."""

    def __init__(self, engines: Mapping[str, Engine], settings: EngineSettings, examples: frozenset[str]) -> None:
        """Take the engines by id, and the SHA-256 of every shipped example document."""
        self._engines = engines
        self._settings = settings
        self._examples = examples

    @property
    def engine_id(self) -> str:
        """The engine that will be used."""
        return OLLAMA if self._settings.ollama_enabled else BUILT_IN

    @property
    def practice(self) -> bool:
        """Whether only the practice model is set up."""
        return self.engine_id == BUILT_IN and not self._settings.model_file

    def refuses(self, documents: Sequence[Document]) -> Fault | None:
        """The practice model works on shipped examples and free chat only."""
        own = [document for document in documents if document.sha256 not in self._examples]
        return Fault(FaultKind.PRACTICE_MODEL) if self.practice and own else None

    async def prepare(self, documents: Sequence[Document], data_class: DataClass) -> DeviceReady | Fault:
        """Make the engine ready and run the locality gate; nothing of the task is sent yet."""
        refused = self.refuses(documents)
        if refused is not None:
            return refused
        engine = self._engines.get(self.engine_id)
        if engine is None:
            return Fault(FaultKind.NO_MODEL)
        endpoint = await engine.ready(self._settings.ollama_model if self.engine_id == OLLAMA else "")
        if isinstance(endpoint, Fault):
            return endpoint
        proof = await engine.prove_local(endpoint)
        if proof.locality is Locality.REMOTE:
            return proof.fault or Fault(FaultKind.NOT_LOCAL)
        if proof.locality is Locality.UNPROVABLE and data_class >= PROOF_NEEDED_FROM:
            return proof.fault or Fault(FaultKind.NOT_LOCAL, "it cannot be told where the model runs")
        return DeviceReady(endpoint, proof, engine.secrets(endpoint))
